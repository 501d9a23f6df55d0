"""Listening to the statement: real sounds of a speaker who does not exist, and of others."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.files import Sound, read_sound, write_flac, write_wav
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.files import sha256_of
from studio.core.library import Library
from studio.dataset.consent import Terms, lock
from studio.dataset.same_speaker import CACHE, check_same_speaker, speaker_of_takes
from studio.dataset.statement import SAME_SPEAKER, check_statement
from studio.dataset.statement_task import give_statement
from studio.paths import resources_dir
from studio.speech.watermark import mark
from studio.training.tasks import train
from studio.voice.speaker_encoder import centroid, embed
from tests.dataset.data.make_statement import TERMS

STATEMENT = Path(__file__).with_name("data") / "statement.ogg"
OTHER = Path(__file__).parents[1] / "voice" / "data" / "teacher_eric.ogg"
SAMPLE = resources_dir() / "sample_voice"


def finish(task: Generator[Any, None, Any]) -> Any:
    """Run a task to its end and return its result."""
    while True:
        try:
            next(task)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def statement() -> Sound:
    return read_sound(STATEMENT)


@pytest.fixture(scope="module")
def speaker() -> np.ndarray:
    """The middle of six takes of the sample voice."""
    sounds = [read_sound(SAMPLE / f"{number:02}.ogg") for number in range(1, 7)]
    return centroid([embed(sound.samples, sound.rate) for sound in sounds])


@pytest.fixture
def voice(library: Library, tmp_path: Path) -> Voice:
    """A voice with eight takes of the sample speaker, treated as a person."""
    made = library.create_voice("Sam")
    lines = (SAMPLE / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[:8]:
        name, text = line.split("\t")
        add(library, made, tmp_path, SAMPLE / name, text)
    return made


def add(library: Library, voice: Voice, folder: Path, sound: Path, text: str) -> None:
    read, path = read_sound(sound), folder / "take.flac"
    write_flac(path, read.samples, read.rate)
    library.add_take(voice.id, path, text, source="recording")


def test_a_right_reading_by_the_speaker_is_accepted(statement: Sound, speaker: np.ndarray) -> None:
    found = check_statement(statement, TERMS, speaker)
    assert found.faults == ()
    assert found.words is not None
    assert found.words.share > 0.95
    assert found.similarity is not None
    assert found.similarity > SAME_SPEAKER + 0.05


def test_another_date_name_or_use_is_another_statement(statement: Sound) -> None:
    found = check_statement(statement, replace(TERMS, date="2025-03-04"), None)
    assert "This was not heard: “the fourth of March" in found.faults[0]
    other = replace(TERMS, uses=(), other="selling old cars to dragons")
    assert "selling old cars" in check_statement(statement, other, None).faults[0]


def test_half_a_reading_is_refused(statement: Sound) -> None:
    half = Sound(statement.samples[: len(statement.samples) * 6 // 10], statement.rate)
    found = check_statement(half, TERMS, None)
    assert not found.accepted
    assert "read" in found.faults[0].lower()


def test_the_name_may_not_be_left_out(statement: Sound) -> None:
    samples = statement.samples.copy()
    begin, end = round(0.82 * statement.rate), round(1.75 * statement.rate)
    left_out = np.concatenate([samples[:begin], samples[end:]])
    found = check_statement(Sound(left_out, statement.rate), TERMS, None)
    assert found.words is not None
    assert not found.words.name_said


def test_another_speaker_is_refused(statement: Sound) -> None:
    other = read_sound(OTHER)
    found = check_statement(statement, TERMS, embed(other.samples, other.rate))
    assert found.words is not None
    assert found.words.read
    assert "does not sound like the speaker" in found.faults[0]


def test_a_copy_may_not_consent_to_itself(statement: Sound, speaker: np.ndarray) -> None:
    made = Sound(mark(statement.samples, statement.rate), statement.rate)
    found = check_statement(made, TERMS, speaker)
    assert found.generated
    assert found.faults[-1].startswith("This is generated speech")


@pytest.mark.parametrize("level", [0.0, 1e-5])
def test_silence_is_no_statement(statement: Sound, level: float) -> None:
    silent = Sound(statement.samples * np.float32(level), statement.rate)
    assert "Nothing is to be heard" in check_statement(silent, TERMS, None).faults[0]


def test_chinese_words_are_not_heard_and_that_is_said(
    statement: Sound, speaker: np.ndarray
) -> None:
    chinese = Terms("王小明", "2026-11-22", ("private",), "", "zh")
    found = check_statement(statement, chinese, speaker)
    assert found.accepted  # nobody here knows Chinese; person and length are right
    assert found.as_dict()["words_heard"] is None
    short = Sound(statement.samples[: 8 * statement.rate], statement.rate)
    assert "the statement takes" in check_statement(short, chinese, speaker).faults[0]


def test_giving_the_statement_keeps_it_with_its_hash(library: Library, voice: Voice) -> None:
    done = finish(give_statement(library.root, voice.id, STATEMENT, TERMS.as_dict()))
    assert done["faults"] == []
    consent = library.consent(voice.id)
    assert consent is not None
    assert (consent.kind, consent.name) == ("statement", "Sam Sample")
    assert "My name is Sam Sample." in consent.text
    assert consent.file is not None
    assert consent.sha256 == sha256_of(consent.file)
    assert read_sound(consent.file).seconds == pytest.approx(read_sound(STATEMENT).seconds, 0.01)
    assert consent.checks["similarity"] > SAME_SPEAKER
    assert consent.checks["terms"]["uses"] == ["private"]
    assert lock(library, voice) is None
    finish(check_same_speaker(library, voice))
    cache = library.root / "voices" / voice.id / CACHE
    before = cache.stat().st_mtime_ns
    finish(check_same_speaker(library, voice))  # nothing is listened to again
    assert cache.stat().st_mtime_ns == before


def test_a_refused_statement_is_not_kept(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Eric")
    add(library, voice, tmp_path, OTHER, "One sentence.")
    done = finish(give_statement(library.root, voice.id, STATEMENT, TERMS.as_dict()))
    assert not done["accepted"]
    assert library.consent(voice.id) is None
    with pytest.raises(StudioError, match="Training is locked"):
        finish(train(library.root, voice.id))
    assert library.runs(voice.id) == []


def test_takes_of_somebody_else_lock_the_training(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    finish(give_statement(library.root, voice.id, STATEMENT, TERMS.as_dict()))
    for number in range(4):
        add(library, voice, tmp_path, OTHER, f"Somebody else says number {number}.")
    with pytest.raises(StudioError, match="Somebody else says number 0") as error:
        finish(train(library.root, voice.id))
    assert "do not sound like Sam Sample" in str(error.value)
    assert library.runs(voice.id) == []
    for take in library.takes(voice.id)[:8]:
        library.update_take(take.id, included=False)
    with pytest.raises(StudioError, match="sound like somebody else"):
        finish(train(library.root, voice.id))


def test_an_exchanged_take_is_listened_to_again(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    before = finish(speaker_of_takes(library, voice))
    sound, other = read_sound(OTHER), tmp_path / "other.flac"
    write_flac(other, sound.samples, sound.rate)
    for take in library.takes(voice.id):
        take.path.write_bytes(other.read_bytes())
    after = finish(speaker_of_takes(library, voice))
    there = embed(sound.samples, sound.rate)
    assert float(before @ there) < 0.9
    assert float(after @ there) > 0.99


def test_a_damaged_cache_is_made_again(library: Library, voice: Voice) -> None:
    first = finish(speaker_of_takes(library, voice))
    cache = library.root / "voices" / voice.id / CACHE
    cache.write_text('{"version": 1, "speakers": {"a": "!!"}}')
    again = finish(speaker_of_takes(library, voice))
    assert np.allclose(first, again)


def test_without_takes_there_is_no_speaker_to_compare(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("New")
    assert finish(speaker_of_takes(library, voice)) is None
    path = tmp_path / "short.wav"
    write_wav(path, read_sound(OTHER).samples[:24_000], 24_000)
    library.add_take(voice.id, path, "Short.", source="recording")
    assert finish(speaker_of_takes(library, voice)) is None
    done = finish(give_statement(library.root, voice.id, STATEMENT, TERMS.as_dict()))
    assert done["accepted"]
    assert done["similarity"] is None  # asked when a training starts
