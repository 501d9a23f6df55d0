"""Which sentence to read next: the one that adds most to what has not been said yet.

What counts is in `diphones`. Each unit is worth as much as it is common in English; its first
occurrence brings four sevenths of that, the second two, the third one, and more bring nothing, so
100 % means that every step from sound to sound was said three times. The next prompt is the one
that gains most for each second it takes (greedy choice: for gains that only shrink it is at least
63 % as good as the best set of that length, and stopping early leaves the best set so far).
The first questions for a yes or a no are preferred a little: how somebody asks is learnt from a few
of them (`studio.training.asking`). So five minutes hold ten, not four, and cover 0.05 % less.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from studio import paths
from studio.core.entities import Prompt
from studio.text.diphones import diphones, reading_seconds, weights
from studio.text.questions import asks

WORTH = (0.0, 4 / 7, 6 / 7, 1.0)
"""How much of a unit's weight is reached after 0, 1, 2, 3 and more occurrences."""
TURNING_SECONDS = 1.0
"""What a prompt costs besides its reading: breath, silence, the key. Without it the choice falls
for the shortest lines."""
QUESTIONS, PREFERRED = 10, 1.3
"""So many questions for a yes or a no count so many times what they gain."""

Phonemes = Callable[[str], str | None]
"""Text → its phonemes, None where they are not known (yet)."""


class Coverage:
    """How much of a language has been said."""

    def __init__(self, language: str = "en-us") -> None:
        """For "en-us" or "en-gb"; StudioError for another language."""
        self._weights = weights(language)
        self._counts: Counter[str] = Counter()
        self._reached = 0.0

    def add(self, phonemes: str) -> float:
        """Count a sentence that was said; returns what it added to the share."""
        before = self._reached
        for unit in diphones(phonemes):
            said = self._counts[unit]
            self._reached += self._weights.get(unit, 0.0) * (_worth(said + 1) - _worth(said))
            self._counts[unit] = said + 1
        return self._reached - before

    def remove(self, phonemes: str) -> None:
        """Take back a sentence that was counted, e.g. when its take is set aside."""
        for unit in diphones(phonemes):
            said = self._counts[unit]
            if said:
                self._reached -= self._weights.get(unit, 0.0) * (_worth(said) - _worth(said - 1))
                self._counts[unit] = said - 1

    def gain(self, phonemes: str) -> float:
        """What a sentence would add to the share, 0 to 1."""
        gained = 0.0
        for unit, times in Counter(diphones(phonemes)).items():
            said = self._counts[unit]
            gained += self._weights.get(unit, 0.0) * (_worth(said + times) - _worth(said))
        return gained

    @property
    def share(self) -> float:
        """Of everything that English is made of, weighted by how common it is: 0 to 1."""
        return min(1.0, max(0.0, self._reached))


def _worth(occurrences: int) -> float:
    return WORTH[min(occurrences, len(WORTH) - 1)]


