"""How something is to be said: the controls of speaking, their ranges, and the one check of them.

Standard library only: the window, the command line, scripts and the store of renderings know the
controls as well as the generator, which obeys them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from studio.core.errors import StudioError


@dataclass(frozen=True, slots=True)
class Control:
    """A control of speaking, and how far it may be moved."""

    least: float
    most: float
    normal: float
    """Changes nothing."""
    unit: str
    """One of "×", "st" (semitones), "dB" or "" for plain numbers."""
    name: str
    """At the head of the sentence which refuses a value."""

    def checked(self, value: Any) -> Any:
        """The value as a number of the control's kind. Raises StudioError outside the range."""
        whole = isinstance(self.normal, int)
        usual = isinstance(value, int | float) and not isinstance(value, bool)
        if usual and self.least <= value <= self.most and (not whole or value == int(value)):
            return int(value) if whole else float(value)
        least, most, normal = map(shown, (self.least, self.most, self.normal))
        if whole:
            raise StudioError(
                f"{self.name} must be a whole number from {least} to {most}; {normal} is normal."
            )
        raise StudioError(f"{self.name} must lie between {least} and {most}; {normal} is normal.")


def shown(number: float) -> str:
    """A value as a person writes it: 0.5, 2, 999999999."""
    return str(int(number)) if number == int(number) else f"{number:g}"


CONTROLS: dict[str, Control] = {
    "speed": Control(0.5, 2.0, 1.0, "×", "The speed"),
    "pitch": Control(-12.0, 12.0, 0.0, "st", "The pitch"),
    "pitch_range": Control(0.0, 2.0, 1.0, "×", "The pitch range"),
    "energy": Control(-12.0, 6.0, 0.0, "dB", "The energy"),
    "pauses": Control(0.25, 4.0, 1.0, "×", "The length of pauses"),
    "breathiness": Control(-12.0, 12.0, 0.0, "dB", "The breathiness"),
    "formants": Control(-4.0, 4.0, 0.0, "st", "The shift of formants"),
    "questions": Control(0.0, 1.5, 1.0, "×", "The ending of questions"),
    "warmth": Control(0.0, 1.0, 0.3, "", "The warmth"),
    "steps": Control(1, 32, 2, "", "The number of steps"),
    "seed": Control(0, 999_999_999, 0, "", "The seed"),
}
"""By the names of `Manner`'s fields. Within these ranges speech stays clear: each end was measured
by what the inverse model hears."""


@dataclass(frozen=True)
class Manner:
    """How to say it. The defaults change nothing; `checked` tells what nobody can speak in."""

    speed: float = 1.0
    """×: 2 is twice as fast."""
    pitch: float = 0.0
    """Semitones up or down."""
    pitch_range: float = 1.0
    """×: how far the pitch moves around the sentence's median, on a logarithmic scale."""
    energy: float = 0.0
    """dB: with how much more or less effort, and so how much louder."""
    pauses: float = 1.0
    """×: pauses between sentences, and those at punctuation within one."""
    breathiness: float = 0.0
    """dB: breath beside the tone of the voice, where it is voiced."""
    formants: float = 0.0
    """Semitones: resonances up (a smaller speaker) or down (a larger one); the pitch stays."""
    questions: float = 1.0
    """×: how far questions end as the speaker ends them, where a voice knows; 0: as statements."""
    warmth: float = 0.3
    """0..1: how varied the sound is."""
    steps: int = 2
    """Of the flow; more are finer and slower."""
    seed: int = 0
    """The same one gives the same sound."""

    def checked(self) -> Manner:
        """The manner with every value in its range. Raises StudioError where one is not."""
        return Manner(**{name: CONTROLS[name].checked(value) for name, value in vars(self).items()})

    def to_dict(self) -> dict[str, Any]:
        """All controls by name, as JSON takes them."""
        return dict(vars(self))

    def changes(self) -> dict[str, Any]:
        """Only the controls that are not as usual."""
        return {name: value for name, value in vars(self).items() if value != _USUAL[name]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Manner:
        """Controls by name; those left out are as usual.

        Raises StudioError for a name that there is not and for a value outside its range.
        """
        unknown = [name for name in values if name not in CONTROLS]
        if unknown:
            raise StudioError(
                f"There is no control “{unknown[0]}”: there are {', '.join(CONTROLS)}."
            )
        return cls(**values).checked()


_USUAL: dict[str, Any] = {field.name: field.default for field in fields(Manner)}


def ratio_of_semitones(semitones: float) -> float:
    """The ratio of two frequencies so many semitones apart."""
    return 2.0 ** (semitones / 12.0)


def gain_of_db(decibels: float) -> float:
    """The factor on an amplitude."""
    return math.pow(10.0, decibels / 20.0)
