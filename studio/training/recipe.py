"""How a voice is tuned: every number that may be chosen, in one place.

The defaults are what the search found (`models/base/TRIED.md` says what else was tried).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from itertools import chain
from typing import Any

from studio.core.errors import StudioError

MOVING = ("timbre", "manner", "mel_stage", "vocoder", "predictor", "head")
"""What may move: the two style vectors, and the four networks."""
LOSSES = (
    ("mean", "flow"),  # of the mel stage
    ("spectral", "mel", "judges"),  # of the vocoder
    ("duration", "f0", "energy"),  # of the predictor
)
"""What G is tuned by, part by part."""


@dataclass(frozen=True)
class Recipe:
    """One way to tune a voice.

    Rates are AdamW's at the start; they fall along a cosine. Batches are pieces a step.
    """

    mel_rate: float = 4e-4
    timbre_rate: float = 4e-3
    vocoder_rate: float = 1e-4
    judges_rate: float = 1e-4
    """Of the judges that the vocoder is trained against."""
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
    warm_steps: int = 40
    """Steps over which every rate rises: AdamW's first ones are as long as its longest."""
    average_span: int = 100
    """Steps over which the weights that speak are averaged."""
    edge_pauses: bool = True
    """Whether takes begin and end in the pauses that the prosody stack is used to (`edges`)."""
    heard_weight: float = 0.0
    """Of what a frozen I hears in G(T), beside the mel stage's own losses (`heard.HeardLoss`)."""
    heard_every: int = 4
    """Steps of the mel stage from one such line to the next."""
    heard_after: int = 100
    """Steps of the mel stage before the first."""
    hear_made: float = 0.0
    """Share of the head's batches that are what G says."""
    hear_noise: float = 0.0
    """Share of the head's takes that are heard through noise."""
    gain_db: float = 0.0
    """Spread of the takes' level, N moved along."""
    sizes: float = 0.0
    """Share of the mel stage's pieces that are stretched by 6 %, pitch and size moved along."""
    dropout: float = 0.0
    """In the predictor."""
    trust: float = 0.0
    """Power of how well I heard a take, by which it is drawn: 0 draws all alike."""
    moving: tuple[str, ...] = MOVING
    without: tuple[str, ...] = ()
    """Losses that are left out, to see what each is worth."""

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
        every = tuple(chain(*LOSSES))
        strange = sorted(set(self.without).difference(every))
        if strange or any(set(part) <= set(self.without) for part in LOSSES):
            raise StudioError(
                f"The recipe goes without {', '.join(strange or self.without)}; leave out some of "
                f"{', '.join(every)}, and never all of one part."
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
        return asdict(self) | {"moving": list(self.moving), "without": list(self.without)}

    def smaller(self) -> Recipe | None:
        """The same with half the batch, then with half as long pieces, for less memory.

        None when both are the least.
        """
        for names in (BATCHES, LENGTHS):
            halves = {name: max(int(RANGES[name][0]), getattr(self, name) // 2) for name in names}
            made = replace(self, **halves)
            if made != self:
                return made
        return None


BATCHES = ("mel_batch", "vocoder_batch", "predictor_batch", "head_batch")
LENGTHS = ("mel_frames", "vocoder_frames")
_RATE = (0.0, 0.1)
RANGES: dict[str, tuple[float, float]] = {
    "mel_rate": _RATE,
    "timbre_rate": _RATE,
    "vocoder_rate": _RATE,
    "judges_rate": _RATE,
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
    "warm_steps": (0, 10_000),
    "average_span": (1, 10_000),
    "heard_weight": (0.0, 10.0),
    "heard_every": (1, 1_000),
    "heard_after": (0, 100_000),
    "hear_made": (0.0, 1.0),
    "hear_noise": (0.0, 1.0),
    "gain_db": (0.0, 12.0),
    "sizes": (0.0, 1.0),
    "dropout": (0.0, 0.5),
    "trust": (0.0, 8.0),
}
