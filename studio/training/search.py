"""A search for the recipe that suits a voice, on a budget of minutes: successive halving.

    usual recipe + random ones around it -> short trials -> the best third, for longer
         -> usual and best, for longest -> the best is kept if it beats the usual on other takes

Each trial tunes a fresh copy from the same base on the same takes, with its learning rates falling
to the end as in any run: a recipe with high rates looks bad until they have fallen, so no trial is
cut short and no trial goes on from a shorter one. Most of the budget goes to the last two, of which
one is what the person gets: whatever the search finds, it is a voice that was tuned for long.

It cannot flatter itself: the takes held out are split. One half chooses, from rung to rung and from
trial to trial; the other half sees only the last two, decides whether the best beats the usual
recipe by more than noise, and is what the report is judged on.

All trials of a level are tuned for the same time: larger batches take fewer steps, and that is
their price. A computer that was busy during one trial makes that one worse; what is kept is still
the voice that measured better, only the reason may be another than its recipe.

Optuna 5.0 (MIT) was looked at and left out: it brings alembic, SQLAlchemy, Mako, greenlet and
colorlog (44 MB installed, 0.9 s to import). Its sampler (TPE) draws its first ten trials at random,
and a budget of an hour holds six; its storage is a database, where a file of JSON does.

No torch here: `trials.py` tunes and measures, this only decides. The window shows what it tells.
"""

from __future__ import annotations

import contextlib
import json
import math
import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.messages import Checkpoint, Message, Progress
from studio.training.recipe import Recipe

SPACE: dict[str, tuple[float, ...]] = {
    # Rates: times the usual one.
    "mel_rate": (0.4, 0.65, 1.5, 2.5),
    "timbre_rate": (0.3, 3.0),
    "vocoder_rate": (0.3, 0.6, 1.7, 3.0),
    "judges_rate": (0.3, 3.0),
    "predictor_rate": (0.3, 0.6, 1.7, 3.0),
    "manner_rate": (0.3, 3.0),
    # All others: as they are.
    "mel_batch": (6, 10, 16),
    "mel_frames": (96, 128, 192),
    "vocoder_batch": (2, 4, 6),
    "replay_share": (0.1, 0.2, 0.3, 0.5),
    "weight_decay": (0.0, 0.01, 0.05, 0.2),
    "warm_steps": (0, 40, 120),
    "average_span": (50, 100, 250),
    "heard_weight": (0.0, 0.1, 0.3, 1.0),
    "gain_db": (0.0, 3.0),
    "sizes": (0.0, 0.3),
    "dropout": (0.0, 0.1, 0.2),
    "trust": (0.0, 1.0, 2.0),
}
"""What is tried: a field of `Recipe` and its values. A name more here is all that it takes."""
RATES = tuple(name for name in SPACE if name.endswith("_rate"))
MOST_CHANGES = 4  # numbers that a trial changes at once, so that its row can be read

THIRD = 3  # one in so many goes on to the next level
LAST = 2  # trials of the last level: the usual recipe, and the best of the others
LAST_SHARE = 0.6  # of the budget; the levels before it share the rest
LEAST_TRIAL_SECONDS = 45.0  # on a processor: shorter ones say nothing of longer ones
LEAST_TRIAL_ON_CARD = 15.0
RUNGS = (1, 2)  # of the first levels; the last has as many as its length is worth
RUNG_SECONDS, MOST_RUNGS = 90.0, 8
LEAST_GAIN = 0.005  # of the score; less than this is nothing, as in the report
NOISE = 1.4  # standard errors that chance exceeds once in ten (t of eight sentences, one side)
FILE, FOLDER = "search.json", "trials"
VERSION = 1


@dataclass(frozen=True)
class Attempt:
    """What is to be done next: one trial on one level."""

    trial: int
    level: int
    recipe: Recipe
    seconds: float
    """Of tuning, without preparation and measuring."""
    rungs: int
    last: bool
    """Whether it is to be measured on the takes that do not choose, too."""


