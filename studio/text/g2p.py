"""Unknown words: read out letter by letter, until the letter-to-sound model is trained."""

from __future__ import annotations

from functools import lru_cache

from studio.text.lexicon import Lexicon, lexicon_for


class Guesser:
    """Pronounces words that no list has."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def guess(self, word: str) -> str:
        """Phonemes for a word in the letters a … z."""
        return "".join(self._lexicon.letter(letter) or "" for letter in word)


@lru_cache(maxsize=2)
def guesser(language: str) -> Guesser:
    """The guesser of "en-us" or "en-gb"."""
    return Guesser(lexicon_for(language))
