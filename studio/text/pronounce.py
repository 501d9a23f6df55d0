"""The pronunciation of one spoken word: a person's own, listed, derived, spelled or guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from studio.text import g2p
from studio.text.heteronyms import Context, candidates
from studio.text.inventory import is_vowel, plain
from studio.text.lexicon import Entry, Lexicon, lexicon_for, override_key
from studio.text.morphology import add_s, derive
from studio.text.stress import joined_letters, joined_parts, lightly_stressed, strengthened
from studio.text.variants import VARIANTS

Choices = tuple[tuple[str, float], ...]
"""Pronunciations with their probabilities, the likeliest first."""

_PLURAL_LETTER = re.compile(r"[A-Z]s")
_NO_VOWEL = re.compile(r"[^aeiouyAEIOUY']+")


@dataclass(frozen=True, slots=True)
class Following:
    """What the sound after a word is: decides between ðə and ði, tə and tʊ."""

    vowel: bool | None = None  # None before a pause


class Pronouncer:
    """Looks words up in one language with a person's own pronunciations before all others."""

    def __init__(self, language: str, overrides: Mapping[str, str] | None = None) -> None:
        self.language = language
        self.lexicon: Lexicon = lexicon_for(language)
        self.overrides = overrides or {}

    def override(self, written: str) -> str | None:
        """A person's own pronunciation of a word or an expression, if there is one."""
        if not self.overrides:
            return None
        key = override_key(written)
        return self.overrides.get(key) or self._inflected(key)

    def _inflected(self, word: str) -> str | None:
        """The possessive or plural of a word with an own pronunciation, if it is one.

        "news" is no plural of "new": what is listed must be the regular form of its stem.
        """
        bare = word.removesuffix("'")
        if not bare.endswith("s"):
            return None
        owned = word.endswith(("'s", "s'"))
        stems = (bare.removesuffix("'s"), bare[:-1], bare.removesuffix("es"))
        stem = next((one for one in stems if one != bare and one in self.overrides), None)
        if stem is None:
            return None
        own = self.overrides[stem]
        british = self.lexicon.british
        listed = self.lexicon.entry(word)
        if not owned and listed is not None:
            usual = add_s(entry_for(stem, self.language)["DEFAULT"], british)
            if plain(listed["DEFAULT"]) != plain(usual):
                return None
        return add_s(own, british)

    def word(self, context: Context, following: Following) -> Choices:
        """The pronunciations of a spoken word in its context."""
        own = self.override(context.word)
        if own is not None:
            return ((own, 1.0),)
        function = _function_word(context, following, self.lexicon.british)
        if function:
            return function
        entry = entry_for(context.word, self.language)
        return tuple(
            (_emphasised(phonemes, context.word), probability)
            for phonemes, probability in self._choose(entry, context, following)
        )

    def _choose(self, entry: Entry, context: Context, following: Following) -> Choices:
        if len(entry) == 1:
            return _with_variants(context.word, entry["DEFAULT"], self.lexicon.british)
        if "None" in entry:  # a function word: stressed before a pause
            before_pause = following.vowel is None
            first, other = entry["None"], entry["DEFAULT"]
            pair = (first, other) if before_pause else (other, first)
            return ((pair[0], 0.8), (pair[1], 0.2)) if first != other else ((first, 1.0),)
        return candidates(entry, context)

    def letters(self, names: list[str]) -> str:
        """An acronym that is spelled: letter names, one of them perhaps with a plural s ("Os")."""
        parts: list[str] = []
        for name in names:
            sound = self.lexicon.letter(name[0]) or ""
            parts.append(sound + ("z" if _PLURAL_LETTER.fullmatch(name) else ""))
        return joined_letters(parts) if len(parts) > 1 else "".join(parts)


