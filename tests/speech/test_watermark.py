"""The mark: found where it was put and nowhere else, after what happens to files."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from studio.speech.watermark import FOUND, detect, mark

Sound = NDArray[np.float32]
RATE = 24_000


def stored(sound: Sound, form: str, subtype: str) -> Sound:
    """The sound after it was written to a file of that form and read again."""
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, format=form, subtype=subtype)
    file.seek(0)
    return np.asarray(soundfile.read(file, dtype="float32")[0], dtype=np.float32)


@pytest.fixture
def speech(vowel: Callable[..., Sound]) -> Sound:
    """Three vowels with pauses between, and a little noise, as in a room."""
    pause = np.zeros(RATE // 5, np.float32)
    formants = ((700.0, 1220.0, 2600.0), (300.0, 2300.0, 3000.0), (450.0, 800.0, 2500.0))
    parts = [part for f in formants for part in (vowel(seconds=0.8, formants=f), pause)]
    sound = np.concatenate(parts)
    noise = np.random.default_rng(7).standard_normal(len(sound))
    return (sound + 3e-4 * noise).astype(np.float32)


def test_the_mark_is_found_only_where_it_was_put(speech: Sound) -> None:
    assert detect(speech, RATE) < FOUND
    assert detect(mark(speech, RATE), RATE) > FOUND


def test_the_mark_is_found_in_real_speech(
    sample_take: Callable[[int], tuple[Sound, int, str]],
) -> None:
    samples, rate, _ = sample_take(3)
    assert detect(samples, rate) < FOUND
    assert detect(mark(samples, rate), rate) > 0.9


@pytest.mark.parametrize(("form", "subtype"), [("WAV", "PCM_16"), ("OGG", "OPUS")])
def test_the_mark_outlives_a_file(speech: Sound, form: str, subtype: str) -> None:
    assert detect(stored(mark(speech, RATE), form, subtype), RATE) > FOUND
    assert detect(stored(speech, form, subtype), RATE) < FOUND


def test_the_mark_changes_only_low_frequencies_and_those_little(speech: Sound) -> None:
    marked = mark(speech, RATE)
    assert marked.shape == speech.shape
    assert marked.dtype == np.float32
    before, after = (np.abs(np.fft.rfft(sound)) for sound in (speech, marked))
    high = np.fft.rfftfreq(len(speech), 1 / RATE) > 2_300
    assert np.linalg.norm(after[high] - before[high]) < 0.02 * np.linalg.norm(before[high])
    assert np.linalg.norm(marked - speech) < 0.3 * np.linalg.norm(speech)


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(RATE), 0.1 * np.ones(1_000)])
def test_what_cannot_carry_a_mark_is_returned_as_it_is(sound: Sound) -> None:
    sound = sound.astype(np.float32)
    assert np.array_equal(mark(sound, RATE), sound)
    assert detect(sound, RATE) == 0.0
