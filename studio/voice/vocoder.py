"""The vocoder: mel frames and F0 to sound, by a source and filters that a small network steers.

The source is exact (a band-limited pulse train that follows F0, and noise), the filters are one per
half frame, and both are what speech is made of; so few parameters and minutes of training go far.
After the ultra-light DDSP vocoder of Agrawal et al. 2024 (arXiv:2401.10460), with a second noise
that breathes with the pulses and a learned rotation of the pulses' phase.

Letters: B batch, F mel frames (80 a second), H half frames (160 a second, two to a frame),
N samples (24 kHz, 300 to a frame), K frequency bins.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from studio.audio import mel_spec
from studio.voice.convnext import ConvNeXtBlock

STEP = mel_spec.HOP // 2  # 150 samples: a filter every 6.25 ms, so that stops stay short
WINDOW = 4 * STEP  # 25 ms of source go through one filter
N_FFT = 1024  # leaves 424 samples (18 ms) for a filter to ring
BINS = N_FFT // 2 + 1
LN_FROM_GAIN = 5.0  # the network speaks in fifths of a neper, so that its outputs are of order one
VOICED_HZ = 45.0  # F0 below this is no voice


@dataclass(frozen=True)
class VocoderConfig:
    """Sizes of the vocoder's network."""

    channels: int = 288
    blocks: int = 8
    expansion: int = 3
    pulse_bands: int = 128
    noise_bands: int = 80
    phase_bands: int = 40


def _spread(bands: int) -> Tensor:
    """``[bands, BINS]``: from values at mel-spaced frequencies to bins, linearly between."""
    centres = mel_spec.band_centres(bands, mel_spec.TOP_HZ)
    bins = np.linspace(0.0, mel_spec.RATE / 2, BINS)
    rows = [np.interp(bins, centres, row) for row in np.eye(bands)]
    return torch.from_numpy(np.stack(rows).astype(np.float32))


def pulses(f0: Tensor) -> tuple[Tensor, Tensor]:
    """A band-limited pulse train that follows F0.

    Args:
        f0: ``[B, F]`` in Hz; below `VOICED_HZ` is unvoiced.

    Returns:
        The pulses ``[B, N]`` (RMS 1 where voiced, 0 elsewhere), and how near the closest pulse is
        ``[B, N]`` (1 at a pulse, 0 half a period away; 1 where unvoiced), N = 300 F.
    """
    voiced = f0 >= VOICED_HZ
    held = _held_through_pauses(f0, voiced)
    hz = fn.interpolate(held.unsqueeze(1), scale_factor=mel_spec.HOP, mode="linear").squeeze(1)
    on = fn.interpolate(
        voiced.float().unsqueeze(1), scale_factor=mel_spec.HOP, mode="linear"
    ).squeeze(1)
    # In float32 the phase would drift by a tenth of a radian within a minute.
    turns = torch.cumsum(hz.double() / mel_spec.RATE, dim=-1)
    phase = (turns - turns.floor()).to(f0.dtype) * (2 * torch.pi)
    harmonics = torch.floor((mel_spec.RATE / 2 - 1) / hz)
    half = phase / 2
    sine = torch.sin(half)
    near = sine.abs() < 1e-4
    safe = torch.where(near, torch.ones_like(sine), sine)
    kernel = torch.sin((2 * harmonics + 1) * half) / (2 * safe) - 0.5
    train = torch.where(near, harmonics, kernel) * torch.sqrt(2 / harmonics)
    closeness = 1 - on * (1 - (0.5 + 0.5 * torch.cos(phase)))
    return train * on, closeness


def _held_through_pauses(f0: Tensor, voiced: Tensor) -> Tensor:
    """F0 with the last voiced value (at the start the first one) carried through pauses."""
    index = torch.arange(f0.shape[1], device=f0.device).expand_as(f0)
    last = torch.where(voiced, index, torch.full_like(index, -1)).cummax(dim=1).values
    first = voiced.float().argmax(dim=1, keepdim=True)
    held = f0.gather(1, torch.where(last < 0, first, last))
    return torch.where(held >= VOICED_HZ, held, torch.full_like(held, 120.0))


