"""A sentence of a recording said anew: found, matched, cut in without a click, marked, heard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.files import read_sound, write_wav
from studio.audio.levels import rms_dbfs, speech_bounds, speech_rms_dbfs
from studio.audio.matching import matched, spectral_difference
from studio.core.errors import StudioError
from studio.speech import export
from studio.speech.punch_in import find_sentence, punch_in

RATE = 24_000


def result_of(task: Any) -> dict[str, Any]:
    while True:
        try:
            next(task)
        except StopIteration as end:
            return end.value


@pytest.fixture
def recording(
    tmp_path: Path, sample_take: Callable[[int], tuple[np.ndarray, int, str]]
) -> tuple[Path, list[str]]:
    """Three sentences in a room with a little noise, 10 dB quieter than they were."""
    noise = np.random.default_rng(3)
    parts, texts = [], []
    for number in range(3):
        samples, rate, text = sample_take(number)
        assert rate == RATE
        parts += [0.3 * samples, np.zeros(RATE // 2, np.float32)]
        texts.append(text)
    sound = np.concatenate(parts)
    sound = sound + 10 ** (-58 / 20) * noise.standard_normal(len(sound))
    write_wav(tmp_path / "take.wav", sound.astype(np.float32), RATE)
    return tmp_path / "take.wav", texts


def test_the_new_sentence_stands_where_the_old_one_was(
    recording: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = recording
    before, out = path.read_bytes(), tmp_path / "mended.wav"
    new = "The old harbour was empty in the morning."
    done = result_of(punch_in(None, path, " ".join(texts), texts[1], new, "af_heart", out))
    assert path.read_bytes() == before
    old, mended = read_sound(path).samples, read_sound(out).samples
    first = round((done["cut_in"] - 0.05) * RATE)
    np.testing.assert_allclose(mended[:first], old[:first], atol=1e-4)
    last = len(old) - round((done["cut_out"] + 0.05) * RATE)
    np.testing.assert_allclose(mended[-last:], old[-last:], atol=1e-4)
    assert abs(done["level_difference_db"]) < 1.5
    assert done["spectral_difference_db"] < done["spectral_difference_before_db"]
    assert done["joint_step"] < 0.5
    assert done["room_dbfs"] == pytest.approx(-58, abs=2.0)
    assert done["watermark"] > 0.5
    assert done["heard"] >= 0.7
    said = export.read_tags(out)["comment"]
    named = re.match(r"Generated speech from ([\d.]+) to ([\d.]+) s: made by Timbre", said)
    assert named
    assert [float(time) for time in named.groups()] == pytest.approx(
        [done["start"], done["end"]], abs=0.06
    )


def test_matching_brings_level_and_tone(vowel: Callable[..., np.ndarray]) -> None:
    def speech(formants: tuple[float, ...], gain: float) -> np.ndarray:
        pause = np.zeros(RATE // 2, np.float32)
        parts = [part for _ in range(3) for part in (vowel(seconds=0.6, formants=formants), pause)]
        return (gain * np.concatenate(parts)).astype(np.float32)

    noise = 1e-4 * np.random.default_rng(1).standard_normal(round(3.3 * RATE))
    there = (speech((500.0, 1500.0, 3500.0), 0.2) + noise).astype(np.float32)
    made = speech((600.0, 1400.0, 2500.0), 1.0)
    result = matched(made, there, RATE)
    level, wanted = speech_rms_dbfs(result.samples, RATE), speech_rms_dbfs(there, RATE)
    assert level is not None
    assert level == pytest.approx(wanted, abs=0.5)
    assert spectral_difference(result.samples, there, RATE) < 0.7 * spectral_difference(
        made, there, RATE
    )
    assert rms_dbfs(result.samples) < -20


def test_a_single_sentence_dies_away_as_the_recording_does(
    sample_take: Callable[[int], tuple[np.ndarray, int, str]],
) -> None:
    """Its own end is all that tells how it does: there need be no pause in it."""
    time = np.arange(round(0.6 * RATE)) / RATE
    walls = np.random.default_rng(8).standard_normal(len(time)) * 10 ** (-3 * time / 0.6)
    walls *= 0.7 / np.sqrt(np.sum(walls**2))
    walls[0] = 1.0
    pause = np.zeros(round(0.6 * RATE), np.float32)

    def sentence(number: int) -> np.ndarray:
        samples = sample_take(number)[0]
        bounds = speech_bounds(samples, RATE, 0.0)
        assert bounds is not None
        return np.concatenate((samples[: round(bounds.end * RATE)], pause))

    sentences = [sentence(number) for number in range(5)]
    heard = [np.convolve(one, walls)[: len(one)].astype(np.float32) for one in sentences]
    noise = 10 ** (-70 / 20) * np.random.default_rng(9).standard_normal(sum(map(len, heard[1:])))
    result = matched(sentences[0], np.concatenate(heard[1:]) + noise.astype(np.float32), RATE)
    assert result.echo_seconds == pytest.approx(0.6, abs=0.2)

    def tail(sound: np.ndarray) -> float:
        end = len(sound) - len(pause)
        behind = sound[end + RATE // 20 : end + RATE // 6]
        return rms_dbfs(behind) - rms_dbfs(sound[end - RATE // 4 : end])

    assert tail(result.samples) == pytest.approx(tail(heard[0]), abs=6.0)
    assert tail(sentences[0]) < tail(heard[0]) - 10.0


def test_a_sentence_is_found_whatever_its_marks() -> None:
    text = "Well, it's cold.  IT'S late! It's cold again."
    assert text[slice(*find_sentence(text, "it’s late"))] == "IT'S late"
    with pytest.raises(StudioError, match="2 times"):
        find_sentence(text, "it's cold")
    with pytest.raises(StudioError, match="does not stand"):
        find_sentence(text, "its warm")
    with pytest.raises(StudioError, match="which words"):
        find_sentence(text, "…")


def test_the_recording_is_never_overwritten(recording: tuple[Path, list[str]]) -> None:
    path, texts = recording
    with pytest.raises(StudioError, match="never changed"):
        result_of(punch_in(None, path, " ".join(texts), texts[1], "No.", "af_heart", path))
