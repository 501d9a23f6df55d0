"""The summary's figures against sounds whose level, noise, pitch and length are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.audio.files import write_wav
from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Progress
from studio.dataset.measure import measurement
from studio.dataset.summary import summarise, summarise_voice

Vowel = Callable[..., NDArray[np.float32]]
TEXTS = [f"This is sentence number {number}." for number in range(10)]


@pytest.fixture
def voice(library: Library, tmp_path: Path, vowel: Vowel) -> Voice:
    """Ten takes of 2 s at 120 Hz and -23 dBFS with noise at -60 dBFS between silences; the third is
    12 dB louder, the fifth an octave higher, and the seventh is set aside.
    """
    made = library.create_voice("Anna")
    session = library.create_session(made.id, device="A microphone", rate=24_000)
    noise = np.random.default_rng(1)
    for number, text in enumerate(TEXTS):
        spoken = vowel(f0=240 if number == 4 else 120, seconds=1.4)
        gain = 10 ** ((-23 - -20 + (12 if number == 2 else 0)) / 20)
        quiet = np.zeros(7_200, np.float32)
        sound = np.concatenate([quiet, gain * spoken, quiet])
        sound = sound + (10 ** (-60 / 20) * noise.standard_normal(len(sound)))
        write_wav(tmp_path / "t.wav", np.clip(sound, -1, 1).astype(np.float32), 24_000)
        take = library.add_take(
            made.id, tmp_path / "t.wav", text, source="recording", session_id=session.id
        )
        if number == 6:
            library.update_take(take.id, included=False)
    return made


def figures_of(library: Library, voice: Voice) -> tuple[dict[str, Any], list[Progress]]:
    steps, seen = summarise_voice(library, voice.id), []
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value, seen
        assert isinstance(step, Progress)
        seen.append(step)


def test_figures_are_those_of_the_sounds(library: Library, voice: Voice) -> None:
    figures, _ = figures_of(library, voice)
    json.dumps(figures)  # plain values only
    assert (figures["takes"], figures["included"], figures["unmeasured"]) == (10, 9, 0)
    assert figures["seconds"] == pytest.approx(9 * 2.0, abs=0.1)
    assert figures["words"] == 9 * 5
    assert figures["spreads"]["level"]["median"] == pytest.approx(-23, abs=0.7)
    assert figures["spreads"]["noise"]["median"] == pytest.approx(-60, abs=1.5)
    assert figures["spreads"]["pitch"]["median"] == pytest.approx(120, rel=0.03)
    assert figures["spreads"]["length"]["low"] == pytest.approx(2.0, abs=0.05)
    for spread in figures["spreads"].values():
        assert sum(spread["counts"]) == 9
        assert len(spread["edges"]) == len(spread["counts"]) + 1
    low, high = figures["pitch_range_hz"]
    assert 105 < low < 120 < high < 135
    assert 0 < figures["coverage"] < 0.2
    assert figures["rates"] == {"24000": 9}
    assert figures["depths"] == {"PCM_16": 9}
    assert figures["checks"] == {"unchecked": 10}


def test_takes_that_are_unlike_the_others_are_named(library: Library, voice: Voice) -> None:
    figures, _ = figures_of(library, voice)
    takes = library.takes(voice.id)
    found = {(one["take_id"], one["kind"]): one for one in figures["outliers"]}
    assert (takes[2].id, "level") in found
    assert (takes[4].id, "pitch") in found
    assert {key[0] for key in found} == {takes[2].id, takes[4].id}
    assert found[takes[2].id, "level"]["sentence"] == "12 dB louder than most takes"


def test_sessions_are_told_with_their_level_and_noise(library: Library, voice: Voice) -> None:
    figures, _ = figures_of(library, voice)
    (session,) = figures["sessions"]
    assert (session["device"], session["takes"]) == ("A microphone", 9)
    assert session["speech_dbfs"] == pytest.approx(-23, abs=0.7)


def test_what_was_measured_is_not_measured_again(library: Library, voice: Voice) -> None:
    _, first = figures_of(library, voice)
    assert len(first) == 1 + 10
    _, again = figures_of(library, voice)
    assert len(again) == 1
    changed = library.update_take(library.takes(voice.id)[0].id, text="Another text.")
    assert measurement(changed) is None
    _, third = figures_of(library, voice)
    assert len(third) == 1 + 1


def test_a_cancel_keeps_what_was_measured(library: Library, voice: Voice) -> None:
    steps = summarise_voice(library, voice.id)
    for _ in range(4):
        next(steps)
    steps.close()
    assert sum(measurement(take) is not None for take in library.takes(voice.id)) == 3


def test_a_library_that_cannot_be_written_has_a_summary_too(
    library: Library, voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Take:
        raise StudioError("The library cannot be written: it is read-only.")

    monkeypatch.setattr(library, "update_take", refuse)
    figures, _ = figures_of(library, voice)
    assert figures["unmeasured"] == 0
    assert figures["spreads"]["level"]["median"] == pytest.approx(-23, abs=0.7)
    assert all(measurement(take) is None for take in library.takes(voice.id))


def test_a_take_that_cannot_be_read_is_counted(library: Library, voice: Voice) -> None:
    library.takes(voice.id)[1].path.write_bytes(b"no sound")
    figures, _ = figures_of(library, voice)
    assert figures["unmeasured"] == 1


def test_what_came_without_a_text_is_told(library: Library, voice: Voice) -> None:
    for take in library.takes(voice.id)[5:8]:  # one of them is not used
        library.update_take(take.id, checks={"text_by": "recogniser"})
    figures, _ = figures_of(library, voice)
    assert figures["heard_seconds"] == pytest.approx(2 * 2.0, abs=0.1)


def test_nothing_is_a_summary_too(library: Library) -> None:
    empty = library.create_voice("Empty")
    found = summarise(empty, [], [])
    assert (found.seconds, found.coverage, found.outliers, found.spreads) == (0.0, 0.0, (), {})


def test_thousands_of_takes_are_quick(library: Library, voice: Voice) -> None:
    import time

    figures_of(library, voice)
    takes: list[Take] = library.takes(voice.id) * 500
    began = time.process_time()
    assert summarise(voice, takes, []).included == 4500
    assert time.process_time() - began < 3.0
