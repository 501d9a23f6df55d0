"""Word error rate: how many words of a text were not heard, or heard as others.

A text and what a recogniser writes differ in spelling without differing in sound: "5%" and "five
per cent", "1964" and "nineteen sixty-four", "it's" and "it is", "colour" and "color". So neither
side is forced into one spelling. Each is made into a *lattice*, in which a token that can be said
or written in several ways has a path for each, and the errors are those of the two paths that are
nearest. Plain words have one path, so a wrong word stays wrong. What counts as the same:

- words that sound alike by the lexicon ("to", "too", "two"): an ear cannot hear spelling;
- up to three words and up to three others with the same letters ("wakeup" and "wake up",
  "FreeSWITCH" and "free switch"), unless the lexicon knows that they sound otherwise ("therapist"
  and "the rapist"). Where a word ends is not heard: "a nice man" and "an ice man" are the same;

- case, punctuation, accents, and hyphens ("well-known", "well known", "wellknown");
- digits and words: cardinals with and without "and", years, digit by digit, in pairs, decimals,
  ordinals, times, dollars, pounds, euros, per cent;
- contractions and what they stand for ("don't", "do not"; 's as is, has or a possessive);
- letters with and without points ("U.S.", "US", "u s"), common abbreviations (Dr., Mr., etc.);
- American and British spelling of the regular endings (-our, -ise, -re, -ogue, -lled).

What is said otherwise is an error, though it means the same: "wanna" for "want to". Contractions
alone are an exception, because recognisers write them out or in as they please. With `spelling`
the first two rules are off: for what compares texts rather than what was heard.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from studio.speech.same_sound import joined_alike, sounds_of

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Counts of a comparison; add those of several sentences to get the rate over all of them."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    words: int = 0
    """Words of the reference, as they are spoken."""

    @property
    def errors(self) -> int:
        """All three kinds together."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Errors for each word of the reference; may exceed 1. Without words: 0 or 1."""
        return self.errors / self.words if self.words else float(self.errors > 0)

    def __add__(self, other: WordErrors) -> WordErrors:
        return WordErrors(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.words + other.words,
        )


def word_errors(reference: str, hypothesis: str, *, spelling: bool = False) -> WordErrors:
    """Compare what should have been said with what was heard; see the module's text for how.

    An edit distance over two lattices. Among paths with equally many errors the one with fewest
    words counts, so that no spelling makes the rate smaller than it is. ``spelling``: other words
    are errors even where they sound alike.
    """
    said, heard = _lattice(reference, spelling), _lattice(hypothesis, spelling)
    # best[i][j]: (errors, words, substitutions, deletions, insertions) from the start to there.
    best: list[list[tuple[int, ...] | None]] = [[None] * len(heard) for _ in said]
    best[0][0] = (0, 0, 0, 0, 0)

    def offer(i: int, j: int, cost: tuple[int, ...]) -> None:
        known = best[i][j]
        if known is None or cost < known:
            best[i][j] = cost

    runs = ([], []) if spelling else (_runs(said), _runs(heard))
    for i in range(len(said)):
        for j in range(len(heard)):
            here = best[i][j]
            if here is not None:
                _extend(here, said[i], heard[j], i, j, offer)
                if not spelling:
                    _extend_by_runs(here, runs[0][i], runs[1][j], offer)
    end = best[-1][-1]
    assert end is not None  # deletions and insertions alone always lead to the end
    _, words, substitutions, deletions, insertions = end
    return WordErrors(substitutions, deletions, insertions, words)


@dataclass(frozen=True, slots=True)
class Arc:
    """A word on the way from one node of a lattice to another."""

    to: int
    word: str
    names: frozenset[str]
    """Its letters, and its pronunciations; words that share one are the same."""


Run = tuple[int, Words]
"""The node that some words in a row lead to, and the words."""
LONGEST_RUN = 3  # words


