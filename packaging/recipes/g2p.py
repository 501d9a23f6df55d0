"""Train the letter-to-sound model: a joint n-gram model over pairs of letter and sounds.

    python packaging/recipes/g2p.py            # writes models/g2p, about a minute on one core
    python packaging/recipes/g2p.py --measure  # only measures what lies in models/g2p
    python packaging/recipes/g2p.py --limit 20000 --out /tmp/g2p   # a quick look

Method: every letter of a word is aligned with 0 to 2 sounds by hard EM; a pair of a letter and its
sounds is one symbol of an n-gram model with absolute discounting (after Bisani and Ney, "Joint
sequence models for grapheme-to-phoneme conversion", 2008). Words are read from the last letter to
the first, so that the stress is decided when the ending is known. The program searches with a beam
(`studio/text/g2p.py`).

Data: misaki's gold lists (Apache-2.0). Held out are all words whose first four letters fall into
one bucket of fifty by their hash, so that no relative of a held-out word is trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from safetensors.numpy import save as save_safetensors

from studio.core.files import sha256_of, write_atomically
from studio.paths import models_dir
from studio.text import g2p
from studio.text.inventory import LENGTH_MARK, STRESS_MARKS
from studio.text.lexicon import LANGUAGES, lexicon_for

ORDER = 7  # pairs in an n-gram
DISCOUNT = 0.75
KEEP = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3, 7: 3}  # n-grams seen less often are left out
ITERATIONS = 4  # of the alignment
ALIGNED = 12_000  # words for all iterations but the last
RAREST_PAIR = 3  # words with pairs seen less often are misaligned or foreign, and left out

Pairs = list[tuple[str, str]]


def words_of(language: str) -> list[tuple[str, str]]:
    """(spelling in a … z, phonemes) of the gold list, one pronunciation for each spelling."""
    words: dict[str, str] = {}
    for word, phonemes in lexicon_for(language).gold_words():
        plain = word.lower()
        is_name = word[:1].isupper() and word[1:].islower()
        if not re.fullmatch(r"[a-z]{2,24}", plain) or not (word.islower() or is_name):
            continue
        if re.search(r"[aeiouy]", plain) and (word.islower() or plain not in words):
            words[plain] = phonemes
    return sorted(words.items())


def is_held_out(word: str) -> bool:
    """Whether a word and its relatives are kept for measuring: one family in fifty."""
    return hashlib.sha256(word[:4].encode()).digest()[0] % 50 == 0


def sounds_of(phonemes: str) -> list[str]:
    """Phonemes as units: a vowel with its stress before and its length behind it."""
    return re.findall(
        f"[{''.join(STRESS_MARKS)}]?[^{''.join(STRESS_MARKS)}]{LENGTH_MARK}?", phonemes
    )


def bare(unit: str) -> str:
    return "".join(symbol for symbol in unit if symbol not in STRESS_MARKS)


class Aligner:
    """Which letter makes which sounds, learned by hard EM."""

    def __init__(self) -> None:
        self.cost: dict[tuple[str, str], float] = {}
        self.unit_cost: dict[tuple[str, str], float] = {}

    def start(self, data: list[tuple[str, list[str]]]) -> None:
        """First guess: letters and sounds at the same share of the word belong together."""
        together: Counter[tuple[str, str]] = Counter()
        letters: Counter[str] = Counter()
        for word, units in data:
            for position, letter in enumerate(word):
                place = position * len(units) / len(word)
                for near in {int(place), min(int(place + 0.5), len(units) - 1)}:
                    together[letter, bare(units[near])] += 1
                    letters[letter] += 1
        self.unit_cost = {
            pair: -math.log(count / letters[pair[0]]) for pair, count in together.items()
        }

    def chunk_cost(self, letter: str, chunk: list[str]) -> float:
        key = (letter, " ".join(chunk))
        found = self.cost.get(key)
        if found is not None:
            return found
        if self.cost:
            return 12.0
        lengths = (2.5, 0.3, 4.0)
        return lengths[len(chunk)] + sum(self.unit_cost.get((letter, u), 9.0) for u in chunk)

    def align(self, word: str, units: list[str]) -> Pairs | None:
        """The cheapest way to share the sounds among the letters; None when there are too many."""
        plain = [bare(unit) for unit in units]
        size = len(units)
        costs: list[float] = [0.0] + [math.inf] * size
        steps: list[list[int]] = []
        for letter in word:
            following = [math.inf] * (size + 1)
            taken = [0] * (size + 1)
            for begin in range(size + 1):
                before = costs[begin]
                if before == math.inf:
                    continue
                for count in range(min(2, size - begin) + 1):
                    cost = before + self.chunk_cost(letter, plain[begin : begin + count])
                    if cost < following[begin + count]:
                        following[begin + count] = cost
                        taken[begin + count] = count
            costs = following
            steps.append(taken)
        if costs[size] == math.inf:
            return None
        pairs: Pairs = []
        end = size
        for letter, taken in zip(reversed(word), reversed(steps), strict=True):
            count = taken[end]
            pairs.append((letter, "".join(units[end - count : end])))
            end -= count
        return pairs[::-1]

    def learn(self, aligned: list[Pairs]) -> None:
        """Costs from how often letters and sounds were aligned."""
        counts: Counter[tuple[str, str]] = Counter()
        for pairs in aligned:
            counts.update((letter, " ".join(bare(u) for u in sounds_of(s))) for letter, s in pairs)
        whole = sum(counts.values())
        self.cost = {pair: -math.log(count / whole) for pair, count in counts.items()}


def align_all(words: list[tuple[str, str]]) -> list[Pairs]:
    """All words as pairs of a letter and its sounds; the few that cannot be aligned left out."""
    data = [(word, sounds_of(phonemes)) for word, phonemes in words]
    some = data[:: max(1, len(data) // ALIGNED)]
    aligner = Aligner()
    aligner.start(some)
    aligned: list[Pairs] = []
    for iteration in range(ITERATIONS):
        chosen = data if iteration == ITERATIONS - 1 else some
        aligned = [pairs for word, units in chosen if (pairs := aligner.align(word, units))]
        aligner.learn(aligned)
    counts = Counter(pair for pairs in aligned for pair in pairs)
    return [pairs for pairs in aligned if min(counts[pair] for pair in pairs) >= RAREST_PAIR]


def count_ngrams(sequences: list[list[int]]) -> list[dict[tuple[int, ...], int]]:
    """How often every n-gram of 1 … ORDER symbols occurs; counts[n] for n-grams of n."""
    counts: list[dict[tuple[int, ...], int]] = [{} for _ in range(ORDER + 1)]
    for sequence in sequences:
        padded = [g2p.START, *sequence, g2p.END]
        for end in range(2, len(padded) + 1):
            for size in range(1, min(ORDER, end) + 1):
                gram = tuple(padded[end - size : end])
                counts[size][gram] = counts[size].get(gram, 0) + 1
    return counts


def smoothed(counts: list[dict[tuple[int, ...], int]]) -> list[dict[tuple[int, ...], int]]:
    """Shorter n-grams counted by how many symbols they follow (Kneser and Ney, 1995)."""
    result = [dict(level) for level in counts]
    for size in range(1, ORDER):
        followed: Counter[tuple[int, ...]] = Counter(gram[1:] for gram in counts[size + 1])
        for gram in result[size]:
            if gram[0] != g2p.START:  # nothing comes before the start
                result[size][gram] = max(followed[gram], 1)
    return result


def build(
    seen: list[dict[tuple[int, ...], int]],
    counts: list[dict[tuple[int, ...], int]],
    symbols: int,
) -> dict[str, np.ndarray]:
    """The n-gram model as arrays: nodes in the order of their n-grams, level by level.

    `symbol` is the last symbol of a node, `children` how many nodes continue it, `p` and `back`
    are 8-bit: -log p and -log of the weight of the shorter context, in steps of `g2p.STEP`.
    """
    kept = [{}] + [
        {gram: count for gram, count in counts[size].items() if seen[size][gram] >= KEEP[size]}
        for size in range(1, ORDER + 1)
    ]
    # An n-gram needs its beginning in the model; START alone is one that was never counted.
    kept[1].setdefault((g2p.START,), 0)
    for size in range(2, ORDER + 1):
        kept[size] = {
            gram: count for gram, count in kept[size].items() if gram[:-1] in kept[size - 1]
        }
    totals: list[defaultdict[tuple[int, ...], int]] = [defaultdict(int) for _ in range(ORDER + 1)]
    for size in range(1, ORDER + 1):
        for gram, count in counts[size].items():
            totals[size - 1][gram[:-1]] += count
    held: list[defaultdict[tuple[int, ...], float]] = [defaultdict(float) for _ in range(ORDER + 1)]
    for size in range(1, ORDER + 1):
        for gram, count in kept[size].items():
            held[size - 1][gram[:-1]] += max(count - DISCOUNT, 0.0)
    probability: dict[tuple[int, ...], float] = {}
    back: dict[tuple[int, ...], float] = {}
    for size in range(ORDER):
        for gram, total in totals[size].items():
            if size == 0 or gram in kept[size]:
                back[gram] = max(1.0 - held[size][gram] / total, 1e-6)
    for size in range(1, ORDER + 1):
        for gram, count in kept[size].items():
            context = gram[:-1]
            shorter = probability.get(gram[1:], 1e-7) if size > 1 else 1.0 / symbols
            own = max(count - DISCOUNT, 0.0) / max(totals[size - 1][context], 1)
            probability[gram] = own + back[context] * shorter
    return _arrays(kept, probability, back)


def _arrays(
    kept: list[dict[tuple[int, ...], int]],
    probability: dict[tuple[int, ...], float],
    back: dict[tuple[int, ...], float],
) -> dict[str, np.ndarray]:
    """Levels one after another, each sorted, so that children of a node lie together."""
    grams = [gram for level in kept[1:] for gram in sorted(level)]
    children = Counter(gram[:-1] for gram in grams)

    def quantised(value: float) -> int:
        return min(255, round(-math.log(max(value, 1e-12)) / g2p.STEP))

    return {
        "symbol": np.array([gram[-1] for gram in grams], np.uint16),
        "children": np.array([children[gram] for gram in [(), *grams]], np.uint16),
        "p": np.array([quantised(probability[gram]) for gram in grams], np.uint8),
        "back": np.array([quantised(back.get(gram, 1.0)) for gram in grams], np.uint8),
        "back_of_nothing": np.array([quantised(back[()])], np.uint8),
    }


def edit_distance(first: list[str], second: list[str]) -> int:
    """Fewest insertions, deletions and substitutions from one to the other."""
    row = list(range(len(second) + 1))
    for index, item in enumerate(first, 1):
        diagonal, row[0] = row[0], index
        for place, other in enumerate(second, 1):
            cost = min(row[place] + 1, row[place - 1] + 1, diagonal + (item != other))
            diagonal, row[place] = row[place], cost
    return row[-1]


def measure(guesser: g2p.Guesser, words: list[tuple[str, str]]) -> dict[str, float]:
    """Errors on words: per sound with and without stress, and per word, as shares."""
    sounds = wrong = wrong_with_stress = words_wrong = words_wrong_with_stress = 0
    for word, phonemes in words:
        guess = guesser.guess(word)
        truth_plain = [bare(unit) for unit in sounds_of(phonemes)]
        errors = edit_distance([bare(unit) for unit in sounds_of(guess)], truth_plain)
        stressed = edit_distance(sounds_of(guess), sounds_of(phonemes))
        sounds += len(truth_plain)
        wrong += errors
        wrong_with_stress += stressed
        words_wrong += errors > 0
        words_wrong_with_stress += stressed > 0
    return {
        "words": len(words),
        "phoneme_error_rate": wrong / sounds,
        "phoneme_error_rate_with_stress": wrong_with_stress / sounds,
        "word_error_rate": words_wrong / len(words),
        "word_error_rate_with_stress": words_wrong_with_stress / len(words),
    }


def train(language: str, folder: Path, limit: int | None) -> None:
    """Train and write the model of one language on what is not held out."""
    started = time.process_time()
    words = words_of(language)
    training = [item for item in words if not is_held_out(item[0])]
    if limit:
        training = training[:: max(1, len(training) // limit)]
    aligned = align_all(training)
    print(f"{language}: {len(aligned)} of {len(training)} words aligned", flush=True)
    pairs = sorted({pair for word in aligned for pair in word})
    numbers = {pair: index + 2 for index, pair in enumerate(pairs)}  # 0 and 1: START and END
    counts = count_ngrams([[numbers[pair] for pair in reversed(word)] for word in aligned])
    arrays = build(counts, smoothed(counts), len(pairs) + 2)
    name = LANGUAGES[language]
    write_atomically(folder / f"{name}.safetensors", save_safetensors(arrays))
    config = {"order": ORDER, "pairs": [f"{letter}:{sounds}" for letter, sounds in pairs]}
    text = json.dumps(config, ensure_ascii=False, indent=0)
    write_atomically(folder / f"{name}.json", text.encode())
    seconds = time.process_time() - started
    nodes = len(arrays["symbol"])
    print(f"{language}: {seconds:.0f} s, {nodes} n-grams, {len(pairs)} pairs", flush=True)


def write_manifest(folder: Path) -> None:
    """The list of files with their sizes and hashes, which the program checks."""
    lines = [
        'name = "g2p"',
        'version = "1"',
        'licence = "Apache-2.0"',
        'source = "trained by packaging/recipes/g2p.py on the gold lists of misaki (Apache-2.0)"',
    ]
    for path in sorted(folder.glob("??.*")):
        role = "ngrams" if path.suffix == ".safetensors" else "config"
        lines += [
            "",
            "[[file]]",
            f'name = "{path.name}"',
            f'role = "{path.stem}-{role}"',
            f"bytes = {path.stat().st_size}",
            f'sha256 = "{sha256_of(path)}"',
        ]
    write_atomically(folder / "manifest.toml", ("\n".join(lines) + "\n").encode())


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the letter-to-sound model.")
    parser.add_argument("--out", type=Path, default=models_dir() / "g2p")
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=list(LANGUAGES))
    parser.add_argument("--limit", type=int, help="train on this many words only")
    parser.add_argument("--measure", action="store_true", help="train nothing")
    arguments = parser.parse_args()
    for language in arguments.languages:
        if not arguments.measure:
            train(language, arguments.out, arguments.limit)
        held_out = [item for item in words_of(language) if is_held_out(item[0])]
        guesser = g2p.Guesser(arguments.out, LANGUAGES[language])
        print(f"{language}: {json.dumps(measure(guesser, held_out))}", flush=True)
    if not arguments.measure:
        write_manifest(arguments.out)


if __name__ == "__main__":
    main()
