"""The level meter: how loud it is, how loud it was a moment ago, whether it was too loud."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from studio.audio.files import Samples
from studio.audio.levels import SILENCE_DBFS, decibels

FALL_DB = 20.0
"""dB a second at which the bar, and the hold mark after its hold, come down."""

HOLD_SECONDS = 1.5
"""So long the hold mark stays at the highest peak."""

RMS_SECONDS = 0.3
"""The RMS is taken over so much of the latest sound, as in a VU meter."""

CLIP_LEVEL = 0.999
"""A sample at or above this (-0.009 dBFS) lights the clip lamp: converters stop at full scale."""

_PIECE_SECONDS = 0.01
"""Blocks are taken in pieces of at most this length: so accurate are the times above."""


@dataclass(frozen=True, slots=True)
class MeterReading:
    """What the meter shows, in dBFS (0 = full scale, -120 = digital silence)."""

    peak_dbfs: float
    """The bar: rises at once to the highest sample of any channel and falls by 20 dB a second."""
    hold_dbfs: float
    """The mark above it: the highest peak of the last 1.5 s, falling after that."""
    rms_dbfs: float
    """RMS of the louder channel over the last 0.3 s; a full-scale sine has -3.01."""
    clipped: bool
    """Whether any sample since the last `clear` touched full scale."""


class Meter:
    """Follows the level of a sound block by block; the size of the blocks does not matter."""

    def __init__(self, rate: int) -> None:
        """`rate`: samples a second."""
        if rate <= 0:
            raise ValueError("a meter needs a rate above zero")
        self._rate = rate
        self._piece = max(1, round(_PIECE_SECONDS * rate))
        self.reset()

    @property
    def reading(self) -> MeterReading:
        """What the meter shows now."""
        mean = np.zeros(1)
        if self._in_window:
            mean = np.sum([squares for _, squares in self._squares], axis=0) / self._in_window
        return MeterReading(
            max(self._bar, SILENCE_DBFS),
            max(self._hold, SILENCE_DBFS),
            decibels(math.sqrt(max(0.0, float(mean.max())))),
            self._clipped,
        )

    def feed(self, block: Samples) -> MeterReading:
        """Take the next samples, `[n]` or `[n, channels]` (any n, also 0), and return what shows.

        Samples that are no numbers count as silence.
        """
        columns = np.asarray(block, np.float32)
        columns = columns[:, None] if columns.ndim == 1 else columns
        if not np.isfinite(columns).all():
            columns = np.nan_to_num(columns, nan=0.0, posinf=0.0, neginf=0.0)
        for start in range(0, len(columns), self._piece):
            self._feed_piece(columns[start : start + self._piece])
        return self.reading

    def clear(self) -> None:
        """Put the clip lamp out."""
        self._clipped = False

    def reset(self) -> None:
        """Begin anew, as after another device was chosen."""
        self._bar = self._hold = SILENCE_DBFS
        self._held = 0.0  # seconds since the hold mark was set
        self._squares: deque[tuple[int, np.ndarray]] = deque()  # (frames, sum of squares)
        self._in_window = 0
        self._clipped = False

    def _feed_piece(self, piece: np.ndarray) -> None:
        seconds = len(piece) / self._rate
        highest = float(np.abs(piece).max())
        self._clipped = self._clipped or highest >= CLIP_LEVEL
        level = decibels(highest)
        self._bar = max(level, self._bar - FALL_DB * seconds)
        self._follow_hold(level, seconds)
        count, squares = len(piece), np.square(piece, dtype=np.float64).sum(axis=0)
        if self._squares and self._squares[-1][0] + count <= self._piece:
            before = self._squares.pop()  # tiny blocks share a place
            count, squares = count + before[0], squares + before[1]
        self._squares.append((count, squares))
        self._in_window += len(piece)
        while self._in_window - self._squares[0][0] >= RMS_SECONDS * self._rate:
            self._in_window -= self._squares.popleft()[0]

    def _follow_hold(self, level: float, seconds: float) -> None:
        if level >= self._hold:
            self._hold, self._held = level, 0.0
            return
        falling = min(seconds, max(0.0, self._held + seconds - HOLD_SECONDS))
        self._held += seconds
        self._hold = max(self._hold - FALL_DB * falling, self._bar)
