"""Where to cut a long recording: at its pauses, into pieces of 2 to 12 seconds, on a stream.

A pause is where the voice activity detector hears nobody for 0.15 s: the closure of a "p" or "t" is
shorter. Which pauses become cuts is chosen by dynamic programming over what was said without a
longer break: long pauses rather than short ones, lengths around six seconds. The cut itself lies
where it is quietest in the pause, and the reach of a word is found on the level of the sound, which
is finer than the detector. About a minute of sound is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples
from studio.audio.levels import SILENCE_DBFS
from studio.dataset.running import FRAME_SECONDS, Held, Levels, LoudStretch
from studio.dataset.voice_activity import RATE, WINDOW, WINDOW_SECONDS, VoiceActivity

LEAST_SECONDS = 2.0
MOST_SECONDS = 12.0
BEST_SECONDS = 6.0
LONGEST_SECONDS = 25.0
"""Somebody who speaks on for longer without any pause is cut anyway."""
MIN_PAUSE = 0.15  # seconds without voice; a closure within a word is shorter
MIN_WEAK_PAUSE = 0.09  # only where somebody speaks on for longer than a take may be

_ON, _OFF = 0.5, 0.35  # probability at which speech begins, and below which it ends
_CLICK_SECONDS = 0.1  # a shorter run of "speech" is a click
_BREAK_SECONDS = 2.0  # nothing is joined across a longer pause
_DECIDE_SECONDS = 40.0  # so much speech without a break is decided on piece by piece
_LEAD, _TAIL = 0.15, 0.25  # seconds of pause that stay around a piece
_REACH = 0.2  # how far beyond the detector's bounds a word may go
_SPARE = 0.5  # seconds by which the pauses around it may make a piece longer than it may be
_AROUND = 0.5  # seconds of pause on each side that tell the background
_ABOVE_BACKGROUND_DB = 8.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a recording; times in seconds from its beginning."""

    start: float
    end: float
    speech_dbfs: float
    """Level of the speech with its high tones raised, to be compared with `background_dbfs`."""
    background_dbfs: float
    """The same of the pauses in it and around it."""
    voiced: float
    """Share of it in which the detector hears a voice."""
    forced: bool
    """Too long, or cut where there was no pause, because there was none for so long."""
    sound: Samples
    """At 16 kHz."""

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(slots=True)
class _Run:
    """Windows [first, end) in which somebody speaks; `weak`: ended at a pause that is very short,
    `forced`: at none."""

    first: int
    end: int
    weak: bool = False
    forced: bool = False


