"""What a frozen I hears in G(T), as a loss for G through the waveform.

The takes teach how the speaker sounds in what they read. Sentences that they never read have no
recording to be compared with, but they have phonemes: so G says them, a frozen inverse model
listens, and how little it hears of what was meant (CTC, per phoneme) goes back through the sound
into the mel stage. Only an I that stays as it is can say so: one that learns beside G learns to
understand its faults.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from studio.audio import mel_spec
from studio.core.errors import StudioError
from studio.training.prepared import HEARD_RATE
from studio.training.recipe import Recipe
from studio.training.sentences import unread
from studio.voice.generator import Generator, Manner, score_of
from studio.voice.inverse_model import InverseModel
from studio.voice.plan import UNVOICED_HZ
from studio.voice.precision import half_where_faster
from studio.voice.prosody import EncodedText, expand, round_durations
from studio.voice.style import Style
from studio.voice.torchaudio_compat import torchaudio
from studio.voice.vocoder import VOICED_HZ

LINES = 48
REFRESHED = 25  # losses after which the copy of the vocoder is made anew


class HeardLoss:
    """CTC of a frozen I on lines that G says; the gradient goes to the mel stage and the timbre.

    The vocoder is a frozen copy, because its own part moves it in another thread meanwhile.
    """

    def __init__(
        self,
        generator: Generator,
        style: Style,
        ears: InverseModel,
        lines: Sequence[str],
        rng: np.random.Generator,
    ) -> None:
        """``lines``: generator strings. Raises StudioError when there is none."""
        if not lines:
            raise StudioError("There is no sentence to listen to: install Timbre again.")
        self.generator, self.style, self.ears, self.lines = generator, style, ears, list(lines)
        self.rng, self.manner = rng, Manner()
        self.vocoder = copy.deepcopy(generator.vocoder).requires_grad_(False)
        self.texts: dict[int, EncodedText] = {}
        self.asked = 0

    def __call__(self) -> Tensor:
        """−log P(line | sound) per phoneme, of one line."""
        if self.asked and self.asked % REFRESHED == 0:
            self.vocoder.load_state_dict(self.generator.vocoder.state_dict())
        self.asked += 1
        index = int(self.rng.integers(len(self.lines)))
        sound = self._said(index)
        heard = torchaudio.functional.resample(sound, mel_spec.RATE, HEARD_RATE)
        return self.ears.ctc_loss(heard, [self.lines[index]]).mean()

    def _said(self, index: int) -> Tensor:
        """A line as the voice says it now, ``[1, N]``."""
        text = self._text(index)
        timbre, manner = self.style.rows(text.lengths - 2)
        with torch.no_grad():
            stack = self.generator.prosody
            features = stack.prosody_features(text, manner)
            durations = round_durations(stack.durations(features, text.lengths), text.lengths)
            f0, energy = stack.f0_and_energy(expand(features, durations), manner)
            f0 = torch.where(f0 < UNVOICED_HZ, torch.zeros_like(f0), f0)
            voiced = torch.where(f0 < VOICED_HZ, torch.zeros_like(f0), f0)
        score = score_of(text.content, durations, f0, energy, timbre)
        with half_where_faster(f0.device):
            mel = self.generator.mel_stage(score, self.manner.steps, self.manner.warmth)
        return self.vocoder(mel.float(), voiced)

    def _text(self, index: int) -> EncodedText:
        """What the frozen part of the text stack says of a line; computed once."""
        if index not in self.texts:
            with torch.no_grad():
                found = self.generator.prosody.encode(*self.generator.tokens(self.lines[index]))
            self.texts[index] = found
        return self.texts[index]


def heard_loss(
    generator: Generator,
    style: Style,
    ears: InverseModel,
    language: str,
    read: Collection[str],
    recipe: Recipe,
    rng: np.random.Generator,
) -> HeardLoss | None:
    """The loss on lines that are not among those ``read``; None where the recipe gives it none."""
    if not recipe.heard_weight:
        return None
    lines = [line.phonemes for line in islice(unread(language, read), LINES)]
    return HeardLoss(generator, style, ears, lines, rng)
