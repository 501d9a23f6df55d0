"""How loud a sound is, where speech is in it, and where it was too loud for the recorder."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples, to_mono

SILENCE_DBFS = -120.0  # what is told for digital silence
SPEECH_DBFS = -25.0  # the level that the generator's energies belong to

_FRAME_SECONDS = 0.02
_HOP_SECONDS = 0.01
_FLOOR_PERCENTILE = 10  # the quietest tenth of a take is its background
_ABOVE_FLOOR_DB = 10.0
_BELOW_PEAK_DB = 35.0  # the quietest consonants lie about so far below the loudest vowels
_NO_SPEECH_DBFS = -65.0  # a take whose loudest frame is below this holds nothing


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a sound, in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


def peak_dbfs(samples: Samples) -> float:
    """Return the highest sample of any channel in dBFS (0 = full scale)."""
    return decibels(float(np.max(np.abs(samples)))) if samples.size else SILENCE_DBFS


def rms_dbfs(samples: Samples) -> float:
    """Return the RMS over all samples in dBFS, so that a full-scale sine has -3.01."""
    if not samples.size:
        return SILENCE_DBFS
    return decibels(float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))))


def speech_rms_dbfs(samples: Samples, rate: int) -> float | None:
    """Return the RMS over the frames that hold speech, in dBFS; None when none does."""
    sound = to_mono(samples)
    power = _frame_power(sound, rate)
    active = _active(power)
    if not active.any():
        return None
    return decibels(float(np.sqrt(power[active].mean())))


def noise_dbfs(samples: Samples, rate: int) -> float:
    """Return the RMS of the background, taken as the quietest tenth of all frames, in dBFS."""
    power = _frame_power(to_mono(samples), rate)
    if len(power) == 0:
        return SILENCE_DBFS
    return decibels(float(np.sqrt(np.percentile(power, _FLOOR_PERCENTILE))))


def match_level(samples: Samples, dbfs: float = SPEECH_DBFS, rate: int = 24_000) -> Samples:
    """Return the sound with its speech at `dbfs` RMS; silence is returned as it is.

    Peaks may then lie above full scale; float samples hold them. `rate` matters little: it only
    sets the length of the frames in which speech is looked for.
    """
    now = speech_rms_dbfs(samples, rate)
    if now is None:
        return samples
    return (samples * np.float32(10.0 ** ((dbfs - now) / 20.0))).astype(np.float32)


def speech_bounds(samples: Samples, rate: int, margin: float = 0.1) -> Span | None:
    """Return the part from the first to the last speech, with `margin` seconds on both sides.

    None when there is no speech at all. Single clicks (below 40 ms) do not count as speech.
    """
    sound = to_mono(samples)
    active = _without_clicks(_active(_frame_power(sound, rate)))
    if not active.any():
        return None
    found = np.flatnonzero(active)
    seconds = len(sound) / rate
    start = max(0.0, found[0] * _HOP_SECONDS - margin)
    end = min(seconds, found[-1] * _HOP_SECONDS + _FRAME_SECONDS + margin)
    return Span(float(start), float(end))


def trim_silence(samples: Samples, rate: int, margin: float = 0.1) -> Samples:
    """Return the sound from its first to its last speech; all of it when there is none."""
    bounds = speech_bounds(samples, rate, margin)
    if bounds is None:
        return samples
    return samples[round(bounds.start * rate) : round(bounds.end * rate)]


def pauses(samples: Samples, rate: int, margin: float = 0.05, at_least: float = 0.1) -> list[Span]:
    """Return the parts without speech, `margin` seconds away from it, `at_least` seconds long.

    One span over all of a sound that holds no speech.
    """
    sound = to_mono(samples)
    seconds = len(sound) / rate
    active = _without_clicks(_active(_frame_power(sound, rate)))
    edges = np.flatnonzero(np.diff(active.astype(np.int8), prepend=0, append=0))
    speech = edges.reshape(-1, 2) * _HOP_SECONDS + (-margin, _FRAME_SECONDS - _HOP_SECONDS + margin)
    bounds = np.concatenate(([0.0], speech.ravel(), [seconds])).reshape(-1, 2)
    return [Span(float(a), float(b)) for a, b in bounds if b - a >= at_least]


def clipped_spans(samples: Samples, rate: int, at_least: int = 3) -> list[Span]:
    """Return where the recorder was driven beyond what it could take.

    A span is a run of `at_least` samples at the same height as the highest one of the sound (within
    0.1 %), when that height is above -6 dBFS: so clipping is also found after the level was
    lowered a little. Runs less than 10 ms apart are one span.
    """
    spans: list[Span] = []
    columns = samples[:, None] if samples.ndim == 1 else samples
    for column in columns.T:
        for first, last in _flat_tops(column, at_least):
            spans.append(Span(first / rate, last / rate))
    return _joined(sorted(spans, key=lambda span: span.start), 0.01)


def _flat_tops(column: Samples, at_least: int) -> list[tuple[int, int]]:
    """Return [first, end) of the runs of samples at the positive or the negative limit."""
    runs: list[tuple[int, int]] = []
    for side in (column, -column):
        top = float(side.max(initial=0.0))
        if top < 0.5:
            continue
        edges = np.diff((side >= top * 0.999).astype(np.int8), prepend=0, append=0)
        firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        long = [(int(a), int(b)) for a, b in zip(firsts, ends, strict=True) if b - a >= at_least]
        # The crest of one clean sine near the top also has some samples there, but curved.
        runs += [(a, b) for a, b in long if np.ptp(side[a:b]) <= top * 1e-4]
    return runs


def _joined(spans: list[Span], gap: float) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start - joined[-1].end < gap:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _frame_power(sound: Samples, rate: int) -> NDArray[np.float64]:
    """Return the mean square of 20 ms frames, 100 a second, each without its own mean (DC)."""
    size, hop = max(1, round(_FRAME_SECONDS * rate)), max(1, round(_HOP_SECONDS * rate))
    if len(sound) == 0:
        return np.zeros(0)
    wide = sound.astype(np.float64)
    starts = np.arange(0, max(1, len(wide) - size + 1), hop)
    ends = np.minimum(starts + size, len(wide))
    sums = np.concatenate(([0.0], np.cumsum(wide)))
    squares = np.concatenate(([0.0], np.cumsum(wide**2)))
    count = ends - starts
    mean = (sums[ends] - sums[starts]) / count
    return np.maximum((squares[ends] - squares[starts]) / count - mean**2, 0.0)


def _active(power: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which frames hold speech: well above the background and not far below the loudest."""
    if len(power) == 0:
        return np.zeros(0, bool)
    level = 10.0 * np.log10(power + 1e-12)
    loudest = np.percentile(level, 99)
    floor = np.percentile(level, _FLOOR_PERCENTILE)
    if loudest < _NO_SPEECH_DBFS:
        return np.zeros(len(power), bool)
    # A take without any pause has no background in it: then only the distance to the top counts.
    threshold = max(min(floor + _ABOVE_FLOOR_DB, loudest - 15.0), loudest - _BELOW_PEAK_DB)
    return level > threshold


def _without_clicks(active: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Drop runs of less than 4 frames (40 ms)."""
    edges = np.diff(active.astype(np.int8), prepend=0, append=0)
    kept = active.copy()
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    for first, end in zip(firsts, ends, strict=True):
        if end - first < 4:
            kept[first:end] = False
    return kept


def decibels(amplitude: float) -> float:
    """Return an amplitude (1 = full scale) in dBFS, at least `SILENCE_DBFS`."""
    return max(SILENCE_DBFS, 20.0 * float(np.log10(max(amplitude, 1e-12))))
