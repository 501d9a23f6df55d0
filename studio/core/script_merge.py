"""Reading a script into a project: what is the same as before keeps what was made of it.

All of it happens in SQLite, in the transaction that changes the project: the lines of the file go
into a table of their own first (`read_in`), then they are matched with those of before (`merge`).
"""

import difflib
import json
import sqlite3
from collections.abc import Iterable

from studio.core.entities import ScriptChanges, SourceLine
from studio.core.errors import StudioError
from studio.core.store import now

MAX_LINES = 200_000
"""Of one script; a novel has about ten thousand."""

_ALIKE = 0.5  # of the words of an edited line

_INCOMING = """
CREATE TEMP TABLE incoming (
    position INTEGER PRIMARY KEY,
    id TEXT UNIQUE,
    row INTEGER,
    character TEXT,
    text TEXT,
    direction TEXT,
    settings TEXT,
    gap TEXT,
    start REAL,
    finish REAL,
    old TEXT
)"""

# The same line as before, by the surest sign and by the least; between them, by the text.
_SAME_ID_AND_TEXT = """
UPDATE incoming SET old = id WHERE EXISTS (
    SELECT 1 FROM script_lines AS was
    WHERE was.project_id = :project AND was.id = incoming.id AND was.text = incoming.text)
"""
_SAME_ID = """
UPDATE incoming SET old = id WHERE old IS NULL AND id IN (
    SELECT id FROM script_lines WHERE project_id = :project)
    AND id NOT IN (SELECT old FROM incoming WHERE old IS NOT NULL)
"""

_REPLACE = """
INSERT INTO script_lines
SELECT :project, incoming.id, incoming.position, incoming.character, incoming.text,
    incoming.direction, incoming.settings, incoming.gap, incoming.start, incoming.finish,
    CASE WHEN was.id IS NULL THEN 'new'
        WHEN same THEN was.state
        WHEN was.rendering IS NULL THEN 'new' ELSE 'changed' END,
    CASE WHEN same THEN was.note ELSE '' END,
    CASE WHEN same THEN was.revision ELSE coalesce(was.revision, 0) + 1 END,
    was.rendering
FROM incoming LEFT JOIN (
    SELECT was_lines.*, was_lines.text = now.text AND was_lines.character = now.character
        AND was_lines.settings = now.settings AS same
    FROM was_lines JOIN incoming AS now ON now.old = was_lines.id) AS was
ON was.id = incoming.old
"""


def read_in(rows: sqlite3.Connection, lines: Iterable[SourceLine]) -> None:
    """Take the lines of a file in, one after another.

    Raises StudioError when two have the same id and different texts, or when there are too many.
    """
    rows.execute(_INCOMING)
    for position, line in enumerate(lines):
        if position >= MAX_LINES:
            raise StudioError(
                f"This script has more than {MAX_LINES:,} lines: cut it into several files."
            )
        cursor = rows.execute(
            "INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) "
            "ON CONFLICT (id) DO NOTHING",
            (
                position, line.id or None, line.row, line.character, line.text, line.direction,
                json.dumps(line.settings, sort_keys=True), line.gap, line.start, line.end,
            ),
        )  # fmt: skip
        if cursor.rowcount == 0:
            _check_repeated(rows, line)


def merge(rows: sqlite3.Connection, project_id: str) -> ScriptChanges:
    """Put what was read in into the place of a project's lines, and say what that changed."""
    if rows.execute("SELECT 1 FROM incoming").fetchone() is None:
        raise StudioError("There is nothing to speak in this script: add at least one sentence.")
    of_project = {"project": project_id}
    rows.execute(_SAME_ID_AND_TEXT, of_project)
    rows.execute("CREATE TEMP TABLE taken AS SELECT old FROM incoming WHERE old IS NOT NULL")
    rows.execute(
        "CREATE TEMP TABLE turns AS SELECT position, "
        "row_number() OVER (PARTITION BY character, text ORDER BY position) AS turn "
        "FROM incoming WHERE old IS NULL"
    )
    rows.execute("CREATE UNIQUE INDEX temp.turn_of ON turns (position)")
    _match_by_text(rows, project_id)
    rows.execute(_SAME_ID, of_project)
    _match_edited(rows, project_id)
    _make_ids(rows, project_id)
    rows.execute(
        "CREATE TEMP TABLE was_lines AS SELECT * FROM script_lines WHERE project_id = :project",
        of_project,
    )
    rows.execute("CREATE UNIQUE INDEX temp.was_line ON was_lines (id)")
    rows.execute("CREATE INDEX temp.incoming_old ON incoming (old)")
    _take_renderings_along(rows, project_id)
    rows.execute("DELETE FROM script_lines WHERE project_id = :project", of_project)
    rows.execute(_REPLACE, of_project)
    return _changes(rows, project_id)


