"""The teacher: Kokoro-82M whole, for making speech whose phonemes, durations and pitch are known.

The program itself does not ship or run this decoder (53 M parameters, an iSTFTNet): it serves the
recipes. Layout after Kokoro-82M and StyleTTS 2 (Apache-2.0, MIT); weights as in kokoro_weights.py.
Shapes: B clips, F frames of 600 samples at 24 kHz.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from kokoro_weights import read_packages, read_voices
from torch import Tensor, nn
from torch.nn import functional

from studio.text.inventory import encode
from studio.voice.prosody import Plan, ProsodyStack
from studio.voice.styled_blocks import StyledBlock, StyledNorm
from studio.voice.text_encoder import pad_tokens
from studio.voice.weights import Quantised

RATE = 24_000
HARMONICS = 9
SOURCE_LEVEL, SOURCE_NOISE = 0.1, 0.003  # amplitudes of the sines and of the noise beside them
VOICED_HZ = 10.0  # below this the predicted F0 means unvoiced
N_FFT, HOP = 20, 5
STYLE = 128


class SnakeBlock(nn.Module):
    """Three pairs of dilated convolutions with styled norms and the periodic snake activation."""

    def __init__(self, channels: int, kernel_size: int) -> None:
        super().__init__()
        same = kernel_size // 2
        self.convs1 = nn.ModuleList(
            nn.Conv1d(channels, channels, kernel_size, dilation=d, padding=same * d)
            for d in (1, 3, 5)
        )
        self.convs2 = nn.ModuleList(
            nn.Conv1d(channels, channels, kernel_size, padding=same) for _ in range(3)
        )
        self.adain1 = nn.ModuleList(StyledNorm(channels, STYLE) for _ in range(3))
        self.adain2 = nn.ModuleList(StyledNorm(channels, STYLE) for _ in range(3))
        self.alpha1 = nn.ParameterList(torch.ones(channels) for _ in range(3))
        self.alpha2 = nn.ParameterList(torch.ones(channels) for _ in range(3))

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """x [B, C, T], style [B, 128] -> [B, C, T]."""
        for i in range(3):
            y = self.convs1[i](snake(self.adain1[i](x, style), self.alpha1[i]))
            y = self.convs2[i](snake(self.adain2[i](y, style), self.alpha2[i]))
            x = x + y
        return x


def snake(x: Tensor, alpha: Tensor) -> Tensor:
    """x + sin²(alpha x) / alpha, alpha for each channel (Ziyin et al. 2020)."""
    alpha = alpha.view(1, -1, 1)
    return x + torch.sin(alpha * x).square() / alpha


class SpectrumGenerator(nn.Module):
    """Decoded features and F0 to the waveform, by a harmonic source and a small inverse STFT."""

    def __init__(self) -> None:
        super().__init__()
        bins = N_FFT + 2  # magnitudes and phases
        self.source_mix = nn.Linear(HARMONICS, 1)
        self.ups = nn.ModuleList(
            [
                nn.ConvTranspose1d(512, 256, 20, 10, padding=5),
                nn.ConvTranspose1d(256, 128, 12, 6, padding=3),
            ]
        )
        self.noise_convs = nn.ModuleList(
            [nn.Conv1d(bins, 256, 12, 6, padding=3), nn.Conv1d(bins, 128, 1)]
        )
        self.noise_res = nn.ModuleList([SnakeBlock(256, 7), SnakeBlock(128, 11)])
        self.resblocks = nn.ModuleList(
            SnakeBlock(channels, kernel) for channels in (256, 128) for kernel in (3, 7, 11)
        )
        self.conv_post = nn.Conv1d(128, bins, 7, padding=3)
        self.register_buffer("window", torch.hann_window(N_FFT), persistent=False)
        self.window: Tensor

    def source(self, f0: Tensor) -> Tensor:
        """F0 [B, 2 F] in Hz -> magnitudes and phases of the harmonic source, [B, 22, T]."""
        step = 300
        numbers = torch.arange(1, HARMONICS + 1, dtype=torch.float64, device=f0.device)
        turns = (f0.double()[:, None] * numbers[:, None] / RATE) % 1
        phase = functional.interpolate(
            turns.cumsum(-1) * step, scale_factor=step, mode="linear", align_corners=False
        )
        sines = SOURCE_LEVEL * torch.sin(2 * math.pi * (phase % 1)).float()
        voiced = (f0 > VOICED_HZ).float().repeat_interleave(step, dim=-1)[:, None]
        noise = voiced * SOURCE_NOISE + (1 - voiced) * SOURCE_LEVEL / 3
        sines = sines * voiced + noise * torch.randn_like(sines)
        wave = torch.tanh(self.source_mix(sines.transpose(1, 2))).squeeze(-1)
        spectrum = torch.stft(wave, N_FFT, HOP, window=self.window, return_complex=True)
        return torch.cat([spectrum.abs(), spectrum.angle()], dim=1)

    def forward(self, x: Tensor, style: Tensor, f0: Tensor) -> Tensor:
        """x [B, 512, 2 F], style [B, 128], f0 [B, 2 F] Hz -> waveform [B, 600 F]."""
        source = self.source(f0)
        for stage in range(2):
            x = self.ups[stage](functional.leaky_relu(x, 0.1))
            if stage == 1:
                x = functional.pad(x, (1, 0), mode="reflect")
            x = x + self.noise_res[stage](self.noise_convs[stage](source), style)
            blocks = self.resblocks[3 * stage : 3 * stage + 3]
            x = sum((block(x, style) for block in blocks), torch.zeros_like(x)) / 3
        x = self.conv_post(functional.leaky_relu(x, 0.01)).float()
        magnitude, phase = torch.exp(x[:, : N_FFT // 2 + 1]), torch.sin(x[:, N_FFT // 2 + 1 :])
        return torch.istft(torch.polar(magnitude, phase), N_FFT, HOP, window=self.window)


class Decoder(nn.Module):
    """Content features, F0 and energy to the waveform."""

    def __init__(self) -> None:
        super().__init__()
        wide = 1024 + 2 + 64
        self.encode = StyledBlock(512 + 2, 1024, STYLE)
        self.decode = nn.ModuleList(
            [
                *(StyledBlock(wide, 1024, STYLE) for _ in range(3)),
                StyledBlock(wide, 512, STYLE, True),
            ]
        )
        self.f0_conv = nn.Conv1d(1, 1, 3, 2, padding=1)
        self.energy_conv = nn.Conv1d(1, 1, 3, 2, padding=1)
        self.content_shortcut = nn.Conv1d(512, 64, 1)
        self.generator = SpectrumGenerator()

    def forward(self, content: Tensor, f0: Tensor, energy: Tensor, style: Tensor) -> Tensor:
        """content [B, F, 512], f0 and energy [B, 2 F], timbre style [B, 128] -> [B, 600 F]."""
        content = content.transpose(1, 2)
        curves = [self.f0_conv(f0[:, None]), self.energy_conv(energy[:, None])]
        beside = [self.content_shortcut(content), *curves]
        x = self.encode(torch.cat([content, *curves], dim=1), style)
        for block in self.decode:
            x = block(torch.cat([x, *beside], dim=1), style)
        return self.generator(x, style, f0)


@dataclass(frozen=True)
class Spoken:
    """Speech and all that is known about it."""

    samples: Tensor  # [N] float32, 24 kHz
    plan: Plan


class Teacher:
    """Kokoro whole, from a folder of packages (see kokoro_weights.py), with all 54 voices."""

    def __init__(self, packages: Path) -> None:
        weights = {
            name: weight.value() if isinstance(weight, Quantised) else weight
            for name, weight in read_packages(packages).items()
        }
        prefix = "decoder."
        self.stack = ProsodyStack().eval()
        self.stack.load_state_dict({n: w for n, w in weights.items() if not n.startswith(prefix)})
        self.decoder = Decoder().eval()
        self.decoder.load_state_dict(
            {n.removeprefix(prefix): w for n, w in weights.items() if n.startswith(prefix)}
        )
        self.voices = read_voices(packages)

    def style(self, mix: Mapping[str, float], n_phonemes: int) -> Tensor:
        """The style [256] of a blend of voices for an utterance of so many phonemes."""
        parts = [weight * self.voices[name][n_phonemes - 1] for name, weight in mix.items()]
        return torch.stack(parts).sum(0)

    def speak(self, phonemes: str, mix: Mapping[str, float], speed: float = 1.0) -> Spoken:
        """Speak a phoneme string in a blend of voices."""
        plan, timbre = self.plan(phonemes, mix, speed)
        return Spoken(self.render(plan, timbre), plan)

    @torch.inference_mode()
    def plan(
        self, phonemes: str, mix: Mapping[str, float], speed: float = 1.0
    ) -> tuple[Plan, Tensor]:
        """What is to be spoken, and the timbre [1, 128] to speak it with."""
        ids = encode(phonemes)
        style = self.style(mix, len(ids))[None]
        tokens, lengths = pad_tokens([ids])
        return self.stack.speak_plan(tokens, lengths, style[:, STYLE:], speed), style[:, :STYLE]

    @torch.inference_mode()
    def render(self, plan: Plan, timbre: Tensor) -> Tensor:
        """A plan of one utterance, its pitch perhaps changed -> samples [N] at 24 kHz."""
        return self.decoder(plan.content, plan.f0, plan.energy, timbre)[0]
