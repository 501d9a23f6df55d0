"""What a job says while it works. It ends with exactly one of Done, Failed, Cancelled."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is."""

    stage: str
    """A short word for what is being done, e.g. "align"; the window translates it."""
    fraction: float | None = None
    """0 to 1; None = not known."""
    seconds_left: float | None = None
    values: dict[str, float] = field(default_factory=dict)
    """Named figures for the curves, e.g. {"loss": 1.2}."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sound made on the way, to listen to."""

    path: Path
    text: str
    step: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The work is safe up to here."""

    path: Path
    step: int


@dataclass(frozen=True, slots=True)
class Paused:
    """The work stands still until somebody lets it go on; whatever it says next shows that."""


@dataclass(frozen=True, slots=True)
class Done:
    """The work is finished; `result` is what the task returned."""

    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """The work did not succeed."""

    sentence: str
    """For the person: what is wrong and what to do."""
    detail: str = ""
    """For us: a traceback, or ""."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The work was stopped because somebody asked for it."""


Message = Progress | Sample | Checkpoint | Paused | Done | Failed | Cancelled
LAST_MESSAGES = (Done, Failed, Cancelled)
