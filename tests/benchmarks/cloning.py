"""Clone speakers from their recordings, and measure the clones on sentences they never saw.

    python -m tests.benchmarks.cloning --speakers callie --minutes 5 --preset quick
    python -m tests.benchmarks.cloning --speakers all --untrained   # real and stock rows alone
    python -m tests.benchmarks.cloning --speakers callie,lj --steps 0.5 --kokoro FOLDER
    python -m tests.benchmarks.cloning --minutes 1 --untexted 4     # what takes without text give
    python -m tests.benchmarks.cloning --bad 0.2                    # and what bad ones cost
    python -m tests.benchmarks.cloning --minutes 3 --search 60      # what a search finds

For each speaker three rows (tests/benchmarks/figures.py says what is measured): the recordings
themselves, the nearest stock voice, and the clone. Takes about the preset's minutes and four more
for each. A speaker's sentences are shuffled with a fixed seed; the first (20, or a quarter where
there are few) are held out, the next make up the minutes that are trained on. A speaker is a folder
of recordings, or FOLDER:ID; "all" is `people.EVERYBODY`, the learners of English among them
`speechocean762:9622`, a woman, and `speechocean762:9619`, a man (10 sentences each: 4 held out, 6
to learn from). Prints JSON, then one Markdown table.

`--steps` trains by steps and not by time: a share of those that the quick preset reaches on two
quiet cores (`ablations.STEPS`; by_steps.py). A busy machine then changes nothing but the minutes.

`--kokoro` (or `TIMBRE_KOKORO`): a folder with the four wheels that tests/benchmarks/speed.py
speaks of; then the speed is compared with Kokoro's own graph on the same sentences, in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from studio.core.library import Library
from studio.core.messages import Checkpoint, Progress
from studio.speech.speak import speak
from studio.speech.speakers import Speaker, speakers
from studio.training.listening import speak_all
from studio.training.recipe import Recipe
from studio.training.tasks import train
from studio.training.tuning import course_of
from tests.benchmarks.by_steps import clone_by_steps
from tests.benchmarks.figures import Row, table
from tests.benchmarks.people import EVERYBODY, Person
from tests.benchmarks.speed import Clock, by_graph, session

TIMED = 6  # sentences
CORES = 2


def clone(person: Person, given: argparse.Namespace) -> dict[str, Any]:
    """Train the speaker's voice; its report, with how long it took and the steps of each part."""
    began = told = time.monotonic()
    recipe = Recipe.from_dict(given.recipe).to_dict()
    where = (person.books.root, person.voice.id)
    steps = train(*where, given.preset, given.device, recipe=recipe, search=given.search)
    of_parts: dict[str, int] = {}
    while True:
        try:
            message = next(steps)
        except StopIteration as end:
            took = (time.monotonic() - began) / 60
            if end.value.get("search"):
                print(json.dumps(end.value["search"]), flush=True)
            return end.value | {"took_minutes": took, "steps_of": of_parts}
        if isinstance(message, Checkpoint):
            course = course_of(message.path.parent)
            of_parts = dict(course.steps_of) if course else of_parts
        if not isinstance(message, Progress) or time.monotonic() - told > 20:
            told = time.monotonic()
            print(f"{told - began:6.0f} s {message}", flush=True)


def speed(speaker: Speaker, person: Person, kokoro: Any) -> dict[str, float]:
    """RTF of text to sound on two cores; beside Kokoro's graph, if it is there, in turn."""
    threads = torch.get_num_threads()
    torch.set_num_threads(CORES)
    ours, theirs = Clock(), Clock()
    texts = [take.text for take in person.unseen][:TIMED]

    def by_us(text: str) -> np.ndarray:
        return np.concatenate([part.samples for part in speak(speaker, text)])

    by_us(texts[0])  # both warm up
    if kokoro:
        by_graph(kokoro, person.stock, texts[0])
    for text in texts:
        ours.time(lambda text=text: by_us(text))
        if kokoro:
            theirs.time(lambda text=text: by_graph(kokoro, person.stock, text))
    torch.set_num_threads(threads)
    found = {"rtf": ours.wall / ours.sound, "cpu_rtf": ours.cpu / ours.sound}
    if kokoro:
        found["times_faster"] = theirs.wall / theirs.sound / found["rtf"]
        found["times_faster_cpu"] = (theirs.cpu / theirs.sound) / (ours.cpu / ours.sound)
    return found


