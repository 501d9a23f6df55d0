"""Giving a consent by a recorded statement, as a worker runs it: listen, and keep it if it holds.

This is the only way by which a statement is kept as accepted; window and command line both go it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.consent import Terms, checked, statement_text

if TYPE_CHECKING:
    from studio.audio.files import Sound

Task = Generator[Message, None, dict[str, Any]]


def give_statement(
    library: str | Path, voice: str, statement: str | Path, terms: dict[str, Any]
) -> Task:
    """Check a recorded statement and, when it is accepted, keep it as the voice's consent.

    `terms` as `Terms.as_dict` gives them. Returns `StatementCheck.as_dict` and faults (sentences
    which say what to do; then nothing was kept, and an earlier consent stays). Raises StudioError
    for terms that cannot be read aloud, an unknown voice, or a file that is no sound.
    """
    asked = checked(Terms.from_dict(terms))
    books = Library(Path(library))
    who = books.voice(voice)
    yield Progress("load")
    from studio.dataset.same_speaker import speaker_of_takes
    from studio.dataset.statement import check_statement, read_statement

    sound = read_statement(Path(statement))
    speaker = yield from speaker_of_takes(books, who)
    yield Progress("listen")
    found = check_statement(sound, asked, speaker, who.language)
    checks = {**found.as_dict(), "terms": asked.as_dict()}
    if found.accepted:
        with tempfile.TemporaryDirectory(prefix="timbre-consent-") as folder:
            file = _as_wav_or_flac(Path(statement), sound, Path(folder))
            books.record_consent(
                who.id,
                "statement",
                asked.name,
                statement_text(asked),
                statement=file,
                checks=checks,
            )
    return {**checks, "faults": list(found.faults)}


def _as_wav_or_flac(path: Path, sound: Sound, folder: Path) -> Path:
    """The file as it came where the library can keep it so; otherwise its sound, lossless."""
    from studio.audio.files import write_flac
    from studio.core.errors import StudioError
    from studio.core.sound_header import read_sound_header

    try:
        read_sound_header(path)
        return path
    except StudioError:
        made = folder / "statement.flac"
        write_flac(made, sound.samples, sound.rate)
        return made
