"""Checking many takes, one after another, as they are used: with their clean-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from typing import Any

from studio.audio.files import read_sound
from studio.audio.fingerprint import Fingerprint
from studio.audio.room import RoomReport
from studio.core.entities import Take
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.check_task import MOST_OTHERS
from studio.dataset.mended import take_sound
from studio.dataset.take_check import check_take, fingerprints

Check = dict[str, Any]


def check_takes(
    library: Library, voice_id: str, take_ids: Sequence[str] | None = None
) -> Generator[Message, None, dict[str, Any]]:
    """Check takes of a voice (None: those that were not checked) and keep what is found with each.

    Returns checked, good, warn, refuse and gone (deleted meanwhile). What was found before a cancel
    stays. A take that cannot be read is refused with the reason. Whoever accepted a take before
    decides anew.
    """
    voice = library.voice(voice_id)
    takes = {take.id: take for take in library.takes(voice.id)}
    unchecked = [take.id for take in takes.values() if not take.checks.get("check")]
    wanted = unchecked if take_ids is None else list(take_ids)
    rooms = _rooms(library, voice.id)
    told: Counter[str] = Counter()
    for done, take_id in enumerate(wanted, start=1):
        take = takes.get(take_id)
        if take is not None:
            found = _checked(take, voice.language, rooms.get(take.session_id), takes)
            try:
                takes[take_id] = library.update_take(
                    take_id, checks={"check": found, "accepted": False}
                )
                told[found["verdict"]] += 1
            except StudioError:
                if take_id in {t.id for t in library.takes(voice.id)}:
                    raise
                take = None
        told["gone"] += take is None
        doubtful = float(told["warn"] + told["refuse"])
        yield Progress("check", done / len(wanted), None, {"doubtful": doubtful})
    verdicts = {name: told[name] for name in ("good", "warn", "refuse", "gone")}
    return {"checked": len(wanted) - told["gone"], **verdicts}


def _checked(take: Take, language: str, room: RoomReport | None, takes: dict[str, Take]) -> Check:
    try:
        if take.cleanup:
            return _mended(take, language)
        return check_take(
            read_sound(take.path), take.text, language, room, _others(take, takes)
        ).as_dict()
    except StudioError as error:
        fault = {"kind": "unreadable", "at": None, "severity": "refuse", "sentence": str(error)}
        return {
            "verdict": "refuse", "faults": [{**fault, "trim": None}], "drift": [],
            "misreading": None, "fingerprint": None, "sentences": [str(error)], "seconds": 0.0,
        }  # fmt: skip


def _mended(take: Take, language: str) -> Check:
    """Check the cleaned sound. Its noise is no longer the room's, so it is compared with nothing;
    what later takes are compared with stays the recording.
    """
    found = check_take(take_sound(take), take.text, language).as_dict()
    recorded = Fingerprint.of(read_sound(take.path))
    return {**found, "fingerprint": None if recorded is None else recorded.as_dict()}


def _others(take: Take, takes: dict[str, Take]) -> tuple[Fingerprint, ...]:
    """How the latest other takes sound."""
    others = [t for t in takes.values() if t.id != take.id and t.included]
    return fingerprints([t.checks.get("check") or {} for t in others[-MOST_OTHERS:]])


def _rooms(library: Library, voice_id: str) -> dict[str, RoomReport]:
    """The room of each session that was checked."""
    found = {}
    for session in library.sessions(voice_id):
        if session.room:
            try:
                found[session.id] = RoomReport.from_dict(session.room)
            except StudioError:
                continue  # written by another version
    return found
