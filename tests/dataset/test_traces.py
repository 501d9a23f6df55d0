"""What is left of a voice: nothing after deleting, and what was planted is found."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio import paths
from studio.audio.files import write_wav
from studio.core.at_work import training
from studio.core.entities import Prompt, Voice
from studio.core.errors import StudioError
from studio.core.lexicon_store import LexiconEntry
from studio.core.library import Library
from studio.dataset.deletion import delete_voice
from studio.dataset.manifest import (
    Manifest,
    manifest_of_id,
    manifest_of_name,
    take_manifest,
)
from studio.dataset.traces import Found, Place, own_places, places_of, search

SECRET = "The quick brown otter signs for the parcel on my behalf."
SPOKEN = "This sentence was only ever spoken and never read by anybody."
SHARED = "This sentence was read by both of the speakers in the house."


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cache and temporary files of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))


@pytest.fixture
def sound(tmp_path: Path, vowel: Callable[..., NDArray[np.float32]]) -> Path:
    path = tmp_path / "sound.wav"
    write_wav(path, vowel(), 24_000)
    return path


def speak_with(library: Library, voice: str, text: str, sound: Path) -> None:
    """As the Speak page keeps what was spoken."""
    write_wav(sound, np.random.default_rng(len(text)).normal(0, 0.1, 900).astype("f4"), 24_000)
    score = sound.with_suffix(".json")
    score.write_text(f'{{"text": "{text}"}}')
    library.add_rendering(sound, score, voice=voice, voice_name="", text=text, manner={})


@pytest.fixture
def anna(library: Library, sound: Path) -> Voice:
    """A voice with all that a voice can have; and a second one beside it, which stays."""
    other = library.create_voice("Berta")
    library.add_take(other.id, sound, SHARED)
    library.record_consent(other.id, "attestation", "Berta Muster", "It is mine, says Berta.")
    voice = library.create_voice("Anna Liese")
    rng = np.random.default_rng(1)
    for text in (SECRET, SHARED):
        write_wav(sound, rng.normal(0, 0.1, 30_000).astype(np.float32), 24_000)
        library.add_take(voice.id, sound, text, source="recording")
    library.create_session(voice.id, device="Microphone", rate=48_000)
    library.add_script(voice.id, "Mine", [Prompt("1", "A line that only this script holds.")])
    library.record_consent(
        voice.id, "statement", "Anna Liese", "I agree to this.", statement=sound, checks={}
    )
    own = LexiconEntry("Xylobald", "zye-lo-BALD")
    library.change_lexicon(voice.id, lambda lexicon: lexicon.with_entries(own))
    (library.capture_folder(voice.id) / "x.wav.unfinished").write_bytes(b"half a take" * 9)
    speak_with(library, "Anna Liese:2+af_heart", SPOKEN, sound)
    speak_with(library, "af_heart", "What a stock voice says stays where it is.", sound)
    run = library.create_run(voice.id, "quick", "cpu")
    library.update_run(run.id, report={"held_out": [SECRET]})
    (run.folder / "checkpoint.safetensors").write_bytes(rng.bytes(5000))
    prepared = run.folder.parent / "prepared"
    prepared.mkdir()
    (prepared / f"{library.takes(voice.id)[0].id}.safetensors").write_bytes(rng.bytes(900))
    settings = paths.config_dir() / "window.ini"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f"[General]\nlanguage=en\nvoice={voice.id}\nspeak_voice={voice.id}\n")
    return voice


def says(found: Found) -> list[tuple[str, str]]:
    return [(trace.path.name, trace.what) for trace in found.traces]


def test_before_deleting_all_of_it_is_found(library: Library, anna: Voice) -> None:
    manifest = take_manifest(library, anna)
    found = search(manifest, places_of(library.root))
    paths_found = {trace.path for trace in found.traces}
    folder = library.root / "voices" / anna.id
    assert {path for path in folder.rglob("*") if path.is_file()} <= paths_found
    (spoken,) = library.renderings(voice=anna.id)
    assert {spoken.path, spoken.score} <= paths_found
    assert library.root / "library.sqlite" in {p.with_suffix(".sqlite") for p in paths_found}
    assert paths.config_dir() / "window.ini" in paths_found
    assert len(manifest.files) == 9
    assert not {path for path in paths_found if "takes" in path.parts} - set(folder.rglob("*"))


def test_after_deleting_nothing_is_left(library: Library, anna: Voice) -> None:
    gone = delete_voice(library, anna.id, places_of(library.root))
    assert says(gone.found) == []
    assert gone.found.files["library"] >= 2  # the database and Berta's take
    assert gone.found.files["settings"] == 1
    assert gone.cleared == 1
    assert (paths.config_dir() / "window.ini").read_text() == "[General]\nlanguage=en\n"
    assert [voice.name for voice in library.voices()] == ["Berta"]
    assert [made.voice for made in library.renderings()] == ["af_heart"]
    assert library.takes("Berta")[0].path.exists()
    assert library.consent("Berta") is not None
    for path in library.root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word in (anna.id, "Anna Liese", SECRET, "A line that only", "Xylobald", SPOKEN):
                assert word.encode() not in content, path


def test_a_planted_copy_is_found_under_another_name(
    library: Library, anna: Voice, tmp_path: Path
) -> None:
    take = library.takes(anna.id)[0]
    hidden = tmp_path / "temporary" / "holiday" / "picture.png"
    hidden.parent.mkdir()
    shutil.copy(take.path, hidden)
    inside = library.root / "voices" / "notes.txt"
    shutil.copy(take.path, inside)
    gone = delete_voice(library, anna.id, places_of(library.root))
    copied = f"the same bytes as voices/{anna.id}/takes/{take.path.name}"
    assert sorted(says(gone.found)) == [("notes.txt", copied), ("picture.png", copied)]
    assert hidden.exists()  # it may be somebody's: it is named, not deleted
    hidden.unlink()
    inside.unlink()
    assert says(search(gone.manifest, places_of(library.root))) == []


def test_a_planted_remnant_of_the_log_is_found(
    library: Library, anna: Voice, tmp_path: Path
) -> None:
    """A log as a killed process leaves it: rows that were deleted stand in its frames."""
    database = library.root / "library.sqlite"
    writer = sqlite3.connect(database)
    reader = sqlite3.connect(database)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM takes").fetchone()  # keeps the log from being emptied
    writer.execute("UPDATE takes SET note = 'x' WHERE voice_id = ?", (anna.id,))
    writer.commit()
    remnant = (library.root / "library.sqlite-wal").read_bytes()
    reader.close()
    writer.close()
    assert anna.id.encode() in remnant
    gone = delete_voice(library, anna.id)
    assert says(gone.found) == []
    planted = library.root / "library.sqlite-wal"
    planted.write_bytes(remnant)
    left = says(search(gone.manifest, [Place("library", library.root)]))
    assert {name for name, _ in left} == {"library.sqlite-wal"}
    assert any(what.startswith("a text on page") for _, what in left)
    assert any(what.startswith("an id on page") for _, what in left)


def test_a_free_page_that_was_not_overwritten_is_found(
    library: Library, anna: Voice, tmp_path: Path
) -> None:
    manifest = take_manifest(library, anna)
    careless = sqlite3.connect(library.root / "library.sqlite")
    careless.execute("PRAGMA secure_delete = OFF")
    careless.execute("PRAGMA foreign_keys = ON")
    careless.execute("DELETE FROM voices WHERE id = ?", (anna.id,))
    careless.commit()
    careless.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    careless.close()
    shutil.rmtree(library.root / "voices" / anna.id)
    left = says(search(manifest, [Place("library", library.root)]))
    assert any(name == "library.sqlite" and "an id on page" in what for name, what in left)
    assert any(name == "library.sqlite" and "a text on page" in what for name, what in left)


def test_caches_and_own_temporary_files_go_with_the_voice(
    library: Library, anna: Voice, tmp_path: Path
) -> None:
    spoken = paths.cache_dir() / "spoken" / "0" / "00000.wav"
    spoken.parent.mkdir(parents=True)
    spoken.write_bytes("RIFF…made with the cloned voice “Anna Liese”. It…".encode())
    score = tmp_path / "temporary" / "timbre-x1" / "a.score.json"
    score.parent.mkdir()
    score.write_text(json.dumps({"voice": "Anna Liese", "sentences": []}))
    mended = paths.cache_dir() / "mended" / anna.id / f"{library.takes(anna.id)[0].id}-0.wav"
    mended.parent.mkdir(parents=True)
    mended.write_bytes(b"cleaned")
    kept = score.with_name("b.score.json")
    kept.write_text(json.dumps({"voice": "Berta", "sentences": [SHARED]}))
    gone = delete_voice(library, anna.id, own_places(library.root))
    assert says(gone.found) == []
    assert gone.cleared == 5  # the settings, too, and the folder of the mended sounds
    assert not spoken.exists()
    assert not mended.parent.exists()
    assert not score.exists()
    assert kept.exists()


def test_a_manifest_holds_no_content_and_serves_later(
    library: Library, anna: Voice, tmp_path: Path
) -> None:
    path = tmp_path / "manifest.json"
    take = library.takes(anna.id)[1]
    copy = tmp_path / "temporary" / "copy"
    shutil.copy(take.path, copy)
    delete_voice(library, anna.id, keep_manifest=path)
    text = path.read_text()
    for word in ("Anna", "Liese", "otter", "agree", "script"):
        assert word not in text
    manifest = Manifest.read(path)
    left = search(manifest, places_of(library.root))
    assert [trace.path for trace in left.traces] == [copy]
    path.write_text(text.replace('"version": 1', '"version": 9'))
    with pytest.raises(StudioError, match="no manifest"):
        Manifest.read(path)
    with pytest.raises(StudioError):
        Manifest.read(tmp_path / "gone.json")


def test_without_a_manifest_an_id_or_a_name_is_looked_for(library: Library, anna: Voice) -> None:
    for manifest in (manifest_of_id(anna.id), manifest_of_name("Anna Liese")):
        assert search(manifest, places_of(library.root)).traces
    delete_voice(library, anna.id)
    for manifest in (manifest_of_id(anna.id), manifest_of_name("Anna Liese")):
        assert search(manifest, places_of(library.root)).traces == []
    assert search(manifest_of_name("Berta"), places_of(library.root)).traces


def test_an_id_across_two_blocks_is_found(
    library: Library, anna: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.dataset.traces.CHUNK", 1000)
    manifest = take_manifest(library, anna)
    for offset in (980, 999, 2990):
        (tmp_path / "temporary" / "a").write_bytes(b"." * offset + anna.id.encode() + b"." * 500)
        found = search(manifest, [Place("temporary files", tmp_path / "temporary")])
        assert says(found) == [("a", f"an id at byte {offset}")]


def test_a_voice_that_is_being_trained_is_not_deleted(library: Library, anna: Voice) -> None:
    folder = library.root / "voices" / anna.id
    with training(folder, anna.name):
        with pytest.raises(StudioError, match="stop the training"):
            delete_voice(library, anna.id)
        with pytest.raises(StudioError, match="already"), training(folder, anna.name):
            pass
    assert says(delete_voice(library, anna.id).found) == []


def test_a_quick_search_reads_the_ends_of_sounds_and_all_of_what_is_written(
    library: Library, anna: Voice, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    filling = b"." * 100_000
    (folder / "middle.flac").write_bytes(filling + anna.id.encode() + filling)
    (folder / "end.flac").write_bytes(filling + anna.id.encode())
    (folder / "middle.json").write_bytes(filling + anna.id.encode() + filling)
    manifest, places = take_manifest(library, anna), [Place("cache", folder)]
    quick = {name for name, _ in says(search(manifest, places, quick=True))}
    assert quick == {"end.flac", "middle.json"}
    assert len(says(search(manifest, places))) == 3


def test_what_cannot_be_read_is_named(library: Library, anna: Voice, tmp_path: Path) -> None:
    large = tmp_path / "temporary" / "large"
    with large.open("wb") as file:
        file.truncate(1 << 25)
    found = search(
        manifest_of_id(anna.id), [Place("temporary files", tmp_path / "temporary", own=False)]
    )
    assert found.unread == [large]
    assert found.traces == []
