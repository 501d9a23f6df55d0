"""Hearing back: words that were said are heard, and words that were not are missed."""

from __future__ import annotations

import numpy as np

from studio.audio.files import read_sound, resample, to_mono
from studio.audio.mel_spec import RATE
from studio.paths import resources_dir
from studio.speech.speak import Spoken, SpokenWord
from studio.speech.verify import check
from studio.text.phonemes import phonemize

SAID = "Please leave your boots by the kitchen door."  # 04.ogg of the sample voice
BEFORE = 100  # where it would stand in a longer text


def spoken(text: str) -> Spoken:
    words = tuple(
        SpokenWord(w.text, w.spoken, w.phonemes, (w.span[0] + BEFORE, w.span[1] + BEFORE), 0.0, 1.0)
        for w in phonemize(text).words
    )
    empty = np.zeros(0, np.float32)
    return Spoken(3, text, (BEFORE, BEFORE + len(text)), 0.0, 0.0, empty, empty, (), words, 0.0)


def recording() -> np.ndarray:
    sound = read_sound(resources_dir() / "sample_voice" / "04.ogg")
    return resample(to_mono(sound.samples), sound.rate, RATE)


def test_what_was_said_is_heard() -> None:
    found = check(recording(), spoken(SAID), "en-us")
    assert len(found) == 8
    assert sum(bool(word.heard) for word in found) >= 7


def test_a_word_that_was_not_said_is_missed() -> None:
    text = SAID.replace("boots", "elephants")
    found = check(recording(), spoken(text), "en-us")
    assert found[3].heard is False
    assert sum(bool(word.heard) for word in found) >= 5


def test_in_silence_nothing_is_heard() -> None:
    found = check(np.zeros(2 * RATE, np.float32), spoken(SAID), "en-us")
    assert not any(word.heard for word in found)