class Cutter:
    """Feed it a recording at 16 kHz, block by block; it yields pieces as soon as they are sure."""

    def __init__(self) -> None:
        self._activity = VoiceActivity()
        self._sound = Held(np.float32, RATE)
        self._voice = Held(np.float32, round(1 / WINDOW_SECONDS))
        self._levels = Levels()
        self._runs: list[_Run] = []
        self._start: int | None = None  # first window of the run that is going on
        self._quiet = 0  # windows since its last voice
        self._window = 0
        self._after_forced = False
        self._looked_at = 0  # runs that were there when it was last asked
        self._free = 0.0  # seconds: what lies before belongs to pieces that are out
        self.loud_and_wordless: list[tuple[float, float]] = []
        """Where there is sound for at least three seconds and nobody speaks."""
        self._loud = LoudStretch(self.loud_and_wordless)

    def feed(self, block: Samples) -> Iterator[Piece]:
        """Take a block [n] and yield the pieces that end before its end for sure."""
        self._sound.add(np.asarray(block, np.float32))
        self._levels.feed(block)
        yield from self._take(self._activity.feed(block))

    def finish(self) -> Iterator[Piece]:
        """Yield what is left at the end of the recording."""
        self._levels.finish()
        yield from self._take(self._activity.finish())
        if self._start is not None:
            self._end_run(self._window - self._quiet)
        yield from self._decide(everything=True)
        self._loud.end()

    @property
    def seconds(self) -> float:
        """How much has been heard."""
        return self._sound.end / RATE

    def _take(self, probabilities: NDArray[np.float32]) -> Iterator[Piece]:
        self._voice.add(probabilities)
        for probability in probabilities:
            self._step(float(probability))
            self._window += 1
            if self._ready():
                yield from self._decide(everything=self._since_speech() >= _BREAK_SECONDS)
            self._forget()

    def _step(self, probability: float) -> None:
        if self._start is None:
            if probability >= _ON:
                self._start, self._quiet = self._window, 0
            self._loud.feed(self._window, self._level_of(self._window), probability >= _ON)
            return
        self._loud.feed(self._window, SILENCE_DBFS, True)
        if probability >= _OFF:
            self._quiet = 0
            if (self._window - self._start) * WINDOW_SECONDS >= LONGEST_SECONDS:
                self._force()
            return
        self._quiet += 1
        if self._quiet * WINDOW_SECONDS >= MIN_PAUSE:
            self._end_run(self._window + 1 - self._quiet)

    def _level_of(self, window: int) -> float:
        levels = self._levels.part(window * WINDOW / RATE, (window + 1) * WINDOW / RATE)
        return float(levels.mean()) if len(levels) else SILENCE_DBFS

    def _end_run(self, end: int) -> None:
        assert self._start is not None
        if (end - self._start) * WINDOW_SECONDS >= _CLICK_SECONDS:
            self._runs += self._split(_Run(self._start, end))
        self._start, self._quiet = None, 0

    def _force(self) -> None:
        """Cut a run that does not end: at a weak pause if it has one, else where it is quietest."""
        assert self._start is not None
        runs = self._split(_Run(self._start, self._window))
        if len(runs) > 1:
            self._runs += runs[:-1]
            self._start = runs[-1].first
            return
        first = self._window - round(10.0 / WINDOW_SECONDS)
        levels = [self._level_of(window) for window in range(first, self._window)]
        at = first + int(np.argmin(levels))
        self._runs.append(_Run(self._start, at, forced=True))
        self._start = at

    def _split(self, run: _Run) -> list[_Run]:
        """Split a run that is longer than a take may be at its shortest pauses."""
        if (run.end - run.first) * WINDOW_SECONDS + _LEAD + _TAIL <= MOST_SECONDS:
            return [run]
        voice = self._voice.part(run.first, run.end) >= _OFF
        edges = np.flatnonzero(np.diff(voice.astype(np.int8), prepend=1, append=1))
        found, at = [], run.first
        for first, end in edges.reshape(-1, 2):
            if (end - first) * WINDOW_SECONDS >= MIN_WEAK_PAUSE:
                found.append(_Run(at, run.first + int(first), weak=True))
                at = run.first + int(end)
        return [*found, _Run(at, run.end)]

    def _since_speech(self) -> float:
        if self._start is not None or not self._runs:
            return 0.0
        return (self._window - self._runs[-1].end) * WINDOW_SECONDS

    def _ready(self) -> bool:
        if not self._runs:
            return False
        held = (self._runs[-1].end - self._runs[0].first) * WINDOW_SECONDS
        more = len(self._runs) != self._looked_at
        self._looked_at = len(self._runs)
        return self._since_speech() >= _BREAK_SECONDS or (more and held >= _DECIDE_SECONDS)

    def _decide(self, everything: bool) -> Iterator[Piece]:
        """Put out the pieces of the runs so far; without `everything` the last two stay open."""
        groups = _group(self._runs)
        if not everything:
            groups = groups[: max(1, len(groups) - 2)] if len(groups) > 1 else []
        done = 0
        for group in groups:
            done += len(group)
            after = self._runs[done] if done < len(self._runs) else None
            yield self._piece(group, after)
        del self._runs[:done]
        self._looked_at = len(self._runs)

    def _piece(self, group: list[_Run], after: _Run | None) -> Piece:
        first, last = group[0].first * WINDOW_SECONDS, group[-1].end * WINDOW_SECONDS
        heard = min(self.seconds, self._window * WINDOW_SECONDS)  # whatever the blocks' length
        until = heard if after is None else after.first * WINDOW_SECONDS
        forced = self._after_forced or group[-1].forced
        self._after_forced = group[-1].forced
        background = self._background(group, until)
        start = self._onset(first, background)
        end = self._offset(last, until, background, joined=after is not None)
        if end - start < LEAST_SECONDS:  # a single word: with more of the pause around it
            more = (LEAST_SECONDS - (end - start)) / 2
            start = max(self._free, start - more)
            end = min(end + more, max(end, (last + until) / 2 if after else until))
        self._free = end
        levels = self._levels.part(first, last)
        voice = self._voice.part(group[0].first, group[-1].end)
        return Piece(
            start,
            end,
            _mean_db(levels[levels > background + 3.0]) if len(levels) else SILENCE_DBFS,
            background,
            float((voice >= _ON).sum()) * WINDOW_SECONDS / max(WINDOW_SECONDS, end - start),
            forced or end - start > MOST_SECONDS + _SPARE,
            self._sound.part(round(start * RATE), round(end * RATE)),
        )

    def _background(self, group: list[_Run], until: float) -> float:
        """Median level of the pauses in and around a piece."""
        spans = [(max(self._free, group[0].first * WINDOW_SECONDS - _AROUND), group[0].first)]
        spans += [(a.end * WINDOW_SECONDS, b.first) for a, b in pairwise(group)]
        ends = [(start, end * WINDOW_SECONDS) for start, end in spans]
        last = group[-1].end * WINDOW_SECONDS
        ends.append((last, min(until, last + _AROUND)))
        levels = np.concatenate([self._levels.part(start, end) for start, end in ends])
        if len(levels) < 0.1 / FRAME_SECONDS:  # no pause to hear it in
            levels = self._levels.part(group[0].first * WINDOW_SECONDS, last)
            return float(np.percentile(levels, 2)) if len(levels) else SILENCE_DBFS
        return float(np.percentile(levels, 40))

    def _onset(self, first: float, background: float) -> float:
        """Where the piece begins: before the sound rises out of the background."""
        at = self._while_loud(first, max(self._free, first - _REACH), background)
        return self._quietest(max(self._free, at - _LEAD), at) if at > self._free else self._free

    def _offset(self, last: float, until: float, background: float, *, joined: bool) -> float:
        middle = (last + until) / 2 if joined else until
        if joined and until - last < _REACH:  # too short for anything but its quietest place
            return self._quietest(last, until)
        at = self._while_loud(last, min(middle, last + _REACH), background)
        return max(at, self._quietest(at, min(middle, at + _TAIL), late=True))

    def _while_loud(self, start: float, end: float, background: float) -> float:
        """Go from `start` towards `end` as long as the sound stands out; seconds."""
        low, high = min(start, end), max(start, end)
        levels = self._levels.part(low, high)
        loud = levels > background + _ABOVE_BACKGROUND_DB
        if start > end:
            loud = loud[::-1]
        still = np.flatnonzero(~loud)
        count = int(still[0]) if len(still) else len(loud)
        step = min(count * FRAME_SECONDS, high - low)
        return start + math.copysign(step, end - start)

    def _quietest(self, start: float, end: float, late: bool = False) -> float:
        """The quietest 40 ms of a stretch of pause: of its first (or last) two thirds' far side."""
        levels = self._levels.part(start, end)
        if len(levels) < 5:
            return end if late else start
        power = np.convolve(10 ** (levels / 10), np.ones(5) / 5, mode="valid")
        # Level differences below 3 dB mean nothing: then the end that is away from the speech.
        good = np.flatnonzero(10 * np.log10(power / power.min()) < 3.0)
        at = int(good[-1] if late else good[0])
        return min(end, start + (at + 2.5) * FRAME_SECONDS)

    def _forget(self) -> None:
        """Drop what no piece can need any more."""
        open_from = self._window if self._start is None else self._start
        oldest = min([open_from, *(run.first for run in self._runs[:1])])
        keep = max(self._free - _AROUND, oldest * WINDOW_SECONDS - _BREAK_SECONDS, 0.0)
        self._sound.forget(round(keep * RATE))
        self._levels.forget(keep)
        self._voice.forget(round(keep / WINDOW_SECONDS))


