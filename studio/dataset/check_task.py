"""Checking a take as the warm worker runs it: read, check, keep what was found with the take.

Both are tasks as `studio.jobs.worker` runs them. torch is loaded inside, never by importing this.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.entities import Take
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message, Progress

if TYPE_CHECKING:
    from studio.audio.room import RoomReport

Task = Generator[Message, None, dict[str, Any]]

MOST_OTHERS = 60
"""Takes that a new one is compared with, the latest ones."""
_WARM_UP_SECONDS = 2.0


def check_take(library_root: str | Path, take_id: str, keep: bool = True) -> Task:
    """Check a take of a library and, with `keep`, write what was found to `Take.checks["check"]`.

    Returns `TakeCheck.as_dict()` with `take_id`. Raises StudioError where the take is gone or its
    file is damaged.
    """
    yield Progress("load")
    from studio.audio.files import read_sound
    from studio.dataset.take_check import check_take as check
    from studio.dataset.take_check import fingerprints

    library = Library(Path(library_root))
    take = library.take(take_id)
    voice = library.voice(take.voice_id)
    takes = [other for other in library.takes(voice.id) if other.id != take.id and other.included]
    others = fingerprints([other.checks.get("check") or {} for other in takes[-MOST_OTHERS:]])
    yield Progress("check")
    found = check(read_sound(take.path), take.text, voice.language, _room(library, take), others)
    result = found.as_dict()
    if keep:
        library.update_take(take.id, checks={"check": result})
    return {**result, "take_id": take.id}


def warm_up(language: str = "en-us") -> Task:
    """Load the models and run them once, so that the first take is checked as fast as the next."""
    yield Progress("load")
    import numpy as np

    from studio.audio.files import Sound
    from studio.dataset.differences import compare, listen
    from studio.dataset.take_check import check_take as check

    # Noise and not silence: nothing is written for silence, and then the decoder stays cold.
    samples = np.random.default_rng(0).normal(0.0, 0.01, int(_WARM_UP_SECONDS * 16_000))
    noise, text = samples.astype(np.float32), "One two three."
    compare(listen(noise, text), text, language)
    check(Sound(noise, 16_000), text, language)
    return {"ready": True}


def _room(library: Library, take: Take) -> RoomReport | None:
    """What the room check of the take's session found; None without one that can be read."""
    from studio.audio.room import RoomReport

    for session in library.sessions(take.voice_id):
        if session.id == take.session_id and session.room:
            try:
                return RoomReport.from_dict(session.room)
            except StudioError:
                return None
    return None
