"""Loudness, peaks and noise floor as podcasts, broadcasters and audio books want them.

A mono file is measured as it is (BS.1770-4): players that send it to both ears make it 3 dB louder.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.blocks import Blocks, in_context
from studio.audio.files import Samples
from studio.audio.levels import SILENCE_DBFS, decibels
from studio.audio.loudness import LoudnessMeter
from studio.audio.true_peak import REACH, true_peaks

FLOOR_SECONDS = 0.5  # the quietest stretch of this length is the noise floor, as ACX Check has it
MAX_GAIN_DB = 40.0  # beyond, only noise would be raised
CLOSE_ENOUGH = 0.1  # dB between what was wanted and what came out
LEAST_SLOPE = 0.3  # dB that come out for each dB of gain: less, and it is limited too hard
TRIES = 4  # the limiter takes a little loudness away, so the gain is found step by step


@dataclass(frozen=True, slots=True)
class Target:
    """What a finished sound should measure."""

    lufs: float | None = None
    """Integrated loudness; None: not asked for."""
    rms_dbfs: float | None = None
    """RMS over the whole file; None: not asked for."""
    true_peak_dbtp: float = -1.0
    """The limiter's ceiling."""

    def wanted_gain(self, measured: Measured) -> float:
        """Return by how many dB a sound that measures so is too quiet; 0 for silence."""
        if self.lufs is not None and isfinite(measured.lufs):
            return self.lufs - measured.lufs
        if self.rms_dbfs is not None and measured.rms_dbfs > SILENCE_DBFS:
            return self.rms_dbfs - measured.rms_dbfs
        return 0.0


PODCAST = Target(lufs=-16.0, true_peak_dbtp=-1.0)
"""Apple Podcasts: -16 dB LKFS, true peak at most -1 dB."""
EBU = Target(lufs=-23.0, true_peak_dbtp=-1.0)
"""EBU R 128 (2020): -23.0 LUFS, true peak at most -1 dBTP."""
ACX = Target(rms_dbfs=-20.5, true_peak_dbtp=-3.2)
"""The middle of what ACX accepts, and a little below its peak: MP3 moves peaks."""

