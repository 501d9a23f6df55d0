"""Every rendering of a library: the sounds that its voices made, each with how it was made.

    root/renderings/<rendering id>.wav|json

A rendering is added in these steps, under the library's write lock: its score, its sound, its row.
Deleted ones lie in a trash, from which they can be taken back for some days. A file without a row
is what a killed process left, and goes when the library is opened.
"""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from studio.core.entities import DiskUse, HeardBack, Rendering
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import PART_PREFIX, atomic_path
from studio.core.layout import Layout, is_rendering_file, new_id
from studio.core.names import name_key
from studio.core.sound_header import read_sound_header
from studio.core.store import Store, now

TRASH_DAYS = 7.0
"""After so long a deleted rendering can no longer be taken back."""
LEAST_FREE = 200_000_000
"""Bytes of the disk that renderings leave to everything else."""

_GONE = "This rendering is no longer in the library; make it again."


class RenderingStore(Store):
    """Adds, finds, stars, deletes and takes back renderings."""

    def add_rendering(
        self,
        sound: Path,
        score: Path,
        *,
        voice: str,
        voice_name: str,
        text: str,
        manner: dict[str, Any],
        seed: int = 0,
        language: str = "",
        heard: HeardBack | None = None,
        project_id: str = "",
        line_id: str = "",
        revision: int | None = None,
        only_better: bool = False,
        fingerprint: str = "",
    ) -> Rendering:
        """Copy a made sound (WAV) and its score into the library; bytes first, then the row.

        With a project and a line it becomes the line's chosen rendering; the line's state follows
        from what was heard, but only when it is still of `revision`: one that was changed in the
        meantime stays changed. `only_better`: a flagged line keeps the one that it has, unless more
        of the new one was heard. Raises StudioError when the disk is (nearly) full, the sound is
        none, or the project or a voice has been deleted in the meantime.
        """
        header = read_sound_header(Path(sound))
        self.check_room(Path(sound).stat().st_size)
        rendering_id = new_id()
        path = self._layout.rendering(rendering_id)
        made = Rendering(
            rendering_id, path, path.with_suffix(".json"), voice, voice_name, text, manner, seed,
            language, now(), header.seconds, heard, False, project_id, line_id, fingerprint,
        )  # fmt: skip
        try:
            with self._database.writing() as rows:
                voice, ids = known_voices(rows, voice)
                made = replace(made, voice=voice)
                if project_id:
                    _check_line(rows, project_id, line_id)
                for source, target in ((score, made.score), (sound, made.path)):
                    with atomic_path(target) as part:
                        shutil.copyfile(source, part)
                _insert(rows, made, ids)
                if project_id and not (only_better and _is_no_better(rows, made)):
                    _choose(rows, made, revision)
        except BaseException:
            remove_files(self._layout, [rendering_id])
            raise
        return made

    def rendering(self, rendering_id: str) -> Rendering:
        """Return one rendering, also one that is in the trash."""
        with self._database.reading() as rows:
            return self._find_rendering(rows, rendering_id)

    def renderings(
        self,
        *,
        project_id: str | None = None,
        line_id: str | None = None,
        voice: str | None = None,
        starred: bool = False,
        find: str = "",
        deleted: bool = False,
        limit: int = 200,
        offset: int = 0,
    ) -> list[Rendering]:
        """Return renderings, the newest first, `limit` at most, from `offset` on.

        `project_id`: "" = those of no project (the Speak page), None = all. `voice`: the id of a
        library voice (also where it is a part of a blend) or what `speak` takes. `find`: letters
        that their text holds. `deleted`: those in the trash instead.
        """
        where, values = ["(deleted != '') = ?"], list[Any]([deleted])
        if project_id is not None:
            where.append("coalesce(project_id, '') = ?")
            values.append(project_id)
        if line_id is not None:
            where.append("line_id = ?")
            values.append(line_id)
        if voice is not None:
            of_voice = "SELECT rendering_id FROM rendering_voices WHERE voice_id = ?"
            where.append(f"(voice = ? OR id IN ({of_voice}))")
            values += [voice, voice]
        if starred:
            where.append("starred = 1")
        if find:
            where.append("instr(folded(text), folded(?))")
            values.append(find)
        query = f"SELECT * FROM renderings WHERE {' AND '.join(where)} ORDER BY number DESC"
        with self._database.reading() as rows:
            found = rows.execute(f"{query} LIMIT ? OFFSET ?", (*values, limit, offset)).fetchall()
        return [self._rendering(row) for row in found]

    def same_rendering(self, project_id: str, fingerprint: str) -> Rendering | None:
        """Return a rendering of a project that was made of just the same, or None."""
        with self._database.reading() as rows:
            row = rows.execute(
                "SELECT * FROM renderings WHERE project_id = ? AND fingerprint = ? "
                "AND deleted = '' ORDER BY doubt, number DESC LIMIT 1",
                (project_id, fingerprint),
            ).fetchone()
        return None if row is None else self._rendering(row)

    def star_rendering(self, rendering_id: str, starred: bool = True) -> Rendering:
        """Mark a rendering as one of the good ones, or take the mark away."""
        with self._database.writing() as rows:
            made = self._find_rendering(rows, rendering_id)
            rows.execute("UPDATE renderings SET starred = ? WHERE id = ?", (starred, made.id))
        return replace(made, starred=starred)

    def choose_rendering(self, rendering_id: str) -> Rendering:
        """Make a rendering the chosen one of its line: a person has listened and decided."""
        with self._database.writing() as rows:
            made = self._find_rendering(rows, rendering_id)
            if not made.project_id or made.deleted:
                raise StudioError("This rendering belongs to no line; make one of the line.")
            _choose(rows, made, None, flag=False)
        return made

    def delete_renderings(self, rendering_ids: Sequence[str]) -> None:
        """Put renderings into the trash; `restore_renderings` takes that back.

        A line whose chosen rendering goes gets the newest of those that are left, or none.
        """
        with self._database.writing() as rows:
            for one in rendering_ids:
                made = self._find_rendering(rows, one)
                rows.execute(
                    "UPDATE renderings SET deleted = ? WHERE id = ? AND deleted = ''", (now(), one)
                )
                self._choose_another(rows, made)

    def restore_renderings(self, rendering_ids: Sequence[str]) -> None:
        """Take renderings out of the trash; what was its line's chosen one is that again."""
        with self._database.writing() as rows:
            for one in rendering_ids:
                made = self._find_rendering(rows, one)
                (chosen,) = rows.execute(
                    "SELECT was_chosen FROM renderings WHERE id = ?", (one,)
                ).fetchone()
                rows.execute(
                    "UPDATE renderings SET deleted = '', was_chosen = 0 WHERE id = ?", (one,)
                )
                if chosen:
                    _choose(rows, made, None)

    def empty_trash(self, older_than_days: float = 0.0) -> int:
        """Delete for good what lies in the trash; returns how many renderings went."""
        with self._database.writing() as rows:
            gone = take_out_of_trash(rows, older_than_days)
        remove_files(self._layout, gone)
        return len(gone)

    def disk_use(self) -> DiskUse:
        """What the renderings take, and what is left on the disk."""
        with self._database.reading() as rows:
            row = rows.execute(
                "SELECT coalesce(sum(deleted = ''), 0) AS count, "
                "coalesce(sum(seconds * (deleted = '')), 0.0) AS seconds, "
                "coalesce(sum(bytes * (deleted = '')), 0) AS used, "
                "coalesce(sum(bytes * (deleted != '')), 0) AS trash FROM renderings"
            ).fetchone()
        free = shutil.disk_usage(self._layout.root).free
        return DiskUse(row["count"], row["seconds"], row["used"], row["trash"], free)

    def check_room(self, more_bytes: int) -> None:
        """Refuse to fill the disk. Raises StudioError when `more_bytes` do not fit."""
        free = shutil.disk_usage(self._layout.root).free
        if free - more_bytes < LEAST_FREE:
            raise StudioError(
                f"The disk is nearly full: {max(0, more_bytes) / 1e6:.0f} MB of sound need room, "
                f"{LEAST_FREE / 1e6:.0f} MB stay free for everything else, and {free / 1e6:.0f} MB "
                "are left; empty the trash of renderings or make room."
            )

    def rendering_files_of(self, voice_id: str) -> list[Path]:
        """Every file that was made with a voice of the library, the trash among them."""
        with self._database.reading() as rows:
            ids = _ids_of_voice(rows, voice_id)
        return [path for one in ids for path in files_of(self._layout, one) if path.is_file()]

    def rendering_texts_of(self, voice_id: str) -> set[str]:
        """Texts that only renderings of a voice hold, and no line of a script."""
        with self._database.reading() as rows:
            found = rows.execute(
                "SELECT text FROM renderings WHERE id IN "
                "(SELECT rendering_id FROM rendering_voices WHERE voice_id = ?) AND text NOT IN "
                "(SELECT text FROM renderings WHERE id NOT IN "
                "(SELECT rendering_id FROM rendering_voices WHERE voice_id = ?)) AND NOT EXISTS "
                "(SELECT 1 FROM script_lines WHERE instr(script_lines.text, renderings.text))",
                (voice_id, voice_id),
            ).fetchall()
        return {row["text"] for row in found}

    def _choose_another(self, rows: sqlite3.Connection, gone: Rendering) -> None:
        """Give a line whose chosen rendering is gone the newest that is left."""
        line = rows.execute(
            "SELECT state FROM script_lines WHERE project_id = ? AND id = ? AND rendering = ?",
            (gone.project_id, gone.line_id, gone.id),
        ).fetchone()
        if line is None:
            return
        rows.execute("UPDATE renderings SET was_chosen = 1 WHERE id = ?", (gone.id,))
        left = rows.execute(
            "SELECT * FROM renderings WHERE project_id = ? AND line_id = ? AND deleted = '' "
            "ORDER BY number DESC LIMIT 1",
            (gone.project_id, gone.line_id),
        ).fetchone()
        if left is not None and line["state"] != "changed":
            _choose(rows, self._rendering(left), None)
            return
        rows.execute(
            "UPDATE script_lines SET rendering = ?, state = ? WHERE project_id = ? AND id = ?",
            (left and left["id"], "changed" if left else "new", gone.project_id, gone.line_id),
        )

    def _find_rendering(self, rows: sqlite3.Connection, rendering_id: str) -> Rendering:
        row = rows.execute("SELECT * FROM renderings WHERE id = ?", (rendering_id,)).fetchone()
        if row is None:
            raise StudioError(_GONE)
        return self._rendering(row)

    def _rendering(self, row: sqlite3.Row) -> Rendering:
        path = self._layout.rendering(row["id"])
        return Rendering(
            row["id"], path, path.with_suffix(".json"), row["voice"], row["voice_name"],
            row["text"], json.loads(row["manner"]), row["seed"], row["language"], row["created"],
            row["seconds"], _heard(row), bool(row["starred"]), row["project_id"] or "",
            row["line_id"], row["fingerprint"], row["deleted"],
        )  # fmt: skip


