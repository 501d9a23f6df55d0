"""What is settled about a sentence before it sounds: lengths, pitch, effort, symbol by symbol.

    phonemes -> Generator.plan -> Plan -> Generator.render -> Speech

A plan is plain tensors, so that it can be looked at, changed and rendered again. `Shaping`
is how one sentence is to differ from what the voice would do by itself.

Letters: S symbols of the sentence, T = S + 2 tokens (one start, one end), F frames of F0 (80 a
second, two to a frame of duration).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from studio.core.manner import Manner, ratio_of_semitones
from studio.core.shaping import Shaping

CURVES_A_FRAME = 2  # mel frames, F0 and energy values to one duration frame of 25 ms
FRAME_SECONDS = 0.025
UNVOICED_HZ = 55.0  # the stack's F0 falls smoothly towards 0 in what is unvoiced
LOWEST_HZ, HIGHEST_HZ = 50.0, 800.0  # of a voice that was moved; below 45 the vocoder hears none
MUTE_DB = -100.0
FASTEST_READ = 1.25  # what is to be faster is read at this speed and then `hurried`
PAUSE_MARKS = frozenset(',;:—…()“”".!?')
QUIET_BELOW = 4.0  # N under the sentence's loudest frame is a pause: 17 dB
_OCTAVE = 1.0  # what the pitch range stretches: farther from the median it is a creak or an edge
_SOFT = 9  # curve values (110 ms) over which the edges of a raised word are rounded off


@dataclass(frozen=True)
class Plan:
    """One sentence, settled. All tensors have a batch of one."""

    phonemes: str
    durations: Tensor
    """``[1, T]`` frames of 25 ms; whole ones but where it is hurried."""
    f0: Tensor
    """``[1, F]`` Hz, 0 unvoiced."""
    energy: Tensor
    """``[1, F]`` N as the prosody stack speaks it."""
    effort: Tensor | None
    """``[1, F]`` dB by which each frame is louder than the voice would be; None: nowhere."""
    content: Tensor
    """``[1, T, 512]`` what is spoken, for the mel stage."""
    timbre: Tensor
    """``[1, 129]``"""

    def seconds_of_symbols(self) -> list[float]:
        """How long each symbol lasts."""
        return [frames * FRAME_SECONDS for frames in self.durations[0, 1:-1].tolist()]


def shaped_durations(frames: Tensor, shaping: Shaping) -> Tensor:
    """Durations ``[1, T]`` (fractions of frames) with what is asked of single symbols."""
    if not shaping.stretch:
        return frames
    factors = torch.ones_like(frames)
    for symbol, factor in shaping.stretch.items():
        if 0 <= symbol < frames.shape[1] - 2:
            factors[0, symbol + 1] = factor
    return frames * factors


def with_lengths(frames: Tensor, shaping: Shaping, hurry: float = 1.0) -> Tensor:
    """Whole durations ``[1, T]`` with the lengths that were set, before they are `hurried`."""
    if not shaping.lengths:
        return frames
    frames = frames.clone()
    for symbol, seconds in shaping.lengths.items():
        if 0 <= symbol < frames.shape[1] - 2:
            frames[0, symbol + 1] = max(1, round(seconds * hurry / FRAME_SECONDS))
    return frames


def hurried(plan: Plan, factor: float) -> Plan:
    """The plan said faster as it is, every symbol by the same factor.

    A symbol cannot be read in less than a frame, so what is read fast loses its rhythm: at twice
    the speed 89 % of the words were heard back, and 92 % of what is read at 1.25 and then hurried.
    """
    if factor <= 1.0:
        return plan
    count = plan.f0.shape[1]
    fewer = max(1, round(count / factor))
    at = ((torch.arange(fewer, device=plan.f0.device) + 0.5) * (count / fewer)).long()
    return replace(
        plan,
        durations=plan.durations * (fewer / count),
        f0=plan.f0[:, at],
        energy=plan.energy[:, at],
        effort=None if plan.effort is None else plan.effort[:, at],
    )


def pitch_curve(f0: Tensor, durations: Tensor, manner: Manner, shaping: Shaping) -> Tensor:
    """F0 ``[1, F]`` as the stack speaks it, to F0 as it is to sound, 0 where unvoiced."""
    f0 = torch.where(f0 < UNVOICED_HZ, torch.zeros_like(f0), f0)
    moved = f0
    if manner.pitch_range != 1.0:
        moved = _stretched(moved, manner.pitch_range)
    moved = moved * ratio_of_semitones(manner.pitch)
    if shaping.pitch:
        moved = moved * torch.exp2(_curve(shaping.pitch, durations) / 12)
    for stroke in shaping.strokes:
        moved = _drawn(moved, durations, stroke)
    if moved is f0 or torch.equal(moved, f0):
        return f0
    return torch.where(f0 > 0, moved.clamp(LOWEST_HZ, HIGHEST_HZ), f0)


def effort_curve(durations: Tensor, manner: Manner, shaping: Shaping) -> Tensor | None:
    """``[1, F]`` dB by which each frame is to be louder; None where nothing is asked."""
    if not shaping.effort and not manner.energy:
        return None
    return _curve(shaping.effort, durations) + manner.energy


def _stretched(f0: Tensor, factor: float) -> Tensor:
    """F0 with its distance from the median, in octaves, times a factor."""
    voiced = f0[f0 > 0]
    if len(voiced) == 0:
        return f0
    middle = voiced.median()
    away = torch.log2(f0.clamp(min=1.0) / middle)
    near = away.clamp(-_OCTAVE, _OCTAVE)
    return torch.where(f0 > 0, middle * torch.exp2(near * factor + (away - near)), f0)


def _curve(by_symbol: Mapping[int, float], durations: Tensor) -> Tensor:
    """``[1, F]``: values of symbols as a curve with rounded edges."""
    values = torch.zeros(durations.shape, device=durations.device)
    for symbol, value in by_symbol.items():
        if 0 <= symbol < values.shape[1] - 2:
            values[0, symbol + 1] = value
    curve = values[0].repeat_interleave(durations[0] * CURVES_A_FRAME)
    window = torch.hann_window(_SOFT + 2, periodic=False, device=curve.device)[1:-1]
    ends = torch.nn.functional.pad(curve.view(1, 1, -1), (_SOFT // 2, _SOFT // 2), "replicate")
    return torch.nn.functional.conv1d(ends, (window / window.sum()).view(1, 1, -1)).view(1, -1)


def _drawn(f0: Tensor, durations: Tensor, stroke: tuple[tuple[float, float], ...]) -> Tensor:
    """F0 with one stroke of a pen in it, where it is voiced."""
    symbols = durations.shape[1] - 2
    ends = [0, *(durations[0].cumsum(0) * CURVES_A_FRAME).tolist()]

    def frame(place: float) -> float:
        symbol = min(int(place), symbols - 1)
        begin, end = ends[symbol + 1], ends[symbol + 2]
        return begin + (place - symbol) * (end - begin)

    points = [(frame(min(max(p, 0.0), float(symbols))), math.log2(hz)) for p, hz in stroke]
    drawn = f0.clone()
    for at in range(f0.shape[1]):
        octaves = _between(points, at + 0.5)
        if octaves is not None and f0[0, at] > 0:
            drawn[0, at] = 2.0**octaves
    return drawn


def _between(points: list[tuple[float, float]], at: float) -> float | None:
    """The value at a place on straight lines between points; None outside of them."""
    for (left, low), (right, high) in itertools.pairwise(points):
        if left <= at <= right:
            return low if right == left else low + (high - low) * (at - left) / (right - left)
    return None


@dataclass(frozen=True)
class _Pause:
    """A pause at punctuation within a sentence, in frames of 25 ms."""

    mark: int
    """The token of the punctuation."""
    frames: int
    """Of silence there: punctuation and space, and what is quiet of the sounds before."""
    quiet_before: int


def with_pauses(durations: Tensor, energy: Tensor, phonemes: str, factor: float) -> Tensor:
    """Whole durations ``[1, T]`` with longer or shorter pauses at punctuation in the sentence.

    A short pause is mostly within the sound before it, whose end is quiet: that is cut first.
    """
    frames = durations.clone()
    for pause in _pauses(durations, energy, phonemes):
        more = round((factor - 1.0) * pause.frames)
        if more >= 0:
            frames[0, pause.mark] += more
            continue
        before = pause.mark - 1
        for token, spare in (
            (pause.mark, int(frames[0, pause.mark]) - 1),
            (before, min(pause.quiet_before, int(frames[0, before]) - 1)),
        ):
            taken = min(-more, max(0, spare))
            frames[0, token] -= taken
            more += taken
    return frames


def _pauses(durations: Tensor, energy: Tensor, phonemes: str) -> list[_Pause]:
    """The pauses between the first and the last word of a sentence."""
    said = [at for at, symbol in enumerate(phonemes) if symbol not in PAUSE_MARKS | {" "}]
    quiet = (energy[0] < energy.max() - QUIET_BELOW).tolist()
    starts = [0, *durations[0].cumsum(0).tolist()]
    found: list[_Pause] = []
    for at, symbol in enumerate(phonemes):
        if symbol not in PAUSE_MARKS or not said[0] < at < said[-1]:
            continue
        if phonemes[at - 1] in PAUSE_MARKS:  # `”,` is one pause
            continue
        token, before, begin = at + 1, 0, starts[at + 1]
        while before < int(durations[0, token - 1]) and all(
            quiet[(begin - before - 1) * 2 : (begin - before) * 2]
        ):
            before += 1
        space = int(durations[0, token + 1]) if phonemes[at + 1] == " " else 0
        found.append(_Pause(token, int(durations[0, token]) + space + before, before))
    return found


def muted(plan: Plan, natural: Tensor) -> Plan:
    """The plan with silence in the middle of punctuation that was made longer.

    The networks have heard no long pauses and fill them with breath and murmur. 25 ms are left for
    what goes before to die away, 50 ms for what comes, which is heard before its place
    (`studio.core.shaping.EARLY`).
    """
    longer = (plan.durations - natural)[0]
    effort = torch.zeros_like(plan.f0) if plan.effort is None else plan.effort.clone()
    starts = [0, *plan.durations[0].cumsum(0).tolist()]
    silent = False
    for token in range(1, len(longer) - 1):
        begin, end = starts[token] + 1, starts[token + 1] - 2
        if longer[token] > 0 and plan.phonemes[token - 1] in PAUSE_MARKS and end > begin:
            effort[0, begin * CURVES_A_FRAME : end * CURVES_A_FRAME] = MUTE_DB
            silent = True
    return replace(plan, effort=effort) if silent else plan
