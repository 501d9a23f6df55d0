"""The fine-tuning loop: four parts side by side, a rung now and then, a checkpoint every minute.

parts -> step, step, … -> rung: the average weights speak held-out sentences and are measured
                       -> the best rung is what the run offers
"""

from __future__ import annotations

import gc
import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from safetensors.torch import save as save_tensors
from torch import Tensor

from studio.core.errors import StudioError, is_out_of_memory
from studio.core.files import write_atomically
from studio.core.messages import Checkpoint, Message, Progress, Sample
from studio.core.pausing import GATE
from studio.training.climb import Climb
from studio.training.clips import Clip, clip_of_take, collate
from studio.training.heard import heard_loss
from studio.training.ladder import Rung
from studio.training.lanes import LANES, Lane, lanes_with, stretch
from studio.training.listening import Listener, speak_all
from studio.training.material import Material, as_told, parts_of
from studio.training.part import Part
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.training.sentences import Said
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style

PATIENCE = 3  # rungs without a better one, after which training ends early
CHECKPOINT_SECONDS = 45.0
SLOWER = 8.0  # times as long as expected, that a busy computer explains
LISTENED = 6  # sentences spoken at each rung
WEIGHT_OF_WORDS = 0.5  # a tenth more PER outweighs a twentieth more likeness
CHECKPOINT, BEST = "checkpoint.safetensors", "best.safetensors"
NOTE_RAN_OUT = "Memory ran out on the way, so it went on with smaller batches."


