"""Which takes are shown, in which order, and what is said of each. No Qt.

Sorting and filtering happen here and not in Qt's proxy model, which asks Python once or twice for
every pair of rows: with 5,000 takes that would hold the window for a second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from studio.core.entities import Take

Status = Literal["good", "warn", "refuse", "aside", ""]
Filter = Literal["all", "doubtful", "refused", "unused", "unchecked", "heard", "starred", "mended"]
FILTERS: tuple[Filter, ...] = (
    "all",
    "doubtful",
    "refused",
    "unused",
    "unchecked",
    "heard",
    "starred",
    "mended",
)
Order = Literal["added", "doubt", "used", "star", "text", "prompt", "length", "source", "note"]

ACCEPTED = "accepted"
"""In `Take.checks`: the person has listened and decided that the take is good as it is."""


def check_of(take: Take) -> dict[str, Any]:
    """Return what the check of a take found; {} when there was none."""
    found = take.checks.get("check")
    return found if isinstance(found, dict) else {}


def status(take: Take) -> Status:
    """Return the verdict of the check; what was accepted is good. Without a check a note makes a
    take doubtful ("aside" where it is not used), and "" is one of which nothing is known.
    """
    verdict = check_of(take).get("verdict", "")
    if take.checks.get(ACCEPTED):
        return "good"
    if verdict in ("good", "warn", "refuse"):
        return verdict
    if take.note:
        return "warn" if take.included else "aside"
    return ""


def is_doubtful(take: Take) -> bool:
    """Whether somebody should listen to it: it is doubted, or was set aside for a reason."""
    if take.checks.get(ACCEPTED):
        return False
    return status(take) in ("warn", "refuse", "aside") or bool(take.note)


def doubt(take: Take) -> float:
    """Return how much a take should be listened to, the most doubtful the largest."""
    if take.checks.get(ACCEPTED):
        return 0.0
    level = {"refuse": 3.0, "warn": 2.0, "aside": 1.5, "": 1.0, "good": 0.0}[status(take)]
    return level + 0.4 * (1.0 - _confidence(take))


def origin(take: Take) -> str:
    """Return the file that a take was cut out of; "" when it came whole."""
    found = take.checks.get("source")
    return found if isinstance(found, str) else ""


def _start(take: Take) -> float:
    value = take.checks.get("start")
    return float(value) if isinstance(value, int | float) else 0.0


def place_in_file(take: Take) -> str:
    """Return from where to where a take lies in its file, as "1:02:03–1:02:09"; "" when whole."""
    start, end = take.checks.get("start"), take.checks.get("end")
    if not origin(take) or not isinstance(start, int | float) or not isinstance(end, int | float):
        return ""
    return f"{_clock(start)}–{_clock(end)}"


def _clock(seconds: float) -> str:
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{f'{hours}:' if hours else ''}{minutes:02}:{int(seconds) % 60:02}"


def _confidence(take: Take) -> float:
    value = take.checks.get("confidence")
    return min(max(float(value), 0.0), 1.0) if isinstance(value, int | float) else 1.0


_SHOWN: dict[Filter, Callable[[Take], bool]] = {
    "all": lambda take: True,
    "doubtful": is_doubtful,
    "refused": lambda take: status(take) == "refuse",
    "unused": lambda take: not take.included,
    "unchecked": lambda take: not check_of(take),
    "heard": lambda take: take.text_is_heard,
    "starred": lambda take: take.starred,
    "mended": lambda take: bool(take.cleanup),
}

_KEYS: dict[Order, Callable[[Take], Any]] = {
    "doubt": lambda take: -doubt(take),
    "used": lambda take: not take.included,
    "star": lambda take: not take.starred,
    "text": lambda take: take.text.casefold(),
    "prompt": lambda take: take.prompt_id.casefold(),
    "length": lambda take: take.seconds,
    "source": lambda take: (origin(take), _start(take)),
    "note": lambda take: (not take.note, take.note.casefold()),
}


@dataclass(frozen=True, slots=True)
class View:
    """What the person wants to see of the takes."""

    filter: Filter = "all"
    needle: str = ""
    """Looked for in texts, prompts and notes, whatever the case."""
    order: Order = "added"
    backwards: bool = False

    def rows(self, takes: Sequence[Take]) -> list[int]:
        """Return the places of the takes that are shown, in the order in which they are."""
        shown = _SHOWN[self.filter]
        rows = [row for row, take in enumerate(takes) if shown(take)]
        if self.needle:
            words = self.needle.casefold().split()
            rows = [row for row in rows if _has(takes[row], words)]
        if self.order != "added":
            key = _KEYS[self.order]
            rows.sort(key=lambda row: key(takes[row]), reverse=self.backwards)
        elif self.backwards:
            rows.reverse()
        return rows


def _has(take: Take, words: Sequence[str]) -> bool:
    held = f"{take.text}\n{take.prompt_id}\n{take.note}".casefold()
    return all(word in held for word in words)


def counts(takes: Sequence[Take]) -> dict[Filter, int]:
    """Return how many takes each filter shows."""
    return {name: sum(map(shown, takes)) for name, shown in _SHOWN.items()}
