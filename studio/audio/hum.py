"""Hum of the mains: which frequency, how loud, and which of its harmonics are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from studio.audio.bands import fast_length
from studio.audio.files import Samples, to_mono
from studio.audio.levels import SILENCE_DBFS, Span, pauses

MAINS = (50.0, 60.0)  # Hz; every country has one of the two
DRIFT = 0.4  # Hz; grids stay within 0.2 Hz of their name, generators on a stage do not
TOP = 1_020.0  # Hz; lines above are weak, and drift makes them too wide to be found
LEAST_SECONDS = 0.4  # of pause; less cannot tell a line from what lies beside it

_RATE = 2_400  # Hz at which the lines are looked for
_STEP = 0.05  # Hz between bins of the spectrum, some tenths of a line's width
_LEAST_PIECE = 0.2  # seconds; shorter pauses say nothing about single frequencies
_LINE_DB = 10.0  # a line stands so far above the middle of its neighbours
_SURE_DB = 16.0  # and one line alone makes a hum only if it stands so far above them
_TOGETHER = 3  # or so many lines at the same fundamental do
_NEIGHBOURS = 20.0  # Hz on either side: within them noise is even, and no other harmonic lies there
_BLOCK = 48  # samples at `_RATE`, 20 ms: hum is constant over it
_STEADY_SECONDS = 1.0  # within which the hum of one pause is that of its surroundings
_NOTCH_HZ = 1.5  # width of a notch at -3 dB; the drift within a take stays inside
_STEADY = 0.3  # of its power at least, that a hum has in the middle one of all pieces
_LOW = 8  # hum without any line up to this harmonic is something else


@dataclass(frozen=True, slots=True)
class Hum:
    """What the mains adds to a recording."""

    hz: float
    """The fundamental as measured, 49.6 to 50.4 or 59.6 to 60.4."""
    dbfs: float
    """RMS of all its lines together."""
    harmonics: tuple[int, ...]
    """Which multiples of the fundamental are there, from 1 on; the fundamental may be missing."""

    @property
    def mains(self) -> int:
        """Hz by name: 50 or 60."""
        return round(self.hz / 10) * 10


class _Comb(NamedTuple):
    score: float
    hum: Hum


def find_hum(samples: Samples, rate: int, where: Sequence[Span] | None = None) -> Hum | None:
    """Return the hum of a sound (`[n]` or `[n, channels]`), None when there is none.

    Only the spans in `where`, pauses, are looked at (without them: all of it), because a voice has
    harmonics too. There, one spectrum over all of them together has lines as narrow as the take is
    long; a line counts when it stands 10 dB above its neighbours within 20 Hz on *both* sides, so
    that neither noise nor a slope of rumble is taken for one; all lines must fit one fundamental
    near 50 or 60 Hz, and be there all the time, which a voice gliding through it is not.
    """
    sound = _slow(to_mono(samples), rate)
    gate = _gate(len(sound), where)
    if np.count_nonzero(gate) < LEAST_SECONDS * _RATE or not np.any(sound):
        return None
    length = round(_RATE / _STEP)
    while length < 4 * len(sound):  # two pauses far apart make fringes as narrow as 1 / distance
        length *= 2
    power = 2.0 * np.abs(np.fft.rfft(sound * gate, length)) ** 2 / gate.sum() ** 2
    combs = [comb for mains in MAINS if (comb := _comb(power, _RATE / length, mains)) is not None]
    if not combs:
        return None
    hum = max(combs, key=lambda comb: comb.score).hum
    return hum if _is_steady(sound, _pieces(len(sound), where), hum) else None


def _slow(sound: Samples, rate: int) -> NDArray[np.float64]:
    """Return the sound at `_RATE` by cutting its spectrum, which is quickest for a factor of 20."""
    from scipy.fft import irfft, rfft

    seconds = len(sound) / rate
    count = fast_length(len(sound))
    spectrum = np.asarray(rfft(np.asarray(sound, np.float64), count))
    kept = round(_RATE * count / rate)
    slow = np.asarray(irfft(spectrum[: kept // 2 + 1], kept)) * (kept / count)
    return slow[: round(seconds * _RATE)]


def _gate(samples: int, where: Sequence[Span] | None) -> NDArray[np.float64]:
    """Return a Hann window over each pause, zero elsewhere."""
    gate = np.zeros(samples)
    for pause in [Span(0.0, samples / _RATE)] if where is None else where:
        first, end = round(pause.start * _RATE), min(samples, round(pause.end * _RATE))
        if end - first >= _LEAST_PIECE * _RATE:
            gate[first:end] = np.hanning(end - first + 2)[1:-1]
    return gate


def _pieces(samples: int, where: Sequence[Span] | None) -> list[slice]:
    """Return the pauses in pieces of at most a second, of a third of a second if they can."""
    pieces: list[slice] = []
    for pause in [Span(0.0, samples / _RATE)] if where is None else where:
        count = max(1, int(np.ceil(pause.seconds)), min(3, int(pause.seconds / 0.35)))
        edges = np.linspace(pause.start, min(pause.end, samples / _RATE), count + 1) * _RATE
        pieces += [slice(int(a), int(b)) for a, b in pairwise(edges)]
    return [piece for piece in pieces if piece.stop - piece.start >= _LEAST_PIECE * _RATE]


def _is_steady(sound: NDArray[np.float64], pieces: list[slice], hum: Hum) -> bool:
    """Tell whether the hum is there in most pieces, not only in their mean."""
    lines = hum.hz * np.array(hum.harmonics)
    powers: list[float] = []
    for piece in pieces:
        part = sound[piece]
        window = np.hanning(len(part) + 2)[1:-1]
        turns = np.exp(-2j * np.pi * lines[:, None] * np.arange(len(part)) / _RATE)
        powers.append(2.0 * float(np.sum(np.abs(turns @ (part * window)) ** 2)) / window.sum() ** 2)
    return float(np.median(powers)) > _STEADY * 10 ** (hum.dbfs / 10)


def _comb(power: NDArray[np.float64], step: float, mains: float) -> _Comb | None:
    """Return the best comb near one mains frequency, None when it is no hum.

    `power`: line power per bin of `step` Hz, `[bins]`.
    """
    numbers = np.arange(1, int(TOP / mains) + 1)
    beside = np.array([_beside(power, step, mains * number) for number in numbers])
    tries = np.arange(mains - DRIFT, mains + DRIFT + 1e-9, 0.01)
    bins = np.rint(tries[:, None] * numbers / step).astype(int)  # [tries, numbers]
    above = 10.0 * np.log10((power[bins] + 1e-20) / (beside + 1e-20))
    scores = np.clip(above - _LINE_DB / 2, 0.0, 40.0).sum(axis=1)
    best = int(np.argmax(scores))
    there = above[best] >= _LINE_DB
    low = numbers <= _LOW
    # A line at 300 Hz and its multiples would fit both mains frequencies.
    own = there & ((numbers * round(mains)) % 300 != 0)
    sure = bool(np.any(above[best][own & low] >= _SURE_DB))
    if not (own & low).any() or not (sure or there.sum() >= _TOGETHER):
        return None
    # Two pauses make fringes; which of them is the middle one, the strong lines tell.
    best = int(np.argmax(power[bins][:, there].sum(axis=1)))
    there = above[best] >= _LINE_DB
    level = 10.0 * float(np.log10(power[bins[best]][there].sum()))
    found = tuple(int(number) for number in numbers[there])
    return _Comb(float(scores[best]), Hum(float(tries[best]), max(SILENCE_DBFS, level), found))


def _beside(power: NDArray[np.float64], step: float, hertz: float) -> float:
    """Return the power per bin beside a line: the middle of the louder of both sides."""
    far, near = round(_NEIGHBOURS / step), round(7.0 / step)
    at = round(hertz / step)
    below, over = power[max(0, at - far) : at - near], power[at + near : at + far]
    return float(max(np.median(below), np.median(over)))


def remove_hum(samples: Samples, rate: int, hertz: float) -> Samples:
    """Return the sound (`[n]` or `[n, channels]`) without the hum near `hertz`.

    Strength and phase of every line that is there are measured in the pauses and taken away from
    everything, over 1 s around: a notch of some tenths of a hertz with zero phase, which the voice
    does not ring in, because it had no part in the measurement. Without enough pauses, notches of
    1.5 Hz at the first three harmonics, run forwards and backwards. Where the pauses hold no hum,
    the sound comes back as it is.
    """
    quiet = [pause for pause in pauses(samples, rate) if pause.seconds >= _LEAST_PIECE]
    if sum(pause.seconds for pause in quiet) < LEAST_SECONDS:
        return _notched(samples, rate, [hertz * number for number in (1, 2, 3)])
    hum = find_hum(samples, rate, quiet)
    if hum is None or abs(hum.hz - hertz) > 2 * DRIFT:
        return samples
    columns = samples[:, None] if samples.ndim == 1 else samples
    clean = np.stack([_without(column, rate, hum, quiet) for column in columns.T], axis=1)
    return clean[:, 0] if samples.ndim == 1 else clean


def _without(column: Samples, rate: int, hum: Hum, quiet: Sequence[Span]) -> Samples:
    """Return one channel without the lines of `hum` as the pauses hold them."""
    slow = _slow(column, rate)
    gate = _gate(len(slow), quiet)
    blocks = len(slow) // _BLOCK
    middle = (np.arange(blocks) * _BLOCK + (_BLOCK - 1) / 2) / _RATE  # seconds
    time = np.arange(blocks * _BLOCK) / _RATE
    heard = (slow * gate)[: blocks * _BLOCK]
    numbers = np.array(hum.harmonics)
    turns = np.exp(-2j * np.pi * hum.hz * numbers[:, None] * time)
    sums = (turns * heard).reshape(len(numbers), blocks, _BLOCK).sum(axis=2)
    weight = gate[: blocks * _BLOCK].reshape(blocks, _BLOCK).sum(axis=1)
    apart = _detuned(sums, middle, numbers)
    sums = sums * np.exp(-2j * np.pi * apart * numbers[:, None] * middle)
    # A little of everything is in every mean: it decides where no pause is near.
    near = np.exp(-0.5 * ((middle[:, None] - middle) / _STEADY_SECONDS) ** 2) + 1e-4
    strength = (sums @ near) / (weight @ near)  # [lines, blocks]
    hummed = _at_rate(hum.hz + apart, numbers, strength, len(column), rate)
    return (column - hummed).astype(np.float32)


def _at_rate(
    hertz: float,
    numbers: NDArray[np.int64],
    strength: NDArray[np.complex128],
    samples: int,
    rate: int,
) -> NDArray[np.float64]:
    """Return lines of known strength, `[lines, blocks]`, as sound at `rate`, `[samples]`.

    Made at `_RATE` and brought to `rate` through the spectrum, from a second before the sound to a
    second after it, because what a spectrum holds has to end as it began.
    """
    from scipy.fft import irfft, rfft

    seconds = -(-samples // rate) + 2
    time = np.arange(seconds * _RATE) / _RATE - 1.0
    middle = (np.arange(strength.shape[1]) * _BLOCK + (_BLOCK - 1) / 2) / _RATE
    slow = np.zeros(len(time))
    for number, track in zip(numbers, strength, strict=True):
        turn = np.exp(2j * np.pi * hertz * number * time)
        slow += 2.0 * np.real(np.interp(time, middle, track) * turn)
    spectrum = np.asarray(rfft(slow))
    full = np.asarray(irfft(spectrum, seconds * rate)) * (rate / _RATE)
    return full[rate : rate + samples]


def _detuned(
    sums: NDArray[np.complex128], middle: NDArray[np.float64], numbers: NDArray[np.int64]
) -> float:
    """Return how many Hz the fundamental lies beside where it was looked for.

    `sums`: each line, turned back by that frequency, `[lines, blocks]`.
    """
    tries = np.linspace(-0.03, 0.03, 61)
    turns = np.exp(-2j * np.pi * tries[:, None, None] * numbers[:, None] * middle)
    together = np.abs((turns * sums).sum(axis=2)) ** 2  # [tries, lines]
    return float(tries[np.argmax(together.sum(axis=1))])


def _notched(samples: Samples, rate: int, lines: list[float]) -> Samples:
    from scipy.signal import iirnotch, sosfiltfilt, tf2sos

    if len(samples) == 0:
        return samples
    sections = [tf2sos(*iirnotch(line, line / _NOTCH_HZ, rate)) for line in lines]
    pad = min(len(samples) - 1, rate // 2)
    filtered = sosfiltfilt(np.concatenate(sections), samples, axis=0, padlen=pad)
    return np.asarray(filtered, np.float32)