def _extend(
    here: tuple[int, ...],
    said: list[Arc],
    heard: list[Arc],
    i: int,
    j: int,
    offer: Callable[[int, int, tuple[int, ...]], None],
) -> None:
    """Offer to all the neighbours of a cell what it costs to go there from it."""
    errors, words, substitutions, deletions, insertions = here
    for arc in said:
        offer(arc.to, j, (errors + 1, words + 1, substitutions, deletions + 1, insertions))
    for arc in heard:
        offer(i, arc.to, (errors + 1, words, substitutions, deletions, insertions + 1))
    for arc in said:
        for other in heard:
            wrong = int(arc.names.isdisjoint(other.names))
            cost = (errors + wrong, words + 1, substitutions + wrong, deletions, insertions)
            offer(arc.to, other.to, cost)


def _extend_by_runs(
    here: tuple[int, ...],
    said: dict[str, list[Run]],
    heard: dict[str, list[Run]],
    offer: Callable[[int, int, tuple[int, ...]], None],
) -> None:
    """Offer the cells behind runs of words that have the same letters and, it may be, sounds."""
    for letters in said.keys() & heard.keys():
        for (to, run), (heard_to, other) in itertools.product(said[letters], heard[letters]):
            if run != other and joined_alike(run, other):
                offer(to, heard_to, (here[0], here[1] + len(run), *here[2:]))


def _runs(lattice: list[list[Arc]]) -> list[dict[str, list[Run]]]:
    """For each node the runs of one to three words that leave it, by their letters joined."""
    found: list[dict[str, list[Run]]] = []
    for arcs in lattice:
        runs: list[Run] = [(arc.to, (arc.word,)) for arc in arcs]
        for run in runs:  # grows while it is read
            if len(run[1]) < LONGEST_RUN:
                runs += [(arc.to, (*run[1], arc.word)) for arc in lattice[run[0]]]
        by_letters: dict[str, list[Run]] = {}
        for run in runs:
            by_letters.setdefault(_letters("".join(run[1])), []).append(run)
        found.append(by_letters)
    return found


def _lattice(text: str, spelling: bool) -> list[list[Arc]]:
    """Return the arcs that leave each node; the last node is the end."""
    arcs: list[list[Arc]] = [[]]
    for paths in _tokens(text):
        start = len(arcs) - 1
        inner = sum(len(path) - 1 for path in paths)
        end = start + inner + 1
        arcs += [[] for _ in range(inner + 1)]
        free = start + 1
        for path in paths:
            node = start
            for word in path[:-1]:
                arcs[node].append(Arc(free, word, _names(word, spelling)))
                node, free = free, free + 1
            arcs[node].append(Arc(end, path[-1], _names(path[-1], spelling)))
    return arcs


def _names(word: str, spelling: bool) -> frozenset[str]:
    letters = frozenset((_letters(word),))
    return letters if spelling else letters | {f"/{sound}/" for sound in sounds_of(word)}


def _letters(word: str) -> str:
    return word.replace("'", "")


_TOKEN = re.compile(
    r"(?P<money>[$£€]\s?\d[\d,]*(?:\.\d+)?(?:\s(?:thousand|million|billion|trillion)\b)?)"
    r"|(?P<percent>\d[\d,]*(?:\.\d+)?\s?%)"
    r"|(?P<time>\d{1,2}:\d\d)"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th)\b)"
    r"|(?P<decade>\d{1,3}0'?s\b)"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"|(?P<letters>(?:[a-z]\.){2,})"
    r"|(?P<word>[a-z]+(?:'[a-z]+)*'?(?:-[a-z]+(?:'[a-z]+)*)*)"
    r"|(?P<and>&)",
    re.IGNORECASE,
)


