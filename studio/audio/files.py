"""Sound files in and out, and what is done to samples on the way."""

from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import ArrayLike, NDArray

from studio.core.errors import StudioError, explain_os_error
from studio.core.files import atomic_path

Samples = NDArray[np.float32]

MIN_RATE = 8_000  # Hz; telephone speech
MAX_RATE = 192_000  # Hz
MAX_CHANNELS = 8
MAX_SECONDS = 3_600.0  # an hour at 48 kHz is 0.7 GB of float32; slicing is for longer ones

_BLOCK = 1 << 18  # frames read at once


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Samples with their rate."""

    samples: Samples
    """float32, -1 to 1, `[n]` for one channel or `[n, channels]`."""
    rate: int
    """Samples a second."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def channels(self) -> int:
        return 1 if self.samples.ndim == 1 else self.samples.shape[1]


@dataclass(frozen=True, slots=True)
class SoundForm:
    """What a sound file says about itself before its samples are read."""

    rate: int
    channels: int
    frames: int
    container: str
    """As libsndfile names it: "WAV", "FLAC", "OGG", "MP3", "AIFF" …"""
    subtype: str
    """As libsndfile names it: "PCM_16", "FLOAT", "OPUS" …"""

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


def sound_form(path: Path) -> SoundForm:
    """Return the form of a sound file without reading its samples.

    StudioError when it is no sound file, is empty, or has a rate nobody records speech at.
    """
    path = Path(path)
    _check_is_file(path)
    try:
        with soundfile.SoundFile(path) as file:
            form = SoundForm(file.samplerate, file.channels, file.frames, file.format, file.subtype)
    except soundfile.SoundFileError as error:
        raise _not_sound(path) from error
    if form.frames <= 0:
        raise StudioError(f"{path.name} holds no sound (0 seconds); record or export it again.")
    if not MIN_RATE <= form.rate <= MAX_RATE:
        raise StudioError(
            f"{path.name} has {form.rate} samples a second; "
            f"export it with {MIN_RATE} to {MAX_RATE}, best 48000."
        )
    if form.channels > MAX_CHANNELS:
        raise StudioError(f"{path.name} has {form.channels} channels; export it as mono.")
    return form


def read_sound(path: Path, max_seconds: float = MAX_SECONDS) -> Sound:
    """Read a sound file: WAV, FLAC, Ogg (Vorbis, Opus), MP3 or AIFF, 8 to 32 bit or float.

    Returns all channels at the file's own rate. StudioError, naming the file, when it is not
    sound, empty, cut off, holds samples that are no numbers, or is longer than `max_seconds`.
    """
    path = Path(path)
    form = sound_form(path)
    if form.seconds > max_seconds:
        raise StudioError(
            f"{path.name} is {form.seconds / 60:.0f} minutes long, and {max_seconds / 60:.0f} "
            "minutes is the most that can be read at once; cut it into pieces."
        )
    try:
        with soundfile.SoundFile(path) as file:
            samples = _read_all(file, round(max_seconds * form.rate))
    except soundfile.SoundFileError as error:
        raise _cut_off(path) from error
    if len(samples) == 0:
        raise StudioError(f"{path.name} holds no sound (0 seconds); record or export it again.")
    if len(samples) < form.frames and form.container not in ("MP3", "OGG"):
        raise _cut_off(path)  # compressed streams may be some frames shorter than they say
    if not np.isfinite(samples).all():
        raise StudioError(
            f"{path.name} holds samples that are no numbers; export it again as 16 or 24 bit WAV."
        )
    return Sound(samples, form.rate)


def write_wav(path: Path, samples: ArrayLike, rate: int, subtype: str = "PCM_16") -> None:
    """Write a WAV file whole or not at all.

    `samples`: `[n]` or `[n, channels]`, -1 to 1; what is beyond is clipped unless `subtype` is
    "FLOAT". StudioError on a full or read-only disk.
    """
    _write(path, samples, rate, "WAV", subtype)


