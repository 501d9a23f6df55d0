"""Splitting text into sentences, in one pass over its full stops.

No look-behind over the whole text and no backtracking: a million characters take a second or so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studio.text.tables import word_set

# Abbreviations which are followed by more of the same sentence, also when that begins with a
# capital letter ("Dr. Smith", "No. 5", "vs. Zeus").
ALWAYS_GO_ON = word_set(
    "mr mrs ms messrs mme dr prof st mt ft rev hon gen col maj capt lt sgt cpl pvt adm cmdr gov "
    "sen rep pres supt vs viz cf approx fig figs eq no nos vol vols ch chap pp p sec art ed eds "
    "e.g i.e jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri "
    "sat sun op ca"
)
# Abbreviations after which a sentence may end; it does when the next word starts one.
MAY_END = word_set(
    "etc inc ltd co corp bros jr sr ave blvd rd ln pl sq hwy apt dept est min max hr hrs sec secs "
    "oz lb lbs in yd yds pt pts qt gal cm mm km kg mg u.s u.k u.n u.s.a e.u a.m p.m ph.d m.d b.a "
    "m.a d.c b.c a.d r.i.p"
)
# Words that hardly ever begin with a capital letter inside a sentence.
STARTERS = word_set(
    "The This That These Those It He She We They You I There Here A An In On At When While If But "
    "And So Then What Why How Who Where However Although Because Since After Before As For His "
    "Her My Our Their Your Its No Yes Not Nobody Everyone Some Many Most All Each Today Now"
)

_STOP = re.compile(r"[.!?…。！？]+[\"'”’)\]»]*|\n[^\S\n]*\n\s*")
_LAST_WORD = re.compile(r"[^\s(\[\"“‘]+$")
_NEXT_WORD = re.compile(r"[\s\"'“‘(\[]*([^\W_]+(?:['’][^\W\d_]+)?)?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, without the white space around it, and where it starts."""

    text: str
    start: int


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the full stop (or stops) at text[start:end] ends a sentence.

    `end` is behind the stops and any closing quotes and brackets.
    """
    if end >= len(text):
        return True
    if not text[end].isspace():
        return text[start] in "。！？"  # Chinese needs no space; "3.14" and "e.g." go on
    following = _NEXT_WORD.match(text, end)
    word = (following.group(1) or "") if following else ""
    if "!" in text[start:end] or "?" in text[start:end]:
        return not word[:1].islower()  # "Yahoo! is", "'Why?' he asked" go on
    if word[:1].islower():
        return False
    if text[start:end].rstrip("\"'”’)]»") != ".":
        return True  # an ellipsis before a capital letter
    return not _is_abbreviation(text[max(0, start - 24) : start], word)


def _is_abbreviation(before: str, following: str) -> bool:
    """Whether the word before a full stop is one that the full stop belongs to."""
    match = _LAST_WORD.search(before)
    last = match.group() if match else ""
    bare = last.lower()
    if bare in ALWAYS_GO_ON and (bare != "no" or following[:1].isdigit()):
        return bare not in ("sat", "sun", "mar", "art", "fig") or last[0].isupper()
    if bare in MAY_END:
        return following not in STARTERS
    if len(last) == 1 and last.isupper() and last != "I":
        return following not in STARTERS  # an initial: "J. R. Tolkien"
    return bool(re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", last)) and following not in STARTERS


def split_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in order; empty lines end one too.

    Nothing but white space is lost: `text[s.start : s.start + len(s.text)] == s.text`.
    """
    begin = 0
    for stop in _STOP.finditer(text):
        if text[stop.start()] != "\n" and not ends_sentence(text, stop.start(), stop.end()):
            continue
        yield from _trimmed(text, begin, stop.end())
        begin = stop.end()
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, begin: int, end: int) -> Iterator[Sentence]:
    piece = text[begin:end]
    inner = piece.strip()
    if inner:
        yield Sentence(inner, begin + len(piece) - len(piece.lstrip()))
