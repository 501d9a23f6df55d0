"""What the export dialog chooses from: purposes and their settings; names of files. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.speech.delivery import DEPTHS_OF, RATES, DeliveredLine, DeliverySettings

PURPOSES: dict[str, dict[str, Any]] = {
    "podcast": {
        "format": "mp3", "rate": 48_000, "layout": "one", "loudness": "podcast",
        "room_tone": "soft",
    },
    "audiobook": {
        "format": "mp3", "rate": 44_100, "layout": "one", "loudness": "acx", "room_tone": "soft",
    },
    "game": {
        "format": "wav", "rate": 48_000, "layout": "lines", "loudness": "game",
        "room_tone": "none", "lipsync": True,
    },
    "film": {
        "format": "wav", "depth": "24", "rate": 48_000, "layout": "stems", "loudness": "ebu",
        "room_tone": "soft", "subtitles": ("srt",),
    },
    "telephone": {
        "format": "wav", "depth": "ulaw", "rate": 8_000, "layout": "lines", "loudness": "game",
        "room_tone": "none",
    },
}  # fmt: skip
"""What is usual for each; everything can be changed."""
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Names:
    """What files would be called."""

    first: tuple[str, ...]
    count: int


def preview(lines: Sequence[DeliveredLine], settings: DeliverySettings) -> Names:
    """The names of the files that would be written. StudioError where they clash or cannot be."""
    from studio.speech.delivery_names import Named, line_names, safe, stem_names

    if settings.layout == "lines":
        named = [Named(line.id, line.character, line.voice) for line in lines]
        paths = line_names(settings.template, named, settings.name)
    elif settings.layout == "stems":
        characters = list(dict.fromkeys(line.character for line in lines))
        paths = stem_names(settings.name, characters)
    else:
        paths = [safe(settings.name)]
    names = [f"{path}{settings.suffix}" for path in paths[:_SHOWN]]
    return Names(tuple(names), len(paths))


def rates_of(format_: str, depth: str) -> tuple[int, ...]:
    """The rates that go with a format and its depth."""
    if depth in ("ulaw", "alaw"):
        return (8_000,)
    return tuple(rate for rate in RATES if rate != 8_000 and (format_, rate) != ("opus", 44_100))


def depths_of(format_: str) -> tuple[str, ...]:
    """The depths that a format can hold."""
    return DEPTHS_OF[format_]


def fitting(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with what does not fit the others made fit."""
    fitted = dict(values)
    if fitted["depth"] not in depths_of(fitted["format"]):
        fitted["depth"] = depths_of(fitted["format"])[0]
    rates = rates_of(fitted["format"], fitted["depth"])
    if fitted["rate"] not in rates:
        fitted["rate"] = rates[-1]
    return fitted
