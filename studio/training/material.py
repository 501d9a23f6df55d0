"""What a fine-tuning learns from, computed once, and the parts that learn from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Generator as Steps
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.core.messages import Progress
from studio.training.clips import Clip, clip_of_take, stretched
from studio.training.edges import with_pauses
from studio.training.heard import HeardLoss
from studio.training.hearing_part import HearingPart, MadeTakes, features_of
from studio.training.part import Part
from studio.training.parts import MelPart, ProsodyPart, VocoderPart, encoded
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.training.replay import replay_clips
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.prosody import EncodedText
from studio.voice.style import Style

SNR_DB = (8.0, 25.0)  # of a take that I hears in noise
LEAST_TRUST = 0.05  # nobody is never drawn: what I hears badly may be what is rare


@dataclass
class Material:
    """The takes of one speaker as every part wants them; all lists run along the takes."""

    takes: Sequence[PreparedTake]
    clips: list[Clip] = field(default_factory=list)
    texts: list[EncodedText] = field(default_factory=list)
    heard: list[list[Tensor]] = field(default_factory=list)
    """What the encoder hears: clean, then in noise where the recipe wants that."""
    larger: list[list[Clip]] = field(default_factory=list)

    @classmethod
    def gather(
        cls,
        takes: Sequence[PreparedTake],
        generator: Generator,
        style: Style,
        inverse: InverseModel,
        recipe: Recipe,
        rng: np.random.Generator,
    ) -> Steps[Progress, None, Material]:
        """Compute what does not move in training."""
        told: list[PreparedTake] = []
        found = cls(told)
        for number, given in enumerate(takes, start=1):
            take, text = as_told(given, generator, style, recipe)
            content, sound = text.content[0], take.heard_sound()
            told.append(take)
            found.texts.append(text)
            found.clips.append(clip_of_take(take, content))
            found.heard.append([features_of(inverse, sound)])
            if recipe.hear_noise:
                found.heard[-1].append(features_of(inverse, in_noise(sound, rng)))
            if recipe.sizes:
                found.larger.append(stretched(take, content))
            yield Progress("prepare", number / len(takes))
        return found

    def trust(self, power: float) -> NDArray[np.float64] | None:
        """How likely each take is drawn, by how well I heard its text in it; None: all alike."""
        if not power:
            return None
        weights = np.array([max(LEAST_TRUST, take.confidence) ** power for take in self.takes])
        return weights / weights.sum()


@torch.no_grad()
def as_told(
    take: PreparedTake, generator: Generator, style: Style, recipe: Recipe
) -> tuple[PreparedTake, EncodedText]:
    """A take as the recipe wants it told to the parts, before any training, and its text."""
    text = encoded(generator, take)
    if recipe.edge_pauses:
        features = generator.prosody.prosody_features(text, style.rows(text.lengths - 2)[1])
        expected = generator.prosody.durations(features, text.lengths)[0]
        take = with_pauses(take, expected.cpu())
    return take, text


def in_noise(sound: Tensor, rng: np.random.Generator) -> Tensor:
    """A sound ``[n]`` with pink noise beneath it, 8 to 25 dB down."""
    white = torch.fft.rfft(torch.from_numpy(rng.standard_normal(len(sound)).astype(np.float32)))
    slope = torch.arange(1, len(white) + 1).sqrt()
    noise = torch.fft.irfft(white / slope, n=len(sound))
    down = 10 ** (-rng.uniform(*SNR_DB) / 20)
    return sound + noise * (down * sound.std() / noise.std().clamp(min=1e-9))


def parts_of(
    material: Material,
    generator: Generator,
    style: Style,
    inverse: InverseModel,
    recipe: Recipe,
    rngs: Sequence[np.random.Generator],
    heard: HeardLoss | None = None,
) -> dict[str, Part]:
    """The parts that the recipe moves, by name. ``rngs``: four, as the parts run side by side."""
    takes, clips, trust = material.takes, material.clips, material.trust(recipe.trust)

    def mel_stage() -> Part:
        return MelPart(
            generator,
            style,
            clips,
            replay_clips(),
            rngs[0],
            recipe,
            trust=trust,
            larger=material.larger,
            heard=heard,
        )

    def vocoder() -> Part:
        return VocoderPart(generator, style, takes, clips, rngs[1], recipe)

    def prosody() -> Part:
        return ProsodyPart(generator, style, takes, material.texts, rngs[2], recipe, trust=trust)

    def hearing() -> Part:
        made = MadeTakes(generator, style, inverse, takes, rngs[3]) if recipe.hear_made else None
        return HearingPart(inverse, takes, material.heard, rngs[3], recipe, made=made)

    makers: dict[str, tuple[tuple[str, ...], Callable[[], Part]]] = {
        "mel_stage": (MelPart.moving, mel_stage),
        "vocoder": (VocoderPart.moving, vocoder),
        "prosody": (ProsodyPart.moving, prosody),
        "hearing": (HearingPart.moving, hearing),
    }
    wanted = set(recipe.moving)
    return {name: make() for name, (moving, make) in makers.items() if wanted & set(moving)}
