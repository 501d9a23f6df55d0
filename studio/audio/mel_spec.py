"""The one mel spectrogram of the program: what the window draws and what the networks speak.

Frame ``i`` of a sound at 24 kHz is centred on sample ``300 * i + 150``: the sound is reflected by
``(N_FFT - HOP) / 2`` samples on both sides, so ``n`` samples give exactly ``n // HOP`` frames, and
the frames stand on the generator's own grid of F0 and energy (80 a second).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 24_000  # Hz
N_FFT = 1024  # 43 ms
HOP = 300  # 12.5 ms, so 80 frames a second: the grid of F0 and N
BANDS = 100
TOP_HZ = 12_000.0
FLOOR = 1e-5  # amplitudes below this are taken for silence before the logarithm
PAD = (N_FFT - HOP) // 2


def _mel_from_hz(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's mel scale: linear below 1 kHz (so that no low band is empty), logarithmic above."""
    linear = hz * 3.0 / 200.0
    logarithmic = 15.0 + np.log(np.maximum(hz, 1e-9) / 1000.0) * 27.0 / np.log(6.4)
    return np.where(hz < 1000.0, linear, logarithmic)


def _hz_from_mel(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    logarithmic = 1000.0 * np.exp((mel - 15.0) * np.log(6.4) / 27.0)
    return np.where(mel < 15.0, mel * 200.0 / 3.0, logarithmic)


def band_centres(bands: int, top_hz: float) -> NDArray[np.float64]:
    """``bands`` frequencies in Hz from 0 to ``top_hz``, evenly spaced on Slaney's scale."""
    return _hz_from_mel(np.linspace(0.0, _mel_from_hz(np.array([top_hz]))[0], bands))


def triangles(bands: int, n_fft: int, rate: int, top_hz: float) -> NDArray[np.float32]:
    """Triangular bands, peak 1, evenly spaced on Slaney's scale: ``[bands, n_fft // 2 + 1]``."""
    edges = band_centres(bands + 2, top_hz)
    bins = np.linspace(0.0, rate / 2, n_fft // 2 + 1)
    rise = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0.0, np.minimum(rise, fall)).astype(np.float32)


@cache
def filterbank() -> NDArray[np.float32]:
    """The mel bands of this program, ``[BANDS, N_FFT // 2 + 1]``; do not write into it."""
    return triangles(BANDS, N_FFT, RATE, TOP_HZ)


@cache
def window() -> NDArray[np.float32]:
    """Periodic Hann window of ``N_FFT`` samples."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)).astype(np.float32)
