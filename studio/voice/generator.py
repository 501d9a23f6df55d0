"""The generator G: phonemes to speech in a voice, ``G(T) = S``.

phonemes -> ProsodyStack -> Plan (durations, F0, energy) -> MelStage -> Vocoder -> 24 kHz sound
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from studio.audio import mel_spec
from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.core.shaping import NO_SHAPING, Shaping
from studio.paths import models_dir
from studio.text.inventory import SYMBOLS, encode
from studio.voice.asking import asked
from studio.voice.colour import Colour
from studio.voice.eight_bits import eight_bits_are_native
from studio.voice.mel_stage import MelStage, MelStageConfig, Score, frames_of_tokens
from studio.voice.plan import (
    CURVES_A_FRAME,
    FASTEST_READ,
    Plan,
    effort_curve,
    hurried,
    muted,
    pitch_curve,
    shaped_durations,
    with_lengths,
    with_pauses,
)
from studio.voice.precision import quickest_native
from studio.voice.prosody import ProsodyStack, round_durations
from studio.voice.style import Style
from studio.voice.text_encoder import pad_tokens
from studio.voice.vocoder import VOICED_HZ, Vocoder, VocoderConfig
from studio.voice.weights import load_weights

LOUDEST = 0.98  # peak of a sentence that is said louder than usual


@dataclass(frozen=True)
class Speech:
    """One spoken utterance, with everything that the window shows of it.

    Attributes:
        samples: ``[n]`` float32 at 24 kHz, in -1..1.
        phonemes: what was spoken, one symbol a token.
        durations: frames of 25 ms of each token, with the start and the end token around them;
            whole ones but of hurried speech.
        f0: ``[F]`` Hz at 80 a second, 0 unvoiced.
        energy: ``[F]``, N as the prosody stack speaks it.
        mel: ``[F, BANDS]`` natural-log amplitudes.
    """

    samples: NDArray[np.float32]
    phonemes: str
    durations: list[float]
    f0: NDArray[np.float32]
    energy: NDArray[np.float32]
    mel: NDArray[np.float32]

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / mel_spec.RATE

    def symbol_times(self) -> list[tuple[str, float, float]]:
        """Each symbol of `phonemes` with its start and end in seconds."""
        ends = np.cumsum(self.durations) * (CURVES_A_FRAME * mel_spec.HOP / mel_spec.RATE)
        return [(s, float(ends[i]), float(ends[i + 1])) for i, s in enumerate(self.phonemes)]


class Generator(nn.Module):
    """The three networks that speak. Base weights by `load`; a voice's own by `take_over`."""

    def __init__(self, prosody: ProsodyStack, mel_stage: MelStage, vocoder: Vocoder) -> None:
        super().__init__()
        self.prosody, self.mel_stage, self.vocoder = prosody, mel_stage, vocoder

    @classmethod
    def load(cls, device: str | torch.device = "cpu") -> "Generator":
        """The base generator that the program ships, ready to speak.

        Raises StudioError when a file of the models is missing or damaged.
        """
        folder = models_dir() / "base"
        config = read_config(folder / "config.json")
        made = cls(
            ProsodyStack.load(models_dir() / "kokoro"),
            MelStage(MelStageConfig(**config["mel_stage"])),
            Vocoder(VocoderConfig(**config["vocoder"])),
        )
        made.mel_stage.load_state_dict(load_weights(folder, "mel_stage"), strict=True)
        made.vocoder.load_state_dict(load_weights(folder, "vocoder"), strict=True)
        return made.to(device).eval()

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.mel_stage.text.weight.device

    def take_over(self, tuned: Mapping[str, Tensor]) -> None:
        """Replace weights by a voice's own; names are this module's, ``mel_stage.…`` and so on.

        Raises StudioError when a name or a shape is not this generator's.
        """
        own = self.state_dict()
        for name, tensor in tuned.items():
            if name not in own or own[name].shape != tensor.shape:
                raise StudioError(
                    f"The voice's weights do not fit this version ({name}): train it again."
                )
        with torch.no_grad():
            for name, tensor in tuned.items():
                own[name].copy_(tensor)

    def tokens(self, phonemes: str) -> tuple[Tensor, Tensor]:
        """One utterance as the stack reads it: tokens ``[1, T]``, lengths ``[1]``."""
        tokens, lengths = pad_tokens([encode(phonemes)])
        return tokens.to(self.device), lengths.to(self.device)

    def speak(
        self,
        phonemes: str,
        style: Style,
        manner: Manner | None = None,
        shaping: Shaping = NO_SHAPING,
    ) -> Speech:
        """Say one sentence of up to 510 symbols.

        Raises StudioError when there is nothing to say or too much at once.
        """
        manner = manner or Manner()
        return self.render(self.plan(phonemes, style, manner, shaping), manner)

    @torch.inference_mode()
    def plan(
        self,
        phonemes: str,
        style: Style,
        manner: Manner | None = None,
        shaping: Shaping = NO_SHAPING,
    ) -> Plan:
        """Settle lengths, pitch and effort of one sentence of up to 510 symbols.

        What is no symbol of the inventory is left out. Raises StudioError when there is nothing to
        say or too much at once.
        """
        manner = manner or Manner()
        known = "".join(symbol for symbol in phonemes if symbol in SYMBOLS)
        if not known.strip():
            raise StudioError("There is nothing to say: the text holds no word.")
        tokens, lengths = self.tokens(known)
        timbre, prosody = style.to(self.device).rows(lengths - 2)
        with quickest_native(self.device):
            quick = eight_bits_are_native(self.device)
            text = self.prosody.encode(tokens, lengths, eight_bits=quick).in_float32()
            features = self.prosody.prosody_features(text, prosody)
            hurry = max(1.0, manner.speed / FASTEST_READ)
            frames = self.prosody.durations(features, lengths, manner.speed / hurry)
            natural = round_durations(shaped_durations(frames, shaping), lengths)
            durations, f0, energy = natural, *self._curves(features, natural, prosody)
            if manner.pauses != 1.0:
                durations = with_pauses(natural, energy, known, manner.pauses)
            durations = with_lengths(durations, shaping, hurry)
            if not torch.equal(durations, natural):
                f0, energy = self._curves(features, durations, prosody)
        f0 = asked(f0, durations, known, style.question * manner.questions)
        f0 = pitch_curve(f0, durations, manner, shaping)
        effort = effort_curve(durations, manner, shaping)
        plan = Plan(known, durations, f0, energy, effort, text.content, timbre)
        return hurried(muted(plan, natural), hurry)

    def _curves(self, features: Tensor, durations: Tensor, prosody: Tensor) -> tuple[Tensor, ...]:
        """F0 and energy ``[1, F]`` for features ``[1, T, 640]`` and whole durations ``[1, T]``."""
        return self.prosody.f0_and_energy(features.repeat_interleave(durations[0], dim=1), prosody)

    @torch.inference_mode()
    def render(self, plan: Plan, manner: Manner | None = None) -> Speech:
        """The sound of a plan: the same plan and manner give the same samples, bit for bit.

        Of the manner only what colours the sound counts here: warmth, steps, seed, breathiness and
        formants; the rest is settled in the plan.
        """
        mel, samples = self.say(plan, manner or Manner())
        return Speech(
            samples=samples[0].clamp(-1, 1).cpu().numpy(),
            phonemes=plan.phonemes,
            durations=plan.durations[0].tolist(),
            f0=plan.f0[0].cpu().numpy(),
            energy=plan.energy[0].cpu().numpy(),
            mel=mel[0].T.cpu().numpy(),
        )

    def say(self, plan: Plan, manner: Manner) -> tuple[Tensor, Tensor]:
        """Mel ``[1, M, F]`` and sound ``[1, N]`` of a plan."""
        dice = torch.Generator().manual_seed(manner.seed)
        f0 = plan.f0
        score = score_of(plan.content, plan.durations, f0, plan.energy, plan.timbre)
        frames = f0.shape[1]
        start = torch.randn((1, mel_spec.BANDS, frames), generator=dice).to(f0.device)
        noise = torch.randn((1, frames * mel_spec.HOP), generator=dice).to(f0.device)
        voiced = torch.where(f0 < VOICED_HZ, torch.zeros_like(f0), f0)
        colour = Colour(manner.breathiness, manner.formants, plan.effort)
        with quickest_native(self.device):
            mel = self.mel_stage(score, manner.steps, manner.warmth, start).float()
            sound = self.vocoder(mel, voiced, noise, colour)
        if plan.effort is not None:  # softer as a whole, where it would be cut off at its peaks
            sound = sound / (sound.abs().max() / LOUDEST).clamp(min=1.0)
        return mel, sound


def score_of(
    content: Tensor, durations: Tensor, f0: Tensor, energy: Tensor, timbre: Tensor
) -> Score:
    """One utterance as the mel stage reads it.

    ``content [1, T, 512]``, ``durations [1, T]`` frames of 25 ms (also fractions), ``f0`` and
    ``energy`` ``[1, F]``, ``timbre [1, 129]``.
    """
    ends = torch.nn.functional.pad(durations[0].cumsum(0) * float(CURVES_A_FRAME), (1, 0))
    token, place = frames_of_tokens(ends, f0.shape[1])
    return Score(
        content.transpose(1, 2), token.unsqueeze(0), place.unsqueeze(0), f0, energy, timbre
    )


def read_config(path: Path) -> dict[str, dict[str, int]]:
    """A model's config.json. Raises StudioError when it cannot be read."""
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StudioError(
            f"The model file {path} cannot be read: install the program again."
        ) from error
    return config
