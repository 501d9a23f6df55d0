"""Exports that other programs, and our own importer, read back."""

from __future__ import annotations

import errno
import resource
import signal
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from studio.audio.files import read_sound, write_flac, write_wav
from studio.audio.importing import import_folder
from studio.audio.levels import speech_rms_dbfs
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.export import ExportChoice, export_data_set, spoken

T = TypeVar("T")

TEXTS = (
    "The harbour was quiet.",
    "She paid $5 to Dr. Gray, and left.",
    "“Why?” he asked; nobody knew — not even I.",
)


@pytest.fixture
def voice(library: Library, tmp_path: Path, vowel: Callable[..., NDArray[np.float32]]) -> Voice:
    """Three takes: 24 kHz mono WAV, 48 kHz stereo 24-bit FLAC, 22.05 kHz; the last set aside."""
    made = library.create_voice("Anna Müller")
    for number, (rate, channels) in enumerate(((24_000, 1), (48_000, 2), (22_050, 1))):
        sound = vowel(f0=110 + 20 * number, seconds=1.0, rate=rate)
        path = tmp_path / f"{number}.{'flac' if channels == 2 else 'wav'}"
        if channels == 2:
            write_flac(path, np.stack([sound, 0.5 * sound], axis=1), rate, "PCM_24")
        else:
            write_wav(path, sound, rate)
        library.add_take(made.id, path, TEXTS[number], prompt_id=f"n{number}")
    library.update_take(library.takes(made.id)[2].id, included=False, note="a word is missing")
    return made


def run(steps: Generator[Any, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_ljspeech_is_mono_16_bit_with_three_columns(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    library.record_consent(voice.id, "attestation", "Anna Müller", "I agree.")
    folder = tmp_path / "out" / "anna"
    told = run(export_data_set(library, voice.id, folder))
    assert (told["takes"], told["seconds"]) == (2, 2.0)
    lines = (folder / "metadata.csv").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "anna-m-ller-0001|The harbour was quiet.|The harbour was quiet.",
        "anna-m-ller-0002|She paid $5 to Dr. Gray, and left.|"
        "She paid five dollars to doctor Gray, and left.",
    ]
    for line in lines:
        form = soundfile.info(folder / "wavs" / f"{line.split('|')[0]}.wav")
        assert (form.samplerate, form.channels, form.subtype) == (22_050, 1, "PCM_16")
        assert form.duration == pytest.approx(1.0, abs=1e-3)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "Anna Müller signed for it on" in readme
    assert "> I agree." in readme


def test_without_consent_the_folder_says_so(library: Library, voice: Voice, tmp_path: Path) -> None:
    run(export_data_set(library, voice.id, tmp_path / "out"))
    assert "No consent was written down" in (tmp_path / "out" / "README.md").read_text()


def test_a_consent_that_was_taken_back_is_told(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    library.record_consent(
        voice.id, "attestation", "Anna", "I agree.", checks={"withdrawn": "2026-11-20T10:00:00"}
    )
    run(export_data_set(library, voice.id, tmp_path / "out"))
    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "taken back on 2026-11-20" in readme
    assert "signed" not in readme


@pytest.mark.parametrize("only", [True, False])
def test_a_plain_folder_comes_back_as_it_was(
    library: Library, voice: Voice, tmp_path: Path, only: bool
) -> None:
    folder = tmp_path / "plain"
    choice = ExportChoice("plain", rate=0, included_only=only)
    told = run(export_data_set(library, voice.id, folder, choice))
    again = library.create_voice("Again")
    report = run(import_folder(library, again.id, folder))
    assert len(report.added) == told["takes"] == (2 if only else 3)
    before, after = library.takes(voice.id, only), library.takes(again.id)
    assert [take.text for take in after] == [take.text for take in before]
    for old, new in zip(before, after, strict=True):
        assert old.path.read_bytes() == new.path.read_bytes()  # not one bit was touched
        beside = next(folder.glob(f"*{list(before).index(old) + 1:04}.txt"))
        assert beside.read_text(encoding="utf-8").strip() == old.text


def test_another_rate_keeps_channels_and_depth(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    run(export_data_set(library, voice.id, tmp_path / "a", ExportChoice("plain", rate=16_000)))
    form = soundfile.info(next((tmp_path / "a").glob("*-0002.wav")))
    assert (form.samplerate, form.channels, form.subtype) == (16_000, 2, "PCM_24")


def test_nothing_is_overwritten_and_an_empty_voice_is_told(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    with pytest.raises(StudioError, match="nothing is overwritten"):
        run(export_data_set(library, voice.id, there))
    assert [path.name for path in there.iterdir()] == ["mine.txt"]
    with pytest.raises(StudioError, match="inside the library"):
        run(export_data_set(library, voice.id, library.root / "out"))
    with pytest.raises(StudioError, match="no take to export"):
        run(export_data_set(library, library.create_voice("Empty").id, tmp_path / "e"))
    with pytest.raises(StudioError, match="no format"):
        run(export_data_set(library, voice.id, tmp_path / "e", ExportChoice("csv")))  # type: ignore[arg-type]


def test_stopped_half_way_leaves_nothing(library: Library, voice: Voice, tmp_path: Path) -> None:
    steps = export_data_set(library, voice.id, tmp_path / "half" / "out")
    for _ in range(2):
        next(steps)
    steps.close()
    assert list((tmp_path / "half").iterdir()) == []


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    steps = export_data_set(library, voice.id, tmp_path / "full" / "out")
    next(steps)  # the library has been read
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, old[1]))  # EFBIG, told as a full disk
    try:
        with pytest.raises(StudioError, match="disk is full") as told:
            run(steps)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, before)
    assert isinstance(told.value.__cause__, OSError)
    assert told.value.__cause__.errno == errno.EFBIG
    assert list((tmp_path / "full").iterdir()) == []


def test_cleaned_or_as_recorded_as_was_chosen(
    library: Library, voice: Voice, tmp_path: Path
) -> None:
    first = library.takes(voice.id)[0]
    before = first.path.read_bytes()
    library.update_take(first.id, cleanup={"level_dbfs": -30.0})
    for format in ("ljspeech", "plain"):
        levels = {}
        for cleaned in (True, False):
            folder = tmp_path / f"{format}-{cleaned}"
            choice = ExportChoice(format, rate=24_000, cleaned=cleaned)  # type: ignore[arg-type]
            run(export_data_set(library, voice.id, folder, choice))
            sound = read_sound(next(folder.rglob("*-0001.wav")))
            levels[cleaned] = speech_rms_dbfs(sound.samples, sound.rate)
        assert levels[True] == pytest.approx(-30.0, abs=0.3)
        assert levels[False] == pytest.approx(-20.0, abs=0.6)
    assert first.path.read_bytes() == before


def test_spoken_writes_out_what_is_read() -> None:
    assert spoken("It was 21.", "en-us") == "It was twenty one."
    assert spoken("Nothing to change here.", "en-us") == "Nothing to change here."


def test_the_sound_itself_arrives(library: Library, voice: Voice, tmp_path: Path) -> None:
    run(export_data_set(library, voice.id, tmp_path / "o", ExportChoice(rate=24_000)))
    first = library.takes(voice.id)[0]
    sent, got = read_sound(first.path), read_sound(next((tmp_path / "o" / "wavs").glob("*1.wav")))
    np.testing.assert_array_equal(sent.samples, got.samples)
