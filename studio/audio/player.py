"""Playing sound: it starts when the device is open, stops at once, and knows where it is."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from studio.audio import devices
from studio.audio.files import Samples, resample, to_mono
from studio.core.errors import StudioError

Finished = Callable[[StudioError | None], None]
"""Called once for each `play`, on a thread of its own: None = played to the end or stopped."""

_SILENT_SECONDS = 2.0
"""So long after the last call for samples a device is taken for gone."""

_TAIL_SECONDS = 0.15
"""Silence after a sound: on ALSA the end of the last block is lost when the stream ends."""


class Player:
    """Plays one sound at a time. Any thread may call it; `play` may take a moment to open a device.

    `device` is a number or a name of `studio.audio.devices.outputs`; None = the system's own.
    """

    def __init__(self, device: int | str | None = None) -> None:
        self._device = device
        self._lock = threading.Lock()
        self._current: _Playing | None = None
        self._turn = 0

    @property
    def playing(self) -> bool:
        """Whether sound is coming out."""
        current = self._current
        return current is not None and not current.is_over

    @property
    def position(self) -> float:
        """Seconds of the current sound that have been heard; of the last one when it is over."""
        current = self._current
        return 0.0 if current is None else current.position

    def play(self, samples: Samples, rate: int, finished: Finished | None = None) -> None:
        """Play `samples` (`[n]` or `[n, channels]`, made mono) from the beginning, at any rate.

        What was playing stops. Returns when the device is open. StudioError without PortAudio or
        without a device that answers; `finished` is not called then.
        """
        with self._lock:
            self._turn += 1
            turn = self._turn
            before, self._current = self._current, None
        if before is not None:
            before.stop()
        sound = _Playing(to_mono(np.asarray(samples, np.float32)), rate, finished)
        try:
            sound.start(self._device)
        except StudioError:
            # Devices that came or a sound server that was started again since PortAudio looked.
            if not devices.refresh():
                raise
            sound.start(self._device)
        with self._lock:
            if turn == self._turn:
                self._current = sound
                return
        sound.stop()  # somebody stopped or played something else while the device was opening

    def stop(self) -> None:
        """Stop at once; nothing happens when nothing plays."""
        with self._lock:
            self._turn += 1
            current = self._current
        if current is not None:
            current.stop()


class _Playing:
    """One sound on its way to the device."""

    def __init__(self, sound: Samples, rate: int, finished: Finished | None) -> None:
        self._sound = sound
        self._seconds = len(sound) / rate
        self._rate = rate
        self._finished = finished
        self._stream: Any = None
        self._handed = 0  # samples that the device has been given
        self._silence = 0  # samples of silence that it was given after them
        self._asked = time.monotonic()  # when it last asked for samples
        self._heard = 0.0  # seconds; never goes back
        self._stopped = False
        self._ended = threading.Event()

    @property
    def is_over(self) -> bool:
        if self._ended.is_set():
            return True
        if time.monotonic() - self._asked > _SILENT_SECONDS:
            # Some sound servers take their streams with them without a word.
            self._end()
            return True
        return False

    @property
    def position(self) -> float:
        if not self._ended.is_set():
            since = time.monotonic() - self._asked
            handed = self._handed / self._rate
            heard = min(handed, handed - self._stream.latency + since)
            self._heard = min(max(self._heard, heard), self._seconds)
        elif self._handed >= len(self._sound) and not self._stopped:
            self._heard = self._seconds
        return self._heard

    def start(self, device: int | str | None) -> None:
        with devices.opening() as module:
            rate = _possible_rate(module, device, self._rate)
            if rate != self._rate:
                self._sound, self._rate = resample(self._sound, self._rate, rate), rate
            stream = module.OutputStream(
                samplerate=self._rate,
                device=device,
                channels=1,
                dtype="float32",
                callback=self._fill,
                finished_callback=self._end,
            )
            self._stream = stream
            self._asked = time.monotonic()
            try:
                stream.start()
            except BaseException:
                self._finished = None
                stream.close()
                raise

    def stop(self) -> None:
        if not self._ended.is_set():
            self.position  # noqa: B018 - remembers how far it was heard
            self._stopped = True
            with devices.PORTAUDIO, contextlib.suppress(Exception):
                self._stream.abort()  # throws away what the device has not played yet
            self._end()

    def _fill(self, out: np.ndarray, count: int, _time: object, _status: object) -> None:
        """Give the device its next samples; runs on PortAudio's thread."""
        part = self._sound[self._handed : self._handed + count]
        out[: len(part), 0] = part
        out[len(part) :] = 0.0
        self._handed += len(part)
        self._silence += count - len(part)
        self._asked = time.monotonic()
        if self._silence >= _TAIL_SECONDS * self._rate:
            from sounddevice import CallbackStop

            raise CallbackStop

    def _end(self) -> None:
        """The stream is over, for whatever reason. Closing it takes another thread than its own."""
        with self._ended_once() as first:
            if first:
                threading.Thread(target=self._close, daemon=True, name="player").start()

    @contextlib.contextmanager
    def _ended_once(self):
        with _ENDING:
            first = not self._ended.is_set()
            self._ended.set()
        yield first

    def _close(self) -> None:
        with devices.PORTAUDIO:
            with contextlib.suppress(Exception):  # it may be gone already
                self._stream.close()
            devices.closed()
        if self._finished is None:
            return
        complete = self._stopped or self._handed >= len(self._sound)
        self._finished(
            None
            if complete
            else StudioError(
                "The sound device stopped answering; check the system's sound and play it again."
            )
        )


_ENDING = threading.Lock()


def _possible_rate(module: Any, device: int | str | None, rate: int) -> int:
    """Return `rate` when the device can play it, otherwise the device's own."""
    try:
        module.check_output_settings(device, channels=1, dtype="float32", samplerate=rate)
    except module.PortAudioError:
        return round(module.query_devices(device, "output")["default_samplerate"])
    return rate
