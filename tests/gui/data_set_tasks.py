"""Tasks of the data set page without the models: quick, in a real worker, on a real library."""

from pathlib import Path

from studio.core.library import Library
from studio.jobs.messages import Progress
from tests.gui.tasks import Steps


def score(library_root: Path, take_id: str) -> Steps:
    """One word of two phonemes, and a pitch of 120 Hz."""
    yield Progress("load")
    take = Library(library_root).take(take_id)
    parts = [("h", 0.2, 0.5), ("ˈI", 0.5, 1.0)]
    symbols = [{"text": t, "start": a, "end": b, "confidence": 0.9} for t, a, b in parts]
    words = [{"text": "Hi", "start": 0.2, "end": 1.0, "confidence": 0.9}]
    return {
        "take_id": take.id, "text": take.text, "phonemes": "hˈI.", "words": words,
        "symbols": symbols, "f0_hz": [0.0] * 20 + [120.0] * 60, "problem": "",
    }  # fmt: skip


def check_takes(library_root: Path, voice_id: str, take_ids: list[str] | None = None) -> Steps:
    """Refuses what says "wrong", doubts what says "noisy", and finds all else good."""
    library = Library(library_root)
    told = {"good": 0, "warn": 0, "refuse": 0}
    wanted = [take.id for take in library.takes(voice_id)] if take_ids is None else take_ids
    for number, take_id in enumerate(wanted, start=1):
        text = library.take(take_id).text
        verdict = "refuse" if "wrong" in text else "warn" if "noisy" in text else "good"
        said = "Too noisy at 1.2 s: switch off the fan, then read it again."
        fault = {"kind": "noisy", "at": 1.2, "severity": verdict, "trim": None, "sentence": said}
        faults = [] if verdict == "good" else [fault]
        check = {"verdict": verdict, "faults": faults, "drift": [], "misreading": None}
        library.update_take(take_id, checks={"check": check, "accepted": False})
        told[verdict] += 1
        yield Progress("check", number / len(wanted), None, {})
    return {"checked": len(wanted), "gone": 0, **told}


def check_until_cancelled(
    library_root: Path, voice_id: str, take_ids: list[str] | None = None
) -> Steps:
    while True:
        yield Progress("check", 0.5, 30.0)
