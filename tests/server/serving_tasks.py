"""A task like `studio.speech.serving:say` that needs no models: what it is given decides."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError
from studio.core.messages import Message, Progress, Sample


def say(
    text: str, folder: Path, voice: str, **given: Any
) -> Generator[Message, None, dict[str, Any]]:
    """One piece a word. "fail": a refusal; "wait": until it is cancelled; "log": written down."""
    log = Path(given["library"]) / "log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    try:
        yield Progress("load")
        for number, word in enumerate(text.split()):
            if word == "fail":
                raise StudioError("This word cannot be said: write another.")
            while word == "wait":
                time.sleep(0.01)
                yield Progress("speak")
            path = folder / f"{number:05}"
            path.write_bytes(f"<{word}>".encode())
            yield Sample(path, word, number)
    except GeneratorExit:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"stopped {text}\n")
        raise
    return {"pieces": len(text.split())}
