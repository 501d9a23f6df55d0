"""The fine-tuning loop: four parts side by side, a rung now and then, a checkpoint every minute.

parts -> step, step, … -> rung: the average weights speak held-out sentences and are measured
                       -> the best rung is what the run offers
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from safetensors.torch import save as save_tensors
from torch import Tensor

from studio.audio.mel_spec import RATE
from studio.core.files import write_atomically
from studio.core.messages import Checkpoint, Message, Progress, Sample
from studio.speech import export, watermark
from studio.speech.export import Origin
from studio.training.clips import Clip, clip_of_take, collate
from studio.training.listening import Listener, speak_all
from studio.training.parts import (
    HearingPart,
    MelPart,
    Part,
    ProsodyPart,
    VocoderPart,
    encoded,
    features_of,
)
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.training.replay import replay_clips
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style

# Parts that are trained side by side, each lane in a thread of its own: two single-threaded lanes
# take nearly twice the steps that one lane with two threads takes. The numbers are shares of a
# lane's time; the mel stage has the longest way to go, hearing only gets used to a voice.
Lane = Mapping[str, float]
LANES: tuple[Lane, ...] = (
    {"mel_stage": 1.0},
    {"vocoder": 0.5, "prosody": 0.42, "hearing": 0.08},
)
PATIENCE = 3  # rungs without a better one, after which training ends early
CHECKPOINT_SECONDS = 45.0
PROGRESS_SECONDS = 1.0
LISTENED = 6  # held-out sentences spoken at each rung
WEIGHT_OF_WORDS = 0.5  # a tenth more PER outweighs a twentieth more likeness
CHECKPOINT, BEST = "checkpoint.safetensors", "best.safetensors"


def lanes_for(threads: int | None) -> tuple[Lane, ...]:
    """The lanes that fit into so many threads; None = all.

    One thread drives one lane, in which every part has the share that it has otherwise.
    """
    if threads is None or threads >= len(LANES):
        return LANES
    return ({part: share for lane in LANES for part, share in lane.items()},)


def lanes_with(lanes: Sequence[Lane], parts: Collection[str]) -> tuple[Lane, ...]:
    """The lanes with these parts alone; a lane that has none of them is left out."""
    kept = [{part: share for part, share in lane.items() if part in parts} for lane in lanes]
    return tuple(lane for lane in kept if lane)


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

    @property
    def steps(self) -> int:
        """Steps of all parts together."""
        return sum(self.steps_of.values())


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

    def left(self, course: Course) -> float:
        """Seconds until everything is done, from where the course is."""
        rungs = max(0, self.rungs - len(course.rungs))
        return max(0.0, self.seconds - course.spent) + rungs * self.rung_seconds + self.after


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
        lanes: Sequence[Lane] = LANES,
    ) -> None:
        """``name`` is the voice's, for what its samples say of themselves."""
        self.name, self.lanes, self.recipe = name, lanes, Recipe.from_dict(course.recipe)
        self.generator, self.style, self.inverse = generator, style, inverse
        self.listener, self.folder, self.course = listener, folder, course
        self.held_out: list[PreparedTake] = []
        self.held_clips: list[Clip] = []
        self.parts: dict[str, Part] = {}
        self.seen: dict[str, float] = {}

    def set_up(
        self, takes: Sequence[PreparedTake], held_out: Sequence[PreparedTake], seed: int = 1
    ) -> Iterator[Progress]:
        """Compute once what does not move in training, and make the parts; go on where it was."""
        clips, texts, heard = [], [], []
        for number, take in enumerate(takes, start=1):
            texts.append(encoded(self.generator, take))
            clips.append(clip_of_take(take, texts[-1].content[0]))
            heard.append(features_of(self.inverse, take))
            yield Progress("prepare", number / len(takes))
        self.held_out = list(held_out)
        self.held_clips = [
            clip_of_take(take, encoded(self.generator, take).content[0]) for take in held_out
        ]
        # Of its own for each part, because they run side by side.
        dice = [np.random.default_rng((seed, self.course.steps, part)) for part in range(4)]
        models, recipe = (self.generator, self.style), self.recipe
        makers: list[tuple[str, type[Part], Callable[[], Part]]] = [
            (
                "mel_stage",
                MelPart,
                lambda: MelPart(*models, clips, replay_clips(), dice[0], recipe),
            ),
            ("vocoder", VocoderPart, lambda: VocoderPart(*models, takes, clips, dice[1], recipe)),
            ("prosody", ProsodyPart, lambda: ProsodyPart(*models, takes, texts, dice[2], recipe)),
            (
                "hearing",
                HearingPart,
                lambda: HearingPart(self.inverse, takes, heard, dice[3], recipe),
            ),
        ]
        self.parts = {
            name: make() for name, kind, make in makers if set(kind.moving) & set(recipe.moving)
        }
        self.lanes = lanes_with(self.lanes, self.parts)
        if self.course.steps:
            self._go_on()

    def run(self, outlook: Outlook) -> Iterator[Message]:
        """Tune until the seconds of the outlook are spent, with its rungs on the way."""
        course, seconds, rungs = self.course, outlook.seconds, outlook.rungs
        yield Progress("tune", course.spent / seconds, outlook.left(course))
        while course.spent < seconds and not self._is_stuck():
            due = min(seconds, seconds * (len(course.rungs) + 1) / rungs)
            length = min(CHECKPOINT_SECONDS, max(0.0, due - course.spent))
            yield from self._stretch(length, outlook)
            # A slow step may carry past the rung, or past the end: it is climbed all the same.
            if course.spent >= due - 1e-3:
                began = time.monotonic()
                yield from self._rung()
                outlook.rung_seconds = time.monotonic() - began
            yield self._checkpoint()

    def _is_stuck(self) -> bool:
        """Whether the last rungs all were no better than an earlier one."""
        rungs = self.course.rungs
        return len(rungs) > PATIENCE and self.course.best > max(
            rung["score"] for rung in rungs[-PATIENCE:]
        )

    def _stretch(self, length: float, outlook: Outlook) -> Iterator[Progress]:
        """Train all lanes for ``length`` seconds; progress comes every second."""
        course, before, seconds = self.course, self.course.spent, outlook.seconds
        threads = torch.get_num_threads()
        torch.set_num_threads(max(1, threads // len(self.lanes)))
        began, stop = time.monotonic(), threading.Event()
        with ThreadPoolExecutor(len(self.lanes)) as pool:
            try:
                lanes = [pool.submit(self._lane, lane, seconds, stop) for lane in self.lanes]
                while (passed := time.monotonic() - began) < length:
                    done, _ = wait(lanes, min(PROGRESS_SECONDS, length - passed), FIRST_EXCEPTION)
                    if any(lane.exception() for lane in done):
                        break
                    course.spent = before + time.monotonic() - began
                    share, left = min(1.0, course.spent / seconds), outlook.left(course)
                    yield Progress("tune", share, left, self._losses())
            finally:  # also when nobody listens any longer
                stop.set()
        torch.set_num_threads(threads)
        for lane in lanes:
            lane.result()
        course.spent = before + time.monotonic() - began

    def _lane(self, shares: Lane, seconds: float, stop: threading.Event) -> None:
        """Step by step, always the part that has had the least of its share of the time."""
        course = self.course
        while not stop.is_set():
            name = min(shares, key=lambda part: course.time_of.get(part, 0.0) / shares[part])
            began = time.monotonic()
            share = min(1.0, course.spent / seconds)
            values = self.parts[name].step(max(0.05, math.cos(share * math.pi / 2)))
            course.time_of[name] = course.time_of.get(name, 0.0) + time.monotonic() - began
            course.steps_of[name] = course.steps_of.get(name, 0) + 1
            for loss, value in values.items():
                key = f"{name}.{loss}"
                old = self.seen.get(key, value)
                self.seen[key] = 0.95 * old + 0.05 * value

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

    def _rung(self) -> Iterator[Message]:
        """Let the average weights speak, measure them, keep them if they are the best so far."""
        course, heard = self.course, self.held_out[:LISTENED]
        with self.average_weights():
            sounds = speak_all(self.generator, self.style, [take.phonemes for take in heard])
            likeness = self.listener.likeness(sounds)
            errors = self.listener.phoneme_errors(sounds, [take.phonemes for take in heard])
            score = likeness - WEIGHT_OF_WORDS * errors
            rung = {
                "step": course.steps,
                "similarity": likeness,
                "per": errors,
                "score": score,
                "validation": self._validation(),
            }
            course.rungs.append(rung)
            if score > course.best:
                course.best, course.best_step = score, course.steps
                self.keep_best()
        path = self.folder / "samples" / f"step-{course.steps:06d}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        origin = Origin(self.name, f"the cloned voice “{self.name}”, in training", heard[0].text)
        export.write(path, watermark.mark(sounds[0], RATE), RATE, origin)
        yield Sample(path, heard[0].text, course.steps)
        yield Progress(
            "tune", None, None, {key: rung[key] for key in ("similarity", "per", "validation")}
        )

    @torch.inference_mode()
    def _validation(self) -> float:
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

    @contextmanager
    def average_weights(self) -> Iterator[None]:
        """Within it the models have the running averages of their weights."""
        trained = [part.trained for part in self.parts.values()]
        pairs = [(tensor, t.average[name]) for t in trained for name, tensor in t.tensors.items()]
        before = [tensor.detach().clone() for tensor, _ in pairs]
        try:
            with torch.no_grad():
                for tensor, average in pairs:
                    tensor.copy_(average)
            yield
        finally:
            with torch.no_grad():
                for (tensor, _), old in zip(pairs, before, strict=True):
                    tensor.copy_(old)

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
        return Checkpoint(path, self.course.steps)

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
