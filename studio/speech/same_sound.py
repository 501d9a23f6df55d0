"""Words that sound alike: an ear cannot hear how they are spelt.

By the lexicon of the text stack, so only of words that are listed there, or derived from such:
what would have to be guessed from its letters is never said to sound like another word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from studio.text.inventory import is_vowel
from studio.text.lexicon import lexicon_for
from studio.text.morphology import known

_STRESS = str.maketrans("", "", "ˈˌ")
_REDUCED = frozenset("əɐᵊᵻ")  # vowels that others become where a word joins another
_SAME = (("hw", "w"), ("ɾ", "t"), ("T", "t"))


@lru_cache(maxsize=50_000)
def sounds_of(word: str, language: str = "en-us") -> frozenset[str]:
    """All pronunciations of a word in lower case that are listed; none of one that is not.

    Which syllable is stressed stays a part of it ("insight", "incite"). In a word of one syllable
    stress is left out: the lexicon gives it to "too" and "two" and not to "to".
    """
    entry = known(word, lexicon_for(language)) or {}
    return frozenset(_compared(phonemes) for phonemes in entry.values() if phonemes)


def joined_alike(one: Sequence[str], other: Sequence[str], language: str = "en-us") -> bool:
    """Whether two runs of words with the same letters may be the same sounds.

    "wakeup" and "wake up" are; "therapist" and "the rapist" are not. A reduced vowel may be any
    vowel ("today", "to day"). Where a word is not listed, the letters alone decide.
    """
    runs = [[sounds_of(word, language) for word in run] for run in (one, other)]
    if not all(all(run) for run in runs):
        return True
    left, right = (_joined(run) for run in runs)
    return any(_may_be(a, b) for a in left for b in right)


def _compared(phonemes: str) -> str:
    """With the strongest stress alone, and without any in words of one syllable."""
    if sum(is_vowel(symbol) for symbol in phonemes) < 2:
        return phonemes.translate(_STRESS)
    return phonemes.replace("ˌ", "" if "ˈ" in phonemes else "ˈ")  # small words have the weaker


def _joined(run: Sequence[frozenset[str]]) -> list[str]:
    """All ways to say a run of words as one, without stress and without doubled sounds."""
    ways = [""]
    for sounds in run:
        ways = [way + sound.translate(_STRESS) for way in ways for sound in sorted(sounds)]
    for written, put in _SAME:
        ways = [way.replace(written, put) for way in ways]
    return [
        "".join(b for a, b in zip(" " + way, way, strict=False) if a != b or is_vowel(b))
        for way in ways
    ]


def _may_be(one: str, other: str) -> bool:
    return len(one) == len(other) and all(
        a == b or (is_vowel(a) and is_vowel(b) and not _REDUCED.isdisjoint((a, b)))
        for a, b in zip(one, other, strict=True)
    )
