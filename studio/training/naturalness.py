"""How natural a sound is, without a reference: DistillMOS, from 1 (bad) to 5 (excellent).

The network is that of DistillMOS (Stahl and Gamper 2025, arXiv:2502.05356), a small student of a
large speech quality model, written anew and loaded with its weights. A judge, never a loss.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from studio import paths
from studio.audio.files import resample
from studio.core.errors import StudioError
from studio.voice.weights import load_weights

RATE = 16_000  # Hz
SEGMENT = 122_880  # samples that are judged at once: 7.68 s
SEGMENT_HOP = 16_000  # longer sounds are judged about every second, and the mean is taken
N_FFT = 320  # 20 ms
HOP = 160  # 10 ms
FRAMES = SEGMENT // HOP // 2  # after the last convolution, which halves the rate
CHANNELS = (64, 64, 128, 256, 256, 256)
FEATURES = 1024  # 256 channels in 4 bands
WIDTH = 200
HEADS = 8
LAYERS = 7


class Naturalness(nn.Module):
    """Compressed spectrum → convolutions → transformer → attention pooling → one number."""

    positions: Tensor

    def __init__(self) -> None:
        super().__init__()
        sizes = (2, *CHANNELS)
        last = len(CHANNELS) - 1
        self.convolutions = nn.ModuleList(
            nn.Conv2d(sizes[i], sizes[i + 1], 3, (2 if i else 1, 2 if i == last else 1), (0, 1))
            for i in range(len(CHANNELS))
        )
        self.norm_input = nn.BatchNorm1d(FEATURES)
        self.norm = nn.BatchNorm1d(FEATURES)
        self.project = nn.Linear(FEATURES, WIDTH)
        layer = nn.TransformerEncoderLayer(WIDTH, HEADS, 2 * WIDTH, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, LAYERS)
        self.norm_output = nn.BatchNorm1d(WIDTH)
        self.attention = nn.Sequential(
            nn.Linear(WIDTH, 2 * WIDTH), nn.ReLU(), nn.Linear(2 * WIDTH, 1)
        )
        self.score = nn.Linear(WIDTH, 1)
        self.register_buffer("positions", _positions(), persistent=False)

    def forward(self, segments: Tensor) -> Tensor:
        """[segments, 122880] at 16 kHz → [segments] opinion scores, 1 to 5."""
        peak = segments.abs().amax(dim=1, keepdim=True)
        x = compressed_spectrum(segments / (peak + 1e-8))
        for convolution in self.convolutions:
            x = F.leaky_relu(convolution(x), 0.1)
        x = self.norm(self.norm_input(x.flatten(1, 2)))  # [segments, 1024, frames]
        x = self.transformer(self.project(x.mT) + self.positions)
        x = self.norm_output(x.mT).mT  # [segments, frames, 200]
        weights = self.attention(x).softmax(dim=1)
        return 1 + 4 * torch.sigmoid(self.score((weights * x).sum(dim=1))).squeeze(1)


def distill_mos(samples: NDArray[np.float32], rate: int) -> float:
    """Return the predicted mean opinion score, 1 to 5, of `samples` [n] (mono, `rate` Hz).

    Level does not matter; a sound below 7.68 s is judged with silence behind it, as the network
    was made to. Raises StudioError when the sound is empty or silent.
    """
    sound = torch.from_numpy(np.ascontiguousarray(resample(samples, rate, RATE), np.float32))
    if not len(sound) or not bool(sound.abs().max() > 1e-5):
        raise StudioError("There is nothing to judge: the sound is silent.")
    with torch.inference_mode():
        # One segment at a time: a minute of sound in one batch would need gigabytes.
        scores = [float(_model()(part[None])) for part in segments_of(sound)]
    return float(np.mean(scores))


def segments_of(sound: Tensor) -> list[Tensor]:
    """Cut [samples] into overlapping segments of 7.68 s, spread evenly; pad a short sound."""
    over = len(sound) - SEGMENT
    if over <= 0:
        return [F.pad(sound, (0, -over))]
    starts = np.linspace(0, 1, math.ceil(over / SEGMENT_HOP) + 1) * over
    return [sound[int(start) : int(start) + SEGMENT] for start in starts]


def compressed_spectrum(sound: Tensor) -> Tensor:
    """[batch, samples] → [batch, 2 (real, imaginary), 161 bins, frames], magnitudes to the 0.3."""
    pad = (N_FFT - HOP) // 2
    spectrum = torch.stft(
        F.pad(sound, (pad, pad), mode="reflect"),
        N_FFT,
        HOP,
        window=torch.hann_window(N_FFT, device=sound.device),
        center=False,
        return_complex=True,
    )
    parts = torch.view_as_real(spectrum).permute(0, 3, 1, 2)
    magnitude = parts.square().sum(dim=1, keepdim=True).sqrt().clip(1e-12)
    return magnitude**0.3 * parts / magnitude


def _positions() -> Tensor:
    """[1, 384, 200]: the sines and cosines which tell the transformer the time."""
    frame = torch.arange(FRAMES).unsqueeze(1)
    rate = torch.exp(torch.arange(0, WIDTH, 2) * (-math.log(2 * FRAMES) / WIDTH))
    table = torch.zeros(1, FRAMES, WIDTH)
    table[0, :, 0::2] = torch.sin(frame * rate)
    table[0, :, 1::2] = torch.cos(frame * rate)
    return table


@functools.cache
def _model() -> Naturalness:
    """Return the network with its shipped weights, loaded once in each process."""
    model = Naturalness()
    model.load_state_dict(load_weights(paths.models_dir() / "naturalness"), strict=True)
    return model.eval()