@dataclass
class Outcome:
    """What came of an attempt."""

    tuned: float
    """Seconds of tuning."""
    extra: float
    """Seconds beside them: preparation, rungs, measuring."""
    score: float | None = None
    """On the takes that choose; None: it failed."""
    proof: list[float] = field(default_factory=list)
    """Score of each take that does not choose; only of the last level."""
    note: str = ""
    """Why it failed."""


@dataclass
class Trial:
    """One recipe, and how it did on each level that it reached."""

    changes: dict[str, Any]
    """What is not as usual; empty: the usual recipe."""
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def score(self) -> float:
        """On the last level that it reached; -inf when it failed there, or was not tried yet."""
        score = self.outcomes[-1].score if self.outcomes else None
        return -math.inf if score is None else score


Steps = Generator[Message, None, Outcome]


@dataclass
class Search:
    """A search and how far it is; `write` keeps it, `read_search` finds it again."""

    seconds: float
    """The whole budget: tuning, and measuring on the way."""
    usual: dict[str, Any]
    """The recipe that is to be beaten (`Recipe.to_dict`)."""
    counts: list[int]
    """Trials of each level, the usual recipe among them."""
    trials: list[Trial]
    """The first is the usual recipe."""
    overhead: float = 0.0
    """Seconds that an attempt is expected to take beside its tuning."""
    held_out: list[str] = field(default_factory=list)
    """Ids of the takes that training never sees; every second one chooses (`halves`)."""
    base: str = ""
    """The stock voice that all start from."""
    lengths: list[float] = field(default_factory=list)
    """Seconds of tuning on each level that has begun."""
    winner: int | None = None

    @classmethod
    def begin(
        cls, seconds: float, usual: Recipe, seed: int, least: float, overhead: float = 0.0
    ) -> Search:
        """Plan levels and draw recipes; ``least``: seconds below which a trial says nothing."""
        counts = counts_for(seconds, least)
        dice, drawn = random.Random(seed), [{}]
        while len(drawn) < counts[0]:
            changes = draw(dice, usual)
            if changes not in drawn:
                drawn.append(changes)
        trials = [Trial(changes) for changes in drawn]
        return cls(seconds, usual.to_dict(), counts, trials, overhead)

    @property
    def spent(self) -> float:
        """Seconds of all attempts that have ended."""
        return sum(one.tuned + one.extra for trial in self.trials for one in trial.outcomes)

    @property
    def done(self) -> int:
        """How many attempts have ended."""
        return sum(len(trial.outcomes) for trial in self.trials)

    @property
    def best(self) -> float | None:
        """The best score so far; None before the first."""
        scores = [trial.score for trial in self.trials if math.isfinite(trial.score)]
        return max(scores, default=None)

    def next(self) -> Attempt | None:
        """The next attempt; None when there is a winner."""
        for level in range(len(self.counts)):
            chosen = self.field(level)
            for number in chosen:
                if len(self.trials[number].outcomes) <= level:
                    if level == len(self.lengths):
                        self.lengths.append(self._length(level, len(chosen)))
                    return self._attempt(number, level)
        if self.winner is None:
            self.winner = self._winner()
        return None

    def take(self, attempt: Attempt, outcome: Outcome) -> None:
        """Note what came of an attempt."""
        self.trials[attempt.trial].outcomes.append(outcome)

    def field(self, level: int) -> list[int]:
        """The trials of a level: the usual recipe and the best of the level before."""
        if level == 0:
            return list(range(self.counts[0]))
        before = [number for number in self.field(level - 1) if number]
        scored = {number: self._score(number, level - 1) for number in before}
        able = [number for number in before if math.isfinite(scored[number])]
        able.sort(key=lambda number: -scored[number])
        return [0, *able[: self.counts[level] - 1]]

    def gain(self) -> tuple[float, float]:
        """By how much the best beats the usual on the takes that do not choose, and the noise."""
        others = self._rivals()
        if not others:
            return 0.0, math.inf
        return gain_and_noise(self.trials[others[0]].outcomes[-1].proof, self._usual_last.proof)

    def to_report(self) -> dict[str, Any]:
        """For the report card: every trial, and what won by how much."""
        gain, noise = self.gain()
        names = {name for trial in self.trials for name in trial.changes}
        rows = [
            {
                "changes": trial.changes,
                "seconds": trial.outcomes[-1].tuned if trial.outcomes else 0.0,
                "level": len(trial.outcomes),
                "score": trial.outcomes[-1].score if trial.outcomes else None,
                "note": trial.outcomes[-1].note if trial.outcomes else "",
            }
            for trial in self.trials
        ]
        return {
            "minutes": self.seconds / 60,
            "usual": {name: self.usual[name] for name in sorted(names)},
            "trials": rows,
            "winner": self.winner,
            "gain": gain,
            "noise": noise if math.isfinite(noise) else None,
        }

    def write(self, folder: Path) -> None:
        """Keep it, whole or not at all."""
        values = {"version": VERSION} | asdict(self)
        write_atomically(folder / FILE, json.dumps(values, indent=1).encode())

    def _attempt(self, number: int, level: int) -> Attempt:
        seconds, last = self.lengths[level], level == len(self.counts) - 1
        worth = max(1, min(MOST_RUNGS, round(seconds / RUNG_SECONDS)))
        return Attempt(
            trial=number,
            level=level,
            recipe=Recipe.from_dict(self.usual | self.trials[number].changes),
            seconds=seconds,
            rungs=worth if last else RUNGS[min(level, len(RUNGS) - 1)],
            last=last,
        )

    def _length(self, level: int, trials: int) -> float:
        """Seconds of tuning for each trial of a level: its share of what is left by now."""
        shares = shares_for(len(self.counts))
        left = max(0.0, self.seconds - self.spent)
        slot = left * shares[level] / sum(shares[level:]) / trials
        extras = [one.extra for trial in self.trials for one in trial.outcomes]
        overhead = sum(extras) / len(extras) if extras else self.overhead
        # However much the measuring took: the later a level, the longer.
        return max(slot - overhead, slot / 2, self.lengths[-1] if self.lengths else 1.0)

    def _score(self, number: int, level: int) -> float:
        outcomes = self.trials[number].outcomes
        score = outcomes[level].score if len(outcomes) > level else None
        return -math.inf if score is None else score

    @property
    def _usual_last(self) -> Outcome:
        return self.trials[0].outcomes[-1]

    def _rivals(self) -> list[int]:
        """Trials that came to the last level, measured to the end; the best first."""
        levels = len(self.counts)
        found = [
            number
            for number, trial in enumerate(self.trials)
            if number and len(trial.outcomes) == levels and trial.outcomes[-1].score is not None
        ]
        return sorted(found, key=lambda number: -self.trials[number].score)

    def _winner(self) -> int:
        """The best of the others where both halves say so; the usual recipe else."""
        others = self._rivals()
        if not others or self.trials[others[0]].score <= self.trials[0].score:
            return 0
        gain, noise = self.gain()
        return others[0] if gain > max(LEAST_GAIN, noise) else 0


