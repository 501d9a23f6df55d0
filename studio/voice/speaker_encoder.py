"""Who is speaking: a sound becomes 256 numbers, near to each other for sounds of one person.

The network is Resemblyzer's voice encoder (GE2E, Wan et al. 2018, arXiv:1710.10467), written anew
and loaded with its weights. Two things differ on the way to it. Long silences are cut out by level,
where the original asks a voice activity detector of the telephone age. And every sound is brought
to one level, where the original raises quiet sounds only: the network hears mel power without a
logarithm, and 6 dB more alone cost 0.04 of the similarity of a recording to itself.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation
from torch import Tensor, nn
from torch.nn import functional as F

from studio import paths
from studio.audio.files import resample
from studio.audio.mel_spec import band_centres, triangles
from studio.core.errors import StudioError
from studio.voice.weights import load_weights

RATE = 16_000  # Hz
N_FFT = 400  # 25 ms
HOP = 160  # 10 ms
BANDS = 40
SIZE = 256
PARTIAL = 160  # frames in one partial utterance: 1.6 s
PARTIAL_STEP = 77  # frames from one partial to the next: 1.3 partials a second
MIN_COVERAGE = 0.75  # a last partial with less sound than this share is left out
TARGET_DBFS = -30.0  # RMS that sounds are brought to
MIN_SECONDS = 0.4  # with less speech than this the numbers say nothing of the speaker

_LEVEL_FRAME = RATE * 30 // 1000  # 30 ms
_LEVEL_RANGE_DB = 35.0  # what lies further below the loudest frames is silence
_KEEP = 6  # frames of silence that stay around speech: 180 ms


class SpeakerEncoder(nn.Module):
    """Three LSTM layers over a mel spectrogram; the last state says who speaks."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(BANDS, SIZE, num_layers=3, batch_first=True)
        self.linear = nn.Linear(SIZE, SIZE)

    def forward(self, mels: Tensor) -> Tensor:
        """[batch, frames, 40 bands] of mel power → [batch, 256], not negative, of length 1."""
        _, (hidden, _) = self.lstm(mels)
        return F.normalize(F.relu(self.linear(hidden[-1])), dim=1)


def embed(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return [256], of length 1, for the speaker of `samples` [n] (mono, `rate` Hz).

    Raises StudioError when there is less than 0.4 s of speech in it.
    """
    sound = without_silence(set_level(resample(samples, rate, RATE)))
    if len(sound) < MIN_SECONDS * RATE:
        raise StudioError(
            f"There is not enough speech to tell a speaker by: {len(sound) / RATE:.1f} s; "
            "use recordings of at least one second."
        )
    return embed_prepared(sound)


def embed_prepared(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return [256] for a sound of 16 kHz whose level and silences are as they should be."""
    return centroid(list(embed_partials(sound)))


def embed_partials(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return [n, 256]: a sound prepared as for `embed_prepared`, every 0.77 s, over 1.6 s each."""
    starts = partial_starts(len(sound))
    needed = (starts[-1] + PARTIAL) * HOP
    padded = torch.from_numpy(np.pad(sound, (0, max(0, needed - len(sound)))))
    mel = mel_power(padded)
    with torch.inference_mode():
        partials = _encoder()(torch.stack([mel[start : start + PARTIAL] for start in starts]))
        return partials.numpy().astype(np.float32)


def centroid(embeddings: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the middle [256], of length 1, of at least one embedding."""
    middle = np.mean(np.stack(embeddings), axis=0)
    return (middle / np.linalg.norm(middle)).astype(np.float32)


def similarity(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the cosine of two embeddings: 0 to 1. Strangers have 0.5 to 0.6, not 0."""
    return float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other)))


def set_level(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring a sound to -30 dBFS RMS; a silent one stays as it is."""
    rms = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0
    return sound if rms == 0.0 else (sound * (10 ** (TARGET_DBFS / 20) / rms)).astype(np.float32)


def without_silence(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut out what is silent for longer than about 0.2 s (16 kHz in and out)."""
    frames = len(sound) // _LEVEL_FRAME
    if frames == 0:
        return sound
    sound = sound[: frames * _LEVEL_FRAME]
    power = np.square(sound.reshape(frames, -1), dtype=np.float64).mean(axis=1)
    loudest = float(np.quantile(power, 0.95))
    if loudest < 1e-10:  # -100 dBFS: nobody speaks at all
        return sound[:0]
    speech = power > loudest * 10 ** (-_LEVEL_RANGE_DB / 10)
    near = binary_dilation(speech, np.ones(_KEEP + 1))
    return sound[np.repeat(np.asarray(near, dtype=bool), _LEVEL_FRAME)]


def partial_starts(samples: int) -> list[int]:
    """Return the first frames of the partial utterances of a sound: always at least one."""
    frames = -(-(samples + 1) // HOP)
    starts = list(range(0, max(1, frames - PARTIAL + PARTIAL_STEP + 1), PARTIAL_STEP))
    covered = (samples - starts[-1] * HOP) / (PARTIAL * HOP)
    return starts[:-1] if covered < MIN_COVERAGE and len(starts) > 1 else starts


def mel_power(sound: Tensor) -> Tensor:
    """[samples] at 16 kHz → [frames, 40] mel power, without logarithm, as librosa would make it."""
    spectrum = torch.stft(
        sound,
        N_FFT,
        HOP,
        window=torch.hann_window(N_FFT),
        center=True,
        pad_mode="constant",
        return_complex=True,
    )
    return (_bands() @ spectrum.abs().square()).T


@functools.cache
def _bands() -> Tensor:
    """[40, 201]: Slaney's bands, each of the same area."""
    edges = band_centres(BANDS + 2, RATE / 2)
    area = 2.0 / (edges[2:] - edges[:-2])
    bands = triangles(BANDS, N_FFT, RATE, RATE / 2) * area[:, None]
    return torch.from_numpy(bands.astype(np.float32))


@functools.cache
def _encoder() -> SpeakerEncoder:
    """Return the encoder with its shipped weights, loaded once in each process."""
    encoder = SpeakerEncoder()
    encoder.load_state_dict(load_weights(paths.models_dir() / "speaker_encoder"), strict=True)
    return encoder.eval()
