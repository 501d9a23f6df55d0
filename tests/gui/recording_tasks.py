"""The check of takes in a real worker process, but with a verdict that the take's text asks for."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.library import Library
from studio.jobs.messages import Message, Progress

Steps = Generator[Message, None, dict[str, Any]]

LOUD = "Too loud at 0.4 s: lower the input gain or move back a hand's width, then read it again."
LONG = "Silence of 2.1 s before the first word: trim it, or begin to speak sooner."


def warm_up(language: str) -> Steps:
    yield Progress("load")
    return {}


def check_take(library_root: Path, take_id: str, session_id: str = "") -> Steps:
    yield Progress("check")
    library = Library(library_root)
    take = library.take(take_id)
    found = _found(take.text)
    library.update_take(take.id, checks={"check": found})
    return found


def check_nothing(library_root: Path, take_id: str, session_id: str = "") -> Steps:
    yield Progress("check")
    return {"result": 1 / int("0")}


def _found(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {"verdict": "good", "faults": [], "drift": [], "misreading": None}
    if "loud" in text:
        fault = {"kind": "too_loud", "at": 0.4, "severity": "refuse", "sentence": LOUD}
        return found | {"verdict": "refuse", "faults": [fault | {"trim": None}]}
    if "silence" in text:
        fault = {"kind": "long_silence", "at": 0.0, "severity": "warn", "sentence": LONG}
        return found | {"verdict": "warn", "faults": [fault | {"trim": [0.0, 2.1]}]}
    if "cat" in text:
        return found | {"verdict": "refuse", "misreading": misreading(text)}
    return found


def misreading(text: str) -> dict[str, Any]:
    """“cat” was read as “cut”, the last word was left out, “very” was put before the third."""
    words, place = [], 0
    for word in text.split():
        start = text.index(word, place)
        place = start + len(word)
        status, heard = ("changed", "cut") if word == "cat" else ("read", "")
        words.append({"text": word, "span": [start, place], "start": 0.0, "end": 0.1,
                      "status": status, "heard": heard})  # fmt: skip
    words[-1] |= {"status": "missing"}
    added = [{"text": "very", "start": 0.2, "end": 0.3, "after": 2}]
    return {"words": words, "added": added, "said_text": "The cut very sat", "misread": True,
            "doubt": 0.9}  # fmt: skip