def write_flac(path: Path, samples: ArrayLike, rate: int, subtype: str = "PCM_16") -> None:
    """Write a FLAC file whole or not at all; see `write_wav`. `subtype`: PCM_16 or PCM_24."""
    _write(path, samples, rate, "FLAC", subtype)


def to_mono(samples: Samples) -> Samples:
    """Return the mean of all channels, `[n]`."""
    return samples if samples.ndim == 1 else samples.mean(axis=1, dtype=np.float32)


def resample(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """Return `samples` (`[n]` or `[n, channels]`, float32) at another rate.

    A polyphase filter with linear phase, so nothing is shifted in time: flat to 0.89 of the lower
    Nyquist frequency, 90 dB down above it. `ceil(n * to_rate / from_rate)` samples come out.
    """
    samples = np.asarray(samples, np.float32)
    if from_rate == to_rate or len(samples) == 0:
        return samples
    from scipy.signal import resample_poly  # takes 0.2 s to load, and not every user resamples

    divisor = gcd(from_rate, to_rate)
    up, down = to_rate // divisor, from_rate // divisor
    resampled = resample_poly(samples, up, down, axis=0, window=_low_pass(up, down))
    return np.asarray(resampled, np.float32)


@lru_cache(maxsize=8)
def _low_pass(up: int, down: int) -> NDArray[np.float64]:
    """Return the filter of `resample`: a windowed sinc, steeper than scipy's own."""
    cutoff = 0.95 / max(up, down)  # of the Nyquist frequency of the sound raised by `up`
    half = 48 * max(up, down)
    sinc = cutoff * np.sinc(cutoff * np.arange(-half, half + 1)) * np.kaiser(2 * half + 1, 9.0)
    return sinc / sinc.sum()


def _read_all(file: soundfile.SoundFile, at_most: int) -> Samples:
    """Read block by block: what a header says about the length may be a lie."""
    blocks: list[Samples] = []
    while True:
        if len(blocks) * _BLOCK > at_most + _BLOCK:
            raise StudioError(f"{Path(file.name).name} is longer than it says; export it again.")
        block = np.asarray(file.read(_BLOCK, dtype="float32"), np.float32)
        if len(block) == 0:
            return np.concatenate(blocks) if blocks else block
        blocks.append(block)


def _write(path: Path, samples: ArrayLike, rate: int, container: str, subtype: str) -> None:
    sound = np.asarray(samples, np.float32)
    if not np.isfinite(sound).all():
        raise ValueError("samples that are no numbers cannot be written")
    if subtype not in ("FLOAT", "DOUBLE"):
        sound = np.clip(sound, -1.0, 1.0)
    with atomic_path(path) as part:
        try:
            with soundfile.SoundFile(
                part, "w", rate, 1 if sound.ndim == 1 else sound.shape[1], subtype, format=container
            ) as file:
                file.write(sound)
        except soundfile.SoundFileError as error:
            raise why_not_written(Path(path), part) from error


def why_not_written(path: Path, part: Path) -> StudioError:
    """Say why `part`, which was to become `path`, could not be written.

    libsndfile does not tell; so the operating system is asked, by writing a little ourselves.
    """
    try:
        with part.open("ab") as file:
            file.write(bytes(4096))
    except OSError as error:
        return explain_os_error(error, path)
    return StudioError(f"{path} could not be written; choose another folder or make room.")


def _check_is_file(path: Path) -> None:
    try:
        if path.stat().st_size == 0:
            raise StudioError(f"{path.name} is empty; record or export it again.")
        with path.open("rb"):
            pass
    except OSError as error:
        raise explain_os_error(error, path) from error


def _not_sound(path: Path) -> StudioError:
    return StudioError(
        f"{path.name} is not a sound file that can be read; "
        "export it as WAV, FLAC, Ogg, MP3 or AIFF."
    )


def _cut_off(path: Path) -> StudioError:
    return StudioError(f"{path.name} is damaged or cut off; copy or export it again.")
