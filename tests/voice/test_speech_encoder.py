"""The front end is Whisper's own, and the positions are the ones that the encoder learnt with."""

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor

from studio.voice.speech_encoder import (
    EncoderConfig,
    LogMel,
    SpeechEncoder,
    frame_count,
    sinusoids,
    slaney_mel_filters,
)

from .clips import teacher_clips


def test_log_mel_is_whispers():
    audio = teacher_clips()[0].audio
    theirs = FeatureExtractor()(audio, padding=0)
    ours = LogMel()(torch.from_numpy(audio)[None])[0].numpy()
    frames = min(ours.shape[1], theirs.shape[1])
    assert abs(ours.shape[1] - theirs.shape[1]) <= 1
    # The last frames see what theirs pads the end with.
    np.testing.assert_allclose(ours[:, : frames - 2], theirs[:, : frames - 2], atol=1e-3)


def test_a_tone_is_in_the_filter_of_its_frequency():
    filters = slaney_mel_filters()
    assert filters.shape == (80, 201)
    # Below 1 kHz the bands' centres lie 37.24 Hz apart (45.245 mel over 81 steps of 200/3 Hz).
    for hertz in (200, 440, 800):
        assert int(filters[:, hertz // 40].argmax()) == round(hertz / 37.24) - 1


def test_positions_are_sines_then_cosines():
    positions = sinusoids(3, 8, torch.device("cpu"))
    torch.testing.assert_close(positions[0], torch.tensor([0.0] * 4 + [1.0] * 4))
    torch.testing.assert_close(positions[2, 0], torch.tensor(2.0).sin())
    torch.testing.assert_close(positions[2, 7], torch.tensor(2e-4).cos())


def test_every_layer_comes_back_with_a_frame_each_20_ms():
    encoder = SpeechEncoder(EncoderConfig(width=16, heads=2, layers=3)).eval()
    lengths = torch.tensor([16_000, 4_801])
    with torch.no_grad():
        outputs = encoder(torch.randn(2, 16_000) * 0.1, lengths)
    assert [tuple(output.shape) for output in outputs] == [(2, 50, 16)] * 4
    assert frame_count(torch.tensor([0, 1, 320, 321])).tolist() == [1, 1, 1, 2]
