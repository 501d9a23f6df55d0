"""The mean of rungs: of which, of what, and that it is taken only when it is better."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import torch
from torch import Tensor

from studio.core.messages import Message
from studio.speech.speakers import blended_style
from studio.training.averaging import Mean, for_report, groups, mean_of, try_means
from studio.training.ladder import Ladder, Rung
from studio.training.tuning import Course, Tuning
from studio.voice.voice_file import save_voice

WEIGHT = "mel_stage.text.weight"


def rung(step: int, score: float) -> Rung:
    return Rung(step, score, 0.0, 1.0, score)


@pytest.fixture
def ladder(tmp_path: Path) -> Ladder:
    """Rungs 0 to 400; those of 100, 300 and 400 have weights: 1, 3 and 4 everywhere."""
    scores = {0: 0.9, 100: 0.5, 200: 0.8, 300: 0.7, 400: 0.6}
    made = Ladder(tmp_path, rungs=tuple(rung(step, score) for step, score in scores.items()))
    for step in (100, 300, 400):
        style = blended_style({"af_heart": 1.0})
        style.timbre_shift.fill_(step / 100)
        folder = made.weights(step)
        folder.mkdir(parents=True)
        tuned, head = {WEIGHT: torch.full((2, 3), step / 100)}, {"out.bias": torch.zeros(4)}
        save_voice(folder, tuned, style, step=step, inverse=head)
    return made


@dataclass
class Tuned:
    """Speaks the better the nearer its weights are to 3.5."""

    ladder: Ladder
    best_weight: float = 3.5
    course: Course = field(default_factory=Course)
    weight: Tensor = field(default_factory=lambda: torch.zeros(2, 3))
    kept: list[tuple[Rung, float]] = field(default_factory=list)

    @property
    def climb(self) -> SimpleNamespace:
        return SimpleNamespace(ladder=self.ladder)

    def tensors(self) -> dict[str, Tensor]:
        return {
            WEIGHT: self.weight,
            "style.timbre_shift": torch.zeros(1),
            "head.out.bias": self.weight,
        }

    @contextmanager
    def speaking_with(self, weights: dict[str, Tensor]) -> Iterator[None]:
        before, self.weight = self.weight, weights[WEIGHT]
        yield
        self.weight = before

    def measured(self) -> Rung:
        return rung(self.course.steps, 1.0 - abs(float(self.weight.mean()) - self.best_weight))

    def keep(self, found: Rung) -> Iterator[Message]:
        self.kept.append((found, float(self.weight.mean())))
        yield from ()


def tried(tuning: Tuned) -> list[Mean]:
    steps = try_means(cast(Tuning, tuning))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_the_best_rungs_with_weights_are_averaged(ladder: Ladder) -> None:
    assert groups(ladder) == [(300, 400), (100, 300, 400)]
    mean = mean_of([ladder.weights(step) for step in (100, 300, 400)])
    assert torch.allclose(mean[WEIGHT], torch.tensor(8 / 3), atol=1e-3)
    assert torch.allclose(mean["style.timbre_shift"], torch.tensor(8 / 3), atol=1e-3)
    assert mean["head.out.bias"].shape == (4,)


def test_a_better_mean_is_one_rung_more(ladder: Ladder) -> None:
    tuning = Tuned(ladder)
    tuning.course.best, tuning.course.steps_of = 0.7, {"mel_stage": 400}
    means = tried(tuning)
    assert [mean.steps for mean in means] == [(300, 400), (100, 300, 400)]
    ((kept, weight),) = tuning.kept
    assert kept.step == 401
    assert kept.score == pytest.approx(1.0, abs=1e-3)
    assert weight == pytest.approx(3.5, abs=1e-3)
    report = for_report(means)
    assert (report["steps"], report["taken"]) == ([300, 400], True)
    assert report["gain"] == pytest.approx(0.3, abs=1e-3)


def test_a_mean_that_is_no_better_changes_nothing(ladder: Ladder) -> None:
    tuning = Tuned(ladder, best_weight=1.0)
    tuning.course.best = 0.7
    means = tried(tuning)
    assert not tuning.kept
    assert not tuning.weight.any()
    assert for_report(means)["taken"] is False


def test_one_rung_has_no_mean(tmp_path: Path) -> None:
    tuning = Tuned(Ladder(tmp_path, rungs=(rung(0, 0.9), rung(100, 0.5))))
    assert tried(tuning) == []
    assert for_report([]) == {}
