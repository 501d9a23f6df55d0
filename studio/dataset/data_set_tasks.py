"""What the worker process can be asked for about a data set: looking at a take, measuring, export.

Tasks as `studio.jobs.worker` runs them; what is heavy is loaded inside them.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.messages import Message

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
