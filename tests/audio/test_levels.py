"""Levels, speech bounds and clipping of sounds made for it."""

from collections.abc import Callable

import numpy as np
import pytest

from studio.audio.levels import (
    SILENCE_DBFS,
    clipped_spans,
    match_level,
    noise_dbfs,
    peak_dbfs,
    rms_dbfs,
    speech_bounds,
    speech_rms_dbfs,
    trim_silence,
)

Tone = Callable[..., np.ndarray]


def hiss(seconds: float, dbfs: float, rate: int = 24_000) -> np.ndarray:
    noise = np.random.default_rng(4).normal(0, 10 ** (dbfs / 20), round(seconds * rate))
    return noise.astype(np.float32)


def test_peak_and_rms(tone: Tone) -> None:
    sound = tone(997.0, 1.0, 24_000, -6.0)
    assert peak_dbfs(sound) == pytest.approx(-6.0, abs=0.01)
    assert rms_dbfs(sound) == pytest.approx(-9.01, abs=0.01)
    assert peak_dbfs(np.zeros(0, np.float32)) == rms_dbfs(np.zeros(5, np.float32)) == SILENCE_DBFS


def test_speech_level_leaves_pauses_out(vowel: Tone) -> None:
    speech = vowel(120.0, 1.0)  # at -20 dBFS RMS
    sound = np.concatenate([hiss(2, -70), speech, hiss(3, -70)])
    assert speech_rms_dbfs(sound, 24_000) == pytest.approx(-20, abs=0.5)
    assert noise_dbfs(sound, 24_000) == pytest.approx(-70, abs=1)
    matched = match_level(sound)
    assert matched.dtype == np.float32
    assert speech_rms_dbfs(matched, 24_000) == pytest.approx(-25, abs=0.05)


def test_silence_is_not_made_loud() -> None:
    for quiet in (np.zeros(24_000, np.float32), hiss(1, -80), np.zeros(0, np.float32)):
        assert speech_rms_dbfs(quiet, 24_000) is None
        assert speech_bounds(quiet, 24_000) is None
        assert match_level(quiet) is quiet
        assert trim_silence(quiet, 24_000) is quiet


@pytest.mark.parametrize("rate", [8_000, 24_000, 48_000])
@pytest.mark.parametrize("noise", [-90.0, -60.0, -45.0])
def test_where_speech_begins_and_ends(vowel: Tone, rate: int, noise: float) -> None:
    sound = np.concatenate(
        [hiss(0.8, noise, rate), vowel(120.0, 1.5, rate), hiss(1.2, noise, rate)]
    )
    bounds = speech_bounds(sound, rate, margin=0.0)
    assert bounds is not None
    assert bounds.start == pytest.approx(0.8, abs=0.03)
    assert bounds.end == pytest.approx(2.3, abs=0.05)
    trimmed = trim_silence(sound, rate)
    assert len(trimmed) / rate == pytest.approx(1.7, abs=0.06)


def test_click_is_no_speech(vowel: Tone) -> None:
    sound = np.concatenate([hiss(2, -70), vowel(120.0, 1.0), hiss(1, -70)])
    sound[2_400:2_500] = 0.5
    bounds = speech_bounds(sound, 24_000, margin=0.0)
    assert bounds is not None
    assert bounds.start == pytest.approx(2.0, abs=0.03)


def test_speech_without_any_pause(vowel: Tone) -> None:
    bounds = speech_bounds(vowel(120.0, 1.0), 24_000)
    assert bounds is not None
    assert bounds.seconds == pytest.approx(1.0, abs=0.05)


def test_clipping_is_found_where_it_is(vowel: Tone) -> None:
    sound = vowel(120.0, 3.0) * 2
    sound[24_000:36_000] *= 8
    clipped = np.clip(sound, -0.99, 0.99).astype(np.float32)
    spans = clipped_spans(clipped, 24_000)
    assert spans
    assert all(0.99 < span.start <= span.end < 1.51 for span in spans)
    # Turning it down afterwards hides nothing.
    assert clipped_spans(clipped * np.float32(0.7), 24_000)


def test_loud_but_clean_sound_is_not_clipped(tone: Tone, vowel: Tone) -> None:
    assert clipped_spans(tone(100.0, 1.0, 48_000, 0.0), 48_000) == []
    assert clipped_spans(tone(997.0, 1.0, 44_100, -0.1), 44_100) == []
    voice = vowel(120.0, 2.0)
    assert clipped_spans((voice / np.abs(voice).max()).astype(np.float32), 24_000) == []
    assert clipped_spans(np.zeros(1000, np.float32), 24_000) == []


def test_clipping_of_one_channel_counts(tone: Tone) -> None:
    clean = tone(300.0, 1.0, 24_000, -3.0)
    broken = np.clip(clean * 3, -1, 1).astype(np.float32)
    assert clipped_spans(np.stack([clean, broken], axis=1), 24_000)
