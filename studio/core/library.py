"""The person's voices, takes and runs on disk: one SQLite file and folders beside it.

    root/library.sqlite
    root/voices/<voice id>/takes/<take id>.flac|wav
    root/voices/<voice id>/runs/<run id>/

Bytes are on the disk whole before a row speaks of them, and everything that changes files here is
done while holding SQLite's write lock. So what a killed process left behind can be told from what
another process is doing just now; `studio.core.recovery` puts it in order when a library is opened.
"""

import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.core import recovery
from studio.core.database import Database
from studio.core.entities import (
    CONSENT_KINDS,
    LANGUAGES,
    RUN_STATES,
    TAKE_SOURCES,
    VOICE_KINDS,
    Consent,
    ConsentKind,
    Language,
    Run,
    RunState,
    Take,
    TakeSource,
    Voice,
    VoiceKind,
)
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import atomic_path
from studio.core.layout import Layout, new_id
from studio.core.names import clean_name, name_key
from studio.core.sound_header import read_sound_header


class Library:
    """A folder with voices. Any thread and several processes may use one at a time.

    Methods raise StudioError for what the person can mend: an unknown or taken name, a file that
    is no sound, a full or read-only disk.
    """

    def __init__(self, root: Path) -> None:
        """Open the library in `root`, or create it there; mends what a killed process left."""
        self.root = Path(root).expanduser().absolute()
        self._layout = Layout(self.root)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._database = Database(self.root / "library.sqlite")
            self._layout.voices.mkdir(exist_ok=True)
        except OSError as error:
            raise explain_os_error(error, self.root) from error
        with self._database.writing() as rows:
            recovery.mend(rows, self._layout)

    # Voices

    def voices(self) -> list[Voice]:
        """Return all voices, by name."""
        with self._database.reading() as rows:
            found = rows.execute("SELECT * FROM voices ORDER BY name_key").fetchall()
        return [_voice(row) for row in found]

    def voice(self, id_or_name: str) -> Voice:
        """Return a voice by its id or, whatever the case of its letters, its name."""
        with self._database.reading() as rows:
            return self._find_voice(rows, id_or_name)

    def create_voice(
        self,
        name: str,
        *,
        kind: VoiceKind = "own",
        language: Language = "en-us",
        synthetic: bool = False,
        base: str = "",
    ) -> Voice:
        """Create an empty voice. Names differ in more than the case of their letters."""
        name = clean_name(name)
        _check("kind", kind, VOICE_KINDS)
        _check("language", language, LANGUAGES)
        voice = Voice(new_id(), name, kind, language, _now(), base, synthetic)
        with self._database.writing() as rows:
            self._check_name_is_free(rows, name)
            self._layout.takes(voice.id).mkdir(parents=True)
            self._layout.runs(voice.id).mkdir()
            rows.execute(
                "INSERT INTO voices VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (voice.id, name, name_key(name), kind, language, voice.created, base, synthetic),
            )
        return voice

    def rename_voice(self, voice_id: str, name: str) -> Voice:
        """Give a voice another name."""
        name = clean_name(name)
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            if name_key(name) != name_key(voice.name):
                self._check_name_is_free(rows, name)
            rows.execute(
                "UPDATE voices SET name = ?, name_key = ? WHERE id = ?",
                (name, name_key(name), voice.id),
            )
        return replace(voice, name=name)

    def update_voice(
        self, voice_id: str, *, language: Language | None = None, base: str | None = None
    ) -> Voice:
        """Change the language or the stock voice that a voice starts from."""
        if language is not None:
            _check("language", language, LANGUAGES)
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            voice = replace(
                voice,
                language=voice.language if language is None else language,
                base=voice.base if base is None else base,
            )
            rows.execute(
                "UPDATE voices SET language = ?, base = ? WHERE id = ?",
                (voice.language, voice.base, voice.id),
            )
        return voice

    def delete_voice(self, voice_id: str) -> None:
        """Delete a voice: its rows and every file of it."""
        voice = self.voice(voice_id)
        with (
            recovery.deleting(self._layout.voice(voice.id)) as discard,
            self._database.writing() as rows,
        ):
            rows.execute("DELETE FROM voices WHERE id = ?", (voice.id,))
            discard()

    # Takes

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
    ) -> Take:
        """Copy a WAV or FLAC file into the library as a take.

        When this returns, the bytes and the row are on the disk. `origin` is the SHA-256 of what
        the take was made from (see `origins`).
        """
        _check("source", source, TAKE_SOURCES)
        sound_file = Path(sound_file)
        header = read_sound_header(sound_file)
        voice, take_id = self.voice(voice_id), new_id()
        path = self._layout.takes(voice.id) / f"{take_id}{header.suffix}"
        take = Take(
            take_id, voice.id, path, text, header.seconds, header.rate, header.channels,
            _now(), source, included, False, note, checks or {},
        )  # fmt: skip
        try:
            with self._database.writing() as rows:
                self._find_voice(rows, voice.id)  # deleted in the meantime?
                recovery.announce(take, origin)
                with atomic_path(path) as part:
                    shutil.copyfile(sound_file, part)
                recovery.insert_take(rows, take, origin)
        except BaseException:  # the caller hears that there is no such take
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
            )
            rows.execute(
                "UPDATE takes SET text = ?, included = ?, starred = ?, note = ?, checks = ? "
                "WHERE id = ?",
                (new.text, new.included, new.starred, new.note, json.dumps(new.checks), take_id),
            )
        return new

    def delete_take(self, take_id: str) -> None:
        """Delete a take: its row and its file."""
        with (
            recovery.deleting(self.take(take_id).path) as discard,
            self._database.writing() as rows,
        ):
            rows.execute("DELETE FROM takes WHERE id = ?", (take_id,))
            discard()

    # Consent

    def record_consent(
        self, voice_id: str, kind: ConsentKind, name: str, text: str, sha256: str = ""
    ) -> Consent:
        """Write down why this voice may be cloned; replaces what was written before.

        `name` is who consents, `text` what was said or declared, `sha256` that of the recorded
        statement where there is one.
        """
        _check("kind of consent", kind, CONSENT_KINDS)
        if not name.strip() and kind != "synthetic":
            raise StudioError("A consent needs the name of the person who gives it; fill it in.")
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            consent = Consent(voice.id, kind, name.strip(), text, _now(), sha256)
            rows.execute(
                "INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?, ?)",
                (voice.id, kind, consent.name, text, consent.date, sha256),
            )
        return consent

    def consent(self, voice_id: str) -> Consent | None:
        """Return why this voice may be cloned; None when nobody has said so yet."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            row = rows.execute("SELECT * FROM consents WHERE voice_id = ?", (voice.id,)).fetchone()
        return None if row is None else Consent(**dict(row))

    # Runs

    def create_run(self, voice_id: str, preset: str, device: str) -> Run:
        """Make the folder and the row of a new training run, in the state "training"."""
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            run_id = new_id()
            folder = self._layout.runs(voice.id) / run_id
            folder.mkdir(parents=True)
            run = Run(run_id, voice.id, _now(), preset, device, "training", folder)
            rows.execute(
                "INSERT INTO runs SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ?, ?, ?, NULL "
                "FROM runs",
                (run_id, voice.id, run.created, preset, device, run.state),
            )
        return run

    def runs(self, voice_id: str) -> list[Run]:
        """Return the runs of a voice, the oldest first."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            found = rows.execute(
                "SELECT * FROM runs WHERE voice_id = ? ORDER BY number", (voice.id,)
            ).fetchall()
        return [self._run(row) for row in found]

    def run(self, run_id: str) -> Run:
        """Return one run."""
        with self._database.reading() as rows:
            return self._find_run(rows, run_id)

    def update_run(
        self,
        run_id: str,
        *,
        state: RunState | None = None,
        report: dict[str, Any] | None = None,
    ) -> Run:
        """Change the state of a run, or give it its report card."""
        if state is not None:
            _check("state of a run", state, RUN_STATES)
        with self._database.writing() as rows:
            old = self._find_run(rows, run_id)
            new = replace(
                old,
                state=old.state if state is None else state,
                report=old.report if report is None else report,
            )
            rows.execute(
                "UPDATE runs SET state = ?, report = ? WHERE id = ?",
                (new.state, None if new.report is None else json.dumps(new.report), run_id),
            )
        return new

    def keep_run(self, voice_id: str, run_id: str | None) -> Voice:
        """Let the weights of a run speak for its voice; None = the voice that it started from."""
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            if run_id is not None:
                if self._find_run(rows, run_id).voice_id != voice.id:
                    raise ValueError(f"run {run_id} belongs to another voice")
                rows.execute("UPDATE runs SET state = 'kept' WHERE id = ?", (run_id,))
            rows.execute("UPDATE voices SET run = ? WHERE id = ?", (run_id, voice.id))
        return replace(voice, run=run_id)

    def delete_run(self, run_id: str) -> None:
        """Delete a run: its row and its folder. A voice that it spoke for has none then."""
        with (
            recovery.deleting(self.run(run_id).folder) as discard,
            self._database.writing() as rows,
        ):
            rows.execute("UPDATE voices SET run = NULL WHERE run = ?", (run_id,))
            rows.execute("DELETE FROM runs WHERE id = ?", (run_id,))
            discard()

    # Rows to values

    def _find_voice(self, rows: sqlite3.Connection, id_or_name: str) -> Voice:
        row = rows.execute(
            "SELECT * FROM voices WHERE id = ? OR name_key = ? ORDER BY id != ?",
            (id_or_name, name_key(id_or_name), id_or_name),
        ).fetchone()
        if row is None:
            raise StudioError(f"There is no voice “{id_or_name}” in this library; check the name.")
        return _voice(row)

    def _find_take(self, rows: sqlite3.Connection, take_id: str) -> Take:
        row = rows.execute("SELECT * FROM takes WHERE id = ?", (take_id,)).fetchone()
        if row is None:
            raise StudioError("This take is no longer in the library; it may have been deleted.")
        return self._take(row)

    def _find_run(self, rows: sqlite3.Connection, run_id: str) -> Run:
        row = rows.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
        if row is None:
            raise StudioError("This run is no longer in the library; it may have been deleted.")
        return self._run(row)

    def _check_name_is_free(self, rows: sqlite3.Connection, name: str) -> None:
        if rows.execute("SELECT 1 FROM voices WHERE name_key = ?", (name_key(name),)).fetchone():
            raise StudioError(f"There is a voice “{name}” already; choose another name.")

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
        )

    def _run(self, row: sqlite3.Row) -> Run:
        return Run(
            row["id"],
            row["voice_id"],
            row["created"],
            row["preset"],
            row["device"],
            row["state"],
            self._layout.run(row["voice_id"], row["id"]),
            None if row["report"] is None else json.loads(row["report"]),
        )


def _voice(row: sqlite3.Row) -> Voice:
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


def _check(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise StudioError(f"“{value}” is no {what}; choose one of {', '.join(known)}.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
