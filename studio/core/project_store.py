"""The projects of a library: scripts that are being spoken, line by line.

A script is streamed into the store and out of it: hours of text take the memory of a few lines.
What makes another rendering necessary (a text, a voice, a setting, a pronunciation) raises the
`revision` of the lines that it touches and makes those that were rendered "changed".
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from studio.core.entities import (
    LANGUAGES,
    LINE_STATES,
    Casting,
    LineState,
    Project,
    ScriptChanges,
    ScriptLine,
    SourceLine,
)
from studio.core.errors import StudioError
from studio.core.layout import new_id
from studio.core.lexicon_store import VoiceLexicon, parsed, written
from studio.core.names import clean_name, name_key
from studio.core.rendering_store import known_voices, remove_files
from studio.core.script_merge import merge, read_in
from studio.core.store import Store, check_one_of, now

DEFAULT = ""
"""The character whose casting speaks everybody who is not cast."""

_OUTDATED = (
    "revision = revision + 1, note = '', "
    "state = CASE WHEN rendering IS NULL THEN 'new' ELSE 'changed' END"
)
_LINES = (
    "SELECT script_lines.*, seconds, heard, worst, worst_at, coalesce(doubt, 0.0) AS doubt "
    "FROM script_lines LEFT JOIN renderings ON renderings.id = script_lines.rendering "
    "WHERE script_lines.project_id = ?"
)
_PAGE = 200


class ProjectStore(Store):
    """Creates, reads, changes and deletes projects and their lines."""

    def create_project(
        self,
        name: str,
        lines: Iterable[SourceLine],
        *,
        source: str = "",
        language: str = "",
        voice: str = "",
        manner: Mapping[str, Any] | None = None,
    ) -> Project:
        """Keep a script as a project; `voice` and `manner` speak whoever is not cast.

        The lines are taken in one after another; none is kept when one raises. Raises StudioError
        for a taken name, two lines with the same id, or a script without a line.
        """
        name = clean_name(name)
        project = Project(new_id(), name, source, _language(language), now())
        with self._database.writing() as rows:
            _check_name_is_free(rows, name)
            rows.execute(
                "INSERT INTO projects SELECT ?, 1 + coalesce(max(number), 0), ?, ?, ?, ?, ?, ? "
                "FROM projects",
                (
                    project.id, name, name_key(name), source, project.language, project.created,
                    written(VoiceLexicon()),
                ),
            )  # fmt: skip
            _cast(rows, project.id, DEFAULT, Casting(voice, dict(manner or {})))
            read_in(rows, lines)
            merge(rows, project.id)
        return project

    def update_script(
        self, project_id: str, lines: Iterable[SourceLine], source: str | None = None
    ) -> ScriptChanges:
        """Read a changed script into its project.

        A line that is the same as before, by its id and its text, else by its text and character,
        keeps its renderings; one whose text has changed under the same id, or, without an id, in
        the same place, becomes "changed"; what is no longer in the script goes, and its renderings
        go into the trash.
        """
        with self._database.writing() as rows:
            project = self._find_project(rows, project_id)
            read_in(rows, lines)
            changes = merge(rows, project.id)
            if source is not None:
                rows.execute("UPDATE projects SET source = ? WHERE id = ?", (source, project.id))
        return changes

    def projects(self) -> list[Project]:
        """Return all projects, the newest first."""
        with self._database.reading() as rows:
            found = rows.execute("SELECT * FROM projects ORDER BY number DESC").fetchall()
        return [_project(row) for row in found]

    def project(self, id_or_name: str) -> Project:
        """Return a project by its id or its name."""
        with self._database.reading() as rows:
            return self._find_project(rows, id_or_name)

    def update_project(
        self, project_id: str, *, name: str | None = None, language: str | None = None
    ) -> Project:
        """Rename a project, or read its texts in another language ("" = each voice's own)."""
        with self._database.writing() as rows:
            project = self._find_project(rows, project_id)
            if name is not None:
                name = clean_name(name)
                if name_key(name) != name_key(project.name):
                    _check_name_is_free(rows, name)
                project = replace(project, name=name)
            if language is not None and language != project.language:
                project = replace(project, language=_language(language))
                rows.execute(
                    f"UPDATE script_lines SET {_OUTDATED} WHERE project_id = ?", (project.id,)
                )
            rows.execute(
                "UPDATE projects SET name = ?, name_key = ?, language = ? WHERE id = ?",
                (project.name, name_key(project.name), project.language, project.id),
            )
        return project

    def delete_project(self, project_id: str) -> None:
        """Delete a project with its lines and its renderings."""
        with self._database.writing() as rows:
            project = self._find_project(rows, project_id)
            query = "SELECT id FROM renderings WHERE project_id = ?"
            gone = [row[0] for row in rows.execute(query, (project.id,))]
            rows.execute("DELETE FROM projects WHERE id = ?", (project.id,))
        remove_files(self._layout, gone)

    def script_lines(
        self,
        project_id: str,
        *,
        states: Sequence[LineState] = (),
        character: str | None = None,
        find: str = "",
        limit: int = _PAGE,
        offset: int = 0,
    ) -> list[ScriptLine]:
        """Return lines in the order of the script, `limit` at most, from `offset` on.

        Only those in one of `states`, of a `character`, whose id, character or text holds `find`.
        """
        where, values = _filter(states, character, find)
        query = f"{_LINES}{where} ORDER BY position LIMIT ? OFFSET ?"
        with self._database.reading() as rows:
            found = rows.execute(query, (project_id, *values, limit, offset)).fetchall()
        return [_line(row) for row in found]

    def each_script_line(
        self, project_id: str, states: Sequence[LineState] = ()
    ) -> Iterator[ScriptLine]:
        """Yield the lines in order, a page at a time; others may change them meanwhile."""
        where, values = _filter(states, None, "")
        query = f"{_LINES}{where} AND position > ? ORDER BY position LIMIT {_PAGE}"
        position = -1
        while True:
            with self._database.reading() as rows:
                found = rows.execute(query, (project_id, *values, position)).fetchall()
            yield from (_line(row) for row in found)
            if len(found) < _PAGE:
                return
            position = found[-1]["position"]

    def script_line(self, project_id: str, line_id: str) -> ScriptLine:
        """Return one line."""
        with self._database.reading() as rows:
            return self._find_line(rows, project_id, line_id)

    def line_counts(
        self, project_id: str, character: str | None = None, find: str = ""
    ) -> dict[LineState, int]:
        """Return how many lines are in which state; every state has an entry."""
        where, values = _filter((), character, find)
        query = f"SELECT state, count(*) FROM script_lines WHERE project_id = ?{where}"
        with self._database.reading() as rows:
            found = rows.execute(f"{query} GROUP BY state", (project_id, *values)).fetchall()
        counts: dict[LineState, int] = dict.fromkeys(LINE_STATES, 0)  # pyright: ignore[reportAssignmentType]
        return {**counts, **{row[0]: row[1] for row in found}}

    def characters(self, project_id: str) -> dict[str, int]:
        """Return the characters in the order of their entrance, with the number of their lines."""
        with self._database.reading() as rows:
            found = rows.execute(
                "SELECT character, count(*) FROM script_lines WHERE project_id = ? "
                "GROUP BY character ORDER BY min(position)",
                (project_id,),
            ).fetchall()
        return {row[0]: row[1] for row in found}

    def letters_to_speak(self, project_id: str, states: Sequence[LineState] = ()) -> int:
        """Return how many letters the lines in these states have together; () = all lines."""
        where, values = _filter(states, None, "")
        query = "SELECT coalesce(sum(length(text)), 0) FROM script_lines WHERE project_id = ?"
        with self._database.reading() as rows:
            return rows.execute(query + where, (project_id, *values)).fetchone()[0]

    def listen_here(self, project_id: str, limit: int = _PAGE, offset: int = 0) -> list[ScriptLine]:
        """Return the flagged lines, the most doubtful first: `worst_at` is where to listen."""
        query = f"{_LINES} AND state = 'flagged' ORDER BY doubt DESC, heard, position"
        with self._database.reading() as rows:
            found = rows.execute(f"{query} LIMIT ? OFFSET ?", (project_id, limit, offset))
            return [_line(row) for row in found.fetchall()]

    def change_line(
        self,
        project_id: str,
        line_id: str,
        *,
        text: str | None = None,
        character: str | None = None,
        direction: str | None = None,
        settings: Mapping[str, float] | None = None,
    ) -> ScriptLine:
        """Change what a line says, who says it, or how."""
        with self._database.writing() as rows:
            old = self._find_line(rows, project_id, line_id)
            if text is not None and not text.strip():
                raise StudioError("The line has no text; write what is to be said.")
            new = replace(
                old,
                text=old.text if text is None else " ".join(text.split()),
                character=old.character if character is None else character.strip(),
                direction=old.direction if direction is None else direction.strip(),
                settings=old.settings if settings is None else dict(settings),
            )
            rows.execute(
                "UPDATE script_lines SET text = ?, character = ?, direction = ?, settings = ? "
                "WHERE project_id = ? AND id = ?",
                (
                    new.text, new.character, new.direction, json.dumps(new.settings),
                    project_id, line_id,
                ),
            )  # fmt: skip
            if replace(new, direction=old.direction) != old:  # a direction is for people alone
                rows.execute(
                    f"UPDATE script_lines SET {_OUTDATED} WHERE project_id = ? AND id = ?",
                    (project_id, line_id),
                )
            return self._find_line(rows, project_id, line_id)

    def put_back(self, was: ScriptLine, revision: int) -> ScriptLine:
        """Make a line once more what it was before a change: what it says, who, and how.

        What was made of it then is its rendering again, unless the line is no longer of `revision`
        or that rendering is gone: then it is to be made anew, as after any change.
        """
        key = (was.project_id, was.id)
        with self._database.writing() as rows:
            old = self._find_line(rows, *key)
            rows.execute(
                "UPDATE script_lines SET text = ?, character = ?, direction = ?, settings = ? "
                "WHERE project_id = ? AND id = ?",
                (was.text, was.character, was.direction, json.dumps(was.settings), *key),
            )
            if (was.text, was.character, was.settings) != (old.text, old.character, old.settings):
                rows.execute(
                    f"UPDATE script_lines SET {_OUTDATED} WHERE project_id = ? AND id = ?", key
                )
            if old.revision == revision:
                rows.execute(
                    "UPDATE script_lines SET rendering = ?, state = ?, note = ? "
                    "WHERE project_id = ? AND id = ? AND (? IS NULL OR EXISTS "
                    "(SELECT 1 FROM renderings WHERE id = ? AND deleted = ''))",
                    (was.rendering_id, was.state, was.note, *key, *(2 * [was.rendering_id])),
                )
            return self._find_line(rows, *key)

    def accept_line(self, project_id: str, line_id: str) -> ScriptLine:
        """A person has listened: the line is as it should be, whatever was heard."""
        with self._database.writing() as rows:
            rows.execute(
                "UPDATE script_lines SET state = 'rendered' "
                "WHERE project_id = ? AND id = ? AND state = 'flagged'",
                (project_id, line_id),
            )
            return self._find_line(rows, project_id, line_id)

    def flag_line(self, project_id: str, line_id: str) -> ScriptLine:
        """A person wants to listen to it again: it goes into the queue."""
        with self._database.writing() as rows:
            rows.execute(
                "UPDATE script_lines SET state = 'flagged' "
                "WHERE project_id = ? AND id = ? AND state = 'rendered'",
                (project_id, line_id),
            )
            return self._find_line(rows, project_id, line_id)

    def fail_line(self, project_id: str, line_id: str, why: str) -> None:
        """Write down that a line could not be rendered, and why."""
        with self._database.writing() as rows:
            rows.execute(
                "UPDATE script_lines SET state = 'failed', note = ? "
                "WHERE project_id = ? AND id = ?",
                (why, project_id, line_id),
            )

    def choose_same(self, project_id: str, line_id: str, rendering_id: str, revision: int) -> None:
        """Give a line the rendering that was made from just what it says now."""
        with self._database.writing() as rows:
            rows.execute(
                "UPDATE script_lines SET rendering = ?, note = '', state = "
                "(SELECT CASE WHEN worst = '' THEN 'rendered' ELSE 'flagged' END "
                "FROM renderings WHERE id = ?) "
                "WHERE project_id = ? AND id = ? AND revision = ?",
                (rendering_id, rendering_id, project_id, line_id, revision),
            )

    def casting(self, project_id: str) -> dict[str, Casting]:
        """Return who speaks whom; `DEFAULT` ("") is there always."""
        with self._database.reading() as rows:
            self._find_project(rows, project_id)
            found = rows.execute(
                "SELECT * FROM castings WHERE project_id = ?", (project_id,)
            ).fetchall()
        cast = {row["character"]: Casting(row["voice"], json.loads(row["manner"])) for row in found}
        return {DEFAULT: Casting(""), **cast}

    def cast(
        self,
        project_id: str,
        character: str,
        voice: str | None,
        manner: Mapping[str, Any] | None = None,
    ) -> None:
        """Let a voice speak a character; `voice` None = as everybody who is not cast.

        `character` `DEFAULT` is everybody who is not cast. The lines that this touches are changed.
        """
        before = self.casting(project_id)
        with self._database.writing() as rows:
            if voice is None and character != DEFAULT:
                rows.execute(
                    "DELETE FROM castings WHERE project_id = ? AND character = ?",
                    (project_id, character),
                )
                new = before[DEFAULT]
            else:
                known, _ = known_voices(rows, voice or "")
                new = Casting(known, dict(manner or {}))
                _cast(rows, project_id, character, new)
            if new == before.get(character, before[DEFAULT]):
                return
            touched = [character] if character != DEFAULT else None
            _outdate(rows, project_id, touched, [name for name in before if name != DEFAULT])

    def project_lexicon(self, project_id: str) -> VoiceLexicon:
        """Return how a project says words, whoever speaks them."""
        with self._database.reading() as rows:
            return self._lexicon_of(rows, project_id)

    def change_project_lexicon(
        self, project_id: str, change: Callable[[VoiceLexicon], VoiceLexicon]
    ) -> VoiceLexicon:
        """Change the lexicon of a project; lines with a word whose entry differs are changed."""
        with self._database.writing() as rows:
            before = self._lexicon_of(rows, project_id)
            after = change(before)
            rows.execute(
                "UPDATE projects SET lexicon = ? WHERE id = ?", (written(after), project_id)
            )
            for word in sorted(_differing(before, after)):
                rows.execute(
                    f"UPDATE script_lines SET {_OUTDATED} WHERE project_id = ? "
                    "AND instr(folded(text), folded(?))",
                    (project_id, word),
                )
        return after

    def _lexicon_of(self, rows: sqlite3.Connection, project_id: str) -> VoiceLexicon:
        self._find_project(rows, project_id)
        row = rows.execute("SELECT lexicon FROM projects WHERE id = ?", (project_id,)).fetchone()
        return parsed(row["lexicon"])

    def _find_project(self, rows: sqlite3.Connection, id_or_name: str) -> Project:
        row = rows.execute(
            "SELECT * FROM projects WHERE id = ? OR name_key = ? ORDER BY id != ?",
            (id_or_name, name_key(id_or_name), id_or_name),
        ).fetchone()
        if row is None:
            raise StudioError(
                f"There is no project “{id_or_name}” in this library; check the name."
            )
        return _project(row)

    def _find_line(self, rows: sqlite3.Connection, project_id: str, line_id: str) -> ScriptLine:
        query = f"{_LINES} AND script_lines.id = ?"
        row = rows.execute(query, (project_id, line_id)).fetchone()
        if row is None:
            raise StudioError(f"There is no line “{line_id}” in this project; look at the script.")
        return _line(row)


def _filter(
    states: Sequence[LineState], character: str | None, find: str
) -> tuple[str, list[str | int]]:
    """The rest of a WHERE, and its values."""
    where, values = "", list[str | int]()
    for state in states:
        check_one_of("state of a line", state, LINE_STATES)
    if states:
        where += f" AND state IN ({', '.join('?' * len(states))})"
        values += states
    if character is not None:
        where += " AND character = ?"
        values.append(character)
    if find:
        where += (
            " AND instr(folded(script_lines.id || char(10) || character || char(10) || "
            "script_lines.text), folded(?))"
        )
        values.append(find)
    return where, values


def _cast(rows: sqlite3.Connection, project_id: str, character: str, casting: Casting) -> None:
    voice, _ = known_voices(rows, casting.voice) if casting.voice else ("", [])
    rows.execute(
        "INSERT INTO castings VALUES (?, ?, ?, ?) ON CONFLICT (project_id, character) "
        "DO UPDATE SET voice = excluded.voice, manner = excluded.manner",
        (project_id, character, voice, json.dumps(casting.manner, sort_keys=True)),
    )


def _outdate(
    rows: sqlite3.Connection,
    project_id: str,
    characters: Sequence[str] | None,
    cast: Sequence[str],
) -> None:
    """The lines of these characters are changed; None = of all who are not in `cast`."""
    names = cast if characters is None else characters
    inside = "NOT IN" if characters is None else "IN"
    marks = ", ".join("?" * len(names))
    rows.execute(
        f"UPDATE script_lines SET {_OUTDATED} "
        f"WHERE project_id = ? AND character {inside} ({marks})",
        (project_id, *names),
    )


def _differing(before: VoiceLexicon, after: VoiceLexicon) -> set[str]:
    """The keys of the words that two lexicons do not say alike."""
    one, other = ({e.key: e.say for e in book.entries} for book in (before, after))
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _check_name_is_free(rows: sqlite3.Connection, name: str) -> None:
    if rows.execute("SELECT 1 FROM projects WHERE name_key = ?", (name_key(name),)).fetchone():
        raise StudioError(f"There is a project “{name}” already; choose another name.")


def _language(language: str) -> str:
    if language:
        check_one_of("language", language, LANGUAGES)
    return language


def _project(row: sqlite3.Row) -> Project:
    return Project(row["id"], row["name"], row["source"], row["language"], row["created"])


def _line(row: sqlite3.Row) -> ScriptLine:
    return ScriptLine(
        row["project_id"], row["id"], row["position"], row["character"], row["text"],
        row["direction"], json.loads(row["settings"]), row["gap"], row["start"], row["finish"],
        row["state"], row["note"], row["revision"], row["rendering"], row["seconds"], row["heard"],
        row["worst"] or "", row["worst_at"], row["doubt"],
    )  # fmt: skip
