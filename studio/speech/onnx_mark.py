"""The watermark as part of an ONNX graph, so that exported voices speak marked.

`watermark.mark` works at 32 kHz with windows of 64 ms every 10 ms, and changes what is below 2 kHz.
At 24 kHz the same windows hold 1536 samples, every 240, and their first 128 bins are the same bins:
so nothing is resampled here, and the mark is as good as the same. Fourier transforms are products
with their matrices, as in `studio.voice.onnx_graphs`.
"""

from __future__ import annotations

import copy
import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from studio.audio import mel_spec
from studio.speech import watermark

WINDOW = watermark.N_FFT * mel_spec.RATE // watermark.RATE  # 1536 samples
HOP = watermark.HOP * mel_spec.RATE // watermark.RATE  # 240
BINS = watermark.SUBBAND
_LOUDER = watermark.N_FFT / WINDOW  # a longer sum at the higher rate
_FLOOR = 20 * math.log10(watermark.MIN_MAGNITUDE)  # dB


class MarkGraph(nn.Module):
    """Samples ``[1, N]`` at 24 kHz to the same with the mark; N is at least 1537."""

    analysis: Tensor
    synthesis: Tensor
    squares: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.encoder = copy.deepcopy(watermark.networks().encoder)
        window = np.hanning(WINDOW + 1)[:-1]
        angles = 2 * np.pi * np.outer(np.arange(BINS), np.arange(WINDOW)) / WINDOW
        waves = np.concatenate([np.cos(angles), -np.sin(angles)]) * window
        twice = np.where(np.arange(BINS) == 0, 1.0, 2.0) / WINDOW  # of a real sound's two halves
        self.register_buffer("analysis", _kernels(waves))
        self.register_buffer("synthesis", _kernels(waves * np.tile(twice, 2)[:, None]))
        self.register_buffer("squares", _kernels(window[None] ** 2))

    def forward(self, samples: Tensor) -> Tensor:
        """As `watermark.mark`; where nothing sounds, nothing is changed."""
        half = WINDOW // 2
        padded = fn.pad(samples.unsqueeze(1), (half, half), mode="reflect")
        spectrum = fn.conv1d(padded, self.analysis, stride=HOP)  # [1, 2 K, frames]
        real, imaginary = spectrum.split(BINS, dim=1)
        magnitude = _LOUDER * torch.sqrt(real.square() + imaginary.square())
        decibels = 20 / math.log(10) * torch.log(magnitude.clamp(min=watermark.MIN_MAGNITUDE))
        levels = (decibels - _FLOOR) / (watermark.HEADROOM_DB - _FLOOR)
        loudness = levels.sum(dim=1, keepdim=True)
        sounding = loudness > watermark.MASK * loudness.amax(dim=2, keepdim=True)
        change = self.encoder(levels) * sounding.to(levels.dtype)
        gain = torch.exp(math.log(10) / 20 * (watermark.HEADROOM_DB - _FLOOR) * change) - 1
        more = torch.cat([gain, gain], dim=1) * spectrum
        sound = fn.conv_transpose1d(more, self.synthesis, stride=HOP)
        weight = fn.conv_transpose1d(torch.ones_like(loudness), self.squares, stride=HOP)
        # Whole hops are shorter than the sound by less than one of them: its end stays as it is.
        difference = (sound / weight.clamp(min=1e-3))[:, 0, half:-half]
        return samples + fn.pad(difference, (0, HOP))[:, : samples.shape[1]]


def _kernels(rows: np.ndarray) -> Tensor:
    """``[rows, 1, WINDOW]`` float32."""
    return torch.from_numpy(rows.astype(np.float32)).unsqueeze(1)
