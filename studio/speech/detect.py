"""Looking for the mark in a sound file of any length, a window at a time.

A window tells the mark more surely than a whole file: pauses, music and other people's speech
between do not dilute it, and it is known where the made parts are.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.audio.files import Samples
from studio.audio.levels import rms_dbfs
from studio.audio.streams import open_stream
from studio.core.errors import StudioError
from studio.core.messages import Message, Progress
from studio.speech import watermark
from studio.speech.export import read_tags

WINDOW_SECONDS = 6.0
"""One or two sentences. Shorter windows tell less surely: see models/watermark/README.md."""
SILENT_DBFS = -60.0  # a window that is quieter holds nothing that could carry the mark
FOUND = watermark.FOUND
SURE = 0.8
"""A single window above this carries the mark. In a recording of an hour there are 600 windows, so
what is enough for one sound is not enough for one window of many."""


SHORT_SECONDS = 3.0


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
    def short(self) -> bool:
        """Whether there is too little sound to be sure by a certainty just above the half."""
        return sum(w.end - w.start for w in self.windows) < SHORT_SECONDS

    @property
    def everywhere(self) -> bool:
        """Whether the mark is in the whole sound."""
        return self.found and self.share > 0.999

    @property
    def found(self) -> bool:
        """Whether the mark is in the sound or in a part of it.

        One window of many must be surer than the whole, and so must a short sound.
        """
        if self.share >= 0.5 and not self.short:
            return True
        return any(window.certainty > SURE for window in self.windows)

    @property
    def weakest(self) -> float:
        """The least certainty of any window."""
        return min((w.certainty for w in self.windows), default=0.0)

    @property
    def spans(self) -> list[tuple[float, float]]:
        """Where the mark is, in seconds; windows that touch are one."""
        spans: list[tuple[float, float]] = []
        least = FOUND if self.share >= 0.5 else SURE
        for window in self.windows:
            if window.certainty <= least:
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


def detect(path: Path) -> Generator[Message, None, dict[str, Any]]:
    """The task: look for the mark in a file, and read what the file says about itself.

    Any sound that can be read, also M4A and that of films. Returns path, seconds, notes (what of it
    could not be read), found (whether the mark is in it, or in a part of it), all (whether it is
    everywhere), certainty (mean, 0 to 1), share (of the sounding time that is marked), spans
    ([start, end] in seconds), weakest, windows, marked (numbers of windows), short (too short to
    be sure), tags (what it says about itself), says_generated, and sentence (the answer in words).
    """
    yield Progress("load")
    path, done = Path(path), 0.0
    with open_stream(path) as stream:
        rate, length = stream.form.rate, stream.form.seconds
        search = Search(rate)
        for block in stream.blocks():
            search.add(block)
            done += len(block) / rate
            yield Progress("detect", min(1.0, done / length) if length else None)
    finding, tags = search.finding(), _tags(path)
    answer = {
        "path": str(path),
        "seconds": round(done, 3),
        "notes": stream.notes,
        "found": finding.found,
        "all": finding.everywhere,
        **finding.as_dict(),
        "spans": [[round(a, 2), round(b, 2)] for a, b in finding.spans],
        "short": finding.short,
        "tags": {name: words for name, words in tags.items() if words},
        "says_generated": says_generated(tags),
    }
    return {**answer, "sentence": sentence(path.name, finding, answer["says_generated"])}


def _tags(path: Path) -> dict[str, str]:
    """What the file says about itself; nothing where it is of a kind whose words are not read."""
    try:
        return read_tags(path)
    except StudioError:
        return {}


def sentence(name: str, finding: Finding, says_generated: bool) -> str:
    """The answer in words."""
    said = [_answer(name, finding)]
    if finding.short and finding.windows:
        said.append("So short a sound tells little.")
    if says_generated:
        said.append("It says of itself that it is generated.")
    return " ".join(said)


def _answer(name: str, finding: Finding) -> str:
    if finding.everywhere:
        return f"{name} carries the watermark of generated speech ({finding.certainty:.0%} sure)."
    if finding.found:
        spans = ", ".join(f"{a:.0f}–{b:.0f} s" for a, b in finding.spans[:6])
        return f"{name} carries the watermark of generated speech in a part of it: {spans}."
    if not finding.windows:
        return f"{name} is too short or too quiet to carry a watermark."
    return f"{name} carries no watermark that can be found."


def says_generated(tags: Mapping[str, str]) -> bool:
    """Whether a file says of itself that it, or a part of it, is generated."""
    return tags.get("comment", "").startswith("Generated speech")