def known_voices(rows: sqlite3.Connection, voice: str) -> tuple[str, list[str]]:
    """What `speak` takes, with the library's voices by their ids, and those ids.

    "Ada" -> "<id>"; "Ada:2+af_heart" -> "<id>:2+af_heart"; stock voices stay as they are.
    """
    whole = _voice_id(rows, voice)
    if whole is not None:
        return whole, [whole]
    parts, ids = [], []
    for part in voice.split("+"):
        name, colon, weight = part.partition(":")
        found = _voice_id(rows, name.strip())
        ids += [found] if found else []
        parts.append((found or name) + colon + weight)
    return "+".join(parts), sorted(set(ids))


def _voice_id(rows: sqlite3.Connection, voice: str) -> str | None:
    row = rows.execute(
        "SELECT id FROM voices WHERE id = ? OR name_key = ? ORDER BY id != ?",
        (voice, name_key(voice), voice),
    ).fetchone()
    return None if row is None else row["id"]


def forget_voice(rows: sqlite3.Connection, voice_id: str) -> list[str]:
    """Delete the rows of everything that a voice made, and its name from every cast.

    Returns the ids of the renderings whose files are then to be removed. For `delete_voice`.
    """
    gone = _ids_of_voice(rows, voice_id)
    for one in gone:
        rows.execute(
            "UPDATE script_lines SET state = 'new', note = '', revision = revision + 1 "
            "WHERE rendering = ?",
            (one,),
        )
        rows.execute("DELETE FROM renderings WHERE id = ?", (one,))
    rows.execute("UPDATE castings SET voice = '' WHERE instr(voice, ?)", (voice_id,))
    return gone


