"""Parts side by side: each lane is a thread of its own, and its parts share its time.

Two single-threaded lanes take nearly twice the steps that one lane with two threads takes.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Collection, Generator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import Protocol

import torch

from studio.core.pausing import GATE
from studio.training.part import Part
from studio.training.stopwatch import LONGEST, Stopwatch

# The numbers are shares of a lane's time; the mel stage has the longest way to go, hearing only
# gets used to a voice.
Lane = Mapping[str, float]
LANES: tuple[Lane, ...] = (
    {"mel_stage": 1.0},
    {"vocoder": 0.5, "prosody": 0.42, "hearing": 0.08},
)
LOOK_SECONDS = 1.0


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


class Spends(Protocol):
    """What is counted on the way (`tuning.Course`)."""

    spent: float
    steps_of: dict[str, int]
    time_of: dict[str, float]


def stretch(
    lanes: Sequence[Lane],
    parts: Mapping[str, Part],
    course: Spends,
    length: float,
    seconds: float,
    seen: dict[str, float],
    watch: Stopwatch | None = None,
) -> Generator[None, None, None]:
    """Train all lanes for ``length`` of ``seconds`` in all; comes back once a second for a look.

    Ends before that when a pause is asked for. ``seen`` gets the losses by "part.loss", ``watch``
    says what counts as spent. When it ends, however it ends, every thread has. Raises what a part
    raises.
    """
    threads, stop, spent = torch.get_num_threads(), threading.Event(), 0.0
    watch = watch or Stopwatch(usual=LOOK_SECONDS)
    torch.set_num_threads(max(1, threads // len(lanes)))
    with GATE.working(), ThreadPoolExecutor(len(lanes)) as pool:
        at_work = [pool.submit(_lane, lane, parts, course, seconds, seen, stop) for lane in lanes]
        try:
            watch.skip()
            while spent < length and not GATE.closed:
                done, _ = wait(at_work, min(LOOK_SECONDS, length - spent), FIRST_EXCEPTION)
                if done:  # a lane ends by itself only when it fails
                    break
                spent += (passed := watch.look())
                course.spent += passed
                yield
        finally:  # also when nobody listens any longer
            stop.set()
            while wait(at_work, LOOK_SECONDS).not_done:
                course.spent += watch.look()
            course.spent += watch.look()
            torch.set_num_threads(threads)
    for lane in at_work:
        lane.result()


def _lane(
    shares: Lane,
    parts: Mapping[str, Part],
    course: Spends,
    seconds: float,
    seen: dict[str, float],
    stop: threading.Event,
) -> None:
    """Step by step, always the part that has had the least of its share of the time."""
    while not stop.is_set():
        name = min(shares, key=lambda part: course.time_of.get(part, 0.0) / shares[part])
        watch = Stopwatch(usual=LONGEST)
        share = min(1.0, course.spent / seconds)
        values = parts[name].step(max(0.05, math.cos(share * math.pi / 2)))
        course.time_of[name] = course.time_of.get(name, 0.0) + watch.look()
        course.steps_of[name] = course.steps_of.get(name, 0) + 1
        for loss, value in values.items():
            key = f"{name}.{loss}"
            seen[key] = 0.95 * seen.get(key, value) + 0.05 * value
