"""Which questions ask for a yes or a no: those which many speakers end with a rising pitch.

Questions for a what or a who, and those that offer a choice (“tea or coffee?”), mostly fall at
their end as statements do.
"""

from __future__ import annotations

import re
from itertools import pairwise

from studio.text.inventory import STRESS_MARKS

_AROUND = "\"'”’“)( "  # what may stand around the question mark
_SENTENCE_END = re.compile(r"[.!?…]")
_CLAUSE_END = re.compile(r"[,;:—]")
# what, when, where, why, which, who(m), whose, how; with the rest of "what's", "who'd", "how'll".
_ASKING_WORD = re.compile(
    r"h?w(ʌt|ɒt|ɛn|ɛɹ|ɛː|I|ɪʧ)(s|z|d|l|əl|ᵊl|ɹ|əɹ)?|huː?(m|z|d|l)?|hW(z|d|l|ɹ)?"
)
_OR = frozenset({"ɔɹ", "ɔː", "əɹ", "ə"})


def asks(phonemes: str) -> bool:
    """Whether an utterance, as generator's symbols, ends with a question for a yes or a no."""
    text = phonemes.rstrip(_AROUND)
    if not text.endswith("?"):
        return False
    last = _SENTENCE_END.split(text.rstrip("?!… "))[-1]
    clauses = [_words(clause) for clause in _CLAUSE_END.split(last)]
    words = [word for clause in clauses for word in clause]
    opening = [word for clause in clauses for word in clause[:2]]
    offered = any(before and word in _OR for before, word in pairwise(["", *words]))
    return bool(words) and not offered and not any(map(_ASKING_WORD.fullmatch, opening))


def _words(clause: str) -> list[str]:
    plain = "".join(symbol for symbol in clause if symbol not in STRESS_MARKS)
    return [word for word in re.split(r"[^\wːʧʤᵊᵻ]+", plain) if word]
