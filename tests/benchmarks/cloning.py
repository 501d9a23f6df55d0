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

from studio.audio.files import sound_form
from studio.core.library import Library
from studio.core.messages import Progress
from studio.speech.speakers import Speakers, blended_style
from studio.text.phonemes import phonemize
from studio.training.listening import Listener, speak_all
from studio.training.prepare import prepare_take
from studio.training.report import mark
from studio.training.tasks import train
from studio.voice.generator import Generator
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


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--speaker", default="callie")
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--preset", default="quick")
    options.add_argument("--device", default="auto")
    options.add_argument("--language", default="en-us")
    options.add_argument("--keep", type=Path, help="keep the library here")
    given = options.parse_args()
    clips = clips_of(given.speaker)
    held, rest = clips[:HELD_OUT], clips[HELD_OUT:]
    with tempfile.TemporaryDirectory() as scratch:
        books = Library(given.keep or Path(scratch))
        voice = books.create_voice(given.speaker, language=given.language)
        other = books.create_voice(f"{given.speaker}, held out", language=given.language)
        books.record_consent(voice.id, "attestation", "benchmark", "published for such use")
        seconds = 0.0
        for path, text in rest:
            if seconds < given.minutes * 60:
                seconds += books.add_take(voice.id, path, text, source="import").seconds
        for path, text in held:
            books.add_take(other.id, path, text, source="import")
        began = time.monotonic()
        steps = train(given.keep or Path(scratch), voice.id, given.preset, given.device)
        told = 0.0
        while True:
            try:
                message = next(steps)
            except StopIteration as end:
                report = end.value
                break
            if not isinstance(message, Progress) or time.monotonic() - told > 20:
                told = time.monotonic()
                print(f"{told - began:6.0f} s {message}", flush=True)
        took = time.monotonic() - began
        ears = InverseModel.load().requires_grad_(False)
        learnt = [prepare_take(take, given.language, ears) for take in books.takes(voice.id, True)]
        listener = Listener.knowing(ears, learnt)
        unseen = [prepare_take(take, given.language, ears) for take in books.takes(other.id)]
        lines = [phonemize(take.text, given.language).phonemes for take in unseen]
        real = mark(listener, [take.sound.numpy() for take in unseen], unseen, None)
        generator = Generator.load()
        stock = blended_style({report["real"]["nearest_stock"]: 1.0})
        start = mark(listener, speak_all(generator, stock, lines), unseen, real.similarity)
        result = {"speaker": given.speaker, "minutes": seconds / 60, "preset": given.preset}
        result |= {"took_minutes": took / 60, "real": real, "stock": start, "kept": report["kept"]}
        if report["kept"]:
            tuned = Speakers(generator).speaker(books, voice.id)
            sounds = speak_all(tuned.generator, tuned.style, lines)
            result["clone"] = mark(listener, sounds, unseen, real.similarity)
        else:
            result["sentence"] = report["sentence"]
        result["report"] = {key: report[key] for key in ("start", "end", "real", "chosen_step")}
        print(json.dumps(result, default=vars))


if __name__ == "__main__":
    main()
