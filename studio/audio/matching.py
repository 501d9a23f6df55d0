"""Made speech brought near to a recording: its tone, its room, its level.

Everything is gentle: it is to disappear beside the recording, not to become a copy of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.bands import band_power
from studio.audio.echo import DRY_SECONDS, PARTS, decay
from studio.audio.files import Samples
from studio.audio.levels import Span, match_level, pauses, speech_rms_dbfs

MOST_BOOST, MOST_CUT = 6.0, 24.0  # dB; a band that a recording has lost is cut, none is invented
_THIRDS = 1000.0 * 2.0 ** (np.arange(-12, 14) / 3.0)  # 62 Hz to 20 kHz
_WINDOW_SECONDS = 0.032
_TAPS_SECONDS = 0.02  # to either side: resolves the third of an octave down to 200 Hz
_QUIET = 1e-14

_WET = tuple(range(-36, 8))  # dB beside the direct sound: how much room is tried
_SILENCE_SECONDS = 0.4  # put behind a sentence to hear how it dies away
_EARLY_SECONDS = 0.004  # before the first reflection
_AFTER = (0.05, 0.16)  # seconds behind the end of speech in which the room is heard alone
_LEAST_ENDS = 2  # of speech in a recording, that tell how it dies away


@dataclass(frozen=True, slots=True)
class Matched:
    """A sound that was matched, and what was done to it."""

    samples: Samples
    gain_db: float
    tone_db: float
    """RMS of the filter over the bands of speech, in dB."""
    echo_seconds: float
    """Of the room that was added; 0 = none."""


def speech_spectrum(samples: Samples, rate: int) -> NDArray[np.float64]:
    """Return the level of speech in thirds of an octave, 62 Hz to 20 kHz, in dB, `[26]`.

    Of the frames that hold speech, without the noise of the pauses; NaN where the rate does not
    reach or the noise hides it.
    """
    power = _frame_powers(samples, rate)
    quiet = _in_pauses(len(power), samples, rate)
    level = power.sum(axis=1)
    loud = level > np.percentile(level, 99) * 10**-3
    speech = power[loud & ~quiet].mean(axis=0) if (loud & ~quiet).any() else power.mean(axis=0)
    noise = power[quiet].mean(axis=0) if quiet.any() else np.zeros(power.shape[1])
    hertz = np.fft.rfftfreq(_size(rate), 1.0 / rate)
    bands = np.full(len(_THIRDS), np.nan)
    for number, middle in enumerate(_THIRDS):
        inside = (hertz >= middle * 2 ** (-1 / 6)) & (hertz < middle * 2 ** (1 / 6))
        if not inside.any() or middle * 2 ** (1 / 6) > rate / 2:
            continue
        sound, floor = float(speech[inside].sum()), float(noise[inside].sum())
        if sound > floor * 1.5:
            bands[number] = 10 * np.log10(max(sound - floor, _QUIET))
    return bands


def spectral_difference(one: Samples, other: Samples, rate: int) -> float:
    """Return by how many dB two voices differ in tone: mean over thirds from 100 Hz to 8 kHz.

    Level does not count.
    """
    difference = speech_spectrum(one, rate) - speech_spectrum(other, rate)
    used = difference[(_THIRDS > 100) & (_THIRDS < 8_000)]
    used = used[np.isfinite(used)]
    return float(np.mean(np.abs(used - np.median(used)))) if len(used) else 0.0


def matched(
    speech: Samples, recording: Samples, rate: int, beside: Samples | None = None
) -> Matched:
    """Bring made speech near to a recording (both mono at `rate`): tone, then room, then level.

    `beside`: the part of the recording whose level counts (None: all of it).
    """
    toned, tone_db = _toned(speech, recording, rate)
    roomy, seconds = _in_room(toned, recording, rate)
    wanted = speech_rms_dbfs(recording if beside is None else beside, rate)
    if wanted is None:
        wanted = speech_rms_dbfs(recording, rate)
    now = speech_rms_dbfs(roomy, rate)
    if wanted is None or now is None:
        return Matched(roomy, 0.0, tone_db, seconds)
    return Matched(match_level(roomy, wanted, rate), wanted - now, tone_db, seconds)


def _toned(speech: Samples, recording: Samples, rate: int) -> tuple[Samples, float]:
    """Filter speech towards the long-term spectrum of the recording; linear phase."""
    from scipy.signal import firwin2, oaconvolve

    wanted, own = speech_spectrum(recording, rate), speech_spectrum(speech, rate)
    difference = wanted - own
    voiced = np.isfinite(difference) & (_THIRDS > 100) & (_THIRDS < 8_000)
    if voiced.sum() < 6:
        return speech, 0.0
    difference = difference - np.median(difference[voiced])
    # What the recording's noise hides is not there to be matched; what it never had is cut.
    lost = np.isnan(wanted) & np.isfinite(own) & (_THIRDS > 2_000)
    difference[lost] = -MOST_CUT
    known = np.isfinite(difference)
    gain = np.interp(np.log(_THIRDS), np.log(_THIRDS[known]), difference[known])
    gain = np.convolve(np.pad(gain, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    gain = np.clip(gain, -MOST_CUT, MOST_BOOST)
    half = round(_TAPS_SECONDS * rate)
    hertz = np.linspace(0.0, rate / 2, 513)
    decibels = np.interp(np.log(np.maximum(hertz, 20.0)), np.log(_THIRDS), gain)
    taps = firwin2(2 * half + 1, hertz, 10 ** (decibels / 20), fs=rate)
    filtered = np.asarray(oaconvolve(speech, taps, mode="same"), np.float32)
    return filtered, float(np.sqrt(np.mean(gain[voiced] ** 2)))


def _in_room(speech: Samples, recording: Samples, rate: int) -> tuple[Samples, float]:
    """Let speech die away as it does in the recording; as it is where that cannot be told.

    A room is noise that falls evenly (Moorer, "About this reverberation business", 1979), sooner at
    high frequencies. How fast it falls is heard in the recording (`echo.decay`), and as much of
    it is added as makes the ends of the sentence, be it the one at its close, as loud behind it as
    they are there. Figures: `tests/benchmarks/punch_in.py`.
    """
    heard = decay(band_power(recording, rate))
    wanted = _dying_away(recording, rate, _LEAST_ENDS)
    if heard is None or wanted is None or heard.whole <= DRY_SECONDS * 1.05:
        return speech, 0.0
    longer = np.concatenate((speech, np.zeros(round(_SILENCE_SECONDS * rate), np.float32)))
    echo = _convolved(longer, _tail(heard.parts, rate))
    best, least = None, abs((_dying_away(longer, rate, 1) or -60.0) - wanted)
    for wet in _WET:
        tried = (longer + echo * np.float32(10 ** (wet / 20))).astype(np.float32)
        found = _dying_away(tried, rate, 1)
        if found is not None and abs(found - wanted) < least:
            best, least = tried, abs(found - wanted)
    return (speech, 0.0) if best is None else (best[: len(speech)], heard.whole)


def _tail(parts: Sequence[float], rate: int, seed: int = 3) -> Samples:
    """A room without its direct sound: noise, of power 1 in all.

    ``parts``: seconds in which low, middle and high frequencies fall by 60 dB (see `echo.PARTS`).
    """
    time = np.arange(round(max(parts) * 0.8 * rate)) / rate
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(len(time)))
    part = np.searchsorted(PARTS, np.fft.rfftfreq(len(time), 1 / rate), side="right")
    noise = np.zeros(len(time))
    for number, seconds in enumerate(parts):
        band = np.fft.irfft(np.where(part == number, spectrum, 0), len(time))
        noise += band * 10 ** (-3 * time / seconds)
    noise = np.convolve(noise, [0.5, 0.5], mode="same")  # the very highest are never there
    noise[: round(_EARLY_SECONDS * rate)] = 0.0
    return (noise / np.sqrt(np.sum(noise**2))).astype(np.float32)


def _convolved(speech: Samples, tail: Samples) -> Samples:
    from scipy.signal import oaconvolve

    return np.asarray(oaconvolve(speech, tail), np.float32)[: len(speech)]


def _dying_away(samples: Samples, rate: int, least_ends: int) -> float | None:
    """How loud it is shortly behind the ends of speech, in dB beside the speech before them.

    The median over all ends that a pause follows; without the noise of the pauses. None where
    there are fewer than `least_ends`.
    """
    sums = np.concatenate(([0.0], np.cumsum(samples.astype(np.float64) ** 2)))

    def mean(start: float, end: float) -> float:
        a, b = (min(max(round(t * rate), 0), len(samples)) for t in (start, end))
        return (sums[b] - sums[a]) / (b - a) if b > a else 0.0

    found = []
    for pause in pauses(samples, rate, margin=0.0, at_least=0.3):
        if pause.start < 0.3:
            continue
        noise = mean(pause.end - 0.1, pause.end - 0.02)
        before = mean(pause.start - 0.25, pause.start)
        after = mean(pause.start + _AFTER[0], pause.start + _AFTER[1]) - noise
        if before > noise:
            found.append(10 * np.log10(max(after, _QUIET) / (before - noise)))
    return float(np.median(found)) if len(found) >= least_ends else None


def _size(rate: int) -> int:
    return round(_WINDOW_SECONDS * rate)


def _frame_powers(samples: Samples, rate: int) -> NDArray[np.float64]:
    size = _size(rate)
    sound = samples if len(samples) >= size else np.pad(samples, (0, size - len(samples)))
    cut = np.lib.stride_tricks.sliding_window_view(sound, size)[:: size // 2]
    return np.abs(np.fft.rfft(cut * np.hanning(size), axis=1)) ** 2


def _in_pauses(frames: int, samples: Samples, rate: int) -> NDArray[np.bool_]:
    size = _size(rate)
    starts = np.arange(frames) * (size // 2) / rate
    quiet = np.zeros(frames, bool)
    spans: list[Span] = pauses(samples, rate, margin=0.06)
    for pause in spans:
        quiet |= (starts >= pause.start) & (starts + size / rate <= pause.end)
    return quiet
