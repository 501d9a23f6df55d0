"""Weight averaging: the mean of a run's best rungs, spoken and measured as one rung more.

Rungs of one run lie in one valley of the loss, some way from its bottom on every side; their mean
is nearer to it (stochastic weight averaging: Izmailov et al. 2018, arXiv:1803.05407). Whether that
is heard is measured like everything else: the mean is taken when its score is better than that of
each rung, and not otherwise. The report says what was tried.
"""

from __future__ import annotations

from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from studio.core.messages import Message, Progress
from studio.training.ladder import Ladder, Rung
from studio.training.tuning import Tuning
from studio.voice.voice_file import load_voice

COUNTS = (2, 3)  # of the best rungs, of which the mean is tried


@dataclass(frozen=True)
class Mean:
    """A mean that was tried."""

    steps: tuple[int, ...]
    """Of the rungs that it is the mean of."""
    score: float
    gain: float
    """Over the best of the rungs; above 0 it was taken."""


def groups(ladder: Ladder) -> list[tuple[int, ...]]:
    """Steps of the best rungs whose weights are still there: the best two, the best three."""
    rungs = [rung for rung in ladder.rungs if rung.step and ladder.has_weights(rung.step)]
    rungs.sort(key=lambda rung: (-rung.score, -rung.step))
    return [
        tuple(sorted(rung.step for rung in rungs[:count]))
        for count in COUNTS
        if count <= len(rungs)
    ]


def mean_of(folders: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of voice files, float32, by the names that a tuning gives its tensors.

    Raises StudioError when one is damaged.
    """
    total: dict[str, Tensor] = {}
    for folder in folders:  # one at a time: a voice is 110 MB in float32
        for name, tensor in _tensors_of(folder).items():
            total[name] = total[name] + tensor if name in total else tensor
    return {name: tensor / len(folders) for name, tensor in total.items()}


def try_means(tuning: Tuning) -> Steps[Message, None, list[Mean]]:
    """Let means of the ladder's best rungs speak; the best of them becomes the tuning's best.

    Only where it is better than every rung: then it is one rung more. Returns what was tried.
    """
    tried: list[Mean] = []
    if tuning.climb is None:
        return tried
    course, ladder = tuning.course, tuning.climb.ladder
    best, found = course.best, list[tuple[Rung, dict[str, Tensor]]]()
    for steps in groups(ladder):
        mean = mean_of([ladder.weights(step) for step in steps])
        if not tuning.tensors().keys() <= mean.keys():
            return tried  # what is trained is not what is kept: there is no mean of it
        with tuning.speaking_with(mean):
            rung = tuning.measured()
        found.append((rung, mean))
        tried.append(Mean(steps, rung.score, rung.score - best))
        yield Progress("judge")
    rung, mean = max(found, key=lambda pair: pair[0].score, default=(None, {}))
    if rung is None or not rung.score > best:
        return tried
    # A step of its own, behind the last: the ladder tells its rungs by their steps.
    rung = Rung(course.steps + 1, rung.similarity, rung.per, rung.validation, rung.score)
    with tuning.speaking_with(mean):
        yield from tuning.keep(rung)
    return tried


def for_report(means: Sequence[Mean]) -> dict[str, Any]:
    """What the report says of the means; empty when none was tried."""
    if not means:
        return {}
    best = max(means, key=lambda mean: mean.score)
    return asdict(best) | {"steps": list(best.steps), "taken": best.gain > 0}


def _tensors_of(folder: Path) -> dict[str, Tensor]:
    voice = load_voice(folder)
    head = {f"head.{name}": tensor for name, tensor in voice.inverse.items()}
    style = {f"style.{name}": tensor for name, tensor in voice.style.tensors().items()}
    found = voice.tuned | style | head
    return {name: t.float() for name, t in found.items() if torch.is_floating_point(t)}
