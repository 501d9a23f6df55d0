"""What the ladder runs in the window's tests, in a real worker process."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.library import Library
from studio.jobs.messages import Message, Progress


def choose_rung(
    library: Path, voice_id: str, run_id: str, step: int
) -> Generator[Message, None, dict[str, Any]]:
    """Writes down what was chosen, as the task does, without any weights."""
    yield Progress("load")
    books = Library(library)
    run = books.run(run_id)
    (run.folder / "voice.json").write_text(json.dumps({"step": step}))
    books.update_run(run_id, report=(run.report or {}) | {"choice": {"step": step}})
    books.keep_run(voice_id, run_id)
    return {"step": step, "sentence": f"“Anna” speaks with step {step} now, chosen by you."}
