"""What a person changed in one sentence of a text that is spoken. No torch here.

An edit names its sentence by index and text: once the text has changed it is stale and is passed
over. Words are named by their index in the sentence, sounds by the place of their symbol in its
phonemes (`phonemes`; where those have changed since, places are moved along with their symbols).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.core.shaping import EARLY, Shaping, Strokes
from studio.speech.emphasis import LEAST, MOST, emphasised
from studio.text.inventory import MAX_SYMBOLS
from studio.text.phonemes import Utterance, with_pronunciations
from studio.text.voice_lexicon import said_as

LENGTHS_MS = (25.0, 5000.0)
PITCH_HZ = (50.0, 800.0)
MOST_POINTS = 5000
_FIELDS = ("index", "text", "words", "emphasis", "lengths_ms", "pitch", "phonemes", "manner")
_DAMAGED = "An edit of a sentence is damaged ({}): make it again."


@dataclass(frozen=True)
class Edits:
    """What is changed in one sentence."""

    index: int
    """Which utterance of the text it is."""
    text: str
    """The utterance as it was read."""
    words: Mapping[int, str] = field(default_factory=dict)
    """How words are said instead: phonemes between slashes, or "say it like …"."""
    emphasis: Mapping[int, float] = field(default_factory=dict)
    """On words: 1 is plain, 2 the most, below 0 less than usual."""
    lengths_ms: Mapping[int, float] = field(default_factory=dict)
    """Of symbols, 25 to 5000; they last a multiple of 25 ms."""
    pitch: Strokes = ()
    """Drawn: strokes of points (place, Hz), from left to right; place 3.5 is the middle of
    symbol 3. Each stroke has two points or more."""
    phonemes: str = ""
    """Of the sentence when lengths and pitch were set; "" = as they are now."""
    manner: Mapping[str, Any] = field(default_factory=dict)
    """Controls of this sentence alone, by name; another "seed" is another take of it."""

    def __bool__(self) -> bool:
        return bool(self.words or self.emphasis or self.lengths_ms or self.pitch or self.manner)

    def to_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        made: dict[str, Any] = {"index": self.index, "text": self.text}
        for name in ("words", "emphasis", "lengths_ms"):
            if getattr(self, name):
                made[name] = {str(key): value for key, value in getattr(self, name).items()}
        if self.pitch:
            made["pitch"] = [[list(point) for point in stroke] for stroke in self.pitch]
        if self.phonemes:
            made["phonemes"] = self.phonemes
        if self.manner:
            made["manner"] = dict(self.manner)
        return made

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Edits:
        """What `to_dict` gave, every value checked. Raises StudioError."""
        strange = [name for name in values if name not in _FIELDS]
        if strange:
            raise StudioError(_DAMAGED.format(strange[0]))
        try:
            made = cls(
                int(values["index"]),
                str(values["text"]),
                {int(k): str(v) for k, v in values.get("words", {}).items()},
                _numbers(values, "emphasis", LEAST, MOST),
                _numbers(values, "lengths_ms", *LENGTHS_MS),
                tuple(_stroke(points) for points in values.get("pitch", ())),
                str(values.get("phonemes", "")),
                dict(values.get("manner", {})),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StudioError(_DAMAGED.format(error)) from error
        if sum(len(stroke) for stroke in made.pitch) > MOST_POINTS:
            raise StudioError(_DAMAGED.format("pitch"))
        Manner.from_dict(made.manner)
        return made

    def manner_of(self, usual: Manner) -> Manner:
        """The manner of this sentence; its seed is the text's, moved on by the index."""
        own = {"seed": usual.seed + self.index, **self.manner}
        return Manner(**{**usual.to_dict(), **own})


def _numbers(values: Mapping[str, Any], name: str, least: float, most: float) -> dict[int, float]:
    found = {int(key): float(value) for key, value in values.get(name, {}).items()}
    wrong = [value for value in found.values() if not least <= value <= most]
    if wrong:
        raise ValueError(f"{name} {wrong[0]:g}")
    return found


def _stroke(points: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    stroke = tuple((float(place), float(hz)) for place, hz in points)
    places = [place for place, _ in stroke]
    if len(stroke) < 2 or places != sorted(places) or not 0 <= places[0] <= places[-1] <= 1e4:
        raise ValueError("pitch")
    if not all(PITCH_HZ[0] <= hz <= PITCH_HZ[1] for _, hz in stroke):
        raise ValueError("pitch")
    return stroke


def by_sentence(edits: Iterable[Edits]) -> dict[tuple[int, str], Edits]:
    """Edits by what names their sentence; the last of several for one holds."""
    return {(edit.index, edit.text): edit for edit in edits if edit}


def edited(utterance: Utterance, edit: Edits, language: str) -> tuple[Utterance, Shaping]:
    """The sentence with an edit. Raises StudioError for a word that cannot be said so."""
    words = utterance.words
    chosen = {
        index: said_as(words[index].text, say, language)
        for index, say in edit.words.items()
        if 0 <= index < len(words)
    }
    utterance, shaping = emphasised(with_pronunciations(utterance, chosen), edit.emphasis)
    edit = in_phonemes(edit, utterance.phonemes)
    drawn = Shaping(
        lengths={at: ms / 1000 for at, ms in edit.lengths_ms.items()}, strokes=edit.pitch
    )
    return utterance, shaping.also(drawn)


def in_phonemes(edit: Edits, phonemes: str) -> Edits:
    """The edit with its lengths and its pitch at their places in these phonemes.

    Those within what has changed are left out.
    """
    move = _Moved(edit.phonemes or phonemes, phonemes)
    lengths = {move.symbol(at): ms for at, ms in edit.lengths_ms.items()}
    strokes = tuple(
        tuple((place, hz) for at, hz in stroke if (place := move.place(at)) is not None)
        for stroke in edit.pitch
    )
    return replace(
        edit,
        lengths_ms={at: ms for at, ms in lengths.items() if at is not None},
        pitch=tuple(stroke for stroke in strokes if len(stroke) > 1),
        phonemes=phonemes,
    )


class _Moved:
    """Where the symbols of one phoneme string lie in another, as far as they are still there."""

    def __init__(self, old: str, new: str) -> None:
        self._to: dict[int, int] = {}
        if old == new:
            self._to = {at: at for at in range(len(old))}
            return
        matcher = difflib.SequenceMatcher(None, old[:MAX_SYMBOLS], new, autojunk=False)
        for block in matcher.get_matching_blocks():
            self._to |= {block.a + step: block.b + step for step in range(block.size)}

    def place(self, at: float) -> float | None:
        """The place; None within what has changed."""
        symbol = int(at)
        if symbol in self._to:
            return self._to[symbol] + at - symbol
        before = self._to.get(symbol - 1)
        return before + 1.0 if before is not None and at == symbol else None

    def symbol(self, at: int) -> int | None:
        """The symbol; None when it has changed."""
        return self._to.get(at)


def place_at(symbols: Sequence[Sequence[Any]], seconds: float) -> float:
    """The place in the phonemes whose F0 is heard at a time; `symbols` (symbol, start, end) as in a
    score, where they stand as they are heard."""
    seconds -= EARLY
    for index, (_, start, end) in enumerate(symbols):
        if seconds < end or index == len(symbols) - 1:
            share = (seconds - start) / (end - start) if end > start else 0.0
            return index + min(max(share, 0.0), 1.0)
    return 0.0
