"""One thing that fine-tuning trains, as the loop sees it."""

from typing import ClassVar, Protocol

from studio.training.averaged import Averaged
from studio.training.recipe import Recipe

Values = dict[str, float]
"""Losses by name."""


class Part(Protocol):
    """One thing to train."""

    moving: ClassVar[tuple[str, ...]]
    """What of `recipe.MOVING` it moves."""
    trained: Averaged

    def step(self, rate: float) -> Values:
        """One step at ``rate`` (0..1) of the part's learning rate; the losses by name."""
        ...

    def resize(self, recipe: Recipe) -> None:
        """Take batches and lengths of pieces from a recipe, for the steps to come."""
        ...
