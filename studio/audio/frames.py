"""Cutting a sound into the frames that mel, F0 and N share: 80 a second at 24 kHz.

`n` samples have `n // 300` frames. Frame `i` of the mel spectrogram is centred on sample
`300 * i + 150` (`studio.audio.mel_spec`); F0 and N of frame `i` belong to sample `300 * i`, as in
StyleTTS2, which the prosody stack comes from.
"""

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples, resample, to_mono
from studio.audio.mel_spec import HOP, RATE

_BLOCK_FRAMES = 4_096  # keeps the memory of a long sound's spectrum below 100 MB
_TINY = 1e-12  # the torch side adds it below the square root, for its slope at silence


def frame_count(samples: int) -> int:
    """Return how many frames `samples` samples at 24 kHz have."""
    return samples // HOP


def prepared(samples: Samples, rate: int) -> Samples:
    """Return any sound (`[n]` or `[n, channels]`) as 24 kHz mono, `[n]`."""
    return resample(to_mono(samples), rate, RATE)


def amplitudes(
    samples: Samples,
    n_fft: int,
    window: NDArray[np.float32],
    bands: NDArray[np.float32],
    *,
    power: int,
    centre: int,
) -> NDArray[np.float32]:
    """Return the bands of the short-time spectrum of 24 kHz mono sound, `[frames, len(bands)]`.

    `window` is centred in `n_fft` samples, `bands` is `[count, n_fft // 2 + 1]`, and the spectrum's
    magnitude is raised to `power` (1 or 2) before the bands are summed. Frame `i` is centred on
    sample `300 * i + centre`. The sound is reflected at both ends.
    """
    frames = frame_count(len(samples))
    if frames == 0:
        return np.zeros((0, len(bands)), np.float32)
    pad = n_fft // 2 - centre
    mode = "reflect" if len(samples) > n_fft // 2 else "constant"  # too short to be reflected
    padded = np.pad(samples, (pad, n_fft // 2), mode=mode)
    side = (n_fft - len(window)) // 2
    full = np.pad(window, (side, n_fft - len(window) - side))
    cut = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::HOP][:frames]
    out = np.empty((frames, len(bands)), np.float32)
    for start in range(0, frames, _BLOCK_FRAMES):
        block = cut[start : start + _BLOCK_FRAMES] * full
        spectrum = np.fft.rfft(block, axis=1)
        height = spectrum.real**2 + spectrum.imag**2
        if power == 1:
            height = np.sqrt(height + _TINY)
        out[start : start + len(block)] = height.astype(np.float32) @ bands.T
    return out
