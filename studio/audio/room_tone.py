"""What is heard where nobody speaks: the room itself, or soft noise in its place.

Digital silence between sentences sounds like a broken line. A few seconds of a room are made
endless by keeping its spectrum and drawing new phases, so no loop is heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples, resample, to_mono
from studio.audio.levels import Span, pauses, rms_dbfs

SOFT_DBFS = -72.0  # RMS: heard in a quiet room with headphones, and 12 dB below what ACX allows
LOUDEST_DBFS = -63.0  # a room that is louder is lowered to this: 3 dB below what ACX allows
NOISY_DBFS = -45.0  # what is louder between words is no room: people, traffic, music
CLEAN_DBFS = -85.0  # what is quieter nobody hears: between words it would sound like a broken line
TONE_SECONDS = 20.0  # of tone that are made; they repeat without a seam
LEAST_PAUSE = 0.25  # seconds; a shorter pause still holds the tail of a word
ENOUGH = 1.0  # seconds of pauses that tell what a room sounds like
FADE_SECONDS = 0.2  # from one room into another

_BINS = 512  # of the room's spectrum
_EMPTY = np.zeros(_BINS)
_QUIETEST = 33  # the quietest thirtieth of the frames lies between words
_STANDS_OUT = 4.0  # times the middle power (6 dB): a breath, a click


def soft_tone(rate: int, seed: int = 1) -> Samples:
    """Return `TONE_SECONDS` of soft noise that falls by 6 dB an octave above 300 Hz."""
    hertz = np.fft.rfftfreq(2 * (_BINS - 1), 1.0 / rate)
    shape = 1.0 / (1.0 + (hertz / 300.0) ** 2) * (hertz > 30.0)
    return _at(_noise(np.asarray(shape, np.float64), rate, seed), SOFT_DBFS)


def room_tone(
    recordings: Iterable[tuple[Samples, int]],
    rate: int,
    loudest_dbfs: float = LOUDEST_DBFS,
    enough: float = ENOUGH,
    seed: int = 1,
) -> Samples | None:
    """Return `TONE_SECONDS` of the room that is heard in the pauses of recordings.

    `recordings`: samples and rate. As loud as in the recordings, or at `loudest_dbfs`. None when
    their pauses, less than `enough` seconds, are too few to tell.
    """
    heard = heard_room(recordings, rate, enough)
    if heard.shape is None or heard.dbfs <= -100.0:
        return None  # or something switched the microphone off between the words
    return heard.tone(rate, loudest_dbfs, seed)


@dataclass(frozen=True, slots=True)
class Room:
    """What the pauses of recordings tell of the room."""

    dbfs: float
    """How loud it is, RMS; meaningless without a shape."""
    seconds: float
    """Of pauses that were listened to."""
    shape: NDArray[np.float64] | None
    """Power of each bin; None where there are too few pauses to tell."""

    @property
    def clean(self) -> bool:
        """Whether it is so quiet that nobody would hear it."""
        return self.dbfs < CLEAN_DBFS

    @property
    def noisy(self) -> bool:
        """Whether something else than a room is heard between the words."""
        return self.dbfs > NOISY_DBFS

    def tone(self, rate: int, loudest_dbfs: float = LOUDEST_DBFS, seed: int = 1) -> Samples:
        """`TONE_SECONDS` of it, at most so loud. Only where there is a shape."""
        assert self.shape is not None
        return _at(_noise(self.shape, rate, seed), min(self.dbfs, loudest_dbfs))


def heard_room(
    recordings: Iterable[tuple[Samples, int]], rate: int, enough: float = ENOUGH
) -> Room:
    """Listen to the pauses of recordings (samples and rate) until they tell enough."""
    frames: list[NDArray[np.float64]] = []
    seconds = 0.0
    for samples, at in recordings:
        sound = resample(to_mono(samples), at, rate)
        for pause in pauses(sound, rate, margin=0.08, at_least=LEAST_PAUSE):
            frames += _frames(sound, rate, pause)
            seconds += pause.seconds
        if seconds >= TONE_SECONDS:
            break
    if seconds < enough or not frames:
        return Room(-np.inf, seconds, None)
    shape, level = _spectrum(np.stack(frames))
    return Room(level, seconds, shape)


def noise_of(recording: Samples, rate: int, seed: int = 1) -> Samples:
    """Return `TONE_SECONDS` of the noise under one mono recording, as loud as it is there.

    From its pauses; where they are too short, from its quietest moments.
    """
    found = room_tone([(recording, rate)], rate, loudest_dbfs=0.0, enough=0.3, seed=seed)
    if found is not None:
        return found
    frames = np.stack(_frames(recording, rate, Span(0.0, len(recording) / rate + 1)) or [_EMPTY])
    quiet = np.argsort(frames.sum(axis=1))[: max(1, len(frames) // _QUIETEST)]
    shape, level = _spectrum(frames[quiet])
    return _at(_noise(shape, rate, seed), level) if level > -110.0 else soft_tone(rate) * 0


def with_tones(
    blocks: Iterable[Samples], regions: Sequence[tuple[int, Samples | None]], rate: int
) -> Iterator[Samples]:
    """Yield the sound with a tone under it, another one in each region.

    `regions`: from which sample on, which tone (None: none), in order; one tone fades into the
    next over 0.2 s around the place.
    """
    half = max(1, round(FADE_SECONDS / 2 * rate))
    at = 0
    for block in blocks:
        places = at + np.arange(len(block))
        out = block.astype(np.float32, copy=True)
        for number, (begin, tone) in enumerate(regions):
            end = regions[number + 1][0] if number + 1 < len(regions) else None
            if tone is None or begin - half >= places[-1] + 1:
                continue
            if end is not None and end + half <= places[0]:
                continue
            out += tone[places % len(tone)] * _share(places, begin, end, half)
        yield out
        at += len(block)


def _share(
    places: NDArray[np.int64], begin: int, end: int | None, half: int
) -> NDArray[np.float32]:
    """Return how much of a region's tone is heard at each place: powers add up to one."""
    share = np.ones(len(places))
    if begin > 0:
        share *= np.clip((places - begin + half) / (2 * half), 0.0, 1.0)
    if end is not None:
        share *= np.clip((end + half - places) / (2 * half), 0.0, 1.0)
    return np.sqrt(share).astype(np.float32)


