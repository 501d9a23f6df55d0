"""The microphone of the Record page: what it hears now, takes, and what is plugged in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from studio.core.errors import StudioError
from studio.gui.bridge import Bridge
from studio.gui.recording.live_sound import Columns, LivePicture

if TYPE_CHECKING:
    from studio.audio.device_watch import DeviceWatch
    from studio.audio.files import Samples
    from studio.audio.meter import Meter, MeterReading
    from studio.audio.recorder import Captured, Recorder

TICK = 16  # milliseconds between two looks while recording: 60 a second
IDLE_TICK = 33  # while only listening


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What came in since the last look."""

    samples: Samples
    """float32 `[n, channels]`."""
    seconds: float
    reading: MeterReading
    columns: Columns | None
    """What is drawn of it; None while nothing is recorded."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open device with what looks at its sound."""

    recorder: Recorder
    meter: Meter


class Microphone(QObject):
    """Opens a device, tells what it hears, and records takes from it.

    The device is opened and closed on the bridge's thread for sound. What is heard is looked at
    on the thread of the window, at most a few milliseconds of sound at a time; nothing of it can
    be lost there, because the recorder writes to the disk by itself.
    """

    opened = Signal(str, int)
    """Name of the device and its rate."""
    refused = Signal(str)
    """It could not be opened, and why."""
    heard = Signal(object)
    """A `Heard`."""
    lost = Signal(str)
    """The device is gone, or a take ended by itself, and why."""
    captured = Signal(object)
    """A `Captured`: the take is whole on the disk."""
    not_captured = Signal(str)
    """Nothing of the take could be kept, and why."""
    inputs_changed = Signal(object)
    """The list of `Device`s is another one."""
    _from_recorder = Signal(str)
    _from_watch = Signal()
    _from_take = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._open: _Opened | None = None
        self._recorder: Recorder | None = None
        self._picture: LivePicture | None = None
        self._recording = False
        self._watch: DeviceWatch | None = None
        self._watching = False
        self._turn = 0  # counts openings, so that what an earlier one brings is ignored
        self._timer = QTimer(self, interval=IDLE_TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        queued = Qt.ConnectionType.QueuedConnection  # they come from other threads
        self._from_recorder.connect(self._lost, queued)
        self._from_watch.connect(self._list, queued)
        self._from_take.connect(self._captured, queued)

    @property
    def is_open(self) -> bool:
        return self._open is not None

    @property
    def recording(self) -> bool:
        """Whether a take is under way."""
        return self._recording

    @property
    def device_name(self) -> str:
        device = self._open.recorder.device if self._open else None
        return device.name if device else ""

    @property
    def rate(self) -> int:
        """Samples a second; 0 when none is open."""
        return self._open.recorder.rate if self._open else 0

    def open(self, key: str | None) -> None:
        """Begin to listen to a device (`Device.key`; None = the system's own)."""
        self._turn += 1
        self._stop_looking()
        turn = self._turn
        self._bridge.sound(
            partial(self._open_now, key), partial(self._opened, turn), partial(self._refused, turn)
        )
        self._watch_devices()

    def close(self) -> None:
        """Let go of the device; a take that is under way ends and is kept."""
        self._turn += 1
        if self._recording:
            self.finish()
        self._stop_looking()
        if self._recorder is not None:
            self._bridge.sound(self._recorder.close)
        self._watching = False
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def shut_down(self) -> None:
        """The window closes: let go of everything."""
        self.close()

    def start(self, path: Path, about: dict[str, str]) -> None:
        """Begin a take that will be `path`; StudioError when no device is open."""
        if self._open is None:
            raise StudioError("No microphone is open; choose one and try again.")
        self._open.recorder.start(path, about)
        self._open.meter.clear()
        self._picture = LivePicture(self.rate)
        self._recording = True
        self._timer.setInterval(TICK)

    def finish(self) -> None:
        """End the take; `captured` or `not_captured` follows when it is safe."""
        if not self._recording or self._recorder is None:
            return
        self._recording = False
        self._picture = None
        self._timer.setInterval(IDLE_TICK)
        self._recorder.finish().add_done_callback(self._told)

    def clear_clip(self) -> None:
        """Put the clip lamp out."""
        if self._open is not None:
            self._open.meter.clear()

    def look_for_devices(self) -> None:
        """Look now instead of in a moment."""
        if self._watch is not None:
            self._watch.look_now()

    # On the thread for sound

    def _open_now(self, key: str | None) -> _Opened:
        from studio.audio.meter import Meter

        recorder = self._recorder or make_recorder()
        recorder.open(key or None, self._from_recorder.emit)
        self._recorder = recorder
        _prepare_pictures(recorder.rate)
        return _Opened(recorder, Meter(recorder.rate))

    # On the thread of the window

    def _opened(self, turn: int, opened: _Opened) -> None:
        if turn != self._turn:
            return  # closed or opened anew in the meantime
        self._open = opened
        self._timer.start()
        self.opened.emit(self.device_name, self.rate)

    def _refused(self, turn: int, sentence: str) -> None:
        if turn == self._turn:
            self.refused.emit(sentence)

    def _look(self) -> None:
        if self._open is None:
            return
        block = self._open.recorder.drain()
        reading = self._open.meter.feed(block.samples)
        columns = self._picture.feed(block.samples) if self._picture is not None else None
        seconds = len(block.samples) / self.rate
        self.heard.emit(Heard(block.samples, seconds, reading, columns))

    def _lost(self, sentence: str) -> None:
        recorder = self._recorder
        if recorder is None or (recorder.is_open and not self._recording):
            return  # of a device that is not listened to any more
        self.finish()
        if not recorder.is_open:
            self._stop_looking()
        self.lost.emit(sentence)

    def _told(self, future: Future[Captured]) -> None:
        error = future.exception()
        self._from_take.emit(future.result() if error is None else error)

    def _captured(self, result: object) -> None:
        if isinstance(result, StudioError):
            self.not_captured.emit(str(result))
        elif isinstance(result, BaseException):
            raise result
        else:
            self.captured.emit(result)

    def _stop_looking(self) -> None:
        self._timer.stop()
        self._open = None

    def _watch_devices(self) -> None:
        self._watching = True
        if self._watch is not None:
            self._list()
            return

        def begin() -> DeviceWatch:
            watch = make_watch(self._from_watch.emit)
            watch.start()
            return watch

        def begun(watch: DeviceWatch) -> None:
            if self._watch is not None or not self._watching:  # closed in the meantime
                watch.stop()
                return
            self._watch = watch
            self._list()

        self._bridge.sound(begin, begun)

    def _list(self) -> None:
        if self._watch is not None:
            self.inputs_changed.emit(list(self._watch.inputs))


def _prepare_pictures(rate: int) -> None:
    """Load what draws a take while nobody speaks yet: libraries that are loaded hold the window up,
    whichever thread loads them."""
    import numpy as np

    from studio.audio.spectrogram import mel_spectrogram

    LivePicture(rate)
    mel_spectrogram(np.zeros(rate // 2, np.float32), rate)


def make_recorder() -> Recorder:
    """Return the recorder; tests put another in its place where there is no device."""
    from studio.audio.recorder import Recorder

    return Recorder()


def make_watch(changed: Callable[[], None]) -> DeviceWatch:
    """Return what looks for devices; tests put another in its place."""
    from studio.audio.device_watch import DeviceWatch

    return DeviceWatch(changed)
