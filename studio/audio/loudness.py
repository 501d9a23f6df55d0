"""Integrated loudness after ITU-R BS.1770-4: how loud a sound is to a listener."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples

_BLOCK_SECONDS = 0.4
_STEP_SECONDS = 0.1  # blocks overlap by three quarters
_ABSOLUTE_GATE = -70.0  # LUFS
_RELATIVE_GATE = -10.0  # LU below the mean of what passed the absolute gate
_PEAK = 10 ** (-1 / 20)  # of full scale; nothing is made louder than this
_OFFSET = -0.691  # makes a 997 Hz sine at full scale in one channel -3.01 LUFS


def integrated_loudness(samples: Samples, rate: int) -> float:
    """Return the gated loudness in LUFS of mono or stereo sound; -inf for silence.

    All channels weigh the same (as left, right and centre do). Sound shorter than 0.4 s is taken
    as one block.
    """
    columns = samples[:, None] if samples.ndim == 1 else samples
    if len(columns) == 0:
        return float("-inf")
    power = _block_power(_k_weighted(columns, rate), rate)
    with np.errstate(divide="ignore"):
        loudness = _OFFSET + 10.0 * np.log10(power)
        kept = power[loudness > _ABSOLUTE_GATE]
        if len(kept) == 0:
            return float("-inf")
        gate = _OFFSET + 10.0 * np.log10(kept.mean()) + _RELATIVE_GATE
        return float(_OFFSET + 10.0 * np.log10(power[loudness > gate].mean()))


def at_loudness(samples: Samples, rate: int, lufs: float) -> Samples:
    """Return the samples made as loud as `lufs`, with peaks of at most -1 dBFS; silence as it is.

    For comparisons: of two sounds the louder one is taken for the better. Speech keeps its peaks
    within 20 dB of its loudness, so that at -24 LUFS no peak is in the way.
    """
    loudness, peak = integrated_loudness(samples, rate), float(np.abs(samples).max(initial=0.0))
    if not np.isfinite(loudness) or peak == 0.0:
        return samples
    gain = min(10 ** ((lufs - loudness) / 20), _PEAK / peak)
    return (samples * np.float32(gain)).astype(np.float32)


def _block_power(sound: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Return the mean square of each block, summed over the channels, `[blocks]`."""
    size, step = round(_BLOCK_SECONDS * rate), round(_STEP_SECONDS * rate)
    if len(sound) <= size:
        return np.atleast_1d(np.mean(sound**2, axis=0).sum())
    total = np.concatenate(([0.0], np.cumsum((sound**2).sum(axis=1))))
    starts = np.arange(0, len(sound) - size + 1, step)
    return np.maximum(total[starts + size] - total[starts], 0.0) / size


def _k_weighted(columns: Samples, rate: int) -> NDArray[np.float64]:
    """Filter as the head and the ear do: a shelf of 4 dB above 1.7 kHz, a high-pass at 38 Hz."""
    from scipy.signal import sosfilt

    return np.asarray(sosfilt(_filters(rate), columns.astype(np.float64), axis=0), np.float64)


@cache
def _filters(rate: int) -> NDArray[np.float64]:
    """Return both filters for any rate, `[2, 6]`.

    The recommendation tables them for 48 kHz only. These are the analogue prototypes that give
    its table at 48 kHz (found by Brecht De Man, "Evaluation of implementations of the EBU R128
    loudness measurement", AES 145, 2018).
    """
    return np.stack(
        [
            _shelf(1681.974450955533, 0.7071752369554196, 3.999843853973347, rate),
            _high_pass(38.13547087602444, 0.5003270373238773, rate),
        ]
    )


def _shelf(hertz: float, q: float, gain_db: float, rate: int) -> NDArray[np.float64]:
    k = np.tan(np.pi * hertz / rate)
    high = 10.0 ** (gain_db / 20.0)
    band = high**0.4996667741545416
    scale = 1.0 + k / q + k * k
    return np.array(
        [
            (high + band * k / q + k * k) / scale,
            2.0 * (k * k - high) / scale,
            (high - band * k / q + k * k) / scale,
            1.0,
            2.0 * (k * k - 1.0) / scale,
            (1.0 - k / q + k * k) / scale,
        ]
    )


def _high_pass(hertz: float, q: float, rate: int) -> NDArray[np.float64]:
    k = np.tan(np.pi * hertz / rate)
    scale = 1.0 + k / q + k * k
    return np.array(
        [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / scale, (1.0 - k / q + k * k) / scale]
    )
