"""Emphasis on a word, and the ways that marks ask for, as changes of single symbols.

An emphasised word gets what speakers give it: its stressed vowel is longer and higher, and the
whole word louder. A word without a stress gets one. No torch here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studio.core.shaping import NO_SHAPING, Shaping
from studio.text.inventory import (
    LENGTH_MARK,
    PRIMARY_STRESS,
    SECONDARY_STRESS,
    is_phoneme,
    is_vowel,
)
from studio.text.marks import Way
from studio.text.phonemes import Utterance, Word, with_pronunciations
from studio.text.stress import strengthened

# Of one unit of emphasis; half of it is heard as stress, twice as much as insisting.
VOWEL_LONGER, SOUND_LONGER = 0.4, 0.12
VOWEL_SEMITONES, WORD_SEMITONES = 2.5, 0.8
WORD_DB = 3.0
LEAST, MOST = -1.0, 2.0
"""How far emphasis may go."""


def emphasised(utterance: Utterance, levels: Mapping[int, float]) -> tuple[Utterance, Shaping]:
    """The utterance with emphasis on some words, given by index: 1 is plain, below 0 is less."""
    levels = {index: max(LEAST, min(MOST, level)) for index, level in levels.items() if level}
    words = utterance.words
    stronger = {
        index: strengthened(words[index].phonemes)
        for index, level in levels.items()
        if level > 0 and index < len(words)
    }
    utterance = with_pronunciations(utterance, stronger)
    shaping = NO_SHAPING
    for index, level in levels.items():
        if index < len(words):
            shaping = shaping.also(_of_word(utterance.words[index], level))
    return utterance, shaping


def _of_word(word: Word, level: float) -> Shaping:
    begin = word.place[0]
    core = {begin + place for place in _stressed(word.phonemes)}
    places = range(*word.place)
    return Shaping(
        stretch={p: 1 + level * (VOWEL_LONGER if p in core else SOUND_LONGER) for p in places},
        pitch={p: level * (VOWEL_SEMITONES if p in core else WORD_SEMITONES) for p in places},
        effort=dict.fromkeys(places, level * WORD_DB),
    )


def _stressed(phonemes: str) -> list[int]:
    """The places of the stressed vowel: its stress mark, itself, its length mark."""
    mark = phonemes.find(PRIMARY_STRESS)
    mark = phonemes.find(SECONDARY_STRESS) if mark < 0 else mark
    vowel = next((at for at in range(max(0, mark), len(phonemes)) if is_vowel(phonemes[at])), None)
    if vowel is None:
        return []
    found = [vowel] if mark < 0 else [mark, vowel]
    return [*found, vowel + 1] if phonemes[vowel + 1 : vowel + 2] == LENGTH_MARK else found


def in_ways(utterance: Utterance, ways: Sequence[Way]) -> tuple[Utterance, Shaping]:
    """The utterance as marks want it; its words' spans and the ways are places in one text."""
    levels: dict[int, float] = {}
    for index, word in enumerate(utterance.words):
        over = [way.emphasis for way in ways if _overlap(word, way)]
        levels[index] = sum(over)
    utterance, shaping = emphasised(utterance, levels)
    for way in ways:
        shaping = shaping.also(_of_way(utterance, way))
    return utterance, shaping


def _overlap(word: Word, way: Way) -> bool:
    return word.span[0] < way.end and way.start < word.span[1]


def _of_way(utterance: Utterance, way: Way) -> Shaping:
    """Rate, pitch and volume of a way, over all that stands between its words as well."""
    inside = [word.place for word in utterance.words if _overlap(word, way)]
    if not inside:
        return NO_SHAPING
    places = range(inside[0][0], inside[-1][1])
    return Shaping(
        stretch=dict.fromkeys(places, 1 / way.rate) if way.rate != 1.0 else {},
        pitch=dict.fromkeys(places, way.pitch) if way.pitch else {},
        effort=dict.fromkeys(places, way.volume) if way.volume else {},
    )


def closed(utterance: Utterance, mark: str) -> Utterance:
    """The utterance with a mark behind it where it ends in a sound: it is cut off there."""
    last = utterance.phonemes[-1:]
    if not (is_phoneme(last) or last == LENGTH_MARK):
        return utterance
    return Utterance(utterance.text, utterance.words, utterance.phonemes + mark, utterance.start)
