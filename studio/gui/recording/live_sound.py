"""What is seen of a sound while it is recorded: levels and mel columns, block by block. No Qt.

Runs on the thread that drains the recorder; the thread of the window only draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window opens before numpy is loaded
    import numpy as np
    from numpy.typing import NDArray

COLUMNS_A_SECOND = 80
BANDS = 80
TOP_HZ = 12_000.0
DARKEST_DB, BRIGHTEST_DB = -92.0, -10.0
"""dBFS of a band's amplitude drawn black and white: a quiet room to a loud vowel."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is drawn of a piece of sound, one column for each 1/80 s; n may be 0."""

    lows: NDArray[np.float32]
    """Smallest sample, `[n]`, -1 to 1."""
    highs: NDArray[np.float32]
    mel: NDArray[np.uint8]
    """`[BANDS, n]`, the highest band first, 0 (quiet) to 255 (loud)."""

    @property
    def count(self) -> int:
        return len(self.lows)


class LivePicture:
    """Turns blocks of any length into columns; keeps what is left over for the next block."""

    def __init__(self, rate: int) -> None:
        """`rate`: samples a second."""
        import numpy as np

        self._hop = rate / COLUMNS_A_SECOND  # 551.25 samples at 44.1 kHz: edges are rounded
        self._window, self._bands = _tables(rate)
        self._size = len(self._window)
        self._made = 0  # columns so far
        self._taken = 0  # samples so far
        self._kept = np.zeros(self._size, np.float32)  # the latest samples

    def feed(self, samples: NDArray[np.float32]) -> Columns:
        """Take the next samples, `[n]` or `[n, channels]`, and return the columns they fill."""
        import numpy as np

        mono = samples if samples.ndim == 1 else samples.mean(axis=1, dtype=np.float32)
        sound = np.concatenate([self._kept, mono])
        first = self._taken - len(self._kept)  # where `sound` begins, in samples of the whole
        self._taken += len(mono)
        ends = []
        while (end := round((self._made + 1) * self._hop)) <= self._taken:
            ends.append(end - first)
            self._made += 1
        keep = self._size + round(self._hop) + 1
        self._kept = sound[-keep:]
        return self._columns(sound, ends)

    def _columns(self, sound: NDArray[np.float32], ends: list[int]) -> Columns:
        import numpy as np

        if not ends:
            nothing = np.zeros(0, np.float32)
            return Columns(nothing, nothing, np.zeros((BANDS, 0), np.uint8))
        hop = round(self._hop)
        lows = np.array([sound[max(0, end - hop) : end].min() for end in ends], np.float32)
        highs = np.array([sound[max(0, end - hop) : end].max() for end in ends], np.float32)
        frames = np.stack([sound[max(0, end - self._size) : end] for end in ends]) * self._window
        spectrum = np.fft.rfft(frames, axis=1)[:, : len(self._bands)]
        heights = np.abs(spectrum).astype(np.float32) @ self._bands
        decibels = 20.0 * np.log10(np.maximum(heights, 1e-7))
        scaled = np.clip((decibels - DARKEST_DB) / (BRIGHTEST_DB - DARKEST_DB), 0.0, 1.0)
        return Columns(lows, highs, np.ascontiguousarray((255 * scaled).T.astype(np.uint8)))


@lru_cache(maxsize=4)
def _tables(rate: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the window, `[size]`, and what each bin adds to each band, `[bins, BANDS]`.

    Takes some 20 ms, so the thread that opens the device makes the first picture of a rate.
    """
    import numpy as np

    from studio.audio.mel_spec import triangles

    size = 1 << max(9, round(0.043 * rate).bit_length())
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    window *= 2.0 / window.sum()  # a sine at full scale has 0 dB
    bands = triangles(BANDS, size, rate, min(TOP_HZ, rate / 2))[::-1]
    used = int(np.flatnonzero(bands.any(axis=0))[-1]) + 1  # bins above 12 kHz count nothing
    return window, np.ascontiguousarray(bands[:, :used].T)
