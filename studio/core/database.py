"""The library's SQLite file: its schema, and connections that wait for other processes."""

import contextlib
import errno
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from studio.core.errors import StudioError, explain_os_error

APPLICATION_ID = 0x54494D42  # "TIMB": tells our files from others

_WAIT_SECONDS = 30.0
"""How long to wait for another process that is writing."""

_SCHEMA = """
CREATE TABLE voices (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    created TEXT NOT NULL,
    base TEXT NOT NULL,
    synthetic INTEGER NOT NULL,
    run TEXT
);
CREATE TABLE takes (
    id TEXT PRIMARY KEY,
    voice_id TEXT NOT NULL REFERENCES voices (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    file TEXT NOT NULL,
    text TEXT NOT NULL,
    seconds REAL NOT NULL,
    rate INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    created TEXT NOT NULL,
    source TEXT NOT NULL,
    origin TEXT NOT NULL,
    included INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    note TEXT NOT NULL,
    checks TEXT NOT NULL
);
CREATE INDEX takes_of_voice ON takes (voice_id, number);
CREATE TABLE consents (
    voice_id TEXT PRIMARY KEY REFERENCES voices (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    date TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    voice_id TEXT NOT NULL REFERENCES voices (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    created TEXT NOT NULL,
    preset TEXT NOT NULL,
    device TEXT NOT NULL,
    state TEXT NOT NULL,
    report TEXT
);
CREATE INDEX runs_of_voice ON runs (voice_id, number);
"""

_RECORDING = """
ALTER TABLE takes ADD COLUMN prompt_id TEXT NOT NULL DEFAULT '';
ALTER TABLE takes ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
ALTER TABLE takes ADD COLUMN cleanup TEXT NOT NULL DEFAULT '{}';
ALTER TABLE consents ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE consents ADD COLUMN checks TEXT NOT NULL DEFAULT '{}';
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    voice_id TEXT NOT NULL REFERENCES voices (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    created TEXT NOT NULL,
    device TEXT NOT NULL,
    rate INTEGER NOT NULL,
    room TEXT
);
CREATE INDEX sessions_of_voice ON sessions (voice_id, number);
CREATE TABLE scripts (
    id TEXT PRIMARY KEY,
    voice_id TEXT NOT NULL REFERENCES voices (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL
);
CREATE TABLE prompts (
    script_id TEXT NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    direction TEXT NOT NULL,
    character TEXT NOT NULL,
    PRIMARY KEY (script_id, id)
);
"""

_NARRATION = """
CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    created TEXT NOT NULL,
    lexicon TEXT NOT NULL
);
CREATE TABLE castings (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    character TEXT NOT NULL,
    voice TEXT NOT NULL,
    manner TEXT NOT NULL,
    PRIMARY KEY (project_id, character)
);
CREATE TABLE renderings (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    project_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
    line_id TEXT NOT NULL,
    voice TEXT NOT NULL,
    voice_name TEXT NOT NULL,
    text TEXT NOT NULL,
    manner TEXT NOT NULL,
    seed INTEGER NOT NULL,
    language TEXT NOT NULL,
    created TEXT NOT NULL,
    seconds REAL NOT NULL,
    bytes INTEGER NOT NULL,
    heard REAL,
    doubt REAL NOT NULL,
    worst TEXT NOT NULL,
    worst_at REAL,
    lost TEXT NOT NULL,
    starred INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    deleted TEXT NOT NULL,
    was_chosen INTEGER NOT NULL
);
CREATE INDEX renderings_of_line ON renderings (project_id, line_id, number);
CREATE INDEX renderings_in_order ON renderings (number);
CREATE TABLE rendering_voices (
    rendering_id TEXT NOT NULL REFERENCES renderings (id) ON DELETE CASCADE,
    voice_id TEXT NOT NULL REFERENCES voices (id) ON DELETE CASCADE,
    PRIMARY KEY (voice_id, rendering_id)
);
CREATE INDEX voices_of_rendering ON rendering_voices (rendering_id);
CREATE TABLE script_lines (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    character TEXT NOT NULL,
    text TEXT NOT NULL,
    direction TEXT NOT NULL,
    settings TEXT NOT NULL,
    gap TEXT NOT NULL,
    start REAL,
    finish REAL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    revision INTEGER NOT NULL,
    rendering TEXT REFERENCES renderings (id) ON DELETE SET NULL,
    PRIMARY KEY (project_id, id)
);
CREATE INDEX script_lines_in_order ON script_lines (project_id, position);
CREATE INDEX script_lines_of_rendering ON script_lines (rendering);
"""

