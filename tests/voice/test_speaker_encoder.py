"""The speaker encoder's own arithmetic: level, silences, partial utterances, mel bands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from studio.core.errors import StudioError
from studio.voice import speaker_encoder as se

Sound = NDArray[np.float32]


def test_an_embedding_has_length_one_and_hangs_little_on_rate_and_level(
    vowel: Callable[..., Sound],
) -> None:
    one = se.embed(vowel(rate=24_000), 24_000)
    assert one.shape == (256,)
    assert np.linalg.norm(one) == pytest.approx(1.0, abs=1e-5)
    assert se.similarity(one, se.embed(0.05 * vowel(rate=24_000), 24_000)) > 0.99
    assert se.similarity(one, se.embed(vowel(rate=48_000), 48_000)) > 0.95


def test_silence_in_the_middle_changes_nothing(vowel: Callable[..., Sound]) -> None:
    sound = vowel(seconds=2.0, rate=16_000)
    gap = np.zeros(32_000, np.float32)
    cut = se.without_silence(np.concatenate([gap, sound, gap]))
    assert len(cut) == pytest.approx(len(sound), abs=0.4 * 16_000)
    assert se.similarity(se.embed(cut, 16_000), se.embed(sound, 16_000)) > 0.98


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(16_000), 0.1 * np.ones(2_000)])
def test_too_little_speech_is_said_so(sound: Sound) -> None:
    with pytest.raises(StudioError, match="not enough speech"):
        se.embed(sound.astype(np.float32), 16_000)


def test_loud_and_quiet_sound_comes_to_one_level(tone: Callable[..., Sound]) -> None:
    def dbfs(sound: Sound) -> float:
        return 20 * np.log10(np.sqrt(np.mean(sound**2)))

    assert dbfs(se.set_level(tone(dbfs=-60.0))) == pytest.approx(-30.0, abs=0.01)
    assert dbfs(se.set_level(tone(dbfs=-6.0))) == pytest.approx(-30.0, abs=0.01)


def test_partial_utterances_overlap_and_a_short_rest_is_left_out() -> None:
    assert se.partial_starts(8_000) == [0]
    assert se.partial_starts(16_000 * 3) == [0, 77, 154]
    # The last partial would have less than three quarters of its 1.6 s.
    assert se.partial_starts(31_200) == [0]
    assert se.partial_starts(32_000) == [0, 77]


def test_a_tone_lies_in_its_mel_band(tone: Callable[..., Sound]) -> None:
    mel = se.mel_power(torch.from_numpy(tone(1_000.0, 1.0, 16_000)))
    assert mel.shape == (101, 40)
    band = int(mel.mean(dim=0).argmax())
    centres = se.band_centres(42, 8_000.0)[1:-1]
    assert abs(centres[band] - 1_000.0) <= np.diff(centres)[band]
