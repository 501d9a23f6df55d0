"""Sentences that nobody recorded: what a voice of few takes is judged by beside its own.

Of half a minute of speech two takes are held out, and two sentences say little: a clone that was
poor on four others passed with them (`models/base/README.md`). Likeness, words and naturalness can
be measured of any sentence, so prompts that the speaker never read fill up to `LEAST`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from studio.text import inventory
from studio.text.phonemes import phonemize
from studio.text.scripts import shipped_scripts

LEAST = 8  # sentences that a voice is judged by
PHONEMES = (15, 55)  # of a prompt: about one to four seconds


class Said(Protocol):
    """Something to say: a take, or a line that nobody recorded."""

    @property
    def text(self) -> str: ...

    @property
    def phonemes(self) -> str:
        """As a generator string."""
        ...


@dataclass(frozen=True)
class Line:
    """A sentence and its generator string."""

    text: str
    phonemes: str


def unread(language: str, read: Collection[str]) -> Iterator[Line]:
    """Shipped prompts of a language that are not among those ``read``, in a fixed mixed order."""
    texts = {
        prompt.text
        for script in shipped_scripts()
        if language.startswith(script.language)
        for prompt in script.prompts
    }
    for text in sorted(
        texts.difference(read), key=lambda text: hashlib.sha256(text.encode()).digest()
    ):
        phonemes = phonemize(text, language).phonemes
        if PHONEMES[0] <= len(list(inventory.sounds(phonemes))) <= PHONEMES[1]:
            yield Line(text, phonemes)


def _mixed(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def judged_by(held_out: Sequence[Said], language: str, read: Collection[str]) -> list[Said]:
    """Held-out takes, and as many sentences that were never read as are missing to `LEAST`."""
    missing = max(0, LEAST - len(held_out))
    return [*held_out, *islice(unread(language, read), missing)]
