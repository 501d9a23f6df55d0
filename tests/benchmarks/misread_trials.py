"""Texts that are wrong in one word, for recordings of the right text: what `misreads` is made of.

Every trial takes a recording as it is and alters its text by one real English word, so the person
"misread" the altered text in exactly one known place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from studio.dataset.word_match import sound_distance
from studio.text import inventory
from studio.text.lexicon import lexicon_for
from studio.text.phonemes import phonemize

KINDS = ("random", "near", "number", "added", "missing")
"""random: another word of about as many sounds; near: a word one or two sounds away ("five",
"nine"); number: singular for plural or the other way round; added: a word taken out of the text, so
that the reading has one more; missing: a word put into the text that was not read."""
SAME = 0.35  # words nearer than this are the same in fluent speech: affect/effect, latter/ladder
NEAR_EDITS = 2
WORD = re.compile(r"[A-Za-z']+")


@dataclass(frozen=True, slots=True)
class Trial:
    """An altered text; its change is in [start, end) of it (empty where a word was taken out)."""

    kind: str
    text: str
    start: int
    end: int
    was: str
    now: str


class Vocabulary:
    """Real words by how they sound: those of given texts, and for neighbours the lexicon's too."""

    def __init__(self, texts: list[str]) -> None:
        words = [w.lower() for text in texts for w in WORD.findall(text) if w.isalpha()]
        listed = lexicon_for("en-us")
        self.drawn = [word for word in words if listed.is_common(word)]  # as often as they occur
        self.common = {word: _sounds(word) for word in sorted(set(self.drawn))}
        self.listed: dict[str, str] = {}
        for word, phonemes in listed.gold_words():
            if word.isascii() and word.isalpha() and word.islower() and len(word) > 1:
                self.listed.setdefault(word, inventory.plain(phonemes))
        self._by_key: dict[str, list[str]] = {}
        for word, sounds in {**self.listed, **self.common}.items():
            for key in _keys(sounds):
                self._by_key.setdefault(key, []).append(word)

    def alike(self, word: str, rng: random.Random) -> str | None:
        """A random word of as many sounds, give or take one."""
        sounds = _sounds(word)
        fits = [
            other
            for other, its in self.common.items()
            if abs(len(its) - len(sounds)) <= 1 and sound_distance(sounds, its) > SAME
        ]
        return rng.choice(fits) if fits else None

    def near(self, word: str, rng: random.Random) -> str | None:
        """A word one sound away, a common one if there is one; else a common one two away."""
        sounds = _sounds(word)
        around = sorted({other for key in _keys(sounds) for other in self._by_key.get(key, ())})
        fits = [other for other in around if self._differs(word, sounds, other)]
        common = [other for other in fits if other in self.common]
        if not common and not fits:
            common = [
                other
                for other, its in self.common.items()
                if edits(sounds, its) <= NEAR_EDITS and self._differs(word, sounds, other)
            ]
        return rng.choice(common or fits) if common or fits else None

    def _differs(self, word: str, sounds: str, other: str) -> bool:
        """Whether it can be heard that the other word is another one, and not its plural."""
        its = self.common.get(other) or self.listed[other]
        return sound_distance(sounds, its) > SAME and not _same_stem(word, other)

    def other_number(self, word: str) -> str | None:
        """The plural of a word, or its singular, where both are listed."""
        for other in (word + "s", word + "es", word.removesuffix("s"), word.removesuffix("es")):
            if other != word and other in self.listed and word in self.listed and len(other) > 2:
                return other
        return None


def _same_stem(one: str, other: str) -> bool:
    """Whether one is the other's plural: those are a kind of their own."""
    short, long = sorted((one, other), key=len)
    return long in (short + "s", short + "es")


def _keys(sounds: str) -> Iterator[str]:
    """Patterns that a word shares with every word one sound away, and with few others."""
    yield sounds
    for at in range(len(sounds)):
        yield sounds[:at] + "*" + sounds[at + 1 :]
    for at in range(len(sounds) + 1):
        yield sounds[:at] + "*" + sounds[at:]


def _sounds(word: str) -> str:
    return inventory.plain(phonemize(word).phonemes)


def edits(a: str, b: str) -> int:
    """The plain edit distance; 9 where the lengths alone say it is more than two."""
    if abs(len(a) - len(b)) > NEAR_EDITS:
        return 9
    row = list(range(len(b) + 1))
    for i, symbol in enumerate(a, start=1):
        before, row = row, [i]
        for j, other in enumerate(b):
            row.append(min(before[j] + (symbol != other), before[j + 1] + 1, row[j] + 1))
    return row[-1]


def trials(text: str, words: Vocabulary, rng: random.Random) -> Iterator[Trial]:
    """One trial of each kind that the text allows, at words drawn by chance."""
    places = [m for m in WORD.finditer(text) if m.group().isalpha() and _ordinary(text, m)]
    rng.shuffle(places)
    if not places:
        return
    swaps = {"random": words.alike, "near": words.near}
    for kind, swap in swaps.items():
        for place in places:
            other = swap(place.group().lower(), rng)
            if other:
                yield _swapped(kind, text, place, other)
                break
    for place in places:
        other = words.other_number(place.group().lower())
        if other:
            yield _swapped("number", text, place, other)
            break
    place = rng.choice(places)
    yield _taken_out(text, place)
    word, place = rng.choice(words.drawn), rng.choice(places)
    before = text[: place.start()]
    yield Trial(
        "missing", f"{before}{word} {text[place.start() :]}", *_span(before, word), "", word
    )


def _ordinary(text: str, place: re.Match[str]) -> bool:
    """No abbreviations, letters or web addresses: how they are read cannot be seen."""
    word = place.group()
    around = text[max(0, place.start() - 1) : place.start()] + text[place.end() : place.end() + 2]
    return (
        (word.islower() or word.istitle())
        and not any(sign in around for sign in (".e", ".g", "/", "@", "'", "-"))
        and not (around[:1] == "." and place.start() > 0 and text[place.start() - 1] == ".")
    )


def _span(before: str, word: str) -> tuple[int, int]:
    return len(before), len(before) + len(word)


def _swapped(kind: str, text: str, place: re.Match[str], other: str) -> Trial:
    was = place.group()
    now = other.capitalize() if was[:1].isupper() else other
    line = text[: place.start()] + now + text[place.end() :]
    return Trial(kind, line, *_span(text[: place.start()], now), was, now)


def _taken_out(text: str, place: re.Match[str]) -> Trial:
    before, after = text[: place.start()], text[place.end() :].lstrip()
    return Trial("added", before + after, place.start(), place.start(), place.group(), "")
