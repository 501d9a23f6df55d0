"""What all parts of the library share: its file, its paths, and rows made into values."""

import sqlite3
from datetime import UTC, datetime

from studio.core.database import Database
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.layout import Layout
from studio.core.names import name_key


class Store:
    """A part of the library."""

    _database: Database
    _layout: Layout

    def voice(self, id_or_name: str) -> Voice:
        """Return a voice by its id or, whatever the case of its letters, its name."""
        with self._database.reading() as rows:
            return self._find_voice(rows, id_or_name)

    def _find_voice(self, rows: sqlite3.Connection, id_or_name: str) -> Voice:
        row = rows.execute(
            "SELECT * FROM voices WHERE id = ? OR name_key = ? ORDER BY id != ?",
            (id_or_name, name_key(id_or_name), id_or_name),
        ).fetchone()
        if row is None:
            raise StudioError(f"There is no voice “{id_or_name}” in this library; check the name.")
        return to_voice(row)


def to_voice(row: sqlite3.Row) -> Voice:
    return Voice(
        row["id"],
        row["name"],
        row["kind"],
        row["language"],
        row["created"],
        row["base"],
        bool(row["synthetic"]),
        row["run"],
    )


def check_one_of(what: str, value: str, known: tuple[str, ...]) -> None:
    """Refuse a value that a column does not know."""
    if value not in known:
        raise StudioError(f"“{value}” is no {what}; choose one of {', '.join(known)}.")


def now() -> str:
    """ISO 8601, with the time zone."""
    return datetime.now(UTC).isoformat(timespec="seconds")