def _ids_of_voice(rows: sqlite3.Connection, voice_id: str) -> list[str]:
    query = "SELECT rendering_id FROM rendering_voices WHERE voice_id = ?"
    return [row[0] for row in rows.execute(query, (voice_id,))]


def take_out_of_trash(rows: sqlite3.Connection, older_than_days: float) -> list[str]:
    """Delete the rows of what was thrown away longer ago; returns the ids of the renderings."""
    before = datetime.now(UTC) - timedelta(days=older_than_days)
    limit = before.isoformat(timespec="seconds")
    query = "SELECT id FROM renderings WHERE deleted != '' AND deleted <= ?"
    gone = [row[0] for row in rows.execute(query, (limit,))]
    rows.executemany("DELETE FROM renderings WHERE id = ?", [(one,) for one in gone])
    return gone


def files_of(layout: Layout, rendering_id: str) -> tuple[Path, Path]:
    """The sound of a rendering and its score."""
    path = layout.rendering(rendering_id)
    return path, path.with_suffix(".json")


def remove_files(layout: Layout, rendering_ids: Sequence[str]) -> None:
    """Remove the files of renderings without a row; what resists goes at the next opening."""
    for one in rendering_ids:
        for path in files_of(layout, one):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def mend(rows: sqlite3.Connection, layout: Layout) -> None:
    """Put in order what killed processes have left; empty the trash of what is old."""
    take_out_of_trash(rows, TRASH_DAYS)
    files = list(_inside(layout.renderings))
    sounds = {path.stem for path in files if path.suffix == ".wav"}
    known = {row[0] for row in rows.execute("SELECT id FROM renderings")}
    for one in known - sounds:  # somebody has removed the sound: it can only be made again
        rows.execute("UPDATE script_lines SET state = 'new', note = '' WHERE rendering = ?", (one,))
        rows.execute("DELETE FROM renderings WHERE id = ?", (one,))
    for path in files:
        left = is_rendering_file(path.name) and path.stem not in known & sounds
        if left or path.name.startswith(PART_PREFIX):
            with contextlib.suppress(OSError):
                path.unlink()