def _frames(sound: Samples, rate: int, pause: Span) -> list[NDArray[np.float64]]:
    """Return the windowed power spectra of a pause."""
    size = 2 * (_BINS - 1)
    part = sound[round(pause.start * rate) : round(pause.end * rate)].astype(np.float64)
    window = np.hanning(size)
    return [
        np.abs(np.fft.rfft(part[at : at + size] * window)) ** 2 / np.sum(window**2)
        for at in range(0, len(part) - size + 1, size // 2)
    ]


def _spectrum(power: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the mean power of a bin without what stands out, `[_BINS]`, and the level in dBFS."""
    total = power.sum(axis=1)
    mean = power[total <= _STANDS_OUT * np.median(total)].mean(axis=0)
    square = (2 * mean.sum() - mean[0] - mean[-1]) / (2 * (_BINS - 1))
    return mean, 10.0 * float(np.log10(max(square, 1e-24)))


def _noise(shape: NDArray[np.float64], rate: int, seed: int) -> Samples:
    """Return noise of that spectrum, of power 1, whose end goes on into its beginning."""
    length = round(TONE_SECONDS * rate)
    bins = length // 2 + 1
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, bins)
    places = np.linspace(0.0, len(shape) - 1.0, bins)
    power = np.interp(places, np.arange(len(shape)), shape)
    power[0] = 0.0
    noise = np.fft.irfft(np.sqrt(power) * np.exp(1j * phases), length)
    return (noise / np.sqrt(np.mean(noise**2))).astype(np.float32)


def _at(tone: Samples, dbfs: float) -> Samples:
    return (tone * np.float32(10 ** ((dbfs - rms_dbfs(tone)) / 20))).astype(np.float32)
