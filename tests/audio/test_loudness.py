"""Loudness against what BS.1770 and EBU Tech 3341 say about known signals."""

import numpy as np
import pytest

from studio.audio.loudness import _filters, at_loudness, integrated_loudness


def sine(hertz: float, seconds: float, rate: int, dbfs: float) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    return (10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100, 48_000, 96_000])
def test_full_scale_sine_of_997_hz_has_minus_3_01(rate: int) -> None:
    assert integrated_loudness(sine(997, 5, rate, 0), rate) == pytest.approx(-3.01, abs=0.05)


def test_stereo_sine_is_3_decibels_louder_than_mono() -> None:
    """EBU Tech 3341, case 1: stereo, 1 kHz, -23 dBFS in both channels gives -23.0 LUFS."""
    mono = sine(1000, 20, 48_000, -23)
    both = np.stack([mono, mono], axis=1)
    assert integrated_loudness(both, 48_000) == pytest.approx(-23.0, abs=0.1)
    assert integrated_loudness(mono, 48_000) == pytest.approx(-26.0, abs=0.1)


def test_pauses_do_not_count() -> None:
    """EBU Tech 3341, case 3: 10 s at -36, 60 s at -23, 10 s at -36 gives -23.0 LUFS."""
    parts = [sine(1000, s, 48_000, level) for s, level in ((10, -36), (60, -23), (10, -36))]
    mono = np.concatenate(parts)
    both = np.stack([mono, mono], axis=1)
    assert integrated_loudness(both, 48_000) == pytest.approx(-23.0, abs=0.1)


def test_filters_are_those_of_the_recommendation_at_48_khz() -> None:
    shelf, high_pass = _filters(48_000)
    assert shelf == pytest.approx(
        [
            1.53512485958697,
            -2.69169618940638,
            1.19839281085285,
            1.0,
            -1.69065929318241,
            0.73248077421585,
        ],
        abs=1e-8,
    )
    assert high_pass == pytest.approx(
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621], abs=1e-8
    )


@pytest.mark.parametrize("seconds", [0.0, 0.05, 3.0])
def test_silence_is_infinitely_quiet(seconds: float) -> None:
    silence = np.zeros(round(seconds * 24_000), np.float32)
    assert integrated_loudness(silence, 24_000) == float("-inf")


def test_short_sound_is_one_block() -> None:
    assert integrated_loudness(sine(997, 0.2, 48_000, -20), 48_000) == pytest.approx(-23.0, abs=0.5)


@pytest.mark.parametrize("dbfs", [-40.0, -12.0])
def test_sounds_are_made_equally_loud(dbfs: float) -> None:
    made = at_loudness(sine(440, 2, 24_000, dbfs), 24_000, -24.0)
    assert integrated_loudness(made, 24_000) == pytest.approx(-24.0, abs=0.01)
    assert made.dtype == np.float32


def test_nothing_is_made_to_clip_or_out_of_silence() -> None:
    clicks = sine(440, 2, 24_000, -60)
    clicks[::6000] = 0.5
    assert np.abs(at_loudness(clicks, 24_000, -5.0)).max() == pytest.approx(0.891, abs=0.001)
    silence = np.zeros(24_000, np.float32)
    assert np.array_equal(at_loudness(silence, 24_000, -24.0), silence)
