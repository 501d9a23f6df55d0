"""What the training recipes share: a budget of minutes, lines of progress, a whole state."""

import time
from collections.abc import Mapping
from pathlib import Path

import torch

SAVE_SECONDS = 180.0
TOLD_EVERY = 50  # steps


def save(state: Mapping[str, object], path: Path) -> None:
    """Write a state to go on from; it is whole or not there."""
    temporary = path.with_suffix(".tmp")
    torch.save(dict(state), temporary)
    temporary.replace(path)


class Clock:
    """A budget of minutes, of which some may be spent already."""

    def __init__(self, minutes: float, spent: float) -> None:
        self.total, self.before = minutes * 60, spent
        self.began = self.saved = time.monotonic()
        self.seen: dict[str, float] = {}

    def spent(self) -> float:
        """Seconds in all."""
        return self.before + time.monotonic() - self.began

    def share(self) -> float:
        """Share of the budget that is spent."""
        return self.spent() / self.total

    def is_time_to_save(self) -> bool:
        """True every few minutes."""
        now = time.monotonic()
        if now - self.saved < SAVE_SECONDS:
            return False
        self.saved = now
        return True

    def tell(self, step: int, values: Mapping[str, float]) -> None:
        """Average what is seen, and print it now and then."""
        for name, value in values.items():
            self.seen[name] = 0.98 * self.seen.get(name, value) + 0.02 * value
        if step % TOLD_EVERY == 0:
            told = " ".join(f"{name} {value:.4f}" for name, value in self.seen.items())
            print(f"{step} {self.spent() / 60:.1f} min {told}", flush=True)
