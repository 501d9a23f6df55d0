"""The score of a take: which phoneme sounds when, word by word, and the pitch.

take -> its sound as it is used -> phonemes of its text (the pronunciation that was said)
     -> alignment by the inverse model (Viterbi) -> spans; and F0 by `studio.audio.pitch`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from studio.audio.files import resample, to_mono
from studio.audio.levels import Span as Bounds
from studio.audio.levels import speech_bounds
from studio.audio.pitch import f0
from studio.core.entities import Take
from studio.core.errors import StudioError
from studio.dataset.mended import take_sound
from studio.text import inventory
from studio.text.phonemes import Utterance, phonemize

if TYPE_CHECKING:  # torch is loaded when a take is looked at, not before
    from studio.voice.align import Span
    from studio.voice.inverse_model import InverseModel

HEARD_RATE = 16_000  # Hz, what the inverse model listens to

# The alignment is in the manner of the generator's teacher, whose frames lie behind the sound.
# Measured on 24 takes (half of them real speech) by the shift at which vowels are voiced and
# voiceless consonants are not: median 37.5 ms, all of them within 12.5 ms of that.
TEACHER_LAG = 0.04  # seconds
_EDGE = 0.02  # seconds beyond the speech that its first and last phoneme may reach


@dataclass(frozen=True, slots=True)
class Part:
    """A word or a phoneme, from `start` to `end` seconds; `confidence` 0 to 1 = surely heard."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class TakeScore:
    """What a take holds over time."""

    phonemes: str
    """Of the whole text, as the generator reads it."""
    words: tuple[Part, ...]
    symbols: tuple[Part, ...]
    """Each phoneme, with its stress mark and its length mark."""
    f0_hz: tuple[float, ...]
    """80 a second, 0 where unvoiced."""
    confidence: float
    """Mean over the phonemes: near 1 where the text is what was said."""
    problem: str = ""
    """Why nothing could be aligned; "" = it was."""

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def score_take(take: Take, language: str, model: InverseModel | None = None) -> TakeScore:
    """Align a take to its text and find its pitch.

    A text that cannot be aligned (no word in it, too long for the sound) leaves the lanes empty and
    says why in `problem`. StudioError when the sound cannot be read.
    """
    sound = take_sound(take)
    mono = to_mono(sound.samples)
    hz = tuple(round(float(value), 1) for value in f0(mono, sound.rate))
    utterance = phonemize(take.text, language)
    if not any(inventory.sounds(utterance.phonemes)):
        problem = "Its text holds no word; write what is said."
        return TakeScore(utterance.phonemes, (), (), hz, 0.0, problem)
    try:
        from studio.voice.align import align, best_pronunciation

        listened = resample(mono, sound.rate, HEARD_RATE)
        model = model or _ears()
        heard = model.listen(listened)
        utterance = best_pronunciation(heard, utterance)
        alignment = align(model, listened, utterance.phonemes, heard)
    except StudioError as error:
        return TakeScore(utterance.phonemes, (), (), hz, 0.0, str(error))
    spans = as_heard(alignment.spans, speech_bounds(mono, sound.rate, _EDGE))
    return TakeScore(
        utterance.phonemes,
        tuple(_words(utterance, spans)),
        tuple(_symbols(spans)),
        hz,
        round(alignment.confidence, 3),
    )


def as_heard(spans: Sequence[Span], speech: Bounds | None) -> list[Span]:
    """Return an alignment as the ear places it: without the teacher's lag, and without the silence
    before and behind the speech that the teacher gives to the first and the last phoneme.
    """
    first, last = (0.0, float("inf")) if speech is None else (speech.start, speech.end)

    def placed(at: float) -> float:
        return min(max(at - TEACHER_LAG, first), last)

    return [replace(span, start=placed(span.start), end=placed(span.end)) for span in spans]


def _words(utterance: Utterance, spans: Sequence[Span]) -> Iterator[Part]:
    for word in utterance.words:
        inside = [s for s in spans[slice(*word.place)] if inventory.is_phoneme(s.symbol)]
        if inside:
            yield _part(word.text, spans[word.place[0]].start, inside[-1].end, inside)


def _symbols(spans: Sequence[Span]) -> Iterator[Part]:
    """Each sound with the marks that belong to it: stress before, length behind."""
    before = ""
    start: float | None = None
    for place, span in enumerate(spans):
        if span.symbol in inventory.STRESS_MARKS:
            before, start = span.symbol, span.start
        elif inventory.is_phoneme(span.symbol):
            follows = spans[place + 1] if place + 1 < len(spans) else None
            long = follows is not None and follows.symbol == inventory.LENGTH_MARK
            text = f"{before}{span.symbol}{inventory.LENGTH_MARK if long else ''}"
            end = follows.end if long and follows is not None else span.end
            yield _part(text, span.start if start is None else start, end, [span])
            before, start = "", None


def _part(text: str, start: float, end: float, sounds: Sequence[Span]) -> Part:
    confidence = sum(span.confidence for span in sounds) / len(sounds)
    return Part(text, round(start, 3), round(end, 3), round(confidence, 3))


@cache
def _ears() -> InverseModel:
    """The inverse model, loaded once in the process that is kept."""
    from studio.voice.inverse_model import InverseModel

    return InverseModel.load().requires_grad_(False)
