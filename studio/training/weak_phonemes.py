"""Why a voice sounds as it does: its weak phonemes, and which prompts to record to mend them.

A phoneme is weak when the takes hold too few examples of it, or when the clone is misheard in it
more often than the speaker's own takes of the same sentences are. The prompts are chosen greedily:
each time the one whose weak phonemes gain most for each second that it takes to read.

Pure: phonemes, counts and texts, no networks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from studio.core.entities import Prompt
from studio.speech.glyphs import phoneme_text
from studio.text.coverage import TURNING_SECONDS, known_phonemes
from studio.text.diphones import reading_seconds
from studio.text.inventory import PHONEMES, sounds
from studio.text.scripts import shipped_scripts

FEW = 5
"""Fewer examples than this in the takes are few (chosen, not measured)."""
MISHEARD_MORE = 2
"""Times that the clone must be misheard beyond the real takes: a single one may be chance."""
MISHEARD_SHARE = 0.2
"""Share of a phoneme's occurrences in which the clone must be misheard."""
OFTEN_ENOUGH = 3
"""Prompts that must hold a phoneme for its lack to count: others are rare words' or foreign."""
MOST_NAMED = 8
PROMPTS = 5

Peak = tuple[int, int, float]
"""A phoneme that was heard: class, frame, probability."""

# fmt: off
WORDS: dict[str, str] = {
    "A": "day", "I": "time", "O": "go", "W": "now", "Y": "boy", "i": "see", "u": "too",
    "æ": "cat", "ɑ": "father", "ɒ": "hot", "ɔ": "law", "ə": "about", "ɛ": "red", "ɜ": "bird",
    "ɪ": "sit", "ʊ": "book", "ʌ": "cup", "T": "water", "b": "bad", "d": "did", "f": "five",
    "h": "hat", "j": "yes", "k": "cat", "l": "leg", "m": "man", "n": "no", "p": "pen", "s": "so",
    "t": "tea", "v": "very", "w": "wet", "z": "zoo", "ð": "this", "ŋ": "sing", "ɡ": "get",
    "ɹ": "red", "ʃ": "she", "ʒ": "vision", "ʤ": "judge", "ʧ": "check", "θ": "thin",
}
# fmt: on
"""Class of the inverse model → an English word in which it is heard."""


@dataclass(frozen=True)
class WeakPhoneme:
    """One phoneme that the voice does not say well, or can hardly know."""

    phoneme: str
    """A class of `inventory.PHONEMES`."""
    ipa: str
    """The same as people write it."""
    word: str
    """In which it is heard."""
    reason: Literal["few", "misheard"]
    examples: int
    """How often the takes that were learnt from hold it."""
    said: int
    """How often the held-out sentences hold it."""
    misheard: int
    """How often the clone was heard otherwise, or not at all, there."""
    misheard_real: int
    """The same of the speaker's own takes."""
    heard_as: str
    """IPA of what was heard most often in its place; "" = nothing."""


@dataclass(frozen=True)
class WeakSounds:
    """What is weak in a voice, the worst first, and what to record next."""

    phonemes: tuple[WeakPhoneme, ...]
    prompts: tuple[Prompt, ...]
    """Of the shipped scripts, in the order in which to read them; none when nothing is weak."""

    def to_dict(self) -> dict[str, Any]:
        """As a report keeps it."""
        return {
            "phonemes": [asdict(weak) for weak in self.phonemes],
            "prompts": [{"id": prompt.id, "text": prompt.text} for prompt in self.prompts],
        }


@dataclass(frozen=True)
class Heard:
    """What the inverse model heard of a sentence, beside what it ought to have heard."""

    wanted: tuple[int, ...]
    """Classes, as `inventory.sounds` gives them."""
    clone: tuple[int, ...]
    real: tuple[int, ...]

    @classmethod
    def of(
        cls,
        phonemes: str,
        clone: Sequence[tuple[int, int, float]],
        real: Sequence[tuple[int, int, float]],
    ) -> Heard:
        """From a generator string, and what `best_path` read of the clone and of the take."""
        wanted = tuple(index for _, index in sounds(phonemes))
        return cls(wanted, *(tuple(index for index, _, _ in heard) for heard in (clone, real)))


def weak_sounds(
    learnt: Iterable[str],
    heard: Sequence[Heard],
    language: str,
    read: Collection[str] = (),
) -> WeakSounds:
    """Find the weak phonemes of a voice, and the prompts that mend them.

    Args:
        learnt: the generator strings of the takes that training learnt from.
        heard: the held-out sentences.
        language: of the voice, "en-us" or "en-gb".
        read: texts that were read already; they are not asked for again.
    """
    prompts = english_prompts()
    strings = {prompt.id: known_phonemes(prompt.text, language) or "" for prompt in prompts}
    examples = Counter(index for string in learnt for _, index in sounds(string))
    weak = weak_phonemes(examples, heard, _usual(strings.values()))
    unread = [prompt for prompt in prompts if prompt.text not in read]
    return WeakSounds(weak, mending_prompts(weak, unread, strings))


