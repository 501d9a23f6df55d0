"""The pronunciation lexicon: misaki's gold and silver word lists, read from its wheel.

Only the JSON files of the installed `misaki` package are read (Apache-2.0); none of its code runs.
An entry is one pronunciation, or one per part of speech ("VERB", "NOUN", "ADJ", "VBD" …, with
"DEFAULT"; "None" is the form before a pause). Words that are not listed are tried as inflections
and derivations of words that are (`morphology`); what is left is for the letter-to-sound model.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources

from studio.core.errors import StudioError
from studio.text import inventory

Entry = dict[str, str]
"""Part of speech → phonemes; always has "DEFAULT"."""

LANGUAGES = {"en-us": "us", "en-gb": "gb"}

# Words that the lists lack or give for another meaning, in the spelling of the lists.
ADDITIONS: dict[str, dict[str, Entry]] = {
    "us": {
        "miz": {"DEFAULT": "mˌɪz"},
        "missus": {"DEFAULT": "mˈɪsɪz"},
        "messers": {"DEFAULT": "mˈɛsəɹz"},
        "honorable": {"DEFAULT": "ˈɑnəɹəbᵊl"},
        "lead": {"DEFAULT": "lˈid", "METAL": "lˈɛd"},
        "leads": {"DEFAULT": "lˈidz", "METAL": "lˈɛdz"},
        "does": {"DEFAULT": "dˈʌz", "DEER": "dˈOz"},
        "row": {"DEFAULT": "ɹˈO", "QUARREL": "ɹˈW"},
        "rows": {"DEFAULT": "ɹˈOz", "QUARREL": "ɹˈWz"},
        "resume": {"DEFAULT": "ɹəzˈum", "NOUN": "ɹˈɛzəmˌA"},
        "résumé": {"DEFAULT": "ɹˈɛzəmˌA"},
        "Nice": {"DEFAULT": "nˈIs", "PLACE": "nˈis"},
        "Reading": {"DEFAULT": "ɹˈidɪŋ", "PLACE": "ɹˈɛdɪŋ"},
        "blessed": {"DEFAULT": "blˈɛst", "ADJ": "blˈɛsɪd"},
        "aged": {"DEFAULT": "ˈAʤd", "ADJ": "ˈAʤɪd"},
        "a": {"DEFAULT": "ɐ"},
        "an": {"DEFAULT": "ɐn"},
    },
    "gb": {
        "miz": {"DEFAULT": "mˌɪz"},
        "missus": {"DEFAULT": "mˈɪsɪz"},
        "messers": {"DEFAULT": "mˈɛsəz"},
        "honorable": {"DEFAULT": "ˈɒnəɹəbᵊl"},
        "lead": {"DEFAULT": "lˈiːd", "METAL": "lˈɛd"},
        "leads": {"DEFAULT": "lˈiːdz", "METAL": "lˈɛdz"},
        "does": {"DEFAULT": "dˈʌz", "DEER": "dˈQz"},
        "row": {"DEFAULT": "ɹˈQ", "QUARREL": "ɹˈW"},
        "rows": {"DEFAULT": "ɹˈQz", "QUARREL": "ɹˈWz"},
        "resume": {"DEFAULT": "ɹɪzjˈuːm", "NOUN": "ɹˈɛzjʊmˌA"},
        "résumé": {"DEFAULT": "ɹˈɛzjʊmˌA"},
        "Nice": {"DEFAULT": "nˈIs", "PLACE": "nˈiːs"},
        "Reading": {"DEFAULT": "ɹˈiːdɪŋ", "PLACE": "ɹˈɛdɪŋ"},
        "blessed": {"DEFAULT": "blˈɛst", "ADJ": "blˈɛsɪd"},
        "aged": {"DEFAULT": "ˈAʤd", "ADJ": "ˈAʤɪd"},
        "a": {"DEFAULT": "ɐ"},
        "an": {"DEFAULT": "ɐn"},
    },
}


class Lexicon:
    """The words of one language with their pronunciations."""

    def __init__(self, accent: str) -> None:
        """Read the lists of an accent, "us" or "gb"; costly, so use `lexicon_for`."""
        started = time.process_time()
        self.british = accent == "gb"
        self._gold: dict[str, str | dict[str, str | None]] = _read(f"{accent}_gold.json")
        self._silver: dict[str, str] = _read(f"{accent}_silver.json")
        self._additions = ADDITIONS[accent]
        self.seconds_to_load = time.process_time() - started

    def entry(self, word: str) -> Entry | None:
        """The pronunciations of a word as it is written, or in another case; None if unlisted."""
        for spelling in _spellings(word):
            if spelling in self._additions:
                return self._additions[spelling]
            found = self._gold.get(spelling)
            if isinstance(found, str):
                return {"DEFAULT": found}
            if found is not None:
                return {tag: phonemes for tag, phonemes in found.items() if phonemes}
        for spelling in _spellings(word):
            if spelling in self._silver:
                return {"DEFAULT": self._silver[spelling]}
        return None

    def is_listed(self, word: str) -> bool:
        """Whether the word stands in the lists in this very spelling (case included)."""
        return word in self._gold or word in self._silver

    def is_common(self, word: str) -> bool:
        """Whether the word stands in the gold list in this very spelling."""
        return word in self._gold or word in self._additions

    def gold_words(self) -> Iterator[tuple[str, str]]:
        """The words of the gold list with their first pronunciation, for training on."""
        for word, found in self._gold.items():
            phonemes = found if isinstance(found, str) else found.get("DEFAULT")
            if phonemes:
                yield word, phonemes

    def letter(self, letter: str) -> str | None:
        """The name of a letter, "B" → "bˈi"; None for what is not A … Z."""
        found = self._gold.get(letter.upper())
        return found if isinstance(found, str) and len(letter) == 1 else None


def _spellings(word: str) -> tuple[str, ...]:
    """The word and its other cases, the likeliest first: "STOP" is also "stop" and "Stop"."""
    word = word.replace("’", "'")
    lower = word.lower()
    return tuple(dict.fromkeys((word, lower, lower.capitalize())))


def _read(name: str) -> dict:
    try:
        text = resources.files("misaki.data").joinpath(name).read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise StudioError(
            "The pronunciation lists are missing: install the package misaki again."
        ) from error
    return json.loads(text)


@lru_cache(maxsize=2)
def lexicon_for(language: str) -> Lexicon:
    """The lexicon of "en-us" or "en-gb", read at its first use."""
    if language not in LANGUAGES:
        raise StudioError(
            f"The language {language!r} is not one that Timbre speaks: use en-us or en-gb."
        )
    return Lexicon(LANGUAGES[language])


def check_overrides(lexicon: Mapping[str, str]) -> dict[str, str]:
    """A person's own pronunciations with lower-case keys, checked.

    Raises StudioError when one uses a symbol that the models do not know or is empty.
    """
    checked: dict[str, str] = {}
    for word, phonemes in lexicon.items():
        unknown = inventory.unknown_symbols(phonemes)
        if unknown:
            raise StudioError(
                f"The pronunciation of {word!r} uses {unknown!r}, which is not a phoneme symbol: "
                "write it with the symbols of the lexicon, for example həlˈO for hello."
            )
        if not any(inventory.is_phoneme(symbol) for symbol in phonemes):
            raise StudioError(f"The pronunciation of {word!r} is empty: write at least one sound.")
        checked[override_key(word)] = phonemes
    return checked


def override_key(word: str) -> str:
    """By which a person's own pronunciation is found, whatever its case and apostrophes."""
    return " ".join(word.casefold().replace("’", "'").split())
