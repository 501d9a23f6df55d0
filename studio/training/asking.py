"""How the speaker ends questions, learnt from their own: what `studio.voice.asking` adds.

For each question for a yes or a no: how far the take's pitch lies above what the tuned stack says
for the same text with the right durations, from the last stress on, beside the same before it. The
mean of that, drawn towards nothing as far as the takes are few, is kept: but only where each
question is foretold better by the others than by none. Closed form: the same takes and weights give
the same ending, bit for bit. `python -m tests.benchmarks.questions` has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from studio.text.questions import asks
from studio.training.edges import with_pauses
from studio.training.parts import encoded
from studio.training.prepared import PreparedTake
from studio.voice.asking import MOST_CENTS, POINTS, ending, no_question, pitched
from studio.voice.generator import Generator
from studio.voice.prosody import expand
from studio.voice.style import Style

LEAST_QUESTIONS = 5
"""Below these none can tell whether they foretell one another."""
MOST_QUESTIONS = 60  # more change nothing and take their time
SHRINK = 2.0  # as many takes as these that would have said: as the stack does
SURE = 1.64  # standard errors by which the others must foretell better,
LEAST_GAIN = 40.0  # and cents: what all takes of a voice are off by is less, and hardly heard
LEAST_FRAMES = 8  # with a pitch, before the last stress and from it on: 0.1 s
CLIP_CENTS = 1200.0  # farther off is an error in the octave, or a creak
SMOOTH, RIDGE = 4.0, 0.1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One question beside what the stack says for it."""

    off: Floats
    """``[n]`` cents of the frames with a pitch from the last stress on, beside those before it."""
    place: Floats
    """``[n]``, where each lies: 0 = the last stress, 1 = the end."""

    @property
    def points(self) -> Floats:
        """``[POINTS]``: the smooth line through it."""
        hats = _hats(self.place)
        bend = np.diff(np.eye(POINTS), 2, axis=0)
        price = SMOOTH * bend.T @ bend + RIDGE * np.eye(POINTS)
        return np.linalg.solve(hats.T @ hats + price, hats.T @ self.off).astype(np.float64)

    def error(self, points: Floats) -> float:
        """Mean distance in cents from an ending."""
        return float(np.abs(self.off - _hats(self.place) @ points).mean())


def learnt_question(
    generator: Generator, style: Style, takes: Sequence[PreparedTake]
) -> torch.Tensor:
    """``[POINTS]`` cents for `Style.question`; all 0 where the takes do not carry it."""
    found: list[Asked] = []
    for take in takes:
        if asks(take.phonemes) and len(found) < MOST_QUESTIONS:
            one = asked_in(generator, style, take)
            found += [one] if one else []
    if not is_sure(foretold(found)):
        return no_question()
    return torch.from_numpy(question_of(found).clip(-MOST_CENTS, MOST_CENTS)).float()


def is_sure(gains: Floats) -> bool:
    """Whether questions foretell one another, by what `foretold` says of each."""
    if len(gains) < LEAST_QUESTIONS:
        return False
    unsure = float(gains.std(ddof=1)) / len(gains) ** 0.5
    return bool(gains.mean() > max(LEAST_GAIN, SURE * unsure))


def question_of(found: Sequence[Asked]) -> Floats:
    """The ending that some questions have in common, drawn towards 0 where they are few."""
    return np.sum([one.points for one in found], axis=0) / (len(found) + SHRINK)


def foretold(found: Sequence[Asked]) -> Floats:
    """For each question, by how many cents the ending of the others lowers its error."""
    gains = []
    for index, one in enumerate(found):
        others = [*found[:index], *found[index + 1 :]]
        if others:
            gains.append(one.error(np.zeros(POINTS)) - one.error(question_of(others)))
    return np.array(gains)


@torch.inference_mode()
def asked_in(generator: Generator, style: Style, take: PreparedTake) -> Asked | None:
    """A take beside the stack; None where too little of it has a voice to tell."""
    text = encoded(generator, take)
    style = style.to(generator.device)
    prosody = style.rows(text.lengths - 2)[1]
    features = generator.prosody.prosody_features(text, prosody)
    if not take.lead:
        expected = generator.prosody.durations(features, text.lengths)[0]
        take = with_pauses(take, expected.cpu())
    durations = take.durations[None].to(generator.device)
    said = generator.prosody.f0_and_energy(expand(features, durations), prosody)[0][0].cpu()
    return beside(take.phonemes, take.durations, take.f0, said)


def beside(
    phonemes: str, durations: torch.Tensor, f0: torch.Tensor, said: torch.Tensor
) -> Asked | None:
    """F0 of a take beside what the stack says, ``[F]`` Hz both, with ``durations [T]``."""
    both = pitched(f0) & pitched(said)
    place = ending(phonemes, durations, both)
    if place is None:
        return None
    first, end = place
    at, pitch = np.arange(len(both)), both.numpy()
    before, here = pitch & (at < first), pitch & (at >= first)
    if min(before.sum(), here.sum()) < LEAST_FRAMES:
        return None
    off = 1200 * np.log2(f0.numpy()[pitch].astype(np.float64) / said.numpy()[pitch])
    off = (off - np.median(off[before[pitch]])).clip(-CLIP_CENTS, CLIP_CENTS)
    return Asked(off[here[pitch]], (at[here] - first) / max(1, end - 1 - first))


def _hats(place: Floats) -> Floats:
    """``[n, POINTS]``: how much of each point counts at each place."""
    middle = np.linspace(0, 1, POINTS)
    return np.maximum(0.0, 1 - np.abs(place[:, None] - middle) * (POINTS - 1))
