"""The sample voice: a speaker who does not exist, to walk the whole way without a microphone."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.core.messages import Message
from studio.jobs.importing import import_takes
from studio.paths import resources_dir

NAME = "Sample"
CONSENT = "Nobody has this voice: it was made by a program, to try Timbre with."
_MARKER = (
    "sample-voice-added"  # in the library's folder; whoever deletes the voice keeps it deleted
)


def ensure_sample_voice(library: Library, *, again: bool = False) -> Voice | None:
    """Put the sample voice into a library that never had it, and return it.

    Some seconds of work the first time. None when the person has deleted it; with `again` it comes
    back then. An addition that was interrupted is finished. See `add_sample_voice` for the worker.
    """
    for _ in add_sample_voice(library.root, again=again):
        pass
    return sample_voice(library)


def sample_voice(library: Library) -> Voice | None:
    """The library's sample voice, None where there is none."""
    return next((voice for voice in library.voices() if voice.kind == "sample"), None)


def lacks_sample_voice(library: Library) -> bool:
    """Whether `ensure_sample_voice` would have something to do; quick."""
    return not library.read_only and not (library.root / _MARKER).exists()


def add_sample_voice(
    library_root: Path, again: bool = False
) -> Generator[Message, None, dict[str, Any]]:
    """The same as a task for the worker; the result has the voice's id, or None where it is not."""
    library = Library(Path(library_root))
    voice = sample_voice(library)
    if lacks_sample_voice(library) or (again and voice is None):
        voice = voice or _create(library)
        yield from import_takes(library.root, voice.id, resources_dir() / "sample_voice")
        write_atomically(library.root / _MARKER, b"")
    return {"voice": None if voice is None else voice.id}


def _create(library: Library) -> Voice:
    taken = {voice.name.casefold() for voice in library.voices()}
    names = (NAME, *(f"{NAME} {number}" for number in range(2, 100)))
    name = next((name for name in names if name.casefold() not in taken), None)
    if name is None:
        raise StudioError(f"Every name for the sample voice is taken; rename a voice “{NAME}”.")
    voice = library.create_voice(name, kind="sample", synthetic=True)
    library.record_consent(voice.id, "synthetic", "", CONSENT)
    return voice
