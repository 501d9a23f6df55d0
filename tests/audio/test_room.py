"""The room check: noise, hum, echo and headroom with known answers."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.signal import fftconvolve

from studio.audio.bands import EDGES, band_power
from studio.audio.echo import decay, decay_seconds
from studio.audio.files import Samples, Sound, resample
from studio.audio.hum import Hum, find_hum
from studio.audio.levels import pauses
from studio.audio.matching import _tail
from studio.audio.room import RoomReport, a_weighting, room_report
from studio.core.errors import StudioError

RATE = 48_000
Take = Callable[[int], tuple[Samples, int, str]]
Tone = Callable[..., Samples]


def hiss(seconds: float, dbfs: float, rate: int = RATE, seed: int = 3) -> Samples:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 10 ** (dbfs / 20), round(seconds * rate)).astype(np.float32)


def hum_of(hertz: float, seconds: float, dbfs: float, lines: tuple[int, ...] = (1, 3)) -> Samples:
    """Lines of equal strength, together `dbfs` RMS."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * hertz * line * time + line) for line in lines)
    return (sound * 10 ** (dbfs / 20) * np.sqrt(2 / len(lines))).astype(np.float32)


def loud_sentence(take: Take, peak_dbfs: float = -9.0) -> Sound:
    """A sentence of the sample voice with silence after it, at that peak."""
    samples, rate, _ = take(4)
    sound = np.pad(resample(samples, rate, RATE), (RATE // 3, RATE))
    sound *= 10 ** (peak_dbfs / 20) / np.abs(sound).max()
    return Sound(sound + hiss(len(sound) / RATE, -75), RATE)


def room_of(sound: Samples, rate: int, seconds: float, direct_db: float = 3.0) -> Samples:
    """The sound in a room whose echo falls by 60 dB in `seconds`."""
    time = np.arange(round(1.2 * seconds * rate)) / rate
    response = np.random.default_rng(1).standard_normal(len(time)) * 10 ** (-3 * time / seconds)
    response[: round(0.004 * rate)] = 0
    response *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(response**2))
    response[0] = 1
    return fftconvolve(sound, response)[: len(sound)].astype(np.float32)


def test_bands_hold_the_power_that_lies_in_them(tone: Tone) -> None:
    sound = tone(1_350.0, 1.0, RATE, -20.0)  # in the band from 1,220 to 1,520 Hz
    bands = band_power(sound, RATE)
    at = EDGES.index(1_220.0)
    assert bands.decibels[:, at].mean() == pytest.approx(-23.0, abs=0.1)
    assert np.delete(bands.decibels, at, axis=1).max() < -45
    white = band_power(hiss(4, -20), RATE).power.mean(axis=0)
    widths = np.diff(EDGES) / (RATE / 2)
    np.testing.assert_allclose(white, 0.01 * widths, rtol=0.12)
    assert band_power(hiss(1, -20, 8_000), 8_000).reached.sum() < len(EDGES) - 1
    assert len(band_power(np.zeros(0, np.float32), RATE).power) == 1


def test_a_weighting_is_that_of_the_standard() -> None:
    hertz = np.array([31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000])
    table = [-39.4, -26.2, -16.1, -8.6, -3.2, 0.0, 1.2, 1.0, -1.1, -6.6]  # IEC 61672-1, table 3
    np.testing.assert_allclose(10 * np.log10(a_weighting(hertz)), table, atol=0.2)


@pytest.mark.parametrize("hertz", [49.93, 50.05, 60.0, 59.88])
@pytest.mark.parametrize("dbfs", [-45.0, -66.0])
def test_a_hum_in_noise_is_measured(hertz: float, dbfs: float) -> None:
    hum = find_hum(hiss(3, -60) + hum_of(hertz, 3, dbfs, (1, 2, 3, 5)), RATE)
    assert hum is not None
    assert hum.hz == pytest.approx(hertz, abs=0.03)
    assert hum.mains == round(hertz / 10) * 10
    assert hum.dbfs == pytest.approx(dbfs, abs=0.6)
    assert set(hum.harmonics) >= {1, 2, 3, 5} and len(hum.harmonics) <= 5


def test_what_is_no_hum(tone: Tone, vowel: Tone, sample_take: Take) -> None:
    for seed in range(8):
        white = hiss(3, -50, seed=seed)
        assert find_hum(white, RATE) is None
        rumble = np.cumsum(white - white.mean(), dtype=np.float32)
        rumble /= np.float32(100)
        assert find_hum(rumble, RATE) is None
    assert find_hum(tone(300.0, 3.0, RATE, -40.0) + hiss(3, -70), RATE) is None  # of either mains
    assert find_hum(tone(55.0, 3.0, RATE, -40.0) + hiss(3, -70), RATE) is None
    assert find_hum(vowel(100.0, 3.0, RATE), RATE) is None  # a low voice, gliding through 100 Hz
    assert find_hum(hum_of(50, 0.2, -40), RATE) is None  # too short to tell
    assert find_hum(np.zeros(RATE * 3, np.float32), RATE) is None
    for number in range(6):
        samples, rate, _ = sample_take(number)
        assert find_hum(samples, rate, pauses(samples, rate)) is None


def test_a_hum_is_heard_between_the_words(sample_take: Take) -> None:
    sentence = loud_sentence(sample_take)
    hummed = sentence.samples + hum_of(60.06, sentence.seconds, -60, (1, 2, 3))
    hum = find_hum(hummed, RATE, pauses(hummed, RATE))
    assert hum is not None and hum.mains == 60
    assert hum.dbfs == pytest.approx(-60, abs=0.7)


@pytest.mark.parametrize(("seconds", "off"), [(0.5, 0.08), (0.8, 0.12), (1.2, 0.2)])
def test_the_echo_of_a_room(sample_take: Take, seconds: float, off: float) -> None:
    sentence = loud_sentence(sample_take)
    heard = decay_seconds(band_power(room_of(sentence.samples, RATE, seconds), RATE))
    assert heard == pytest.approx(seconds, abs=off)


def test_high_sounds_die_away_sooner(sample_take: Take) -> None:
    """Of a tail that is put together by the very parts that are heard out of it."""
    seconds, tail = (1.0, 0.7, 0.45), np.zeros(RATE)
    tail[: round(0.8 * RATE)] = _tail(seconds, RATE)
    takes = (sample_take(number) for number in range(4))
    parts = [np.pad(resample(samples, rate, RATE), (0, RATE)) for samples, rate, _ in takes]
    sentences = np.concatenate(parts)
    roomy = sentences + fftconvolve(sentences, tail)[: len(sentences)]
    found = decay(band_power(roomy.astype(np.float32), RATE))
    heard = found and found.parts
    assert heard == pytest.approx(seconds, rel=0.25)
    assert heard is not None and heard[0] > heard[1] > heard[2]
    assert decay(band_power(hiss(4, -40), RATE)) is None


def test_where_there_is_no_echo_or_none_can_be_told(sample_take: Take) -> None:
    dry = decay_seconds(band_power(loud_sentence(sample_take).samples, RATE))
    assert dry is not None and dry < 0.42
    assert decay_seconds(band_power(hiss(4, -40), RATE)) is None
    assert decay_seconds(band_power(np.zeros(RATE * 3, np.float32), RATE)) is None
    assert decay_seconds(band_power(hiss(0.1, -40), RATE)) is None


def test_a_good_room_needs_no_advice(sample_take: Take) -> None:
    report = room_report(Sound(hiss(3, -78), RATE), loud_sentence(sample_take))
    assert report.advice == ()
    assert report.noise_dbfs == pytest.approx(-78, abs=0.3)
    assert report.hum is None and not report.clipped
    assert report.headroom_db == pytest.approx(9, abs=0.2)
    assert room_report(Sound(hiss(3, -78)[:, None].repeat(2, 1), RATE), loud_sentence(sample_take))


def test_what_a_bad_room_is_told(sample_take: Take) -> None:
    sentence = loud_sentence(sample_take, -1.0)
    echoing = room_of(sentence.samples, RATE, 0.9, 0.0)
    echoing *= 0.99 / np.abs(echoing).max()
    silence = hiss(3, -52) + hum_of(50.0, 3, -52)
    report = room_report(Sound(silence, RATE), Sound(echoing, RATE))
    said = " ".join(report.advice)
    assert "A hum at 50 Hz, −52 dBFS: move the microphone's cable" in said
    assert "The room echoes for 0.9 s, too long" in said
    assert "The room is noisy" in said
    assert "lower the input gain by about 9 dB" in said
    clipped = Sound(np.clip(sentence.samples * 3, -1, 1), RATE)
    report = room_report(Sound(hiss(3, -78), RATE), clipped)
    assert report.clipped and "too loud for the recorder" in report.advice[-1]
    faint = room_report(Sound(hiss(3, -100), RATE), loud_sentence(sample_take, -30.0))
    assert "raise the input gain by about 21 dB" in faint.advice[-1]


def test_rumble_weighs_little_to_the_ear(sample_take: Take, tone: Tone) -> None:
    silence = hiss(3, -80) + tone(23.0, 3.0, RATE, -37.0)
    report = room_report(Sound(silence, RATE), loud_sentence(sample_take))
    assert report.noise_dbfs == pytest.approx(-40, abs=0.3)
    assert report.noise_dba < -75
    assert len(report.advice) == 1 and "low-cut" in report.advice[0]


def test_a_silence_that_was_none(sample_take: Take) -> None:
    sentence = loud_sentence(sample_take)
    cough = hiss(3, -78)
    cough[RATE : RATE + RATE // 2] += hiss(0.5, -35)
    report = room_report(Sound(cough, RATE), sentence)
    assert report.noise_dbfs == pytest.approx(-78, abs=0.3)  # the cough is left out
    assert any("stay quite still" in line for line in report.advice)
    gated = room_report(Sound(np.zeros(3 * RATE, np.float32), RATE), sentence)
    assert any("noise suppression" in line for line in gated.advice)
    with pytest.raises(StudioError, match="three seconds"):
        room_report(Sound(hiss(0.5, -70), RATE), sentence)
    with pytest.raises(StudioError, match="No voice"):
        room_report(Sound(hiss(3, -70), RATE), Sound(np.zeros(RATE, np.float32), RATE))


REPORT = RoomReport(-60.0, -68.0, Hum(50.02, -62.0, (1, 3)), 0.4, -20.0, 9.0, False, ("Do this.",))


def test_a_report_is_kept_as_json() -> None:
    for report in (REPORT, replace(REPORT, hum=None, echo_seconds=None, advice=())):
        assert RoomReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report


@pytest.mark.parametrize(
    "wrong",
    [
        {"noise_dbfs": "loud"},
        {"noise_dba": float("nan")},
        {"clipped": 1},
        {"echo_seconds": -1.0},
        {"hum": {"hz": 50.0, "dbfs": -50.0, "harmonics": []}},
        {"hum": {"hz": 500.0, "dbfs": -50.0, "harmonics": [1]}},
        {"hum": "50 Hz"},
        {"advice": "Do this."},
    ],
)
def test_a_report_from_outside_is_checked(wrong: dict[str, Any]) -> None:
    with pytest.raises(StudioError, match="room check again"):
        RoomReport.from_dict(REPORT.as_dict() | wrong)
    with pytest.raises(StudioError):
        RoomReport.from_dict({})
