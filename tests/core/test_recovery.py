"""A process may be killed at any moment: every accepted take stays, and nothing half is shown."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.core import recovery
from studio.core.errors import StudioError
from studio.core.library import Library

from .test_library import files_below, write_tone

ROOT = Path(__file__).parents[2]


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )


ADD_AND_DELETE = """
import sys
from pathlib import Path
from studio.core.library import Library
library = Library(Path(sys.argv[1]))
for number in range(10_000):
    take = library.add_take("Ann", Path(sys.argv[2]), f"text {number}")
    print("added", take.id, flush=True)
    if number % 3 == 2:
        print("deleting", take.id, flush=True)
        library.delete_take(take.id)
"""


def test_killed_at_random_moments(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    sound = write_tone(tmp_path / "one.wav", 2.0, 48_000)
    chance = random.Random(7)
    accepted: set[str] = set()
    for _ in range(6):
        child = python(ADD_AND_DELETE, library.root, sound)
        assert child.stdout is not None
        lines = [child.stdout.readline()]
        time.sleep(chance.uniform(0.0, 0.4))  # the moment of the kill, not a wait for something
        child.send_signal(signal.SIGKILL)
        rest, _errors = child.communicate()
        for line in (*lines, *rest.splitlines()):
            word, _, take_id = line.strip().partition(" ")
            (accepted.add if word == "added" else accepted.discard)(take_id)
    mended = Library(library.root)
    takes = {take.id: take for take in mended.takes(voice.id)}
    assert accepted <= takes.keys()
    # Whatever else is there (killed between the file and the answer) is whole and has its text.
    for take in takes.values():
        assert take.path.read_bytes() == sound.read_bytes()
        assert take.text.startswith("text ")
        assert take.included
    expected = sorted(f"{voice.id}/takes/{take_id}.wav" for take_id in takes)
    assert files_below(library.root / "voices") == expected


def test_two_processes_create_and_fill_one_library(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from studio.core.library import Library
library = Library(Path(sys.argv[1]))
voice = library.create_voice(sys.argv[3])
for number in range(8):
    library.add_take(voice.id, Path(sys.argv[2]), str(number))
    Library(Path(sys.argv[1]))  # mends while the other one adds
"""
    sound = write_tone(tmp_path / "one.wav")
    children = [python(code, tmp_path / "library", sound, name) for name in ("Ann", "Bea")]
    for child in children:
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
    library = Library(tmp_path / "library")
    for name in ("Ann", "Bea"):
        assert [take.text for take in library.takes(name)] == [str(n) for n in range(8)]
        assert all(take.path.exists() for take in library.takes(name))


def test_take_killed_before_its_row_is_picked_up(library: Library, tmp_path: Path) -> None:
    library.create_voice("Ann")
    take = library.add_take(
        "Ann", write_tone(tmp_path / "one.wav"), "Say this.", source="recording"
    )
    # The state between the file and the row.
    with library._database.writing() as rows:
        rows.execute("DELETE FROM takes")
    recovery.announce(take, "origin")
    assert library.takes("Ann") == []
    assert Library(library.root).takes("Ann") == [take]
    assert library.origins("Ann") == {"origin"}
    assert not take.path.with_suffix(".json").exists()


@pytest.mark.parametrize("description", [None, b"{", b'{"source": "?"}', json.dumps([1]).encode()])
def test_sound_without_a_usable_description_is_kept_and_set_aside(
    library: Library, tmp_path: Path, description: bytes | None
) -> None:
    voice = library.create_voice("Ann")
    orphan = library.root / "voices" / voice.id / "takes" / f"{'a' * 32}.wav"
    write_tone(orphan)
    if description is not None:
        orphan.with_suffix(".json").write_bytes(description)
    (take,) = Library(library.root).takes("Ann")
    assert (take.path, take.text, take.included) == (orphan, "", False)
    assert "type what is said" in take.note


