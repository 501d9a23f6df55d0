"""What a killed process leaves behind in a library, and how it is put in order.

All of this runs under the library's write lock. A take is added in these steps: its description
beside the sound (`announce`), the sound, the row, the description away. It is deleted in these: the
sound renamed, the row away, the sound away. So at any moment of a kill:

- a description without a sound: the take was never whole; the description goes;
- a sound without a row: the take was whole; it gets its row, from the description or without text;
- a renamed sound whose row is there: not deleted yet; it gets its name back;
- a renamed sound without a row: deleted; it goes.

Voices and runs are deleted in the same way. Files with other names are not ours and stay.
"""

import contextlib
import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.core import rendering_store
from studio.core.entities import TAKE_SOURCES, Take
from studio.core.errors import StudioError
from studio.core.files import PART_PREFIX
from studio.core.layout import STAGED_PREFIX, TRASH_PREFIX, Layout, is_id, is_take_file
from studio.core.sound_header import read_sound_header

_DAY = 86_400.0  # seconds

SOUND_IS_MISSING = "Its sound file is missing from the library's folder: put it back or delete it."
FOUND_WITHOUT_TEXT = "Found in the library's folder without its text: type what is said in it."


def announce(take: Take, origin: str) -> None:
    """Write down what the row of a take will say, before its sound is there."""
    description = {
        "text": take.text,
        "created": take.created,
        "source": take.source,
        "origin": origin,
        "included": take.included,
        "note": take.note,
        "checks": take.checks,
        "prompt_id": take.prompt_id,
        "session_id": take.session_id,
    }
    take.path.parent.mkdir(parents=True, exist_ok=True)
    # Not flushed to the disk: it is for a killed process, not for lost power.
    _description(take.path).write_text(json.dumps(description), encoding="utf-8")


def withdraw(take: Take) -> None:
    """Remove the description: the row says it all now."""
    with contextlib.suppress(OSError):  # the next opening of the library does it
        _description(take.path).unlink(missing_ok=True)


def insert_take(rows: sqlite3.Connection, take: Take, origin: str) -> None:
    """Write the row of a take whose sound is on the disk."""
    rows.execute(
        "INSERT INTO takes SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ? FROM takes",
        (
            take.id, take.voice_id, take.path.name, take.text, take.seconds, take.rate,
            take.channels, take.created, take.source, origin, take.included, take.starred,
            take.note, json.dumps(take.checks), take.prompt_id, take.session_id,
            json.dumps(take.cleanup),
        ),
    )  # fmt: skip


@contextlib.contextmanager
def deleting(path: Path) -> Iterator[Callable[[], None]]:
    """Delete a file or folder together with its row.

    The block gets a function which renames it, to be called in the transaction that deletes the
    row. When the block ends it is removed; when the block raises it gets its name back.
    """
    trash = path.with_name(TRASH_PREFIX + path.name)

    def discard() -> None:
        if path.exists():
            path.rename(trash)

    try:
        yield discard
    except BaseException:
        with contextlib.suppress(OSError):  # the next opening of the library does it
            if trash.exists() and not path.exists():
                trash.rename(path)
        raise
    remove(trash)


