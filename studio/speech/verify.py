"""Hearing back what was spoken: the inverse model listens and marks each word heard or not.

The listener is the shipped model, never one that was tuned together with the voice: that one would
flatter it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Sound
from studio.audio.mel_spec import RATE
from studio.speech.hear import hear
from studio.speech.speak import Spoken


@dataclass(frozen=True, slots=True)
class WordCheck:
    """What came of listening for one word."""

    heard: bool | None
    """None when the listener did not look for it."""
    score: float | None
    """0 to 1: the probability that it was said."""


UNCHECKED = WordCheck(None, None)


def check(
    sound: NDArray[np.float32],
    spoken: Spoken,
    language: str,
    lexicon: Mapping[str, str] | None = None,
) -> list[WordCheck]:
    """Listen to an utterance (`[n]` at 24 kHz); one check for each of its words, in order.

    What it was spoken with is what is to be heard; where `spoken` does not say, its text is read
    anew with `lexicon`. Raises StudioError where the listener's weights are missing or damaged.
    """
    text = spoken.text if spoken.utterance is None else spoken.utterance
    heard = hear(Sound(sound, RATE), text, language, words=False, lexicon=lexicon)
    begin = spoken.span[0] if spoken.utterance is None else 0
    by_place = {
        (found.span[0] + begin, found.span[1] + begin): WordCheck(found.heard, found.score)
        for found in heard.checks
    }
    return [by_place.get(word.span, UNCHECKED) for word in spoken.words]


def known(spoken: Spoken) -> list[WordCheck] | None:
    """What was heard of the same sounds in an earlier recording; None: nobody has listened."""
    checks = spoken.before.checks if spoken.before is not None else None
    if not checks or len(checks) != len(spoken.words) or all(heard is None for heard, _ in checks):
        return None
    return [WordCheck(heard, score) for heard, score in checks]
