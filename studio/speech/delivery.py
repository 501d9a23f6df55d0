"""What is delivered and how: rendered lines, and the settings that make files of them.

    lines, settings -> `studio.speech.delivery_task:deliver` -> files, subtitles, manifest, report

Nothing here loads torch: the window collects these values and hands them to a worker.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from studio.core.errors import StudioError

if TYPE_CHECKING:
    from studio.core.library import Library

Format = Literal["wav", "flac", "mp3", "ogg", "opus"]
Depth = Literal["16", "24", "float", "ulaw", "alaw"]
Layout = Literal["one", "stems", "lines"]
Loudness = Literal["none", "podcast", "ebu", "acx", "game"]
RoomTone = Literal["none", "own", "soft"]
Subtitle = Literal["srt", "vtt"]

FORMATS: tuple[str, ...] = get_args(Format)
DEPTHS: tuple[str, ...] = get_args(Depth)
LAYOUTS: tuple[str, ...] = get_args(Layout)
LOUDNESSES: tuple[str, ...] = get_args(Loudness)
ROOM_TONES: tuple[str, ...] = get_args(RoomTone)
SUBTITLES: tuple[str, ...] = get_args(Subtitle)

RATES = (8_000, 24_000, 44_100, 48_000)
"""8000 is for telephones alone, 44100 for ACX, which takes nothing else."""
TELEPHONE_RATE = 8_000
DEPTHS_OF: dict[str, tuple[str, ...]] = {
    "wav": ("16", "24", "float", "ulaw", "alaw"),
    "flac": ("16", "24"),
    "mp3": ("16",),
    "ogg": ("16",),
    "opus": ("16",),
}
"""What each format can hold; compressed ones have no depth, and take "16"."""

LINES_TEMPLATE = "{character}/{id}_{n:03}"
GAPS = {"sentence": 0.4, "section": 1.5}
"""Seconds before a line by what ended before it; after a paragraph the settings' own."""
MAX_GAP = 30.0  # seconds
GAME_LUFS = -23.0
"""Dialogue of games at home after Sony's ASWG-R001 (2013); handhelds have -18."""
LUFS_RANGE = (-36.0, -8.0)


