"""What is shown of a script, read from the library a page at a time. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from studio.core.entities import (
    LINE_STATES,
    Casting,
    LineState,
    Project,
    Rendering,
    ScriptChanges,
    ScriptLine,
)
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.project_store import DEFAULT
from studio.gui.sound_picture import SoundPicture, look_at
from studio.gui.spoken import Spoken

Filter = Literal["all", "todo", "new", "changed", "rendered", "flagged", "failed"]
FILTERS: tuple[Filter, ...] = ("all", "todo", "rendered", "flagged", "failed")
TO_MAKE: tuple[LineState, ...] = ("new", "changed", "failed")
PAGE = 200
"""Lines that are read together."""
EDITABLE = ("character", "text", "direction", "settings")


NARRATOR = ""
"""The character of the actions of a screenplay, where they are spoken."""
_SCREENPLAYS = (".fountain", ".spmd")


@dataclass(frozen=True, slots=True)
class ScriptView:
    """Which lines are shown, and in which order."""

    filter: Filter = "all"
    character: str | None = None
    """None = everybody."""
    find: str = ""
    """Looked for in ids, characters and texts, whatever the case."""
    listen: bool = False
    """The flagged lines, the most doubtful first, instead of the order of the script."""

    @property
    def states(self) -> tuple[LineState, ...]:
        """What the library is asked for; () = all."""
        states: dict[str, tuple[LineState, ...]] = {
            "all": (), "todo": TO_MAKE, "rendered": ("rendered",), "flagged": ("flagged",),
            "failed": ("failed",),
        }  # fmt: skip
        return states[self.filter]

    def total(self, counts: dict[LineState, int]) -> int:
        """How many of the lines that were counted are shown."""
        states = ("flagged",) if self.listen else self.states or LINE_STATES
        return sum(count for state, count in counts.items() if state in states)


@dataclass(frozen=True, slots=True)
class Overview:
    """A project, and how far it is."""

    project: Project
    counts: dict[LineState, int]
    """Of all lines."""
    shown: int
    """How many of them are in view."""
    characters: dict[str, int]
    casting: dict[str, Casting]

    @property
    def lines(self) -> int:
        return sum(self.counts.values())

    @property
    def todo(self) -> int:
        """Lines that are to be made."""
        return sum(self.counts[state] for state in TO_MAKE)

    @property
    def narrated(self) -> bool:
        """Whether lines belong to nobody: the actions, where it is a screenplay."""
        return NARRATOR in self.characters

    @property
    def uncast(self) -> list[str]:
        """Characters whom nobody speaks."""
        default = self.casting[DEFAULT]
        return [one for one in self.characters if not self.casting.get(one, default).voice]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A rendering of a line, as it is drawn."""

    rendering: Rendering
    picture: SoundPicture
    spoken: Spoken | None
    """Its words and phonemes; None where its score cannot be read."""


def overview(library: Library, project_id: str, view: ScriptView) -> Overview:
    """Read how far a project is."""
    counts = library.line_counts(project_id)
    if view.character is not None or view.find:
        within = library.line_counts(project_id, view.character, view.find)
    else:
        within = counts
    return Overview(
        library.project(project_id),
        counts,
        view.total(counts if view.listen else within),
        library.characters(project_id),
        library.casting(project_id),
    )


def read_lines(
    library: Library, project_id: str, view: ScriptView, first: int, count: int = PAGE
) -> list[ScriptLine]:
    """Read lines that are in view, from the row `first` on."""
    if view.listen:
        return library.listen_here(project_id, count, first)
    return library.script_lines(
        project_id, states=view.states, character=view.character, find=view.find, limit=count,
        offset=first,
    )  # fmt: skip


def ids_in(
    library: Library, project_id: str, view: ScriptView, ranges: Sequence[tuple[int, int]]
) -> list[str]:
    """The ids of the lines in ranges of rows, each with its first and its last row."""
    return [
        line.id
        for first, last in ranges
        for line in read_lines(library, project_id, view, first, last - first + 1)
    ]


def change_line(
    library: Library, project_id: str, line_id: str, name: str, text: str
) -> ScriptLine:
    """Change what stands in an editable column; settings as in "speed=0.9 pitch=-2"."""
    from studio.text.line_scripts import settings_of

    value: Any = settings_of(text) if name == "settings" else text
    return library.change_line(project_id, line_id, **{name: value})


def settings_text(settings: dict[str, float]) -> str:
    """Settings as they are typed."""
    return " ".join(f"{name}={value:g}" for name, value in settings.items())


def keep_cast(library: Library, project_id: str, changes: Mapping[str, Casting | None]) -> None:
    """Write a changed cast down; None = as everybody who is not cast."""
    for character, casting in changes.items():
        voice = None if casting is None else casting.voice
        library.cast(project_id, character, voice, casting.manner if casting else None)


@dataclass(frozen=True, slots=True)
class Opened:
    """A script that is a project now."""

    project: Project
    lines: int
    remarks: tuple[str, ...]
    changes: ScriptChanges | None = None
    """What reading it again has changed; None = it is new."""


def open_project(
    library: Library,
    source: Path | str,
    *,
    name: str = "",
    voice: str,
    actions: bool | None = None,
) -> Opened:
    """Make a project of a file or of pasted text, or read the file again into its project.

    `actions`: whether a narrator speaks those of a screenplay; None = as before, at first not.
    """
    from studio.text.line_scripts import open_script

    known = {project.name.casefold(): project for project in library.projects()}
    path = str(source.absolute()) if isinstance(source, Path) else ""
    same = next((one for one in known.values() if path and one.source == path), None)
    if actions is None:
        actions = same is not None and NARRATOR in library.characters(same.id)
    script = open_script(source, name=name, actions=actions)
    if same is not None:
        changes = library.update_script(same.id, script.lines)
        project = same
    else:
        changes = None
        free = _free_name(script.name, set(known))
        project = library.create_project(free, script.lines, source=script.source, voice=voice)
    lines = sum(library.line_counts(project.id).values())
    return Opened(project, lines, tuple(script.remarks), changes)


def is_screenplay(project: Project | None) -> bool:
    """Whether a project was read from one, and has actions that may be spoken."""
    return project is not None and project.source.lower().endswith(_SCREENPLAYS)


def _free_name(name: str, taken: set[str]) -> str:
    numbered = (f"{name} {number}" for number in range(2, 1000))
    return name if name.casefold() not in taken else next(
        one for one in numbered if one.casefold() not in taken
    )  # fmt: skip


def look_at_rendering(library: Library, rendering_id: str) -> LookedAt:
    """Read a rendering, its picture and its score. StudioError when its sound is gone."""
    made = library.rendering(rendering_id)
    picture = look_at(made.path)
    try:
        return LookedAt(made, picture, Spoken.of_rendering(made))
    except StudioError:  # the sound can be heard all the same
        return LookedAt(made, picture, None)


def bare_word(word: str) -> str:
    """A word without the punctuation around it."""
    return word.strip(".,;:!?…\"'“”‘’()[]—–- ")


def sound_of(library: Library, line: ScriptLine) -> Path:
    """Where the chosen rendering of a line lies. StudioError when there is none."""
    return library.rendering(line.rendering_id or "").path
