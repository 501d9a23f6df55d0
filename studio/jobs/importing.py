"""Importing recordings, as a task for the worker."""

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.jobs.messages import Message, Progress


def import_takes(
    library_root: Path, voice_id: str, path: Path, transcribe: bool = True
) -> Generator[Message, None, dict[str, Any]]:
    """Add recordings to a voice: those in the folder `path`, or the one file `path`.

    Short recordings that have a text become takes as they are. With `transcribe` all the others,
    and those that are too long for a take, are cut at their pauses, written down and checked
    (`studio.dataset.long_recording`); without, they are named in the result.

    Progress has the stages "import", "cut" and "transcribe" and the number of takes added as the
    value "added"; the result is `studio.dataset.long_imports.Imported.as_dict()`, without `takes`
    and `aside` where nothing went the long way. What was added before a cancel stays, and importing
    the same again goes on from there.
    """
    from studio.core.library import Library

    path = Path(path).expanduser().absolute()
    library = Library(library_root)
    yield Progress("import", 0.0)
    if path.is_file() and transcribe:
        return (yield from _long_way(library, voice_id, path, None))
    report = yield from _folder(library, voice_id, path)
    if transcribe and (report.without_text or report.too_long):
        return (yield from _long_way(library, voice_id, path, report))
    return report.as_dict()


def _folder(library: Any, voice_id: str, path: Path) -> Generator[Message, None, Any]:
    """The recordings that are takes already; returns an `ImportReport`."""
    from studio.audio.importing import import_folder  # loads numpy and libsndfile

    steps = import_folder(library, voice_id, path)
    start = time.monotonic()
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value
        left = None
        if step.done:
            left = (time.monotonic() - start) / step.done * (step.total - step.done)
        fraction = step.done / step.total if step.total else 1.0
        yield Progress("import", fraction, left, {"added": float(step.added)})


def _long_way(
    library: Any, voice_id: str, path: Path, report: Any
) -> Generator[Message, None, dict[str, Any]]:
    """The recordings that have to be cut."""
    from studio.dataset.long_imports import Imported, import_long  # loads torch

    imported = Imported(report)
    yield from import_long(library, voice_id, path, imported)
    return imported.as_dict()
