"""The log mel spectrogram in numpy: what the window draws and what the mel stage learns."""

import numpy as np
from numpy.typing import NDArray

from studio.audio import frames, mel_spec
from studio.audio.files import Samples


def mel_spectrogram(samples: Samples, rate: int) -> NDArray[np.float32]:
    """Return natural-log mel amplitudes, `[BANDS, frames]`, 80 frames a second.

    Any rate and number of channels; the numbers are those of `studio.voice.mel.log_mel`. They lie
    between ln(1e-5) = -11.5 (silence) and about 6.
    """
    sound = frames.prepared(samples, rate)
    mel = frames.amplitudes(
        sound,
        mel_spec.N_FFT,
        mel_spec.window(),
        mel_spec.filterbank(),
        power=1,
        centre=mel_spec.HOP // 2,
    )
    return np.ascontiguousarray(np.log(np.maximum(mel, mel_spec.FLOOR)).T)
