"""Other ways of saying a word: the other accent's, its listed variants, "-in'" for "-ing".

What sets the accents apart in every word (the ɹ of "car", the tap of "water") is no way of saying
one word. So the other accent's pronunciation is taken over in `lexical` only where it differs in
more than that: "leisure" with ɛ for i keeps its American ɹ. `accents` gives it whole.

Small words, whose sound follows their neighbours, and words that are written alike and said
differently are left out: their way of being said is a matter of the sentence.
"""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

from studio.text import word_classes
from studio.text.heteronyms import SPECIAL
from studio.text.inventory import (
    FOLD,
    LENGTH_MARK,
    MODIFIERS,
    PHONEME_INDEX,
    STRESS_MARKS,
    VOWELS,
    plain,
)
from studio.text.lexicon import LANGUAGES, lexicon_for
from studio.text.pronounce import entry_for
from studio.text.variants import VARIANTS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LETTER_NAMES = re.compile(r"[A-Z]{1,5}s?")
_CLOSED = (
    word_classes.DETERMINERS
    | word_classes.PREPOSITIONS
    | word_classes.BE
    | word_classes.HAVE
    | word_classes.MODALS
    | word_classes.SUBJECTS
    | word_classes.OBJECTS
    | word_classes.word_set(
        "to and or but nor as than that so if not no yes do does did there here"
    )
)
# Classes that the accents, and writers of lexicons, exchange for one another in whole rows of
# words; and those that the inverse model hears too badly to tell apart.
_SAME = str.maketrans({"T": "t", "ɒ": "ɑ", "ɔ": "ɑ", "ɜ": "ʌ", "ʃ": "ʧ", "i": "ɪ"})
_WEAK = frozenset("əɪiʊʌ")  # vowels that without stress are written now so, now so

# How misaki's two lexicons write the same sounds.
_TO_US = str.maketrans({"a": "æ", "Q": "O", "ɒ": "ɑ"})
_TO_GB = str.maketrans({"æ": "a", "O": "Q", "ɾ": "t", "T": "t"})
_LONG = frozenset("iuɑɔɜ")


def other_accent(language: str) -> str:
    """The other of the two languages."""
    return next(other for other in LANGUAGES if other != language)


@lru_cache(maxsize=50_000)
def lexical(word: str, phonemes: str, language: str) -> tuple[str, ...]:
    """Other ways of saying one written `word` that is pronounced `phonemes` in `language`.

    Each sounds different to the inverse model, from `phonemes` and from the others. None for what
    is no single word, or a word whose sound the sentence decides.
    """
    if not _has_ways(word, language):
        return ()
    heard = {plain(phonemes)}
    found = []
    for way in _offered(word, phonemes, language):
        sounds = plain(way)
        if sounds and sounds not in heard:
            heard.add(sounds)
            found.append(way)
    return tuple(found)


@lru_cache(maxsize=50_000)
def accents(word: str, phonemes: str, language: str) -> str | None:
    """The word as the other accent says it; None where that sounds the same or it has no ways."""
    if not _has_ways(word, language):
        return None
    other = entry_for(word, other_accent(language))["DEFAULT"]
    return other if plain(other) not in ("", plain(phonemes)) else None


def drops_r(phonemes: str, other: str) -> int:
    """By how many ɹ the second pronunciation is poorer, where it differs in nothing but ɹ and ə."""
    rest, others = (plain(p).translate(_SAME) for p in (phonemes, other))
    bare = [re.sub("[ɹə]", "", sounds) for sounds in (rest, others)]
    return rest.count("ɹ") - others.count("ɹ") if bare[0] == bare[1] else 0


def _has_ways(word: str, language: str) -> bool:
    """Whether a word is said in one way wherever it stands."""
    lower = word.lower().replace("’", "'")
    if not _WORD.fullmatch(word) or len(lower) < 2 or lower in _CLOSED or lower in SPECIAL:
        return False
    if _LETTER_NAMES.fullmatch(word) and lexicon_for(language).entry(word) is None:
        return False
    return all(len(entry_for(word, one)) == 1 for one in LANGUAGES)


def _offered(word: str, phonemes: str, language: str) -> list[str]:
    lower = word.lower()
    other = other_accent(language)
    ways = [naturalised(phonemes, entry_for(word, other)["DEFAULT"], language)]
    own = VARIANTS[LANGUAGES[language]].get(lower)
    theirs = VARIANTS[LANGUAGES[other]].get(lower)
    if own:
        ways += [own[0], entry_for(word, language)["DEFAULT"]]
    if theirs:
        ways.append(naturalised(phonemes, theirs[0], language))
    if lower.endswith("ing") and phonemes.endswith("ɪŋ") and len(lower) > 5:
        ways.append(phonemes[:-1] + "n")
    return ways


def naturalised(phonemes: str, other: str, language: str) -> str:
    """`phonemes` of `language` with what `other` says differently as a word, and not by accent.

    >>> naturalised("lˈiʒəɹ", "lˈɛʒə", "en-us")
    'lˈɛʒəɹ'
    """
    mine, theirs = _tokens(phonemes), _tokens(other)
    classes = [_class(token) for token in mine], [_class(token) for token in theirs]
    matcher = difflib.SequenceMatcher(None, *classes, autojunk=False)
    made: list[str] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        keep = tag == "equal" or _by_accent(mine[a:b], theirs[c:d])
        made += mine[a:b] if keep else [_adopted(token, language) for token in theirs[c:d]]
    return "".join(made)


def _adopted(token: str, language: str) -> str:
    """A sound of the other accent's lexicon in the symbols of this one's."""
    if language == "en-us":
        return token.translate(_TO_US).removesuffix(LENGTH_MARK)
    long = token[-1:] in _LONG and STRESS_MARKS & set(token)
    return token.translate(_TO_GB) + (LENGTH_MARK if long else "")


def _tokens(phonemes: str) -> list[str]:
    """Sounds with the stress before them and what changes them behind."""
    tokens: list[str] = []
    before = ""
    for symbol in phonemes:
        if symbol in STRESS_MARKS or symbol == " ":
            before += symbol
        elif tokens and symbol in MODIFIERS and not before:
            tokens[-1] += symbol
        else:
            tokens.append(before + symbol)
            before = ""
    return tokens


def _class(token: str) -> str:
    """The class of the inverse model that a sound belongs to."""
    symbol = token.strip(" ˈˌ")[:1]
    return FOLD.get(symbol, symbol)


def _by_accent(mine: list[str], theirs: list[str]) -> bool:
    """Whether two stretches differ as the accents differ everywhere, or as lexicons are written."""
    a, b = (_accentless(tokens) for tokens in (mine, theirs))
    if a == b:
        return True
    kinds = [_class(token) for token in (*mine, *theirs)]
    # "your", "nurse": another vowel stands for the one with ɹ.
    vowels = all(kind == "ɹ" or kind in VOWELS for kind in kinds)
    return vowels and "ɹ" in kinds and len(a) <= 1 and len(b) <= 1


def _accentless(tokens: list[str]) -> str:
    sounds = ""
    for token in tokens:
        kind = _class(token)
        weak = kind in _WEAK and not STRESS_MARKS & set(token)
        if kind != "ɹ" and not weak and kind in PHONEME_INDEX and kind != LENGTH_MARK:
            sounds += kind
    sounds = sounds.replace("tj", "ʧ").replace("dj", "ʤ").replace("j", "")
    return sounds.translate(_SAME)
