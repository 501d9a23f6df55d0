"""Which questions ask for a yes or a no: those which many speakers end with a rising pitch.

Questions for a what or a who, and those that offer a choice (“tea or coffee?”), mostly fall at
their end as statements do.
"""

from __future__ import annotations

import re

from studio.text.inventory import STRESS_MARKS

_STRESSES = str.maketrans("", "", "".join(STRESS_MARKS))
_LETTER = r"[\wːʧʤᵊᵻ]"  # of a word
_GAP = r"[^\wːʧʤᵊᵻ.!?…]"  # between words of a sentence
_SPACE = r"[^\wːʧʤᵊᵻ.!?…,;:—]"  # between words of a clause
_SENTENCE = r"[^.!?…]*"
# what, when, where, why, which, who(m), whose, how; with the rest of "what's", "who'd", "how'll".
_ASKING_WORD = (
    r"(?:h?w(?:ʌt|ɒt|ɛn|ɛɹ|ɛː|I|ɪʧ)(?:s|z|d|l|əl|ᵊl|ɹ|əɹ)?|huː?(?:m|z|d|l)?|hW(?:z|d|l|ɹ)?)"
)
_OR = r"(?:ɔɹ|ɔː|əɹ|ə)"
ASKS = (
    r"(?:^|[.!?…])"  # the last sentence
    rf"(?={_SENTENCE}{_LETTER})"  # holds a word,
    rf"(?!{_SENTENCE}{_LETTER}{_GAP}+{_OR}(?!{_LETTER}))"  # no “or” between words,
    # and none of its clauses an asking word as its first or second.
    rf"(?!(?:{_SENTENCE}[,;:—])?{_SPACE}*(?:{_LETTER}+{_SPACE}+)?{_ASKING_WORD}(?!{_LETTER}))"
    rf"{_SENTENCE}[?!… ]*\?[\"'”’“)( ]*$"
)
"""A pattern to search for in an utterance, as generator's symbols without stress marks: also for
programs that have an exported voice and nothing else of Timbre."""
_ASKS = re.compile(ASKS)


def asks(phonemes: str) -> bool:
    """Whether an utterance, as generator's symbols, ends with a question for a yes or a no."""
    return _ASKS.search(phonemes.translate(_STRESSES)) is not None
