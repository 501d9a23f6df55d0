"""Importing a folder of recordings, as a task for the worker."""

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.jobs.messages import Message, Progress


def import_takes(
    library_root: Path, voice_id: str, path: Path
) -> Generator[Message, None, dict[str, Any]]:
    """Add the recordings in the folder `path` to a voice.

    Progress after each file, with the number of takes added as the value "added"; the result is
    `ImportReport.as_dict()`. What was added before a cancel stays, and importing the same folder
    again goes on from there.
    """
    from studio.audio.importing import import_folder  # loads numpy and libsndfile
    from studio.core.library import Library

    yield Progress("import", 0.0)
    steps = import_folder(Library(library_root), voice_id, Path(path))
    start = time.monotonic()
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value.as_dict()
        left = None
        if step.done:
            left = (time.monotonic() - start) / step.done * (step.total - step.done)
        fraction = step.done / step.total if step.total else 1.0
        yield Progress("import", fraction, left, {"added": float(step.added)})
