"""Speaks one thing at a time in the warm process, and plays it as it comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QTemporaryDir, Signal

from studio.core.library import Library
from studio.core.manner import Manner
from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.playback import Playback
from studio.jobs.messages import Sample
from studio.speech.edits import Edits

SPEAK_TASK = "studio.speech.tasks:speak"
KEY = "speech"
"""In the playback."""

Kind = Literal["whole", "trial", "edit"]
"""A text that was asked for; a sentence that is tried with other controls; a text of which
something was changed, and of which only that is made again and heard."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be spoken, and how."""

    voice: str
    text: str
    language: str
    manner: Manner = field(default_factory=Manner)
    edits: tuple[Edits, ...] = ()
    kind: Kind = "whole"
    earlier: Path | None = None
    """A recording from which sentences are taken that have not changed."""
    hear_from: int = -1
    """Of an edit: the index of the sentence that is to be heard; -1 = none."""


class Speaking(QObject):
    """What is asked for while something is spoken takes its place; the newest wins."""

    began = Signal(object)
    """An Order."""
    progressed = Signal(object)
    finished = Signal(object, object)
    """The Order, and what the task returned."""
    refused = Signal(str, str)
    ended = Signal()
    """After every Order, however it ended."""

    def __init__(self, library: Library, bridge: Bridge, playback: Playback) -> None:
        super().__init__()
        self._library, self._bridge, self._playback = library, bridge, playback
        self._folder = QTemporaryDir()
        self._count = 0
        self._job: Job | None = None
        self._waiting: Order | None = None
        self.order: Order | None = None
        """What is being spoken."""

    @property
    def busy(self) -> bool:
        return self._job is not None

    def say(self, order: Order) -> None:
        """Speak this, now or as soon as what is being spoken has stopped."""
        if self._job is not None:
            self._waiting = order
            self._playback.stop()
            self._job.cancel()
            return
        self.order = order
        self._count += 1
        handlers = Handlers(
            progress=self.progressed.emit,
            sample=self._sample,
            done=partial(self._done, order),
            failed=self._failed,
            cancelled=self._hush,
            ended=self._ended,
        )
        if order.kind != "edit":
            self._playback.begin(KEY)
        self._job = self._bridge.run(SPEAK_TASK, handlers, warm=True, **self._asked(order))
        self.began.emit(order)

    def stop(self) -> None:
        """Stop speaking and playing, at once."""
        self._waiting = None
        self._playback.stop()
        if self._job is not None:
            self._job.cancel()

    def _asked(self, order: Order) -> dict[str, Any]:
        return {
            "library": self._library.root,
            "voice": order.voice,
            "text": order.text,
            "out": Path(self._folder.path()) / f"{self._count}.wav",
            "language": order.language,
            "manner": order.manner.changes(),
            "edits": [edit.to_dict() for edit in order.edits],
            "earlier": order.earlier,
            "check": order.kind != "trial",
            "listen": order.kind != "edit",
        }

    def _sample(self, sample: Sample) -> None:
        if self._playback.playing == KEY:  # nobody has stopped it, and nothing else is heard
            self._playback.add(sample.path)

    def _done(self, order: Order, result: dict[str, Any]) -> None:
        if order.kind != "edit" and self._playback.playing == KEY:
            self._playback.finish()
        self.finished.emit(order, result)

    def _failed(self, sentence: str, detail: str) -> None:
        self._hush()
        self.refused.emit(sentence, detail)

    def _hush(self) -> None:
        if self._playback.playing == KEY:
            self._playback.stop()

    def _ended(self) -> None:
        self._job, self.order = None, None
        self.ended.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.say(waiting)
