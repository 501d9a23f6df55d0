"""Phonemes, words and pitch of a take over time, on the shipped sample voice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.audio.files import write_wav
from studio.core.entities import Take
from studio.core.library import Library
from studio.dataset.score import Part, score_take

Spoken = tuple[NDArray[np.float32], int, str]


@pytest.fixture
def take(library: Library, tmp_path: Path, sample_take: Callable[[int], Spoken]) -> Take:
    samples, rate, text = sample_take(0)
    write_wav(tmp_path / "take.wav", samples, rate)
    voice = library.create_voice("Sample")
    return library.add_take(voice.id, tmp_path / "take.wav", text)


def test_words_and_phonemes_lie_where_they_sound(take: Take) -> None:
    score = score_take(take, "en-us")
    assert score.problem == ""
    assert [word.text for word in score.words] == [word.strip(".,!?") for word in take.text.split()]
    assert score.confidence > 0.6
    for parts in (score.words, score.symbols):
        assert all(part.start < part.end for part in parts)
        assert all(a.end <= b.start + 1e-6 for a, b in pairwise(parts))
    joined = "".join(part.text for part in score.symbols)
    assert joined == "".join(s for s in score.phonemes if s not in " .,!?;:—")
    hertz = np.array(score.f0_hz)
    assert len(hertz) == int(take.seconds * 80)
    assert 80 < np.median(hertz[hertz > 0]) < 300
    vowels = [part for part in score.symbols if set(part.text) & set("AIOWYiuæɑɔəɛɜɪʊʌ")]
    consonants = [part for part in score.symbols if part.text in "ptkfθsʃʧ"]
    assert share_voiced(hertz, vowels) > 0.85  # where they are heard, not 40 ms later
    assert share_voiced(hertz, consonants) < 0.35
    before = hertz[: int(80 * score.words[0].start) - 4]
    assert (before > 0).mean() < 0.2  # what lies before the first word is silence


def share_voiced(hertz: NDArray[np.float64], parts: Sequence[Part]) -> float:
    inside = [hertz[round(80 * part.start) : round(80 * part.end)] > 0 for part in parts]
    return float(np.concatenate(inside).mean())


def test_what_cannot_be_aligned_says_why_and_still_has_a_pitch(
    library: Library, take: Take
) -> None:
    wordless = score_take(library.update_take(take.id, text="…"), "en-us")
    assert wordless.problem.startswith("Its text holds no word")
    assert wordless.words == wordless.symbols == ()
    assert max(wordless.f0_hz) > 0
    long = score_take(library.update_take(take.id, text=take.text * 20), "en-us")
    assert "too short for its text" in long.problem
