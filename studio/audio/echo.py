"""How long a room echoes, heard from speech alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.bands import EDGES, FRAMES_A_SECOND, Bands

DRY_SECONDS = 0.2  # speech itself falls about so fast: what a dead room cannot be told from
LONGEST_SECONDS = 3.0  # beyond this no room is meant for speech

# (length in frames of 10 ms, fall in dB at least, straight within dB, how many pieces in a thousand
# there must be). A long straight fall hardly happens in dry speech, but reverberation makes many;
# so the longest length that is common enough tells the decay. Measured: see `decay_seconds`.
_LENGTHS = ((30, 10.0, 2.2, 30.0), (20, 10.0, 2.2, 40.0), (14, 10.0, 2.2, 45.0), (10, 8.0, 2.0, 0))
_ABOVE_FLOOR_DB = 8.0  # a piece ends so far above the background, which would bend it
_STARTS_ABOVE_DB = 18.0  # frames so far above it could start a fall
_PERCENTILE = 30  # of the decay times of all pieces: slower falls are the voice's own
_LEAST_PIECES = 40
_LEAST_IN_PART = 15
_MOST_BESIDE = 1.6  # times as long, or as short, is what a part of the frequencies may echo

PARTS = (600.0, 2_350.0)
"""Hz between low, middle and high frequencies, each of which has its own decay in a room."""


def decay_seconds(bands: Bands) -> float | None:
    """Return the reverberation time (the time in which sound falls by 60 dB) of a spoken sentence.

    None where it cannot be told: hardly any speech above the background. Values near `DRY_SECONDS`
    mean "no echo that can be heard".

    The method: free decays in subbands, after Prego et al., "Blind estimators for reverberation
    time and direct-to-reverberant energy ratio using subband speech decomposition" (WASPAA 2015),
    with the idea of Wen, Habets and Naylor, "Blind estimation of reverberation time based on the
    distribution of signal decay rates" (ICASSP 2008), that speech may fall slower than its room
    but never faster. Here: straight falls of the level in each band, at the greatest length that
    occurs often. Figures: `tests/benchmarks/recording_faults.py`, and for known rooms
    `tests/benchmarks/punch_in.py`.
    """
    pieces = _pieces(bands)
    return None if pieces is None else _decay(np.concatenate(pieces))


@dataclass(frozen=True)
class Decay:
    """Seconds in which sound falls by 60 dB in a room."""

    whole: float
    parts: tuple[float, ...]
    """Of low, middle and high frequencies (see `PARTS`)."""


def decay(bands: Bands) -> Decay | None:
    """Return `decay_seconds`, and the same of low, middle and high frequencies.

    Walls, furniture and air swallow higher sounds sooner, so that none echoes longer than a lower
    one; what is thought to do so is the voice's own fall. Where a part has hardly any falls it is
    taken to echo as the whole.
    """
    pieces = _pieces(bands)
    if pieces is None:
        return None
    whole = _decay(np.concatenate(pieces))
    seconds: list[float] = []
    for part in _parts(pieces, bands):
        own = _decay(part) if len(part) >= _LEAST_IN_PART else whole
        own = float(np.clip(own, whole / _MOST_BESIDE, whole * _MOST_BESIDE))
        seconds.append(min([own, *seconds[-1:]]))
    return Decay(whole, tuple(seconds))


def _parts(pieces: Sequence[NDArray[np.float64]], bands: Bands) -> list[NDArray[np.float64]]:
    """The falls of all bands of each part of the frequencies."""
    part = np.searchsorted(PARTS, np.array(EDGES[:-1]), side="right")[bands.reached]
    return [
        np.concatenate([np.zeros(0), *(one for one, p in zip(pieces, part, strict=True) if p == n)])
        for n in range(len(PARTS) + 1)
    ]


def _decay(times: NDArray[np.float64]) -> float:
    return float(np.clip(np.percentile(times, _PERCENTILE), DRY_SECONDS, LONGEST_SECONDS))


def _pieces(bands: Bands) -> list[NDArray[np.float64]] | None:
    """Return the decay times of the straight falls in each band that is reached."""
    level = bands.decibels[:, bands.reached].astype(np.float64)
    if len(level) < FRAMES_A_SECOND // 2:
        return None
    floor = np.percentile(level, 5, axis=0)
    could = int(np.count_nonzero(level > floor + _STARTS_ABOVE_DB))
    if could == 0:
        return None
    for length, fall, straight, least in _LENGTHS:
        found = [
            _decays(level[:, [band]], floor[[band]], length, fall, straight)
            for band in range(level.shape[1])
        ]
        if sum(map(len, found)) >= max(_LEAST_PIECES, least * could / 1000):
            return found
    return None


def _decays(
    level: NDArray[np.float64],
    floor: NDArray[np.float64],
    length: int,
    fall: float,
    straight: float,
) -> NDArray[np.float64]:
    """Return the seconds per 60 dB of every straight fall, `[pieces]`."""
    if len(level) < length:
        return np.zeros(0)
    cut = np.lib.stride_tricks.sliding_window_view(level, length, axis=0)
    time = np.arange(length) - (length - 1) / 2
    slope = (cut @ time) / (time @ time)  # dB a frame
    beside = np.var(cut, axis=-1) - slope**2 * np.mean(time**2)
    good = (slope * length < -fall) & (beside < straight**2)
    good &= cut[..., -1] > floor + _ABOVE_FLOOR_DB
    return -60.0 / (slope[good] * FRAMES_A_SECOND)
