"""Phonemes as people write them (IPA), to and from the symbols of the models (`inventory`)."""

from __future__ import annotations

import re
import unicodedata

from studio.text.inventory import STRESS_MARKS, SYMBOLS, is_vowel

IPA: dict[str, str] = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "T": "ɾ", "ʧ": "tʃ",
    "ʤ": "dʒ", "ɡ": "g", "ᵊ": "ə", "ᵻ": "ɪ", "ɐ": "ə",
}  # fmt: skip
"""The models' own symbols as phoneticians write them; all others are written as they are."""

# Longest first. A tie bar and the dot between syllables say nothing here.
_READ = {
    "eɪ": "A", "ei": "A", "aɪ": "I", "ai": "I", "oʊ": "O", "ou": "O", "əʊ": "Q", "aʊ": "W",
    "au": "W", "ɔɪ": "Y", "ɔi": "Y", "tʃ": "ʧ", "dʒ": "ʤ", "g": "ɡ", "r": "ɹ", "ɝ": "ɜɹ",
    "ɚ": "əɹ", "ɫ": "l", "'": "ˈ", "’": "ˈ", ":": "ː", "n\u0329": "ᵊn", "l\u0329": "ᵊl",
    "m\u0329": "ᵊm", "\u0361": "", "\u035c": "", ".": "", "-": "",
}  # fmt: skip
_PARTS = re.compile("|".join(map(re.escape, sorted(_READ, key=len, reverse=True))))
_STRESSED = re.compile("([ˈˌ])([^ˈˌ ]*)")


def to_ipa(phonemes: str) -> str:
    """Phonemes as people write them, each stress before its vowel.

    >>> to_ipa("skˈɛʤˌul")
    'skˈɛdʒˌul'
    """
    return "".join(IPA.get(symbol, symbol) for symbol in phonemes)


def from_ipa(text: str) -> str:
    """The models' phonemes for what a person writes, in IPA or in the models' own symbols.

    Stress may stand before the syllable. What is no phoneme is left as it is, for the caller to
    refuse (`inventory.unknown_symbols`).

    >>> from_ipa("ˈskɛdʒuːl")
    'skˈɛʤuːl'
    """
    text = unicodedata.normalize("NFC", text).replace("t\u0361", "t").replace("d\u0361", "d")
    read = _PARTS.sub(lambda found: _READ[found.group()], " ".join(text.split()))
    return _STRESSED.sub(_before_vowel, read)


def looks_like_phonemes(text: str) -> bool:
    """Whether a text without slashes holds symbols that no English spelling has."""
    odd = [symbol for symbol in text if not symbol.isascii() and symbol not in "’‘"]
    return bool(odd) and all(symbol in SYMBOLS or symbol in "ɝɚɫ\u0361\u0329" for symbol in odd)


def _before_vowel(found: re.Match[str]) -> str:
    mark, rest = found.groups()
    place = next((at for at, symbol in enumerate(rest) if is_vowel(symbol)), None)
    return "" if place is None else rest[:place] + mark + rest[place:]


def has_stress(phonemes: str) -> bool:
    """Whether a stress is marked."""
    return bool(STRESS_MARKS & set(phonemes))
