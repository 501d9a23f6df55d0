"""The list of takes beside the text, and what its keys do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from studio.core.entities import Rendering
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.dialogs.compare_takes import Compared, CompareDialog
from studio.gui.playback import Playback
from studio.gui.speaking.takes import Takes, real_recording
from studio.gui.widgets.rendering_list import RenderingList

_KEY = "take "  # in the playback


class TakeDesk(QObject):
    """Connects the list, the library and the playback."""

    restored = Signal(object)
    """A `Restored`: the page is to go on from it."""
    refused = Signal(str)

    def __init__(self, library: Library, bridge: Bridge, playback: Playback) -> None:
        super().__init__()
        self._library, self._bridge, self._playback = library, bridge, playback
        self.takes = Takes(library, bridge)
        self.view = RenderingList()
        self.dialog: CompareDialog | None = None
        self.takes.changed.connect(self._show)
        self.takes.refused.connect(self.refused)
        self.view.play.connect(self.play)
        self.view.star.connect(self.takes.star)
        self.view.use.connect(self.use)
        self.view.delete.connect(self.takes.delete)
        self.view.undo.connect(self.takes.undo)
        self.view.compare.connect(self.compare)
        playback.started.connect(self._show_playing)
        playback.ended.connect(self._show_playing)

    def play(self, made: Rendering) -> None:
        """Play a take, or stop it."""
        self._playback.toggle(made.path, f"{_KEY}{made.id}")

    def use(self, made: Rendering) -> None:
        """Go on from a take: its text, its controls, its sound."""
        self.takes.restore(made, self.restored.emit)

    def compare(self, chosen: Sequence[Rendering]) -> None:
        """Hear takes against each other; one alone against the one before it of the same text."""
        if len(chosen) == 1:
            same = [one for one in self.takes.list if one.text == chosen[0].text]
            after = same[same.index(chosen[0]) + 1 :] if chosen[0] in same else []
            chosen = [chosen[0], *after[:1]]
        find = partial(real_recording, self._library, chosen[0].voice, chosen[0].text)
        self._bridge.compute(find, partial(self._open, chosen), self.refused.emit)

    def _open(self, chosen: Sequence[Rendering], real: Path | None) -> None:
        sounds = [Compared(one.path, self.view.about(one), one.id) for one in chosen]
        if real is not None:
            sounds.append(Compared(real, self.tr("real recording")))
        self.dialog = CompareDialog(sounds, self._playback, self.view)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.accepted.connect(partial(self._use_favourite, self.dialog))
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _use_favourite(self, dialog: CompareDialog) -> None:
        made = next((one for one in self.takes.list if one.id == dialog.chosen), None)
        if made is not None:
            self.use(made)

    def _closed(self, _result: int) -> None:
        self.dialog = None

    def _show(self) -> None:
        self.view.show_takes(self.takes.list, self.takes.can_undo)

    def _show_playing(self, _key: str) -> None:
        key = self._playback.playing
        self.view.show_playing(key.removeprefix(_KEY) if key.startswith(_KEY) else "")
