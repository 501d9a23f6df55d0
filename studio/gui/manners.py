"""How each voice was made to speak last: the controls that were moved, and the second voice of a
blend. Kept in the settings of the window. No Qt."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.gui.settings import Settings

_SETTING = "manners"


@dataclass(frozen=True, slots=True)
class Way:
    """What the controls of speaking say."""

    manner: Manner = field(default_factory=Manner)
    other: str = ""
    """A second voice that is blended in; "" = none."""
    share: float = 0.3
    """0 to 1: how much of it is the second voice."""

    def voice(self, first: str) -> str:
        """What `speak` takes for a voice with the second one blended in."""
        if not self.other or self.other == first or self.share <= 0:
            return first
        return f"{first}:{1 - self.share:g}+{self.other}:{self.share:g}"

    def to_dict(self) -> dict[str, Any]:
        """Only what is not as usual, as JSON takes it."""
        blend = {"other": self.other, "share": self.share} if self.other else {}
        return self.manner.changes() | blend

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Way":
        """What `to_dict` gave. StudioError where a value is none."""
        rest = dict(values)
        other, share = rest.pop("other", ""), rest.pop("share", 0.3)
        if not isinstance(other, str) or not isinstance(share, float | int) or not 0 <= share <= 1:
            raise StudioError("The blend of voices in the settings is none; choose it again.")
        return cls(Manner.from_dict(rest), other, float(share))


def kept_way(settings: Settings, voice: str) -> Way:
    """How a voice was made to speak last; as usual when nothing usable is kept."""
    try:
        return Way.from_dict(_read(settings).get(voice, {}))
    except (StudioError, TypeError, AttributeError):  # a file that somebody has changed
        return Way()


def keep_way(settings: Settings, voice: str, way: Way, known: Collection[str]) -> None:
    """Keep how a voice is made to speak; what is kept of voices that are gone goes."""
    ways = {name: value for name, value in _read(settings).items() if name in known}
    ways.pop(voice, None)
    if way.to_dict():
        ways[voice] = way.to_dict()
    settings.set(_SETTING, json.dumps(ways))


def blend_of(voice: str) -> tuple[str, str, float]:
    """The two voices of a blend of `Way.voice` and the share of the second; others as they are."""
    first, plus, second = voice.partition("+")
    if not plus or "+" in second:
        return voice, "", 0.3
    one, _, weight = first.partition(":")
    two, _, share = second.partition(":")
    try:
        a, b = float(weight or 1), float(share or 1)
        return one, two, round(b / (a + b), 2)
    except (ValueError, ZeroDivisionError):
        return voice, "", 0.3


def _read(settings: Settings) -> dict[str, Any]:
    try:
        ways = json.loads(settings.get(_SETTING) or "{}")
    except ValueError:
        return {}
    return ways if isinstance(ways, dict) else {}
