"""The time left while takes are prepared."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from studio.core.messages import Checkpoint, Message, Progress
from studio.training.forecast import LADDER, LOADING, MARKED, SPOKEN, Forecast

TAKES, HELD, RUNGS, TUNING = 20, 2, 3, 300.0


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


def training(clock: Clock, each: float, after: float) -> Generator[Message, None, str]:
    """One that takes as long beside its takes as was measured."""
    yield Progress("prepare")
    for number in range(1, TAKES + 1):
        clock.now += each
        yield Progress("align", number / TAKES)
    clock.now += after / 4
    yield Progress("prepare")
    yield Progress("tune", 0.1, 123.0)
    yield Progress("tune", None, None, {"per": 0.1})
    return "report"


@pytest.mark.parametrize("each", [0.25, 2.0])
def test_it_is_right_within_a_quarter_when_the_computer_is_as_quick_as_it_seems(
    each: float,
) -> None:
    clock = Clock()
    beside = LOADING + TAKES + 2 * MARKED * HELD + RUNGS * SPOKEN * (HELD + LADDER)
    steps = Forecast(TAKES, HELD, TUNING, RUNGS, clock).over(training(clock, each, beside * each))
    end = 50.0 + TAKES * each + beside * each + TUNING
    told = []
    for message in steps:
        assert isinstance(message, Progress)
        told.append((clock.now, message))
    assert told[0][1].seconds_left is None
    aligning = [(now, message) for now, message in told if message.stage == "align"]
    for now, message in [*aligning[3:], told[TAKES + 1]]:
        assert message.seconds_left == pytest.approx(end - now, rel=0.25)
    assert told[-2][1].seconds_left == 123.0  # it knows by itself
    assert told[-1][1].seconds_left is None


def test_it_passes_on_what_comes_back_and_what_is_cancelled(tmp_path) -> None:
    closed = []

    def steps() -> Generator[Message, None, str]:
        try:
            yield Checkpoint(tmp_path, 1)
        finally:
            closed.append(True)
        return "report"

    found = Forecast(1, 1, 1.0, 1).over(steps())
    assert next(found) == Checkpoint(tmp_path, 1)
    with pytest.raises(StopIteration) as end:
        next(found)
    assert end.value.value == "report"
    found = Forecast(1, 1, 1.0, 1).over(steps())
    next(found)
    found.close()
    assert closed == [True, True]