@dataclass(frozen=True, slots=True)
class DeliveredLine:
    """One rendered line of a script, as it lies on the disk."""

    id: str
    """Unique among the lines that are delivered together."""
    character: str
    """Who says it; "" = nobody in particular."""
    text: str
    sound: Path
    """24 kHz WAV, marked."""
    score: Path
    """What `studio.speech.export.writing_score` wrote of it."""
    voice: str
    """Id or name of the voice that speaks, as `studio.speech.speakers` takes it."""
    gap: float | None = None
    """Seconds of pause before it; None = the usual one of the settings."""


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """How lines become files. StudioError when a value cannot be, or does not fit another."""

    format: Format = "wav"
    depth: Depth = "16"
    """Bits of a sample; "ulaw" and "alaw" are WAV of 8 kHz, band-limited for telephones."""
    rate: int = 48_000
    """Samples a second, of `RATES`."""
    layout: Layout = "one"
    """One file; a file for each character, all of the same length; or a file for each line."""
    name: str = "narration"
    """Of the one file, and how the names of stems begin."""
    template: str = LINES_TEMPLATE
    """Path of each line's file below the folder, without suffix: {character}, {id}, {n} (the number
    of the line, from 1), {voice} and {name}. "/" makes folders."""
    gap: float = 0.6
    """Seconds between lines."""
    loudness: Loudness = "podcast"
    """"podcast" -16 LUFS, "ebu" -23 LUFS (R 128), "acx" what ACX asks of audio books, "game" each
    line on its own at `target_lufs`, "none" as rendered."""
    target_lufs: float = GAME_LUFS
    """For "game" alone."""
    room_tone: RoomTone = "soft"
    """What is heard between sentences: nothing, the room of the speaker's own recordings, or soft
    noise."""
    subtitles: tuple[Subtitle, ...] = ()
    lipsync: bool = False
    """A JSON of words, phonemes and visemes beside each file."""
    remove_old: bool = False
    """Whether files of the last delivery that are no longer part of it are deleted."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """More for the manifest: "project", "author" …"""

    def __post_init__(self) -> None:
        """Check every value, and that they fit together."""
        _one_of(self.format, FORMATS)
        _one_of(self.depth, DEPTHS_OF[self.format])
        _one_of(self.layout, LAYOUTS)
        _one_of(self.loudness, LOUDNESSES)
        _one_of(self.room_tone, ROOM_TONES)
        for kind in self.subtitles:
            _one_of(kind, SUBTITLES)
        _one_of(self.rate, RATES)
        if self.telephone != (self.rate == TELEPHONE_RATE):
            raise StudioError(
                "µ-law and A-law go with 8000 samples a second, and nothing else does; choose both "
                "or neither."
            )
        if self.format == "opus" and self.rate == 44_100:
            raise StudioError("Opus knows no 44100 samples a second; choose 48000.")
        if not _within(self.gap, (0.0, MAX_GAP)):
            raise StudioError(f"The pause between lines must lie between 0 and {MAX_GAP:g} s.")
        if not _within(self.target_lufs, LUFS_RANGE):
            raise StudioError("The loudness of lines must lie between \u221236 and \u22128 LUFS.")

    @property
    def telephone(self) -> bool:
        """Whether it is made for telephones."""
        return self.depth in ("ulaw", "alaw")

    @property
    def suffix(self) -> str:
        """Of the sound files: ".wav"."""
        return f".{self.format}"

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON can hold; `from_dict` reads it."""
        return {**asdict(self), "subtitles": list(self.subtitles), "extra": dict(self.extra)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> DeliverySettings:
        """Return what `as_dict` gave; missing values are the usual ones. StudioError otherwise."""
        known = {field.name for field in fields(cls)}
        if not isinstance(kept, Mapping) or not set(kept) <= known:
            raise StudioError("The settings of this delivery hold unknown parts; choose them anew.")
        values = dict(kept)
        if "subtitles" in values:
            values["subtitles"] = tuple(values["subtitles"])
        return cls(**values)


def lines_of_project(
    library: Library, project_id: str, *, current: bool = False
) -> tuple[list[DeliveredLine], int]:
    """Return the lines of a project that have a rendering, in their order, and how many are left.

    A line that was changed since is delivered as it was rendered last; with `current` it is left
    out.
    """
    lines, missing = [], 0
    for line in library.each_script_line(project_id):
        stale = current and line.state not in ("rendered", "flagged")
        if line.rendering_id is None or stale:
            missing += 1
            continue
        made = library.rendering(line.rendering_id)
        lines.append(
            DeliveredLine(
                line.id, line.character, made.text, made.path, made.score, made.voice,
                GAPS.get(line.gap),
            )
        )  # fmt: skip
    return lines, missing


def line_of_sound(sound: Path, voice: str | None = None) -> DeliveredLine:
    """Return a sound that `timbre speak` made, with its score beside it, as a line.

    `voice`: who speaks, where the score does not tell. StudioError without a score.
    """
    from studio.speech.export import score_path  # numpy and libsndfile: help comes without them

    score = score_path(sound)
    try:
        kept = json.loads(score.read_text(encoding="utf-8"))
        text = " ".join(str(one["text"]) for one in kept["sentences"])
        who = voice or str(kept.get("voice_id") or kept["voice"])
    except FileNotFoundError as error:
        raise StudioError(
            f"{sound.name} has no {score.name} beside it; speak it again with `timbre speak`."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudioError(f"{score.name} is no score of a spoken text; speak it again.") from error
    return DeliveredLine(sound.stem, "", text, sound.absolute(), score.absolute(), who)


def _one_of(value: object, known: tuple[object, ...]) -> None:
    if value not in known:
        choices = ", ".join(str(one) for one in known)
        raise StudioError(f"“{value}” cannot be delivered here; choose one of {choices}.")


def _within(value: float, ends: tuple[float, float]) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value) and ends[0] <= value <= ends[1]
