"""Voices as files: written, looked into, taken in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, Signal

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.page_job import PageJob
from studio.gui.widgets.job_strip import JobStrip

if TYPE_CHECKING:
    from studio.speech.archive.reading import VoiceFile

EXPORT_TASK = "studio.speech.archive.tasks:export_voice"
IMPORT_TASK = "studio.speech.archive.tasks:import_voice"
SUFFIX = ".timbre"


class VoiceFiles(QObject):
    """Runs one such job at a time and says how it ended."""

    said = Signal(str, str, str)
    """Tone, sentence, detail: for the banner."""
    found = Signal(object)
    """A `studio.speech.archive.reading.VoiceFile` that may be taken in."""
    imported = Signal(str)
    """Id of a voice that is new in the library."""
    ended = Signal()

    def __init__(self, library: Library, bridge: Bridge, strip: JobStrip) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._job = PageJob(bridge, strip)
        self._job.ended.connect(self.ended)

    @property
    def running(self) -> bool:
        return self._job.running

    def export(self, voice: Voice, path: Path) -> None:
        """Write a voice into a file; the suffix is added where it is missing."""
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        self._run(
            EXPORT_TASK,
            self.tr("Writing {0}").format(path.name),
            self._exported,
            self.tr("Stopped; no file was written."),
            voice=voice.id,
            out=path,
        )

    def look_into(self, path: Path) -> None:
        """Read whose voice a file holds, and what it is given for."""
        self._bridge.compute(partial(_read, path), self.found.emit, self._refuse, "voice file")

    def take_in(self, path: Path, name: str) -> None:
        """Take the voice of a file into the library."""
        self._run(
            IMPORT_TASK,
            self.tr("Importing {0}").format(path.name),
            self._took,
            self.tr("Stopped; the voice was not imported."),
            path=path,
            name=name,
        )

    def _run(self, task: str, what: str, done: Any, stopped: str, **given: Any) -> None:
        cancelled = partial(self.said.emit, "info", stopped, "")
        root = self._library.root
        if not self._job.run(task, what, done, self._refuse, cancelled, library=root, **given):
            wait = self.tr("Wait until what is running has ended, or cancel it.")
            self.said.emit("info", wait, "")

    def _exported(self, result: dict[str, Any]) -> None:
        sentence = self.tr(
            "“{0}” is in {1} ({2} MB): its weights, lexicon and report, the consent and what it is "
            "given for; no recordings."
        )
        size = f"{result['bytes'] / 1e6:.0f}"
        self.said.emit("good", sentence.format(result["voice"], result["path"], size), "")

    def _took(self, result: dict[str, Any]) -> None:
        voice = result["voice"]
        self.said.emit("good", self.tr("“{0}” is imported and speaks.").format(voice["name"]), "")
        self.imported.emit(voice["id"])

    def _refuse(self, sentence: str, detail: str = "") -> None:
        self.said.emit("bad", sentence, detail)


def _read(path: Path) -> VoiceFile:
    from studio.speech.archive.reading import look_into  # it checks with much that is loaded late

    return look_into(path)


def dropped_voice_file(data: QMimeData) -> Path | None:
    """The voice file among what is dragged here; None where there is none."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() == SUFFIX), None)
