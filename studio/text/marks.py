"""Marks in a text that say how it is to be read: the text without them, and what they ask.

    >>> read_marks("Wait. [pause 0.5] I *never* said that.").text
    'Wait.  I never said that.'

The marks of plain text, which are few:

    [pause 0.5]            half a second of silence (also [pause 500 ms])
    *word*                 emphasis, on a word or several
    [spell ABC]            letter by letter
    [say Nguyen as /wɪn/]  in phonemes, IPA or the models' own

Anything else in asterisks or brackets is read as before: footnotes* and [asides] are no marks. A
text that begins with `<speak` is SSML (`studio.text.ssml`).
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from typing import Literal

from studio.core.errors import StudioError

LONGEST_PAUSE = 60.0
"""Seconds that a mark may ask for."""


class MarkError(StudioError):
    """A mark that cannot be read, and where it stands."""

    def __init__(self, sentence: str, start: int, end: int) -> None:
        super().__init__(sentence)
        self.start, self.end = start, end
        """In the text as typed."""


End = Literal["pause", "sentence", "paragraph"]

_PAUSE = r"\[pause\s+(?P<pause>\d{1,5}(?:\.\d{1,3})?|\.\d{1,3})\s*(?P<unit>ms|s)?\]"
_SPELL = r"\[spell\s+(?P<spell>[^\s\[\]]{1,40})\]"
_SAY = r"\[say\s+(?P<word>[^\[\]\n/]{1,80}?)\s+as\s+/(?P<say>[^\[\]\n/]{1,120})/\]"
_STRESS = r"(?<![\w*])\*(?P<stress>(?=[^\s*])[^*\n]{0,199}[^\s*])\*(?![\w*])"
_MARKS = re.compile("|".join((_PAUSE, _SPELL, _SAY, _STRESS)), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """A place at which an utterance ends, whatever stands there."""

    at: int
    """In the text that is read."""
    end: End
    seconds: float = 0.0
    """Of silence, for "pause"."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Words whose sound is given: `text[start:end]` is said as one."""

    start: int
    end: int
    say: str
    """Phonemes as a person writes them; "" = letter by letter."""


@dataclass(frozen=True, slots=True)
class Way:
    """How `text[start:end]` is said beside the manner of the whole."""

    start: int
    end: int
    emphasis: float = 0.0
    """1 is plain emphasis, 0 none, below 0 less than usual."""
    rate: float = 1.0
    """× the speed."""
    pitch: float = 0.0
    """Semitones."""
    volume: float = 0.0
    """dB."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a run of the text that is read comes from."""

    start: int
    source: int
    source_end: int
    as_typed: bool
    """Character by character; else the whole stands for the whole."""


@dataclass(frozen=True)
class Marked:
    """A text as it is read, and what its marks ask; places are in `text`."""

    text: str
    cuts: tuple[Cut, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    ways: tuple[Way, ...] = ()
    pieces: tuple[_Piece, ...] = ()
    """Nothing: the text is as it was typed."""
    _starts: tuple[int, ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(piece.start for piece in self.pieces))

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as typed `text[start:end]` stands."""
        if not self.pieces:
            return start, end
        return self._typed(start, False), self._typed(max(start, end - 1), True)

    def _typed(self, at: int, last: bool) -> int:
        piece = self.pieces[max(0, bisect.bisect_right(self._starts, at) - 1)]
        if not piece.as_typed:
            return piece.source_end if last else piece.source
        return min(piece.source + at - piece.start + last, piece.source_end)


class Builder:
    """Puts a `Marked` together from runs of the text as typed."""

    def __init__(self) -> None:
        self._runs: list[str] = []
        self._pieces: list[_Piece] = []
        self.length = 0
        """Of the text so far."""
        self.cuts: list[Cut] = []
        self.fixed: list[Fixed] = []
        self.ways: list[Way] = []

    def add(self, text: str, source: int, source_end: int | None = None) -> None:
        """Add a run: as typed from `source` on, or standing for the text up to `source_end`."""
        if not text:
            return
        end = source + len(text) if source_end is None else source_end
        self._pieces.append(_Piece(self.length, source, end, source_end is None))
        self._runs.append(text)
        self.length += len(text)

    def cut(self, end: End, seconds: float = 0.0) -> None:
        """End the utterance here."""
        self.cuts.append(Cut(self.length, end, seconds))

    def fix(self, start: int, say: str) -> None:
        """Everything from `start` on is said like this."""
        if start < self.length:
            self.fixed.append(Fixed(start, self.length, say))

    def made(self) -> Marked:
        """The text and what is asked of it."""
        return Marked(
            "".join(self._runs),
            tuple(self.cuts),
            tuple(self.fixed),
            tuple(self.ways),
            tuple(self._pieces),
        )


def read_marks(text: str) -> Marked:
    """The marks of a plain text. What is no mark is read as it stands."""
    if _MARKS.search(text) is None:
        return Marked(text)
    built = Builder()
    position = 0
    for found in _MARKS.finditer(text):
        seconds = _seconds(found)
        if seconds is not None and seconds > LONGEST_PAUSE:
            raise MarkError(
                f"{found.group()} is too long: a pause has at most {LONGEST_PAUSE:g} seconds.",
                *found.span(),
            )
        built.add(text[position : found.start()], position)
        position = found.end()
        _take(built, found, seconds)
    built.add(text[position:], position)
    return built.made()


def _seconds(found: re.Match[str]) -> float | None:
    if found["pause"] is None:
        return None
    return float(found["pause"]) / (1000 if (found["unit"] or "").lower() == "ms" else 1)


def _take(built: Builder, found: re.Match[str], seconds: float | None) -> None:
    """One mark."""
    start = built.length
    if seconds is not None:
        built.cut("pause", seconds)
        return
    group = next(name for name in ("spell", "word", "stress") if found[name] is not None)
    content = found[group]
    built.add(content, found.start(group))
    if group == "stress":
        built.ways.append(Way(start, built.length, emphasis=1.0))
    else:
        built.fix(start, found["say"] if group == "word" else "")