def _group(runs: list[_Run]) -> list[list[_Run]]:
    """Join runs to pieces at the least cost (dynamic programming)."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost of runs[:n], and where its last piece begins
    for end in range(1, len(runs) + 1):
        choices = []
        for start in range(end - 1, -1, -1):
            length = (runs[end - 1].end - runs[start].first) * WINDOW_SECONDS + _LEAD + _TAIL
            if length > MOST_SECONDS and start < end - 1:
                break
            inside = sum(_inside_cost(a, b) for a, b in pairwise(runs[start:end]))
            cut = 0.0 if end == len(runs) else _cut_cost(runs[end - 1], runs[end])
            choices.append((best[start][0] + _length_cost(length) + inside + cut, start))
        best.append(min(choices))
    groups, end = [], len(runs)
    while end:
        start = best[end][1]
        groups.append(runs[start:end])
        end = start
    return groups[::-1]


def _length_cost(seconds: float) -> float:
    short = 1.2 * max(0.0, LEAST_SECONDS - seconds)
    return 0.2 + short + 0.5 * (math.log(max(0.3, seconds) / BEST_SECONDS)) ** 2


def _cut_cost(before: _Run, after: _Run) -> float:
    """A long pause costs nothing; one of a few hundredths of a second nearly forbids the cut."""
    if before.forced:
        return 0.0  # cut it is
    pause = (after.first - before.end) * WINDOW_SECONDS
    return 1.5 * math.exp(-pause / 0.3) + (6.0 if before.weak else 0.0)


def _inside_cost(before: _Run, after: _Run) -> float:
    """A long pause within a take teaches long pauses; another person may answer in it."""
    if before.forced:
        return 50.0
    return 2.5 * max(0.0, (after.first - before.end) * WINDOW_SECONDS - 0.5)


def _mean_db(levels: NDArray[np.float32]) -> float:
    if len(levels) == 0:
        return SILENCE_DBFS
    return float(10 * np.log10(np.mean(10 ** (levels.astype(np.float64) / 10))))
