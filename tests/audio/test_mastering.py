"""Peaks, gain, band and room: against signals whose measures are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from studio.audio.blocks import Blocks, in_blocks
from studio.audio.files import Samples
from studio.audio.levels import rms_dbfs
from studio.audio.loudness import LoudnessMeter, integrated_loudness
from studio.audio.mastering import (
    ACX,
    PODCAST,
    Measured,
    Meter,
    acx_report,
    amplified,
    finding_gain,
    measuring,
    telephone_band,
)
from studio.audio.room_tone import SOFT_DBFS, noise_of, room_tone, soft_tone, with_tones
from studio.audio.true_peak import limited, true_peak_dbtp

Tone = Callable[..., Samples]
RATE = 24_000


def joined(blocks: Blocks) -> Samples:
    return np.concatenate(list(blocks))


def measured(sound: Samples, rate: int) -> Measured:
    meter = Meter(rate)
    for _ in measuring(in_blocks(sound, 5_003), meter, rate):
        pass
    return meter.result()


def test_the_true_peak_lies_between_the_samples() -> None:
    """BS.1770-4: a sine of a quarter of the rate, 45° off, is 3 dB higher than its samples."""
    time = np.arange(48_000)
    fade = np.minimum(1, np.minimum(time, time[::-1]) / 4_800)
    sine = (0.5 * fade * np.sin(np.pi / 2 * time + np.pi / 4)).astype(np.float32)
    found = measured(sine, 48_000)
    assert found.peak_dbfs == pytest.approx(-9.03, abs=0.01)
    assert found.true_peak_dbtp == pytest.approx(-6.02, abs=0.05)
    assert true_peak_dbtp(sine) == pytest.approx(found.true_peak_dbtp, abs=1e-6)


def test_the_limiter_never_lets_a_peak_through_and_leaves_the_rest(tone: Tone) -> None:
    sound = tone(440, 3.0, RATE, -12.0)
    sound[30_000:30_200] *= 5.0
    out = joined(limited(in_blocks(sound, 7_001), RATE, -6.0))
    assert len(out) == len(sound)
    assert true_peak_dbtp(out) <= -6.0
    assert np.array_equal(out[:25_000], sound[:25_000])
    assert np.array_equal(out[40_000:], sound[40_000:])
    assert np.array_equal(out, joined(limited([sound], RATE, -6.0)))  # however it is cut


def test_loudness_of_blocks_is_that_of_the_whole(tone: Tone) -> None:
    sound = np.concatenate((tone(997, 4.0, 48_000, -20.0), tone(300, 3.3, 48_000, -40.0)))
    meter = LoudnessMeter(48_000)
    for block in in_blocks(sound, 1_009):
        meter.add(block)
    assert meter.lufs == pytest.approx(integrated_loudness(sound, 48_000), abs=1e-9)


def test_a_997_hz_sine_measures_as_the_standard_says(tone: Tone) -> None:
    """One channel at -20 dBFS peak is -23.0 LUFS (BS.1770-4: full scale is -3.01)."""
    found = measured(tone(997, 5.0, 48_000, -20.0), 48_000)
    assert found.lufs == pytest.approx(-23.0, abs=0.05)
    assert found.rms_dbfs == pytest.approx(-23.01, abs=0.01)
    assert found.floor_dbfs == pytest.approx(-23.01, abs=0.05)


@pytest.mark.parametrize("target", [PODCAST, ACX])
def test_the_gain_is_found_though_the_limiter_takes_some(target, vowel: Tone) -> None:
    speech = np.concatenate(
        [part for _ in range(4) for part in (vowel(seconds=1.0), np.zeros(6_000))]
    )
    speech = (0.3 * speech).astype(np.float32)

    def made(gain: float) -> Blocks:
        return limited(amplified([speech], gain), RATE, target.true_peak_dbtp)

    search = finding_gain(made, RATE, target)
    while True:
        try:
            next(search)
        except StopIteration as end:
            gain = end.value
            break
    found = measured(joined(made(gain)), RATE)
    assert abs(target.wanted_gain(found)) < 0.15
    assert found.true_peak_dbtp <= target.true_peak_dbtp + 0.01


def test_acx_passes_and_fails_by_its_numbers() -> None:
    good = Measured(60.0, -20.0, -3.4, -3.5, -20.0, -70.0)
    assert all(one.passed for one in acx_report(good, 44_100, "mp3"))
    bad = Measured(60.0, -20.0, -1.0, -1.2, -24.1, -55.0)
    found = acx_report(bad, 48_000, "wav")
    assert not any(one.passed for one in found)
    assert found[0].found == "−24.1 dB"


def test_a_telephone_hears_300_to_3400_hertz(tone: Tone) -> None:
    def level(hertz: float) -> float:
        sound = joined(telephone_band(in_blocks(tone(hertz, 1.0, 8_000, -6.0), 900), 8_000))
        return rms_dbfs(sound[2_000:-2_000]) - -9.03

    assert [level(hertz) for hertz in (400, 1_000, 3_300)] == pytest.approx([0, 0, 0], abs=0.2)
    assert max(level(150), level(3_600)) < -50


def test_the_room_is_heard_as_loud_and_as_dull_as_it_is(vowel: Tone) -> None:
    noise = np.cumsum(np.random.default_rng(5).standard_normal(RATE * 6)).astype(np.float32)
    noise = np.diff(noise, prepend=0) + 0.9 * np.roll(np.diff(noise, prepend=0), 1)  # falls
    noise *= np.float32(10 ** (-66 / 20) / np.sqrt(np.mean(noise**2)))
    recording = noise.copy()
    for begin in (1, 3):
        recording[begin * RATE : (begin + 1) * RATE] += vowel(seconds=1.0)
    recording = recording.astype(np.float32)
    for tone in (room_tone([(recording, RATE)], RATE), noise_of(recording, RATE)):
        assert tone is not None
        assert rms_dbfs(tone) == pytest.approx(-66.0, abs=1.0)
        spectrum = np.abs(np.fft.rfft(tone)) ** 2
        middle = len(spectrum) // 2
        assert spectrum[: middle // 2].sum() > 5 * spectrum[-middle // 2 :].sum()
    assert room_tone([(vowel(seconds=2.0), RATE)], RATE) is None  # no pause in it


def test_tones_change_from_room_to_room() -> None:
    soft = soft_tone(RATE)
    assert rms_dbfs(soft) == pytest.approx(SOFT_DBFS, abs=0.01)
    silence = np.zeros(RATE * 4, np.float32)
    out = joined(with_tones(in_blocks(silence, 1_111), [(0, soft), (2 * RATE, None)], RATE))
    assert np.array_equal(out[:RATE], soft[:RATE])
    assert not out[3 * RATE :].any()
