"""How far a voice goes: what falls short of a good clone, and what is taken then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from studio.core.messages import Message
from studio.training import strength
from studio.training.ladder import Rung
from studio.training.report import Marks
from studio.training.strength import Point, between, for_report, try_strengths
from studio.training.tuning import BEST, Course, Tuning

START, REAL = Marks(0.6, 0.0, 0.05, 4.2), Marks(0.9, 0.0, 0.08, 4.0)


def test_a_good_clone_falls_short_in_nothing() -> None:
    good = Point.of(1.0, 0.98, 0.09, 3.8, START, REAL)
    assert good.short == 0
    assert not good.may_gain
    assert Point.of(1.0, 0.96, 0.09, 3.8, START, REAL).short == pytest.approx(0.5)
    assert not Point.of(1.0, 0.96, 0.09, 3.8, START, REAL).may_gain  # going less far is less alike
    assert Point.of(1.0, 1.0, 0.09, 3.6, START, REAL).short == pytest.approx(0.5)
    assert Point.of(1.0, 1.0, 0.11, 3.8, START, REAL).short == pytest.approx(0.5)
    assert Point.of(1.0, 1.0, 0.11, 3.8, START, REAL).may_gain


def test_between_is_on_the_line_whatever_the_precision() -> None:
    start, end = {"a": torch.zeros(3).half(), "b": torch.ones(1)}, {"a": torch.full((3,), 2.0)}
    assert between(start, end, 0.75)["a"].tolist() == [1.5] * 3
    assert between(start, end, 1.0).keys() == {"a"}


@dataclass
class Tuned:
    """Was tuned from 0 to 1: the farther, the more alike and the less natural."""

    folder: Path
    cost: float
    """Naturalness that the whole way costs."""
    start: dict[str, Tensor] = field(default_factory=lambda: {"w": torch.zeros(2)})
    course: Course = field(default_factory=lambda: Course(best=0.9, best_step=40))
    weight: float = 0.5
    chosen: list[tuple[int, float]] = field(default_factory=list)

    @contextmanager
    def speaking_with(self, weights: Mapping[str, Tensor]) -> Iterator[None]:
        before, self.weight = self.weight, float(weights["w"].mean())
        yield
        self.weight = before

    def choose(self, rung: Rung) -> Iterator[Message]:
        self.chosen.append((rung.step, round(self.weight, 3)))
        yield from ()

    def measured(self, at: float, start: Marks, real: Marks) -> tuple[Point, Rung]:
        assert self.weight == pytest.approx(at, abs=1e-6)
        share, mos = 0.6 + 0.4 * at**0.5, 4.0 - self.cost * at**2
        return Point.of(at, share, 0.08, mos, start, real), Rung(41, share, 0.08, 1.0, share)


def tried(tuning: Tuned, monkeypatch: pytest.MonkeyPatch) -> list[Point]:
    save_file({"w": torch.ones(2)}, tuning.folder / BEST)
    monkeypatch.setattr(strength, "_measured", Tuned.measured)
    steps = try_strengths(cast(Tuning, tuning), START, REAL)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_what_costs_naturalness_goes_less_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuning = Tuned(tmp_path, cost=0.5)
    points = tried(tuning, monkeypatch)
    assert [point.strength for point in points] == [1.0, 0.85, 0.7]
    assert tuning.chosen == [(41, 0.85)]
    assert tuning.weight == 0.5  # what it had before
    assert for_report(points)["taken"] == 0.85


def test_what_costs_nothing_goes_the_whole_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuning = Tuned(tmp_path, cost=0.1)
    points = tried(tuning, monkeypatch)
    assert [point.strength for point in points] == [1.0]  # nothing is to be gained: not tried
    assert not tuning.chosen
    assert for_report(points)["taken"] == 1.0