def _inside(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except FileNotFoundError:
        return
    except OSError as error:
        raise explain_os_error(error, folder) from error


def _check_line(rows: sqlite3.Connection, project_id: str, line_id: str) -> None:
    row = rows.execute(
        "SELECT 1 FROM script_lines WHERE project_id = ? AND id = ?", (project_id, line_id)
    ).fetchone()
    if row is None:
        raise StudioError("This line is no longer in the project; its rendering was not kept.")


def _insert(rows: sqlite3.Connection, made: Rendering, voice_ids: Sequence[str]) -> None:
    heard = made.heard or HeardBack(0.0, 0.0)
    rows.execute(
        "INSERT INTO renderings SELECT ?, 1 + coalesce(max(number), 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0 FROM renderings",
        (
            made.id, made.project_id or None, made.line_id, made.voice, made.voice_name, made.text,
            json.dumps(made.manner), made.seed, made.language, made.created, made.seconds,
            made.path.stat().st_size, None if made.heard is None else heard.share, heard.doubt,
            heard.worst, heard.worst_at, json.dumps(heard.lost, ensure_ascii=False), made.starred,
            made.fingerprint,
        ),
    )  # fmt: skip
    rows.executemany(
        "INSERT INTO rendering_voices VALUES (?, ?)", [(made.id, one) for one in voice_ids]
    )


def _choose(
    rows: sqlite3.Connection, made: Rendering, revision: int | None, flag: bool = True
) -> None:
    """Make a rendering the chosen one of its line."""
    flagged = flag and made.heard is not None and bool(made.heard.worst)
    rows.execute(
        "UPDATE script_lines SET rendering = ?, note = '', "
        "state = CASE WHEN text = ? AND (? IS NULL OR revision = ?) THEN ? ELSE 'changed' END "
        "WHERE project_id = ? AND id = ?",
        (
            made.id, made.text, revision, revision, "flagged" if flagged else "rendered",
            made.project_id, made.line_id,
        ),
    )  # fmt: skip


def _is_no_better(rows: sqlite3.Connection, made: Rendering) -> bool:
    """Whether a line's chosen rendering was heard as well as a new one, or better."""
    row = rows.execute(
        "SELECT heard, doubt FROM script_lines JOIN renderings ON renderings.id = rendering "
        "WHERE script_lines.project_id = ? AND script_lines.id = ? AND state = 'flagged' "
        "AND heard IS NOT NULL",
        (made.project_id, made.line_id),
    ).fetchone()
    if row is None or made.heard is None:
        return False
    return (row["heard"], -row["doubt"]) >= (made.heard.share, -made.heard.doubt)


def _heard(row: sqlite3.Row) -> HeardBack | None:
    if row["heard"] is None:
        return None
    lost = tuple((word, at, score) for word, at, score in json.loads(row["lost"]))
    return HeardBack(row["heard"], row["doubt"], row["worst"], row["worst_at"], lost)
