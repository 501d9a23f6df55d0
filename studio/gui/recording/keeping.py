"""What the Record page changes in the library; each runs on the bridge's thread for that. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.entities import RecordingSession, Take
from studio.core.files import sha256_of
from studio.core.library import Library
from studio.dataset.take_notes import RECOVERED

if TYPE_CHECKING:
    from studio.audio.capture_file import Recovered

SITTING = timedelta(hours=3)
"""After so long a room check is asked for anew: windows are opened, fans are switched on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is being read into a take; travels with the capture, so that it survives a crash."""

    voice_id: str
    text: str
    prompt_id: str
    session_id: str

    def about(self) -> dict[str, str]:
        """Return it as what `Recorder.start` keeps beside the capture."""
        return {
            "voice": self.voice_id,
            "text": self.text,
            "prompt_id": self.prompt_id,
            "session_id": self.session_id,
        }

    @classmethod
    def of(cls, voice_id: str, about: Mapping[str, str]) -> Reading:
        """Read what was kept beside a capture; what is not there is ""."""
        return cls(
            voice_id,
            about.get("text", ""),
            about.get("prompt_id", ""),
            about.get("session_id", ""),
        )


def sitting(library: Library, voice_id: str, device: str, rate: int) -> RecordingSession:
    """Return the session that goes on with this microphone, or begin one."""
    sessions = library.sessions(voice_id)
    if sessions:
        last = sessions[-1]
        age = datetime.now(UTC) - datetime.fromisoformat(last.created)
        if (last.device, last.rate) == (device, rate) and age < SITTING:
            return last
    return library.create_session(voice_id, device=device, rate=rate)


def keep_capture(library: Library, path: Path, reading: Reading, note: str) -> Take:
    """Make a take of a whole capture, then remove the capture.

    Nobody has looked at the sound yet: the take is not used until it is accepted. Whoever dies
    between the two leaves a capture whose hash the library knows.
    """
    from studio.audio.capture_file import forget

    take = library.add_take(
        reading.voice_id,
        path,
        reading.text,
        source="recording",
        origin=sha256_of(path),
        included=False,
        note=note,
        prompt_id=reading.prompt_id,
        session_id=reading.session_id,
    )
    forget(path)
    return take


def left_behind(library: Library, voice_id: str) -> tuple[Recovered, ...]:
    """Return the captures of a voice that no take was made of, because the program was killed."""
    from studio.audio.capture_file import forget, recover

    found = recover(library.capture_folder(voice_id))
    known = library.origins(voice_id) if found else set()
    kept = [one for one in found if sha256_of(one.path) not in known]
    for one in found:
        if one not in kept:
            forget(one.path)  # it is in the library already
    return tuple(kept)


def keep_left_behind(
    library: Library, voice_id: str, captures: tuple[Recovered, ...]
) -> list[Take]:
    """Make takes of what was left behind."""
    return [
        keep_capture(library, one.path, Reading.of(voice_id, one.about), RECOVERED)
        for one in captures
    ]


def drop_left_behind(captures: tuple[Recovered, ...]) -> None:
    """Delete what was left behind, because the person does not want it."""
    from studio.audio.capture_file import forget

    for one in captures:
        forget(one.path)


def accept(library: Library, take_id: str, text: str | None, trim: bool) -> Take:
    """Make a take the one that is used for its prompt; `text` is what was said instead."""
    cleanup: dict[str, Any] | None = None
    if trim:
        cleanup = {**library.take(take_id).cleanup, "trim": True}
    library.update_take(take_id, text=text, note="", cleanup=cleanup)
    return library.choose_take(take_id)
