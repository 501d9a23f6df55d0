"""What the speaking task returns, as the Speak page shows it. No Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.gui.sound_picture import Mark

STRESS = "ˈˌ"
PUNCTUATION = ';:,.!?—…"()“”'


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
class Spoken:
    """One spoken text."""

    path: Path
    seconds: float
    rtf: float | None
    by: str
    words: tuple[Mark, ...]
    phonemes: tuple[Mark, ...]
    f0_hz: tuple[float, ...]
    doubtful: tuple[DoubtfulWord, ...]
    errors: tuple[str, ...]
    """Why sentences were left out."""
    checked: bool
    starts: tuple[float, ...]
    """When each sentence that was spoken begins."""

    @classmethod
    def of(cls, result: dict[str, Any]) -> "Spoken":
        """Read what `studio.speech.tasks.speak` returned."""
        sentences = result.get("sentences", [])
        words = [word for sentence in sentences for word in sentence.get("words", [])]
        symbols = [symbol for sentence in sentences for symbol in sentence.get("symbols", [])]
        return cls(
            Path(result["path"]),
            float(result["seconds"]),
            result.get("rtf"),
            str(result.get("by", "")),
            tuple(_mark(word) for word in words if word.get("end") is not None),
            tuple(_phonemes(symbols)),
            tuple(result.get("f0_hz", ())),
            tuple(_doubtful(word) for word in words if word.get("heard") is False),
            tuple(s["error"] for s in sentences if s.get("error")),
            any(word.get("heard") is not None for word in words),
            tuple(float(s["start"]) for s in sentences if not s.get("error")),
        )


def _phonemes(symbols: list[tuple[str, float, float]]) -> Iterator[Mark]:
    """Yield the phonemes, each with the stress mark before it; no spaces, no punctuation."""
    stress, since = "", 0.0
    for text, start, end in symbols:
        if text in STRESS:
            stress, since = stress + text, since if stress else start
        elif text.strip() and text not in PUNCTUATION:
            yield Mark(stress + text, since if stress else start, end)
            stress = ""


def _mark(word: dict[str, Any]) -> Mark:
    return Mark(word["text"], word["start"], word["end"], word.get("heard") is False)


def _doubtful(word: dict[str, Any]) -> DoubtfulWord:
    start, end = word["span"]
    return DoubtfulWord(word["text"], start, end, float(word.get("start") or 0.0))
