"""Mel, F0 and N of sounds whose answers are known."""

from collections.abc import Callable

import numpy as np
import pytest

from studio.audio import mel_spec
from studio.audio.energy import energy
from studio.audio.pitch import f0, f0_and_confidence
from studio.audio.spectrogram import mel_spectrogram

Tone = Callable[..., np.ndarray]
RATES = [8_000, 24_000, 44_100, 48_000]


@pytest.mark.parametrize("samples", [0, 1, 299, 300, 899, 24_000, 24_299])
def test_all_have_as_many_frames(samples: int) -> None:
    sound = np.random.default_rng(1).normal(0, 0.05, samples).astype(np.float32)
    frames = samples // mel_spec.HOP
    assert mel_spectrogram(sound, 24_000).shape == (mel_spec.BANDS, frames)
    assert energy(sound, 24_000).shape == f0(sound, 24_000).shape == (frames,)


@pytest.mark.parametrize("rate", RATES)
def test_frames_do_not_depend_on_the_rate(tone: Tone, rate: int) -> None:
    sound = tone(1_000.0, 2.0, rate)
    mel = mel_spectrogram(sound, rate)
    assert mel.shape == (mel_spec.BANDS, 160)
    at_24 = mel_spectrogram(tone(1_000.0, 2.0, 24_000), 24_000)
    band = int(np.argmax(at_24[:, 80]))
    assert np.argmax(mel[:, 80]) == band
    assert mel[band, 80] == pytest.approx(at_24[band, 80], abs=0.01)


def test_mel_of_a_tone_is_where_it_belongs(tone: Tone) -> None:
    mel = mel_spectrogram(tone(2_000.0, 1.0, 24_000, -20.0), 24_000)
    peak = int(np.argmax(mel[:, 40]))
    centre = mel_spec.band_centres(mel_spec.BANDS + 2, mel_spec.TOP_HZ)[peak + 1]
    assert centre == pytest.approx(2_000, rel=0.05)
    # 6 dB more is ln 2 more, as the spectrum's magnitude is what is summed.
    louder = mel_spectrogram(tone(2_000.0, 1.0, 24_000, -14.0), 24_000)
    assert louder[peak, 40] - mel[peak, 40] == pytest.approx(np.log(10 ** (6 / 20)), abs=1e-3)


def test_mel_frame_is_centred_on_its_click() -> None:
    sound = np.zeros(24_000, np.float32)
    sound[300 * 33 + 150] = 1.0
    assert np.argmax(mel_spectrogram(sound, 24_000)[20]) == 33


def test_energy_frame_is_centred_on_its_click() -> None:
    sound = np.zeros(24_000, np.float32)
    sound[300 * 33] = 1.0
    n = energy(sound, 24_000)
    assert np.argmax(n) == 33
    assert n[32] == pytest.approx(n[34], abs=1e-4)


def test_energy_is_what_the_prosody_stack_learnt() -> None:
    """Against numbers of StyleTTS2's own measure, by torchaudio 2.11 on the same sound."""
    time = np.arange(24_000) / 24_000
    sweep = 0.1 * np.sin(2 * np.pi * (200 * time + 1_500 * time**2)) * time
    n = energy(sweep.astype(np.float32), 24_000)
    known = [-2.6581292, -1.1651866, 3.206421, 6.1205215, 6.877102, 7.376048, 7.3873177]
    np.testing.assert_allclose(n[[0, 1, 10, 40, 60, 78, 79]], known, atol=1e-4)


def test_silence() -> None:
    silence = np.zeros(24_000, np.float32)
    mel = mel_spectrogram(silence, 24_000)  # the widest bands add up what keeps the root's slope
    assert np.log(1e-5) - 1e-5 <= mel.min() <= mel.max() < -10.9
    np.testing.assert_allclose(energy(silence, 24_000), np.log(1e-5 * np.sqrt(80)), atol=1e-5)
    assert not f0(silence, 24_000).any()


def test_long_sound_is_cut_into_blocks_without_a_seam(tone: Tone) -> None:
    sound = np.random.default_rng(2).normal(0, 0.1, 300 * 4_200).astype(np.float32)
    whole = mel_spectrogram(sound, 24_000)
    part = mel_spectrogram(sound[300 * 4_000 :], 24_000)
    np.testing.assert_allclose(whole[:, 4_010:], part[:, 10:], atol=1e-4)


@pytest.mark.parametrize("hertz", [75.0, 120.0, 220.0, 440.0])
@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
def test_pitch_of_a_voice_like_sound(vowel: Tone, hertz: float, rate: int) -> None:
    sound = vowel(hertz, 2.0, rate)
    expected = hertz * np.linspace(1.1, 0.9, 160)
    got = f0(sound, rate)
    assert len(got) == 160
    assert np.mean(got > 0) > 0.95
    cents = 1200 * np.log2(got[got > 0] / expected[got > 0])
    assert np.median(np.abs(cents)) < 15


def test_noise_and_pauses_have_no_pitch(vowel: Tone) -> None:
    noise = np.random.default_rng(3).normal(0, 0.05, 24_000).astype(np.float32)
    sound = np.concatenate([noise, vowel(150.0, 1.0), np.zeros(24_000, np.float32)])
    got, confidence = f0_and_confidence(sound, 24_000)
    assert np.mean(got[:76] > 0) < 0.05
    assert np.mean(got[84:156] > 0) > 0.95
    assert not got[165:].any()
    assert confidence[84:156].min() > 0.5 > confidence[165:].max()
