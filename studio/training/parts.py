"""The four parts that fine-tuning moves, each with its own batches, losses and optimiser.

Every part is given real features on the input side (teacher forcing), so none waits for another:

    MelPart       phonemes, durations, F0, N  ->  mel          mel stage, timbre of the speaker
    VocoderPart   mel, F0                     ->  sound        vocoder
    ProsodyPart   phonemes                    ->  durations, F0, N    predictor, manner
    HearingPart   sound                       ->  phonemes     head of the inverse model

The first three together are L_G, the last is L_I.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from studio.audio import mel_spec
from studio.core.errors import StudioError
from studio.training.adversary import Adversary
from studio.training.clips import Clip, collate, crop_batch
from studio.training.losses import mel_loss, spectral_loss
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel, ctc_loss
from studio.voice.mel import log_mel
from studio.voice.precision import half_where_faster
from studio.voice.prosody import EncodedText, expand
from studio.voice.speech_encoder import frame_count
from studio.voice.style import Style

Values = dict[str, float]
MOMENTS = ("exp_avg", "exp_avg_sq")  # AdamW's, by the names of its state


class Part(Protocol):
    """One thing to train."""

    moving: ClassVar[tuple[str, ...]]
    """What of `recipe.MOVING` it moves."""
    trained: Averaged

    def step(self, rate: float) -> Values:
        """One step at ``rate`` (0..1) of the part's learning rate; the losses by name."""
        ...


class Averaged:
    """Named tensors that are trained, their running average, and AdamW over them.

    The average (of about the last ``span`` steps) is what speaks: single steps on few data jump.
    """

    def __init__(
        self,
        tensors: Mapping[str, Tensor],
        rates: Mapping[str, float],
        recipe: Recipe,
    ) -> None:
        self.tensors = dict(tensors)
        self.average = {name: tensor.detach().clone() for name, tensor in tensors.items()}
        self.steps, self.span = 0, recipe.average_span
        self.rates = {name: _rate_of(name, rates) for name in tensors}
        groups = [{"params": [tensor], "lr": self.rates[name]} for name, tensor in tensors.items()]
        self.optimiser = torch.optim.AdamW(
            groups, betas=(0.9, 0.98), weight_decay=recipe.weight_decay
        )

    def step(self, loss: Tensor, rate: float) -> None:
        """One step down ``loss``."""
        for group, base in zip(self.optimiser.param_groups, self.rates.values(), strict=True):
            group["lr"] = base * rate
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(list(self.tensors.values()), 1.0)
        self.optimiser.step()
        self.steps += 1
        weight = max(1 / self.span, 1 / (self.steps + 1))
        with torch.no_grad():
            for name, tensor in self.tensors.items():
                self.average[name].lerp_(tensor, weight)

    def state(self) -> dict[str, Tensor]:
        """Tensors, averages and the optimiser's moments."""
        found = {f"now.{name}": tensor.detach() for name, tensor in self.tensors.items()}
        found |= {f"average.{name}": tensor.half() for name, tensor in self.average.items()}
        for name, tensor in self.tensors.items():
            moments = self.optimiser.state.get(tensor, {})
            if moments:
                found[f"step.{name}"] = moments["step"]
                # Half the bytes; the moments need no more, and this is written every minute.
                found |= {f"{key}.{name}": moments[key].bfloat16() for key in MOMENTS}
        found["steps"] = torch.tensor(self.steps)
        return found

    def go_on(self, state: Mapping[str, Tensor]) -> None:
        """Take over what `state` gave."""
        with torch.no_grad():
            for name, tensor in self.tensors.items():
                tensor.copy_(state[f"now.{name}"])
                self.average[name].copy_(state[f"average.{name}"])
                if f"step.{name}" in state:
                    moments = {key: state[f"{key}.{name}"].to(tensor) for key in MOMENTS}
                    self.optimiser.state[tensor] = moments | {"step": state[f"step.{name}"].cpu()}
        self.steps = int(state["steps"])


