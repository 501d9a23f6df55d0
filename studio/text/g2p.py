"""Letters to sounds for words that no list has: a joint n-gram model and a beam search.

The model gives the probability of pairs of a letter and its sounds in a row, read from the last
letter to the first (so that the stress falls when the ending is known). `packaging/recipes/g2p.py`
trains it and says how; `models/g2p/README.md` says how often it is right.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load as load_safetensors

from studio.core.errors import StudioError
from studio.core.files import sha256_of
from studio.paths import models_dir
from studio.text.inventory import PRIMARY_STRESS, SECONDARY_STRESS
from studio.text.lexicon import LANGUAGES

START, END = 0, 1  # symbols around a word
STEP = 0.06  # of the 8-bit logarithms, in nats
BEAM = 12
LONGEST = 40  # letters in one search; longer runs are read in pieces
_BAD = "The letter-to-sound model is damaged: install Timbre again."


class Guesser:
    """Pronounces words by their letters."""

    def __init__(self, folder: Path, name: str) -> None:
        """Read the model `name` ("us", "gb") of a folder. Raises StudioError when it is damaged."""
        try:
            config = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            arrays = load_safetensors((folder / f"{name}.safetensors").read_bytes())
            pairs = [pair.split(":", 1) for pair in config["pairs"]]
            self._order: int = config["order"]
            self._read(arrays)
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            raise StudioError(_BAD) from error
        self._sounds = ["", "", *(sounds for _, sounds in pairs)]
        self._of_letter: dict[str, list[int]] = {}
        for number, (letter, _) in enumerate(pairs, start=2):
            self._of_letter.setdefault(letter, []).append(number)

    def _read(self, arrays: dict[str, np.ndarray]) -> None:
        """The trie of n-grams: node 0 is the empty one, the others follow level by level."""
        symbols = arrays["symbol"].astype(np.int64)
        children = arrays["children"].astype(np.int64)
        parents = np.repeat(np.arange(len(children)), children)
        if len(parents) != len(symbols):
            raise ValueError("the n-grams do not fit together")
        keys = parents * 65536 + symbols
        self._child: dict[int, int] = dict(zip(keys.tolist(), range(1, len(keys) + 1), strict=True))
        self._p: list[float] = [0.0, *(arrays["p"] * STEP).tolist()]
        self._back: list[float] = [
            float(arrays["back_of_nothing"][0] * STEP),
            *(arrays["back"] * STEP).tolist(),
        ]
        self._fail, self._depth = self._shorter(parents, symbols)

    def _shorter(self, parents: np.ndarray, symbols: np.ndarray) -> tuple[list[int], list[int]]:
        """For every node the node of its n-gram without the first symbol, and its length."""
        fail, depth = [0] * (len(parents) + 1), [0] * (len(parents) + 1)
        child = self._child
        for node, (parent, symbol) in enumerate(
            zip(parents.tolist(), symbols.tolist(), strict=True), start=1
        ):
            depth[node] = depth[parent] + 1
            if parent:
                fail[node] = child.get(fail[parent] * 65536 + symbol, 0)
        return fail, depth

    def _step(self, state: int, symbol: int) -> tuple[float, int]:
        """The cost of a symbol after a context, and the context after it."""
        cost = 0.0
        key_symbol = symbol
        while True:
            node = self._child.get(state * 65536 + key_symbol)
            if node is not None:
                cost += self._p[node]
                return cost, (self._fail[node] if self._depth[node] >= self._order else node)
            if state == 0:
                return cost + 20.0, 0
            cost += self._back[state]
            state = self._fail[state]

    def guess(self, word: str) -> str:
        """Phonemes with stress for a word; what is not a … z in it is passed over."""
        letters = re.sub(r"[^a-z]", "", word.lower())
        starts = range(0, len(letters), LONGEST)
        # What goes on for pages is no word: it is read, but not searched for long.
        return "".join(
            self._search(letters[start : start + LONGEST], BEAM if start < 5 * LONGEST else 1)
            for start in starts
        )

    def _search(self, letters: str, width: int) -> str:
        """The most probable sounds by beam search, with one primary stress where it has vowels."""
        start = self._child.get(START, 0)
        beam: list[tuple[float, int, bool, tuple[int, ...]]] = [(0.0, start, False, ())]
        for letter in reversed(letters):
            extended: dict[tuple[int, bool], tuple[float, int, bool, tuple[int, ...]]] = {}
            for cost, state, stressed, path in beam:
                for symbol in self._of_letter.get(letter, ()):
                    primary = PRIMARY_STRESS in self._sounds[symbol]
                    if primary and stressed:
                        continue
                    more, following = self._step(state, symbol)
                    option = (cost + more, following, stressed or primary, (*path, symbol))
                    key = (following, option[2])
                    if key not in extended or option[0] < extended[key][0]:
                        extended[key] = option
            if extended:
                beam = sorted(extended.values())[:width]
        best = min(
            beam,
            key=lambda option: option[0] + self._step(option[1], END)[0] + 4.0 * (not option[2]),
        )
        sounds = "".join(self._sounds[symbol] for symbol in reversed(best[3]))
        if PRIMARY_STRESS not in sounds:
            sounds = sounds.replace(SECONDARY_STRESS, PRIMARY_STRESS, 1)
        return sounds


def check_manifest(folder: Path) -> None:
    """Compare the model's files with the manifest. Raises StudioError when one differs."""
    try:
        files = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["file"]
        fits = all(sha256_of(folder / file["name"]) == file["sha256"] for file in files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudioError(_BAD) from error
    if not fits or not files:
        raise StudioError(_BAD)


@lru_cache(maxsize=2)
def guesser(language: str) -> Guesser:
    """The guesser of "en-us" or "en-gb", read and checked at its first use."""
    folder = models_dir() / "g2p"
    check_manifest(folder)
    return Guesser(folder, LANGUAGES[language])
