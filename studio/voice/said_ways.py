"""In which of several ways each word of a take was said, as far as the inverse model hears it.

Like `align.best_pronunciation`, but beyond what the text offers for this sentence: the ways of
`studio.text.ways`, and how strongly each was heard, so that takes can be counted together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from studio.text.lexicon import override_key
from studio.text.phonemes import Utterance, Word, with_pronunciations
from studio.text.ways import accents, drops_r, lexical
from studio.voice.align import sentence_likelihoods
from studio.voice.inverse_model import Posteriors

SURE = 3.0
"""Nats by which another way must be heard better to be taken for what was said in one take."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One way of one word in a take."""

    word: str
    usual: str
    """Phonemes as the text stack has them."""
    way: str
    margin: float
    """log P(take | way) - log P(take | usual)."""


@dataclass(frozen=True, slots=True)
class SaidWays:
    """What was heard in one take."""

    words: tuple[Occurrence, ...] = ()
    without_r: tuple[float, ...] = ()
    """For each word that the accents tell apart by ɹ alone: how much better it fits without."""


def said_ways(
    heard: Posteriors, utterance: Utterance, language: str, own: Collection[str] = ()
) -> tuple[Utterance, SaidWays]:
    """The utterance with the ways that were surely heard, and what speaks for each way.

    `own`: words whose pronunciation the person has given; they are left alone.
    """
    asked = [
        (number, word, way, by_accent)
        for number, word in enumerate(utterance.words)
        if override_key(word.text) not in own
        for way, by_accent in _ways(word, language)
    ]
    if not asked:
        return utterance, SaidWays()
    lines = [utterance.phonemes]
    for number, word, way, _ in asked:
        lines.append(with_pronunciations(utterance, {number: way}).phonemes)
        # What is chosen already may itself be another way than the usual one.
        lines.append(with_pronunciations(utterance, {number: _usual(word)}).phonemes)
    scores = sentence_likelihoods(heard, lines)[1:]
    margins = scores[::2] - scores[1::2]
    words: list[Occurrence] = []
    without_r: list[float] = []
    chosen: dict[int, tuple[float, str]] = {}
    for (number, word, way, by_accent), margin in zip(asked, margins.tolist(), strict=True):
        if not np.isfinite(margin):
            continue
        if by_accent:
            without_r.append(margin * drops_r(_usual(word), way))
            continue
        words.append(Occurrence(override_key(word.text), _usual(word), way, round(margin, 2)))
        if margin > max(SURE, chosen.get(number, (0.0, ""))[0]):
            chosen[number] = (margin, way)
    said = with_pronunciations(utterance, {n: way for n, (_, way) in chosen.items()})
    return said, SaidWays(tuple(words), tuple(round(one, 2) for one in without_r))


def _usual(word: Word) -> str:
    return word.alternatives[0][0]


def _ways(word: Word, language: str) -> list[tuple[str, bool]]:
    """Other ways of a word; True with the one that only tells the accent by its ɹ."""
    usual = _usual(word)
    ways = [(way, False) for way in lexical(word.text, usual, language)]
    accent = accents(word.text, usual, language)
    if accent is not None and abs(drops_r(usual, accent)) == 1:
        ways.append((accent, True))
    return ways
