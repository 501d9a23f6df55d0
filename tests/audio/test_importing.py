"""Importing: good takes are kept, and every other file is named with its reason."""

import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from studio.audio.files import read_sound
from studio.audio.importing import ImportReport, import_folder
from studio.audio.transcripts import list_folder, read_text
from studio.core.errors import StudioError
from studio.core.library import Library

Vowel = Callable[..., np.ndarray]


def run(library: Library, folder: Path) -> ImportReport:
    steps: Generator[Any, None, ImportReport] = import_folder(library, "Ann", folder)
    fractions: list[float] = []
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            assert fractions == sorted(fractions)
            return end.value
        fractions.append(step.done / max(1, step.total))


@pytest.fixture
def ann(library: Library) -> Library:
    library.create_voice("Ann")
    return library


@pytest.fixture
def folder(tmp_path: Path, vowel: Vowel) -> Path:
    """Three good takes which differ, named a.wav, b.flac and c.ogg."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    for number, name in enumerate(("a.wav", "b.flac", "c.ogg")):
        soundfile.write(folder / name, vowel(100.0 + 20 * number, 1.0), 24_000)
    return folder


def test_tsv_with_everything_that_goes_wrong(ann: Library, folder: Path, vowel: Vowel) -> None:
    soundfile.write(folder / "short.wav", vowel(100.0, 0.2), 24_000)
    soundfile.write(folder / "silent.wav", np.zeros(24_000), 24_000)
    soundfile.write(folder / "long.wav", np.tile(vowel(100.0, 1.0, 8_000), 61), 8_000)
    soundfile.write(folder / "unnamed.wav", vowel(90.0, 1.0), 24_000)
    soundfile.write(folder / "loud.wav", np.clip(vowel(95.0, 1.0) * 20, -1, 1), 24_000)
    (folder / "text.wav").write_text("I am no sound.")
    (folder / "transcripts.tsv").write_text(
        "file\ttext\tspeaker\n"
        "a.wav\tHello  there.\tann\n"
        "b\tWithout its suffix.\n"
        "c.ogg\tOne text.\n"
        "c.ogg\tOne text.\n"
        "short.wav\tToo short.\n"
        "silent.wav\tNothing.\n"
        "long.wav\tA minute and more.\n"
        "loud.wav\tToo loud.\n"
        "text.wav\tNo sound.\n"
        "gone.wav\tNot there.\n"
        "../outside.wav\tElsewhere.\n"
        "/etc/passwd\tElsewhere.\n"
        "\n",
        encoding="utf-8-sig",
    )
    report = run(ann, folder)
    takes = ann.takes("Ann")
    assert [take.text for take in takes] == [
        "Hello there.",
        "Without its suffix.",
        "One text.",
        "Too loud.",
    ]
    assert report.added == [take.id for take in takes]
    assert report.seconds == pytest.approx(4.0, abs=0.05)
    assert report.missing == ["gone.wav"]
    assert report.without_text == ["unnamed.wav"]
    reasons = dict(report.set_aside)
    assert reasons.keys() == {
        "short.wav",
        "silent.wav",
        "long.wav",
        "text.wav",
        "../outside.wav",
        "/etc/passwd",
    }
    assert "shorter than 0.3 seconds" in reasons["short.wav"]
    assert "silent" in reasons["silent.wav"]
    assert "61 seconds long" in reasons["long.wav"]
    assert "not a sound file" in reasons["text.wav"]
    assert "outside the folder" in reasons["/etc/passwd"]
    assert [name for name, _ in report.noted] == ["loud.wav"]
    assert takes[3].checks["clipped"]
    assert takes[0].checks["clipped"] == []
    assert takes[0].checks["speech_dbfs"] == pytest.approx(-20, abs=0.5)


def test_ogg_becomes_flac_and_wav_stays_as_it_is(ann: Library, folder: Path) -> None:
    (folder / "transcripts.tsv").write_text("a.wav\tOne.\nc.ogg\tTwo.\n")
    run(ann, folder)
    wav, ogg = ann.takes("Ann")
    assert wav.path.read_bytes() == (folder / "a.wav").read_bytes()
    assert ogg.path.suffix == ".flac"
    before = read_sound(folder / "c.ogg").samples
    assert np.abs(read_sound(ogg.path).samples - before).max() < 1e-4


def test_same_sound_is_added_once(ann: Library, folder: Path) -> None:
    (folder / "again.wav").write_bytes((folder / "a.wav").read_bytes())
    (folder / "transcripts.tsv").write_text("a.wav\tOne.\nb.flac\tTwo.\nagain.wav\tOne.\n")
    first = run(ann, folder)
    assert (len(first.added), first.already) == (2, ["again.wav"])
    second = run(ann, folder)
    assert (second.added, second.already) == ([], ["a.wav", "b.flac", "again.wav"])
    assert len(ann.takes("Ann")) == 2


def test_two_different_texts_for_one_file(ann: Library, folder: Path) -> None:
    (folder / "transcripts.tsv").write_text("a.wav\tOne.\na.wav\tTwo.\nb.flac\tThree.\n")
    report = run(ann, folder)
    assert [take.text for take in ann.takes("Ann")] == ["Three."]
    assert report.set_aside[0][0] == "a.wav"
    assert "two different texts" in report.set_aside[0][1]


def test_ljspeech(ann: Library, folder: Path) -> None:
    (folder / "wavs").mkdir()
    (folder / "a.wav").rename(folder / "wavs" / "LJ-1.wav")
    (folder / "b.flac").rename(folder / "wavs" / "LJ-2.flac")
    (folder / "metadata.csv").write_text(
        'LJ-1|In 1900, "so to say".|In nineteen hundred, "so to say".\nLJ-2|Two columns.\nLJ-3|\n'
    )
    report = run(ann, folder)
    texts = [take.text for take in ann.takes("Ann")]
    assert texts == ['In nineteen hundred, "so to say".', "Two columns."]
    assert report.missing == ["LJ-3"]
    assert report.without_text == ["c.ogg"]


def test_text_file_beside_each_sound(ann: Library, folder: Path) -> None:
    (folder / "a.txt").write_text("One\nline.", encoding="utf-8")
    (folder / "b.txt").write_text(" \n")
    report = run(ann, folder)
    assert [take.text for take in ann.takes("Ann")] == ["One line."]
    assert report.without_text == ["c.ogg"]
    assert report.set_aside[0][0] == "b.flac"
    assert "no text" in report.set_aside[0][1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Café “naïve”".encode(encoding, errors="replace"))
    expected = "Café “naïve”" if encoding != "latin-1" else "Café ?naïve?"
    assert read_text(tmp_path / "a.txt") == expected


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.write_text("x"), "is a file; choose the folder"),
        (lambda path: path.mkdir(), "holds no sound files"),
        (lambda path: (path.mkdir(), (path / "transcripts.tsv").touch()), "is empty"),
        (
            lambda path: (path.mkdir(), (path / "transcripts.tsv").write_bytes(b"a\0b" * 9)),
            "not a text file",
        ),
    ],
)
def test_folders_that_cannot_be_used(tmp_path: Path, make: Callable, words: str) -> None:
    make(tmp_path / "folder")
    with pytest.raises(StudioError, match=words):
        list_folder(tmp_path / "folder")


def test_sounds_below_the_folder_and_windows_paths(folder: Path) -> None:
    (folder / "Deep").mkdir()
    (folder / "a.wav").rename(folder / "Deep" / "a.WAV")
    (folder / "transcripts.tsv").write_text("Deep\\a.WAV\tOne.\n./b.flac\tTwo.\n")
    listing = list_folder(folder)
    assert [path.name for path, _ in listing.pairs] == ["a.WAV", "b.flac"]


def test_twenty_minutes_do_not_fill_the_memory(ann: Library, tmp_path: Path) -> None:
    import tracemalloc

    with soundfile.SoundFile(tmp_path / "long.flac", "w", 48_000, 1) as file:
        second = np.zeros(48_000, np.float32)
        for _ in range(20 * 60):
            file.write(second)
    (tmp_path / "long.txt").write_text("Everything.")
    tracemalloc.start()
    steps = import_folder(ann, "Ann", tmp_path)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            report = end.value
            break
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.added == []
    assert "20 minutes long" in report.set_aside[0][1]
    assert peak < 20_000_000


def test_stopped_half_way_goes_on_later(ann: Library, folder: Path) -> None:
    (folder / "transcripts.tsv").write_text("a.wav\tOne.\nb.flac\tTwo.\nc.ogg\tThree.\n")
    steps = import_folder(ann, "Ann", folder)
    next(steps)
    next(steps)
    steps.close()
    assert len(ann.takes("Ann")) == 1
    report = run(ann, folder)
    assert (len(report.added), report.already) == (2, ["a.wav"])


def test_library_that_cannot_be_written_stops_the_import(ann: Library, folder: Path) -> None:
    """Unlike a bad file: nothing after it could be added either."""
    (folder / "transcripts.tsv").write_text("a.wav\tOne.\n")
    voice = ann.voice("Ann")
    steps = import_folder(ann, "Ann", folder)
    next(steps)
    deleting = threading.Thread(target=ann.delete_voice, args=(voice.id,))
    deleting.start()
    deleting.join()
    with pytest.raises(StudioError, match="no voice"):
        next(steps)
