"""Peaks between the samples, and a limiter that keeps them below a ceiling.

The true peak is what ITU-R BS.1770-4, annex 2, measures: the highest sample of the sound at four
times its rate, which is at most 0.7 dB below the highest point of the wave itself.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from studio.audio.blocks import Blocks, in_context
from studio.audio.files import Samples
from studio.audio.levels import decibels

OVERSAMPLING = 4
REACH = 32  # samples that the interpolation looks to either side
_HOLD_SECONDS = 0.04  # over which the gain goes down and up again: longer than a pitch period
_SPARE_DB = 0.05  # the gain moves while the wave does, so the ceiling is aimed at from below


def true_peaks(samples: Samples) -> NDArray[np.float64]:
    """Return for each sample the highest point of the wave between its neighbours, `[n]`."""
    from scipy.signal import resample_poly

    if len(samples) == 0:
        return np.zeros(0)
    raised = np.abs(resample_poly(samples.astype(np.float64), OVERSAMPLING, 1, window=_low_pass()))
    behind = raised.reshape(len(samples), OVERSAMPLING).max(axis=1)
    before = np.concatenate(([0.0], behind[:-1]))
    return np.maximum(behind, before)


def true_peak_dbtp(samples: Samples) -> float:
    """Return the true peak of a mono sound in dBTP (0 = full scale)."""
    return decibels(float(true_peaks(samples).max(initial=0.0)))


def limited(blocks: Blocks, rate: int, ceiling_dbtp: float) -> Iterator[Samples]:
    """Yield the sound with no true peak above the ceiling.

    It sees what comes: the gain is down before a peak arrives and comes back as softly, so nothing
    is clipped or bent. What stays below the ceiling is left as it is, sample by sample.
    """
    hold = max(2, round(_HOLD_SECONDS * rate))
    ceiling = 10 ** ((ceiling_dbtp - _SPARE_DB) / 20)

    def work(sound: Samples) -> Samples:
        return (sound * _gain(true_peaks(sound), ceiling, hold)).astype(np.float32)

    yield from in_context(blocks, 2 * hold + REACH, work)


def _gain(peaks: NDArray[np.float64], ceiling: float, hold: int) -> NDArray[np.float64]:
    """Return the factor for each sample, at most what its own peak allows, `[n]`.

    The least factor within `hold` samples on both sides, and then its mean over `hold` samples on
    both sides (twice half of them, which is rounder): each value that goes into the mean is
    small enough.
    """
    if peaks.max(initial=0.0) <= ceiling:
        return np.ones(len(peaks))
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    allowed = ceiling / np.maximum(peaks, ceiling)
    least = minimum_filter1d(allowed, 2 * hold + 1, mode="nearest")
    half = hold // 2 * 2 + 1
    return np.asarray(uniform_filter1d(uniform_filter1d(least, half, mode="nearest"), half))


def _low_pass() -> NDArray[np.float64]:
    """Return the interpolation filter: a windowed sinc, flat up to nine tenths of all that is."""
    half = REACH * OVERSAMPLING
    places = np.arange(-half, half + 1) / OVERSAMPLING
    sinc = np.sinc(places) * np.kaiser(2 * half + 1, 8.0)
    return sinc / sinc.sum()
