"""The torch mel spectrogram is the one that the window draws."""

import numpy as np
import torch

from studio.audio import mel_spec
from studio.audio.spectrogram import mel_spectrogram
from studio.voice.mel import log_mel


def test_torch_and_numpy_agree() -> None:
    rng = np.random.default_rng(5)
    sound = (0.1 * rng.standard_normal(24_000)).astype(np.float32)
    ours = log_mel(torch.from_numpy(sound)[None])[0].numpy()
    theirs = mel_spectrogram(sound, mel_spec.RATE)
    assert ours.shape == theirs.shape == (mel_spec.BANDS, 80)
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


def test_silence_has_a_floor_and_a_gradient() -> None:
    sound = torch.zeros(1, 4800, requires_grad=True)
    mel = log_mel(sound)
    mel.sum().backward()
    assert sound.grad is not None and torch.isfinite(sound.grad).all()
    # Wide bands add up the tiny number that keeps the slope finite.
    assert mel.min() >= np.log(mel_spec.FLOOR) - 1e-3 and mel.max() < np.log(mel_spec.FLOOR) + 1.5
