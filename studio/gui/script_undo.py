"""Undo and redo of what is done to the lines of scripts; each script has its own way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.script_history import ScriptHistory, Step


class ScriptUndo(QObject):
    """Does things in the background, one after another, and remembers them."""

    done = Signal(str, str)
    """Id of the line that was changed ("" = of several) and "done", "undone" or "redone"."""
    refused = Signal(str)

    def __init__(self, library: Library, bridge: Bridge) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._histories: dict[str, ScriptHistory] = defaultdict(ScriptHistory)
        self._project_id = ""

    @property
    def can_undo(self) -> bool:
        return bool(self._histories[self._project_id].past)

    @property
    def can_redo(self) -> bool:
        return bool(self._histories[self._project_id].future)

    def show_project(self, project_id: str) -> None:
        """From now on it is this one whose steps are taken back."""
        self._project_id = project_id

    def do(self, make: Callable[[], Step]) -> None:
        """Do something to the project that is shown."""
        self._write(partial(self._histories[self._project_id].do, make), "done")

    def undo(self) -> None:
        """Take back what was done last."""
        self._write(partial(self._histories[self._project_id].undo, self._library), "undone")

    def redo(self) -> None:
        """Do it once more."""
        self._write(partial(self._histories[self._project_id].redo, self._library), "redone")

    def _write(self, write: Callable[[], Step | None], how: str) -> None:
        self._bridge.write(write, partial(self._wrote, how), self._failed)

    def _wrote(self, how: str, step: Step | None) -> None:
        if step is not None:
            self.done.emit(step.line_id, how)

    def _failed(self, sentence: str) -> None:
        self.refused.emit(sentence)
        self.done.emit("", "done")  # there may be a step less now