def _rate_of(name: str, rates: Mapping[str, float]) -> float:
    """The rate of the longest prefix that fits."""
    fitting = [prefix for prefix in rates if name.startswith(prefix)]
    return rates[max(fitting, key=len)]


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
    ) -> None:
        self.stage, self.style, self.clips, self.replay = generator.mel_stage, style, clips, replay
        self.rng, self.recipe = rng, recipe
        tensors: dict[str, Tensor] = {}
        if "mel_stage" in recipe.moving:
            tensors |= {f"mel_stage.{n}": p for n, p in self.stage.named_parameters()}
        if "timbre" in recipe.moving:
            tensors["style.timbre_shift"] = style.timbre_shift.requires_grad_(True)
        rates = {"mel_stage.": recipe.mel_rate, "style.": recipe.timbre_rate}
        self.trained = Averaged(tensors, rates, recipe)

    def step(self, rate: float) -> Values:
        """One step on a batch of crops."""
        size = self.recipe.mel_batch
        others = min(round(size * self.recipe.replay_share), size - 1) if self.replay else 0
        chosen = [self.clips[i] for i in self.rng.integers(len(self.clips), size=size - others)]
        chosen += [self.replay[i] for i in self.rng.integers(max(1, len(self.replay)), size=others)]
        device, frames = self.stage.text.weight.device, self.recipe.mel_frames
        score, mel, mask = crop_batch(chosen, frames, self.rng, self.style, device)
        with half_where_faster(mel.device):
            of_mean, of_flow = self.stage.losses(score, mel, mask)
        self.trained.step(of_mean + of_flow, rate)
        return {"mean": of_mean.item(), "flow": of_flow.item()}


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
        self.batch, self.frames = recipe.vocoder_batch, recipe.vocoder_frames
        self.made = self.batch // 2
        self.long = self.frames + 2 * self.margin
        pairs = zip(takes, clips, strict=True)
        self.pairs = [(take, clip) for take, clip in pairs if len(take.f0) > self.long]
        if not self.pairs:
            raise StudioError(
                "All takes are shorter than 1.3 s; record whole sentences as well as single words."
            )
        self.adversary = Adversary.of_base(5e-4, generator.device)
        tensors = {f"vocoder.{n}": p for n, p in generator.vocoder.named_parameters()}
        self.trained = Averaged(tensors, {"vocoder.": recipe.vocoder_rate}, recipe)

    def step(self, rate: float) -> Values:
        """One step on a batch of pieces."""
        real, mel, f0 = self._pieces()
        with half_where_faster(real.device):
            made = self.generator.vocoder(mel, f0)
        spectral, melody = spectral_loss(made, real), mel_loss(made, real)
        of_judges, seen = self.adversary.losses(real, made)
        self.trained.step(spectral + melody + of_judges, rate)
        return {
            "spectral": spectral.item(),
            "mel": melody.item(),
            "features": seen["features"],
        }

    @torch.no_grad()
    def _pieces(self) -> tuple[Tensor, Tensor, Tensor]:
        """Sound ``[B, N]``, mel ``[B, M, F]`` and F0 ``[B, F]`` of random pieces."""
        chosen = [self.pairs[i] for i in self.rng.integers(len(self.pairs), size=self.batch)]
        starts = [int(self.rng.integers(len(take.f0) - self.long)) for take, _ in chosen]
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
    ) -> None:
        self.stack, self.style, self.rng = generator.prosody, style, rng
        self.takes, self.texts, self.batch = takes, texts, recipe.predictor_batch
        tensors: dict[str, Tensor] = {}
        if "predictor" in recipe.moving:
            named = self.stack.predictor.named_parameters()
            tensors |= {f"prosody.predictor.{n}": p for n, p in named}
        if "manner" in recipe.moving:
            tensors["style.prosody_shift"] = style.prosody_shift.requires_grad_(True)
        rates = {"prosody.": recipe.predictor_rate, "style.": recipe.manner_rate}
        self.trained = Averaged(tensors, rates, recipe)

    def step(self, rate: float) -> Values:
        """One step on whole takes, one after another (their lengths differ too much to pad)."""
        chosen = self.rng.integers(len(self.takes), size=self.batch)
        losses = [self.losses(int(i)) for i in chosen]
        means = {name: torch.stack([loss[name] for loss in losses]).mean() for name in losses[0]}
        self.trained.step(torch.stack(list(means.values())).sum(), rate)
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


class HearingPart:
    """The head of the inverse model, on whole takes; the encoder's features are computed once."""

    moving: ClassVar[tuple[str, ...]] = ("head",)

    def __init__(
        self,
        model: InverseModel,
        takes: Sequence[PreparedTake],
        heard: Sequence[Tensor],
        rng: np.random.Generator,
        recipe: Recipe,
    ) -> None:
        self.model, self.takes, self.heard, self.rng = model, takes, heard, rng
        self.batch = recipe.head_batch
        tensors = {f"head.{n}": p for n, p in model.head.named_parameters()}
        self.trained = Averaged(tensors, {"head.": recipe.head_rate}, recipe)

    def step(self, rate: float) -> Values:
        """One step of CTC on what the takes say."""
        chosen = [int(i) for i in self.rng.integers(len(self.takes), size=self.batch)]
        lengths = torch.tensor([self.heard[i].shape[0] for i in chosen], device=self.model.device)
        features = nn.utils.rnn.pad_sequence(
            [self.heard[i].float() for i in chosen], batch_first=True
        )
        self.model.head.train()
        log_probs, _ = self.model.head(features, lengths)
        self.model.head.eval()
        loss = ctc_loss(log_probs, lengths, [self.takes[i].phonemes for i in chosen]).mean()
        self.trained.step(loss, rate)
        return {"ctc": loss.item()}


@torch.no_grad()
def encoded(generator: Generator, take: PreparedTake) -> EncodedText:
    """What the text encoder and the phoneme language model say of a take; neither moves."""
    return generator.prosody.encode(*generator.tokens(take.phonemes))


@torch.no_grad()
def features_of(model: InverseModel, take: PreparedTake) -> Tensor:
    """``[T, D]`` float16: what the frozen encoder hears in a take."""
    sound = take.heard_sound().to(model.device).unsqueeze(0)
    lengths = torch.tensor([sound.shape[1]], device=model.device)
    features = model.head.features(model.encoder(sound, lengths))[0]
    return features[: int(frame_count(lengths)[0])].half()
