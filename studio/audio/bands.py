"""Power in bands over time: what the judging of recordings looks at."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples, to_mono

EDGES = (
    60.0, 150.0, 250.0, 350.0, 470.0, 600.0, 770.0, 970.0, 1_220.0, 1_520.0,
    1_900.0, 2_350.0, 2_900.0, 3_600.0, 4_450.0, 5_500.0, 6_800.0, 7_900.0,
)  # fmt: skip
"""Hz. About one Bark each, as the ear divides them; above 8 kHz recordings differ too much by
their file's rate to be compared."""

BANDS = len(EDGES) - 1
FRAMES_A_SECOND = 100

_WINDOW_SECONDS = 0.032
_QUIET = 1e-14  # power that a band has at least (-140 dBFS)


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Power of one take in bands."""

    power: NDArray[np.float32]
    """Mean square per frame and band, `[frames, BANDS]`; full scale is 1. A band that the rate
    does not reach holds the least power there is."""
    reached: NDArray[np.bool_]
    """Which bands lie below the Nyquist frequency, `[BANDS]`."""

    @property
    def decibels(self) -> NDArray[np.float32]:
        """dBFS per frame and band, `[frames, BANDS]`."""
        return np.asarray(10.0 * np.log10(self.power), np.float32)


def band_power(samples: Samples, rate: int) -> Bands:
    """Return the power of a sound (`[n]` or `[n, channels]`) in bands, 100 frames a second.

    Frame `i` is a Hann window of 32 ms centred on `i * 10 ms + 16 ms`; only whole frames.
    """
    from scipy.fft import rfft  # twice as fast as numpy's for float32

    sound = np.asarray(to_mono(samples), np.float32)
    window, weights = _tables(rate)
    if len(sound) < len(window):
        sound = np.pad(sound, (0, len(window) - len(sound)))
    hop = rate // FRAMES_A_SECOND
    cut = np.lib.stride_tricks.sliding_window_view(sound, len(window))[::hop]
    spectrum = np.asarray(rfft(cut * window, n=fast_length(len(window)), axis=1), np.complex64)
    height = spectrum.real**2 + spectrum.imag**2
    power = np.maximum(height[:, : len(weights)] @ weights, _QUIET)
    return Bands(power.astype(np.float32), np.array(EDGES[1:]) < rate / 2)


def fast_length(samples: int) -> int:
    """Return the length, `samples` or a little more, whose Fourier transform is quick."""
    from scipy.fft import next_fast_len

    return next_fast_len(samples, real=True) or samples


@lru_cache(maxsize=8)
def _tables(rate: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the window and, `[bins, BANDS]`, what each bin adds to each band.

    A bin that lies across an edge is shared between both bands. Scaled so that a band's power is
    the mean square of what lies in it.
    """
    size = round(_WINDOW_SECONDS * rate)
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    length = fast_length(size)
    width = rate / length
    bins = np.arange(length // 2 + 1) * width
    used = int(np.searchsorted(bins - width / 2, EDGES[-1]))
    low, high = bins[:used, None] - width / 2, bins[:used, None] + width / 2
    edges = np.array(EDGES)
    share = np.clip(np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1]), 0.0, None) / width
    share[:, edges[1:] >= rate / 2] = 0.0
    scale = 2.0 / (length * float(np.sum(window.astype(np.float64) ** 2)))
    return window, (share * scale).astype(np.float32)
