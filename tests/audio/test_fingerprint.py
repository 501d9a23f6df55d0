"""Whether a take still sounds like the others: the sample voice, unharmed and harmed."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.signal import fftconvolve, firwin2

from studio.audio.bands import BANDS
from studio.audio.files import Samples, Sound, read_sound
from studio.audio.fingerprint import Fingerprint, drift
from studio.audio.levels import match_level
from studio.audio.room import RoomReport
from studio.core.errors import StudioError
from studio.paths import resources_dir

Harm = Callable[[Samples, int], Samples]
OTHERS = range(20)
NOW = range(20, 28)


def hiss(samples: int, dbfs: float, seed: int) -> Samples:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 10 ** (dbfs / 20), samples).astype(np.float32)


@cache
def _recorded(number: int) -> Sound:
    """A take as a person would record it: some silence around it, a quiet room, 25 dB down."""
    recording = read_sound(resources_dir() / "sample_voice" / f"{number + 1:02d}.ogg")
    samples, rate = recording.samples, recording.rate
    sound = match_level(np.pad(samples, (rate // 4, rate // 8)), -25.0, rate)
    level = np.random.default_rng(number).normal(0, 1.0)  # dB; nobody is always as loud
    return Sound(sound * np.float32(10 ** (level / 20)) + hiss(len(sound), -75, number), rate)


def prints(numbers: range, harm: Harm | None = None) -> list[Fingerprint]:
    made: list[Fingerprint] = []
    for number in numbers:
        sound = _recorded(number)
        samples = sound.samples if harm is None else harm(sound.samples, sound.rate)
        found = Fingerprint.of(Sound(samples, sound.rate))
        assert found is not None
        made.append(found)
    return made


@cache
def others() -> tuple[Fingerprint, ...]:
    return tuple(prints(OTHERS))


def told(harm: Harm, before: int = 0) -> list[set[str]]:
    """Return the kinds told for each of `NOW`; `before`: takes with the same harm before it."""
    harmed = prints(NOW, harm)
    return [
        {one.kind for one in drift(harmed[at], [*others(), *harmed[at - before : at]])}
        for at in range(before, len(harmed))
    ]


def echo(seconds: float, direct_db: float) -> Harm:
    def harm(sound: Samples, rate: int) -> Samples:
        time = np.arange(round(1.1 * seconds * rate)) / rate
        response = np.random.default_rng(2).standard_normal(len(time)) * 10 ** (-3 * time / seconds)
        response[: round(0.004 * rate)] = 0
        response *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(response**2))
        response[0] = 1
        return fftconvolve(sound, response)[: len(sound)].astype(np.float32)

    return harm


def tilt(decibels: float) -> Harm:
    """Highs that fall by so much an octave above 1 kHz."""

    def harm(sound: Samples, rate: int) -> Samples:
        hertz = np.linspace(0, rate / 2, 257)
        change = -decibels * np.maximum(0, np.log2(np.maximum(hertz, 1) / 1000))
        response = firwin2(511, hertz, 10 ** (change / 20), fs=rate)
        return fftconvolve(sound, response, "same").astype(np.float32)

    return harm


def test_the_same_room_and_microphone() -> None:
    assert not any(told(lambda sound, rate: sound))


def test_a_fan() -> None:
    def harm(sound: Samples, rate: int) -> Samples:
        return sound + hiss(len(sound), -55, 7)  # 30 dB below the voice

    assert told(harm) == [{"fan"}] * len(NOW)
    sentence = drift(prints(NOW, harm)[0], others())[0].sentence
    assert "more noise" in sentence and "a fan" in sentence


def test_a_gain_that_was_changed_is_no_fan() -> None:
    def harm(sound: Samples, rate: int) -> Samples:
        return sound * np.float32(10 ** (9 / 20))

    assert told(harm) == [{"level"}] * len(NOW)


def test_a_softer_voice() -> None:
    def harm(sound: Samples, rate: int) -> Samples:
        return sound * np.float32(10 ** (-8 / 20))

    assert told(harm) == [{"level"}] * len(NOW)
    now = prints(NOW, harm)[0]
    assert "dB softer than in your other takes" in drift(now, others())[0].sentence


def test_more_echo_and_further_away() -> None:
    room = echo(0.8, 0.0)
    assert sum("echo" in kinds for kinds in told(room)) >= 0.9 * len(NOW)

    def further(sound: Samples, rate: int) -> Samples:
        return room(sound, rate) * np.float32(10 ** (-9 / 20))

    assert sum("distance" in kinds for kinds in told(further)) >= 0.9 * len(NOW)


def test_a_microphone_that_has_moved_is_told_after_some_takes() -> None:
    kinds = told(tilt(3.0), before=3)
    assert sum("moved" in one for one in kinds) >= 0.8 * len(kinds)
    assert not any(one - {"moved"} for one in kinds)


def test_with_few_takes_the_room_check_is_what_is_known() -> None:
    room = RoomReport(-75, -77, None, 0.3, -20, 9.0, False, ())
    now = prints(NOW)[0]
    assert drift(now, []) == () and drift(now, [now, now], room) == ()

    def harm(sound: Samples, rate: int) -> Samples:
        return sound + hiss(len(sound), -50, 7)

    noisy = prints(NOW, harm)[0]
    assert [one.kind for one in drift(noisy, [], room)] == ["fan"]
    assert drift(noisy, []) == ()


def test_takes_of_nothing_and_of_a_word() -> None:
    assert Fingerprint.of(Sound(np.zeros(24_000, np.float32), 24_000)) is None
    sound = _recorded(3)
    word = Fingerprint.of(Sound(sound.samples[12_000:19_200], sound.rate))
    assert word is not None and word.voiced_seconds < 0.5
    assert "moved" not in {one.kind for one in drift(word, others())}
    low = Fingerprint.of(Sound(sound.samples[::3], 8_000))  # bands above 4 kHz are empty
    assert low is not None and np.isfinite(low.tone).all()


def test_a_fingerprint_is_small_and_kept_as_json() -> None:
    now = prints(NOW)[0]
    text = json.dumps(now.as_dict())
    assert len(text) < 700
    assert Fingerprint.from_dict(json.loads(text)) == now
    silent = replace(now, echo_seconds=None)
    assert Fingerprint.from_dict(json.loads(json.dumps(silent.as_dict()))) == silent


@pytest.mark.parametrize(
    "wrong",
    [
        {"level_dbfs": None},
        {"noise": [0.0] * (BANDS - 1)},
        {"tone": [float("nan")] * BANDS},
        {"tone": "flat"},
        {"voiced_seconds": True},
        {"echo_seconds": "long"},
    ],
)
def test_a_fingerprint_from_outside_is_checked(wrong: dict[str, Any]) -> None:
    good = prints(NOW)[0].as_dict()
    with pytest.raises(StudioError, match="check the take again"):
        Fingerprint.from_dict(good | wrong)
    with pytest.raises(StudioError):
        Fingerprint.from_dict({})
