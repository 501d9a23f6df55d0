"""What the worker process can be asked for about a data set: looking at a take, measuring, export.

Tasks as `studio.jobs.worker` runs them; what is heavy is loaded inside them.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.messages import Message, Progress

Task = Generator[Message, None, dict[str, Any]]


def export(
    library_root: Path,
    voice_id: str,
    folder: Path,
    format: str = "ljspeech",
    rate: int = 22_050,
    cleaned: bool = True,
    included_only: bool = True,
) -> Task:
    """Write a voice's takes into a new folder; see `studio.dataset.export.export_data_set`."""
    from studio.core.library import Library
    from studio.dataset.export import ExportChoice, export_data_set

    choice = ExportChoice(format, rate, cleaned, included_only)  # type: ignore[arg-type]
    return (yield from export_data_set(Library(library_root), voice_id, folder, choice))


def score(library_root: Path, take_id: str) -> Task:
    """Align a take and find its pitch; returns `TakeScore.as_dict()`, the take's id and its text.

    Meant for the process that is kept: there the inverse model stays loaded.
    """
    yield Progress("load")
    from studio.core.library import Library
    from studio.dataset.score import score_take

    library = Library(library_root)
    take = library.take(take_id)
    found = score_take(take, library.voice(take.voice_id).language)
    return {"take_id": take.id, "text": take.text, **found.as_dict()}


def summarise(library_root: Path, voice_id: str) -> Task:
    """Measure the takes that were not measured yet; returns `Summary.as_dict()`."""
    yield Progress("measure", 0.0)
    from studio.core.library import Library
    from studio.dataset.summary import summarise_voice

    return (yield from summarise_voice(Library(library_root), voice_id))


def check_takes(library_root: Path, voice_id: str, take_ids: list[str] | None = None) -> Task:
    """Check takes (None: those that were not); see `studio.dataset.check_all.check_takes`."""
    yield Progress("load")
    from studio.core.library import Library
    from studio.dataset.check_all import check_takes as check_them

    return (yield from check_them(Library(library_root), voice_id, take_ids))
