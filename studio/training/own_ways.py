"""The speaker's own way of saying things: what all takes together say about words and accent.

A word goes into the voice's lexicon when one way of saying it was clearly heard better than the
usual one: often, or once by far. Which English is spoken is told by the ɹ of "car" and "person",
which speakers of British English leave out: of all that the accents differ in, it alone is heard
reliably by the inverse model. `tests/benchmarks/own_ways.py` measures both.

Pure: what `studio.voice.said_ways` heard in each take, no networks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from studio.core.lexicon_store import LexiconEntry
from studio.text.ipa import to_ipa
from studio.text.voice_lexicon import heard_entry
from studio.voice.said_ways import Occurrence, SaidWays

# Nats. Of real speakers with their own language, what lies above was right wherever it could be
# told; see models/inverse/own-ways.md.
TOGETHER, EACH = 6.0, 2.0
"""What all occurrences of a word must have together, and each on average."""
SHARE = 2 / 3
"""Share of the occurrences in which the way must be heard better than the usual one."""

# US speakers have about -8 a word, real and made GB ones about 0 (the inverse model knows more of
# US English, so it expects the ɹ): the middle between them.
MIDDLE, CLIP = -3.8, 10.0
FEWEST_R = 10
"""Words with such an ɹ that are needed to tell the accent."""


@dataclass(frozen=True, slots=True)
class OwnWay:
    """A word that the speaker says in a way of their own."""

    word: str
    usual: str
    said: str
    count: int
    margin: float
    """Sum over the occurrences, nats."""


@dataclass(frozen=True, slots=True)
class OwnWays:
    """What was heard in all takes of a voice."""

    words: tuple[OwnWay, ...]
    """The surest first."""
    language: str
    """The one that the takes were read in, by the voice."""
    accent: str
    """The one that was heard; "" = not to be told."""
    r_words: int = 0
    without_r: float = 0.0
    """Mean over those words: how much better they fit without ɹ, nats."""

    @property
    def suggests(self) -> str:
        """The language that the voice should have instead; "" = it has the right one."""
        return self.accent if self.accent != self.language else ""

    def entries(self) -> tuple[LexiconEntry, ...]:
        """For the voice's lexicon."""
        return tuple(
            heard_entry(way.word, way.said, way.count, way.margin, self.language)
            for way in self.words
        )

    def to_dict(self) -> dict[str, Any]:
        """As a report keeps it, with phonemes as people write them."""
        words = [
            asdict(way) | {"usual": to_ipa(way.usual), "said": to_ipa(way.said)}
            for way in self.words
        ]
        return {"words": words, "suggests": self.suggests, "accent": self.accent}


def own_ways(takes: Iterable[SaidWays], language: str) -> OwnWays:
    """What the takes of a voice say together."""
    takes = tuple(takes)
    without_r = np.array([one for take in takes for one in take.without_r], np.float64)
    clipped = np.clip(without_r, -CLIP, CLIP)
    words = own_words(one for take in takes for one in take.words)
    mean = float(clipped.mean()) if len(clipped) else 0.0
    return OwnWays(words, language, accent_of(clipped), len(clipped), round(mean, 2))


def own_words(occurrences: Iterable[Occurrence]) -> tuple[OwnWay, ...]:
    """The words of which one way was clearly heard, each with its surest way."""
    heard: dict[str, dict[str, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    for one in occurrences:
        heard[one.word][one.way].append(one)
    best = (max(map(_way, ways.values()), key=lambda way: way.margin) for ways in heard.values())
    sure = [way for way in best if _is_sure([one.margin for one in heard[way.word][way.said]])]
    return tuple(sorted(sure, key=lambda way: -way.margin))


def accent_of(without_r: np.ndarray) -> str:
    """The language by how well words fit without their ɹ, [n] nats; "" where it is not clear."""
    if len(without_r) < FEWEST_R:
        return ""
    unsure = 2 * float(without_r.std()) / len(without_r) ** 0.5
    away = float(without_r.mean()) - MIDDLE
    if abs(away) <= unsure:
        return ""
    return "en-gb" if away > 0 else "en-us"


def _way(occurrences: list[Occurrence]) -> OwnWay:
    first = occurrences[0]
    margin = sum(one.margin for one in occurrences)
    return OwnWay(first.word, first.usual, first.way, len(occurrences), round(margin, 1))


def _is_sure(margins: list[float]) -> bool:
    better = sum(margin > 0 for margin in margins)
    return (
        sum(margins) >= TOGETHER
        and sum(margins) >= EACH * len(margins)
        and better >= SHARE * len(margins)
    )