ACX_RMS = (-23.0, -18.0)  # dB
ACX_PEAK = -3.0  # dB
ACX_FLOOR = -60.0  # dB RMS
ACX_RATE = 44_100  # Hz
"""ACX audio submission requirements (help.acx.com); the format is MP3 of 192 kbit/s or more."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sound measures."""

    seconds: float
    lufs: float
    """Integrated loudness (BS.1770-4); -inf for silence."""
    true_peak_dbtp: float
    peak_dbfs: float
    rms_dbfs: float
    """Over all samples."""
    floor_dbfs: float
    """RMS of the quietest half second."""

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON can hold: rounded, None for the loudness of silence."""
        rounded = {name: round(value, 2) for name, value in asdict(self).items() if isfinite(value)}
        return {"lufs": None, **rounded}


class Meter:
    """Measures a mono sound of any length, a block at a time.

    `true_peak`: whether peaks between the samples are looked for, which takes most of the time;
    otherwise the highest sample stands for them.
    """

    def __init__(self, rate: int, true_peak: bool = True) -> None:
        self._rate, self._loudness, self._between = rate, LoudnessMeter(rate), true_peak
        self._samples, self._squares, self._peak, self._true_peak = 0, 0.0, 0.0, 0.0
        self._tail = np.zeros(2 * REACH, np.float32)
        self._step = max(1, round(FLOOR_SECONDS / 10 * rate))
        self._rest = np.zeros(0, np.float32)
        self._steps: list[NDArray[np.float64]] = []  # mean squares of each twentieth of a second

    def add(self, samples: Samples) -> None:
        """Go on with `[n]`."""
        if len(samples) == 0:
            return
        self._loudness.add(samples)
        self._samples += len(samples)
        self._squares += float(np.sum(np.square(samples, dtype=np.float64)))
        self._peak = max(self._peak, float(np.abs(samples).max()))
        if self._between:
            joined = np.concatenate((self._tail, samples))
            found = true_peaks(joined)[REACH : len(joined) - REACH]  # not where it is cut off
            self._true_peak = max(self._true_peak, float(found.max(initial=0.0)))
            self._tail = joined[-2 * REACH :]
        self._add_steps(samples)

    def _add_steps(self, samples: Samples) -> None:
        rest = np.concatenate((self._rest, samples))
        whole = len(rest) // self._step
        cut = rest[: whole * self._step].reshape(whole, self._step)
        self._steps.append(np.mean(np.square(cut, dtype=np.float64), axis=1))
        self._rest = rest[whole * self._step :]

    def result(self) -> Measured:
        """What was measured of all that was added."""
        last = true_peaks(np.concatenate((self._tail, np.zeros(REACH, np.float32))))
        highest = max(self._true_peak, float(last[REACH:].max(initial=0.0)), self._peak)
        power = self._squares / max(1, self._samples)
        return Measured(
            self._samples / self._rate,
            self._loudness.lufs,
            decibels(highest),
            decibels(self._peak),
            decibels(power**0.5),
            decibels(self._quietest(power) ** 0.5),
        )

    def _quietest(self, power: float) -> float:
        steps = np.concatenate(self._steps) if self._steps else np.zeros(0)
        if len(steps) < 10:
            return power
        return float(np.lib.stride_tricks.sliding_window_view(steps, 10).mean(axis=1).min())


def amplified(blocks: Blocks, gain_db: float) -> Iterator[Samples]:
    """Yield the sound with another gain."""
    factor = np.float32(10 ** (gain_db / 20))
    for block in blocks:
        yield block * factor


def measuring(blocks: Blocks, meter: Meter, rate: int) -> Iterator[float]:
    """Measure a sound, and yield after each block how many seconds of it that was."""
    for block in blocks:
        meter.add(block)
        yield len(block) / rate


def finding_gain(
    made: Callable[[float], Blocks], rate: int, target: Target
) -> Generator[float, None, float]:
    """Find the gain in dB with which a sound meets the target.

    `made(gain)` gives the sound from its beginning, with that gain and everything that comes
    behind it: a limiter takes loudness away, so the gain is found in two to four passes. Yields the
    seconds of sound that were gone through, and returns the gain.
    """
    gain, tried, before = 0.0, 0.0, 0.0
    for attempt in range(TRIES):
        meter = Meter(rate, true_peak=False)
        yield from measuring(made(gain), meter, rate)
        missing = target.wanted_gain(meter.result())
        if abs(missing) <= CLOSE_ENOUGH / 2:
            break
        # How much of a gain comes out behind the limiter is seen from the attempt before.
        slope = (before - missing) / (gain - tried) if attempt and gain != tried else 1.0
        tried, before = gain, missing
        gain = min(gain + missing / float(np.clip(slope, LEAST_SLOPE, 1.0)), MAX_GAIN_DB)
    return gain


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked of a file, and whether it is met."""

    name: str
    found: str
    wanted: str
    passed: bool


def acx_report(found: Measured, rate: int, container: str) -> tuple[Requirement, ...]:
    """Hold a file against what ACX asks of audio books."""
    rms, peak, floor = found.rms_dbfs, found.peak_dbfs, found.floor_dbfs
    low, high = ACX_RMS
    return (
        Requirement("RMS", _db(rms), f"{_db(low)} to {_db(high)}", low <= rms <= high),
        Requirement("peak", _db(peak), f"at most {_db(ACX_PEAK)}", peak <= ACX_PEAK),
        Requirement("noise floor", _db(floor), f"at most {_db(ACX_FLOOR)}", floor <= ACX_FLOOR),
        Requirement("rate", f"{rate} Hz", f"{ACX_RATE} Hz", rate == ACX_RATE),
        Requirement("format", container.upper(), "MP3", container == "mp3"),
    )


def _db(value: float) -> str:
    return f"{value:.1f} dB".replace("-", "\u2212")


def telephone_band(blocks: Blocks, rate: int) -> Iterator[Samples]:
    """Yield the sound within 300 to 3400 Hz, the band of a telephone line (ITU-T G.712).

    A filter of linear phase, so nothing is shifted in time: flat from 350 to 3350 Hz, 2.5 dB
    down at 300 and 3400 Hz, 57 dB down below 200 and above 3500 Hz.
    """
    from scipy.signal import firwin, oaconvolve

    half = round(0.016 * rate)
    taps = firwin(2 * half + 1, (285.0, 3_415.0), width=95.0, pass_zero=False, fs=rate)

    def work(sound: Samples) -> Samples:
        return np.asarray(oaconvolve(sound, taps, mode="same"), np.float32)

    yield from in_context(blocks, half, work)
