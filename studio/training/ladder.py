"""The ladder of a run: what each checkpoint sounded like, what was measured on it, its weights.

    run/ladder/ladder.json        which sentences, and the figures of every rung
    run/ladder/step-000300/       a rung's weights, as a voice file (studio.voice.voice_file)
    run/samples/step-000300-2.wav the rung says the second sentence

Step 0 is the stock voice that the run started from: to compare with, never to be chosen. Figures
and samples of all rungs stay; weights only of the best few, for a rung takes about 55 MB. No torch
here: the window and the command line read ladders.
"""

from __future__ import annotations

import json
import math
import re
import shutil
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.core.entities import Run
from studio.core.errors import StudioError
from studio.core.files import write_atomically

FOLDER, ABOUT, SAMPLES = "ladder", "ladder.json", "samples"
FORMAT = 1
WITH_WEIGHTS = 4
"""Rungs whose weights are kept: the best by their score, and always the last."""
MAX_STEP = 1_000_000_000

SENTENCES = 3  # that every rung says: one of a held-out take, and two that every ladder has

# A greeting and a surprise: what people know a voice by. Read flat, few voices differ.
_US = (
    "Hello, it's me! Do you have a minute, or should I call you back later?",
    "What a lovely surprise! I never thought that we would all sit here together again.",
)
_GB = ("Hello, it's me! Have you got a minute, or shall I ring you back later?", _US[1])
FIXED = {"en-us": _US, "en-gb": _GB}
"""Two sentences that every ladder has, by the voice's language."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What was measured on the weights of one step, with held-out sentences."""

    step: int
    """Of training, all parts together; 0 = the voice it started from."""
    similarity: float
    """Cosine with the speaker."""
    per: float
    """Phoneme error rate."""
    validation: float
    """Losses of the mel stage on held-out takes."""
    score: float
    """What the program chooses by: more is better."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one run, by their steps."""

    run: Path
    """The run's folder."""
    texts: tuple[str, ...] = ()
    """The sentences that every rung says."""
    rungs: tuple[Rung, ...] = field(default=())

    def rung(self, step: int) -> Rung | None:
        """The rung of a step, if there is one."""
        return next((rung for rung in self.rungs if rung.step == step), None)

    def weights(self, step: int) -> Path:
        """The folder of a rung's weights, whether it is there or not."""
        return self.run / FOLDER / f"step-{step:06d}"

    def has_weights(self, step: int) -> bool:
        """Whether a rung can still be chosen."""
        return (self.weights(step) / "voice.json").is_file()

    def sample(self, step: int, sentence: int) -> Path:
        """Where a rung says a sentence (counted from 0), whether it is there or not."""
        return self.run / SAMPLES / f"step-{step:06d}-{sentence + 1}.wav"

    def to_hear(self) -> tuple[Rung, ...]:
        """The rungs to compare: those that can be chosen, and the start to measure them by."""
        return tuple(
            rung
            for rung in self.rungs
            if (rung.step == 0 or self.has_weights(rung.step))
            and all(self.sample(rung.step, n).is_file() for n in range(len(self.texts)))
        )

    def bytes_of_weights(self) -> int:
        """What the weights take on the disk."""
        files = (self.run / FOLDER).glob("step-*/*")
        return sum(path.stat().st_size for path in files if path.is_file())

    def save(self) -> None:
        """Write texts and figures, whole or not at all."""
        about = {
            "format": FORMAT,
            "texts": list(self.texts),
            "rungs": [asdict(rung) for rung in self.rungs],
        }
        write_atomically(self.run / FOLDER / ABOUT, json.dumps(about, indent=2).encode())

    def with_rung(self, rung: Rung) -> Ladder:
        """The ladder with one rung more, by its step; one of the same step is replaced."""
        others = [other for other in self.rungs if other.step != rung.step]
        return replace(self, rungs=tuple(sorted([*others, rung], key=lambda each: each.step)))

    def back_to(self, steps: Collection[int]) -> Ladder:
        """The ladder as it was at a checkpoint with these rungs; what was climbed later is lost.

        A run that was killed does its last minute again, and comes to other steps.
        """
        known = {0, *steps}
        for path in (self.run / FOLDER).glob("step-*"):
            if _step_of(path) not in known:
                shutil.rmtree(path, ignore_errors=True)
        for path in (self.run / SAMPLES).glob("step-*.wav"):
            if _step_of(path) not in known:
                path.unlink(missing_ok=True)
        return replace(self, rungs=tuple(rung for rung in self.rungs if rung.step in known))

    def clear(self, keep: Collection[int] = ()) -> int:
        """Delete the weights of all rungs but these; figures and samples stay. Returns bytes."""
        before = self.bytes_of_weights()
        for path in (self.run / FOLDER).glob("step-*"):
            if _step_of(path) not in keep:
                shutil.rmtree(path)
        return before - self.bytes_of_weights()

    def drop_worst(self) -> None:
        """Delete weights until there are few enough; see `to_drop`."""
        present = [rung for rung in self.rungs if self.has_weights(rung.step)]
        for step in to_drop(present):
            shutil.rmtree(self.weights(step))


