"""The long work on a data set: import, check, measure, export. One job at a time."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge, Handlers
from studio.gui.dialogs.import_report import ImportReport
from studio.gui.page_job import PageJob
from studio.gui.take_list import status
from studio.gui.widgets.job_strip import JobStrip

IMPORT_TASK = "studio.jobs.importing:import_takes"
CHECK_TASK = "studio.dataset.data_set_tasks:check_takes"
SUMMARY_TASK = "studio.dataset.data_set_tasks:summarise"
EXPORT_TASK = "studio.dataset.data_set_tasks:export"

Result = dict[str, Any]
Stock = list[tuple[object, ...]]


class DataSetWork(QObject):
    """Runs the jobs of the page and says how each ended."""

    began = Signal()
    ended = Signal()
    added = Signal()
    """There are new takes, and more may come."""
    said = Signal(str, str, str)
    """Tone, sentence, detail: for the banner."""
    imported = Signal(object)
    """The ImportReport."""
    stock_taken = Signal(object)
    """`studio.dataset.summary.Summary` as a dictionary."""

    def __init__(self, library: Library, bridge: Bridge, strip: JobStrip) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._job = PageJob(bridge, strip)
        self._job.began.connect(self.began)
        self._job.ended.connect(self.ended)
        self._job.added.connect(self.added)
        self._stock_of: Stock = []

    @property
    def running(self) -> bool:
        return self._job.running

    def cancel(self) -> None:
        """Ask the job to stop; what it has done so far stays."""
        self._job.cancel()

    def import_path(self, voice: Voice, path: Path) -> None:
        """Import a folder, or one recording of any length."""
        self._run(
            IMPORT_TASK,
            self.tr("Importing {0}").format(path.name),
            lambda result: self.imported.emit(ImportReport.of(result)),
            self.tr("Import stopped; what was read is kept."),
            voice_id=voice.id,
            path=path,
        )

    def check(self, voice: Voice, takes: Sequence[Take]) -> None:
        """Check takes again."""
        if takes:
            self._run(
                CHECK_TASK,
                self.tr("Checking {0}").format(texts.takes(len(takes))),
                self._checked,
                self.tr("Checking stopped; what was found so far is kept."),
                voice_id=voice.id,
                take_ids=[take.id for take in takes],
            )

    def check_quietly(self, voice: Voice, take_ids: Sequence[str], then: Callable[[], Any]) -> None:
        """Check some few takes in the warm process, unseen; `then` hears that it has ended."""

        def run(_: object) -> None:
            self._bridge.run(
                CHECK_TASK,
                Handlers(failed=self._refuse, ended=then),
                warm=True,
                library_root=self._library.root,
                voice_id=voice.id,
                take_ids=list(take_ids),
            )

        # Behind the change that asks for it, on the thread that writes.
        self._bridge.write(lambda: None, run)

    def take_stock(self, voice: Voice, takes: Sequence[Take]) -> None:
        """Compute the summary, unless the last one was of the same takes or something runs."""
        stock: Stock = [(t.id, t.text, t.included, t.starred, t.cleanup, status(t)) for t in takes]
        if stock and stock != self._stock_of and not self.running:
            self._run(
                SUMMARY_TASK,
                self.tr("Measuring the takes"),
                partial(self._took_stock, stock),
                self.tr("Measuring stopped; what was measured is kept."),
                voice_id=voice.id,
            )

    def forget_stock(self) -> None:
        """Compute the next summary whatever the last one was of."""
        self._stock_of = []

    def export(self, voice: Voice, folder: Path, choice: Result) -> None:
        """Write the takes into a new folder."""
        self._run(
            EXPORT_TASK,
            self.tr("Exporting to {0}").format(folder.name),
            self._exported,
            self.tr("Export stopped; nothing was left behind."),
            voice_id=voice.id,
            folder=folder,
            **choice,
        )

    def _run(
        self, target: str, what: str, done: Callable[[Result], None], stopped: str, **kwargs: Any
    ) -> None:
        if self._job.running:
            sentence = self.tr("Wait until what is running has ended, or cancel it.")
            self.said.emit("info", sentence, "")
            return
        self._job.run(
            target,
            what,
            done,
            self._refuse,
            lambda: self.said.emit("info", stopped, ""),
            library_root=self._library.root,
            **kwargs,
        )

    def _refuse(self, sentence: str, detail: str) -> None:
        self.said.emit("bad", sentence, detail)

    def _checked(self, result: Result) -> None:
        doubtful = int(result["warn"]) + int(result["refuse"])
        checked = texts.takes(int(result["checked"]))
        sentence = self.tr("{0} checked, {1} doubtful.").format(checked, doubtful)
        self.said.emit("warn" if doubtful else "good", sentence, "")

    def _took_stock(self, stock: Stock, result: Result) -> None:
        self._stock_of = stock
        self.stock_taken.emit(result)

    def _exported(self, result: Result) -> None:
        sentence = self.tr("{0} ({1}) exported to {2}.").format(
            texts.takes(int(result["takes"])),
            texts.duration(float(result["seconds"])),
            result["folder"],
        )
        self.said.emit("good", sentence, "")
