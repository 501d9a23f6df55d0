"""What is asked of single symbols of one sentence, beside the manner of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import add, mul

Strokes = tuple[tuple[tuple[float, float], ...], ...]
"""Drawn pitch: each stroke is points (place, Hz) from left to right. Place 3.5 is the middle of
symbol 3."""

EARLY = 0.05
"""Seconds by which a symbol is heard before its place in the generator's plan, whose F0 is heard
just where it stands: the prosody stack learned its durations from an aligner that was late. The
hiss of s and z, the silence of p, t and k and the strength of vowels fit their symbols best when
those are moved by 50 to 65 ms, in stock and tuned voices alike (by 40 at twice the speed)."""


@dataclass(frozen=True)
class Shaping:
    """By places of symbols in the sentence's phonemes; nothing by default."""

    stretch: Mapping[int, float] = field(default_factory=dict)
    """× on a symbol's length."""
    pitch: Mapping[int, float] = field(default_factory=dict)
    """Semitones."""
    effort: Mapping[int, float] = field(default_factory=dict)
    """dB."""
    lengths: Mapping[int, float] = field(default_factory=dict)
    """Seconds that a symbol lasts, to 25 ms, whatever else is asked."""
    strokes: Strokes = ()
    """Between the points lie straight lines in octaves. What is unvoiced stays so."""

    def also(self, other: Shaping) -> Shaping:
        """Both together: factors multiplied, semitones and dB added; lengths of the other win."""
        return Shaping(
            _merged(self.stretch, other.stretch, 1.0, mul),
            _merged(self.pitch, other.pitch, 0.0, add),
            _merged(self.effort, other.effort, 0.0, add),
            {**self.lengths, **other.lengths},
            self.strokes + other.strokes,
        )


NO_SHAPING = Shaping()


def _merged(
    one: Mapping[int, float],
    other: Mapping[int, float],
    neutral: float,
    both: Callable[[float, float], float],
) -> dict[int, float]:
    keys = one.keys() | other.keys()
    return {key: both(one.get(key, neutral), other.get(key, neutral)) for key in sorted(keys)}
