"""Make teacher speech: Opus files and meta.jsonl with phonemes, durations and pitch known exactly.

    python packaging/recipes/teacher_speech.py PACKAGES OUT (--texts FILE | --phonemes META.jsonl)
        [--minutes 60] [--processes 1] [--prefix t] [--seed 1]

PACKAGES as in kokoro_weights.py. FILE holds one sentence a line, and is turned to phonemes by
studio.text; META.jsonl holds objects with `text` and `phonemes` (of an earlier run, say), which are
spoken anew by other voices. Each utterance draws a voice from 54 stock voices and their blends, and
a speed. What is drawn depends on the seed and the utterance's number alone, and a number that
stands in OUT/meta.jsonl already is not made again: stopped runs go on where they were.

One line of meta.jsonl: id, text, phonemes, mix (voice to weight), speed, durations (frames of 25 ms
for each phoneme and both pads), f0 (Hz, 80 a second, below 10 = unvoiced), seconds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile
import torch
from teacher import RATE, Teacher

from studio.core.files import atomic_path

Line = dict[str, Any]
SHORTEST_PHRASE = 8  # phonemes
LONGEST = 300  # phonemes; longer utterances only fill the memory


@dataclass(frozen=True)
class Task:
    """One utterance to make."""

    id: str
    text: str
    phonemes: str
    mix: dict[str, float]
    speed: float


def read_lines(texts: Path | None, phonemes: Path | None) -> list[tuple[str, str]]:
    """(text, phonemes) from a file of sentences or from an earlier meta.jsonl."""
    if phonemes is not None:
        rows = [json.loads(line) for line in phonemes.read_text(encoding="utf-8").splitlines()]
        pairs = [(row["text"], row["phonemes"]) for row in rows]
    else:
        assert texts is not None
        from studio.text.phonemes import phonemize  # costs a lexicon: only where it is needed

        lines = [line.strip() for line in texts.read_text(encoding="utf-8").splitlines()]
        pairs = [(line, phonemize(line).phonemes) for line in lines if line]
    return [pair for pair in dict.fromkeys(pairs) if 0 < len(pair[1]) <= LONGEST]


def vary(pair: tuple[str, str], rng: random.Random) -> tuple[str, str]:
    """Now and then a shorter phrase of the sentence, or another mark at its end."""
    text, phonemes = pair
    parts = [re.split(r"(?<=[,.;:])\s+", side) for side in pair]
    if len(parts[0]) == len(parts[1]) > 1 and rng.random() < 0.3:
        index = rng.randrange(len(parts[0]))
        if len(parts[1][index]) >= SHORTEST_PHRASE:
            text, phonemes = parts[0][index], parts[1][index]
    if text[-1] in ".,;" and phonemes[-1] == text[-1] and rng.random() < 0.3:
        mark = rng.choice("??!.")
        text, phonemes = text[:-1] + mark, phonemes[:-1] + mark
    return text, phonemes


def draw_voice(names: list[str], rng: random.Random) -> dict[str, float]:
    """Six in ten: a blend of two of all voices; the others English voices, alone or in pairs."""
    english = [name for name in names if name[0] in "ab"]
    kind = rng.random()
    if kind < 0.3:
        return {rng.choice(english): 1.0}
    sex = rng.choice("fm")
    pool = names if kind < 0.9 else [name for name in english if name[1] == sex]
    one, other = rng.sample(pool, 2)
    weight = round(rng.uniform(0.3, 0.7), 2)
    return {one: weight, other: round(1 - weight, 2)}


def tasks(pairs: list[tuple[str, str]], names: list[str], prefix: str, seed: int) -> Iterator[Task]:
    """Utterances without end, the whole list in a new order each time round."""
    number = 0
    while True:
        order = list(range(len(pairs)))
        random.Random(f"{seed}/{number}").shuffle(order)
        for index in order:
            rng = random.Random(f"{seed}-{number}")
            text, phonemes = vary(pairs[index], rng)
            mix = draw_voice(names, rng)
            speed = round(rng.uniform(0.85, 1.2), 2)
            yield Task(f"{prefix}_{number:05d}", text, phonemes, mix, speed)
            number += 1


_teacher: Teacher | None = None


def _start(packages: Path) -> None:
    """Load the teacher once a process."""
    global _teacher  # noqa: PLW0603 - a process of the pool has no other place for it
    torch.set_num_threads(1)
    _teacher = Teacher(packages)


def make(task: Task, out: Path) -> Line:
    """Speak one utterance, write its file, and return its line."""
    assert _teacher is not None
    spoken = _teacher.speak(task.phonemes, task.mix, task.speed)
    with atomic_path(out / f"{task.id}.ogg") as part:
        soundfile.write(part, spoken.samples.numpy(), RATE, format="OGG", subtype="OPUS")
    return {
        "id": task.id,
        "text": task.text,
        "phonemes": task.phonemes,
        "mix": task.mix,
        "speed": task.speed,
        "durations": spoken.plan.durations[0].tolist(),
        "f0": [round(hertz) for hertz in spoken.plan.f0[0].tolist()],
        "seconds": round(len(spoken.samples) / RATE, 3),
    }


def _make_in_pool(job: tuple[Task, Path]) -> Line:
    return make(*job)


def read_done(meta: Path) -> tuple[set[str], float]:
    """Ids and seconds that meta.jsonl holds already. A line cut short by a stop is dropped."""
    if not meta.is_file():
        return set(), 0.0
    lines = meta.read_bytes().split(b"\n")
    whole, cut = lines[:-1], lines[-1]
    if cut:
        with atomic_path(meta) as part:
            part.write_bytes(b"".join(line + b"\n" for line in whole))
    rows = [json.loads(line) for line in whole]
    return {row["id"] for row in rows}, sum(row["seconds"] for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("packages", type=Path)
    parser.add_argument("out", type=Path)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--texts", type=Path)
    source.add_argument("--phonemes", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--prefix", default="t", help="the ids' beginning, one for each list")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    _start(given.packages)
    assert _teacher is not None
    done, seconds = read_done(given.out / "meta.jsonl")
    pairs = read_lines(given.texts, given.phonemes)
    todo = tasks(pairs, sorted(_teacher.voices), given.prefix, given.seed)
    jobs = ((task, given.out) for task in todo if task.id not in done)
    with (given.out / "meta.jsonl").open("a", encoding="utf-8") as meta:
        for line in _run(jobs, given.processes, given.packages):
            meta.write(json.dumps(line, ensure_ascii=False) + "\n")
            meta.flush()
            seconds += line["seconds"]
            if seconds >= given.minutes * 60:
                break
    print(f"{seconds / 60:.1f} minutes in {given.out}")


def _run(jobs: Iterator[tuple[Task, Path]], processes: int, packages: Path) -> Iterator[Line]:
    """Lines as they are made; in rounds, so that an endless list does not fill the pool's queue."""
    if processes == 1:
        yield from map(_make_in_pool, jobs)
        return
    os.environ["OMP_NUM_THREADS"] = "1"
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(processes, initializer=_start, initargs=(packages,)) as pool:
        while True:
            round_of_jobs = [next(jobs) for _ in range(8 * processes)]
            yield from pool.imap_unordered(_make_in_pool, round_of_jobs)


if __name__ == "__main__":
    main()
