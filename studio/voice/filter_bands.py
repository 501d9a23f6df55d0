"""How the bands that the vocoder's network speaks of lie on the bins of its filters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from studio.audio import mel_spec

N_FFT = 1024  # leaves 424 samples (18 ms) for a filter to ring
BINS = N_FFT // 2 + 1
LN_FROM_GAIN = 5.0  # the network speaks in fifths of a neper, so that its outputs are of order one


@dataclass(frozen=True)
class Spreads:
    """Band values to bins, for the filters of the pulses, of noise and breath, and for phases."""

    pulse: Tensor  # [pulse bands, BINS]
    noise: Tensor  # [noise bands, BINS]
    turn: Tensor  # [pulse bands + phase bands, BINS] radians

    @classmethod
    def of(
        cls, pulse_bands: int, noise_bands: int, phase_bands: int, ratio: float = 1.0
    ) -> Spreads:
        """The bands; ``ratio``: what a filter has at 1 kHz, it then has at so many kHz."""
        pulse = _spread(pulse_bands, ratio)
        turn = torch.cat([LN_FROM_GAIN * _minimum_phase(pulse), _spread(phase_bands, ratio)])
        return cls(pulse, _spread(noise_bands, ratio), turn)

    def moved(self, ratio: float) -> Spreads:
        """The same bands with every filter moved along the frequencies."""
        sizes = len(self.pulse), len(self.noise), len(self.turn) - len(self.pulse)
        return _moved(*sizes, ratio, self.pulse.device)


@lru_cache(maxsize=8)
def _moved(
    pulse_bands: int, noise_bands: int, phase_bands: int, ratio: float, device: torch.device
) -> Spreads:
    made = Spreads.of(pulse_bands, noise_bands, phase_bands, ratio)
    return Spreads(made.pulse.to(device), made.noise.to(device), made.turn.to(device))


def _spread(bands: int, ratio: float) -> Tensor:
    """``[bands, BINS]``: from values at mel-spaced frequencies to bins, linearly between."""
    centres = mel_spec.band_centres(bands, mel_spec.TOP_HZ)
    bins = np.linspace(0.0, mel_spec.RATE / 2, BINS) / ratio
    rows = [np.interp(bins, centres, row) for row in np.eye(bands)]
    return torch.from_numpy(np.stack(rows).astype(np.float32))


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
