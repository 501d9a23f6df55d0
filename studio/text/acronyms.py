"""Capital letters: acronyms that are spelled (FBI), that are words (NASA), and shouting."""

from __future__ import annotations

import re

from studio.text.lexicon import lexicon_for
from studio.text.scanner import Scanner
from studio.text.tables import word_set

# Also words, but as capitals among small letters nearly always the acronym.
SPELLED = word_set(
    "AI ID ASAP VAT FAQ TV PC OK AC DC UN EU UK UAE USA IT OS PM AM ER PR HR VR AR GI PA MA LA "
    "DA ET OR IQ EQ AD BC CE BCE ISO ATM ADD POW DOE ELF SAT ACT ETA EST RIP MOT LED"
)
ONLY_AFTER = {  # capitals which are the acronym after these words and otherwise a word
    "US": word_set("the a an in of to from for by across and"),
    "WHO": word_set("the by of from"),
    "IT": word_set("the an in our your their and of for"),
    "OR": frozenset(),
    "ADD": word_set("have has had with"),
    "ACT": word_set("the"),
    "SAT": word_set("the an"),
    "ELF": frozenset(),
    "RIP": frozenset(),
    "DOE": word_set("the"),
    "LED": word_set("an the with"),
    "AM": frozenset(),
    "DA": word_set("the"),
    "LA": word_set("in to from the"),
    "MA": word_set("an the"),
    "PA": word_set("the"),
}
WORDS = word_set(  # said as words although the lists may not have them
    "NASA NATO UNESCO UNICEF OPEC COVID SARS AIDS LASER RADAR SCUBA FIFA UEFA RAM ROM JPEG GIF "
    "PIN SIM IKEA NAFTA ASEAN FEMA OSHA POTUS SCOTUS NASDAQ YOLO FOMO SWAT"
)
_PLURAL = re.compile(r"([A-Z]{2,})(['’]?s)")


def spell(letters: str) -> str:
    """Letter names: "fbi" → "F B I"; everything but letters is left out."""
    return " ".join(letter.upper() for letter in letters if letter.isalpha())


def spelled_form(scanner: Scanner, word: str, start: int, end: int) -> str | None:
    """The letters of an acronym which is spelled ("C E Os" for a plural); None for a word."""
    if "-" in word:
        return _hyphenated(scanner, word, start, end)
    plural = _PLURAL.fullmatch(word)
    if plural:
        letters = plural.group(1)
        return spell(letters) + "s" if _is_spelled(scanner, letters, start, end) else None
    if word in ("PhD", "DPhil", "PhDs"):
        return {"PhD": "P H D", "DPhil": "D Phil", "PhDs": "P H Ds"}[word]
    if len(word) < 2 or not word.isupper() or not word.isascii() or not word.isalpha():
        return None
    return spell(word) if _is_spelled(scanner, word, start, end) else None


def _hyphenated(scanner: Scanner, word: str, start: int, end: int) -> str | None:
    """USB-C: all of it capitals, one part of it spelled."""
    parts = word.split("-")
    if not word.replace("-", "").isupper() or not word.isascii() or len(parts) > 3:
        return None
    if not any(_is_spelled(scanner, part, start, end) for part in parts if len(part) > 1):
        return None
    return " ".join(spell(part) for part in parts)


def _is_spelled(scanner: Scanner, word: str, start: int, end: int) -> bool:
    """Whether a word in capitals is said letter by letter."""
    if word in WORDS:
        return False
    lexicon = lexicon_for("en-gb" if scanner.british else "en-us")
    is_word = lexicon.is_common(word.lower()) or lexicon.is_common(word.capitalize())
    if is_word and _shouted(scanner, start, end):
        return False
    if word in ONLY_AFTER:
        return scanner.previous_word() in ONLY_AFTER[word]
    if word in SPELLED:
        return True
    if lexicon.is_common(word):
        return False
    if is_word:
        return False
    return len(word) <= 4 or not _pronounceable(word)


def _shouted(scanner: Scanner, start: int, end: int) -> bool:
    """Whether the neighbours are capitals too: then it is emphasis, not an acronym."""
    before = scanner.tokens[-1].text if scanner.tokens else ""
    after = scanner.next_word(end)
    near = [word for word in (before, after) if len(word) > 1 and word.isalpha()]
    return bool(near) and all(word.isupper() for word in near)


def _pronounceable(word: str) -> bool:
    """Whether five and more capitals could be a word: vowels, and no long run of consonants."""
    return bool(re.search(r"[AEIOUY]", word)) and not re.search(
        r"[BCDFGHJKLMNPQRSTVWXZ]{4}|^[BCDFGHJKLMNPQRSTVWXZ]{3}", word
    )
