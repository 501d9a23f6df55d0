"""What is kept of an endless sound while it runs by: its last samples, levels, loud stretches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples
from studio.dataset.voice_activity import RATE, WINDOW_SECONDS

_FRAME = 128  # samples at 16 kHz: 8 ms, a quarter of a window
FRAME_SECONDS = _FRAME / RATE
_PRE_EMPHASIS = 0.95  # brings "s" and "f" out, and takes hum away


class Held:
    """The end of an endless array: values by their number, until they are forgotten."""

    def __init__(self, dtype: type, spare: int) -> None:
        self._values = np.zeros(0, dtype)
        self._first = 0
        self._spare = 4 * spare  # forgetting a little at a time would copy all the time

    @property
    def end(self) -> int:
        return self._first + len(self._values)

    def add(self, values: NDArray[np.float32]) -> None:
        self._values = np.concatenate([self._values, values])

    def part(self, start: int, end: int) -> NDArray[np.float32]:
        return self._values[max(0, start - self._first) : max(0, end - self._first)].copy()

    def forget(self, before: int) -> None:
        drop = min(before - self._first, len(self._values))
        if drop > self._spare:
            self._values = self._values[drop:].copy()
            self._first += drop


class Levels:
    """Level of frames of 8 ms, with the high tones raised, in dBFS."""

    def __init__(self) -> None:
        self._held = Held(np.float32, round(1 / FRAME_SECONDS))
        self._rest = np.zeros(0, np.float32)
        self._last = np.float32(0.0)

    def feed(self, block: Samples) -> None:
        raised = block - _PRE_EMPHASIS * np.concatenate([[self._last], block[:-1]])
        self._last = block[-1] if len(block) else self._last
        sound = np.concatenate([self._rest, raised.astype(np.float32)])
        whole = len(sound) // _FRAME * _FRAME
        self._rest = sound[whole:]
        power = np.square(sound[:whole].reshape(-1, _FRAME), dtype=np.float64).mean(axis=1)
        self._held.add((10 * np.log10(power + 1e-12)).astype(np.float32))

    def finish(self) -> None:
        if len(self._rest):
            power = float(np.square(self._rest, dtype=np.float64).mean())
            self._held.add(np.array([10 * np.log10(power + 1e-12)], np.float32))

    def part(self, start: float, end: float) -> NDArray[np.float32]:
        return self._held.part(round(start / FRAME_SECONDS), round(end / FRAME_SECONDS))

    def forget(self, before: float) -> None:
        self._held.forget(int(before / FRAME_SECONDS))


class LoudStretch:
    """Finds where there is sound and no voice for long: music, noise."""

    AT_LEAST = 3.0  # seconds
    LEVEL = -50.0  # dBFS, with the high tones raised

    def __init__(self, found: list[tuple[float, float]]) -> None:
        self._found = found
        self._start: int | None = None
        self._last = 0

    def feed(self, window: int, dbfs: float, voice: bool) -> None:
        if voice or (self._start is not None and (window - self._last) * WINDOW_SECONDS > 1.0):
            self.end()
        if not voice and dbfs > self.LEVEL:
            self._start = window if self._start is None else self._start
            self._last = window

    def end(self) -> None:
        if self._start is not None:
            span = self._start * WINDOW_SECONDS, (self._last + 1) * WINDOW_SECONDS
            if span[1] - span[0] >= self.AT_LEAST:
                self._found.append(span)
        self._start = None