def weak_phonemes(
    examples: Counter[int], heard: Sequence[Heard], usual: Collection[int]
) -> tuple[WeakPhoneme, ...]:
    """Return the weak ones, at most `MOST_NAMED`, the worst first.

    ``examples`` counts classes in the takes; only ``usual`` classes can be too few.
    """
    said = Counter(index for sentence in heard for index in sentence.wanted)
    clone, instead = _misheard((sentence.wanted, sentence.clone) for sentence in heard)
    real, _ = _misheard((sentence.wanted, sentence.real) for sentence in heard)
    found = []
    for index, phoneme in enumerate(PHONEMES):
        more = clone[index] - real[index]
        heard_badly = more >= MISHEARD_MORE and more >= MISHEARD_SHARE * said[index]
        if not heard_badly and (index not in usual or examples[index] >= FEW):
            continue
        replaced = instead.get(index)
        found.append(
            WeakPhoneme(
                phoneme=phoneme,
                ipa=_ipa(index),
                word=WORDS[phoneme],
                reason="misheard" if heard_badly else "few",
                examples=examples[index],
                said=said[index],
                misheard=clone[index],
                misheard_real=real[index],
                heard_as=_ipa(replaced.most_common(1)[0][0]) if replaced else "",
            )
        )
    found.sort(key=_badness, reverse=True)
    return tuple(found[:MOST_NAMED])


def mending_prompts(
    weak: Sequence[WeakPhoneme], prompts: Sequence[Prompt], strings: dict[str, str]
) -> tuple[Prompt, ...]:
    """Return the `PROMPTS` prompts that bring most examples of the weak phonemes in their time.

    The n-th example of a phoneme is worth 1/n, so that five prompts are not five of one sound; a
    phoneme of which there are few begins with those that there are. ``strings`` holds the phonemes
    of each prompt by its id. Prompts with a direction ("shouting") are not for this.
    """
    have = {PHONEMES.index(w.phoneme): w.examples if w.reason == "few" else 0 for w in weak}
    holds = {
        prompt.id: Counter(index for _, index in sounds(strings[prompt.id]) if index in have)
        for prompt in prompts
        if not prompt.direction
    }
    chosen: list[Prompt] = []
    left = [prompt for prompt in prompts if holds.get(prompt.id)]
    while left and len(chosen) < PROMPTS:
        best = max(left, key=lambda prompt: _gain(prompt, holds[prompt.id], have, strings))
        left.remove(best)
        chosen.append(best)
        for index, times in holds[best.id].items():
            have[index] += times
    return tuple(chosen)


def aligned(wanted: Sequence[int], heard: Sequence[int]) -> list[tuple[int | None, int | None]]:
    """Pairs of what was wanted and what was heard for it, by the fewest edits.

    (x, None): x was not heard; (None, y): y was heard and nobody wanted it.
    """
    rows = [list(range(len(heard) + 1))]
    for i, want in enumerate(wanted, start=1):
        above, row = rows[-1], [i]
        for j, hear in enumerate(heard, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (want != hear)))
        rows.append(row)
    i, j = len(wanted), len(heard)
    pairs: list[tuple[int | None, int | None]] = []
    while i or j:
        here = rows[i][j]
        if i and j and here == rows[i - 1][j - 1] + (wanted[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((wanted[i], heard[j]))
        elif i and here == rows[i - 1][j] + 1:
            i -= 1
            pairs.append((wanted[i], None))
        else:
            j -= 1
            pairs.append((None, heard[j]))
    return pairs[::-1]


def english_prompts() -> list[Prompt]:
    """All prompts of the shipped English scripts: voices speak English as yet."""
    return [p for script in shipped_scripts() if script.language == "en" for p in script.prompts]


def _misheard(
    sentences: Iterable[tuple[Sequence[int], Sequence[int]]],
) -> tuple[Counter[int], dict[int, Counter[int]]]:
    """How often each class was not heard as itself, and what was heard in its place."""
    missed: Counter[int] = Counter()
    instead: dict[int, Counter[int]] = {}
    for wanted, heard in sentences:
        for want, hear in aligned(wanted, heard):
            if want is None or want == hear:
                continue
            missed[want] += 1
            if hear is not None:
                instead.setdefault(want, Counter())[hear] += 1
    return missed, instead


def _usual(strings: Iterable[str]) -> set[int]:
    """The classes that a language has: those of prompts enough."""
    prompts = Counter(i for string in strings for i in {index for _, index in sounds(string)})
    return {index for index, count in prompts.items() if count >= OFTEN_ENOUGH}


def _badness(weak: WeakPhoneme) -> tuple[bool, float]:
    """What is heard badly comes first, by how often; then what there is least of."""
    if weak.reason == "misheard":
        return True, float(weak.misheard - weak.misheard_real)
    return False, float(-weak.examples)


def _gain(
    prompt: Prompt, holds: Counter[int], have: dict[int, int], strings: dict[str, str]
) -> float:
    """What a prompt brings for each second."""
    worth = sum(
        1 / (have[index] + number)
        for index, times in holds.items()
        for number in range(1, times + 1)
    )
    return worth / (reading_seconds(prompt.text, strings[prompt.id]) + TURNING_SECONDS)


def _ipa(index: int) -> str:
    return phoneme_text(PHONEMES[index])
