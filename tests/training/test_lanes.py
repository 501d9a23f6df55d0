"""Lanes of parts: what counts as spent, pauses, and what happens when memory runs out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest
import torch

from studio.core.errors import StudioError, is_out_of_memory
from studio.core.messages import Progress
from studio.core.pausing import GATE
from studio.training import lanes as module
from studio.training.lanes import stretch
from studio.training.part import Part
from studio.training.recipe import Recipe
from studio.training.stopwatch import LONGEST, Stopwatch
from studio.training.tuning import NOTE_RAN_OUT, Course, Outlook, Tuning

CPU_IS_FULL = RuntimeError(
    "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: "
    "you tried to allocate 4294967296 bytes. Error code 12 (Cannot allocate memory)"
)


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Steps:
    """A part that does nothing, as long as its batch fits into memory."""

    moving: ClassVar[tuple[str, ...]] = ("head",)

    def __init__(self, recipe: Recipe, most: int = 100, error: Exception = CPU_IS_FULL) -> None:
        self.recipe, self.most, self.error = recipe, most, error
        weight = torch.zeros(1, requires_grad=True)
        self.trained = SimpleNamespace(optimiser=torch.optim.AdamW([weight]), tensors={})
        self.sizes: list[int] = []
        self.running = False

    def resize(self, recipe: Recipe) -> None:
        self.recipe = recipe

    def step(self, rate: float) -> dict[str, float]:
        if self.recipe.mel_batch > self.most:
            raise self.error
        self.running = True
        time.sleep(0.01)
        self.sizes.append(self.recipe.mel_batch)
        self.running = False
        return {"loss": rate}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.02)


@pytest.fixture
def gate() -> Iterator[None]:
    yield
    GATE.open()


def parts(**made: Steps) -> dict[str, Part]:
    return cast(dict[str, Part], made)


def tuning(folder: Path, **made: Steps) -> Tuning:
    anything = cast(Any, SimpleNamespace(device=torch.device("cpu")))
    course = Course(recipe=Recipe().to_dict())
    lanes = [{name: 1.0} for name in made]
    found = Tuning(anything, anything, anything, anything, folder, course, "Ann", "en-us", lanes)
    found.parts = parts(**made)
    return found


def test_a_look_that_comes_far_too_late_is_no_work() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    for passed, counted in ((1.0, 1.0), (0.2, 0.2), (LONGEST, LONGEST), (8 * 3600.0, 1.0)):
        clock.now += passed
        assert watch.look() == pytest.approx(counted)
    clock.now += 5.0
    watch.skip()
    clock.now += 0.5
    assert watch.look() == pytest.approx(0.5)


@pytest.mark.usefixtures("quick")
def test_a_night_of_sleep_is_not_spent() -> None:
    course, clock = Course(), Clock()
    a, b = Steps(Recipe()), Steps(Recipe())
    looks = stretch([{"a": 1.0}, {"b": 1.0}], parts(a=a, b=b), course, 3.0, 60.0, {},
                    Stopwatch(clock))  # fmt: skip
    next(looks)
    for passed in (1.0, 8 * 3600.0, 1.0):  # the lid is closed for a night
        clock.now += passed
        next(looks, None)
    assert course.spent == pytest.approx(3.0)
    assert course.steps_of["a"] == len(a.sizes) > 0
    assert course.steps_of["b"] == len(b.sizes) > 0


@pytest.mark.usefixtures("quick")
def test_parts_share_their_lane_and_every_thread_ends() -> None:
    course, seen = Course(), {}
    a, b = Steps(Recipe()), Steps(Recipe())
    before = threading.active_count()
    threads = torch.get_num_threads()
    list(stretch([{"a": 0.75, "b": 0.25}], parts(a=a, b=b), course, 0.6, 60.0, seen))
    assert 0.6 <= course.spent < 5.0
    assert course.steps_of["a"] > 1.5 * course.steps_of["b"] > 0
    assert set(seen) == {"a.loss", "b.loss"}
    looks = stretch([{"a": 1.0}], parts(a=a), course, 60.0, 60.0, seen)
    next(looks)
    looks.close()  # as a task is closed that is cancelled
    assert threading.active_count() == before
    assert torch.get_num_threads() == threads
    assert not a.running


@pytest.mark.usefixtures("quick", "gate")
def test_a_pause_ends_the_stretch_before_it_stands_still() -> None:
    part, course = Steps(Recipe()), Course()
    looks = stretch([{"a": 1.0}], parts(a=part), course, 60.0, 60.0, {})
    next(looks)
    GATE.close()
    assert not GATE.holds  # its threads compute: this yield is no place to stand still at
    assert len(list(looks)) <= 1
    assert GATE.holds
    steps = len(part.sizes)
    time.sleep(0.05)
    assert len(part.sizes) == steps


@pytest.mark.parametrize(
    "error",
    [
        CPU_IS_FULL,
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."),
        RuntimeError("MPS backend out of memory (MPS allocated: 8 GB)"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"),
    ],
)
@pytest.mark.usefixtures("quick")
def test_when_memory_runs_out_batches_are_halved_and_it_goes_on(
    tmp_path: Path, error: Exception
) -> None:
    assert is_out_of_memory(error)
    tight, roomy = Steps(Recipe(), most=3, error=error), Steps(Recipe())
    run, outlook = tuning(tmp_path, tight=tight, roomy=roomy), Outlook(60.0, 1)
    for _ in range(3):
        list(run._stretch(0.1, outlook))
    assert set(tight.sizes) == {2}  # 10, 5, 2
    assert set(roomy.sizes) <= {10, 5, 2}
    assert run.recipe == Recipe.from_dict(run.course.recipe)
    assert run.recipe.mel_batch == 2
    assert run.course.notes == [NOTE_RAN_OUT]  # once


@pytest.mark.usefixtures("quick")
def test_when_even_the_smallest_batches_do_not_fit_it_says_so(tmp_path: Path) -> None:
    run, outlook = tuning(tmp_path, tight=Steps(Recipe(), most=0)), Outlook(60.0, 1)
    with pytest.raises(StudioError, match="resume the training; it goes on from its last"):
        for _ in range(20):
            list(run._stretch(0.05, outlook))
    assert run.recipe.smaller() is None


@pytest.mark.usefixtures("quick")
def test_other_errors_are_no_lack_of_memory(tmp_path: Path) -> None:
    bug = RuntimeError("shape mismatch")
    assert not is_out_of_memory(bug)
    run = tuning(tmp_path, a=Steps(Recipe(), most=0, error=bug))
    with pytest.raises(RuntimeError, match="shape mismatch"):
        list(run._stretch(0.1, Outlook(60.0, 1)))
    assert run.recipe == Recipe()


@pytest.mark.usefixtures("quick")
def test_progress_tells_what_is_left(tmp_path: Path) -> None:
    run = tuning(tmp_path, a=Steps(Recipe()))
    run.course.spent = 20.0
    told = list(run._stretch(0.1, Outlook(60.0, 1, rung_seconds=8.0, after=30.0)))
    first = told[0]
    assert isinstance(first, Progress)
    assert first.fraction == pytest.approx(20 / 60, abs=0.02)
    assert first.seconds_left == pytest.approx(40 + 8 + 30, abs=3)
