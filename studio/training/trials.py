"""What a trial of the search does: tune a fresh copy with one recipe, and measure what it became.

The score is that of a rung (likeness less what is lost in words) less what is lost in naturalness.
Rungs of one run differ little in naturalness, and their sentences are heard every few minutes; but
recipes do differ: a high rate of the vocoder buys likeness with a rough sound, which the report
then refuses. So between trials DistillMOS chooses, too: a judge like the others, never a loss.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import shutil
import time
from collections.abc import Callable, Sequence
from collections.abc import Generator as Steps
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from studio.audio.mel_spec import RATE
from studio.core.entities import Run
from studio.core.errors import StudioError
from studio.core.messages import Message
from studio.training.climb import Climb
from studio.training.judge import naturalness
from studio.training.listening import Listener, Samples, speak_all
from studio.training.material import Material
from studio.training.prepare import phoneme_error_rate
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.training.search import (
    FOLDER,
    LEAST_TRIAL_ON_CARD,
    LEAST_TRIAL_SECONDS,
    Attempt,
    Outcome,
    Search,
    halves,
    read_search,
    searching,
)
from studio.training.tuning import (
    CHECKPOINT,
    WEIGHT_OF_WORDS,
    Course,
    Lane,
    Outlook,
    Tuning,
    course_of,
)
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style

WEIGHT_OF_NATURALNESS = 0.04  # half a point of DistillMOS outweighs a fiftieth of likeness
BEST_NATURALNESS = 5.0
LEAST_OF_A_HALF = 2  # takes
MEMORY, BROKEN = "memory", "broken"  # why a trial failed: the window has sentences for these


class Models(Protocol):
    """What a run changes."""

    generator: Generator
    style: Style
    inverse: InverseModel


def planned(run: Run, minutes: float | None, recipe: Recipe) -> Search | None:
    """The search that was begun in a run, or else one of so many minutes; None = no search."""
    found = read_search(run.folder)
    if found is None and minutes is not None:
        shutil.rmtree(run.folder / FOLDER, ignore_errors=True)
        seed = int.from_bytes(hashlib.sha256(run.id.encode()).digest()[:4], "big")
        least = LEAST_TRIAL_SECONDS if run.device == "cpu" else LEAST_TRIAL_ON_CARD
        found = Search.begin(60 * minutes, recipe, seed, least)
    return found


def split(
    held_out: Sequence[PreparedTake], names: Sequence[str]
) -> tuple[list[PreparedTake], list[PreparedTake]]:
    """The held-out takes that choose, and those that judge; ``names``: all of them, in order.

    Raises StudioError when either would have less than two.
    """
    choosing, judging = ([take for take in held_out if take.name in half] for half in halves(names))
    if min(len(choosing), len(judging)) < LEAST_OF_A_HALF:
        raise StudioError(
            "There are too few takes to try recipes on: some must choose, and others judge. "
            "Record more sentences, or train without a search."
        )
    return choosing, judging


@dataclass
class Bench:
    """What all trials share."""

    search: Search
    folder: Path
    """Of the run; trials lie in it until the search has ended."""
    fresh: Callable[[], Models]
    """Makes the models that a run starts from."""
    climb: Callable[[Path, Course], Climb]
    """Makes the ladder of a trial that the person may get, in its folder."""
    listener: Listener
    learnt: Sequence[PreparedTake]
    choosing: Sequence[PreparedTake]
    judging: Sequence[PreparedTake]
    name: str
    language: str
    lanes: Sequence[Lane]
    rung_seconds: float = 0.0
    """What a rung takes, about."""
    _materials: dict[tuple[bool, bool], Material] = field(default_factory=dict)

    def run(self, after: float) -> Steps[Message, None, Course]:
        """Search to the end; then the winner lies in the run's folder as if it alone had been.

        ``after``: seconds of work that follows. Returns the winner's course, which has ended.
        """
        yield from searching(self.search, self.folder, self.try_one, after)
        winner = self.search.winner
        assert winner is not None
        take_over(self._folder_of(winner), self.folder)
        shutil.rmtree(self.folder / FOLDER, ignore_errors=True)
        course = course_of(self.folder)
        assert course is not None
        return course

    def try_one(self, attempt: Attempt) -> Steps[Message, None, Outcome]:
        """Tune and measure; a recipe that breaks down has failed, unless it is the usual one."""
        folder = self._folder_of(attempt.trial, attempt.level)
        before = course_of(folder)
        spent = before.spent if before else 0.0
        took = _Took()
        try:
            outcome = yield from took.over(self._tried(attempt, folder))
        except (MemoryError, RuntimeError, ValueError, StudioError) as error:
            if attempt.trial == 0:
                raise
            outcome = Outcome(0.0, 0.0, note=MEMORY if _no_memory(error) else BROKEN)
        outcome.extra = max(0.0, took.seconds - (outcome.tuned - spent))
        if not attempt.last:
            shutil.rmtree(folder, ignore_errors=True)
        return outcome

    def _tried(self, attempt: Attempt, folder: Path) -> Steps[Message, None, Outcome]:
        search = self.search
        course = course_of(folder) or Course(
            held_out=search.held_out, base=search.base, recipe=attempt.recipe.to_dict()
        )
        climb = self.climb(folder, course) if attempt.last else None
        models = self.fresh()
        tuning = Tuning(
            models.generator,
            models.style,
            models.inverse,
            self.listener,
            folder,
            course,
            self.name,
            self.language,
            self.lanes,
            climb,
        )
        kind = (attempt.recipe.hear_noise > 0, attempt.recipe.sizes > 0)
        yield from tuning.set_up(self.learnt, self.choosing, material=self._materials.get(kind))
        self._materials[kind] = tuning.material
        yield from tuning.run(Outlook(attempt.seconds, attempt.rungs, self.rung_seconds))
        if not math.isfinite(course.best):
            raise ValueError("none of its rungs can be measured")
        tuning.take_best()
        choosing = self._scores(tuning, self.choosing)
        proof = self._scores(tuning, self.judging) if attempt.last else []
        score = float(np.mean(choosing))
        if not all(map(math.isfinite, (score, *proof))):
            raise ValueError("its voice is no sound any more")
        return Outcome(course.spent, 0.0, score, proof)

    def _scores(self, tuning: Tuning, takes: Sequence[PreparedTake]) -> list[float]:
        sounds = speak_all(tuning.generator, tuning.style, [take.phonemes for take in takes])
        return scores(self.listener, sounds, [take.phonemes for take in takes])

    def _folder_of(self, trial: int, level: int | None = None) -> Path:
        level = len(self.search.counts) - 1 if level is None else level
        return self.folder / FOLDER / f"{trial:02d}-{level}"


class _Took:
    """How long a generator works: while it is paused, at a yield, no time passes for it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def over(self, steps: Steps[Message, None, Outcome]) -> Steps[Message, None, Outcome]:
        with contextlib.closing(steps):
            while True:
                began = time.monotonic()
                try:
                    message = next(steps)
                except StopIteration as end:
                    return end.value
                finally:
                    self.seconds += time.monotonic() - began
                yield message


def scores(listener: Listener, sounds: Sequence[Samples], phonemes: Sequence[str]) -> list[float]:
    """Likeness of each 24 kHz sound, less what is lost in phonemes and naturalness."""
    heard = listener.hear(sounds)
    return [
        listener.likeness([sound])
        - WEIGHT_OF_WORDS * phoneme_error_rate(line, reading)
        - WEIGHT_OF_NATURALNESS * (BEST_NATURALNESS - naturalness(sound, RATE))
        for sound, line, reading in zip(sounds, phonemes, heard, strict=True)
    ]


def take_over(trial: Path, run: Path) -> None:
    """Move the files of a trial into the run's folder, the checkpoint last.

    Where that was interrupted it goes on: without a checkpoint nobody believes the others.
    """
    files = [path for path in trial.rglob("*") if path.is_file()]
    for path in sorted(files, key=lambda path: path.name == CHECKPOINT):
        goal = run / path.relative_to(trial)
        goal.parent.mkdir(parents=True, exist_ok=True)
        path.replace(goal)


def _no_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or "memory" in str(error).lower()
