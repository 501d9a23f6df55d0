"""What is wrong with the marks of a text that is being typed. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MOST = 200_000
"""Letters of a text that is looked at while it is typed."""
_LOOKS_LIKE_ONE = re.compile(r"\[\s*(pause|spell|say)\b[^\[\]\n]{0,200}\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not read as it was probably meant."""

    start: int
    """In the text as typed."""
    end: int
    kind: Literal["wrong", "words"]
    """It cannot be spoken; it is no mark and is read as words."""
    said: str
    """"wrong": one sentence. "words": what stands there."""


def fault_in(text: str) -> Fault | None:
    """The first fault of a text; None when there is none."""
    from studio.speech.reading import marked
    from studio.text.marks import MarkError, read_marks
    from studio.text.ssml import is_ssml

    if len(text) > MOST:
        return None
    try:
        marked(text)
    except MarkError as error:
        return Fault(error.start, error.end, "wrong", str(error))
    if is_ssml(text):
        return None
    for found in _LOOKS_LIKE_ONE.finditer(text):
        if read_marks(found.group()).text == found.group():
            return Fault(*found.span(), "words", found.group())
    return None
