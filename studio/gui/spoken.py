"""What the speaking task returns, as the Speak page shows it. No Qt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.entities import HeardBack, Rendering
from studio.core.errors import StudioError
from studio.gui.sound_picture import Mark
from studio.speech.tasks import HANDOVER

STRESS = "ˈˌ"
PUNCTUATION = ';:,.!?—…"()“”'
_LARGEST_SCORE = 50_000_000  # bytes

Symbol = tuple[str, float, float]
"""A symbol of the phonemes with its start and end in seconds of the whole sound."""


@dataclass(frozen=True, slots=True)
class DoubtfulWord:
    """A word that could not be heard back."""

    text: str
    start: int
    """Place in the source text."""
    end: int
    seconds: float
    """When it should have been said."""


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word of a sentence in its place."""

    text: str
    phonemes: str
    start: float
    end: float
    symbols: tuple[int, int]
    """From which symbol of the sentence to which; both the same where nobody knows."""
    score: float | None
    """0 to 1: the probability that it was heard."""


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """One sentence in its place."""

    index: int
    text: str
    start: float
    end: float
    symbols: tuple[Symbol, ...]
    lengths_ms: tuple[float, ...]
    words: tuple[SaidWord, ...]

    @property
    def phonemes(self) -> str:
        return "".join(symbol for symbol, _, _ in self.symbols)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One spoken text."""

    path: Path
    seconds: float
    rtf: float | None
    by: str
    voice_name: str
    words: tuple[Mark, ...]
    phonemes: tuple[Mark, ...]
    f0_hz: tuple[float, ...]
    doubtful: tuple[DoubtfulWord, ...]
    errors: tuple[str, ...]
    """Why sentences were left out."""
    checked: bool
    sentences: tuple[SaidSentence, ...]
    """Those that were spoken."""
    score: Path | None = None
    """Where all of it is written down."""
    heard: HeardBack | None = None
    """None = nobody listened."""
    fingerprint: str = ""
    """Of all that the sound comes from: the same one, the same sound; "" = not known."""

    def second_of(self, place: int, seconds: float) -> float:
        """The second of the whole in the sound of one sentence, as it comes while it is made."""
        if not 0 < place < len(self.sentences):
            return seconds
        start, end = self.sentences[place].start, self.sentences[place - 1].end
        return start - max(0.0, start - end - HANDOVER) + seconds

    def sentence_at(self, seconds: float) -> SaidSentence | None:
        """The sentence that is said at a time; None in the pauses."""
        return next((s for s in self.sentences if s.start <= seconds < s.end), None)

    @classmethod
    def of(cls, result: dict[str, Any]) -> Spoken:
        """Read what `studio.speech.tasks.speak` returned."""
        sentences = result.get("sentences", [])
        words = [word for sentence in sentences for word in sentence.get("words", [])]
        symbols = [symbol for sentence in sentences for symbol in sentence.get("symbols", [])]
        checked = any(word.get("heard") is not None for word in words)
        return cls(
            Path(result["path"]),
            float(result["seconds"]),
            result.get("rtf"),
            str(result.get("by", "")),
            str(result.get("voice", "")),
            tuple(_mark(word) for word in words if word.get("end") is not None),
            tuple(_phonemes(symbols)),
            tuple(result.get("f0_hz", ())),
            tuple(_doubtful(word) for word in words if word.get("heard") is False),
            tuple(s["error"] for s in sentences if s.get("error")),
            checked,
            tuple(_said(n, s) for n, s in enumerate(sentences) if not s.get("error")),
            Path(result["score"]) if result.get("score") else None,
            _heard_back(words) if checked else None,
            _fingerprint([str(sentence.get("key", "")) for sentence in sentences]),
        )

    @classmethod
    def of_rendering(cls, made: Rendering) -> Spoken:
        """Read what is kept of a rendering. StudioError when its score cannot be read."""
        try:
            if made.score.stat().st_size > _LARGEST_SCORE:
                raise ValueError("too long")
            score = json.loads(made.score.read_text(encoding="utf-8"))
            result = score | {"path": made.path, "seconds": made.seconds, "score": made.score}
            result.setdefault("f0_hz", _f0_of(score["sentences"], made.seconds))
            return cls.of(result)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StudioError(
                "The earlier recording is damaged: speak the whole text again."
            ) from error


def _fingerprint(keys: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(keys).encode()).hexdigest() if all(keys) else ""


def _f0_of(sentences: Sequence[dict[str, Any]], seconds: float) -> list[float]:
    """The pitch of the whole, 80 a second, from those of its sentences."""
    whole = [0.0] * round(80 * seconds)
    for sentence in sentences:
        first = round(80 * float(sentence["start"]))
        own = [float(hz) for hz in sentence.get("f0", ())][: max(0, len(whole) - first)]
        whole[first : first + len(own)] = own
    return whole


def _said(index: int, sentence: dict[str, Any]) -> SaidSentence:
    symbols = tuple((str(s), float(a), float(b)) for s, a, b in sentence.get("symbols", ()))
    lengths = sentence.get("lengths_ms") or [1000 * (b - a) for _, a, b in symbols]
    return SaidSentence(
        index,
        sentence["text"],
        float(sentence["start"]),
        float(sentence["end"]),
        symbols,
        tuple(float(ms) for ms in lengths),
        tuple(_words_in_place(sentence.get("words", ()), symbols)),
    )


def _words_in_place(
    words: Sequence[dict[str, Any]], symbols: Sequence[Symbol]
) -> Iterator[SaidWord]:
    """The words, each with its symbols, which follow one another as the words do."""
    phonemes, after = "".join(symbol for symbol, _, _ in symbols), 0
    for word in words:
        own = str(word.get("phonemes", ""))
        first = phonemes.find(own, after) if own else -1
        place = (first, first + len(own)) if first >= 0 else (after, after)
        after = place[1]
        start, end = float(word.get("start") or 0.0), float(word.get("end") or 0.0)
        yield SaidWord(word["text"], own, start, end, place, word.get("score"))


def _phonemes(symbols: list[Symbol]) -> Iterator[Mark]:
    """Yield the phonemes, each with the stress mark before it; no spaces, no punctuation."""
    stress, since = "", 0.0
    for text, start, end in symbols:
        if text in STRESS:
            stress, since = stress + text, since if stress else start
        elif text.strip() and text not in PUNCTUATION:
            yield Mark(stress + text, since if stress else start, end)
            stress = ""


def _mark(word: dict[str, Any]) -> Mark:
    return Mark(
        word["text"], word["start"], word["end"], word.get("heard") is False, word.get("score")
    )


def _doubtful(word: dict[str, Any]) -> DoubtfulWord:
    start, end = word["span"]
    return DoubtfulWord(word["text"], start, end, float(word.get("start") or 0.0))


def _heard_back(words: Sequence[dict[str, Any]]) -> HeardBack:
    """How well all of it was heard, as the store of renderings keeps it."""
    looked = [word for word in words if word.get("heard") is not None]
    lost = [
        (word["text"], float(word.get("start") or 0.0), float(word.get("score") or 0.0))
        for word in looked
        if not word["heard"]
    ]
    worst = min(lost, key=lambda one: one[2], default=None)
    surest = min((float(word.get("score") or 0.0) for word in looked), default=1.0)
    return HeardBack(
        1 - len(lost) / len(looked) if looked else 1.0,
        round(1 - surest, 4),
        worst[0] if worst else "",
        worst[1] if worst else None,
        tuple(lost),
    )
