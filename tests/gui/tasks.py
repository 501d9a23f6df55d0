"""Tasks that the window runs in these tests, in a real worker process."""

import json
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from studio.audio.files import write_wav
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.jobs.messages import Checkpoint, Message, Progress, Sample
from studio.text.scripts import shipped_scripts

Steps = Generator[Message, None, dict[str, Any]]

MARKS = {"similarity": 0.78, "share_of_ceiling": 0.857, "wer": 0.05, "per": 0.12, "distillmos": 4.1}
REPORT: dict[str, Any] = {
    "kept": True,
    "sentence": "Kept: 97% of the likeness that the speaker's own takes reach, 86% before.",
    "preset": "quick",
    "device": "cpu",
    "minutes_of_speech": 3.7,
    "minutes_of_training": 6.0,
    "start": MARKS,
    "end": MARKS | {"similarity": 0.885, "share_of_ceiling": 0.973, "wer": 0.04, "distillmos": 3.9},
    "real": MARKS
    | {"similarity": 0.91, "nearest_stock": "af_heart", "nearest_stock_similarity": 0.78},
    "held_out": ["One sentence.", "Another one."],
    "steps": 900,
    "chosen_step": 600,
    "weak": {
        "phonemes": [
            {"phoneme": "θ", "ipa": "θ", "word": "thin", "reason": "misheard", "examples": 20,
             "said": 4, "misheard": 3, "misheard_real": 0, "heard_as": "s"},
            {"phoneme": "h", "ipa": "h", "word": "hat", "reason": "misheard", "examples": 20,
             "said": 5, "misheard": 2, "misheard_real": 0, "heard_as": ""},
            {"phoneme": "Y", "ipa": "ɔɪ", "word": "boy", "reason": "few", "examples": 1,
             "said": 0, "misheard": 0, "misheard_real": 0, "heard_as": ""},
        ],
        "prompts": [
            {"id": prompt.id, "text": prompt.text}
            for prompt in shipped_scripts()[0].prompts[7:2:-1]
        ],
    },
}  # fmt: skip


def count(to: int) -> Steps:
    for number in range(to):
        yield Progress("import", number / to, 5.0, {"number": float(number)})
    return {"sum": sum(range(to))}


def sample_and_checkpoint(folder: Path) -> Steps:
    yield Sample(folder / "a.wav", "One.", 1)
    yield Checkpoint(folder / "c", 2)
    return {}


def refuse() -> Steps:
    yield Progress("import")
    raise StudioError("The folder is empty: choose another.")


def divide() -> Steps:
    yield Progress("import")
    return {"result": 1 / int("0")}


def wait_for_ever() -> Steps:
    while True:
        yield Progress("tune", 0.4, 90.0)
        time.sleep(0.01)


def chatter(messages: int) -> Steps:
    """As many messages as fast as they go, as a training that tells every step."""
    for number in range(messages):
        yield Progress("tune", number / messages, 60.0, {"L": 3.0, "L_G": 2.0, "L_I": 1.0})
    return {}


def train(
    library: Path,
    voice: str,
    preset: str,
    device: str,
    resume: bool,
    threads: int | None,
    search: float | None,
) -> Steps:
    """What the training task says, in a second: it keeps a run in a real library."""
    books = Library(library)
    run = books.create_run(voice, preset, device)
    yield Progress("prepare")
    yield Progress("align", 0.5, 3.0)
    if search is not None:
        tried = {"trial": 3.0, "trials": 8.0, "best": 0.712, "usual": 0.701}
        yield Progress("try", 0.4, 60 * search, {"L": 3.0} | tried)
    path = run.folder / "samples" / "step-000300.wav"
    path.parent.mkdir()
    write_wav(path, tone(0.2), 24_000)
    for step in range(20):
        losses = {"L_G": 3.0 - 0.1 * step, "L_I": 1.0 - 0.02 * step, "validation": 2.0}
        yield Progress("tune", step / 20, 20.0 - step, losses | {"L": sum(losses.values())})
    yield Sample(path, "A sentence it has not learnt.", 300)
    yield Progress("tune", None, None, {"similarity": 0.8, "per": 0.1, "validation": 1.8})
    yield Checkpoint(run.folder / "checkpoint.safetensors", 300)
    yield Progress("judge", 0.5)
    report = REPORT | {"preset": preset, "device": device, "threads": threads}
    report["search_minutes"] = search
    report["threads_of_process"] = os.environ.get("OMP_NUM_THREADS")
    books.update_run(run.id, state="kept", report=report)
    books.keep_run(voice, run.id)
    return report