def to_drop(rungs: Sequence[Rung], most: int = WITH_WEIGHTS) -> list[int]:
    """Steps of the rungs that are too many: the worst by their score, never the last one.

    Nobody can have chosen one of them: rungs are chosen when a run has ended, and dropped while it
    climbs.
    """
    last = max((rung.step for rung in rungs), default=0)
    worst = sorted((rung for rung in rungs if rung.step != last), key=lambda rung: rung.score)
    return [rung.step for rung in worst[: max(0, len(rungs) - most)]]


def read_ladder(run: Path) -> Ladder:
    """The ladder in a run's folder; one without rungs where none was kept.

    Raises StudioError when it is damaged.
    """
    path = run / FOLDER / ABOUT
    try:
        about = json.loads(path.read_bytes())
        if about["format"] != FORMAT or not all(isinstance(text, str) for text in about["texts"]):
            raise ValueError("not a ladder")
        rungs = tuple(sorted(map(_rung, about["rungs"]), key=lambda rung: rung.step))
        return Ladder(run, tuple(about["texts"]), rungs)
    except FileNotFoundError:
        return Ladder(run)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudioError(
            f"The list of rungs in {path} is damaged; the voice speaks all the same, but its "
            "checkpoints can no longer be compared. Train again to have them."
        ) from error


def may_be_chosen(ladder: Ladder, run: Run, step: int) -> str:
    """Why a rung cannot speak for the voice, in one sentence; "" when it can."""
    rung = ladder.rung(step)
    if not ladder.rungs:
        return "This run has kept no checkpoints: it is older than the ladder. Train again."
    if rung is None:
        steps = [each.step for each in ladder.rungs if ladder.has_weights(each.step)]
        known = ", ".join(map(str, steps or [each.step for each in ladder.rungs if each.step]))
        return f"This run has no checkpoint at step {step}; choose one of {known}."
    if step == 0:
        return "Step 0 is the stock voice that the run started from; choose a later step."
    if run.report is None:
        return "This run has not ended: go on with it to its report, then choose a checkpoint."
    if not ladder.has_weights(step):
        return f"The weights of step {step} were not kept; choose another step, or train again."
    return ""


def choice_of(run: Run) -> int | None:
    """The step that the person chose of a run; None = what the program chose."""
    choice = (run.report or {}).get("choice")
    return int(choice["step"]) if isinstance(choice, dict) and "step" in choice else None


def program_step(run: Run) -> int:
    """The step that the program found best; 0 when it is not known."""
    return int((run.report or {}).get("chosen_step") or 0)


def speaking_step(run: Path) -> int | None:
    """The step whose weights a run's folder holds; None where it holds none."""
    try:
        step = json.loads((run / "voice.json").read_bytes())["step"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return step if type(step) is int else None


def clear_ladder(ladder: Ladder, run: Run) -> int:
    """Delete the weights of a run's rungs; how many bytes that gave back.

    Where another step speaks than the program's, the program's stays: it is the way back.
    """
    kept = bool((run.report or {}).get("kept"))
    return ladder.clear(
        {program_step(run)} if kept and speaking_step(run.folder) != program_step(run) else ()
    )


def _rung(entry: dict[str, Any]) -> Rung:
    figures = {name: float(entry[name]) for name in ("similarity", "per", "validation", "score")}
    step = entry["step"]
    if type(step) is not int or not 0 <= step <= MAX_STEP:
        raise ValueError("no step")
    if not all(math.isfinite(value) for value in figures.values()):
        raise ValueError("a figure is no number")
    return Rung(step, **figures)


def _step_of(path: Path) -> int:
    """The step in the name of a folder or sample; -1 when it has none."""
    found = re.match(r"step-(\d+)", path.name)
    return int(found[1]) if found else -1
