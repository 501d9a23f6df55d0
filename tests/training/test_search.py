"""The search: levels on a budget, who goes on, who wins, and how it goes on after a kill."""

from __future__ import annotations

import json
import random
from collections.abc import Generator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest

from studio.core.messages import Checkpoint, Message, Progress, Sample
from studio.training.recipe import RANGES, Recipe
from studio.training.search import (
    FILE,
    RATES,
    SPACE,
    Attempt,
    Outcome,
    Search,
    Steps,
    counts_for,
    draw,
    gain_and_noise,
    halves,
    read_search,
    searching,
    shares_for,
)

HOUR = 3600.0


@dataclass
class Bench:
    """Tunes nothing: a recipe is the better the nearer its rates are to what ``good`` says."""

    good: dict[str, float]
    proof: float = 1.0
    """How much of that shows on the takes that do not choose."""
    broken: set[int] = field(default_factory=set)
    made: list[Attempt] = field(default_factory=list)

    def try_one(self, attempt: Attempt) -> Steps:
        self.made.append(attempt)
        for part in range(4):
            yield Progress("tune", part / 4, None, {"L": 3.0})
        yield Sample(Path("a.wav"), "Hello.", 1)
        yield Checkpoint(Path("c"), 1)
        if attempt.trial in self.broken:
            return Outcome(attempt.seconds, 5.0, note="It went wrong.")
        far = sum(abs(getattr(attempt.recipe, k) / v - 1) for k, v in self.good.items())
        proof = [0.8 + 0.01 * take - 0.05 * far * self.proof for take in range(4)]
        return Outcome(attempt.seconds, 5.0, 0.8 - 0.05 * far, proof if attempt.last else [])


def finish(steps: Generator[Message, None, None]) -> list[Message]:
    return list(steps)


def rates_of(search: Search, trial: int) -> dict[str, float]:
    """The rates of one of the drawn recipes."""
    made = search.usual | search.trials[trial].changes
    return {name: made[name] for name in RATES}


def test_every_name_of_the_space_is_a_number_of_the_recipe_within_its_range() -> None:
    known = {one.name for one in fields(Recipe)}
    assert set(SPACE) <= known
    for name, values in SPACE.items():
        usual, (least, most) = getattr(Recipe(), name), RANGES[name]
        for value in values:
            found = value * usual if name in RATES else value
            assert least <= found <= most
        assert any(value != 1.0 if name in RATES else value != usual for value in values)


def test_draws_differ_from_the_usual_in_what_they_name() -> None:
    dice, usual = random.Random(3), Recipe()
    for _ in range(200):
        changes = draw(dice, usual)
        assert 1 <= len(changes) <= 4
        made = Recipe.from_dict(usual.to_dict() | changes)
        assert all(getattr(made, name) != getattr(usual, name) for name in changes)


@pytest.mark.parametrize(
    ("minutes", "counts"), [(5, [2]), (15, [6, 2]), (60, [6, 2]), (135, [18, 6, 2])]
)
def test_levels_are_as_many_as_leave_time_to_each_trial(minutes: float, counts: list[int]) -> None:
    assert counts_for(60 * minutes, 45.0) == counts
    assert sum(shares_for(len(counts))) == pytest.approx(1)


def test_the_budget_is_kept_and_most_of_it_goes_to_the_last_two() -> None:
    search = Search.begin(HOUR, Recipe(), 1, 45.0, overhead=20.0)
    while (attempt := search.next()) is not None:
        search.take(attempt, Outcome(attempt.seconds, 30.0, 0.5, [0.5, 0.5]))
    assert search.spent == pytest.approx(HOUR, rel=0.01)
    first, last = search.lengths
    assert first == pytest.approx(0.4 * HOUR / 6 - 20)  # as was expected
    assert last == pytest.approx((HOUR - 6 * (first + 30)) / 2 - 30)  # as it then took
    assert 2 * last > 0.55 * HOUR


def test_the_better_recipe_wins_by_what_the_other_takes_say(tmp_path: Path) -> None:
    search, best = Search.begin(HOUR, Recipe(), 5, 45.0), 3
    bench = Bench(rates_of(search, best))
    messages = finish(searching(search, tmp_path, bench.try_one, after=40.0))
    assert [attempt.trial for attempt in bench.made] == [0, 1, 2, 3, 4, 5, 0, best]
    assert [attempt.last for attempt in bench.made] == [False] * 6 + [True] * 2
    assert search.winner == best
    report = json.loads(json.dumps(search.to_report()))
    assert report["winner"] == best
    assert report["gain"] > 0.005 >= report["noise"]
    assert report["usual"].keys() == {n for trial in search.trials for n in trial.changes}
    assert not any(isinstance(message, Sample) for message in messages)
    told = [message for message in messages if isinstance(message, Progress)]
    assert {message.stage for message in told} == {"try"}
    fractions = [message.fraction or 0.0 for message in told]
    assert fractions == sorted(fractions)
    assert 0.6 < fractions[-1] <= 1  # in the middle of the last attempt
    assert (told[0].values["trial"], told[0].values["trials"]) == (1, 8)
    assert "best" not in told[0].values
    assert told[-1].values["best"] >= told[-1].values["usual"]
    left = [message.seconds_left or 0.0 for message in told]
    assert left[0] == pytest.approx(HOUR + 40)
    assert left == sorted(left, reverse=True)


