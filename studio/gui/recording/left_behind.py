"""Takes that were being recorded when the program was killed: found, kept or dropped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.recording import keeping

if TYPE_CHECKING:
    from studio.audio.capture_file import Recovered


class LeftBehind(QObject):
    """Looks into the folder of captures, in which only lies what no take was made of."""

    found = Signal(object)
    """A tuple of `Recovered`."""
    kept = Signal(object)
    """The takes that were made of them."""
    refused = Signal(str)

    def __init__(self, library: Library, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._bridge = library, bridge

    def look(self, voice: Voice) -> None:
        """Look for captures of a voice; `found` comes only when there are some."""
        look = partial(keeping.left_behind, self._library, voice.id)
        self._bridge.write(look, self._found, self.refused.emit)

    def keep(self, voice: Voice, captures: tuple[Recovered, ...]) -> None:
        """Make takes of them."""
        keep = partial(keeping.keep_left_behind, self._library, voice.id, captures)
        self._bridge.write(keep, self.kept.emit, self.refused.emit)

    def drop(self, captures: tuple[Recovered, ...]) -> None:
        """Delete them."""
        drop = partial(keeping.drop_left_behind, captures)
        self._bridge.write(drop, failed=self.refused.emit)

    def _found(self, captures: tuple[Recovered, ...]) -> None:
        if captures:
            self.found.emit(captures)
