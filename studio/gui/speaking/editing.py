"""What a person changes in a sentence that was spoken, and the way back. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.core.manner import ratio_of_semitones
from studio.gui.spoken import SaidSentence, SaidWord
from studio.speech.edits import LENGTHS_MS, PITCH_HZ, Edits, in_phonemes, place_at
from studio.speech.emphasis import LEAST, MOST

FRAME_MS = 25.0
_F0_RATE = 80  # values a second
_MOST_BACK = 200

State = tuple[Edits, ...]


class History:
    """Every state of the edits of a text, with the way back and forth."""

    def __init__(self, edits: State = ()) -> None:
        self._states: list[State] = [edits]
        self._at = 0

    @property
    def now(self) -> State:
        """The edits as they are."""
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at + 1 < len(self._states)

    def change(self, edit: Edits) -> None:
        """Put this edit in the place of the one of its sentence."""
        others = tuple(one for one in self.now if (one.index, one.text) != (edit.index, edit.text))
        del self._states[self._at + 1 :]
        self._states.append((*others, edit) if edit else others)
        del self._states[:-_MOST_BACK]
        self._at = len(self._states) - 1

    def undo(self) -> int:
        """Go back; returns the index of the sentence that is another then, -1 where none is."""
        return self._move(-1) if self.can_undo else -1

    def redo(self) -> int:
        """Go forth again; returns as `undo`."""
        return self._move(1) if self.can_redo else -1

    def _move(self, by: int) -> int:
        before = self.now
        self._at += by
        other = [one.index for one in (*before, *self.now) if (one in before) != (one in self.now)]
        return other[0] if other else -1


def edit_of(edits: State, sentence: SaidSentence) -> Edits:
    """What is changed in a sentence so far, at places in its phonemes as they are now."""
    for edit in edits:
        if (edit.index, edit.text) == (sentence.index, sentence.text):
            return in_phonemes(edit, sentence.phonemes)
    return Edits(sentence.index, sentence.text, phonemes=sentence.phonemes)


def with_word(edit: Edits, word: int, say: str) -> Edits:
    """A word is said like this; "" = as usual."""
    words = {index: value for index, value in edit.words.items() if index != word}
    return replace(edit, words=words | {word: say} if say else words)


def with_emphasis(edit: Edits, word: int, more: float) -> Edits:
    """A word gets more emphasis, or less below 0."""
    level = min(max(edit.emphasis.get(word, 0.0) + more, LEAST), MOST)
    levels = {index: value for index, value in edit.emphasis.items() if index != word}
    return replace(edit, emphasis=levels | {word: level} if level else levels)


def with_length(edit: Edits, symbol: int, ms: float) -> Edits:
    """A symbol lasts so long."""
    least, most = LENGTHS_MS
    frames = round(min(max(ms, least), most) / FRAME_MS)
    return replace(edit, lengths_ms={**edit.lengths_ms, symbol: frames * FRAME_MS})


def with_word_length(edit: Edits, sentence: SaidSentence, word: SaidWord, factor: float) -> Edits:
    """A word lasts so many times as long, by one frame of 25 ms at least."""
    first, last = word.symbols
    before = [ms / FRAME_MS for ms in sentence.lengths_ms[first:last]]
    if not before:
        return edit
    frames, ends, now = [], 0.0, 0
    for length in before:  # rounded as ends, so that the whole is right
        ends += length * factor
        frames.append(max(1, round(ends) - now))
        now += frames[-1]
    longest = max(range(len(frames)), key=lambda place: before[place])
    if factor > 1 and sum(frames) <= sum(before):
        frames[longest] += 1
    elif factor < 1 and sum(frames) >= sum(before):
        frames[longest] = max(1, frames[longest] - 1)
    for place, count in enumerate(frames):
        edit = with_length(edit, first + place, count * FRAME_MS)
    return edit


def with_word_pitch(
    edit: Edits,
    sentence: SaidSentence,
    word: SaidWord,
    f0_hz: Sequence[float],
    semitones: float,
) -> Edits:
    """A word is so much higher; `f0_hz` is that of the whole sound, 80 a second."""
    points = raised(f0_hz, word.start, word.end, semitones)
    return with_stroke(edit, sentence, points)


def raised(
    f0_hz: Sequence[float], start: float, end: float, semitones: float = 0.0
) -> list[tuple[float, float]]:
    """The pitch between two seconds, so much higher, as points of (seconds, Hz); voiced alone."""
    ratio = ratio_of_semitones(semitones)
    first, last = round(start * _F0_RATE), round(end * _F0_RATE)
    return [
        ((frame + 0.5) / _F0_RATE, f0_hz[frame] * ratio)
        for frame in range(max(0, first), min(last, len(f0_hz)))
        if f0_hz[frame] > 0
    ]


def with_stroke(
    edit: Edits, sentence: SaidSentence, points: Sequence[tuple[float, float]]
) -> Edits:
    """The pitch goes along these points of (seconds, Hz) from left to right."""
    low, high = PITCH_HZ
    places = [(place_at(sentence.symbols, at), min(max(hz, low), high)) for at, hz in points]
    stroke = [places[n] for n in range(len(places)) if n == 0 or places[n][0] > places[n - 1][0]]
    if len(stroke) < 2:
        return edit
    begin, end = stroke[0][0], stroke[-1][0]
    hidden = [old for old in edit.pitch if begin <= old[0][0] and old[-1][0] <= end]
    kept = tuple(old for old in edit.pitch if old not in hidden)
    return replace(edit, pitch=(*kept, tuple(stroke)))
