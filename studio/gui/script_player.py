"""Playing the lines of a script: one, from a second on, or one after another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.core.entities import Rendering, ScriptLine
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.playback import Playback
from studio.gui.script_view import PAGE, ScriptView, read_lines, sound_of

_KEY = "script"
BEFORE_SECONDS = 1.0
"""How long before a doubtful word the listening begins."""


@dataclass(frozen=True, slots=True)
class _Next:
    """A line that can be played."""

    row: int
    line: ScriptLine
    path: Path


class ScriptPlayer(QObject):
    """Plays renderings; the next line is looked for while one sounds."""

    moved = Signal(str, float)
    """Id of the rendering that sounds, and the second in it."""
    reached = Signal(int)
    """Row of the line that begins now, while one is played after another."""
    stopped = Signal()
    refused = Signal(str)

    def __init__(self, library: Library, bridge: Bridge, playback: Playback) -> None:
        super().__init__()
        self._library, self._bridge, self._playback = library, bridge, playback
        self._sounds: list[tuple[int, str]] = []  # row (-1: alone) and rendering, by place
        self._place = -1
        self._project_id, self._view = "", ScriptView()
        playback.moved.connect(self._moved)
        playback.ended.connect(self._ended)

    @property
    def playing(self) -> str:
        """The id of the rendering that sounds; "" when none does."""
        if self._playback.playing != _KEY or not self._sounds:
            return ""
        return self._sounds[max(0, self._place)][1]

    def stop(self) -> None:
        """Stop if it is a line that plays."""
        if self._playback.playing == _KEY:
            self._playback.stop()

    def play_line(self, line: ScriptLine, start: float = 0.0) -> None:
        """Play the chosen rendering of a line."""
        rendering_id = line.rendering_id or ""
        read = partial(sound_of, self._library, line)
        play = partial(self._play, rendering_id, start)
        self._bridge.compute(read, play, self.refused.emit, "script sound")

    def play_rendering(self, made: Rendering, start: float = 0.0) -> None:
        """Play any rendering."""
        self._play(made.id, start, made.path)

    def play_on(self, project_id: str, view: ScriptView, row: int) -> None:
        """Play what is made of the lines in view, from a row on."""
        self._project_id, self._view = project_id, view
        self._begin()
        self._feed(row)

    def _play(self, rendering_id: str, start: float, path: Path) -> None:
        self._begin()
        self._sounds.append((-1, rendering_id))
        self._playback.add(path, start=start)
        self._playback.finish()

    def _begin(self) -> None:
        self._playback.begin(_KEY)
        self._sounds, self._place = [], -1

    def _feed(self, row: int) -> None:
        find = partial(_next_made, self._library, self._project_id, self._view, row)
        self._bridge.compute(find, self._found, self.refused.emit, "script next")

    def _found(self, found: _Next | None) -> None:
        if self._playback.playing != _KEY:
            return
        if found is None:
            self._playback.finish()
            return
        self._sounds.append((found.row, found.line.rendering_id or ""))
        self._playback.add(found.path)

    def _moved(self, key: str, place: int, seconds: float) -> None:
        if key != _KEY or not 0 <= place < len(self._sounds):
            return
        row, rendering_id = self._sounds[place]
        if place != self._place:
            self._place = place
            if row >= 0:
                self.reached.emit(row)
                self._feed(row + 1)
        self.moved.emit(rendering_id, seconds)

    def _ended(self, key: str) -> None:
        if key == _KEY:
            self._place = -1
            self._sounds = []
            self.stopped.emit()


def _next_made(library: Library, project_id: str, view: ScriptView, row: int) -> _Next | None:
    """The next line in view that can be played. On a helper thread."""
    while True:
        lines = read_lines(library, project_id, view, row)
        for place, line in enumerate(lines):
            if line.rendering_id is not None:
                return _Next(row + place, line, sound_of(library, line))
        if len(lines) < PAGE:
            return None
        row += PAGE
