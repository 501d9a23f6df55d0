"""One microphone while it is open: what it gives, who gets it, and whether it is still there."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.audio import devices, sound_server
from studio.audio.devices import Device
from studio.audio.files import Samples
from studio.audio.ring import RingBuffer
from studio.audio.running_take import GONE, History, RunningTake
from studio.core.errors import StudioError

OnLost = Callable[[str], None]
"""Told one sentence, on the recorder's thread, when monitoring or a take ended without being asked
to: device or sound server gone, disk full."""

PRE_ROLL = 0.3  # seconds before its start that belong to a take: people speak as they press the key

_TICK = 0.02  # seconds between two looks of the recorder's thread
_SILENT_TICKS = 50  # 1 s without a call from the device: it is gone
_FIRST_TICKS = 200  # 4 s for the first one: some wireless microphones take long to wake up
_LOOK_TICKS = 25  # 0.5 s: how often the sound server is asked whether the microphone is still there
_DISK_SECONDS = 30.0  # what fits between the device and a disk that does not answer
_SCREEN_SECONDS = 5.0  # what fits between the device and a window that does not draw
_CLOSE_SECONDS = 5.0  # how long the next `open` waits until the device before is let go

_ALSA_LATENCY = 0.12
"""Seconds that ALSA keeps for us when Python is held up (a sound server keeps much more). Sound
arrives a quarter of it at a time: often enough for 30 pictures a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What was heard since the last `drain`."""

    samples: Samples
    """float32 `[n, channels]`, n may be 0."""
    overrun: int
    """Frames that the capture has lost since the last `drain`; 0 unless the disk hangs."""


class Listening:
    """One microphone while it is open."""

    def __init__(
        self, device: Device, rate: int | None, wanted: range, on_lost: OnLost | None
    ) -> None:
        if wanted.start < 1 or not 1 <= len(wanted) <= 2:
            raise ValueError("one or two channels are recorded, counted from 1")
        if wanted.stop - 1 > device.channels:
            raise StudioError(
                f"{device.name} has {device.channels} channel(s); choose one of them."
            )
        self.device, self.rate, self.channels = device, rate or device.rate, len(wanted)
        self._picked = slice(wanted.start - 1, wanted.stop - 1)
        self._on_lost = on_lost or (lambda _sentence: None)
        self._disk = RingBuffer(round(_DISK_SECONDS * self.rate), self.channels)
        self._screen = RingBuffer(round(_SCREEN_SECONDS * self.rate), self.channels)
        self._history = History(round(PRE_ROLL * self.rate))
        self._takes: deque[RunningTake] = deque()
        self._calls = 0  # of the device
        self._told_lost = 0
        self.gaps = 0
        self.over = False
        self._ended = threading.Event()  # the stream has ended, of itself or by us
        self._closing = threading.Event()
        self._stream = self._open(wanted.stop - 1)
        self._thread = threading.Thread(target=self._run, daemon=True, name="recorder")
        self._thread.start()

    @property
    def heard(self) -> int:
        """Frames that the device has delivered so far."""
        return self._disk.written

    @property
    def lost(self) -> int:
        """Frames that found no room on their way to the disk so far."""
        return self._disk.lost

    def begin(self, path: Path, about: Mapping[str, str]) -> RunningTake:
        begin = max(0, self.heard - round(PRE_ROLL * self.rate))
        take = RunningTake(self, path, dict(about), begin)
        self._takes.append(take)
        if self.over:  # it ended in this moment, perhaps before the take was seen
            self._end_takes(StudioError(f"{GONE}; check its plug and open it again."))
        return take

    def drain(self) -> Block:
        overrun = self._disk.lost - self._told_lost
        self._told_lost += overrun
        return Block(self._screen.read(), overrun)

    def close(self, wait: bool) -> None:
        for take in tuple(self._takes):
            take.end_soon(0.0)
        self._closing.set()
        if wait and threading.current_thread() is not self._thread:
            self._thread.join(_CLOSE_SECONDS)

    def _open(self, channels: int) -> Any:
        with devices.opening("input") as module, sound_server.through(self.device.source):
            stream = module.InputStream(
                samplerate=self.rate,
                blocksize=self.rate // 100,
                device=self.device.index,
                channels=channels,
                dtype="float32",
                latency=_ALSA_LATENCY if self.device.host_api in ("ALSA", "PulseAudio") else "high",
                callback=self._take_in,
                finished_callback=self._ended.set,
            )
            try:
                stream.start()
            except BaseException:
                stream.close()
                raise
        return stream

    def _take_in(self, block: Samples, _count: int, _time: object, status: Any) -> None:
        """Keep what the device gives; runs on its thread, so it copies and counts, nothing else."""
        picked = block[:, self._picked]
        self._disk.write(picked)
        self._screen.write(picked)
        self._calls += 1
        if status.input_overflow:
            self.gaps += 1

    def _run(self) -> None:
        """Take what is heard to the disk until the stream is over; the recorder's thread."""
        try:
            reason = self._listen()
            sentence = reason and (
                f"{reason}; check its plug and the system's sound settings, then open it again."
            )
            if reason and any(take.seconds for take in self._takes):
                sentence = (
                    f"{reason} (what you said so far is kept); check its plug and the system's "
                    "sound settings, then open it again."
                )
            self.over = True
            self._end_takes(StudioError(sentence) if sentence else None)
            if sentence:
                self._on_lost(sentence)  # before the stream is closed, which may hang
        except BaseException as bug:
            self.over = True
            self._end_takes(bug)
            raise
        finally:
            self._close_stream()

    def _listen(self) -> str:
        """Return why the microphone is gone, "" when it was closed."""
        watch = _Watch(self.device)
        while not self._closing.is_set():
            time.sleep(_TICK)
            self._to_disk()
            if self._ended.is_set() or watch.is_gone(self._calls):
                self._to_disk()
                return "" if self._closing.is_set() else GONE
        self._to_disk()
        return ""

    def _to_disk(self) -> None:
        self._history.add(self._disk.read())
        for take in tuple(self._takes):
            trouble = take.follow(self._history)
            if take.captured.done():
                self._takes.remove(take)
            if trouble:
                self._on_lost(trouble)
        self._history.trim()

    def _end_takes(self, reason: BaseException | None) -> None:
        while self._takes:
            with contextlib.suppress(IndexError):  # `begin` may do this at the same time
                self._takes.popleft().complete(reason)

    def _close_stream(self) -> None:
        with devices.PORTAUDIO:
            with contextlib.suppress(Exception):  # it may be gone already
                self._stream.abort()
            with contextlib.suppress(Exception):
                self._stream.close()
            devices.closed()


class _Watch:
    """Tells when a microphone is gone: some sound servers take their streams with them silently.

    Counts looks instead of seconds, so that a computer that slept, or a program that was held up,
    is not taken for a microphone that was.
    """

    def __init__(self, device: Device) -> None:
        self._source = device.source
        self._calls = 0
        self._silent = 0
        self._looks = 0

    def is_gone(self, calls: int) -> bool:
        """`calls`: how often the device has called so far."""
        self._silent = 0 if calls != self._calls else self._silent + 1
        self._calls = calls
        self._looks += 1
        if self._silent > (_SILENT_TICKS if calls else _FIRST_TICKS):
            return True
        # Desktops move a stream to another microphone when its own is unplugged, without a word.
        if not self._source or self._looks < _LOOK_TICKS or self._silent > _SILENT_TICKS // 2:
            return False
        self._looks = 0
        return sound_server.has_source(self._source) is False