def _match_by_text(rows: sqlite3.Connection, project_id: str) -> None:
    """The first line of a text with the first of before that is still free, and so on."""
    rows.execute(
        "CREATE TEMP TABLE free AS SELECT id, character, text, "
        "row_number() OVER (PARTITION BY character, text ORDER BY position) AS turn "
        "FROM script_lines WHERE project_id = ? AND id NOT IN taken",
        (project_id,),
    )
    rows.execute("CREATE INDEX temp.free_texts ON free (text, character, turn)")
    rows.execute(
        "UPDATE incoming SET old = (SELECT free.id FROM free JOIN turns "
        "ON turns.position = incoming.position AND turns.turn = free.turn "
        "WHERE free.text = incoming.text AND free.character = incoming.character) "
        "WHERE old IS NULL"
    )


def _match_edited(rows: sqlite3.Connection, project_id: str) -> None:
    """A line without an id that was edited: it follows the same line as before, and is alike."""
    query = "SELECT id, character, text FROM script_lines WHERE project_id = ? ORDER BY position"
    before = rows.execute(query, (project_id,))
    taken = {row[0] for row in rows.execute("SELECT old FROM incoming WHERE old IS NOT NULL")}
    follows: dict[str | None, tuple[str, str, str]] = {}
    last: str | None = None
    for line_id, character, text in before:
        if line_id not in taken:
            follows[last] = line_id, character, text
        last = line_id
    if not follows:
        return
    matched, last = list[tuple[str, int]](), None
    for row in rows.execute("SELECT * FROM incoming ORDER BY position"):
        last, found = row["old"], follows.get(last)
        if last is None and row["id"] is None and found is not None:
            line_id, character, text = found
            if character == row["character"] and _are_alike(text, row["text"]):
                matched.append((line_id, row["position"]))
                last = line_id
    rows.executemany("UPDATE incoming SET old = ? WHERE position = ?", matched)


def _are_alike(one: str, other: str) -> bool:
    """Whether half of the words are the same."""
    return difflib.SequenceMatcher(None, one.split(), other.split()).ratio() >= _ALIKE


def _make_ids(rows: sqlite3.Connection, project_id: str) -> None:
    """Ids for lines whose file gives none: that of before, else the next number."""
    rows.execute(
        "UPDATE incoming SET id = old WHERE id IS NULL AND old IS NOT NULL "
        "AND old NOT IN (SELECT id FROM incoming WHERE id IS NOT NULL)"
    )
    (highest,) = rows.execute(
        "SELECT max(coalesce((SELECT max(CAST(id AS INTEGER)) FROM incoming "
        "WHERE id NOT GLOB '*[^0-9]*' AND length(id) < 10), 0), "
        "coalesce((SELECT max(CAST(id AS INTEGER)) FROM script_lines WHERE project_id = ? "
        "AND id NOT GLOB '*[^0-9]*' AND length(id) < 10), 0))",
        (project_id,),
    ).fetchone()
    nameless = rows.execute("SELECT position FROM incoming WHERE id IS NULL ORDER BY position")
    rows.executemany(
        "UPDATE incoming SET id = ? WHERE position = ?",
        [(f"{number:04}", row[0]) for number, row in enumerate(nameless, highest + 1)],
    )


def _take_renderings_along(rows: sqlite3.Connection, project_id: str) -> None:
    """Renderings follow their lines to new ids; those of lines that are gone go into the trash."""
    rows.execute(
        "UPDATE renderings SET deleted = ? WHERE project_id = ? AND deleted = '' "
        "AND line_id NOT IN (SELECT old FROM incoming WHERE old IS NOT NULL)",
        (now(), project_id),
    )
    rows.execute(
        "UPDATE renderings SET line_id = (SELECT id FROM incoming WHERE old = line_id) "
        "WHERE project_id = ? AND line_id IN (SELECT old FROM incoming WHERE old IS NOT id)",
        (project_id,),
    )


def _changes(rows: sqlite3.Connection, project_id: str) -> ScriptChanges:
    (new,) = rows.execute("SELECT count(*) FROM incoming WHERE old IS NULL").fetchone()
    (changed,) = rows.execute(
        "SELECT count(*) FROM incoming JOIN was_lines ON was_lines.id = incoming.old "
        "JOIN script_lines ON script_lines.project_id = ? AND script_lines.id = incoming.id "
        "WHERE script_lines.revision != was_lines.revision",
        (project_id,),
    ).fetchone()
    (total,) = rows.execute("SELECT count(*) FROM incoming").fetchone()
    (before,) = rows.execute("SELECT count(*) FROM was_lines").fetchone()
    return ScriptChanges(new, changed, total - new - changed, before - (total - new))


def _check_repeated(rows: sqlite3.Connection, line: SourceLine) -> None:
    """The same line twice is one line; the same id with another text is a mistake."""
    first = rows.execute("SELECT row, text FROM incoming WHERE id = ?", (line.id,)).fetchone()
    if first["text"] != line.text:
        raise StudioError(
            f"Lines {first['row']} and {line.row} have the same id “{line.id[:40]}” and different "
            "texts: give each line an id of its own."
        )
