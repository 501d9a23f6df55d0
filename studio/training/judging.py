"""How the voice stands before a run and after it, on sentences that training never sees."""

from __future__ import annotations

import time
from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from studio.core.messages import Message, Progress
from studio.training.gathering import Gathered
from studio.training.ladder import SENTENCES as LADDER_SENTENCES
from studio.training.listening import Listener, Reading, speak_all
from studio.training.report import Marks, mark
from studio.training.tuning import LISTENED
from studio.training.weak_phonemes import Heard
from studio.voice.generator import Generator
from studio.voice.style import Style


class Speaking(Protocol):
    """A generator with the style that it speaks in."""

    generator: Generator
    style: Style


@dataclass(frozen=True)
class Before:
    """What is measured before the tuning, with how long that took: it is done again after it."""

    real: Marks
    start: Marks
    heard_real: list[Reading]
    """What was heard of the held-out takes themselves."""
    rung_seconds: float
    """What a rung will take, about."""
    judging_seconds: float
    """What judging the end will take."""

    @classmethod
    def measure(
        cls, listener: Listener, voice: Speaking, gathered: Gathered
    ) -> Steps[Message, None, Before]:
        """Measure the real takes first, so that no loading of models is counted as judging."""
        held, lines = gathered.held, gathered.lines
        takes = [take.sound.numpy() for take in held]
        heard_real = listener.hear(takes)
        real = mark(listener, takes, held, heard_real, None)
        yield Progress("prepare")
        began = time.monotonic()
        started = speak_all(voice.generator, voice.style, [line.phonemes for line in lines])
        heard = listener.hear(started)
        spoken = time.monotonic()
        start = mark(listener, started, lines, heard, real.similarity)
        whole = time.monotonic() - began
        yield Progress("prepare")
        each = (spoken - began) / len(lines)
        rung = each * (min(LISTENED, len(lines)) + LADDER_SENTENCES)
        return cls(real, start, heard_real, rung, whole)


def measure_end(
    listener: Listener, voice: Speaking, gathered: Gathered, before: Before
) -> Steps[Message, None, tuple[Marks, Sequence[Heard]]]:
    """The marks of what speaks now, and what was heard of the sentences that have a recording."""
    yield Progress("judge", 0.0, before.judging_seconds)
    lines = gathered.lines
    ended = speak_all(voice.generator, voice.style, [line.phonemes for line in lines])
    yield Progress("judge", 0.3)
    heard = listener.hear(ended)
    end = mark(listener, ended, lines, heard, before.real.similarity)
    readings = [
        Heard.of(take.phonemes, clone, own)
        for take, clone, own in zip(
            gathered.held, heard[: len(gathered.held)], before.heard_real, strict=True
        )
    ]
    return end, readings
