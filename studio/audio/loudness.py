"""Integrated loudness after ITU-R BS.1770-4: how loud a sound is to a listener."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples

_STEP_SECONDS = 0.1
_STEPS = 4  # a block is 0.4 s long, and blocks overlap by three quarters
_ABSOLUTE_GATE = -70.0  # LUFS
_RELATIVE_GATE = -10.0  # LU below the mean of what passed the absolute gate
_PEAK = 10 ** (-1 / 20)  # of full scale; nothing is made louder than this
_OFFSET = -0.691  # makes a 997 Hz sine at full scale in one channel -3.01 LUFS


class LoudnessMeter:
    """Measures a sound of any length, a block at a time: ten numbers are kept of each second."""

    def __init__(self, rate: int, channels: int = 1) -> None:
        self._filters = _filters(rate)
        self._state = np.zeros((len(self._filters), 2, channels))
        self._step = round(_STEP_SECONDS * rate)
        self._rest: NDArray[np.float64] = np.zeros((0, channels))
        self._power: list[NDArray[np.float64]] = []  # of each step, summed over the channels

    def add(self, samples: Samples) -> None:
        """Go on with `[n]` or `[n, channels]`."""
        from scipy.signal import sosfilt

        columns = (samples[:, None] if samples.ndim == 1 else samples).astype(np.float64)
        if len(columns) == 0:
            return
        weighted, self._state = sosfilt(self._filters, columns, axis=0, zi=self._state)
        self._rest = np.concatenate((self._rest, np.asarray(weighted)))
        whole = len(self._rest) // self._step
        steps = self._rest[: whole * self._step].reshape(whole, self._step * columns.shape[1])
        self._power.append((steps**2).sum(axis=1) / self._step)
        self._rest = self._rest[whole * self._step :]

    @property
    def lufs(self) -> float:
        """The gated loudness of all that was added; -inf for silence.

        Sound shorter than 0.4 s is taken as one block.
        """
        power = self._blocks()
        with np.errstate(divide="ignore"):
            loudness = _OFFSET + 10.0 * np.log10(power)
            kept = power[loudness > _ABSOLUTE_GATE]
            if len(kept) == 0:
                return float("-inf")
            gate = _OFFSET + 10.0 * np.log10(kept.mean()) + _RELATIVE_GATE
            return float(_OFFSET + 10.0 * np.log10(power[loudness > gate].mean()))

    def _blocks(self) -> NDArray[np.float64]:
        """Return the mean square of each block of four steps, summed over the channels."""
        steps = np.concatenate(self._power) if self._power else np.zeros(0)
        if len(steps) < _STEPS:
            total = steps.sum() * self._step + (self._rest**2).sum()
            length = len(steps) * self._step + len(self._rest)
            return np.atleast_1d(total / max(length, 1))
        return np.lib.stride_tricks.sliding_window_view(steps, _STEPS).mean(axis=1)


def integrated_loudness(samples: Samples, rate: int) -> float:
    """Return the gated loudness in LUFS of mono or stereo sound; -inf for silence.

    All channels weigh the same (as left, right and centre do). Sound shorter than 0.4 s is taken
    as one block.
    """
    meter = LoudnessMeter(rate, 1 if samples.ndim == 1 else samples.shape[1])
    meter.add(samples)
    return meter.lufs


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


@cache
def _filters(rate: int) -> NDArray[np.float64]:
    """Return both filters for any rate, `[2, 6]`: a head's shelf of 4 dB above 1.7 kHz, and a
    high-pass at 38 Hz.

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
