"""Diphones in context: what a voice is made of, and how common each is in English.

A unit is the step from one sound to the next, which a model learns from recordings and cannot guess
from the two sounds alone. The same step sounds otherwise under stress and at the end of a phrase,
so a unit is told apart by

- its two sounds, in the 42 classes of `inventory.PHONEMES` (one for all spellings of a sound),
- whether a vowel in it carries the main stress (`ˈ`),
- whether it lies in the last syllable before a pause (`|`), where speech slows and pitch turns,
- and next to a pause which pause: `_` before, the mark `,` `.` `?` `!` after.

>>> diphones("hˈW nˈW.")
['_h', 'hˈW', 'ˈWn', 'nˈW|', 'ˈW.']
"""

from __future__ import annotations

from functools import lru_cache

from studio import paths
from studio.core.errors import StudioError
from studio.text.inventory import PHONEME_INDEX, PHONEMES, PRIMARY_STRESS, STRESS_MARKS, VOWELS

PAUSE = "_"
FINAL = "|"
_PAUSES: dict[str, str] = {".": ".", "?": "?", "!": "!"} | dict.fromkeys(",;:—…()", ",")

# Seconds in a reader's mouth, fitted to 276 sentences of three readers (studio, audio book,
# headset) by nonnegative least squares and rounded.
SECONDS_TO_START = 0.1
SECONDS_OF_STRESSED_VOWEL = 0.2
SECONDS_OF_OTHER_VOWEL = 0.09
SECONDS_OF_CONSONANT = 0.05
SECONDS_OF_PAUSE = 0.33
# A text whose phonemes are not known: characters a second, from the same sentences.
CHARACTERS_A_SECOND = 14.5
CHINESE_CHARACTERS_A_SECOND = 4.5


def phrases(phonemes: str) -> list[tuple[list[str], str]]:
    """The phrases of a phoneme string: sounds (stressed vowels as "ˈW"), and the mark behind."""
    found: list[tuple[list[str], str]] = []
    sounds: list[str] = []
    stress = ""
    for symbol in phonemes:
        place = PHONEME_INDEX.get(symbol)
        if place is not None:
            sounds.append(stress + PHONEMES[place])
            stress = ""
        elif symbol in STRESS_MARKS:
            stress = PRIMARY_STRESS if symbol == PRIMARY_STRESS else ""
        elif symbol in _PAUSES and sounds:
            found.append((sounds, _PAUSES[symbol]))
            sounds = []
    if sounds:
        found.append((sounds, "."))
    return found


def diphones(phonemes: str) -> list[str]:
    """The units of a phoneme string in their order."""
    units: list[str] = []
    for sounds, mark in phrases(phonemes):
        vowels = [place for place, sound in enumerate(sounds) if sound[-1] in VOWELS]
        last = vowels[-1] if vowels else len(sounds)
        units.append(PAUSE + sounds[0])
        for place in range(1, len(sounds)):
            units.append(sounds[place - 1] + sounds[place] + (FINAL if place >= last else ""))
        units.append(sounds[-1] + mark)
    return units


def reading_seconds(text: str, phonemes: str | None = None) -> float:
    """How long an unhurried reader takes for a sentence, without the silence around it.

    Off by a tenth or so with its phonemes; from the number of letters where there are none.
    """
    if phonemes is None:
        chinese = sum("\u3400" <= character <= "\u9fff" for character in text)
        letters = len(text) - chinese
        spoken = chinese / CHINESE_CHARACTERS_A_SECOND + letters / CHARACTERS_A_SECOND
        return SECONDS_TO_START + spoken if text else 0.0
    parts = phrases(phonemes)
    if not parts:
        return 0.0
    seconds = SECONDS_TO_START + SECONDS_OF_PAUSE * (len(parts) - 1)
    for sounds, _ in parts:
        for sound in sounds:
            if sound[-1] not in VOWELS:
                seconds += SECONDS_OF_CONSONANT
            elif sound[0] == PRIMARY_STRESS:
                seconds += SECONDS_OF_STRESSED_VOWEL
            else:
                seconds += SECONDS_OF_OTHER_VOWEL
    return seconds


@lru_cache(maxsize=2)
def weights(language: str = "en-us") -> dict[str, float]:
    """How common each unit is in English: its share of all units of running text; the sum is 1.

    Counted once by packaging/recipes/diphone_weights.py. Raises StudioError for a language without
    a table.
    """
    path = paths.resources_dir() / "prompts" / f"diphones-{language}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StudioError(
            f"There is no table of the sounds of {language!r}: choose en-us or en-gb."
        ) from error
    counts: dict[str, float] = {}
    for line in lines:
        unit, _, count = line.partition("\t")
        counts[unit] = float(count)
    total = sum(counts.values())
    return {unit: count / total for unit, count in counts.items()}