class Chooser:
    """Chooses the next of some prompts, again and again, as takes are accepted.

    Prompts with a direction ("shouting") come after those without, so that what is read first is
    the voice as it is. Prompts whose phonemes are not known (Chinese; own scripts until they are
    worked out) come last, in the order of their script.
    """

    def __init__(
        self,
        prompts: Sequence[Prompt],
        language: str = "en-us",
        phonemes: Phonemes | None = None,
    ) -> None:
        """`phonemes` defaults to what is known without work: see `known_phonemes`."""
        self.prompts = tuple(prompts)
        known = phonemes or (lambda text: known_phonemes(text, language))
        strings = [known(prompt.text) for prompt in self.prompts]
        self._weights, self._places = _indexed(language)
        self._said = np.zeros(len(self._weights) + 1, np.int64)  # the last one: unknown units
        self._row_of = {prompt.id: row for row, prompt in enumerate(self.prompts)}
        self._open = np.ones(len(self.prompts), bool)
        directed = np.array([bool(prompt.direction) for prompt in self.prompts], bool)
        unknown = np.array([string is None for string in strings], bool)
        self._asking = np.array([asks(string or "") for string in strings], bool)
        self._turn = np.where(unknown, 2.0, np.where(directed, 1.0, 0.0))
        self.seconds = np.array(
            [
                reading_seconds(prompt.text, string)
                for prompt, string in zip(self.prompts, strings, strict=True)
            ]
        )
        """How long each prompt takes to read, by `reading_seconds`."""
        self._units = [self._counted(string or "") for string in strings]
        self._flatten()

    def _counted(self, phonemes: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of the units of a sentence, and how often each occurs in it."""
        unknown = len(self._weights)
        counts = Counter(self._places.get(unit, unknown) for unit in diphones(phonemes))
        return np.fromiter(counts, np.int64), np.fromiter(counts.values(), np.int64)

    def _flatten(self) -> None:
        """All prompts' units in one row, for the gain of every prompt in one go."""
        none = np.zeros(0, np.int64)
        self._unit = np.concatenate([none, *(units for units, _ in self._units)])
        self._times = self._reached(np.concatenate([none, *(times for _, times in self._units)]))
        self._worth = np.append(self._weights, 0.0)[self._unit]
        lengths = [len(units) for units, _ in self._units]
        self._row = np.repeat(np.arange(len(self.prompts)), lengths)

    @property
    def share(self) -> float:
        """How much of English has been said, as `Coverage.share`."""
        return float(np.minimum(1.0, self._weights @ _WORTH[self._reached(self._said[:-1])]))

    @staticmethod
    def _reached(occurrences: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.minimum(occurrences, len(WORTH) - 1)

    def say(self, prompt_id: str) -> None:
        """A take of the prompt was accepted. Other scripts' prompts and repeats are passed over."""
        row = self._row_of.get(prompt_id)
        if row is not None and self._open[row]:
            self._open[row] = False
            self._count(self._units[row], 1)

    def unsay(self, prompt_id: str) -> None:
        """The prompt is to be read again: its take was set aside or deleted."""
        row = self._row_of.get(prompt_id)
        if row is not None and not self._open[row]:
            self._open[row] = True
            self._count(self._units[row], -1)

    def hear(self, phonemes: str) -> None:
        """Something was said that is no prompt of these: an imported take, another script."""
        self._count(self._counted(phonemes), 1)

    def _count(self, units: tuple[NDArray[np.int64], NDArray[np.int64]], sign: int) -> None:
        self._said[units[0]] += sign * units[1]

    def gains(self) -> NDArray[np.float64]:
        """What each prompt would add to the share, in the order of the prompts."""
        level = self._reached(self._said) * len(WORTH)
        more = _MORE[level[self._unit] + self._times]
        return np.bincount(self._row, self._worth * more, len(self.prompts)).astype(float)

    def next(self, skipped: Collection[str] = ()) -> Prompt | None:
        """The prompt to read next; None when all have been said.

        `skipped` are ids of prompts that the person passed over: they come when nothing else is
        left, in the order in which they were skipped.
        """
        waiting = self._open.copy()
        for prompt_id in skipped:
            if prompt_id in self._row_of:
                waiting[self._row_of[prompt_id]] = False
        if not waiting.any():
            again = (self._row_of[i] for i in skipped if i in self._row_of)
            row = next((row for row in again if self._open[row]), None)
            return None if row is None else self.prompts[row]
        rate = self.gains() / (self.seconds + TURNING_SECONDS)  # far below 1, so turns come first
        if np.count_nonzero(self._asking & ~self._open) < QUESTIONS:
            rate = np.where(self._asking, rate * PREFERRED, rate)
        rate = np.where(waiting, rate - self._turn, -np.inf)
        return self.prompts[int(np.argmax(rate))]  # the first of equals: the script's order


_WORTH = np.array(WORTH)
# What so many more occurrences bring, for each number of occurrences that there are, in one row.
_MORE = np.array(
    [
        [_worth(said + more) - _worth(said) for more in range(len(WORTH))]
        for said in range(len(WORTH))
    ]
).ravel()


@lru_cache(maxsize=2)
def _indexed(language: str) -> tuple[NDArray[np.float64], dict[str, int]]:
    """The weights of a language in a row, and the place of each unit in it."""
    table = weights(language)
    return np.fromiter(table.values(), float), {unit: place for place, unit in enumerate(table)}


def next_prompt(
    prompts: Sequence[Prompt],
    said: Iterable[str],
    skipped: Collection[str] = (),
    language: str = "en-us",
    phonemes: Phonemes | None = None,
) -> Prompt | None:
    """The prompt that adds most to those whose ids are in `said`; None when all have been said.

    For one choice; who chooses again and again keeps a `Chooser`.
    """
    chooser = Chooser(prompts, language, phonemes)
    for prompt_id in said:
        chooser.say(prompt_id)
    return chooser.next(skipped)


def order(
    prompts: Sequence[Prompt],
    language: str = "en-us",
    phonemes: Phonemes | None = None,
) -> list[Prompt]:
    """All prompts in the order in which they would be chosen."""
    chooser = Chooser(prompts, language, phonemes)
    ordered: list[Prompt] = []
    while (prompt := chooser.next()) is not None:
        ordered.append(prompt)
        chooser.say(prompt.id)
    return ordered


_remembered: dict[tuple[str, str], str] = {}


def known_phonemes(text: str, language: str = "en-us") -> str | None:
    """The phonemes of a text if they are known without work, else None.

    Known are the shipped prompts (written down by packaging/recipes/diphone_weights.py) and what
    was told to `remember_phonemes`. Nothing is imported or worked out, so a window may ask.
    """
    found = _remembered.get((language, text))
    return found if found is not None else _shipped(language).get(zlib.crc32(text.encode()))


def remember_phonemes(found: Mapping[str, str], language: str = "en-us") -> None:
    """Keep the phonemes of texts for as long as the program runs."""
    for text, phonemes in found.items():
        _remembered[language, text] = phonemes


def work_out_phonemes(texts: Iterable[str], language: str = "en-us") -> dict[str, str]:
    """The phonemes of texts, worked out where they are not known, and remembered.

    A few milliseconds for a text and some seconds for the first: not for a window's own thread.
    """
    from studio.text.phonemes import phonemize  # takes a second to import

    found = {
        text: known_phonemes(text, language) or phonemize(text, language).phonemes for text in texts
    }
    remember_phonemes(found, language)
    return found


@lru_cache(maxsize=2)
def _shipped(language: str) -> dict[int, str]:
    """CRC 32 of a shipped prompt's text → its phonemes; empty for a language without a table."""
    path = paths.resources_dir() / "prompts" / f"phonemes-{language}.tsv"
    if not path.is_file():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {int(key, 16): phonemes for key, phonemes in rows}
