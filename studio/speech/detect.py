"""Looking for the mark in a sound file of any length, a window at a time.

A window tells the mark more surely than a whole file: pauses, music and other people's speech
between do not dilute it, and it is known where the made parts are.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.audio.blocks import Blocks
from studio.audio.files import Samples
from studio.audio.levels import rms_dbfs
from studio.speech import watermark

WINDOW_SECONDS = 6.0
"""One or two sentences. Shorter windows tell less surely: see models/watermark/README.md."""
SILENT_DBFS = -60.0  # a window that is quieter holds nothing that could carry the mark
FOUND = watermark.FOUND
SURE = 0.8
"""A single window above this carries the mark. In a recording of an hour there are 600 windows, so
what is enough for one sound is not enough for one window of many."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a sound, and how sure it is that the mark is in it."""

    start: float
    end: float
    certainty: float

    @property
    def marked(self) -> bool:
        return self.certainty > FOUND


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of the mark in a sound."""

    windows: tuple[Window, ...]
    """Those in which something sounds."""

    @property
    def certainty(self) -> float:
        """Mean over the sound, weighed by length; 0 where nothing sounds."""
        total = sum(w.end - w.start for w in self.windows)
        if total <= 0:
            return 0.0
        return sum((w.end - w.start) * w.certainty for w in self.windows) / total

    @property
    def share(self) -> float:
        """Which part of the sounding time carries the mark, 0 to 1."""
        total = sum(w.end - w.start for w in self.windows)
        marked = sum(w.end - w.start for w in self.windows if w.marked)
        return marked / total if total > 0 else 0.0

    @property
    def weakest(self) -> float:
        """The least certainty of any window."""
        return min((w.certainty for w in self.windows), default=0.0)

    @property
    def spans(self) -> list[tuple[float, float]]:
        """Where the mark is, in seconds; windows that touch are one."""
        spans: list[tuple[float, float]] = []
        for window in self.windows:
            if not window.marked:
                continue
            if spans and window.start - spans[-1][1] < 1e-6:
                spans[-1] = (spans[-1][0], window.end)
            else:
                spans.append((window.start, window.end))
        return spans

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return {
            "certainty": round(self.certainty, 3),
            "share": round(self.share, 3),
            "weakest": round(self.weakest, 3),
            "windows": len(self.windows),
            "marked": sum(w.marked for w in self.windows),
        }


class Search:
    """Looks for the mark in mono sound that comes a block at a time.

    A last piece shorter than half a window goes with the one before.
    """

    def __init__(self, rate: int) -> None:
        self._rate, self._size = rate, round(WINDOW_SECONDS * rate)
        self._held = np.zeros(0, np.float32)
        self._windows: list[Window] = []
        self._at = 0

    def add(self, samples: Samples) -> None:
        """Go on with `[n]`."""
        self._held = np.concatenate((self._held, samples))
        while len(self._held) >= self._size + self._size // 2:
            self._look(self._size)

    def finding(self) -> Finding:
        """What was found in all that was added."""
        self._look(len(self._held))
        return Finding(tuple(self._windows))

    def _look(self, size: int) -> None:
        samples, self._held = self._held[:size], self._held[size:]
        start, self._at = self._at / self._rate, self._at + size
        if size < watermark.MIN_SECONDS * self._rate or rms_dbfs(samples) < SILENT_DBFS:
            return
        found = watermark.detect(samples, self._rate)
        self._windows.append(Window(start, self._at / self._rate, found))


def looking(blocks: Blocks, rate: int) -> Generator[float, None, Finding]:
    """Look for the mark; yields after each block how many seconds it had, returns the finding."""
    search = Search(rate)
    for block in blocks:
        search.add(block)
        yield len(block) / rate
    return search.finding()
