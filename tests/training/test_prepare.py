"""From a take to what the networks learn from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from studio.audio.files import read_sound, write_wav
from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.training.prepare import SetAside, edits, prepare_take, prepare_takes
from studio.training.prepared import PreparedTake, read_prepared
from studio.voice.inverse_model import InverseModel

Speaker = Callable[[int], tuple[Voice, list[Take]]]


def test_every_curve_covers_the_sound(sample_speaker: Speaker, ears: InverseModel) -> None:
    _, (take,) = sample_speaker(1)
    ready = prepare_take(take, "en-us", ears)
    frames = int(2 * ready.durations.sum())
    assert len(ready.durations) == len(ready.phonemes) + 2
    assert ready.durations.min() >= 1
    assert len(ready.sound) == 300 * frames
    assert len(ready.f0) == len(ready.energy) == frames
    assert ready.seconds == pytest.approx(take.seconds, abs=0.05)
    assert ready.confidence > 0.5
    assert 50 < ready.f0[ready.f0 > 0].median() < 500


def test_a_take_of_another_text_is_set_aside_and_named(
    sample_speaker: Speaker, ears: InverseModel, library: Library, tmp_path: Path
) -> None:
    _, takes = sample_speaker(3)
    wrong = library.update_take(takes[1].id, text="Nothing of the kind was ever said by anybody.")
    found = list(prepare_takes([takes[0], wrong, takes[2]], "en-us", ears, tmp_path / "kept"))
    assert [type(item) for item in found] == [PreparedTake, SetAside, PreparedTake]
    assert isinstance(found[1], SetAside)
    assert "does not fit its text" in found[1].reason


def test_what_was_prepared_is_read_again_unless_the_text_changed(
    sample_speaker: Speaker, ears: InverseModel, tmp_path: Path
) -> None:
    _, (take,) = sample_speaker(1)
    (ready,) = prepare_takes([take], "en-us", ears, tmp_path)
    assert isinstance(ready, PreparedTake)
    (path,) = tmp_path.glob("*.safetensors")
    again = read_prepared(path, take.id, take.text)
    assert again is not None
    assert again.phonemes == ready.phonemes
    assert again.durations.tolist() == ready.durations.tolist()
    np.testing.assert_allclose(again.sound, ready.sound, atol=1e-3)
    assert again.said == ready.said
    assert read_prepared(path, take.id, "Another text.") is None
    assert read_prepared(path, take.id, take.text, asked="ðə") is None
    assert read_prepared(path, take.id, take.text, {"trim": True}) is None
    path.write_bytes(path.read_bytes()[:1000])
    assert read_prepared(path, take.id, take.text) is None


def test_another_language_or_an_own_word_prepares_anew(
    sample_speaker: Speaker, ears: InverseModel, tmp_path: Path
) -> None:
    _, (take,) = sample_speaker(1)
    word = take.text.split()[-1].strip(".")
    (ready,) = prepare_takes([take], "en-us", ears, tmp_path)
    (own,) = prepare_takes([take], "en-us", ears, tmp_path, {word: "bˈɑbə"})
    (british,) = prepare_takes([take], "en-gb", ears, tmp_path)
    assert all(isinstance(one, PreparedTake) for one in (ready, own, british))
    strings = [one.phonemes for one in (ready, own, british) if isinstance(one, PreparedTake)]
    assert "bˈɑbə" in strings[1]
    assert len(set(strings)) == 3


def test_a_text_that_was_only_heard_is_trusted_less(
    sample_speaker: Speaker, ears: InverseModel, library: Library, tmp_path: Path
) -> None:
    """Also where the take was prepared before, and again in full once a person has confirmed it."""
    _, (take,) = sample_speaker(1)
    (given,) = prepare_takes([take], "en-us", ears, tmp_path)
    checks = {"text_by": "recogniser", "belief": 0.6}
    (heard,) = prepare_takes([library.update_take(take.id, checks=checks)], "en-us", ears, tmp_path)
    confirmed = library.update_take(take.id, checks={"text_by": "person"})
    (again,) = prepare_takes([confirmed], "en-us", ears, tmp_path)
    found = [item.confidence for item in (given, heard, again) if isinstance(item, PreparedTake)]
    assert found == pytest.approx([found[0], 0.6 * found[0], found[0]])


def test_training_learns_from_the_cleaned_sound_and_prepares_it_anew(
    sample_speaker: Speaker, ears: InverseModel, library: Library, tmp_path: Path
) -> None:
    _, (take,) = sample_speaker(1)
    recorded = read_sound(take.path)
    before = take.path.read_bytes()
    noisy = np.concatenate([np.zeros(2 * recorded.rate, np.float32), recorded.samples])
    write_wav(tmp_path / "late.wav", noisy, recorded.rate)
    late = library.add_take(take.voice_id, tmp_path / "late.wav", take.text)
    (whole,) = prepare_takes([late], "en-us", ears, tmp_path)
    trimmed = library.update_take(late.id, cleanup={"trim": True})
    (ready,) = prepare_takes([trimmed], "en-us", ears, tmp_path)
    assert isinstance(whole, PreparedTake)
    assert isinstance(ready, PreparedTake)
    assert whole.seconds - ready.seconds == pytest.approx(2.1, abs=0.3)
    (again,) = prepare_takes([late], "en-us", ears, tmp_path)  # the clean-up taken back
    assert isinstance(again, PreparedTake)
    assert again.seconds == whole.seconds
    assert take.path.read_bytes() == before


@pytest.mark.parametrize(
    ("seconds", "reason"), [(0.1, "0.1 s long"), (40.0, "40.0 s long"), (2.0, "does not fit")]
)
def test_too_short_too_long_and_silent_takes_are_refused(
    library: Library, ears: InverseModel, tmp_path: Path, seconds: float, reason: str
) -> None:
    voice = library.create_voice("Somebody")
    path = tmp_path / "take.wav"
    write_wav(path, np.zeros(round(seconds * 24_000), np.float32), 24_000)
    take = library.add_take(voice.id, path, "The harbour was quiet.", source="import")
    with pytest.raises(StudioError, match=reason):
        prepare_take(take, "en-us", ears)


def test_edits() -> None:
    assert edits([1, 2, 3], [1, 2, 3]) == 0
    assert edits([1, 2, 3], [1, 3]) == 1
    assert edits([], [1, 3]) == 2
    assert edits([1, 2, 3, 4], [2, 3, 5, 4]) == 2