@lru_cache(maxsize=50_000)
def entry_for(word: str, language: str) -> Entry:
    """The pronunciations of a word from the lexicon, its parts, its letters or the model.

    "DEFAULT" is "" for what has no sound at all (a script that English readers cannot read).
    """
    lexicon = lexicon_for(language)
    found = lexicon.entry(word) or _hyphenated(word, language) or derive(word, lexicon)
    if found is None:
        found = derive(word.lower(), lexicon) if word != word.lower() else None
    if found is not None:
        return found
    plain = _plain_letters(word)
    if not plain:
        return {"DEFAULT": ""}
    if plain != word:
        return entry_for(plain, language)
    if len(word) <= 5 and _NO_VOWEL.fullmatch(word):
        names = [lexicon.letter(letter) or "" for letter in word]
        return {"DEFAULT": joined_letters(names) if len(names) > 1 else names[0]}
    return {"DEFAULT": g2p.guesser(language).guess(word.lower())}


def _hyphenated(word: str, language: str) -> Entry | None:
    """mother-in-law: its parts in one, the lighter ones weakened."""
    parts = [part for part in word.split("-") if part]
    if len(parts) < 2:
        return (
            {"DEFAULT": entry_for(parts[0], language)["DEFAULT"]} if "-" in word and parts else None
        )
    return {"DEFAULT": joined_parts([entry_for(part, language)["DEFAULT"] for part in parts])}


def _plain_letters(word: str) -> str:
    """The word in the letters a … z: accents dropped, what is left of other scripts too."""
    special = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "th", "þ": "th"}
    expanded = "".join(special.get(letter, letter) for letter in word)
    letters = unicodedata.normalize("NFKD", expanded)
    return "".join(
        letter for letter in letters if letter.isascii() and (letter.isalpha() or letter in "'-")
    )


def _emphasised(phonemes: str, word: str) -> str:
    """Stress for capitals: a capitalised function word lightly, a word in capitals fully."""
    if word == word.lower() or not phonemes:
        return phonemes
    return (
        strengthened(phonemes)
        if word == word.upper() and len(word) > 1
        else lightly_stressed(phonemes)
    )


def _with_variants(word: str, phonemes: str, british: bool) -> Choices:
    """The listed pronunciation and, for some words, another that speakers also use."""
    other = VARIANTS["gb" if british else "us"].get(word.lower())
    if not other or other[0] == phonemes:
        return ((phonemes, 1.0),)
    return ((phonemes, 1 - other[1]), (other[0], other[1]))


def _function_word(context: Context, following: Following, british: bool) -> Choices | None:
    """Articles and a few small words whose sound depends on what comes next (after misaki)."""
    word = context.word.lower()
    if word == "the":
        strong, weak = ("ði", "ðə") if following.vowel else ("ðə", "ði")
        return ((strong, 0.9), (weak, 0.1))
    if word == "a":
        return (("ɐ", 0.95), ("ˈA", 0.05))
    if word == "an":
        return (("ɐn", 0.95), ("ˈan" if british else "ˈæn", 0.05))
    if word == "to":
        full = "tuː" if british else "tu"
        if following.vowel is None:
            return ((full, 0.9), ("tə", 0.1))
        return (("tʊ", 0.8), ("tə", 0.2)) if following.vowel else (("tə", 0.85), ("tʊ", 0.15))
    if word == "in" and context.word != "IN":
        return (("ˈɪn" if following.vowel is None else "ɪn", 1.0),)
    if context.word == "I":
        return (("ˌI", 1.0),)
    if context.word == "am":
        return (("am" if british else "æm", 1.0),) if following.vowel is None else (("ɐm", 1.0),)
    if word == "by" and following.vowel is None:
        return (("bˈI", 1.0),)
    return None


def starts_with_vowel(phonemes: str) -> bool | None:
    """Whether the first sound is a vowel; None where there is no sound."""
    for symbol in phonemes:
        if is_vowel(symbol):
            return True
        if symbol.isalpha() and symbol not in "ˈˌː":
            return False
    return None