def measured(person: Person, who: str, speaker: Speaker, kokoro: Any, **known: Any) -> Row:
    """A row of somebody whom our generator speaks."""
    sounds = speak_all(speaker.generator, speaker.style, person.lines)
    return person.judge.row(who, sounds, **known, **speed(speaker, person, kokoro))


def rows_of(person: Person, given: argparse.Namespace, kokoro: Any) -> list[Row]:
    """The recordings, the nearest stock voice, and the clone unless there is to be none."""
    stock = speakers().speaker(None, person.stock)
    rows = [person.judge.real, measured(person, f"stock {person.stock}", stock, kokoro)]
    if given.untrained:
        return rows
    known: dict[str, Any] = {"minutes_of_speech": person.minutes}
    if given.steps:
        began = time.monotonic()
        made, steps = clone_by_steps(person, Recipe.from_dict(given.recipe), given.steps)
        known |= {"steps": steps, "minutes_of_training": (time.monotonic() - began) / 60}
        return [*rows, measured(person, "clone", made, kokoro, **known)]
    runs = person.books.runs(person.voice.id)
    report = (runs[-1].report if runs else None) or clone(person, given)
    known["minutes_of_training"] = report["minutes_of_training"]
    known["steps"] = report.get("steps_of", {"all": report["steps"]})
    if not report["kept"]:
        print(f"{person.speaker}: {report['sentence']}", flush=True)
        return rows
    made = speakers().speaker(person.books, person.voice.id)
    return [*rows, measured(person, "clone", made, kokoro, note=report["sentence"], **known)]


def kokoro_graph(given: argparse.Namespace) -> Any:
    """Kokoro's own graph on two cores, where its wheels are; else None."""
    folder = given.kokoro or os.environ.get("TIMBRE_KOKORO")
    return session(Path(folder), CORES) if folder else None


def options() -> argparse.ArgumentParser:
    """Those that the rivals have as well."""
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--speakers", "--speaker", default="callie", help="names, or all")
    made.add_argument("--minutes", type=float, default=5.0, help="of speech, at most")
    made.add_argument("--language", default="", help="en-us or en-gb; else the speaker's")
    made.add_argument("--keep", type=Path, help="keep the library; measures again what it has")
    made.add_argument("--kokoro", type=Path, help="folder of Kokoro's wheels")
    made.add_argument("--json", type=Path, help="write the rows into this file as well")
    return made


def tell(rows: list[Row], path: Path | None) -> None:
    """JSON, and the table."""
    text = json.dumps([row.to_dict() for row in rows])
    if path:
        path.write_text(text + "\n")
    print(text, table(rows), sep="\n", flush=True)


def names_of(given: argparse.Namespace) -> list[str]:
    """The speakers that are asked for."""
    asked: str = EVERYBODY if given.speakers == "all" else given.speakers
    return asked.split(",")


def main() -> None:
    parser = options()
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--search", type=float, help="minutes of trying recipes (search.py)")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--recipe", type=json.loads, default={}, help="JSON, of what differs")
    parser.add_argument("--steps", type=float, help="train by steps: a share of the usual ones")
    parser.add_argument("--untrained", action="store_true", help="no clone")
    parser.add_argument("--untexted", type=float, default=0.0, help="minutes more without a text")
    parser.add_argument("--bad", type=float, default=0.0, help="share of the takes that is spoilt")
    given = parser.parse_args()
    kokoro, rows = kokoro_graph(given), []
    with tempfile.TemporaryDirectory() as scratch:
        books = Library(given.keep or Path(scratch))
        for name in names_of(given):
            worse = {"untexted": given.untexted, "bad": given.bad}
            person = Person(books, name, given.minutes, given.language, **worse)
            rows += rows_of(person, given, kokoro)
            tell(rows, given.json)


if __name__ == "__main__":
    main()
