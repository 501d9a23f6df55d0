"""Hearing a cast: the first line of each character, said one after another as it is made."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTemporaryDir, Signal

from studio.core.entities import Casting
from studio.core.library import Library
from studio.core.project_store import DEFAULT
from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.playback import Playback

SPEAK_TASK = "studio.speech.tasks:speak"
_KEY = "audition"


@dataclass(frozen=True, slots=True)
class Audition:
    """What a character says first, and who is to say it."""

    character: str
    text: str
    casting: Casting


class Auditions(QObject):
    """Says lines; the next is made while one sounds."""

    began = Signal(str)
    """The character whose line sounds now."""
    ended = Signal()
    failed = Signal(str)

    def __init__(self, library: Library, bridge: Bridge, playback: Playback) -> None:
        super().__init__()
        self._library, self._bridge, self._playback = library, bridge, playback
        self._folder = QTemporaryDir()
        self._count = 0
        self._job: Job | None = None
        self._waiting: deque[Audition] = deque()
        self._said: list[str] = []
        playback.moved.connect(self._moved)
        playback.ended.connect(self._played)

    @property
    def running(self) -> bool:
        """Whether something is being made or sounds."""
        return self._job is not None or self._playback.playing == _KEY

    def hear(self, auditions: Sequence[Audition]) -> None:
        """Say these, instead of what is being said."""
        self.stop()
        self._waiting = deque(auditions)
        self._said = []
        if self._waiting:
            self._playback.begin(_KEY)
            if self._job is None:
                self._next()

    def stop(self) -> None:
        """Say no more."""
        self._waiting.clear()
        if self._job is not None:
            self._job.cancel()
        if self._playback.playing == _KEY:
            self._playback.stop()

    def _next(self) -> None:
        if not self._waiting or self._playback.playing != _KEY:
            self._playback_ends()
            return
        wanted = self._waiting.popleft()
        self._count += 1
        handlers = Handlers(
            done=partial(self._made, wanted.character),
            failed=lambda sentence, _detail: self.failed.emit(sentence),
            ended=self._job_ended,
        )
        self._job = self._bridge.run(
            SPEAK_TASK,
            handlers,
            warm=True,
            library=self._library.root,
            voice=wanted.casting.voice,
            text=wanted.text,
            out=Path(self._folder.path()) / f"{self._count}.wav",
            manner=dict(wanted.casting.manner),
            check=False,
            listen=False,
        )

    def _made(self, character: str, result: dict[str, Any]) -> None:
        if self._playback.playing == _KEY:
            self._said.append(character)
            self._playback.add(Path(result["path"]))

    def _job_ended(self) -> None:
        self._job = None
        self._next()

    def _playback_ends(self) -> None:
        if self._playback.playing == _KEY:
            self._playback.finish()
        else:
            self.ended.emit()

    def _moved(self, key: str, place: int, _seconds: float) -> None:
        if key == _KEY and 0 <= place < len(self._said):
            self.began.emit(self._said[place])

    def _played(self, key: str) -> None:
        if key == _KEY:
            self._waiting.clear()
            if self._job is None:
                self.ended.emit()


def first_lines(library: Library, project_id: str, characters: Sequence[str]) -> dict[str, str]:
    """The first line of each character; `DEFAULT` has that of the script where nobody is called so.

    On a helper thread.
    """
    found = {}
    for character in characters:
        lines = library.script_lines(project_id, character=character, limit=1)
        if not lines and character == DEFAULT:
            lines = library.script_lines(project_id, limit=1)
        if lines:
            found[character] = lines[0].text
    return found
