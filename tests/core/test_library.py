"""The library: voices, takes, consent and runs come back as they were put in."""

import hashlib
import os
import sqlite3
import struct
import threading
import wave
from pathlib import Path

import pytest

from studio.core.entities import Prompt
from studio.core.errors import StudioError
from studio.core.library import Library


def write_tone(path: Path, seconds: float = 0.5, rate: int = 16_000, channels: int = 1) -> Path:
    """A square wave, by the standard library alone."""
    frames = round(seconds * rate)
    values = [8000 if i // 40 % 2 else -8000 for i in range(frames) for _ in range(channels)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(values)}h", *values))
    return path


def files_below(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_voices_come_back_from_another_library_object(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    ann = library.create_voice("  Ann   Lee ", language="en-gb")
    made = library.create_voice("Blend", kind="sample", synthetic=True, base="af_heart")
    assert (ann.name, ann.kind, ann.language, ann.run) == ("Ann Lee", "own", "en-gb", None)
    again = Library(tmp_path / "library")
    assert again.voices() == [ann, made]
    assert again.voice(ann.id) == again.voice("ann lee") == ann
    assert again.rename_voice(ann.id, "Anna").name == again.voice("ANNA").name == "Anna"
    assert again.update_voice(ann.id, base="bf_emma").base == library.voice(ann.id).base


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "needs a name"), ("a" * 61, "longer than 60"), ("a\x00b", "cannot be seen")],
)
def test_names_that_are_refused(library: Library, name: str, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        library.create_voice(name)


@pytest.mark.parametrize("twin", ["zoë", "ZOË", "Zoe\u0308"])
def test_name_is_taken_whatever_its_case_and_composition(library: Library, twin: str) -> None:
    library.create_voice("Zoë")
    with pytest.raises(StudioError, match="already"):
        library.create_voice(twin)


def test_unknown_values_are_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="choose one of en-us, en-gb"):
        library.create_voice("Ann", language="fr")  # type: ignore[arg-type]
    with pytest.raises(StudioError, match="no voice “Bob”"):
        library.voice("Bob")
    with pytest.raises(StudioError, match="no longer"):
        library.take("0" * 32)


def test_take_is_a_copy_with_the_form_of_the_sound(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    sound = write_tone(tmp_path / "one.wav", 0.25, 22_050, 2)
    take = library.add_take("Ann", sound, "Hello.", origin="abc", checks={"snr": 30.5})
    assert (take.seconds, take.rate, take.channels) == (pytest.approx(0.25, abs=1e-4), 22_050, 2)
    assert take.path.is_absolute()
    assert take.path.read_bytes() == sound.read_bytes()
    assert library.takes(voice.id) == [take]
    assert library.origins(voice.id) == {"abc"}
    assert files_below(library.root / "voices") == [f"{voice.id}/takes/{take.id}.wav"]


def test_take_is_changed_and_deleted(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    sound = write_tone(tmp_path / "one.wav")
    first, second = (library.add_take(voice.id, sound, text) for text in ("One.", "Two."))
    changed = library.update_take(first.id, included=False, note="noisy", checks={"snr": 3})
    changed = library.update_take(first.id, starred=True, text="Won.", checks={"clipped": []})
    assert changed.checks == {"snr": 3, "clipped": []}
    assert (changed.text, changed.included, changed.starred, changed.note) == (
        "Won.",
        False,
        True,
        "noisy",
    )
    assert library.takes(voice.id) == [changed, second]
    assert library.takes(voice.id, included_only=True) == [second]
    library.delete_take(first.id)
    assert library.takes(voice.id) == [second]
    assert not first.path.exists()
    with pytest.raises(StudioError, match="no longer"):
        library.delete_take(first.id)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a whole WAV or FLAC"),
        (b"hello, I am no sound", "not a whole WAV or FLAC"),
        (b"RIFF\x24\x00\x00\x00WAVE", "not a whole WAV or FLAC"),
        (b"fLaC\x00\x00", "not a whole WAV or FLAC"),
    ],
)
def test_what_is_no_sound_is_refused_and_leaves_nothing(
    library: Library, tmp_path: Path, content: bytes, words: str
) -> None:
    library.create_voice("Ann")
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(StudioError, match=r"bad\.wav is " + words):
        library.add_take("Ann", tmp_path / "bad.wav", "text")
    assert files_below(library.root / "voices") == []


def test_cut_off_and_empty_wav_are_refused(library: Library, tmp_path: Path) -> None:
    library.create_voice("Ann")
    whole = write_tone(tmp_path / "one.wav").read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StudioError, match="not a whole"):
        library.add_take("Ann", tmp_path / "cut.wav", "text")
    with pytest.raises(StudioError, match="no sound"):
        library.add_take("Ann", write_tone(tmp_path / "none.wav", 0.0), "text")


