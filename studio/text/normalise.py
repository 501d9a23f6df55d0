"""From writing to the words that are said, each with the place in the text that it came from.

    >>> [token.spoken for token in normalise("Dr. Smith paid $5.99.")][:3]
    ['doctor', 'Smith', 'five dollars and ninety nine cents']

One pass from left to right: at every position the first rule that fits takes what it matches. The
rules for numbers lie in `number_rules`, those for words in `word_rules`, the tables of written
forms in `written_forms`.

Spoken forms keep the case of words; single capital letters are letter names ("F B I"), so the
article is always "a". Emoji and whatever else cannot be said are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from studio.text import number_rules, word_rules
from studio.text.scanner import Scanner, Token

__all__ = ["Token", "normalise"]

_SPACE = re.compile(r"\s+")
_DOTS = re.compile(r"\.{2,}|…|(?:\. ){2,}\.")
_DASH = re.compile(r"—|–|--+|―")
_REPEATED = re.compile(r"([!?.,;:])\1*")
_MARKS = {"，": ",", "。": ".", "！": "!", "？": "?", "；": ";", "：": ":", "、": ","}
_QUOTES = {"“": "“", "”": "”", "„": "“", "«": "“", "»": "”"}


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    end: int


def normalise(text: str, language: str = "en-us") -> list[Token]:
    """The spoken words and the punctuation of a text, in order.

    Every token has `text == source[start:end]`; words have `spoken`, punctuation has `mark` (the
    symbols that the generator knows for it). Never raises on any text.
    """
    return list(_tokens(Scanner(text, british=language == "en-gb")))


def _tokens(scanner: Scanner) -> Iterator[Token]:
    text = scanner.text
    position = 0
    while position < len(text):
        space = _SPACE.match(text, position)
        if space:
            position = space.end()
            continue
        token = _next_token(scanner, position)
        if token is None:
            position += 1  # an emoji, an accent alone, a bracket: nothing to say
            continue
        scanner.tokens.append(token)
        yield token
        position = token.end


def _next_token(scanner: Scanner, position: int) -> Token | None:
    """The token that begins at a position, or None when that character is not said."""
    first = scanner.text[position]
    if first.isalpha() or first in "'’‘":
        token = word_rules.match(scanner, position)
        if token:
            return token
    else:
        token = number_rules.match(scanner, position) or word_rules.match_symbol(scanner, position)
        if token:
            return token
    mark = _match_mark(scanner.text, position)
    if mark:
        return Token(scanner.text[position : mark.end], position, mark.end, "", mark.text)
    if first.isnumeric() and not first.isdigit():
        return _numeric_character(scanner, position)
    return None


def _numeric_character(scanner: Scanner, position: int) -> Token | None:
    """Characters such as ② or Ⅷ by their value, where it is whole."""
    value = unicodedata.numeric(scanner.text[position])
    if value != int(value):
        return None
    return scanner.token(position, position + 1, scanner.cardinal(int(value)))


def _match_mark(text: str, position: int) -> _Mark | None:
    """Punctuation in the generator's symbols; None where there is none to be heard."""
    dots = _DOTS.match(text, position)
    if dots:
        return _Mark("…", dots.end())
    dash = _DASH.match(text, position)
    if dash:
        return _Mark("—", dash.end())
    first = text[position]
    if first in _QUOTES:
        return _Mark(_QUOTES[first], position + 1)
    if first == '"':
        opens = position == 0 or text[position - 1].isspace() or text[position - 1] in "([{—–-"
        return _Mark("“" if opens else "”", position + 1)
    if first in "()":
        return _Mark(first, position + 1)
    if (
        first == "-"
        and text[position - 1 : position].isspace()
        and text[position + 1 :][:1].isspace()
    ):
        return _Mark("—", position + 1)
    repeated = _REPEATED.match(text, position)
    if repeated:
        return _Mark(repeated.group(1), repeated.end())
    return _Mark(_MARKS[first], position + 1) if first in _MARKS else None
