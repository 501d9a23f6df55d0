"""What is drawn of a sound, computed away from the thread of the window. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window opens before numpy is loaded
    import numpy as np
    from numpy.typing import NDArray

ENVELOPE_RATE = 400  # smallest and largest sample of each 2.5 ms
FRAME_RATE = 80  # mel frames a second
RANGE = 9.0  # natural-log amplitudes from the loudest to black: 78 dB


@dataclass(frozen=True, slots=True, eq=False)
class SoundPicture:
    """A sound as its waveform and its mel spectrogram."""

    path: Path
    seconds: float
    lows: NDArray[np.float32]
    """Smallest sample of each 1/400 s, -1 to 1."""
    highs: NDArray[np.float32]
    mel: NDArray[np.uint8]
    """`[bands, frames]`, the highest band first, 0 (quiet) to 255 (loud)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or a phoneme with its start and end in seconds."""

    text: str
    start: float
    end: float
    doubtful: bool = False
    """Could not be heard back."""
    score: float | None = None
    """0 to 1: how surely it was heard; None = nobody listened for it."""


def look_at(path: Path) -> SoundPicture:
    """Read a sound file and compute what is drawn of it. StudioError when it cannot be read."""
    from studio.audio.files import read_sound, to_mono
    from studio.audio.spectrogram import mel_spectrogram

    sound = read_sound(path)
    mono = to_mono(sound.samples)
    lows, highs = envelope(mono, sound.rate)
    mel = grey(mel_spectrogram(mono, sound.rate))
    return SoundPicture(path, sound.seconds, lows, highs, mel)


def envelope(
    samples: NDArray[np.float32], rate: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the smallest and the largest sample of each 1/400 s of `samples` `[n]`."""
    import numpy as np

    count = max(1, len(samples) * ENVELOPE_RATE // rate)
    starts = np.arange(count) * len(samples) // count
    return np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)


def grey(mel: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a log mel spectrogram `[bands, frames]` as brightness, the highest band first."""
    import numpy as np

    top = max(float(mel.max(initial=-RANGE)), -6.0)  # silence stays dark
    scaled = np.clip((mel[::-1] - (top - RANGE)) / RANGE, 0.0, 1.0)
    return np.ascontiguousarray(np.round(255 * scaled).astype(np.uint8))