def test_deletion_killed_half_way(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    sound = write_tone(tmp_path / "one.wav")
    kept, gone = (library.add_take("Ann", sound, text) for text in ("One.", "Two."))
    for take in (kept, gone):  # both renamed, one of the rows deleted
        take.path.rename(take.path.with_name(".trash-" + take.path.name))
    with library._database.writing() as rows:
        rows.execute("DELETE FROM takes WHERE id = ?", (gone.id,))
    assert Library(library.root).takes("Ann") == [kept]
    assert files_below(library.root / "voices") == [f"{voice.id}/takes/{kept.id}.wav"]


def test_foreign_files_stay(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    run = library.create_run("Ann", "quick", "cpu")
    foreign = [
        library.root / "notes.txt",
        library.root / "voices" / "README",
        library.root / "voices" / voice.id / "takes" / "my song.wav",
        library.root / "voices" / voice.id / "takes" / "list.json",
        run.folder / ".part-0-checkpoint",  # another process may be writing it now
    ]
    for path in foreign:
        path.write_text("mine")
    Library(library.root)
    assert all(path.read_text() == "mine" for path in foreign)


def test_missing_sound_sets_a_take_aside_until_it_is_back(library: Library, tmp_path: Path) -> None:
    library.create_voice("Ann")
    take = library.add_take("Ann", write_tone(tmp_path / "one.wav"), "text")
    away = take.path.rename(tmp_path / "away.wav")
    (missing,) = Library(library.root).takes("Ann")
    assert not missing.included
    assert "missing" in missing.note
    away.rename(take.path)
    assert Library(library.root).takes("Ann") == [take]


def test_full_disk_is_one_sentence_and_loses_nothing(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    take = library.add_take("Ann", write_tone(tmp_path / "small.wav", 0.05), "text")
    code = """
import resource, sys
from pathlib import Path
from studio.core.errors import StudioError
from studio.core.library import Library
library = Library(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
try:
    library.add_take("Ann", Path(sys.argv[2]), "text")
except StudioError as error:
    print(error)
"""
    child = python(code, library.root, write_tone(tmp_path / "big.wav", 3.0))
    told, errors = child.communicate(timeout=60)
    assert child.returncode == 0, errors
    assert told.startswith("The disk is full")
    assert Library(library.root).takes(voice.id) == [take]
    assert len(files_below(library.root / "voices")) == 1


def test_full_database_is_one_sentence(library: Library) -> None:
    library.create_voice("Ann")
    with pytest.raises(StudioError, match="disk is full"), library._database.writing() as rows:
        rows.execute("PRAGMA max_page_count = 1")
        rows.execute("UPDATE voices SET base = ?", ("x" * 100_000,))
    assert library.voice("Ann").base == ""


def test_a_read_only_library_can_be_read(tmp_path: Path) -> None:
    """In a process without the rights of root, which may write everywhere."""
    library = Library(tmp_path / "library")
    library.create_voice("Ann")
    take = library.add_take("Ann", write_tone(tmp_path / "one.wav"), "text")
    everything = [*library.root.rglob("*"), library.root, tmp_path]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    code = """
import os, sys
from pathlib import Path
from studio.core.errors import StudioError
from studio.core.library import Library
root, sound = map(Path, sys.argv[1:])
for parent in (root.parent, *root.parents):
    if os.getuid() == 0 and not parent.stat().st_mode & 1:
        parent.chmod(parent.stat().st_mode | 0o11)  # pytest's own folders are closed to others
if os.getuid() == 0:
    os.setuid(65534)
library = Library(root)
(take,) = library.takes("Ann")
print(library.read_only, take.text, take.path.exists())
for change in (
    lambda: library.create_voice("Bea"),
    lambda: library.add_take("Ann", sound, "text"),
    lambda: library.delete_take(take.id),
    lambda: library.delete_voice("Ann"),
    lambda: Library(root.parent / "new"),
):
    try:
        change()
    except StudioError as error:
        print(error)
"""
    child = python(code, library.root, tmp_path / "one.wav")
    told, errors = child.communicate(timeout=60)
    for path in everything:
        path.chmod(0o755)
    assert child.returncode == 0, errors
    first, *refusals = told.splitlines()
    assert first == "True text True"
    assert len(refusals) == 5
    assert all("read-only" in line for line in refusals)
    assert Library(library.root).takes("Ann") == [take]