def _minimum_phase(log_gain: Tensor) -> Tensor:
    """The phase ``[..., BINS]`` in radians of the minimum-phase filter of these log amplitudes.

    By folding the cepstrum. It is linear in the log amplitudes, so the phases of a few bands are
    all that is ever needed: those of their sums follow.
    """
    cepstrum = torch.fft.irfft(log_gain.double(), n=N_FFT, dim=-1)
    fold = torch.zeros(N_FFT, dtype=torch.float64)
    fold[0] = fold[N_FFT // 2] = 1.0
    fold[1 : N_FFT // 2] = 2.0
    return torch.fft.rfft(cepstrum * fold, dim=-1).imag.float()


class Vocoder(nn.Module):
    """Mel and F0 to sound, ``V(mel, F0) = S``."""

    pulse_spread: Tensor
    noise_spread: Tensor
    turn_spread: Tensor
    window: Tensor

    def __init__(self, config: VocoderConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or VocoderConfig()
        channels = config.channels
        self.sizes = [
            config.pulse_bands,
            config.noise_bands,
            config.noise_bands,
            config.phase_bands,
        ]
        self.enter = nn.Conv1d(mel_spec.BANDS + 2, channels, 7, padding=3)
        self.blocks = nn.ModuleList(
            ConvNeXtBlock(channels, config.expansion) for _ in range(config.blocks)
        )
        self.norm = nn.LayerNorm(channels)
        self.head = nn.Linear(channels, 2 * sum(self.sizes))
        with torch.no_grad():
            self.head.weight.mul_(0.1)
            self.head.bias.zero_()
        pulse_spread = _spread(config.pulse_bands)
        turns = [LN_FROM_GAIN * _minimum_phase(pulse_spread), _spread(config.phase_bands)]
        self.register_buffer("pulse_spread", pulse_spread, persistent=False)
        self.register_buffer("noise_spread", _spread(config.noise_bands), persistent=False)
        self.register_buffer("turn_spread", torch.cat(turns), persistent=False)
        self.register_buffer("window", torch.hann_window(WINDOW), persistent=False)

    def filters(self, mel: Tensor, f0: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``mel [B, BANDS, F]``, ``f0 [B, F]`` to pulse, noise and breath filters ``[B, H, K]``."""
        voiced = (f0 >= VOICED_HZ).to(mel.dtype)
        pitch = torch.log(f0.clamp(min=VOICED_HZ) / 150.0) * voiced
        x = self.enter(torch.cat([(mel + 4) / 3, pitch.unsqueeze(1), voiced.unsqueeze(1)], dim=1))
        for block in self.blocks:
            x = block(x)
        out = self.head(self.norm(x.transpose(1, 2))).float()
        # Whatever precision the caller chose for the network: the filters need all of float32.
        with torch.autocast(mel.device.type, enabled=False):
            return self._filters_of(out)

    def _filters_of(self, out: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the head says ``[B, F, 2 sum(sizes)]``, as filters."""
        halves = out.reshape(out.shape[0], out.shape[1] * 2, -1)
        pulse, noise, breath, phase = halves.split(self.sizes, dim=-1)
        gain = torch.exp(LN_FROM_GAIN * (pulse @ self.pulse_spread) - 3.0)
        turn = torch.cat([pulse, phase], dim=-1) @ self.turn_spread
        pulse_filter = torch.complex(gain * torch.cos(turn), gain * torch.sin(turn))
        noise_filter = torch.exp(LN_FROM_GAIN * (noise @ self.noise_spread) - 5.0)
        breath_filter = torch.exp(LN_FROM_GAIN * (breath @ self.noise_spread) - 6.0)
        return pulse_filter, noise_filter, breath_filter

    def forward(self, mel: Tensor, f0: Tensor, noise: Tensor | None = None) -> Tensor:
        """Log mel ``[B, BANDS, F]`` and F0 ``[B, F]`` (Hz, 0 unvoiced) to sound ``[B, 300 F]``.

        ``noise [B, 300 F]``, normally distributed, makes the result repeatable.
        """
        pulse_filter, noise_filter, breath_filter = self.filters(mel, f0)
        with torch.no_grad():
            train, closeness = pulses(f0)
            if noise is None:
                noise = torch.randn_like(train)
            breath = noise.roll(7919, dims=-1) * closeness.square()
            spectra = [self._frames(source) for source in (train, noise, breath)]
        mixed = spectra[0] * pulse_filter + spectra[1] * noise_filter + spectra[2] * breath_filter
        return self._overlap(mixed, train.shape[-1])

    def _frames(self, source: Tensor) -> Tensor:
        """``[B, N]`` to windowed spectra ``[B, H, K]``; h is centred on sample 150 h + 75."""
        side = (WINDOW - STEP) // 2
        frames = fn.pad(source, (side, side)).unfold(-1, WINDOW, STEP)
        return torch.fft.rfft(frames * self.window, n=N_FFT, dim=-1)

    def _overlap(self, spectra: Tensor, samples: int) -> Tensor:
        """Filtered spectra ``[B, H, K]`` back to sound ``[B, samples]`` by overlap and add.

        The transform's end holds what rings before the frame (zero-phase filters, rotated phases),
        so each frame is laid down from 212 samples before its start.
        """
        before = (N_FFT - WINDOW) // 2
        frames = torch.fft.irfft(spectra, n=N_FFT, dim=-1).roll(before, dims=-1)
        batch, count = frames.shape[:2]
        pieces = fn.pad(frames, (0, -N_FFT % STEP)).reshape(batch, count, -1, STEP).unbind(2)
        sound = frames.new_zeros(batch, count + len(pieces) - 1, STEP)
        for late, piece in enumerate(pieces):
            sound[:, late : late + count] += piece
        start = before + (WINDOW - STEP) // 2
        return sound.flatten(1)[:, start : start + samples] / 2  # Hanns at a quarter add up to 2
