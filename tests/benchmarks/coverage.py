"""Coverage against minutes of reading: the chosen order, the scripts' own order, chance.

    python -m tests.benchmarks.coverage

Prints two tables for the English scripts. The first is the share that the window's ring shows (see
`studio.text.coverage`). The second asks sentences that nobody counted for the weights nor can read
here (tests/benchmarks/sentences.txt and those of the sample voice): how many of their steps from
sound to sound, out of all, the speaker has said at least once. Minutes are those of
`reading_seconds`, the silence around takes not counted. Also times the choice. Some seconds.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence

from studio import paths
from studio.core.entities import Prompt
from studio.text.coverage import Chooser, Coverage, known_phonemes, order
from studio.text.diphones import diphones, reading_seconds
from studio.text.phonemes import phonemize
from studio.text.scripts import shipped_scripts
from tests.benchmarks.sentences import held_out

MINUTES = (0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30)
SHUFFLES = 10


def english() -> list[Prompt]:
    """All English prompts, in the order of the scripts."""
    return [
        prompt
        for script in shipped_scripts()
        if script.language == "en"
        for prompt in script.prompts
    ]


def phonemes_of(prompt: Prompt) -> str:
    """The phonemes of a shipped prompt."""
    return known_phonemes(prompt.text) or phonemize(prompt.text).phonemes


def at_minutes(prompts: Iterable[Prompt], measure: Callable[[Sequence[str]], float]) -> list[float]:
    """What is measured on the phonemes read after each of `MINUTES`."""
    read: list[str] = []
    found: list[float] = []
    seconds = 0.0
    for prompt in prompts:
        phonemes = phonemes_of(prompt)
        seconds += reading_seconds(prompt.text, phonemes)
        while len(found) < len(MINUTES) and seconds > 60 * MINUTES[len(found)]:
            found.append(measure(read))
        read.append(phonemes)
    return found + [measure(read)] * (len(MINUTES) - len(found))


def share(read: Sequence[str]) -> float:
    """What the ring shows."""
    coverage = Coverage()
    for phonemes in read:
        coverage.add(phonemes)
    return coverage.share


def heard(asked: Sequence[str]) -> Callable[[Sequence[str]], float]:
    """A measure: of the steps in sentences of others, the share that was said once or more."""
    steps = [unit for phonemes in asked for unit in diphones(phonemes)]

    def measure(read: Sequence[str]) -> float:
        said = {unit for phonemes in read for unit in diphones(phonemes)}
        return sum(step in said for step in steps) / len(steps)

    return measure


def other_sentences() -> list[str]:
    """The phonemes of a hundred sentences that are not among the prompts."""
    table = paths.resources_dir() / "sample_voice" / "transcripts.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()
    texts = held_out() + [line.split("\t")[1] for line in lines]
    return [phonemize(text).phonemes for text in texts]


def main() -> None:
    """Print the tables and the times."""
    prompts = english()
    started = time.perf_counter()
    chosen = order(prompts)
    print(f"order of {len(prompts)} prompts: {time.perf_counter() - started:.2f} s")
    chooser = Chooser(prompts)
    started = time.perf_counter()
    for prompt in chosen[:100]:
        chooser.say(prompt.id)
        chooser.next()
    print(f"the next prompt: {(time.perf_counter() - started) * 10:.2f} ms")
    shuffles = [random.Random(seed).sample(prompts, len(prompts)) for seed in range(SHUFFLES)]
    total = sum(reading_seconds(p.text, phonemes_of(p)) for p in prompts) / 60
    print(f"all of them: {total:.1f} minutes")
    for name, measure in (
        ("share of English (the ring)", share),
        ("steps of other sentences said at least once", heard(other_sentences())),
    ):
        by_chance = [at_minutes(shuffle, measure) for shuffle in shuffles]
        rows = {
            "chosen": at_minutes(chosen, measure),
            "as written": at_minutes(prompts, measure),
            f"by chance ({SHUFFLES})": [
                sum(row) / SHUFFLES for row in zip(*by_chance, strict=True)
            ],
        }
        print(f"\n{name}\n{'minutes':16}" + "".join(f"{minutes:>7g}" for minutes in MINUTES))
        for label, row in rows.items():
            print(f"{label:16}" + "".join(f"{value:7.1%}" for value in row))


if __name__ == "__main__":
    main()
