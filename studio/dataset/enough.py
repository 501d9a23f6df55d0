"""How many minutes of accepted speech are enough, as it was measured.

`resources/prompts/enough.json` holds the measurement: {"minutes": number, "why": sentence,
"measured": [{"minutes", "share_of_ceiling", "per"}, …]}. Until there is one, nobody knows.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.paths import resources_dir

_LONGEST = 600.0  # minutes


@dataclass(frozen=True, slots=True)
class Measured:
    """What a voice reached that was trained on so much speech."""

    minutes: float
    share_of_ceiling: float
    """Similarity as a share of what the speaker's own takes reach."""
    per: float
    """Phoneme error rate of what it says, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Enough:
    """After so many minutes, more changes little."""

    minutes: float
    why: str
    measured: tuple[Measured, ...]


def enough(path: Path | None = None) -> Enough | None:
    """Return what was measured; None when nothing was, or the file does not say it plainly."""
    path = path or resources_dir() / "prompts" / "enough.json"
    try:
        return _checked(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _checked(found: Any) -> Enough:
    minutes = float(found["minutes"])
    measured = tuple(
        Measured(float(row["minutes"]), float(row["share_of_ceiling"]), float(row["per"]))
        for row in found["measured"]
    )
    if not 0 < minutes <= _LONGEST or not measured:
        raise ValueError("not a number of minutes, or nothing measured")
    return Enough(minutes, str(found["why"]), measured)
