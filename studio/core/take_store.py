"""The takes of a library: sounds on disk, each with a row that speaks of it."""

import contextlib
import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.core import recovery
from studio.core.entities import TAKE_SOURCES, Take, TakeSource
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import atomic_path
from studio.core.layout import new_id
from studio.core.sound_header import read_sound_header
from studio.core.store import Store, check_one_of, now


class TakeStore(Store):
    """Adds, finds, changes and deletes takes."""

    def add_take(
        self,
        voice_id: str,
        sound_file: Path,
        text: str,
        *,
        source: TakeSource = "import",
        origin: str = "",
        included: bool = True,
        note: str = "",
        checks: dict[str, Any] | None = None,
        prompt_id: str = "",
        session_id: str = "",
    ) -> Take:
        """Copy a WAV or FLAC file into the library as a take.

        When this returns, the bytes and the row are on the disk. `prompt_id` and `session_id` say
        what was read and in which sitting. `origin` is the SHA-256 of what
        the take was made from (see `origins`).
        """
        check_one_of("source", source, TAKE_SOURCES)
        sound_file = Path(sound_file)
        header = read_sound_header(sound_file)
        voice, take_id = self.voice(voice_id), new_id()
        path = self._layout.takes(voice.id) / f"{take_id}{header.suffix}"
        take = Take(
            take_id, voice.id, path, text, header.seconds, header.rate, header.channels,
            now(), source, included, False, note, checks or {}, prompt_id, session_id,
        )  # fmt: skip
        try:
            with self._database.writing() as rows:
                self._find_voice(rows, voice.id)  # deleted in the meantime?
                recovery.announce(take, origin)
                with atomic_path(path) as part:
                    shutil.copyfile(sound_file, part)
                recovery.insert_take(rows, take, origin)
        except BaseException:  # the caller hears that there is no such take
            with contextlib.suppress(OSError):  # a disk that cannot be written holds none of it
                path.unlink(missing_ok=True)
            raise
        finally:
            recovery.withdraw(take)
        return take

    def takes(self, voice_id: str, included_only: bool = False) -> list[Take]:
        """Return the takes of a voice in the order in which they were added."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            found = rows.execute(
                "SELECT * FROM takes WHERE voice_id = ? AND included >= ? ORDER BY number",
                (voice.id, included_only),
            ).fetchall()
        return [self._take(row) for row in found]

    def take(self, take_id: str) -> Take:
        """Return one take."""
        with self._database.reading() as rows:
            return self._find_take(rows, take_id)

    def origins(self, voice_id: str) -> set[str]:
        """Return what the takes of a voice were made from, as SHA-256 in hexadecimal."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            found = rows.execute(
                "SELECT origin FROM takes WHERE voice_id = ? AND origin != ''", (voice.id,)
            ).fetchall()
        return {row["origin"] for row in found}

    def update_take(
        self,
        take_id: str,
        *,
        text: str | None = None,
        included: bool | None = None,
        starred: bool | None = None,
        note: str | None = None,
        checks: dict[str, Any] | None = None,
        cleanup: dict[str, Any] | None = None,
    ) -> Take:
        """Change what is given; `checks` is merged into what was measured before."""
        with self._database.writing() as rows:
            old = self._find_take(rows, take_id)
            new = replace(
                old,
                text=old.text if text is None else text,
                included=old.included if included is None else included,
                starred=old.starred if starred is None else starred,
                note=old.note if note is None else note,
                checks={**old.checks, **(checks or {})},
                cleanup=old.cleanup if cleanup is None else cleanup,
            )
            rows.execute(
                "UPDATE takes SET text = ?, included = ?, starred = ?, note = ?, checks = ?, "
                "cleanup = ? WHERE id = ?",
                (
                    new.text, new.included, new.starred, new.note, json.dumps(new.checks),
                    json.dumps(new.cleanup), take_id,
                ),
            )  # fmt: skip
        return new

    def choose_take(self, take_id: str) -> Take:
        """Make a take the best one of its prompt: it is starred and used, the others are not."""
        with self._database.writing() as rows:
            take = self._find_take(rows, take_id)
            if take.prompt_id:
                rows.execute(
                    "UPDATE takes SET starred = 0, included = 0 "
                    "WHERE voice_id = ? AND prompt_id = ? AND id != ?",
                    (take.voice_id, take.prompt_id, take.id),
                )
            rows.execute("UPDATE takes SET starred = 1, included = 1 WHERE id = ?", (take.id,))
        return replace(take, starred=True, included=True)

    def delete_take(self, take_id: str) -> None:
        """Delete a take: its row and its file."""
        with (
            recovery.deleting(self.take(take_id).path) as discard,
            self._database.writing() as rows,
        ):
            rows.execute("DELETE FROM takes WHERE id = ?", (take_id,))
            discard()

    def capture_folder(self, voice_id: str) -> Path:
        """Where a take of the voice lies while it is being recorded, before it is added."""
        folder = self._layout.captures(self.voice(voice_id).id)
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise explain_os_error(error, folder) from error
        return folder

    def _find_take(self, rows: sqlite3.Connection, take_id: str) -> Take:
        row = rows.execute("SELECT * FROM takes WHERE id = ?", (take_id,)).fetchone()
        if row is None:
            raise StudioError("This take is no longer in the library; it may have been deleted.")
        return self._take(row)

    def _take(self, row: sqlite3.Row) -> Take:
        return Take(
            row["id"],
            row["voice_id"],
            self._layout.take_file(row["voice_id"], row["file"]),
            row["text"],
            row["seconds"],
            row["rate"],
            row["channels"],
            row["created"],
            row["source"],
            bool(row["included"]),
            bool(row["starred"]),
            row["note"],
            json.loads(row["checks"]),
            row["prompt_id"],
            row["session_id"],
            json.loads(row["cleanup"]),
        )
