"""What the rules of the normaliser share: the token, the text being read, what came before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from studio.text import numbers
from studio.text.sentences import ends_sentence

_NEXT = re.compile(r"[\s,]*([^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source text: a word with what is said for it, or a punctuation mark."""

    text: str  # as written, source[start:end]
    start: int
    end: int
    spoken: str  # words separated by spaces; "" for punctuation
    mark: str = ""  # the generator's punctuation; "" for words
    spelled: bool = False  # a proper acronym, said letter by letter


@dataclass(slots=True)
class Scanner:
    """A text being normalised and the tokens already found in it."""

    text: str
    british: bool
    tokens: list[Token] = field(default_factory=list)

    def token(self, start: int, end: int, spoken: str) -> Token:
        """The token for text[start:end] with what is said for it."""
        return Token(self.text[start:end], start, end, spoken)

    def previous_word(self, back: int = 1) -> str:
        """The token before the one being read, lower case, without a full stop behind it."""
        if len(self.tokens) < back:
            return ""
        return self.tokens[-back].text.lower().rstrip(".")

    def follows_number(self) -> bool:
        """Whether the token before is a number."""
        return bool(self.tokens) and self.tokens[-1].text[:1].isdigit()

    def touches(self, position: int) -> bool:
        """Whether no white space stands between the last token and the position."""
        return bool(self.tokens) and self.tokens[-1].end == position

    def next_word(self, position: int) -> str:
        """The next run of letters or digits after a position, white space and commas skipped."""
        match = _NEXT.match(self.text, position)
        return (match.group(1) or "") if match else ""

    def keeps_stop(self, stop: int) -> bool:
        """Whether the full stop at a position belongs to the abbreviation before it alone."""
        return not ends_sentence(self.text, stop, stop + 1)

    def cardinal(self, number: int) -> str:
        return numbers.cardinal(number, self.british)

    def decimal(self, text: str) -> str:
        return numbers.decimal(text, self.british)

    def year(self, number: int) -> str:
        return numbers.year(number, self.british)

    def ordinal(self, number: int) -> str:
        return numbers.ordinal(number, self.british)