def _tokens(text: str) -> list[tuple[Words, ...]]:
    """Return, for each token of the text, the ways in which it may be spoken or spelt."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‑", "-"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    paths = (_WAYS[str(m.lastgroup)](m.group().strip()) for m in _TOKEN.finditer(text))
    # Doubles would only slow the search; the order does not matter to it.
    return [tuple(dict.fromkeys(way for way in ways if way)) for ways in paths if ways]


_HUMPS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]")  # FreeSWITCH, PowerPBX


def _word_ways(token: str) -> list[Words]:
    """Ways of a word, a contraction or a word with hyphens."""
    spelt = token.isupper()  # "PIN" may be three letters or one word: only the ear can tell
    humps = _HUMPS.findall(token)
    token = token.lower()
    if "-" in token:
        parts = token.split("-")
        apart = [_word_ways(part)[0] for part in parts]
        return [sum(apart, ()), ("".join(parts),)]
    bare = _letters(token)
    ways: list[Words] = [(token,)]  # with its apostrophe: "they're" is in the lexicon
    if len(humps) > 1 and "".join(humps).lower() == token:
        ways += [sum(way, ()) for way in itertools.product(*(_word_ways(part) for part in humps))]
    if token in _CONTRACTIONS:
        ways += _CONTRACTIONS[token]
    else:
        for ending, spoken in _ENDINGS.items():
            if token.endswith(ending) and len(token) > len(ending):
                ways += [(token.removesuffix(ending), word) for word in spoken]
                break
    ways += [tuple(way.split()) for way in _ABBREVIATIONS.get(bare, ())]
    if spelt and 2 <= len(bare) <= 5:
        ways.append(tuple(bare))
    american = _american(bare)
    return [*ways, (american,)] if american != bare else ways


def _american(word: str) -> str:
    """Return the American spelling of the regular British endings."""
    for pattern, put in _SPELLINGS:
        word, changed = pattern.subn(put, word, count=1)
        if changed:
            break
    return word


def _number_ways(token: str) -> list[Words]:
    """Ways to say digits: as a number, as a year, in pairs, one by one."""
    whole, _, decimals = token.replace(",", "").partition(".")
    if decimals:
        tail = ("point", *_digits(decimals))
        return [way + tail for way in _number_ways(whole)] if whole else [tail]
    ways = [_digits(whole)]
    if "0" in whole:
        ways.append(tuple("oh" if word == "zero" else word for word in _digits(whole)))
    if len(whole) > 1 and whole.startswith("0"):
        return ways
    if len(whole) <= 12:
        ways += [cardinal(int(whole)), cardinal(int(whole), british=True)]
    if len(whole) in (3, 4):
        ways += _pairs(whole)
    return ways


def _pairs(digits: str) -> list[Words]:
    """Nineteen sixty-four, nineteen oh five, nineteen hundred, three fourteen."""
    left, right = int(digits[:-2]), digits[-2:]
    if right == "00":
        return [(*cardinal(left), "hundred")] if left else []
    if right[0] == "0":
        return [(*cardinal(left), zero, *cardinal(int(right))) for zero in ("oh", "zero")]
    return [(*cardinal(left), *cardinal(int(right)))]


def _money_ways(token: str) -> list[Words]:
    """$5.20: five dollars and twenty cents, five dollars twenty, five twenty, five point …"""
    one, many, cent = _CURRENCIES[token[0]]
    amount, _, scale = token[1:].strip().replace(",", "").lower().partition(" ")
    if scale:
        return [(*way, scale, many) for way in _number_ways(amount)]
    whole, _, decimals = amount.partition(".")
    names = (one,) if int(whole) == 1 else (many, one)
    ways: list[Words] = [(*way, name) for way in _number_ways(amount) for name in names]
    if len(decimals) == 2:
        cents = cardinal(int(decimals))
        for left in (cardinal(int(whole)), cardinal(int(whole), british=True)):
            ways.append(left + cents)
            for name in names:
                ways.append((*left, name, *cents))
                for small in cent:
                    ways += [(*left, name, *cents, small), (*left, name, "and", *cents, small)]
    return ways


def _time_ways(token: str) -> list[Words]:
    """5:30: five thirty; 5:05: five oh five; 5:00: five, five o'clock, five hundred."""
    hour, minute = token.split(":")
    left = cardinal(int(hour))
    if minute == "00":
        return [left, (*left, "oclock"), (*left, "hundred"), (*left, "zero", "zero")]
    if minute[0] == "0":
        return [(*left, zero, *cardinal(int(minute))) for zero in ("oh", "zero")]
    return [left + cardinal(int(minute))]


def _percent_ways(token: str) -> list[Words]:
    numbers = _number_ways(token[:-1].strip())
    return [way + tail for way in numbers for tail in (("percent",), ("per", "cent"))]


def _ordinal_ways(token: str) -> list[Words]:
    number = int(token[:-2])
    ways = [cardinal(number), cardinal(number, british=True)]
    return [(*way[:-1], _ordinal(way[-1])) for way in ways]


def _ordinal(word: str) -> str:
    if word in _ORDINALS:
        return _ORDINALS[word]
    return word.removesuffix("y") + "ieth" if word.endswith("y") else word + "th"


