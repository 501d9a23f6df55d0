"""A mark in made speech that cannot be heard and can be found again.

The networks are Perth's (Resemble AI, MIT), written anew and loaded with their weights: one adds a
pattern below 2 kHz, where the voice itself hides it, and one looks for the pattern.
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
from studio.voice.precision import one_thread
from studio.voice.weights import load_weights

RATE = 32_000  # Hz; at which the networks work
N_FFT = 2048  # 64 ms
HOP = 320  # 10 ms
SUBBAND = 128  # bins up to 2 kHz carry the mark
HIDDEN = 256
MIN_MAGNITUDE = 1e-9
HEADROOM_DB = 15.0
MASK = 0.05  # frames below this share of the loudest are left alone
FOUND = 0.5  # `detect` above this: the mark is there
MIN_SECONDS = 0.3  # a shorter sound has too few frames to carry a mark


class Perth(nn.Module):
    """The two networks: `encoder` writes the mark, `decoder` finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = _layers(SUBBAND)
        # The same look at three speeds, so that stretched sound is recognised as well.
        self.slow, self.normal, self.fast = _layers(2), _layers(2), _layers(2)

    def mark(self, levels: Tensor) -> Tensor:
        """[batch, 1025 bins, frames] of scaled decibels → the same with the mark in it."""
        low = levels[:, :SUBBAND]
        marked = low + self.encoder(low) * _sounding(levels)
        return torch.cat([marked, levels[:, SUBBAND:]], dim=1)

    def find(self, levels: Tensor) -> Tensor:
        """[batch, 1025 bins, frames] of scaled decibels → [batch]: about 1 with a mark, else 0."""
        low, sounding = levels[:, :SUBBAND], _sounding(levels)
        frames = low.shape[2]
        views = []
        for layers, speed in ((self.slow, 1.25), (self.normal, 1.0), (self.fast, 0.75)):
            size = int(frames * speed)
            view = F.interpolate(low, size, mode="linear", align_corners=True)
            mask = F.interpolate(sounding, size, mode="nearest")
            out = layers(low if speed == 1.0 else view)
            views.append((out * mask).sum(dim=2) / mask.sum(dim=2))
        trust, mark = torch.stack(views, dim=2).unbind(dim=1)  # [batch, 3] each
        return (mark * trust.softmax(dim=1)).sum(dim=1)


def mark(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return `samples` [n] (mono, `rate` Hz) with the mark in it, of the same length.

    Only the difference that the mark makes is brought to the sound's own rate and added, so what
    lies above 2 kHz stays as it was, sample by sample. A sound shorter than 0.3 s, or silent, is
    returned as it is.
    """
    if len(samples) < MIN_SECONDS * rate or not np.any(samples):
        return samples.astype(np.float32, copy=True)
    with torch.inference_mode(), one_thread():
        spectrum = _spectrum(samples, rate)
        levels = _levels(spectrum)
        gain = 10 ** (_decibels(networks().mark(levels) - levels) / 20)
        difference = spectrum * (gain - 1)
        sound = torch.istft(difference, N_FFT, HOP, window=torch.hann_window(N_FFT))[0].numpy()
    change = resample(sound, RATE, rate)
    marked = samples.astype(np.float32, copy=True)
    length = min(len(marked), len(change))  # the end beyond the last hop, at most 10 ms
    marked[:length] += change[:length]
    return marked


def detect(samples: NDArray[np.float32], rate: int) -> float:
    """Return how sure it is that `samples` [n] carry the mark: 0 to 1, above 0.5 it is there.

    0 for a sound that is too short to carry one.
    """
    if len(samples) < MIN_SECONDS * rate or not np.any(samples):
        return 0.0
    with torch.inference_mode():
        return float(networks().find(_levels(_spectrum(samples, rate))).clip(0, 1))


def _layers(out: int) -> nn.Sequential:
    """Seven convolutions over time: 128 bins → 256 channels → `out`."""
    layers: list[nn.Module] = [nn.Conv1d(SUBBAND, HIDDEN, 1), nn.LeakyReLU()]
    for _ in range(5):
        layers += [nn.Conv1d(HIDDEN, HIDDEN, 7, padding=3), nn.LeakyReLU()]
    return nn.Sequential(*layers, nn.Conv1d(HIDDEN, out, 1))


def _spectrum(samples: NDArray[np.float32], rate: int) -> Tensor:
    """[n] at `rate` → [1, 1025, frames], complex, at 32 kHz."""
    sound = torch.from_numpy(np.ascontiguousarray(resample(samples, rate, RATE), np.float32))
    window = torch.hann_window(N_FFT)
    # Reflection needs more samples than it adds; MIN_SECONDS gives them.
    return torch.stft(sound[None], N_FFT, HOP, window=window, return_complex=True)


def _levels(spectrum: Tensor) -> Tensor:
    """Magnitudes as the networks want them: decibels above -180, divided by 195."""
    decibels = 20 * torch.log10(spectrum.abs().clip(MIN_MAGNITUDE))
    floor = 20 * math.log10(MIN_MAGNITUDE)
    return (decibels - floor) / (HEADROOM_DB - floor)


def _decibels(difference: Tensor) -> Tensor:
    """A difference of levels, in decibels."""
    return difference * (HEADROOM_DB - 20 * math.log10(MIN_MAGNITUDE))


def _sounding(levels: Tensor) -> Tensor:
    """[batch, 1, frames]: 1 where there is sound, by the sum over all bins."""
    loudness = levels.sum(dim=1, keepdim=True)
    return (loudness > MASK * loudness.amax(dim=2, keepdim=True)).float()


@functools.cache
def networks() -> Perth:
    """Return the networks with their shipped weights, loaded once in each process."""
    model = Perth()
    model.load_state_dict(load_weights(paths.models_dir() / "watermark"), strict=True)
    return model.eval()
