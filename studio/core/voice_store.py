"""The voices of a library."""

import sqlite3
from dataclasses import replace

from studio.core import recovery, rendering_store
from studio.core.entities import LANGUAGES, VOICE_KINDS, Language, Voice, VoiceKind
from studio.core.errors import StudioError
from studio.core.layout import new_id
from studio.core.names import clean_name, name_key
from studio.core.store import Store, check_one_of, now, to_voice


class VoiceStore(Store):
    """Creates, finds, renames and deletes voices."""

    def voices(self) -> list[Voice]:
        """Return all voices, by name."""
        with self._database.reading() as rows:
            found = rows.execute("SELECT * FROM voices ORDER BY name_key").fetchall()
        return [to_voice(row) for row in found]

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
        check_one_of("kind", kind, VOICE_KINDS)
        check_one_of("language", language, LANGUAGES)
        voice = Voice(new_id(), name, kind, language, now(), base, synthetic)
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
            check_one_of("language", language, LANGUAGES)
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
        """Delete a voice: its rows, every file of it, and every sound that was made with it.

        What the rows held is overwritten.
        """
        voice = self.voice(voice_id)
        with (
            recovery.deleting(self._layout.voice(voice.id)) as discard,
            self._database.writing() as rows,
        ):
            spoken = rendering_store.forget_voice(rows, voice.id)
            rows.execute("DELETE FROM voices WHERE id = ?", (voice.id,))
            discard()
        rendering_store.remove_files(self._layout, spoken)
        self._database.forget()

    def _check_name_is_free(self, rows: sqlite3.Connection, name: str) -> None:
        if rows.execute("SELECT 1 FROM voices WHERE name_key = ?", (name_key(name),)).fetchone():
            raise StudioError(f"There is a voice “{name}” already; choose another name.")