def _decade_ways(token: str) -> list[Words]:
    """1990s: nineteen nineties; 60s: sixties; 1900s: nineteen hundreds."""
    ways = [way for way in _number_ways(token.rstrip("'s")) if way[-1] in (*_TENS, "hundred")]
    return [(*way[:-1], f"{way[-1]}s".replace("ys", "ies")) for way in ways]


def _letters_ways(token: str) -> list[Words]:
    letters = token.replace(".", "").lower()
    ways: list[Words] = [tuple(letters), (letters,)]
    return ways + [tuple(way.split()) for way in _ABBREVIATIONS.get(letters, ())]


def cardinal(number: int, *, british: bool = False) -> Words:
    """Return a whole number below 10^15 in words; British: with "and" before the tens."""
    if number < 20:
        return (_SMALL[number],)
    if number < 100:
        tens = (_TENS[number // 10],)
        return tens + cardinal(number % 10) if number % 10 else tens
    size, name = next((size, name) for size, name in _SCALES if number >= size)
    head = (*cardinal(number // size, british=british), name)
    rest = number % size
    if not rest:
        return head
    joint = ("and",) if british and rest < 100 else ()
    return head + joint + cardinal(rest, british=british)


def _digits(digits: str) -> Words:
    return tuple(_SMALL[int(digit)] for digit in digits)


_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_TENS = ("-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = (
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (1000, "thousand"),
    (100, "hundred"),
)
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_CURRENCIES = {
    "$": ("dollar", "dollars", ("cents", "cent")),
    "£": ("pound", "pounds", ("pence", "penny", "p")),
    "€": ("euro", "euros", ("cents", "cent")),
}
_CONTRACTIONS: dict[str, list[Words]] = {
    "can't": [("can", "not"), ("cannot",)],
    "cannot": [("can", "not"), ("cant",)],
    "won't": [("will", "not")],
    "shan't": [("shall", "not")],
    "let's": [("let", "us"), ("lets",)],
    "o'clock": [("oclock",)],
    "y'all": [("you", "all")],
    "ma'am": [("madam",)],
}
_ENDINGS = {
    "n't": ("not",),
    "'re": ("are",),
    "'ve": ("have",),
    "'ll": ("will", "shall"),
    "'m": ("am",),
    "'d": ("would", "had"),
    "'s": ("is", "has"),
}
_ABBREVIATIONS = {
    "mr": ("mister",),
    "mrs": ("missus", "missis"),
    "ms": ("miz", "miss"),
    "dr": ("doctor", "drive"),
    "st": ("saint", "street"),
    "prof": ("professor",),
    "etc": ("et cetera", "etcetera"),
    "vs": ("versus",),
    "eg": ("for example",),
    "ie": ("that is",),
    "ok": ("okay",),
    "okay": ("ok", "o k"),
    "am": ("a m",),
    "pm": ("p m",),
    "tv": ("television",),
    "percent": ("per cent",),
    "alright": ("all right",),
    "grey": ("gray",),
    "oh": ("o",),
    "o": ("oh",),
    "zero": ("oh",),
}
_SPELLINGS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?<=[a-z]{2})our(?=s|ed|ing|ite|ites|able|ful|less|er|ers|hood|$)", "or"),
        (r"(?<=[a-z]{3})is(?=e|es|ed|ing|ation|ations|er|ers)", "iz"),
        (r"(?<=[a-z]{3})ys(?=e|es|ed|ing)", "yz"),
        (r"(?<=[a-z]{2}[bt])re(?=s|d|$)", "er"),
        (r"(?<=[a-z]{2}og)ue(?=s|$)", ""),
        (r"(?<=[aeiou]l)l(?=ed|ing|er|ers)", ""),
        (r"(?<=[a-z]en)ce$", "se"),
    )
)
_WAYS: dict[str, Callable[[str], list[Words]]] = {
    "money": _money_ways,
    "percent": _percent_ways,
    "time": _time_ways,
    "ordinal": _ordinal_ways,
    "decade": _decade_ways,
    "number": _number_ways,
    "letters": _letters_ways,
    "word": _word_ways,
    "and": lambda _: [("and",)],
}
