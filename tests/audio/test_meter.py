"""The level meter against sines and clicks of known level."""

from collections.abc import Callable

import numpy as np
import pytest

from studio.audio.levels import SILENCE_DBFS
from studio.audio.meter import Meter

RATE = 48_000
Tone = Callable[..., np.ndarray]


def test_a_sine_at_rest(tone: Tone) -> None:
    reading = Meter(RATE).feed(tone(997, 1.0, RATE, -12.0))
    assert reading.peak_dbfs == pytest.approx(-12.0, abs=0.05)
    assert reading.hold_dbfs == pytest.approx(-12.0, abs=0.05)
    assert reading.rms_dbfs == pytest.approx(-15.01, abs=0.05)
    assert not reading.clipped


def test_bar_falls_and_mark_holds(tone: Tone) -> None:
    meter = Meter(RATE)
    meter.feed(tone(997, 1.0, RATE, -6.0))
    after = meter.feed(np.zeros(RATE, np.float32))
    assert after.peak_dbfs == pytest.approx(-26.0, abs=0.3)
    assert after.hold_dbfs == pytest.approx(-6.0, abs=0.05)
    assert after.rms_dbfs == SILENCE_DBFS
    later = meter.feed(np.zeros(RATE, np.float32))  # 2.0 s: half a second after the hold
    assert later.peak_dbfs == pytest.approx(-46.0, abs=0.3)
    assert later.hold_dbfs == pytest.approx(-16.0, abs=0.6)
    again = meter.feed(tone(997, 0.1, RATE, -10.0))
    assert again.hold_dbfs == pytest.approx(-10.0, abs=0.1)


def test_comes_down_to_silence() -> None:
    meter = Meter(RATE)
    meter.feed(np.full(100, 0.5, np.float32))
    for _ in range(10):
        meter.feed(np.zeros(RATE, np.float32))
    reading = meter.reading
    assert (reading.peak_dbfs, reading.hold_dbfs, reading.rms_dbfs) == (SILENCE_DBFS,) * 3


def test_rms_is_of_the_last_moment(tone: Tone) -> None:
    meter = Meter(RATE)
    meter.feed(tone(997, 2.0, RATE, -6.0))
    half = meter.feed(tone(997, 0.15, RATE, -80.0))  # half of the window is quiet
    assert half.rms_dbfs == pytest.approx(-6.0 - 3.01 - 3.01, abs=0.2)
    assert meter.feed(tone(997, 0.3, RATE, -40.0)).rms_dbfs == pytest.approx(-43.01, abs=0.2)


@pytest.mark.parametrize("size", [1, 37, 480, 800, 4_096, 48_000])
def test_size_of_the_blocks_does_not_matter(tone: Tone, size: int) -> None:
    parts = [tone(997, 0.2, RATE, level) for level in (-30.0, -3.0, -20.0)]
    sound = np.concatenate([*parts, np.zeros(RATE // 4, np.float32)])
    sound = sound[-3_000 if size == 1 else 0 :]
    whole, pieces = Meter(RATE), Meter(RATE)
    expected = whole.feed(sound)
    for start in range(0, len(sound), size):
        pieces.feed(sound[start : start + size])
    reading = pieces.reading
    assert reading.peak_dbfs == pytest.approx(expected.peak_dbfs, abs=0.3)
    assert reading.hold_dbfs == pytest.approx(expected.hold_dbfs, abs=0.3)
    assert reading.rms_dbfs == pytest.approx(expected.rms_dbfs, abs=0.6)


def test_clip_lamp_stays_until_cleared() -> None:
    meter = Meter(RATE)
    sound = np.zeros((1_000, 2), np.float32)
    assert not meter.feed(sound + np.float32(0.99)).clipped
    sound[500, 1] = -1.0  # one sample of the second channel
    assert meter.feed(sound).clipped
    assert meter.feed(np.zeros((1_000, 2), np.float32)).clipped
    meter.clear()
    assert not meter.reading.clipped


def test_louder_channel_counts(tone: Tone) -> None:
    sound = np.stack([tone(997, 1.0, RATE, -40.0), tone(997, 1.0, RATE, -10.0)], axis=1)
    reading = Meter(RATE).feed(sound)
    assert reading.peak_dbfs == pytest.approx(-10.0, abs=0.05)
    assert reading.rms_dbfs == pytest.approx(-13.01, abs=0.05)


def test_nothing_and_no_numbers() -> None:
    meter = Meter(44_100)
    assert meter.feed(np.zeros(0, np.float32)).peak_dbfs == SILENCE_DBFS
    reading = meter.feed(np.array([np.nan, np.inf, 0.25], np.float32))
    assert reading.peak_dbfs == pytest.approx(-12.04, abs=0.01)
    assert not reading.clipped
    with pytest.raises(ValueError, match="rate"):
        Meter(0)
