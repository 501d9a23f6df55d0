"""Rendering a script, as the window runs it in these tests: tones instead of a voice."""

import json
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from studio.audio.files import write_wav
from studio.core.entities import HeardBack, ScriptLine
from studio.core.library import Library
from studio.jobs.messages import Message, Progress, Sample

Steps = Generator[Message, None, dict[str, Any]]
SECONDS, LOST_AT = 2.0, 1.5
LOST = "wrench"
"""A line with this word is not heard back when it is made for the first time."""


def render(library: Path, project: str, which: str, lines: Sequence[str]) -> Steps:
    """Makes a tone of each line."""
    books = Library(library)
    states = {"changed": ("new", "changed", "failed"), "flagged": ("flagged",), "all": ()}[which]
    chosen = [books.script_line(project, one) for one in lines]
    todo = chosen or list(books.each_script_line(project, states))
    yield Progress("load")
    flagged = 0
    for number, line in enumerate(todo):
        path, lost = make(books, line)
        flagged += lost
        yield Sample(path, line.text, line.position)
        yield Progress("render", (number + 1) / len(todo), 0.0, {"made": number + 1.0})
    return {
        "project": project, "made": len(todo), "same": 0, "flagged": flagged, "failed": 0,
        "seconds": SECONDS * len(todo), "failures": [],
    }  # fmt: skip


def render_until_cancelled(library: Path, project: str, which: str, lines: Sequence[str]) -> Steps:
    """Makes the first line, and is not done with the second before somebody stops it."""
    books = Library(library)
    first = next(books.each_script_line(project))
    path, _ = make(books, first)
    yield Sample(path, first.text, first.position)
    while True:
        yield Progress("render", 0.5, 60.0)
        time.sleep(0.01)


def speak(
    library: Path, voice: str, text: str, out: Path, manner: Any, check: bool, listen: bool
) -> Steps:
    """A tone of a second."""
    yield Progress("speak")
    write_wav(out, _tone(1.0), 24_000)
    return {"path": str(out)}


def try_word(library: Path, voice: str, word: str, say: str, out: Path) -> Steps:
    """Hears every word but one that begins with X."""
    yield Progress("speak")
    write_wav(out, _tone(0.2), 24_000)
    heard = not word.startswith("X")
    return {
        "path": str(out), "text": word, "word": word, "phonemes": say.strip("/") or "ɡɛst",
        "heard": heard, "score": float(heard), "heard_as": "z",
    }  # fmt: skip


def make(books: Library, line: ScriptLine) -> tuple[Path, bool]:
    """Keep a tone as the rendering of a line; whether a word of it is lost."""
    folder = books.root / "tones"
    folder.mkdir(exist_ok=True)
    sound, score = folder / f"{line.id}.wav", folder / f"{line.id}.json"
    write_wav(sound, _tone(SECONDS), 24_000)
    word = {
        "text": LOST, "spoken": LOST, "phonemes": "ɹˈɛnʧ", "span": [0, 6], "start": LOST_AT,
        "end": LOST_AT + 0.3, "heard": False, "score": 0.1,
    }  # fmt: skip
    sentence = {
        "text": line.text, "span": [0, len(line.text)], "start": 0.0, "end": SECONDS, "error": "",
        "symbols": [["ɹ", 1.5, 1.6]], "words": [word],
    }  # fmt: skip
    score.write_text(json.dumps({"voice": "Tone", "sentences": [sentence]}), encoding="utf-8")
    lost = LOST in line.text and line.rendering_id is None
    heard = HeardBack(0.8, 0.9, LOST, LOST_AT, ((LOST, LOST_AT, 0.1),)) if lost else None
    made = books.add_rendering(
        sound, score, voice="af_heart", voice_name="Heart", text=line.text, manner={},
        heard=heard or HeardBack(1.0, 0.0), project_id=line.project_id, line_id=line.id,
        revision=line.revision,
    )  # fmt: skip
    return made.path, lost


def _tone(seconds: float) -> np.ndarray:
    times = np.arange(round(24_000 * seconds)) / 24_000
    return (0.2 * np.sin(2 * np.pi * 220 * times)).astype(np.float32)
