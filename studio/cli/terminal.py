"""What is written on the terminal: a progress line that updates itself, tables, JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any, TextIO

from studio.core.messages import Progress

_STAGES = {
    "load": "Loading the models",
    "import": "Importing",
    "cut": "Finding who speaks where",
    "transcribe": "Writing down what is said",
    "speak": "Speaking",
    "render": "Speaking",
    "deliver": "Writing the files",
    "listen": "Listening",
    "draw": "Drawing the spectrogram",
    "search": "Looking for what is left",
    "measure": "Measuring the takes",
    "export": "Writing the files",
    "check": "Checking the takes",
    "prepare": "Preparing the takes",
    "align": "Finding the phonemes in the takes",
    "try": "Trying recipes",
    "tune": "Fine-tuning",
    "judge": "Judging the voice",
}
_BAR = 20  # letters
_LINES_APART = 10.0  # seconds between plain lines of one stage


class ProgressLine:
    """Says on stderr how far the work is.

    On a terminal one line that updates itself; otherwise plain lines, one for each stage and then
    one at most every ten seconds. `quiet` says nothing.
    """

    def __init__(self, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._updates = self._stream.isatty()
        self._stage = ""
        self._last = -_LINES_APART
        self._open = False

    def show(self, progress: Progress) -> None:
        """Say where the work is."""
        if self._quiet:
            return
        if self._updates:
            self._stream.write("\r\033[K" + progress_text(progress, bar=True))
            self._stream.flush()
            self._open = True
        elif progress.stage != self._stage or time.monotonic() - self._last >= _LINES_APART:
            print(progress_text(progress, bar=False), file=self._stream, flush=True)
            self._last = time.monotonic()
        self._stage = progress.stage

    def note(self, line: str) -> None:
        """Say something that stays."""
        if not self._quiet:
            self.end()
            print(line, file=self._stream, flush=True)

    def end(self) -> None:
        """Leave the updating line."""
        if self._open:
            self._stream.write("\r\033[K")
            self._stream.flush()
            self._open = False


def progress_text(progress: Progress, *, bar: bool) -> str:
    """One line: "Fine-tuning  [#####……]  43 %  2:10 left  L 1.23"."""
    parts = [_STAGES.get(progress.stage, progress.stage.capitalize())]
    if progress.fraction is not None:
        share = min(max(progress.fraction, 0.0), 1.0)
        if bar:
            full = round(share * _BAR)
            parts.append(f"[{'#' * full}{'.' * (_BAR - full)}]")
        parts.append(f"{share:4.0%}".replace("%", " %"))
    if progress.seconds_left is not None and progress.seconds_left >= 1:
        parts.append(f"{duration(progress.seconds_left)} left")
    parts += [f"{name} {value:.3g}" for name, value in progress.values.items()]
    return "  ".join(parts)


def duration(seconds: float) -> str:
    """ "0:07", "12:30", "1:02:30"."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def print_json(value: Any) -> None:
    """One JSON value on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(rows: Sequence[Sequence[str]], head: Sequence[str]) -> None:
    """Columns side by side, each as wide as its longest cell."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())
