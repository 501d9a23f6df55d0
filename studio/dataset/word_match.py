"""Which words of a text stand for which words of another, compared by how they sound.

Spelling decides nothing: "FreeSWITCH" and "free switch", "15" and "fifteen", "two" and "too" sound
the same and are the same. Where the sounds differ the words are matched so that as little as
possible has to be changed, which gives the places where a text and what was heard differ.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from studio.text import inventory
from studio.text.phonemes import Utterance, Word

# What it costs to change a text by a sound. Only their order matters: sounds that are easily taken
# for each other cost less, so that the cheapest match is also the likeliest.
_WEAK = frozenset("əɪʌɛʊ")
_SCHWAS = frozenset("əɜ")
_TAPS = frozenset("tdT")
_WEAK_COST, _TAP_COST, _VOWEL_COST, _CONSONANT_COST, _KIND_COST = 0.3, 0.3, 0.6, 0.8, 1.2
_GAP_COST, _WEAK_GAP_COST = 0.8, 0.5
_MANY = range(2, 10)
_SHAPES = (
    *((1, 1), (1, 0), (0, 1), (2, 2)),
    *((1, many) for many in _MANY),  # "www.ostag.org" is one word, "W W W dot O S tag" are seven
    *((many, 1) for many in _MANY),
)
"""How many words of the one may stand for how many of the other."""
_MERGE_COST = 0.05  # of matching several words at once, so that words stay apart where they can
_MOST_CELLS = 600  # a gap larger than this is another text: it is matched as a whole


@dataclass(frozen=True, slots=True)
class Match:
    """Words [first, last) of the text and [heard_first, heard_last) of what was heard.

    `distance` says how far apart they sound; 0 where they are the same. One of the two may be
    empty, then the words of the other have no partner.
    """

    first: int
    last: int
    heard_first: int
    heard_last: int
    distance: float


def match_words(text: Utterance, heard: Utterance) -> list[Match]:
    """The words of a text and of what was heard, matched in order and without gaps."""
    ours = [_ways(word) for word in text.words]
    theirs = [_ways(word) for word in heard.words]
    keys, heard_keys = [ways[0] for ways in ours], [ways[0] for ways in theirs]
    matcher = difflib.SequenceMatcher(None, keys, heard_keys, autojunk=False)
    found: list[Match] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += [Match(a + n, a + n + 1, c + n, c + n + 1, 0.0) for n in range(b - a)]
        else:
            found += _match_gap(ours, theirs, (a, b, c, d))
    return found


def _ways(word: Word) -> tuple[str, ...]:
    """A word's pronunciations in plain sounds, the chosen one first."""
    ways = [inventory.plain(word.phonemes)]
    ways += [inventory.plain(phonemes) for phonemes, _ in word.alternatives]
    return tuple(dict.fromkeys(ways))


def _match_gap(
    ours: list[tuple[str, ...]], theirs: list[tuple[str, ...]], gap: tuple[int, int, int, int]
) -> Iterator[Match]:
    """The cheapest way to match words [a, b) of the text with [c, d) of what was heard."""
    a, b, c, d = gap
    if (b - a) * (d - c) > _MOST_CELLS:
        yield Match(a, b, c, d, float(b - a + d - c))
        return
    sizes, heard_sizes = _sizes(ours), _sizes(theirs)
    best: dict[tuple[int, int], tuple[float, Match | None]] = {(a, c): (0.0, None)}
    for i in range(a, b + 1):
        for j in range(c, d + 1):
            for step, heard_step in _SHAPES:
                at = (i - step, j - heard_step)
                if at not in best:
                    continue
                cost = best[at][0] + _MERGE_COST * (step + heard_step - 2)
                longer = sizes[i] - sizes[at[0]] - heard_sizes[j] + heard_sizes[at[1]]
                least = cost + _WEAK_GAP_COST * max(0, abs(longer) - _slack(step, heard_step))
                if (i, j) in best and least >= best[i, j][0]:
                    continue
                distance = _nearest(ours[at[0] : i], theirs[at[1] : j])
                if (i, j) not in best or cost + distance < best[i, j][0]:
                    best[i, j] = (cost + distance, Match(at[0], i, at[1], j, distance))
    path: list[Match] = []
    at = (b, d)
    while (step := best[at][1]) is not None:
        path.append(step)
        at = (step.first, step.heard_first)
    yield from reversed(path)


def _sizes(words: list[tuple[str, ...]]) -> list[int]:
    """How many sounds come before each word, by the chosen pronunciations, and in all."""
    return [0, *accumulate(len(ways[0]) for ways in words)]


def _slack(step: int, heard_step: int) -> int:
    """By how many sounds another pronunciation may differ from the chosen one."""
    return 3 if step == heard_step == 1 else 0


def _nearest(ours: list[tuple[str, ...]], theirs: list[tuple[str, ...]]) -> float:
    """The distance of two runs of words, over the pronunciations where each is one word."""
    if len(ours) == 1 and len(theirs) == 1:
        return min(sound_distance(a, b) for a in ours[0] for b in theirs[0])
    return sound_distance("".join(w[0] for w in ours), "".join(w[0] for w in theirs))


@functools.lru_cache(maxsize=20_000)
def sound_distance(a: str, b: str) -> float:
    """How far apart two plain phoneme strings sound: a weighted edit distance, 0 … ."""
    if a == b:
        return 0.0
    row = [0.0]
    for symbol in b:
        row.append(row[-1] + _gap(symbol))
    for symbol in a:
        before, row = row, [row[0] + _gap(symbol)]
        for j, other in enumerate(b):
            row.append(
                min(
                    before[j] + _swap(symbol, other),
                    before[j + 1] + _gap(symbol),
                    row[j] + _gap(other),
                )
            )
    return row[-1]


def _gap(symbol: str) -> float:
    return _WEAK_GAP_COST if symbol in _WEAK else _GAP_COST


def _swap(one: str, other: str) -> float:
    """What it costs to take one sound for another."""
    if one == other:
        return 0.0
    if one in _WEAK and other in _WEAK:
        return _WEAK_COST
    if {one, other} == _SCHWAS:  # "forward", "foreword"
        return _WEAK_COST
    if one in _TAPS and other in _TAPS:
        return _TAP_COST
    vowels = inventory.is_vowel(one) + inventory.is_vowel(other)
    return (_CONSONANT_COST, _KIND_COST, _VOWEL_COST)[vowels]