def searching(
    search: Search,
    folder: Path,
    try_one: Callable[[Attempt], Steps],
    after: float = 0.0,
) -> Generator[Message, None, None]:
    """Make one attempt after another, keeping the search in ``folder`` after each.

    ``try_one`` makes an attempt, from where it was interrupted if it was; ``after``: seconds of
    work that follows. Between the messages it may be stopped, or killed, at any time.
    """
    while (attempt := search.next()) is not None:
        search.write(folder)
        yield _progress(search, attempt, 0.0, after, {})
        outcome = yield from _told(search, attempt, try_one(attempt), after)
        search.take(attempt, outcome)
        search.write(folder)
    search.write(folder)


def _told(
    search: Search, attempt: Attempt, steps: Steps, after: float
) -> Generator[Message, None, Outcome]:
    """Forward what an attempt says, as part of the whole; its samples are nobody's voice yet."""
    done = 0.0
    with contextlib.closing(steps):
        while True:
            try:
                message = next(steps)
            except StopIteration as end:
                return end.value
            if isinstance(message, Progress):
                if message.stage == "tune" and message.fraction is not None:
                    done = message.fraction * attempt.seconds
                yield _progress(search, attempt, done, after, message.values)
            elif isinstance(message, Checkpoint):
                yield message


def _progress(
    search: Search, attempt: Attempt, passed: float, after: float, values: dict[str, float]
) -> Progress:
    told = {
        "trial": search.done + 1.0,
        "trials": float(sum(search.counts)),
    }
    if (best := search.best) is not None:
        told |= {"best": best, "usual": search.trials[0].score}
    spent = search.spent + passed
    left = max(search.seconds - spent, attempt.seconds - passed) + after
    return Progress("try", min(1.0, spent / search.seconds), left, values | told)


