"""What was changed in a script, and the way back and forth. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from studio.core.entities import Casting, Rendering, ScriptLine
from studio.core.library import Library
from studio.core.project_store import DEFAULT
from studio.gui.script_view import keep_cast

_MOST_BACK = 200
Revisions = dict[tuple[str, int], int]
"""Line and revision to the earlier revision of the line that says the same."""


class Step(Protocol):
    """Something that was done to a project."""

    @property
    def line_id(self) -> str:
        """The line that it was done to; "" = to several."""
        ...

    def take_back(self, library: Library, same: Revisions) -> Step:
        """Undo it; returns the step that was made by that, which can be taken back itself."""
        ...


@dataclass(frozen=True, slots=True)
class LineStep:
    """A line was edited, accepted, flagged, or got another take."""

    before: ScriptLine
    after: ScriptLine

    @property
    def line_id(self) -> str:
        return self.after.id

    def take_back(self, library: Library, same: Revisions) -> Step:
        before, after = self.before, self.after
        now = library.script_line(after.project_id, after.id)
        names = ("character", "text", "direction", "settings", "rendering_id", "state", "note")
        changed = [name for name in names if getattr(before, name) != getattr(after, name)]
        was = replace(now, **{name: getattr(before, name) for name in changed})
        untouched = _first(same, now) == _first(same, after)
        back = library.put_back(was, now.revision if untouched else -1)
        if untouched and back.revision != before.revision:
            same[back.id, back.revision] = _first(same, before)
        return LineStep(now, back)


@dataclass(frozen=True, slots=True)
class TakesStep:
    """Takes of a line were thrown away; with `deleted` False, taken back."""

    line_id: str
    rendering_ids: tuple[str, ...]
    deleted: bool = True

    def take_back(self, library: Library, same: Revisions) -> Step:
        change = library.restore_renderings if self.deleted else library.delete_renderings
        change(self.rendering_ids)
        return replace(self, deleted=not self.deleted)


@dataclass(frozen=True, slots=True)
class CastStep:
    """The cast was changed."""

    project_id: str
    before: Mapping[str, Casting | None]
    """What is to be written to go back; None = as everybody who is not cast."""
    line_id: str = ""

    def take_back(self, library: Library, same: Revisions) -> Step:
        return change_cast(library, self.project_id, self.before)


def change_cast(
    library: Library, project_id: str, changes: Mapping[str, Casting | None]
) -> CastStep:
    """Write a changed cast down."""
    casting = library.casting(project_id)
    before = {name: casting.get(name) for name in changes}
    before |= {DEFAULT: casting[DEFAULT]} if DEFAULT in changes else {}
    keep_cast(library, project_id, changes)
    return CastStep(project_id, before)


def change_of(
    library: Library, project_id: str, line_id: str, change: Callable[[], object]
) -> LineStep:
    """Do something to a line."""
    before = library.script_line(project_id, line_id)
    change()
    return LineStep(before, library.script_line(project_id, line_id))


def throw_away(library: Library, made: Rendering) -> TakesStep:
    """Put a take of a line into the trash, where it stays for days."""
    library.delete_renderings([made.id])
    return TakesStep(made.line_id, (made.id,))


@dataclass(slots=True)
class ScriptHistory:
    """The steps of one project, and those that were taken back.

    All of it happens on the thread that writes, so that what is taken back is what was done last,
    also when that is still on its way.
    """

    past: list[Step] = field(default_factory=list)
    future: list[Step] = field(default_factory=list)
    same: Revisions = field(default_factory=dict)

    def do(self, make: Callable[[], Step]) -> Step:
        """Do something; what leaves all as it was is no step."""
        step = make()
        if not (isinstance(step, LineStep) and step.before == step.after):
            self.past.append(step)
            self.future.clear()
            del self.past[:-_MOST_BACK]
        return step

    def undo(self, library: Library) -> Step | None:
        """Take back what was done last; None where nothing was."""
        return self._move(library, self.past, self.future)

    def redo(self, library: Library) -> Step | None:
        """Do once more what was taken back last."""
        return self._move(library, self.future, self.past)

    def _move(self, library: Library, of: list[Step], to: list[Step]) -> Step | None:
        if not of:
            return None
        to.append(of.pop().take_back(library, self.same))  # what cannot be taken back is forgotten
        return to[-1]


def _first(same: Revisions, line: ScriptLine) -> int:
    """The first revision in which a line was as it is in this one."""
    return same.get((line.id, line.revision), line.revision)