def test_what_does_not_show_on_the_other_takes_is_not_kept(tmp_path: Path) -> None:
    search = Search.begin(HOUR, Recipe(), 5, 45.0)
    finish(searching(search, tmp_path, Bench(rates_of(search, 3), proof=0.0).try_one))
    assert search.winner == 0


def test_where_the_usual_recipe_is_best_it_stays(tmp_path: Path) -> None:
    usual = Recipe()
    search = Search.begin(HOUR, usual, 5, 45.0)
    bench = Bench({name: getattr(usual, name) for name in RATES})
    finish(searching(search, tmp_path, bench.try_one))
    assert search.winner == 0
    assert len(bench.made) == 8  # it was compared at full length all the same


def test_trials_that_fail_are_passed_over(tmp_path: Path) -> None:
    search, best = Search.begin(HOUR, Recipe(), 5, 45.0), 3
    good = rates_of(search, best)
    finish(searching(search, tmp_path, Bench(good, broken={best}).try_one))
    assert search.winner not in (None, best)
    row = search.to_report()["trials"][best]
    assert (row["score"], row["note"]) == (None, "It went wrong.")
    alone = Search.begin(HOUR, Recipe(), 5, 45.0)
    bench = Bench(good, broken={1, 2, 3, 4, 5})
    finish(searching(alone, tmp_path, bench.try_one))
    assert alone.winner == 0
    assert bench.made[-1].last  # tuned for long, as the person was promised


@pytest.mark.parametrize("stop_after", [1, 7, 20, 30, 41])
def test_it_goes_on_after_a_kill_as_if_nothing_had_been(tmp_path: Path, stop_after: int) -> None:
    good = {"mel_rate": 1e-3, "vocoder_rate": 6e-4}
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    straight = Search.begin(HOUR, Recipe(), 7, 45.0)
    finish(searching(straight, whole, Bench(good).try_one))

    first = Bench(good)
    steps = searching(Search.begin(HOUR, Recipe(), 7, 45.0), broken, first.try_one)
    for _ in range(stop_after):
        next(steps)
    del steps  # nothing more is run, as after kill -9
    found = read_search(broken)
    assert found is not None
    second = Bench(good)
    finish(searching(found, broken, second.try_one))
    assert found == straight
    assert len(first.made) + len(second.made) <= len(straight.trials) + 2 + 1  # one begun twice
    ended = read_search(broken)
    assert ended is not None
    assert ended == straight
    assert finish(searching(ended, broken, Bench(good).try_one)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        {"version": 99},
        {"counts": []},
        {"seconds": -1},
        {"more": 1},
        {"trials": [{"changes": {"mel_rate": "fast"}, "outcomes": []}]},
        {"trials": [{"changes": {"mel_rate": 7.0}, "outcomes": []}]},
    ],
)
def test_a_file_that_is_not_a_search_is_not_believed(tmp_path: Path, spoil: dict[str, Any]) -> None:
    Search.begin(HOUR, Recipe(), 7, 45.0).write(tmp_path)
    assert read_search(tmp_path) is not None
    values = json.loads((tmp_path / FILE).read_bytes())
    (tmp_path / FILE).write_text(json.dumps(values | spoil))
    assert read_search(tmp_path) is None
    (tmp_path / FILE).write_text("[]")
    assert read_search(tmp_path) is None
    (tmp_path / FILE).write_text('{"version": 1')
    assert read_search(tmp_path) is None


def test_noise_is_what_the_takes_disagree_about() -> None:
    gain, noise = gain_and_noise([0.82, 0.83, 0.84, 0.85], [0.80, 0.81, 0.82, 0.83])
    assert gain == pytest.approx(0.02)
    assert noise == pytest.approx(0)
    gain, noise = gain_and_noise([0.92, 0.73, 0.94, 0.77], [0.80, 0.81, 0.82, 0.83])
    assert gain < noise  # two takes like it, two do not
    assert gain_and_noise([0.9], [0.8])[1] == float("inf")  # one take proves nothing


def test_no_take_both_chooses_and_judges() -> None:
    choosing, judging = halves(list("abcdefg"))
    assert set(choosing) & set(judging) == set()
    assert sorted(choosing + judging) == list("abcdefg")
