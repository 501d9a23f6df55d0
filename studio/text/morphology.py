"""Pronouncing inflections, derivations and compounds of listed words.

The endings -s, -ed and -ing sound as in misaki (Apache-2.0, `misaki/en.py`); the rest is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from studio.text.lexicon import Entry, Lexicon
from studio.text.stress import weakened

_TAP_VOWELS = frozenset("AIOWYiuæɑəɛɪɹʊʌ")  # before these and a vowel, American t is a tap
_LONGEST = 28  # letters; what is longer is no word, and trying all its parts would take long
_DOUBLED = re.compile(r"([bdfgklmnprstvz])\1$")

# Ending → phonemes (American, British); the stem is tried as it stands, with e, and y for i.
_SUFFIXES: dict[str, tuple[str, str]] = {
    "ness": ("nəs", "nəs"),
    "less": ("ləs", "ləs"),
    "like": ("lˌIk", "lˌIk"),
    "ly": ("li", "li"),
    "ish": ("ɪʃ", "ɪʃ"),
    "ism": ("ˌɪzᵊm", "ˌɪzᵊm"),
    "ist": ("ɪst", "ɪst"),
    "able": ("əbᵊl", "əbᵊl"),
    "ful": ("fᵊl", "fᵊl"),
    "ment": ("mənt", "mənt"),
    "ship": ("ʃɪp", "ʃɪp"),
    "hood": ("hˌʊd", "hˌʊd"),
    "wise": ("wˌIz", "wˌIz"),
    "er": ("əɹ", "ə"),
    "ers": ("əɹz", "əz"),
    "est": ("əst", "ɪst"),
    "y": ("i", "i"),
}
_PREFIXES: dict[str, tuple[str, str]] = {
    "un": ("ˌʌn", "ʌn"),
    "re": ("ɹi", "ɹˌiː"),
    "non": ("nˌɑn", "nˌɒn"),
    "pre": ("pɹi", "pɹiː"),
    "anti": ("ˌæntI", "ˌanti"),
    "multi": ("mˌʌltI", "mˌʌlti"),
    "super": ("sˌupəɹ", "sˌuːpə"),
    "over": ("ˌOvəɹ", "ˌQvə"),
    "under": ("ˌʌndəɹ", "ˌʌndə"),
    "mis": ("mˌɪs", "mˌɪs"),
    "dis": ("dɪs", "dɪs"),
    "inter": ("ˌɪntəɹ", "ˌɪntə"),
    "micro": ("mˌIkɹO", "mˌIkɹQ"),
    "hyper": ("hˌIpəɹ", "hˌIpə"),
    "cyber": ("sˌIbəɹ", "sˌIbə"),
    "semi": ("sˌɛmi", "sˌɛmi"),
    "sub": ("sʌb", "sʌb"),
    "co": ("kˌO", "kˌQ"),
    "de": ("dˌi", "diː"),
    "mega": ("mˌɛɡə", "mˌɛɡə"),
    "neo": ("nˌiO", "nˌiːQ"),
    "post": ("pˌOst", "pˌQst"),
    "ultra": ("ˌʌltɹə", "ˌʌltɹə"),
    "auto": ("ˌɔTO", "ˌɔːtQ"),
}


@lru_cache(maxsize=50_000)
def derive(word: str, lexicon: Lexicon) -> Entry | None:
    """The pronunciations of a word from those of a listed word inside it; None if there is none."""
    if len(word) > _LONGEST:
        return None
    word = word.replace("’", "'")
    for rule in (_clitic, _plural, _past, _progressive, _suffixed, _prefixed, _compound):
        entry = rule(word, lexicon)
        if entry:
            return entry
    return None


def _apply(entry: Entry | None, ending: Callable[[str], str]) -> Entry | None:
    return {tag: ending(phonemes) for tag, phonemes in entry.items()} if entry else None


def add_s(stem: str, british: bool) -> str:
    """Plural, third person and possessive."""
    if stem[-1] in "ptkfθ":
        return stem + "s"
    if stem[-1] in "szʃʒʧʤ":
        return stem + ("ɪz" if british else "ᵻz")
    return stem + "z"


def add_ed(stem: str, british: bool) -> str:
    """Past tense."""
    if stem[-1] in "pkfθʃsʧ":
        return stem + "t"
    if stem[-1] == "d":
        return stem + ("ɪd" if british else "ᵻd")
    if stem[-1] != "t":
        return stem + "d"
    if british or len(stem) < 2:
        return stem + "ɪd"
    return stem[:-1] + "ɾᵻd" if stem[-2] in _TAP_VOWELS else stem + "ᵻd"


def add_ing(stem: str, british: bool) -> str:
    """Progressive; British words in ə and long vowels take back their r."""
    if british and stem[-1] in "əː" and stem[-2:] not in ("iː", "uː"):
        return stem + "ɹɪŋ"
    if not british and len(stem) > 1 and stem[-1] == "t" and stem[-2] in _TAP_VOWELS:
        return stem[:-1] + "ɾɪŋ"
    return stem + "ɪŋ"


_CLITICS = {
    "'ll": ("ᵊl", "ᵊl"),
    "'ve": ("əv", "əv"),
    "'re": ("əɹ", "ə"),
    "'d": ("d", "d"),
    "'m": ("m", "m"),
    "n't": ("ᵊnt", "ᵊnt"),
    "'all": ("ɔl", "ɔːl"),
}


def _clitic(word: str, lexicon: Lexicon) -> Entry | None:
    """dog's, dogs', there'll, Sam'd."""
    british = lexicon.british
    if word.endswith("'s"):
        return _apply(known(word[:-2], lexicon), lambda stem: add_s(stem, british))
    if word.endswith("'"):
        return known(word[:-1], lexicon)
    for ending, sounds in _CLITICS.items():
        if word.endswith(ending) and len(word) > len(ending):
            stem = known(word[: -len(ending)], lexicon)
            return _apply(stem, lambda phonemes, s=sounds: phonemes + s[british])
    return None


def known(word: str, lexicon: Lexicon) -> Entry | None:
    """The entry of a word, listed or derived (a stem that is itself derived: "retweet" + ed)."""
    return lexicon.entry(word) or (derive(word, lexicon) if len(word) > 3 else None)


def _stems(base: str) -> list[str]:
    """The spellings that a stem may have had: hop(p)ing, mak(e)ing."""
    stems = [base, base + "e"]
    if _DOUBLED.search(base) or base.endswith("ck"):
        stems.append(base[:-1])
    if base.endswith("i"):
        stems.append(base[:-1] + "y")
    return stems


def _first(stems: list[str], lexicon: Lexicon) -> Entry | None:
    for stem in stems:
        if len(stem) > 1:
            entry = known(stem, lexicon)
            if entry:
                return entry
    return None


def _plural(word: str, lexicon: Lexicon) -> Entry | None:
    if len(word) < 3 or not word.endswith("s") or word.endswith("ss"):
        return None
    stems = [word[:-1]]
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    elif word.endswith("es"):
        stems.append(word[:-2])
    return _apply(_first(stems, lexicon), lambda stem: add_s(stem, lexicon.british))


def _past(word: str, lexicon: Lexicon) -> Entry | None:
    if len(word) < 4 or not word.endswith("ed") or word.endswith("eed"):
        return None
    stems = [word[:-1], *_stems(word[:-2])]
    return _apply(_first(stems, lexicon), lambda stem: add_ed(stem, lexicon.british))


def _progressive(word: str, lexicon: Lexicon) -> Entry | None:
    if len(word) < 5 or not word.endswith(("ing", "in'")):
        return None
    entry = _first(_stems(word[:-3]), lexicon)
    return _apply(entry, lambda stem: add_ing(stem, lexicon.british))


def _suffixed(word: str, lexicon: Lexicon) -> Entry | None:
    """happiness, godlike, googler."""
    for ending, sounds in _SUFFIXES.items():
        if not word.endswith(ending) or len(word) - len(ending) < 3:
            continue
        stems = _stems(word[: -len(ending)])
        if ending == "ly":
            stems = [stem for stem in stems if not stem.endswith("e")] + [word[:-1] + "e"]
        entry = _first(stems, lexicon)
        if entry:
            return _apply(entry, lambda stem, s=sounds: stem + s[lexicon.british])
    return None


def _prefixed(word: str, lexicon: Lexicon) -> Entry | None:
    """unbox, retweet."""
    lower = word.lower()
    for prefix, sounds in _PREFIXES.items():
        rest = lower[len(prefix) :]
        if lower.startswith(prefix) and len(rest) > 3:
            entry = known(rest, lexicon)
            if entry:
                return _apply(entry, lambda stem, s=sounds: s[lexicon.british] + stem)
    return None


def _compound(word: str, lexicon: Lexicon) -> Entry | None:
    """smartwatch: two common words of four letters and more, the first one stressed."""
    lower = word.lower()
    if not lower.isalpha() or len(lower) > 24:
        return None
    for cut in range(len(lower) - 4, 3, -1):
        head, tail = lower[:cut], lower[cut:]
        if lexicon.is_common(head) and lexicon.is_common(tail):
            first, second = lexicon.entry(head), lexicon.entry(tail)
            if first and second:
                return {"DEFAULT": first["DEFAULT"] + weakened(second["DEFAULT"])}
    return None
