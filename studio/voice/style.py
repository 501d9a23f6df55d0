"""What makes a voice itself, beside the weights: its timbre and its way of speaking, as vectors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from studio.voice.asking import no_question

TIMBRE = 128  # numbers of the pack that say how the voice sounds; the rest says how it speaks


@dataclass(frozen=True)
class Style:
    """A table of styles by length of the sentence, and what a speaker adds to every row.

    Attributes:
        pack: ``[R, 256]``, row n - 1 for a sentence of n tokens; timbre first, then prosody.
        timbre_shift: ``[129]`` added to the timbre; its last number is the logarithm of the
            speaker's size (above 0: larger, so lower formants).
        prosody_shift: ``[128]`` added to the prosody.
        question: ``[asking.POINTS]`` cents at the end of a question; all 0: as the stack ends it.
    """

    pack: Tensor
    timbre_shift: Tensor
    prosody_shift: Tensor
    question: Tensor = field(default_factory=no_question)

    @classmethod
    def of_pack(cls, pack: Tensor) -> "Style":
        """A stock voice (or a blend of their packs) as it is."""
        return cls(pack.reshape(-1, 256).float(), torch.zeros(TIMBRE + 1), torch.zeros(TIMBRE))

    def rows(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Timbre ``[B, 129]`` and prosody ``[B, 128]`` for sentences of ``tokens [B]`` symbols.

        The count is without the start and the end token, as in the packs. Differentiable in the
        shifts.
        """
        row = self.pack[(tokens - 1).clamp(0, len(self.pack) - 1)]
        timbre = torch.nn.functional.pad(row[:, :TIMBRE], (0, 1)) + self.timbre_shift
        return timbre, row[:, TIMBRE:] + self.prosody_shift

    def to(self, device: torch.device | str) -> "Style":
        """The same style on another device."""
        return replace(self, **{name: tensor.to(device) for name, tensor in self.tensors().items()})

    @property
    def knows_questions(self) -> bool:
        """Whether the speaker's way of ending questions was learnt."""
        return bool(self.question.any())

    def tensors(self) -> dict[str, Tensor]:
        """Everything to keep, by name."""
        known = {"question": self.question} if self.knows_questions else {}
        return known | {
            "pack": self.pack,
            "timbre_shift": self.timbre_shift,
            "prosody_shift": self.prosody_shift,
        }


def blend(packs: Mapping[str, Tensor], weights: Mapping[str, float]) -> Tensor:
    """The weighted mean of voice packs ``[510, 256]``; the weights are made to sum to 1."""
    total = sum(weights.values())
    if total <= 0:
        raise ValueError("a blend needs at least one voice with a weight above 0")
    rows = [
        packs[name].reshape(-1, 256).float() * (weight / total) for name, weight in weights.items()
    ]
    return torch.stack(rows).sum(0)
