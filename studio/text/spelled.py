"""A word said letter by letter."""

from __future__ import annotations

import unicodedata

from studio.core.errors import StudioError
from studio.text import numbers
from studio.text.lexicon import lexicon_for
from studio.text.pronounce import entry_for


def spelled(word: str, language: str) -> str:
    """The names of a word's letters and digits in phonemes: "AB1" → "ˈA bˈi wˈʌn".

    What has no name (dots, hyphens) is passed over. Raises StudioError when nothing has.
    """
    lexicon = lexicon_for(language)
    names: list[str] = []
    for symbol in unicodedata.normalize("NFKD", word):
        if symbol.isdigit():
            spoken = numbers.cardinal(int(symbol), language == "en-gb")
            names.append(entry_for(spoken, language)["DEFAULT"])
        elif symbol.isascii() and symbol.isalpha():
            names.append(lexicon.letter(symbol) or "")
    said = " ".join(filter(None, names))
    if not said:
        raise StudioError(f"“{word}” cannot be spelled: write letters or digits.")
    return said
