"""The recording sessions of a library, and the person's own scripts."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from studio.core.entities import (
    SCRIPT_LANGUAGES,
    Prompt,
    RecordingSession,
    Script,
    ScriptLanguage,
)
from studio.core.errors import StudioError
from studio.core.layout import new_id
from studio.core.store import Store, check_one_of, now


class SessionStore(Store):
    """Writes down in which room and with which microphone was recorded, and what is to be read."""

    def create_session(
        self, voice_id: str, *, device: str, rate: int, room: dict[str, Any] | None = None
    ) -> RecordingSession:
        """Begin a sitting of a voice; `room` is what the room check found."""
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            session = RecordingSession(new_id(), voice.id, now(), device, rate, room)
            rows.execute(
                "INSERT INTO sessions SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ?, ?, ? "
                "FROM sessions",
                (session.id, voice.id, session.created, device, rate, _json_or_null(room)),
            )
        return session

    def update_session(self, session_id: str, *, room: dict[str, Any]) -> RecordingSession:
        """Keep what a room check found."""
        with self._database.writing() as rows:
            row = rows.execute("SELECT * FROM sessions WHERE id = ?", (session_id,)).fetchone()
            if row is None:
                raise StudioError("This session is no longer in the library; begin a new one.")
            rows.execute(
                "UPDATE sessions SET room = ? WHERE id = ?", (json.dumps(room), session_id)
            )
        return replace(_session(row), room=room)

    def sessions(self, voice_id: str) -> list[RecordingSession]:
        """Return the sessions of a voice, the oldest first."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            found = rows.execute(
                "SELECT * FROM sessions WHERE voice_id = ? ORDER BY number", (voice.id,)
            ).fetchall()
        return [_session(row) for row in found]

    def add_script(
        self,
        voice_id: str,
        name: str,
        prompts: Sequence[Prompt],
        language: ScriptLanguage = "en",
    ) -> Script:
        """Keep a script of the person's own; the ids of its prompts must differ."""
        check_one_of("language", language, SCRIPT_LANGUAGES)
        if not prompts:
            raise StudioError("This script has no sentence in it; type or open some text.")
        if len({prompt.id for prompt in prompts}) < len(prompts):
            raise StudioError("Two lines of this script have the same id; give each its own.")
        script = Script(new_id(), name.strip(), language, tuple(prompts))
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            rows.execute(
                "INSERT INTO scripts SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ? FROM scripts",
                (script.id, voice.id, script.name, language),
            )
            rows.executemany(
                "INSERT INTO prompts VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (script.id, number, prompt.id, prompt.text, prompt.direction, prompt.character)
                    for number, prompt in enumerate(prompts)
                ),
            )
        return script

    def scripts(self, voice_id: str) -> list[Script]:
        """Return the voice's own scripts, the oldest first."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            found = rows.execute(
                "SELECT * FROM scripts WHERE voice_id = ? ORDER BY number", (voice.id,)
            ).fetchall()
            return [
                Script(row["id"], row["name"], row["language"], _prompts(rows, row["id"]))
                for row in found
            ]

    def delete_script(self, script_id: str) -> None:
        """Delete a script; the takes that were made of it stay."""
        with self._database.writing() as rows:
            rows.execute("DELETE FROM scripts WHERE id = ?", (script_id,))


def _prompts(rows: sqlite3.Connection, script_id: str) -> tuple[Prompt, ...]:
    found = rows.execute("SELECT * FROM prompts WHERE script_id = ? ORDER BY number", (script_id,))
    return tuple(
        Prompt(row["id"], row["text"], row["direction"], row["character"]) for row in found
    )


def _session(row: sqlite3.Row) -> RecordingSession:
    room = None if row["room"] is None else json.loads(row["room"])
    return RecordingSession(
        row["id"], row["voice_id"], row["created"], row["device"], row["rate"], room
    )


def _json_or_null(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value)
