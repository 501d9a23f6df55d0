"""The takes of the Speak page: every text that was spoken, kept with how it was made."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.core.entities import Rendering
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.manner import Manner
from studio.gui.bridge import Bridge
from studio.gui.manners import Way, blend_of
from studio.gui.speaking.speaking import Order
from studio.gui.spoken import Spoken
from studio.speech.edits import Edits

MOST = 300
"""So many takes are listed, the newest."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A take with everything that the page needs to go on from it."""

    made: Rendering
    spoken: Spoken
    voice: str
    """The first voice, where it is a blend."""
    way: Way
    edits: tuple[Edits, ...]


class Takes(QObject):
    """Reads and writes them in the background; `changed` when the list is another."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, library: Library, bridge: Bridge) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self.list: Sequence[Rendering] = ()
        """The newest first."""
        self._gone: list[list[str]] = []  # what was deleted, the last at the end

    @property
    def can_undo(self) -> bool:
        """Whether something was deleted that can be taken back."""
        return bool(self._gone)

    def refresh(self) -> None:
        """Read the list anew."""
        read = partial(self._library.renderings, project_id="", limit=MOST)
        self._bridge.compute(read, self._show, self.refused.emit, "takes")

    def keep(self, order: Order, spoken: Spoken) -> None:
        """Keep what was just spoken; what sounds just like a take that there is, is that one."""
        mark = spoken.fingerprint
        if spoken.score is not None and not (mark and mark in {m.fingerprint for m in self.list}):
            add = partial(
                self._library.add_rendering,
                spoken.path,
                spoken.score,
                voice=order.voice,
                voice_name=spoken.voice_name,
                text=order.text,
                manner=order.manner.changes(),
                seed=order.manner.seed,
                language=order.language,
                heard=spoken.heard,
                fingerprint=mark,
            )
            self._write(add)

    def star(self, made: Rendering) -> None:
        """Star it, or take the star away."""
        self._write(partial(self._library.star_rendering, made.id, not made.starred))

    def delete(self, made: Sequence[Rendering]) -> None:
        """Put them into the trash."""
        ids = [one.id for one in made]
        if ids:
            self._gone.append(ids)
            self._write(partial(self._library.delete_renderings, ids))

    def undo(self) -> None:
        """Take back what was deleted last."""
        if self._gone:
            self._write(partial(self._library.restore_renderings, self._gone.pop()))

    def restore(self, made: Rendering, done: Callable[[Restored], None]) -> None:
        """Read what is needed to go on from a take."""
        self._bridge.compute(partial(restored, made), done, self.refused.emit, "restored")

    def _write(self, do: Callable[[], object]) -> None:
        self._bridge.write(do, lambda _: self.refresh(), self.refused.emit)

    def _show(self, found: Sequence[Rendering]) -> None:
        self.list = found
        self.changed.emit()


def restored(made: Rendering) -> Restored:
    """Read a take. StudioError when what is kept of it is damaged."""
    spoken = Spoken.of_rendering(made)
    voice, other, share = blend_of(made.voice)
    head = json.loads(made.score.read_text(encoding="utf-8"))
    edits = tuple(Edits.from_dict(edit) for edit in head.get("edits", ()))
    return Restored(made, spoken, voice, Way(Manner.from_dict(made.manner), other, share), edits)


def real_recording(library: Library, voice: str, text: str) -> Path | None:
    """A recording in which the person of a voice says the same text; None when there is none."""
    first, _, _ = blend_of(voice)
    try:
        takes = library.takes(library.voice(first).id, included_only=True)
    except StudioError:  # a stock voice
        return None
    wanted = _words(text)
    same = [take for take in takes if _words(take.text) == wanted]
    return max(same, key=lambda take: take.starred).path if same and wanted else None


def _words(text: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(letters.split())