@dataclass
class Course:
    """How far a run is: what a checkpoint keeps beside the tensors."""

    spent: float = 0.0
    """Seconds of tuning."""
    steps_of: dict[str, int] = field(default_factory=dict)
    time_of: dict[str, float] = field(default_factory=dict)
    rungs: list[dict[str, float]] = field(default_factory=list)
    best: float = -math.inf
    best_step: int = 0
    held_out: list[str] = field(default_factory=list)
    """Ids of the takes that training never sees."""
    base: str = ""
    """The stock voice it started from."""
    recipe: dict[str, Any] = field(default_factory=dict)
    """What the run was begun with (`Recipe.to_dict`); it goes on with the same."""
    notes: list[str] = field(default_factory=list)
    """Sentences about how it went, for the report."""

    @property
    def steps(self) -> int:
        """Steps of all parts together."""
        return sum(self.steps_of.values())

    def note(self, sentence: str) -> None:
        """Say something in the report, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)


@dataclass
class Outlook:
    """What is still to come: tuning, rungs on the way, and what follows it."""

    seconds: float
    """Of tuning, in all."""
    rungs: int
    """In all."""
    rung_seconds: float = 0.0
    """What a rung takes: expected at first, then as the last one took."""
    after: float = 0.0
    """Seconds of the work that follows the tuning: the judging."""
    checkpoint_seconds: float = 1.0
    """What a checkpoint takes: expected at first, then as the last one took."""

    def left(self, course: Course) -> float:
        """Seconds until everything is done, from where the course is."""
        tuning = max(0.0, self.seconds - course.spent)
        rungs = max(0, self.rungs - len(course.rungs))
        checkpoints = rungs + tuning / CHECKPOINT_SECONDS
        beside = rungs * self.rung_seconds + checkpoints * self.checkpoint_seconds
        return tuning + beside + self.after

    def rung_took(self, seconds: float) -> None:
        """Expect the same of the others, unless the computer slept meanwhile."""
        expected = self.rung_seconds or seconds
        self.rung_seconds = min(seconds, SLOWER * expected)

    def checkpoint_took(self, seconds: float) -> None:
        """Expect the same of the others, unless the computer slept meanwhile."""
        self.checkpoint_seconds = min(seconds, SLOWER * self.checkpoint_seconds)


class Tuning:
    """One fine-tuning: models, data, and the course that it is on."""

    def __init__(
        self,
        generator: Generator,
        style: Style,
        inverse: InverseModel,
        listener: Listener,
        folder: Path,
        course: Course,
        name: str,
        language: str,
        lanes: Sequence[Lane] = LANES,
        climb: Climb | None = None,
    ) -> None:
        """``climb``: the ladder to which rungs are added; None = nobody will listen to them."""
        self.climb = climb
        self.language = language
        self.name, self.lanes, self.recipe = name, lanes, Recipe.from_dict(course.recipe)
        self.generator, self.style, self.inverse = generator, style, inverse
        self.listener, self.folder, self.course = listener, folder, course
        self.lines: list[Said] = []
        """What is judged by: held-out takes first."""
        self.held_clips: list[Clip] = []
        self.parts: dict[str, Part] = {}
        self.start: dict[str, Tensor] = {}  # what `tensors` were before any training
        self.seen: dict[str, float] = {}
        self.saved = course.steps  # steps that the last checkpoint holds

    def set_up(
        self,
        takes: Sequence[PreparedTake],
        held_out: Sequence[PreparedTake],
        seed: int = 1,
        material: Material | None = None,
        lines: Sequence[Said] = (),
    ) -> Iterator[Progress]:
        """Compute once what does not move in training, and make the parts; go on where it was.

        ``material``: of the same takes, by another tuning (`self.material`). ``lines``: what is
        judged by; none = the held-out takes.
        """
        # Of its own for each part, because they run side by side.
        dice = [np.random.default_rng((seed, self.course.steps, part)) for part in range(5)]
        models, recipe = (self.generator, self.style), self.recipe
        if material is None:
            material = yield from Material.gather(takes, *models, self.inverse, recipe, dice[4])
        self.material = material
        self.lines = list(lines or held_out)
        told = [as_told(take, *models, recipe) for take in held_out]
        self.held_clips = [clip_of_take(take, text.content[0]) for take, text in told]
        read = {line.text for line in (*takes, *self.lines)}
        heard = heard_loss(*models, self.listener.model, self.language, read, recipe, dice[4])
        self.parts = parts_of(material, *models, self.inverse, recipe, dice[:4], heard)
        self.start = {n: t.detach().cpu().half() for n, t in self.tensors().items()}
        self.lanes = lanes_with(self.lanes, self.parts)
        if self.course.steps:
            self._go_on()

    def run(self, outlook: Outlook) -> Iterator[Message]:
        """Tune until the seconds of the outlook are spent, with its rungs on the way."""
        course, seconds, rungs = self.course, outlook.seconds, outlook.rungs
        yield Progress("tune", course.spent / seconds, outlook.left(course))
        if not course.steps:
            yield from self._start()
        try:
            while course.spent < seconds and not self._is_stuck():
                due = min(seconds, seconds * (len(course.rungs) + 1) / rungs)
                length = min(CHECKPOINT_SECONDS, max(0.0, due - course.spent))
                yield from self._stretch(length, outlook)
                # A slow step may carry past the rung, or past the end: it is climbed all the same.
                if course.spent >= due - 1e-3:
                    if GATE.closed:  # a pause may begin between the samples of the rung
                        self._checkpoint()
                    yield from self._rung(outlook)
                began = time.monotonic()
                checkpoint = self._checkpoint()
                outlook.checkpoint_took(time.monotonic() - began)
                yield checkpoint
        except GeneratorExit:  # it is stopped: nothing that was learnt is lost
            if course.steps > self.saved:
                self._checkpoint()
            raise

    def _is_stuck(self) -> bool:
        """Whether the last rungs all were no better than an earlier one."""
        rungs = self.course.rungs
        return len(rungs) > PATIENCE and self.course.best > max(
            rung["score"] for rung in rungs[-PATIENCE:]
        )

    def _stretch(self, length: float, outlook: Outlook) -> Iterator[Progress]:
        """Train all lanes for ``length`` seconds; progress comes every second.

        Less when a pause is asked for, and when memory runs out: then batches are smaller.
        """
        course, seconds = self.course, outlook.seconds
        try:
            with closing(
                stretch(self.lanes, self.parts, course, length, seconds, self.seen)
            ) as looks:
                for _ in looks:
                    share, left = min(1.0, course.spent / seconds), outlook.left(course)
                    yield Progress("tune", share, left, self._losses())
            return
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        self._go_smaller()

    def _go_smaller(self) -> None:
        """Go on with smaller batches; weights, averages and moments stay."""
        smaller = self.recipe.smaller()
        if smaller is None:
            raise StudioError(
                "Memory ran out even with the smallest batches: close other programs, then resume "
                "the training; it goes on from its last checkpoint."
            )
        self.recipe, self.course.recipe = smaller, smaller.to_dict()
        self.course.note(NOTE_RAN_OUT)
        for part in self.parts.values():
            part.resize(smaller)
            part.trained.optimiser.zero_grad()
        gc.collect()
        if self.generator.device.type == "cuda":
            torch.cuda.empty_cache()

    def _losses(self) -> dict[str, float]:
        """L_G, L_I and their sum L, once every part has taken a step."""
        seen = dict(self.seen)  # the lanes go on writing into the other
        of_hearing = {key: value for key, value in seen.items() if key.startswith("hearing.")}
        of_speaking = sum(value for key, value in seen.items() if key not in of_hearing)
        losses = {"L_G": of_speaking, "L_I": sum(of_hearing.values())}
        begun = {key.partition(".")[0] for key in seen}
        values = losses | {"L": sum(losses.values())} if begun == set(self.parts) else {}
        if self.course.rungs:
            values["validation"] = self.course.rungs[-1]["validation"]
        return values

    def _start(self) -> Iterator[Message]:
        """The first rung of the ladder: the voice that training starts from."""
        if self.climb is not None:
            rung = self.measured()
            yield from list(self.climb.add(rung, self.generator, self.style, self.inverse))

    def _rung(self, outlook: Outlook) -> Iterator[Message]:
        """Let the average weights speak, measure them, keep them if they are the best so far."""
        began = time.monotonic()
        with self.average_weights():
            rung = self.measured()
            samples = list(self.keep(rung))
        outlook.rung_took(time.monotonic() - began)
        yield from samples
        seen = {"similarity": rung.similarity, "per": rung.per, "validation": rung.validation}
        yield Progress("tune", None, None, seen)

    def keep(self, rung: Rung) -> Iterator[Sample]:
        """Note what was measured of what speaks now; keep that if it is the best so far."""
        course = self.course
        course.rungs.append(asdict(rung))
        if rung.score > course.best:
            course.best, course.best_step = rung.score, rung.step
            self.keep_best()
        if self.climb is not None:
            yield from self.climb.add(rung, self.generator, self.style, self.inverse)

    def choose(self, rung: Rung) -> Iterator[Sample]:
        """Keep what speaks now as the best, whatever its score."""
        self.course.best = -math.inf
        yield from self.keep(rung)

    def measured(self) -> Rung:
        """What speaks now, measured on sentences that training never sees."""
        phonemes = [line.phonemes for line in self.lines[:LISTENED]]
        sounds = speak_all(self.generator, self.style, phonemes)
        likeness = self.listener.likeness(sounds)
        errors = self.listener.phoneme_errors(sounds, phonemes)
        score = likeness - WEIGHT_OF_WORDS * errors
        return Rung(self.course.steps, likeness, errors, self.validation(), score)

    @torch.inference_mode()
    def validation(self) -> float:
        """The mel stage's losses on held-out takes."""
        spans = [(0, min(400, clip.mel.shape[1])) for clip in self.held_clips]
        torch.manual_seed(0)
        device = self.generator.device
        losses = self.generator.mel_stage.losses(
            *collate(self.held_clips, spans, self.style, device)
        )
        return float(sum(losses))

    def tensors(self) -> dict[str, Tensor]:
        """Everything that is trained, by name (``style.…``, ``head.…`` and the generator's)."""
        return {n: t for part in self.parts.values() for n, t in part.trained.tensors.items()}

    def average_weights(self) -> AbstractContextManager[None]:
        """Within it the models have the running averages of their weights."""
        trained = [part.trained for part in self.parts.values()]
        return self.speaking_with({n: tensor for t in trained for n, tensor in t.average.items()})

    @contextmanager
    def speaking_with(self, weights: Mapping[str, Tensor]) -> Iterator[None]:
        """Within it the models have other weights, by the names of `tensors`."""
        now = self.tensors()
        before = {name: tensor.detach().clone() for name, tensor in now.items()}
        try:
            with torch.no_grad():
                for name, tensor in now.items():
                    tensor.copy_(weights[name])
            yield
        finally:
            with torch.no_grad():
                for name, tensor in now.items():
                    tensor.copy_(before[name])

    def keep_best(self) -> None:
        """Write what speaks now as the best so far."""
        halves = {n: t.detach().cpu().half().contiguous() for n, t in self.tensors().items()}
        write_atomically(self.folder / BEST, save_tensors(halves))

    def take_best(self) -> None:
        """Give the models the weights of the best rung."""
        best = load_file(self.folder / BEST)
        with torch.no_grad():
            for name, tensor in self.tensors().items():
                tensor.copy_(best[name])

    def _checkpoint(self) -> Checkpoint:
        """Write everything to go on from, in one file, so that it is whole or not there."""
        tensors: dict[str, Tensor] = {}
        for name, part in self.parts.items():
            tensors |= {
                f"{name}/{key}": value.cpu().contiguous()
                for key, value in part.trained.state().items()
            }
        path = self.folder / CHECKPOINT
        write_atomically(path, save_tensors(tensors, {"course": json.dumps(asdict(self.course))}))
        self.saved = self.course.steps
        return Checkpoint(path, self.saved)

    def _go_on(self) -> None:
        """Go on from the folder's checkpoint."""
        tensors = load_file(self.folder / CHECKPOINT)
        for name, part in self.parts.items():
            prefix = f"{name}/"
            part.trained.go_on(
                {k.removeprefix(prefix): t for k, t in tensors.items() if k.startswith(prefix)}
            )


def course_of(folder: Path) -> Course | None:
    """The course of an interrupted run; None when there is no whole checkpoint."""
    try:
        raw = (folder / CHECKPOINT).open("rb")
    except OSError:
        return None
    with raw:
        try:
            size = int.from_bytes(raw.read(8), "little")
            header: Mapping[str, Mapping[str, str]] = json.loads(raw.read(min(size, 50_000_000)))
            return Course(**json.loads(header["__metadata__"]["course"]))
        except (KeyError, TypeError, ValueError):
            return None
