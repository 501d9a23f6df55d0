"""Moving and weakening stress marks, the way misaki does (Apache-2.0, `misaki/en.py`)."""

from __future__ import annotations

from studio.text.inventory import PRIMARY_STRESS, SECONDARY_STRESS, STRESS_MARKS

_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ")  # those that take a stress mark
_HEAVY = frozenset("AIOQWYʤʧ")


def without_stress(phonemes: str) -> str:
    """The phonemes with no stress marks."""
    return "".join(symbol for symbol in phonemes if symbol not in STRESS_MARKS)


def weakened(phonemes: str) -> str:
    """Primary stress made secondary, secondary dropped."""
    without = phonemes.replace(SECONDARY_STRESS, "")
    return without.replace(PRIMARY_STRESS, SECONDARY_STRESS)


def strengthened(phonemes: str) -> str:
    """Emphasis (a word in capitals): secondary made primary, unstressed stressed."""
    if PRIMARY_STRESS in phonemes:
        return phonemes
    if SECONDARY_STRESS in phonemes:
        return phonemes.replace(SECONDARY_STRESS, PRIMARY_STRESS)
    return _before_first_vowel(phonemes, PRIMARY_STRESS)


def lightly_stressed(phonemes: str) -> str:
    """A secondary stress where there is none (a function word with a capital)."""
    if STRESS_MARKS & set(phonemes):
        return phonemes
    return _before_first_vowel(phonemes, SECONDARY_STRESS)


def _before_first_vowel(phonemes: str, mark: str) -> str:
    for position, symbol in enumerate(phonemes):
        if symbol in _VOWELS:
            return phonemes[:position] + mark + phonemes[position:]
    return phonemes


def joined_letters(letters: list[str]) -> str:
    """Letter names as one word: all with secondary stress, the last with primary."""
    text = "".join(weakened(letter) if PRIMARY_STRESS in letter else letter for letter in letters)
    head, mark, tail = text.rpartition(SECONDARY_STRESS)
    return f"{head}{PRIMARY_STRESS}{tail}" if mark else text


def joined_parts(parts: list[str]) -> str:
    """The parts of a compound as one word: the lighter half of them weakened."""
    ranked = sorted(
        (PRIMARY_STRESS in part, sum(1 + (symbol in _HEAVY) for symbol in part), index)
        for index, part in enumerate(parts)
    )
    stressed = sum(has_primary for has_primary, _, _ in ranked)
    weak: set[int] = set()
    if len(parts) > 1 and stressed > (len(parts) + 1) // 2:
        weak = {index for _, _, index in ranked[: len(parts) // 2]}
    return "".join(weakened(part) if index in weak else part for index, part in enumerate(parts))
