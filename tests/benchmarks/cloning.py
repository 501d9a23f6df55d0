"""Clone a speaker from a folder of recordings, and measure the clone on sentences it never saw.

    python -m tests.benchmarks.cloning --speaker callie --minutes 5 --preset quick

Reads `TIMBRE_SPEECH` (or `../shared/speech`); takes about the preset's minutes and three more. The
clips of four and more words are shuffled with a fixed seed: the first 20 of them are held out, the
next make up the minutes that are trained on. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from studio.audio.files import sound_form
from studio.core.entities import Voice
from studio.core.library import Library
from studio.core.messages import Progress
from studio.speech.speakers import speakers
from studio.text.phonemes import phonemize
from studio.training.listening import Listener, speak_all
from studio.training.prepare import prepare_take
from studio.training.prepared import PreparedTake
from studio.training.report import Marks, mark
from studio.training.tasks import train
from studio.voice.inverse_model import InverseModel

HELD_OUT = 20
LEAST_WORDS = 4


def speech_folder() -> Path:
    """Where the real recordings are."""
    named = os.environ.get("TIMBRE_SPEECH")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "speech"


def clips_of(speaker: str, longest: float = 15.0) -> list[tuple[Path, str]]:
    """(sound, text) of the speaker's sentences, in a fixed random order."""
    folder = speech_folder() / speaker
    rows = [line.split("\t") for line in (folder / "transcripts.tsv").read_text().splitlines()]
    found = [
        (folder / row[0], row[1])
        for row in rows
        if len(row) > 1 and len(row[1].split()) >= LEAST_WORDS
    ]
    found = [pair for pair in sorted(found) if 1.0 < sound_form(pair[0]).seconds < longest]
    random.Random(1).shuffle(found)
    return found


def clone(books: Library, given: argparse.Namespace) -> tuple[dict[str, Any], float]:
    """Train the speaker's voice; its report and the minutes that it took."""
    voice = books.create_voice(given.speaker, language=given.language)
    books.record_consent(voice.id, "attestation", "benchmark", "published for such use")
    seconds = 0.0
    for path, text in clips_of(given.speaker)[HELD_OUT:]:
        if seconds < given.minutes * 60:
            seconds += books.add_take(voice.id, path, text, source="import").seconds
    began = told = time.monotonic()
    steps = train(given.keep, voice.id, given.preset, given.device)
    while True:
        try:
            message = next(steps)
        except StopIteration as end:
            return end.value, (time.monotonic() - began) / 60
        if not isinstance(message, Progress) or time.monotonic() - told > 20:
            told = time.monotonic()
            print(f"{told - began:6.0f} s {message}", flush=True)


def measure(books: Library, given: argparse.Namespace, stock: str) -> dict[str, Marks]:
    """The speaker, the stock voice that was nearest and the clone, on the held-out sentences."""
    other = books.create_voice(f"{given.speaker}, held out", language=given.language)
    for path, text in clips_of(given.speaker)[:HELD_OUT]:
        books.add_take(other.id, path, text, source="import")
    ears = InverseModel.load().requires_grad_(False)

    def prepared(voice: Voice) -> list[PreparedTake]:
        takes = books.takes(voice.id, included_only=True)
        return [prepare_take(take, given.language, ears) for take in takes]

    voice, unseen = books.voice(given.speaker), prepared(other)
    books.delete_voice(other.id)
    listener = Listener.knowing(ears, prepared(voice))
    lines = [phonemize(take.text, given.language).phonemes for take in unseen]
    own = [take.sound.numpy() for take in unseen]
    real = mark(listener, own, unseen, listener.hear(own), None)
    found = {"real": real}
    for name, who in (("stock", stock), ("clone", voice.id)):
        speaker = speakers().speaker(books, who)
        sounds = speak_all(speaker.generator, speaker.style, lines)
        found[name] = mark(listener, sounds, unseen, listener.hear(sounds), real.similarity)
    return found


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--speaker", default="callie")
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--preset", default="quick")
    options.add_argument("--device", default="auto")
    options.add_argument("--language", default="en-us")
    options.add_argument("--keep", type=Path, help="keep the library; measures again what it has")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        given.keep = given.keep or Path(scratch)
        books = Library(given.keep)
        known = [voice for voice in books.voices() if voice.name == given.speaker]
        report = books.runs(known[0].id)[-1].report if known else None
        took = None
        if report is None:
            report, took = clone(books, given)
        result = {"speaker": given.speaker, "minutes": given.minutes, "preset": given.preset}
        result |= {"took_minutes": took, "kept": report["kept"], "sentence": report["sentence"]}
        if report["kept"]:
            result |= measure(books, given, report["real"]["nearest_stock"])
        result["report"] = {key: report[key] for key in ("start", "end", "real", "chosen_step")}
        print(json.dumps(result, default=vars))


if __name__ == "__main__":
    main()