def remove(trash: Path) -> None:
    """Delete what was renamed; what cannot be deleted now goes at the next opening."""
    if trash.is_dir() and not trash.is_symlink():
        shutil.rmtree(trash, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        trash.unlink(missing_ok=True)


def mend(rows: sqlite3.Connection, layout: Layout) -> None:
    """Put in order what killed processes have left in the library."""
    rendering_store.mend(rows, layout)
    voices = _ids(rows, "SELECT id FROM voices")
    _settle(layout.voices, voices)
    for path in _inside(layout.voices):
        if path.name.startswith(STAGED_PREFIX) and _is_left_behind(path):
            remove(path)
    for voice_id in voices:
        known = _ids(rows, "SELECT file FROM takes WHERE voice_id = ?", voice_id)
        _settle(layout.takes(voice_id), known)
        _mend_takes(rows, layout.takes(voice_id), voice_id, known)
        _mark_missing(rows, layout.takes(voice_id), voice_id)
        statements = _ids(rows, "SELECT file FROM consents WHERE voice_id = ?", voice_id)
        for path in _inside(layout.consent(voice_id)):
            if path.name not in statements and (
                is_take_file(path.name) or path.name.startswith(PART_PREFIX)
            ):
                remove(path)  # replaced, or its row was never written
        lexicon = layout.lexicon(voice_id)
        for path in _inside(lexicon.parent):
            if path.name.startswith(PART_PREFIX) and path.name.endswith(lexicon.name):
                remove(path)
        runs = _ids(rows, "SELECT id FROM runs WHERE voice_id = ?", voice_id)
        _settle(layout.runs(voice_id), runs)
        for path in _inside(layout.runs(voice_id)):
            if is_id(path.name) and path.name not in runs:
                with contextlib.suppress(OSError):
                    path.rmdir()  # refuses when something lies in it


def _settle(folder: Path, known: set[str]) -> None:
    """Finish or take back deletions that were under way in `folder`."""
    for path in _inside(folder):
        if not path.name.startswith(TRASH_PREFIX):
            continue
        name = path.name.removeprefix(TRASH_PREFIX)
        if name in known and not (folder / name).exists():
            path.rename(folder / name)
        elif is_id(name) or is_take_file(name):
            remove(path)


def _mend_takes(rows: sqlite3.Connection, folder: Path, voice_id: str, known: set[str]) -> None:
    for path in _inside(folder):
        if path.name.startswith(PART_PREFIX):
            remove(path)  # only additions write here, and none is under way under the lock
        elif is_take_file(path.name) and path.name not in known:
            with contextlib.suppress(StudioError):  # no sound: not worth refusing the library for
                insert_take(rows, *_found(path, voice_id))
    for path in _inside(folder):
        if path.suffix == ".json" and is_id(path.stem):
            remove(path)


def _mark_missing(rows: sqlite3.Connection, folder: Path, voice_id: str) -> None:
    """Set takes aside whose sound is gone, and take them back when it is there again."""
    there = {path.name for path in _inside(folder)}
    takes = rows.execute("SELECT id, file, note FROM takes WHERE voice_id = ?", (voice_id,))
    for take_id, file, note in takes.fetchall():
        missing = file not in there
        if missing != (note == SOUND_IS_MISSING):
            rows.execute(
                "UPDATE takes SET included = ?, note = ? WHERE id = ?",
                (not missing, SOUND_IS_MISSING if missing else "", take_id),
            )


def _found(path: Path, voice_id: str) -> tuple[Take, str]:
    """Return a take for a sound that has no row, and what it was made from."""
    header = read_sound_header(path)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    take = Take(
        path.stem, voice_id, path, "", header.seconds, header.rate, header.channels, now, "import",
        included=False, note=FOUND_WITHOUT_TEXT,
    )  # fmt: skip
    try:
        told: dict[str, Any] = json.loads(_description(path).read_bytes())
        if told["source"] not in TAKE_SOURCES:
            raise ValueError("unknown source")
        take = replace(
            take,
            text=str(told["text"]),
            created=str(told["created"]),
            source=told["source"],
            included=bool(told["included"]),
            note=str(told["note"]),
            checks=dict(told["checks"]),
            prompt_id=str(told.get("prompt_id", "")),
            session_id=str(told.get("session_id", "")),
        )
        return take, str(told["origin"])
    except (OSError, ValueError, KeyError, TypeError):
        return take, ""


def _description(sound: Path) -> Path:
    return sound.with_suffix(".json")


def _inside(folder: Path) -> list[Path]:
    """Return what lies in a folder; nothing when it is not there or is a link to elsewhere."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(folder.iterdir())


def _is_left_behind(staged: Path) -> bool:
    """Whether nobody builds a voice there any more: an import takes minutes, not a day."""
    with contextlib.suppress(OSError):
        return time.time() - staged.stat().st_mtime > _DAY
    return False


def _ids(rows: sqlite3.Connection, query: str, *values: str) -> set[str]:
    return {row[0] for row in rows.execute(query, values)}