def test_consent(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    assert library.consent("Ann") is None
    library.record_consent("Ann", "attestation", "Ann", "It is my voice.")
    said = write_tone(tmp_path / "said.wav")
    consent = library.record_consent(
        "Ann", "statement", " Ann Lee ", "I, Ann …", statement=said, checks={"alike": 0.9}
    )
    assert library.consent("Ann") == consent
    digest = hashlib.sha256(said.read_bytes()).hexdigest()
    assert (consent.name, consent.sha256, consent.checks) == ("Ann Lee", digest, {"alike": 0.9})
    assert consent.file is not None
    assert consent.file.read_bytes() == said.read_bytes()
    assert library.root / "voices" / voice.id in consent.file.parents
    with pytest.raises(StudioError, match="name of the person"):
        library.record_consent("Ann", "attestation", " ", "text")
    with pytest.raises(ValueError, match="recorded"):
        library.record_consent("Ann", "statement", "Ann", "text")


def test_a_replaced_statement_is_gone(library: Library, tmp_path: Path) -> None:
    library.create_voice("Ann")
    files = []
    for seconds in (1.0, 2.0):
        said = write_tone(tmp_path / "said.wav", seconds)
        made = library.record_consent("Ann", "statement", "Ann", "I", statement=said)
        assert made.file is not None
        files.append(made.file)
    assert [file.exists() for file in files] == [False, True]
    (stray := files[1].with_name("0" * 32 + ".wav")).write_bytes(b"written by a killed process")
    Library(library.root)
    assert not stray.exists()
    assert files[1].exists()


def test_sessions_and_scripts(library: Library) -> None:
    voice, other = library.create_voice("Ann"), library.create_voice("Bea")
    session = library.create_session("Ann", device="USB microphone", rate=44_100)
    assert library.sessions("Ann") == [session]
    session = library.update_session(session.id, room={"noise_dbfs": -62.5})
    assert library.sessions("Ann") == [session]
    assert session.room == {"noise_dbfs": -62.5}
    lines = (Prompt("a1", "Who goes there?", "whispered", "Guard"), Prompt("a2", "Run!"))
    script = library.add_script("Ann", " Barks ", lines)
    assert library.scripts("Ann") == [script]
    assert (script.name, script.prompts) == ("Barks", lines)
    assert library.scripts(other.id) == []
    with pytest.raises(StudioError, match="same id"):
        library.add_script("Ann", "Twice", (lines[0], lines[0]))
    with pytest.raises(StudioError, match="no sentence"):
        library.add_script("Ann", "Empty", ())
    library.delete_script(script.id)
    assert library.scripts(voice.id) == []


def test_the_best_take_of_a_prompt_is_used_alone(library: Library, tmp_path: Path) -> None:
    library.create_voice("Ann")
    sound = write_tone(tmp_path / "one.wav")
    first, second, other = (
        library.add_take("Ann", sound, "text", source="recording", prompt_id=prompt)
        for prompt in ("a1", "a1", "a2")
    )
    library.choose_take(first.id)
    library.choose_take(second.id)
    assert [(t.prompt_id, t.starred, t.included) for t in library.takes("Ann")] == [
        ("a1", False, False),
        ("a1", True, True),
        ("a2", False, True),
    ]
    assert library.take(other.id).cleanup == {}
    library.update_take(other.id, cleanup={"hum_hz": 50.0})
    assert library.take(other.id).cleanup == {"hum_hz": 50.0}


def test_a_library_of_the_first_version_is_read(library: Library, tmp_path: Path) -> None:
    """Its takes and consents stay as they were, and what is new can be added."""
    library.create_voice("Ann")
    take = library.add_take("Ann", write_tone(tmp_path / "one.wav"), "text")
    library.record_consent("Ann", "attestation", "Ann", "It is my voice.")
    consent = library.consent("Ann")
    with sqlite3.connect(library.root / "library.sqlite") as rows:
        new = ("script_lines", "rendering_voices", "renderings", "castings", "projects")
        for table in (*new, "prompts", "scripts", "sessions"):
            rows.execute(f"DROP TABLE {table}")
        for column in ("prompt_id", "session_id", "cleanup"):
            rows.execute(f"ALTER TABLE takes DROP COLUMN {column}")
        for column in ("file", "checks"):
            rows.execute(f"ALTER TABLE consents DROP COLUMN {column}")
        rows.execute("PRAGMA user_version = 1")
    again = Library(library.root)
    assert again.takes("Ann") == [take]
    assert again.consent("Ann") == consent
    again.create_session("Ann", device="", rate=48_000)


def test_nothing_of_a_deleted_voice_is_left_in_the_file(library: Library, tmp_path: Path) -> None:
    library.create_voice("Ann Onymous")
    library.add_take("Ann Onymous", write_tone(tmp_path / "one.wav"), "a very particular text")
    library.delete_voice("Ann Onymous")
    for path in library.root.rglob("*"):
        if path.is_file():
            assert b"Onymous" not in path.read_bytes(), path
            assert b"particular" not in path.read_bytes(), path


def test_runs(library: Library) -> None:
    voice, other = library.create_voice("Ann"), library.create_voice("Bea")
    first, second = (library.create_run("Ann", preset, "cpu") for preset in ("quick", "studio"))
    assert first.folder.is_dir()
    assert first.state == "training"
    first = library.update_run(first.id, state="rejected", report={"similarity": 0.9})
    assert library.runs("Ann") == [first, second]
    assert library.keep_run("Ann", second.id).run == library.voice("Ann").run == second.id
    assert library.run(second.id).state == "kept"
    with pytest.raises(ValueError, match="another voice"):
        library.keep_run(other.id, second.id)
    (second.folder / "weights").write_bytes(b"1")
    library.delete_run(second.id)
    assert library.voice(voice.id).run is None
    assert not second.folder.exists()
    assert library.keep_run("Ann", None).run is None


def test_deleting_a_voice_leaves_no_file_and_no_row(library: Library, tmp_path: Path) -> None:
    kept, gone = library.create_voice("Ann"), library.create_voice("Bea")
    sound = write_tone(tmp_path / "one.wav")
    take = library.add_take(kept.id, sound, "text")
    library.add_take(gone.id, sound, "text")
    library.record_consent(gone.id, "attestation", "Bea", "text")
    run = library.create_run(gone.id, "quick", "cpu")
    (run.folder / "deep").mkdir()
    (run.folder / "deep" / "file").touch()
    library.delete_voice(gone.id)
    assert library.voices() == [kept]
    assert files_below(library.root / "voices") == [f"{kept.id}/takes/{take.id}.wav"]
    rows = sqlite3.connect(library.root / "library.sqlite")
    try:
        for table in ("takes", "consents", "runs"):
            query = f"SELECT count(*) FROM {table} WHERE voice_id = ?"
            assert rows.execute(query, (gone.id,)).fetchone() == (0,)
    finally:
        rows.close()


def test_threads_share_a_library(library: Library, tmp_path: Path) -> None:
    library.create_voice("Ann")
    sound = write_tone(tmp_path / "one.wav", 0.05)
    errors: list[Exception] = []

    def add(text: str) -> None:
        try:
            library.add_take("Ann", sound, text)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=add, args=(f"text {n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(take.text for take in library.takes("Ann")) == sorted(
        f"text {n}" for n in range(12)
    )


def test_newer_library_is_refused(library: Library) -> None:
    rows = sqlite3.connect(library.root / "library.sqlite")
    rows.execute("PRAGMA user_version = 99")
    rows.close()
    with pytest.raises(StudioError, match="newer Timbre"):
        Library(library.root)


def test_strange_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    rows = sqlite3.connect(path)
    rows.execute("CREATE TABLE mine (text)")
    rows.commit()
    rows.close()
    before = path.read_bytes()
    with pytest.raises(StudioError, match="not a Timbre library"):
        Library(tmp_path)
    assert path.read_bytes() == before
    assert files_below(tmp_path) == ["library.sqlite"]


def test_damaged_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(os.urandom(10_000))
    with pytest.raises(StudioError, match="damaged or not a Timbre library"):
        Library(tmp_path)


def test_library_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StudioError, match="folder is needed"):
        Library(tmp_path / "file")


def test_row_cannot_point_outside(library: Library, tmp_path: Path) -> None:
    """A database from a stranger must not make us read or delete another file."""
    library.create_voice("Ann")
    take = library.add_take("Ann", write_tone(tmp_path / "one.wav"), "text")
    treasure = write_tone(tmp_path / "treasure.wav")
    rows = sqlite3.connect(library.root / "library.sqlite")
    rows.execute("UPDATE takes SET file = '../../../../treasure.wav'")
    rows.commit()
    rows.close()
    with pytest.raises(StudioError, match="cannot be its own"):
        library.delete_take(take.id)
    assert treasure.exists()


def test_link_out_of_the_library_is_not_followed(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "diary.txt").write_text("mine")
    folder = library.root / "voices" / voice.id
    (folder / "runs").rmdir()
    (folder / "runs").symlink_to(outside)
    with pytest.raises(StudioError, match="link to another place"):
        library.create_run("Ann", "quick", "cpu")
    (folder / "runs").unlink()
    (folder / "takes" / "link").symlink_to(outside)
    library.delete_voice("Ann")
    assert (outside / "diary.txt").read_text() == "mine"
