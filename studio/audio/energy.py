"""N: the energy of each frame as the generator's prosody stack predicts it.

StyleTTS2 (https://github.com/yl4579/StyleTTS2, `meldataset.py`, and `log_norm` in `utils.py`)
measures it on `torchaudio.transforms.MelSpectrogram(n_mels=80, n_fft=2048, win_length=1200,
hop_length=300)`, and Kokoro learnt those numbers. That call leaves torchaudio's own default of
16 kHz in place for 24 kHz sound, so the top of the bands, 8 kHz by name, is really 12 kHz.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.audio import frames
from studio.audio.files import Samples

BANDS = 80
N_FFT = 2048
WINDOW = 1200  # 50 ms
NAMED_RATE = 16_000  # Hz; see above
FLOOR = 1e-5  # added to each band's power
LEVEL_DBFS = -25.0  # RMS of speech that the predicted numbers belong to


def energy(samples: Samples, rate: int) -> NDArray[np.float32]:
    """Return N for each frame, `[frames]`, 80 a second.

    N = ln of the L2 norm over 80 bands of mel power, from -9.3 (silence) to about 10. Frame `i` is
    centred on sample `300 * i`, and there are as many frames as in the mel spectrogram. Match the
    level first (`studio.audio.levels.match_level`): N is compared with what was learnt from speech
    at `LEVEL_DBFS`.
    """
    sound = frames.prepared(samples, rate)
    power = frames.amplitudes(sound, N_FFT, _window(), filterbank(), power=2, centre=0)
    return np.log(np.linalg.norm(power + FLOOR, axis=1)).astype(np.float32)


@cache
def filterbank() -> NDArray[np.float32]:
    """Triangles with peak 1 on the HTK mel scale, `[BANDS, N_FFT // 2 + 1]`."""
    top = 2595.0 * np.log10(1.0 + NAMED_RATE / 2 / 700.0)
    edges = 700.0 * (10.0 ** (np.linspace(0.0, top, BANDS + 2) / 2595.0) - 1.0)
    bins = np.linspace(0.0, NAMED_RATE / 2, N_FFT // 2 + 1)
    rise = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0.0, np.minimum(rise, fall)).astype(np.float32)


@cache
def _window() -> NDArray[np.float32]:
    """Periodic Hann window."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)
