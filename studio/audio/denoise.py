"""Noise between the words lowered in the spectrum, the words left alone."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.audio.bands import fast_length
from studio.audio.files import Samples, to_mono
from studio.audio.levels import pauses

_WINDOW_SECONDS = 0.032
_OVERLAP = 3  # hops a window: enough for gains that change from frame to frame
_ENOUGH_PAUSE = 0.4  # seconds of pauses that tell the noise of a take by themselves
_LEAST_NOISE = 0.2  # seconds of given noise that tell anything
_FLOOR_PERCENTILE = 10  # without pauses: the quietest tenth of each bin …
_FLOOR_TO_MEAN = 9.5  # … which for noise lies so far below its mean (-ln 0.9)
_STEADY = 4.0  # frames of noise louder than so many times their middle are no noise
_TINY = 1e-12

_FINE = (3, 3)  # frames (32 ms) and bins (94 Hz) over which the speech's own strength is judged
_WIDE = (7, 17)  # and over which it is judged whether there is speech at all
_LEAST_PRIORI = 10 ** (-25 / 10)
_TABLE_STEPS = 100  # a unit of v
_ABSENT_DB, _PRESENT_DB = 1.5, 4.5  # of the wide mean over the noise: never, always speech


def reduce_noise(
    samples: Samples, rate: int, noise_db: float, noise: Samples | None = None
) -> Samples:
    """Return the sound with its noise lowered by `noise_db`, of the same form and length.

    What the noise is, the take's own pauses tell; where they are too short, `noise` (silence of the
    same room at the same rate); without it, the quietest tenth of each frequency.

    The method is the optimally modified log-spectral amplitude estimator (I. Cohen, "Optimal
    speech enhancement under signal presence uncertainty using log-spectral amplitude estimator",
    IEEE Signal Processing Letters 9, 2002): the gain of Ephraim and Malah where there is speech,
    and a floor of `noise_db` where there is none, so that an even, quieter noise is left and no
    musical tones. As a take is known whole, the a-priori SNR is smoothed to both sides in time
    instead of recursively (noncausal, as in Cohen, "Speech enhancement using a noncausal a priori
    SNR estimator", ibid. 11, 2004).
    """
    if len(samples) == 0 or noise_db <= 0:
        return samples
    columns = samples[:, None] if samples.ndim == 1 else samples
    given = None if noise is None else (noise[:, None] if noise.ndim == 1 else noise)
    out = np.empty(columns.shape, np.float32)
    quiet = _pause_frames(samples, rate)
    for number, column in enumerate(columns.T):
        beside = None if given is None else given[:, min(number, given.shape[1] - 1)]
        out[:, number] = _reduced(column, rate, noise_db, quiet, beside)
    return out[:, 0] if samples.ndim == 1 else out


def _reduced(
    sound: Samples,
    rate: int,
    noise_db: float,
    quiet: NDArray[np.bool_],
    noise: Samples | None,
) -> Samples:
    spectrum = _analysed(sound, rate)
    power = spectrum.real**2 + spectrum.imag**2
    level = _noise_power(power, quiet, noise, rate)
    over = (power / (level + np.float32(_TINY))).astype(np.float32)
    spectrum *= gains(over, 10 ** (-noise_db / 20))
    return _synthesised(spectrum, len(sound), rate)


def gains(over: NDArray[np.float32], floor: float) -> NDArray[np.float32]:
    """Return the factor for each bin, `floor` to 1, `[frames, bins]`.

    `over`: the power of each bin over that of the noise, `[frames, bins]`.
    """
    priori = np.maximum(_smooth(over, _FINE) - 1.0, _LEAST_PRIORI)
    wiener = priori / (1.0 + priori)
    table = _half_exponential_integral()
    places = np.minimum(wiener * over * _TABLE_STEPS, len(table) - 1.0).astype(np.int32)
    speech = np.clip(wiener * table[places], floor, 1.0)
    wide = 10.0 * np.log10(_smooth(over, _WIDE) + _TINY)
    present = np.clip((wide - _ABSENT_DB) / (_PRESENT_DB - _ABSENT_DB), 0.0, 1.0)
    # speech ** present * floor ** (1 - present)
    lowered = np.log(speech) * present + np.log(floor) * (1.0 - present)
    return np.exp(lowered, dtype=np.float32)


def _smooth(values: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Return the mean of `size` frames and bins around each place, `[frames, bins]`."""
    from scipy.ndimage import uniform_filter1d

    smoothed = uniform_filter1d(uniform_filter1d(values, size[0], axis=0), size[1], axis=1)
    return np.maximum(np.asarray(smoothed, np.float32), 0.0)  # running sums may end below zero


@cache
def _half_exponential_integral() -> NDArray[np.float32]:
    """Return exp(E1(v) / 2) for v in steps of 1 / `_TABLE_STEPS`.

    That is the correction of the log-spectral estimator to Wiener's. Below the first steps any gain
    is under the floor.
    """
    from scipy.special import exp1

    table = np.empty(12 * _TABLE_STEPS, np.float32)
    table[:] = np.exp(exp1((np.arange(len(table)) + 0.5) / _TABLE_STEPS) / 2.0)
    return table


def _pause_frames(samples: Samples, rate: int) -> NDArray[np.bool_]:
    """Tell which frames of the spectrum lie wholly in a pause, `[frames]`."""
    size, hop = _sizes(rate)
    count = _count(len(samples), rate)
    starts = (np.arange(count) * hop - size) / rate
    quiet = np.zeros(count, bool)
    for pause in pauses(to_mono(samples), rate, margin=0.04):
        quiet |= (starts >= pause.start) & (starts + size / rate <= pause.end)
    return quiet


def _noise_power(
    power: NDArray[np.float32],
    quiet: NDArray[np.bool_],
    noise: Samples | None,
    rate: int,
) -> NDArray[np.float32]:
    """Return the noise's power per bin, `[bins]`."""
    hop = _sizes(rate)[1]
    if quiet.sum() * hop >= _ENOUGH_PAUSE * rate:
        return _steady_mean(power[quiet])
    if noise is not None and len(noise) >= _LEAST_NOISE * rate:
        spectrum = _analysed(np.asarray(noise, np.float32), rate)[_OVERLAP:-_OVERLAP]
        return _steady_mean(spectrum.real**2 + spectrum.imag**2)
    return np.percentile(power, _FLOOR_PERCENTILE, axis=0).astype(np.float32) * _FLOOR_TO_MEAN


def _steady_mean(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean over the frames without those that hold a breath or a click."""
    total = power.sum(axis=1)
    return power[total <= _STEADY * np.median(total)].mean(axis=0)


def _sizes(rate: int) -> tuple[int, int]:
    """Return the length of a window and of a hop in samples."""
    hop = max(1, round(_WINDOW_SECONDS * rate / _OVERLAP))
    return hop * _OVERLAP, hop


def _count(samples: int, rate: int) -> int:
    size, hop = _sizes(rate)
    return -(-(samples + size) // hop) + 1


def _window(size: int) -> NDArray[np.float32]:
    """Root of a Hann window: used twice it is one, and its squares add up to `_OVERLAP / 2`."""
    return np.sqrt(np.hanning(size + 1)[:-1]).astype(np.float32)


def _analysed(sound: Samples, rate: int) -> NDArray[np.complex64]:
    """Return the short-time spectrum, `[frames, bins]`; the first frame ends at sample 0."""
    from scipy.fft import rfft

    size, hop = _sizes(rate)
    count = _count(len(sound), rate)
    padded = np.zeros((count - 1) * hop + size, np.float32)
    padded[size : size + len(sound)] = sound
    cut = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    return np.asarray(rfft(cut * _window(size), n=fast_length(size), axis=1), np.complex64)


def _synthesised(spectrum: NDArray[np.complex64], samples: int, rate: int) -> Samples:
    """Undo `_analysed`."""
    from scipy.fft import irfft

    size, hop = _sizes(rate)
    frames = np.asarray(irfft(spectrum, n=fast_length(size), axis=1))[:, :size] * _window(size)
    quarters = frames.reshape(len(frames), _OVERLAP, hop)
    out = np.zeros((len(frames) + _OVERLAP - 1, hop), np.float32)
    for number in range(_OVERLAP):
        out[number : number + len(frames)] += quarters[:, number]
    return out.reshape(-1)[size : size + samples] * np.float32(2.0 / _OVERLAP)
