"""The report card of a run: what the fine-tuning changed, beside the speaker's own takes.

Similarity is only worth something on a scale: the ceiling is what the speaker's held-out takes
reach against their other takes, and the floor is the nearest stock voice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.audio.mel_spec import RATE
from studio.training.judge import judge, mean_verdict
from studio.training.listening import Listener, Reading, Samples, mean_error_rate
from studio.training.sentences import Said

WORDS_LOST = 0.03  # WER and PER may rise by this much and no more
NATURALNESS_LOST = 0.5  # DistillMOS may fall by this much and no more
LIKENESS_GAINED = 0.005  # less than this is nothing


@dataclass(frozen=True)
class Marks:
    """The measures of one set of sounds."""

    similarity: float
    wer: float
    per: float
    distillmos: float
    share_of_ceiling: float = 1.0


def mark(
    listener: Listener,
    sounds: Sequence[Samples],
    lines: Sequence[Said],
    heard: Sequence[Reading],
    ceiling: float | None,
) -> Marks:
    """Measure sounds that say these lines; ``ceiling`` None: they are the ceiling.

    ``heard``: what `listener.hear` heard of them.
    """
    pairs = zip(sounds, lines, strict=True)
    judged = mean_verdict([judge(s, RATE, line.text, listener.speaker) for s, line in pairs])
    similarity = judged.similarity or 0.0
    return Marks(
        similarity=similarity,
        wer=judged.errors.rate,
        per=mean_error_rate([line.phonemes for line in lines], heard),
        distillmos=judged.mos,
        share_of_ceiling=similarity / ceiling if ceiling else 1.0,
    )


def verdict(start: Marks, end: Marks, real: Marks) -> tuple[bool, str]:
    """Whether the fine-tuned voice is kept, and why, for the person.

    Stock voices sound more natural than most people's recordings and are heard more easily than a
    dull microphone or an accent, and a true copy does no better than what it copies: so naturalness
    and words are held against whichever of the two does worse.
    """
    gained = end.similarity - start.similarity
    if gained < LIKENESS_GAINED:
        return False, (
            "Not kept: it does not sound more like the speaker than the voice it started from. "
            "Record more sentences, or train for longer."
        )
    wer, per = max(start.wer, real.wer), max(start.per, real.per)
    if end.wer > wer + WORDS_LOST and end.per > per + WORDS_LOST:
        return False, (
            "Not kept: words became less clear than in the voice it started from. "
            "Check that every text says what was said, and record more sentences."
        )
    if end.distillmos < min(start.distillmos, real.distillmos) - NATURALNESS_LOST:
        return False, (
            "Not kept: it sounds less natural than the voice it started from. "
            "Check the recordings for noise and echo, or train for longer."
        )
    return True, (
        f"Kept: {end.share_of_ceiling:.0%} of the likeness that the speaker's own takes reach, "
        f"{start.share_of_ceiling:.0%} before."
    )


@dataclass(frozen=True)
class Report:
    """Everything that the Train page shows of a finished run."""

    kept: bool
    sentence: str
    preset: str
    device: str
    minutes_of_speech: float
    minutes_of_training: float
    start: Marks
    end: Marks
    real: Marks
    nearest_stock: str
    held_out: tuple[str, ...]
    set_aside: tuple[tuple[str, str], ...]
    steps: int
    chosen_step: int
    weak: dict[str, Any] = field(default_factory=dict)
    """Weak phonemes and what to record next (`weak_phonemes.WeakSounds.to_dict`)."""
    ways: dict[str, Any] = field(default_factory=dict)
    """The speaker's own way of saying words (`own_ways.OwnWays.to_dict`)."""
    minutes_without_text: float = 0.0
    """Of the minutes of speech: those whose text was heard, not given."""
    search: dict[str, Any] = field(default_factory=dict)
    """What was tried and what won (`search.Search.to_report`); empty without a search."""
    averaged: dict[str, Any] = field(default_factory=dict)
    """The mean of rungs that was tried (`averaging.for_report`); empty where none could be."""
    strength: dict[str, Any] = field(default_factory=dict)
    """How far it went from the start (`strength.for_report`)."""
    notes: tuple[str, ...] = ()
    """Sentences about how the training went: that memory was short."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        found = asdict(self)
        found["real"] |= {
            "nearest_stock": found.pop("nearest_stock"),
            "nearest_stock_similarity": self.start.similarity,
        }
        return json.loads(json.dumps(found))  # lists for tuples, as whoever reads it again has them