_STEPS = (_SCHEMA, _RECORDING, _NARRATION)
"""Each makes a library of one version into one of the next; the first, an empty file into one."""

SCHEMA_VERSION = len(_STEPS)


def folded(text: str) -> str:
    """A text without the differences that nobody means when searching; SQL may call it, too."""
    return text.casefold().replace("’", "'")


class Database:
    """One SQLite file. Each use opens a connection of its own, so any thread may use it."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; StudioError when it is not ours or cannot be used.

        On a disk that cannot be written it is opened for reading, when it is of this version.
        """
        self._path = path
        self.read_only = path.exists() and not _can_write(path.parent)
        with self._errors(), self._connection() as connection:
            connection.execute("BEGIN" if self.read_only else "BEGIN IMMEDIATE")
            with _transaction(connection):
                self._create_or_check(connection)
            if not self.read_only:
                _prefer_wal(connection)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the library."""
        with self._errors(), self._connection() as connection:
            connection.execute("BEGIN")
            with _transaction(connection):
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that alone may write, until the block ends; rolled back if it raises."""
        if self.read_only:
            raise self._cannot_write()
        with self._errors(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            with _transaction(connection):
                yield connection

    def forget(self) -> None:
        """Write the log into the file and empty it, so that deleted rows are in neither.

        Somebody who reads just now may keep the log from being emptied; then the next call does.
        """
        with self._errors(), self._connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        # Nobody can change a file on such a disk, so SQLite needs no log and no lock beside it.
        how = "?mode=ro&immutable=1" if self.read_only else ""
        connection = sqlite3.connect(
            self._path.as_uri() + how, timeout=_WAIT_SECONDS, isolation_level=None, uri=True
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.create_function("folded", 1, folded, deterministic=True)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")  # what was accepted survives power loss
            connection.execute("PRAGMA secure_delete = ON")  # what was deleted is overwritten
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._explain(error) from error
        except OSError as error:
            raise explain_os_error(error) from error

    def _explain(self, error: sqlite3.Error) -> Exception:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return StudioError(
                f"The disk is full: the library {self._path.parent} could not be written; "
                "make room, try again."
            )
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            return self._cannot_write()
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StudioError(
                f"The library {self._path.parent} is being written by another program; "
                "wait until that is finished and try again."
            )
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return StudioError(
                f"{self._path} is damaged or not a Timbre library; "
                "put back a copy of it or choose another folder."
            )
        if code == sqlite3.SQLITE_IOERR:
            return StudioError(
                f"The disk did not read or write {self._path} (it may be full or failing); "
                "make room or check the disk, then try again."
            )
        return error  # a mistake of ours: let it be loud

    def _cannot_write(self) -> StudioError:
        return StudioError(
            f"The library {self._path.parent} cannot be written: it is read-only or belongs to "
            "somebody else; choose another folder or change its permissions."
        )

    def _create_or_check(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == 0:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        elif application != APPLICATION_ID:
            raise StudioError(f"{self._path} is not a Timbre library; choose another folder.")
        elif version > SCHEMA_VERSION:
            raise StudioError(
                f"The library {self._path.parent} was written by a newer Timbre; update this one."
            )
        elif self.read_only and version < SCHEMA_VERSION:
            raise self._cannot_write()
        for step in _STEPS[version:]:
            for statement in step.split(";"):
                connection.execute(statement)
        if version < SCHEMA_VERSION:
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _can_write(folder: Path) -> bool:
    """Whether files can be made in a folder; asked by making one, for root may do on paper all."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        # Anything else, such as a full disk, SQLite tells.
        return error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM)


def _prefer_wal(connection: sqlite3.Connection) -> None:
    """Let readers go on while somebody writes. Some network drives cannot; that works too."""
    end = time.monotonic() + _WAIT_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Another process creates the library just now; SQLite does not wait for this change.
            busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > end:
                raise
            time.sleep(0.05)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end, roll back when the block raises."""
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
