"""The parts of fine-tuning that move the generator, each with its batches, losses and optimiser.

Every part is given real features on the input side (teacher forcing), so none waits for another:

    MelPart       phonemes, durations, F0, N  ->  mel          mel stage, timbre of the speaker
    VocoderPart   mel, F0                     ->  sound        vocoder
    ProsodyPart   phonemes                    ->  durations, F0, N    predictor, manner

Together they are L_G; `hearing_part.HearingPart` is L_I.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as fn

from studio.audio import mel_spec
from studio.core.errors import StudioError
from studio.training.adversary import Adversary
from studio.training.averaged import Averaged
from studio.training.clips import Clip, collate, crop_batch, inner_span, louder, random_span
from studio.training.heard import HeardLoss
from studio.training.losses import mel_loss, spectral_loss
from studio.training.part import Values
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.voice.generator import Generator
from studio.voice.mel import log_mel
from studio.voice.precision import half_where_faster
from studio.voice.prosody import DurationEncoder, EncodedText, expand
from studio.voice.style import Style
from studio.voice.styled_blocks import StyledBlock

NEPERS_PER_DB = math.log(10) / 20


class MelPart:
    """Mel stage and timbre, on crops of the takes and, against forgetting, of replayed speech."""

    moving: ClassVar[tuple[str, ...]] = ("mel_stage", "timbre")

    def __init__(
        self,
        generator: Generator,
        style: Style,
        clips: Sequence[Clip],
        replay: Sequence[Clip],
        rng: np.random.Generator,
        recipe: Recipe,
        *,
        trust: NDArray[np.float64] | None = None,
        larger: Sequence[Sequence[Clip]] = (),
        heard: HeardLoss | None = None,
    ) -> None:
        """``trust [clips]``: how likely each is drawn; ``larger``: each clip as other sizes."""
        self.stage, self.style, self.clips, self.replay = generator.mel_stage, style, clips, replay
        self.rng, self.recipe, self.trust = rng, recipe, trust
        self.larger, self.heard = larger, heard
        tensors: dict[str, Tensor] = {}
        if "mel_stage" in recipe.moving:
            tensors |= {f"mel_stage.{n}": p for n, p in self.stage.named_parameters()}
        if "timbre" in recipe.moving:
            tensors["style.timbre_shift"] = style.timbre_shift.requires_grad_(True)
        rates = {"mel_stage.": recipe.mel_rate, "style.": recipe.timbre_rate}
        self.trained = Averaged(tensors, rates, recipe)

    def resize(self, recipe: Recipe) -> None:
        """Take the batch from a recipe."""
        self.recipe = recipe

    def step(self, rate: float) -> Values:
        """One step on a batch of crops, now and then with a line that a frozen I hears."""
        device, frames = self.stage.text.weight.device, self.recipe.mel_frames
        score, mel, mask = crop_batch(self._chosen(), frames, self.rng, self.style, device)
        if self.recipe.gain_db:
            spread = self.recipe.gain_db * NEPERS_PER_DB
            gains = self.rng.uniform(-spread, spread, len(mel)).astype(np.float32)
            score, mel = louder(score, mel, torch.from_numpy(gains).to(device))
        with half_where_faster(mel.device):
            of_mean, of_flow = self.stage.losses(score, mel, mask)
        found = {"mean": of_mean, "flow": of_flow}
        loss, values = _counted(found, self.recipe.without), {n: v.item() for n, v in found.items()}
        late = self.trained.steps - self.recipe.heard_after
        if self.heard is not None and late >= 0 and late % self.recipe.heard_every == 0:
            of_words = self.heard()
            loss = loss + self.recipe.heard_weight * of_words
            values["heard"] = of_words.item()
        self.trained.step(loss, rate)
        return values

    def _chosen(self) -> list[Clip]:
        """The clips of one batch."""
        size = self.recipe.mel_batch
        others = min(round(size * self.recipe.replay_share), size - 1) if self.replay else 0
        chosen = []
        for index in self.rng.choice(len(self.clips), size - others, p=self.trust):
            sizes = self.larger[index] if self.larger else ()
            if sizes and self.rng.random() < self.recipe.sizes:
                chosen.append(sizes[int(self.rng.integers(len(sizes)))])
            else:
                chosen.append(self.clips[index])
        return chosen + [
            self.replay[i] for i in self.rng.integers(max(1, len(self.replay)), size=others)
        ]


class VocoderPart:
    """The vocoder, on short pieces of the takes, beside the judges that the base learnt from.

    Half of each batch has the mel stage's own spectrogram instead of the real one, so that the
    vocoder learns what it will be given (of the base, this raised DistillMOS of whole sentences
    from 3.1 to 3.9).
    """

    moving: ClassVar[tuple[str, ...]] = ("vocoder",)
    margin = 16  # frames that the mel stage sees on both sides of a piece

    def __init__(
        self,
        generator: Generator,
        style: Style,
        takes: Sequence[PreparedTake],
        clips: Sequence[Clip],
        rng: np.random.Generator,
        recipe: Recipe,
    ) -> None:
        self.generator, self.style, self.rng = generator, style, rng
        self.without = recipe.without
        self.resize(recipe)
        pairs = zip(takes, clips, strict=True)
        self.pairs = [
            (take, clip)
            for take, clip in pairs
            if inner_span(clip)[1] - inner_span(clip)[0] > self.long
        ]
        if not self.pairs:
            raise StudioError(
                "All takes are shorter than 1.3 s; record whole sentences as well as single words."
            )
        self.adversary = Adversary.of_base(recipe.judges_rate, generator.device)
        tensors = {f"vocoder.{n}": p for n, p in generator.vocoder.named_parameters()}
        self.trained = Averaged(tensors, {"vocoder.": recipe.vocoder_rate}, recipe)

    def resize(self, recipe: Recipe) -> None:
        """Take the batch from a recipe; its pieces must be no longer than before."""
        self.batch, self.frames = recipe.vocoder_batch, recipe.vocoder_frames
        self.made = self.batch // 2
        self.long = self.frames + 2 * self.margin

    def step(self, rate: float) -> Values:
        """One step on a batch of pieces."""
        real, mel, f0 = self._pieces()
        with half_where_faster(real.device):
            made = self.generator.vocoder(mel, f0)
        found = {"spectral": spectral_loss(made, real), "mel": mel_loss(made, real)}
        values = {name: value.item() for name, value in found.items()}
        if "judges" not in self.without:
            found["judges"], seen = self.adversary.losses(real, made)
            values["features"] = seen["features"]
        self.trained.step(_counted(found, self.without), rate)
        return values

    @torch.no_grad()
    def _pieces(self) -> tuple[Tensor, Tensor, Tensor]:
        """Sound ``[B, N]``, mel ``[B, M, F]`` and F0 ``[B, F]`` of random pieces."""
        chosen = [self.pairs[i] for i in self.rng.integers(len(self.pairs), size=self.batch)]
        starts = [random_span(clip, self.long, self.rng)[0] for _, clip in chosen]
        inner = [slice(at + self.margin, at + self.margin + self.frames) for at in starts]
        spans = [slice(s.start * mel_spec.HOP, s.stop * mel_spec.HOP) for s in inner]
        device = self.generator.device
        pieces = [take.sound[span] for (take, _), span in zip(chosen, spans, strict=True)]
        real = torch.stack(pieces).to(device)
        f0 = torch.stack([take.f0[s] for (take, _), s in zip(chosen, inner, strict=True)])
        clips = [clip for _, clip in chosen[: self.made]]
        whole = [(at, self.long) for at in starts[: self.made]]
        score, _, _ = collate(clips, whole, self.style, device)
        warmth = float(self.rng.uniform(0.2, 0.6))
        with half_where_faster(device):
            made = self.generator.mel_stage(score, steps=4, warmth=warmth).float()
        made = made[..., self.margin : -self.margin]
        return real, torch.cat([made, log_mel(real[self.made :])]), f0.to(device)


class ProsodyPart:
    """The predictor and the manner of speaking, on whole takes.

    The phoneme language model and the text encoder stay as they are, so what they say of a take is
    computed once (`encoded`).
    """

    moving: ClassVar[tuple[str, ...]] = ("predictor", "manner")

    def __init__(
        self,
        generator: Generator,
        style: Style,
        takes: Sequence[PreparedTake],
        texts: Sequence[EncodedText],
        rng: np.random.Generator,
        recipe: Recipe,
        *,
        trust: NDArray[np.float64] | None = None,
    ) -> None:
        """``trust [takes]``: how likely each is drawn."""
        self.trust = trust
        self.stack, self.style, self.rng = generator.prosody, style, rng
        self.takes, self.texts, self.batch = takes, texts, recipe.predictor_batch
        tensors: dict[str, Tensor] = {}
        if "predictor" in recipe.moving:
            named = self.stack.predictor.named_parameters()
            tensors |= {f"prosody.predictor.{n}": p for n, p in named}
        if "manner" in recipe.moving:
            tensors["style.prosody_shift"] = style.prosody_shift.requires_grad_(True)
        self.dropout, self.without = recipe.dropout, recipe.without
        set_dropout(self.stack.predictor, recipe.dropout)
        rates = {"prosody.": recipe.predictor_rate, "style.": recipe.manner_rate}
        self.trained = Averaged(tensors, rates, recipe)

    def resize(self, recipe: Recipe) -> None:
        """Take the batch from a recipe."""
        self.batch = recipe.predictor_batch

    def step(self, rate: float) -> Values:
        """One step on whole takes, one after another (their lengths differ too much to pad)."""
        chosen = self.rng.choice(len(self.takes), self.batch, p=self.trust)
        self.stack.predictor.train(self.dropout > 0)
        losses = [self.losses(int(i)) for i in chosen]
        self.stack.predictor.eval()
        means = {name: torch.stack([loss[name] for loss in losses]).mean() for name in losses[0]}
        self.trained.step(_counted(means, self.without), rate)
        return {name: value.item() for name, value in means.items()}

    def losses(self, index: int) -> dict[str, Tensor]:
        """Of one take: durations (log frames), F0 (tenths of its spread), energy (nepers)."""
        take, text = self.takes[index], self.texts[index]
        device = text.content.device
        durations = take.durations.to(device).unsqueeze(0)
        _, prosody = self.style.rows(text.lengths - 2)
        features = self.stack.prosody_features(text, prosody)
        frames = self.stack.durations(features, text.lengths)
        f0, energy = self.stack.f0_and_energy(expand(features, durations), prosody)
        real_f0, real_energy = take.f0.to(device), take.energy.to(device)
        spoken = (real_f0 > 0).float()  # in pauses the stack may think of F0 what it likes
        return {
            "duration": fn.l1_loss(torch.log(frames + 0.5), torch.log(durations + 0.5)),
            "f0": ((f0[0] - real_f0).abs() * spoken).sum() / spoken.sum().clamp(min=1) / 40,
            "energy": (energy[0] - real_energy).abs().mean() / 2,
        }


def _counted(losses: Mapping[str, Tensor], without: Collection[str]) -> Tensor:
    """Their sum, but for those that the recipe leaves out."""
    return torch.stack([loss for name, loss in losses.items() if name not in without]).sum()


def set_dropout(module: nn.Module, share: float) -> None:
    """What the blocks of a module leave out while they train."""
    for part in module.modules():
        if isinstance(part, DurationEncoder | StyledBlock):
            part.dropout = share


@torch.no_grad()
def encoded(generator: Generator, take: PreparedTake) -> EncodedText:
    """What the text encoder and the phoneme language model say of a take; neither moves."""
    return generator.prosody.encode(*generator.tokens(take.phonemes))
