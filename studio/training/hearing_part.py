"""The part of fine-tuning that moves the inverse model: L_I for I itself.

    HearingPart    sound -> phonemes    head of the inverse model, on takes and on what G says

The encoder stays as it is, so what it hears of a take is computed once (`features_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from studio.audio import mel_spec
from studio.audio.files import resample
from studio.training.averaged import Averaged
from studio.training.part import Values
from studio.training.prepared import HEARD_RATE, PreparedTake
from studio.training.recipe import Recipe
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel, ctc_loss
from studio.voice.speech_encoder import frame_count
from studio.voice.style import Style


class HearingPart:
    """The head of the inverse model, on whole takes; the encoder's features are computed once."""

    moving: ClassVar[tuple[str, ...]] = ("head",)

    def __init__(
        self,
        model: InverseModel,
        takes: Sequence[PreparedTake],
        heard: Sequence[Sequence[Tensor]],
        rng: np.random.Generator,
        recipe: Recipe,
        *,
        made: MadeTakes | None = None,
    ) -> None:
        """``heard``: the encoder's features ``[T, D]`` of each take, clean first, then in noise."""
        self.model, self.takes, self.heard, self.rng = model, takes, heard, rng
        self.recipe, self.made = recipe, made
        tensors = {f"head.{n}": p for n, p in model.head.named_parameters()}
        self.trained = Averaged(tensors, {"head.": recipe.head_rate}, recipe)

    def resize(self, recipe: Recipe) -> None:
        """Take the batch from a recipe."""
        self.recipe = recipe

    def step(self, rate: float) -> Values:
        """One step of CTC on what the takes say, or on what G says."""
        if self.made is not None and self.rng.random() < self.recipe.hear_made:
            pieces, said = self.made.batch()
        else:
            chosen = self.rng.integers(len(self.takes), size=self.recipe.head_batch)
            pieces = [self._heard(int(i)) for i in chosen]
            said = [self.takes[int(i)].phonemes for i in chosen]
        lengths = torch.tensor([piece.shape[0] for piece in pieces], device=self.model.device)
        features = nn.utils.rnn.pad_sequence([piece.float() for piece in pieces], batch_first=True)
        self.model.head.train()
        log_probs, _ = self.model.head(features, lengths)
        self.model.head.eval()
        loss = ctc_loss(log_probs, lengths, said).mean()
        self.trained.step(loss, rate)
        return {"ctc": loss.item()}

    def _heard(self, index: int) -> Tensor:
        """A take's features, sometimes those of it in noise."""
        clean, *noisy = self.heard[index]
        if noisy and self.rng.random() < self.recipe.hear_noise:
            return noisy[int(self.rng.integers(len(noisy)))]
        return clean


class MadeTakes:
    """What G says now of texts of the takes, as the encoder hears it: G's speech for I."""

    lines = 2

    def __init__(
        self,
        generator: Generator,
        style: Style,
        model: InverseModel,
        takes: Sequence[PreparedTake],
        rng: np.random.Generator,
    ) -> None:
        self.generator, self.style, self.model, self.rng = generator, style, model, rng
        self.said = [take.phonemes for take in takes]

    def batch(self) -> tuple[list[Tensor], list[str]]:
        """Features ``[T, D]`` of a few lines, and their generator strings."""
        chosen = [self.said[i] for i in self.rng.integers(len(self.said), size=self.lines)]
        sounds = [self.generator.speak(line, self.style).samples for line in chosen]
        heard = [resample(sound, mel_spec.RATE, HEARD_RATE) for sound in sounds]
        return [features_of(self.model, torch.from_numpy(sound)) for sound in heard], chosen


@torch.no_grad()
def features_of(model: InverseModel, sound: Tensor) -> Tensor:
    """``[T, D]`` float16: what the frozen encoder hears in a sound ``[n]`` at 16 kHz."""
    sound = sound.to(model.device).unsqueeze(0)
    lengths = torch.tensor([sound.shape[1]], device=model.device)
    features = model.head.features(model.encoder(sound, lengths))[0]
    return features[: int(frame_count(lengths)[0])].half()
