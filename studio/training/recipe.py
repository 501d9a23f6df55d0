"""How a voice is tuned: every number that may be chosen, in one place.

The defaults are what the search found (`models/base/TRIED.md` says what else was tried).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from studio.core.errors import StudioError

MOVING = ("timbre", "manner", "mel_stage", "vocoder", "predictor", "head")
"""What may move: the two style vectors, and the four networks."""


@dataclass(frozen=True)
class Recipe:
    """One way to tune a voice.

    Rates are AdamW's at the start; they fall along a cosine. Batches are pieces a step.
    """

    mel_rate: float = 4e-4
    timbre_rate: float = 4e-3
    vocoder_rate: float = 2e-4
    predictor_rate: float = 1e-4
    manner_rate: float = 2e-3
    head_rate: float = 1e-4
    mel_batch: int = 10
    mel_frames: int = 128
    """Frames (80 a second) of a piece that the mel stage learns from."""
    replay_share: float = 0.3
    """Of the mel stage's batch: the teacher's speech, against forgetting."""
    vocoder_batch: int = 4
    vocoder_frames: int = 64
    predictor_batch: int = 3
    head_batch: int = 4
    weight_decay: float = 0.01
    average_span: int = 100
    """Steps over which the weights that speak are averaged."""
    moving: tuple[str, ...] = MOVING

    def __post_init__(self) -> None:
        for name, (least, most) in RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise StudioError(
                    f"The recipe has {value} for {name}; choose from {least} to {most}."
                )
        unknown = sorted(set(self.moving) - set(MOVING))
        if unknown or not self.moving:
            raise StudioError(
                f"The recipe moves {', '.join(unknown) or 'nothing'}; "
                f"choose from {', '.join(MOVING)}."
            )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Recipe:
        """Check and take values by name; what is missing has its default.

        Raises StudioError when a name, a type or a value is wrong.
        """
        known = {field.name: type(getattr(cls, field.name)) for field in fields(cls)}
        taken: dict[str, Any] = {}
        for name, value in values.items():
            kind = known.get(name)
            if kind is tuple and isinstance(value, list):
                value = tuple(value)
            if kind is float and type(value) is int:
                value = float(value)
            if kind is None or type(value) is not kind:
                raise StudioError(f"The recipe has a wrong entry: {name} = {value!r}.")
            taken[name] = value
        return cls(**taken)

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"moving": list(self.moving)}

    def smaller(self) -> Recipe | None:
        """The same with batches of half the size, for less memory; None when they are the least."""
        halves = {name: max(int(RANGES[name][0]), getattr(self, name) // 2) for name in BATCHES}
        made = replace(self, **halves)
        return None if made == self else made


BATCHES = ("mel_batch", "vocoder_batch", "predictor_batch", "head_batch")
_RATE = (0.0, 0.1)
RANGES: dict[str, tuple[float, float]] = {
    "mel_rate": _RATE,
    "timbre_rate": _RATE,
    "vocoder_rate": _RATE,
    "predictor_rate": _RATE,
    "manner_rate": _RATE,
    "head_rate": _RATE,
    "mel_batch": (1, 256),
    "mel_frames": (32, 1024),
    "replay_share": (0.0, 0.9),
    "vocoder_batch": (2, 256),
    "vocoder_frames": (32, 512),
    "predictor_batch": (1, 64),
    "head_batch": (1, 64),
    "weight_decay": (0.0, 1.0),
    "average_span": (1, 10_000),
}
