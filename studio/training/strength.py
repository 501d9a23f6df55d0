"""How far to go: weights part of the way from the start to what tuning made of it.

Along the straight line between a network and what fine-tuning made of it, what was there before
(clear, natural speech) comes back sooner than what was learnt (the person) goes: WiSE-FT, Wortsman
et al. 2022, arXiv:2109.01903. Of a man with a dull headset, seven tenths of the way gave back all
naturalness that tuning had cost and kept four fifths of the likeness (`models/base/TRIED.md`).

So where the tuned voice falls short of what a good clone has, some points on that line are spoken
and measured on held-out sentences, and the one that falls short least is taken.
"""

from __future__ import annotations

from collections.abc import Generator as Steps
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from safetensors.torch import load_file
from torch import Tensor

from studio.audio.mel_spec import RATE
from studio.core.messages import Message, Progress
from studio.training.judge import naturalness
from studio.training.ladder import Rung
from studio.training.listening import mean_error_rate, speak_all
from studio.training.report import Marks
from studio.training.tuning import BEST, WEIGHT_OF_WORDS, Tuning

STRENGTHS = (0.85, 0.7)
"""Shares of the way that are tried beside the whole of it."""

# What a good clone has, and by how much less it is still a usable one.
LIKENESS, LIKENESS_BAND = 0.98, 0.04  # of the speaker's own takes'
NATURALNESS_LOST, NATURALNESS_BAND = 0.2, 0.4  # DistillMOS below the speaker's own takes
WORDS_LOST, WORDS_BAND = 0.01, 0.04  # PER above the start's, or the speaker's own where it is worse


@dataclass(frozen=True)
class Point:
    """A point on the way that was measured."""

    strength: float
    """0 = the start, 1 = what tuning made of it."""
    share: float
    """Of the likeness that the speaker's own takes reach."""
    per: float
    mos: float
    short: float
    """By how much it falls short of a good clone; 0 = in nothing."""

    @classmethod
    def of(
        cls, strength: float, share: float, per: float, mos: float, start: Marks, real: Marks
    ) -> Point:
        """Measure against what the start and the speaker's own takes have."""
        clear = max(start.per, real.per) + WORDS_LOST
        short = (
            max(0.0, LIKENESS - share) / LIKENESS_BAND
            + max(0.0, real.distillmos - NATURALNESS_LOST - mos) / NATURALNESS_BAND
            + max(0.0, per - clear) / WORDS_BAND
        )
        return cls(strength, share, per, mos, short)

    @property
    def may_gain(self) -> bool:
        """Whether going less far could be better: it falls short in more than likeness."""
        return self.short > max(0.0, LIKENESS - self.share) / LIKENESS_BAND


def try_strengths(tuning: Tuning, start: Marks, real: Marks) -> Steps[Message, None, list[Point]]:
    """Let points on the way to the best weights speak; the best point becomes the tuning's best.

    What is taken is one rung more. Returns what was measured, the whole way first; only that where
    nothing can be gained.
    """
    far = load_file(tuning.folder / BEST)
    found: list[tuple[Point, Rung]] = []
    for strength in (1.0, *STRENGTHS):
        if found and not found[0][0].may_gain:
            break
        with tuning.speaking_with(between(tuning.start, far, strength)):
            found.append(_measured(tuning, strength, start, real))
        yield Progress("judge")
    point, rung = min(found, key=lambda pair: pair[0].short)  # of equals the one that goes farthest
    if point.strength < 1.0:
        with tuning.speaking_with(between(tuning.start, far, point.strength)):
            yield from tuning.choose(rung)
    return [point for point, _ in found]


def between(
    start: Mapping[str, Tensor], end: Mapping[str, Tensor], strength: float
) -> dict[str, Tensor]:
    """Tensors that lie so far from ``start`` to ``end``, by the names of ``end``, float32."""
    return {
        name: start[name].to(tensor.device).float().lerp(tensor.float(), strength)
        for name, tensor in end.items()
    }


def for_report(points: list[Point]) -> dict[str, Any]:
    """What the report says of it: what was tried, and how far the voice went."""
    best = min(points, key=lambda point: point.short)
    return {"taken": best.strength, "tried": [asdict(point) for point in points]}


def _measured(tuning: Tuning, strength: float, start: Marks, real: Marks) -> tuple[Point, Rung]:
    """What speaks now, on all held-out sentences."""
    lines = [line.phonemes for line in tuning.lines]
    sounds = speak_all(tuning.generator, tuning.style, lines)
    likeness = tuning.listener.likeness(sounds)
    errors = mean_error_rate(lines, tuning.listener.hear(sounds))
    natural = float(np.mean([naturalness(sound, RATE) for sound in sounds]))
    share = likeness / real.similarity if real.similarity else 1.0
    rung = Rung(
        max(int(rung["step"]) for rung in tuning.course.rungs) + 1,
        likeness,
        errors,
        tuning.validation(),
        likeness - WEIGHT_OF_WORDS * errors,
    )
    return Point.of(strength, share, errors, natural, start, real), rung
