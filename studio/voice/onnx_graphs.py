"""The generator in a form that ONNX can hold: two graphs without complex numbers or FFTs.

    plan   tokens, prosody style, speed, question -> durations, F0, energy, content
    sound  content, durations, F0, energy, timbre, noise -> 24 kHz samples, with the watermark

The same weights and the same arithmetic as `Generator.plan` and `Generator.render` in float32 for a
plain manner. Fourier transforms are products with their matrices, written as convolutions over the
frames; what repeats or looks up by position is done by comparing positions, which every runtime
knows. The phase is summed in float64, as in the vocoder. No size is left open as -1: the
exporter of PyTorch 2.13 counts a dimension -1 out, and with it every other -1 in the graph.

Letters: T tokens, F mel frames, H half frames, N = 300 F samples, K = 513 bins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from studio.voice.filter_bands import BINS, LN_FROM_GAIN, N_FFT
from studio.voice.mel_stage import Score
from studio.voice.onnx_asking import AskedGraph
from studio.voice.plan import CURVES_A_FRAME, UNVOICED_HZ
from studio.voice.vocoder import STEP, VOICED_HZ, WINDOW, lines, pulse_train, unsounding

if TYPE_CHECKING:
    from studio.voice.generator import Generator

_SHIFTS = [1 << power for power in range(13)]  # the furthest pause that a pitch is held through
_BREATH_SHIFT = 7919  # samples, as in the vocoder


class PlanGraph(nn.Module):
    """What is settled before a sentence sounds."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.prosody = generator.prosody
        self.asked = AskedGraph(generator.prosody.config.n_tokens)

    def forward(
        self, tokens: Tensor, prosody: Tensor, speed: Tensor, question: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """``tokens [1, T]`` (0 first and last), ``prosody [1, 128]``, ``speed [1]``, ``question
        [1, 6]`` cents at its end, to durations ``[1, T]`` in frames of 25 ms, F0 and energy
        ``[1, F]``, content ``[1, T, 512]``."""
        lengths = torch.ones_like(tokens).sum(1)
        text = self.prosody.encode(tokens, lengths)
        features = self.prosody.prosody_features(text, prosody)
        logits = self.prosody.duration_logits(features, lengths)
        frames = torch.sigmoid(logits).sum(2) / speed
        durations = frames.round().clamp(min=1).long()
        token = _token_of_frames(durations)
        spread = features.gather(1, token.unsqueeze(2).expand(*token.shape, features.shape[2]))
        f0, energy = self.prosody.f0_and_energy(spread, prosody, torch.ones_like(token).sum(1))
        f0 = self.asked(f0, durations, tokens, question)
        f0 = torch.where(f0 < UNVOICED_HZ, torch.zeros_like(f0), f0)
        return durations, f0, energy, text.content


class SoundGraph(nn.Module):
    """The sound of a plan."""

    analysis: Tensor
    synthesis: Tensor

    def __init__(self, generator: Generator, steps: int, warmth: float, mark: nn.Module) -> None:
        """`mark`: samples ``[1, N]`` to the same with the watermark."""
        super().__init__()
        self.mark = mark
        self.mel_stage, self.vocoder = generator.mel_stage, generator.vocoder
        self.steps, self.warmth = steps, warmth
        self.register_buffer("analysis", _analysis(self.vocoder.window))
        self.register_buffer("synthesis", _synthesis())

    def forward(
        self, content: Tensor, durations: Tensor, f0: Tensor, energy: Tensor, timbre: Tensor,
        start: Tensor, noise: Tensor,
    ) -> Tensor:  # fmt: skip
        """As `PlanGraph` gives them, ``timbre [1, 129]``, and two of normally distributed numbers:
        ``start [1, 100, F]``, ``noise [1, 300 F]``. To samples ``[1, 300 F]``."""
        token, place = self._places(durations, f0)
        score = Score(content.transpose(1, 2), token, place, f0, energy, timbre)
        mel = self.mel_stage(score, self.steps, self.warmth, start)
        sound = self._vocode(mel, torch.where(f0 < VOICED_HZ, torch.zeros_like(f0), f0), noise)
        return self.mark(sound).clamp(-1.0, 1.0)

    @staticmethod
    def _places(durations: Tensor, f0: Tensor) -> tuple[Tensor, Tensor]:
        """`mel_stage.frames_of_tokens` for whole durations: ``[1, F]`` and ``[1, 2, F]``."""
        token = _token_of_frames(durations * CURVES_A_FRAME)
        length = (durations * CURVES_A_FRAME).to(f0.dtype)
        starts = (length.cumsum(1) - length).gather(1, token)
        length = length.gather(1, token)
        centres = torch.ones_like(f0).cumsum(1) - 0.5
        place = ((centres - starts) / length).clamp(0, 1)
        return token, torch.stack([place, torch.log(length) - 1.5], dim=1)

    def _vocode(self, mel: Tensor, f0: Tensor, noise: Tensor) -> Tensor:
        """`Vocoder.forward` without complex numbers."""
        pulse, turn, noises, breaths = self._filters(self.vocoder.bands(mel, f0))
        train, closeness = self._pulses(f0)
        count = torch.ones_like(noise).long().cumsum(1) - 1
        size = noise.shape[1]
        breath = noise.gather(1, (count + size * 64 - _BREATH_SHIFT) % size) * closeness.square()
        side = (WINDOW - STEP) // 2
        sources = fn.pad(torch.cat([train, noise, breath]).unsqueeze(1), (side, side))
        spectra = fn.conv1d(sources, self.analysis, stride=STEP)  # [3, 2 K, H]
        real, imaginary = spectra.split(BINS, dim=1)
        cosine, sine = pulse * torch.cos(turn), pulse * torch.sin(turn)
        mixed_real = real[:1] * cosine - imaginary[:1] * sine
        mixed_imaginary = real[:1] * sine + imaginary[:1] * cosine
        mixed_real = mixed_real + real[1:2] * noises + real[2:] * breaths
        mixed_imaginary = mixed_imaginary + imaginary[1:2] * noises + imaginary[2:] * breaths
        mixed = torch.cat([mixed_real, mixed_imaginary], dim=1)
        sound = fn.conv_transpose1d(mixed, self.synthesis, stride=STEP)
        begin = (N_FFT - WINDOW) // 2 + side
        return sound[:, 0, begin : begin + size].clamp(-1.0, 1.0)

    def _filters(self, bands: Tensor) -> tuple[Tensor, ...]:
        """Gain and phase of the pulses, gains of noise and breath, each ``[1, K, H]``."""
        voc = self.vocoder
        halves = bands.reshape(1, 2 * bands.shape[1], sum(voc.sizes))
        pulse, noise, breath, phase = halves.split(voc.sizes, dim=2)
        gain = torch.exp(LN_FROM_GAIN * (pulse @ voc.pulse_spread) - 3.0)
        turn = torch.cat([pulse, phase], dim=2) @ voc.turn_spread
        noises = torch.exp(LN_FROM_GAIN * (noise @ voc.noise_spread) - 5.0)
        breaths = torch.exp(LN_FROM_GAIN * (breath @ voc.noise_spread) - 6.0)
        return tuple(one.transpose(1, 2) for one in (gain, turn, noises, breaths))

    def _pulses(self, f0: Tensor) -> tuple[Tensor, Tensor]:
        """`vocoder.pulses` for one utterance."""
        voiced = f0 >= VOICED_HZ
        hz = lines(self._held(f0, voiced))
        on = lines(voiced.to(f0.dtype))
        return pulse_train(hz, on, _last_frame(unsounding(voiced)))

    @staticmethod
    def _held(f0: Tensor, voiced: Tensor) -> Tensor:
        """F0 carried through pauses."""
        last = _last_frame(voiced)
        first = voiced.to(f0.dtype).argmax(dim=1, keepdim=True)
        held = f0.gather(1, torch.where(last < 1, first, last - 1))
        return torch.where(held >= VOICED_HZ, held, torch.full_like(held, 120.0))


def _token_of_frames(durations: Tensor) -> Tensor:
    """Which token each frame belongs to: ``[1, T]`` whole lengths to ``[1, F]``."""
    ends = durations.cumsum(1)
    total: Any = durations.sum()  # stays a tensor, so that the graph counts it each time
    frames = torch.arange(total, device=durations.device)
    return (frames.unsqueeze(0).unsqueeze(2) >= ends.unsqueeze(1)).long().sum(2)


def _last_frame(marked: Tensor) -> Tensor:
    """`vocoder.last_frame`; the running maximum by doubling steps."""
    number = torch.ones_like(marked).long().cumsum(1)
    last = torch.where(marked, number, torch.zeros_like(number))
    for shift in _SHIFTS:
        earlier = fn.pad(last, (shift, 0))[:, : marked.shape[1]]
        last = torch.maximum(last, earlier)
    return last


def _analysis(window: Tensor) -> Tensor:
    """``[2 K, 1, WINDOW]``: windowed samples to the real, then the imaginary part of bins."""
    angles = -2 * np.pi * np.outer(np.arange(BINS), np.arange(WINDOW)) / N_FFT
    rows = np.concatenate([np.cos(angles), np.sin(angles)]) * window.numpy().astype(np.float64)
    return torch.from_numpy(rows.astype(np.float32)).unsqueeze(1)


def _synthesis() -> Tensor:
    """``[2 K, 1, N_FFT]``: bins back to samples, with the roll and the half of overlap and add."""
    both = np.concatenate([np.eye(BINS), 1j * np.eye(BINS)])
    rows = np.roll(np.fft.irfft(both, n=N_FFT, axis=-1), (N_FFT - WINDOW) // 2, axis=-1) / 2
    return torch.from_numpy(rows.astype(np.float32)).unsqueeze(1)