def train_until_cancelled(
    library: Path,
    voice: str,
    preset: str,
    device: str,
    resume: bool,
    threads: int | None,
    search: float | None,
) -> Steps:
    """A training that goes on until somebody stops it, and can be resumed then."""
    books = Library(library)
    run = books.create_run(voice, preset, device)
    (run.folder / "checkpoint.safetensors").write_bytes(b"so far")
    try:
        while True:
            yield Progress("tune", 0.4, 90.0, {"L": 3.0, "L_G": 2.0, "L_I": 1.0})
            time.sleep(0.01)
    finally:
        books.update_run(run.id, state="cancelled")


def devices(try_out: bool = False) -> Steps:
    yield Progress("load")
    return {"device": "", "name": "", "why_not": ""}


def speak(
    library: Path,
    voice: str,
    text: str,
    out: Path,
    language: str,
    manner: dict[str, Any],
    edits: list[dict[str, Any]],
    earlier: Path | None,
    check: bool,
    listen: bool,
) -> Steps:
    """Two sentences of a tone each; the second word of the text is not heard back.

    Higher or lower and faster or slower as the manner says, so that a file shows what was asked.
    """
    yield Progress("load")
    if "nothing" in text:
        raise StudioError("There is nothing to say: the text holds no word.")
    pitch = 2 ** (manner.get("pitch", 0.0) / 12)
    for index in range(2 if listen else 0):
        path = out.with_name(f"{out.stem}-{index}.wav")
        write_wav(path, tone(0.3, pitch), 24_000)
        yield Sample(path, text, index)
        yield Progress("speak", (index + 1) / 2, 0.0)
    write_wav(out, tone(1.0, pitch), 24_000)
    head = {"voice": voice, "by": "base models", "manner": manner, "edits": edits}
    sentences = [_sentence(text, 0.0, True), _sentence("", 0.5, False)]
    score = out.with_suffix(".score.json")
    score.write_text(json.dumps(head | {"sentences": sentences}))
    return head | {
        "path": str(out),
        "score": str(score),
        "seconds": 1.0,
        "rtf": 0.1,
        "f0_hz": [0.0] * 10 + [120.0] * 60 + [0.0] * 10,
        "sentences": sentences,
        "earlier": str(earlier or ""),
    }


def tone(seconds: float, pitch: float = 1.0) -> np.ndarray:
    turns = 220 * pitch * np.arange(round(24_000 * seconds)) / 24_000
    return (0.2 * np.sin(2 * np.pi * turns)).astype(np.float32)


def _sentence(text: str, start: float, with_words: bool) -> dict[str, Any]:
    words, place = [], 0
    for number, word in enumerate(text.split() if with_words else []):
        place = text.index(word, place)
        words.append(
            {
                "text": word,
                "spoken": word,
                "phonemes": "ˈa",
                "span": [place, place + len(word)],
                "start": start + 0.1 * number,
                "end": start + 0.1 * number + 0.1,
                "heard": number != 1,
                "score": 0.9,
            }
        )
    symbols = [["ˈ", start, start + 0.05], ["a", start + 0.05, start + 0.1], [".", 0.4, 0.5]]
    return {"text": text, "start": start, "end": start + 0.5, "symbols": symbols, "words": words}


def give_statement(library: Path, voice: str, statement: Path, terms: dict[str, Any]) -> Steps:
    """Accepts every sound but one called "refused.wav", without listening."""
    yield Progress("listen")
    if Path(statement).name == "refused.wav":
        fault = "This is not the statement: read the text as it stands, then stop."
        return {"accepted": False, "faults": [fault]}
    checks = {"accepted": True, "words_heard": 1.0, "similarity": 0.9, "terms": terms}
    Library(library).record_consent(
        voice, "statement", terms["name"], "Read.", statement=Path(statement), checks=checks
    )
    return {**checks, "faults": []}


def try_word(library: Path, voice: str, word: str, say: str, out: Path) -> Steps:
    """What trying a word of a lexicon returns: a short sound, heard as something else."""
    yield Progress("speak")
    write_wav(out, tone(0.2), 24_000)
    return {
        "path": str(out), "text": f"Now I say {word} once more.", "word": word,
        "phonemes": say.strip("/"), "heard": False, "score": 0.2, "heard_as": "bˈɪn",
    }  # fmt: skip