def counts_for(seconds: float, least: float) -> list[int]:
    """Trials of each level, the last with two.

    So many levels as leave to each first trial ``least`` seconds, and twice that for a third level:
    eighteen trials of a minute tell less than six of three.
    """
    levels = 1
    while True:
        first = LAST * THIRD**levels
        slot = seconds * shares_for(levels + 1)[0] / first
        if slot < least * levels:
            return [LAST * THIRD**level for level in reversed(range(levels))]
        levels += 1


def shares_for(levels: int) -> list[float]:
    """The share of the budget that each level has."""
    if levels == 1:
        return [1.0]
    return [(1 - LAST_SHARE) / (levels - 1)] * (levels - 1) + [LAST_SHARE]


def draw(dice: random.Random, usual: Recipe) -> dict[str, Any]:
    """A recipe near the usual one: one to four of its numbers changed, a rate always.

    Nothing decides more than the rates, and the other numbers mostly act through them.
    """
    others: dict[str, list[float]] = {}
    for name in SPACE:
        now = getattr(usual, name)
        found = [near for value in SPACE[name] if (near := _value(name, value, now)) != now]
        if found:
            others[name] = found
    first = dice.choice([name for name in others if name in RATES] or sorted(others))
    rest = dice.sample(sorted(others.keys() - {first}), dice.randint(0, MOST_CHANGES - 1))
    return {name: dice.choice(others[name]) for name in (first, *rest)}


def _value(name: str, value: float, usual: float) -> float:
    """A value of the space as the recipe has it; rates are times the usual one."""
    if name in RATES:
        return float(f"{value * usual:.2g}")
    return type(usual)(value)


def gain_and_noise(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float]:
    """Mean difference of scores, take by take, and how large chance alone may make it."""
    gains = [one - other for one, other in zip(ours, theirs, strict=True)]
    if len(gains) < 2:
        return (gains[0] if gains else 0.0), math.inf
    mean = sum(gains) / len(gains)
    spread = math.sqrt(sum((gain - mean) ** 2 for gain in gains) / (len(gains) - 1))
    return mean, NOISE * spread / math.sqrt(len(gains))


def halves(held_out: Sequence[str]) -> tuple[list[str], list[str]]:
    """Ids of the takes that choose, and of those that judge."""
    return list(held_out[::2]), list(held_out[1::2])


def read_search(folder: Path) -> Search | None:
    """The search that was begun in the folder of a run; None when there is none to go on with."""
    try:
        values = json.loads((folder / FILE).read_bytes())
        if values.pop("version") != VERSION:
            return None
        trials = [
            Trial(dict(one["changes"]), [Outcome(**outcome) for outcome in one["outcomes"]])
            for one in values.pop("trials")
        ]
        found = Search(**values, trials=trials)
        for trial in found.trials:  # raises where a name or a value is wrong
            Recipe.from_dict(found.usual | trial.changes)
    except (OSError, AttributeError, KeyError, TypeError, ValueError, StudioError):
        return None
    sound = found.seconds > 0 and found.counts and len(found.trials) == found.counts[0]
    return found if sound and not found.trials[0].changes else None
