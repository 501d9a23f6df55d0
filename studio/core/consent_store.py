"""Why each voice of a library may be cloned."""

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.core.entities import CONSENT_KINDS, Consent, ConsentKind
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import atomic_path, sha256_of
from studio.core.layout import new_id
from studio.core.sound_header import read_sound_header
from studio.core.store import Store, check_one_of, now


class ConsentStore(Store):
    """Writes consents down, each with the recorded statement where there is one."""

    def record_consent(
        self,
        voice_id: str,
        kind: ConsentKind,
        name: str,
        text: str,
        *,
        statement: Path | None = None,
        checks: dict[str, Any] | None = None,
    ) -> Consent:
        """Write down why this voice may be cloned; replaces what was written before.

        `name` is who consents, `text` what was said or declared. `statement`, the WAV or FLAC file
        in which it is said, is copied into the voice's folder and its SHA-256 written down.
        """
        check_one_of("kind of consent", kind, CONSENT_KINDS)
        if not name.strip() and kind != "synthetic":
            raise StudioError("A consent needs the name of the person who gives it; fill it in.")
        if (kind == "statement") != (statement is not None):
            raise ValueError("a statement is recorded; an attestation is not")
        voice = self.voice(voice_id)
        path, sha256 = None, ""
        if statement is not None:
            name_of_file = f"{new_id()}{read_sound_header(statement).suffix}"
            path, sha256 = self._layout.consent_file(voice.id, name_of_file), sha256_of(statement)
        consent = Consent(voice.id, kind, name.strip(), text, now(), sha256, path, checks or {})
        with self._database.writing() as rows:
            self._find_voice(rows, voice.id)  # deleted in the meantime?
            if path is not None and statement is not None:
                with atomic_path(path) as part:
                    shutil.copyfile(statement, part)
            rows.execute(
                "INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    voice.id, kind, consent.name, text, consent.date, sha256,
                    "" if path is None else path.name, json.dumps(consent.checks),
                ),
            )  # fmt: skip
            for other in self._layout.consent(voice.id).glob("*"):
                if path is None or other.name != path.name:
                    other.unlink(missing_ok=True)  # of the consent that this one replaces
        return consent

    def withdraw_consent(self, voice_id: str) -> Consent:
        """Write down that a consent is taken back; what was said, and when, stays on record."""
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            row = rows.execute("SELECT * FROM consents WHERE voice_id = ?", (voice.id,)).fetchone()
            if row is None:
                raise StudioError(f"There is no consent for “{voice.name}” to take back.")
            checks = {"withdrawn": now(), **json.loads(row["checks"])}
            rows.execute(
                "UPDATE consents SET checks = ? WHERE voice_id = ?", (json.dumps(checks), voice.id)
            )
            return replace(self._consent(row), checks=checks)

    def statement_draft(self, voice_id: str) -> Path:
        """Where a statement lies while it is being recorded; keeping a consent clears it away."""
        folder = self._layout.consent(self.voice(voice_id).id)
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise explain_os_error(error, folder) from error
        return folder / "draft.wav"

    def consent(self, voice_id: str) -> Consent | None:
        """Return why this voice may be cloned; None when nobody has said so yet."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            row = rows.execute("SELECT * FROM consents WHERE voice_id = ?", (voice.id,)).fetchone()
        return None if row is None else self._consent(row)

    def _consent(self, row: sqlite3.Row) -> Consent:
        voice_id = row["voice_id"]
        return Consent(
            voice_id,
            row["kind"],
            row["name"],
            row["text"],
            row["date"],
            row["sha256"],
            self._layout.consent_file(voice_id, row["file"]) if row["file"] else None,
            json.loads(row["checks"]),
        )
