"""Voices that come from elsewhere, whole: their folder is built aside, then taken in at once.

The folder grows as `voices/.import-<id>`, which nobody reads. Under the library's write lock it is
renamed as if it were being deleted (`recovery`), its rows are written, and after the commit it gets
its name. So at any moment of a kill the voice is there whole or, at the latest after the next
opening of the library, not at all.
"""

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.entities import CONSENT_KINDS, LANGUAGES, Consent, Language, Voice
from studio.core.errors import explain_os_error
from studio.core.layout import STAGED_PREFIX, TRASH_PREFIX, new_id
from studio.core.names import clean_name, name_key
from studio.core.store import check_one_of, now
from studio.core.voice_store import VoiceStore

IMPORTED = "imported"
"""The kind of such a voice, and the preset of the run that came with it."""


@dataclass(frozen=True, slots=True)
class StagedVoice:
    """A voice's folder that is being built and belongs to no voice yet."""

    voice_id: str
    run_id: str
    folder: Path
    """As the voice's folder will be: with `takes` and `runs`."""

    @property
    def run(self) -> Path:
        """Where the weights go."""
        return self.folder / "runs" / self.run_id


class AdoptionStore(VoiceStore):
    """Takes whole voices into the library."""

    @contextlib.contextmanager
    def staging(self) -> Iterator[StagedVoice]:
        """A folder to build a voice in; gone when the block ends, unless it was adopted."""
        voice_id, run_id = new_id(), new_id()
        folder = self._layout.voices / f"{STAGED_PREFIX}{voice_id}"
        staged = StagedVoice(voice_id, run_id, folder)
        with self._database.writing():
            pass  # says at once when nothing can be written here
        try:
            (folder / "takes").mkdir(parents=True)
            staged.run.mkdir(parents=True)
            yield staged
        except OSError as error:
            raise explain_os_error(error, folder) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def adopt_voice(
        self,
        staged: StagedVoice,
        name: str,
        language: Language,
        consent: Consent,
        *,
        synthetic: bool,
        device: str,
        report: dict[str, Any] | None,
    ) -> Voice:
        """Take a staged voice in, with its consent and one kept run.

        Raises StudioError when the name is taken or the library cannot be written.
        """
        name = clean_name(name)
        check_one_of("language", language, LANGUAGES)
        check_one_of("kind of consent", consent.kind, CONSENT_KINDS)
        voice = Voice(
            staged.voice_id, name, IMPORTED, language, now(), "", synthetic, staged.run_id
        )
        folder = self._layout.voice(voice.id)
        waiting = folder.with_name(TRASH_PREFIX + voice.id)
        try:
            with self._database.writing() as rows:
                self._check_name_is_free(rows, name)
                rows.execute(
                    "INSERT INTO voices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        voice.id, name, name_key(name), IMPORTED, language, voice.created, "",
                        synthetic, staged.run_id,
                    ),
                )  # fmt: skip
                rows.execute(
                    "INSERT INTO consents VALUES (?, ?, ?, ?, ?, ?, '', ?)",
                    (
                        voice.id, consent.kind, consent.name, consent.text, consent.date,
                        consent.sha256, json.dumps(consent.checks),
                    ),
                )  # fmt: skip
                rows.execute(
                    "INSERT INTO runs SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ?, ?, 'kept', ?"
                    " FROM runs",
                    (
                        staged.run_id, voice.id, voice.created, IMPORTED, device,
                        None if report is None else json.dumps(report),
                    ),
                )  # fmt: skip
                staged.folder.rename(waiting)
        except BaseException:
            shutil.rmtree(waiting, ignore_errors=True)
            raise
        with contextlib.suppress(FileNotFoundError):  # another process has put it in place already
            waiting.rename(folder)
        return voice
