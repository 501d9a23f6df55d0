"""F0 by SwiftF0 (MIT, https://github.com/lars76/swift-f0), a small network in its own wheel.

Chosen over WORLD's DIO with StoneMask (pyworld 0.3.5) by measure, on a minute of teacher speech:
gross errors 0.8 % against 1.7 %, median error 18.9 against 23.9 cents, voiced where the teacher is
not 0.5 % against 1.3 % of all frames; and pyworld cannot be imported without the `pkg_resources`
that newer setuptools no longer have. `tests/benchmarks/pitch.py` measures it again. Both agree that
in 20 % of all frames the teacher's F0 stays up where nothing in the sound is periodic.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples, resample, to_mono
from studio.audio.frames import frame_count
from studio.audio.mel_spec import HOP, RATE

if TYPE_CHECKING:
    from swift_f0 import SwiftF0

LOWEST_HZ = 50.0
HIGHEST_HZ = 1000.0
VOICED_CONFIDENCE = 0.5  # calibrated by its authors

_MODEL_RATE = 16_000


def f0(samples: Samples, rate: int) -> NDArray[np.float32]:
    """Return F0 in Hz for each frame, `[frames]`, 80 a second, 0 where unvoiced.

    Any rate and number of channels. A sound of `n` samples at 24 kHz has `n // 300` frames, as
    many as its mel spectrogram. Frame `i` belongs to sample `300 * i`: there lies the F0 that the
    prosody stack predicts (measured on teacher speech, to a tenth of a frame), and N as well.
    """
    hz, _ = f0_and_confidence(samples, rate)
    return hz


def f0_and_confidence(
    samples: Samples, rate: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return F0 as `f0` does, and how sure it is that a frame is voiced, 0 to 1, `[frames]`."""
    sound = to_mono(samples)
    frames = frame_count(-(-len(sound) * RATE // rate))  # what `resample` makes at 24 kHz
    if frames == 0:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    found = _detector().detect(
        resample(sound, rate, _MODEL_RATE), _MODEL_RATE, LOWEST_HZ, HIGHEST_HZ
    )
    at = np.arange(frames, dtype=np.float64) * (HOP / RATE)
    voiced = found.confidence >= VOICED_CONFIDENCE
    hz = _interpolate(found.timestamps, np.where(voiced, found.pitch_hz, 0.0), at)
    confidence = np.interp(at, found.timestamps, found.confidence)
    return hz.astype(np.float32), confidence.astype(np.float32)


@cache
def _detector() -> "SwiftF0":
    from swift_f0 import SwiftF0  # loads onnxruntime

    # One thread that sleeps between calls: training and other work go on beside it.
    return SwiftF0(threads=1, spin=False)


def _interpolate(
    times: NDArray[np.float64], hz: NDArray[np.float64], at: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return F0 at other times: in octaves between voiced frames, 0 where the nearest has none."""
    if len(times) == 1:
        return np.full(len(at), hz[0])
    after = np.clip(np.searchsorted(times, at), 1, len(times) - 1)
    before = after - 1
    weight = np.clip((at - times[before]) / (times[after] - times[before]), 0.0, 1.0)
    nearest = np.where(weight < 0.5, hz[before], hz[after])
    both = (hz[before] > 0) & (hz[after] > 0)
    octaves = np.log2(np.maximum(hz, 1.0))
    between = np.exp2((1 - weight) * octaves[before] + weight * octaves[after])
    return np.where(both, between, nearest)
