"""Voice files as tasks for the worker process."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.core.library import Library
from studio.core.messages import Message, Progress

Task = Generator[Message, None, dict[str, Any]]


def export_voice(library: Path, voice: str, out: Path) -> Task:
    """Write a voice into a file; returns what `writing.export_voice` does."""
    yield Progress("export")
    from studio.speech.archive.writing import export_voice as export

    return export(Library(Path(library)), voice, Path(out))


def import_voice(library: Path, path: Path, name: str | None = None) -> Task:
    """Take a voice file in; returns the voice, who consented (speaker), when and to what."""
    yield Progress("import")
    from studio.dataset.consent import terms_of, uses_in_words
    from studio.speech.archive.reading import import_voice as take_in

    books = Library(Path(library))
    voice = take_in(books, Path(path), name)
    consent = books.consent(voice.id)
    terms = None if consent is None else terms_of(consent)
    return {
        "voice": asdict(voice),
        "speaker": "" if consent is None else consent.name,
        "consent": "" if consent is None else consent.text,
        "date": "" if consent is None else consent.date,
        "uses": "" if terms is None else uses_in_words(terms),
        "words": len(books.lexicon(voice.id).entries),
    }
