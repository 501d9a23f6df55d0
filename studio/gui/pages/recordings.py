"""The data set page: import, listen, look, check, mend, take stock, export."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QTabBar, QWidget

from studio.audio.transcripts import STREAM_SUFFIXES
from studio.core.entities import Consent, Take, Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.data_set_work import DataSetWork
from studio.gui.dialogs.export_data_set import ExportDialog
from studio.gui.dialogs.import_report import ImportReport, ImportReportDialog
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.settings import Settings
from studio.gui.take_list import check_of
from studio.gui.voice_files import dropped_voice_file
from studio.gui.widgets.data_set_actions import DataSetActions
from studio.gui.widgets.data_set_summary import DataSetSummary
from studio.gui.widgets.empty import EmptyState
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import column, name_it, row
from studio.gui.widgets.takes_view import TakesView

TAKES, SUMMARY = range(2)
_FEW = 3  # takes that are checked anew without a word


class RecordingsPage(Page):
    """The takes of the chosen voice."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, settings: Settings
    ) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._playback, self._settings = playback, settings
        self._voice: Voice | None = None
        self._report: ImportReport | None = None
        self._review_next = False  # show the doubtful takes as soon as the new ones are read
        self.setAcceptDrops(True)
        self.strip = JobStrip()
        self.strip.cancel_pressed.connect(self.cancel_import)
        self.job = DataSetWork(library, bridge, self.strip)
        self.actions_ = DataSetActions()
        self.head.addWidget(self.actions_)
        self.view = TakesView(library, bridge, playback)
        self.summary = DataSetSummary()
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.no_voice = EmptyState("library", lambda: self.asked_for.emit("library", ""), "library")
        self.no_takes = EmptyState("import", self._offer_import, "import")
        self._lay_out()
        self._connect()
        self.retranslate()

    def set_voice(self, voice: Voice | None) -> None:
        if voice != self._voice:
            self._voice = voice
            self._report = None
            self.summary.show_figures(None)
            self.job.forget_stock()
            self.tabs.setCurrentIndex(TAKES)
            self.view.clear()

    def refresh(self) -> None:
        self._update_state()
        if self._voice is not None:
            read = partial(_read, self._library, self._voice.id, self.view.model.takes)
            self._bridge.compute(read, self._show, self.refuse, "takes")

    # Importing

    @property
    def importing(self) -> bool:
        return self.job.running

    def choose_folder(self) -> None:
        """Ask for a folder and import it."""
        if self._voice is None or self.job.running:
            return
        start = self._settings.get("import_folder")
        folder = QFileDialog.getExistingDirectory(self, self.tr("Import a folder"), start)
        if folder:
            self.import_folder(Path(folder))

    def choose_recording(self) -> None:
        """Ask for one recording, however long, and import it."""
        if self._voice is None or self.job.running:
            return
        start = self._settings.get("import_folder")
        sounds = " ".join(f"*{suffix}" for suffix in STREAM_SUFFIXES)
        kinds = self.tr("Recordings ({0})").format(sounds)
        file, _ = QFileDialog.getOpenFileName(self, self.tr("Import a recording"), start, kinds)
        if file:
            self.import_folder(Path(file))

    def import_folder(self, folder: Path) -> None:
        """Import a folder, or one sound file, into the chosen voice."""
        if self._voice is None or self.job.running:
            return
        self._settings.set("import_folder", str(folder.parent if folder.is_file() else folder))
        self.job.import_path(self._voice, folder)

    def cancel_import(self) -> None:
        """Stop the import; takes that are in stay in."""
        self.job.cancel()

    def show_report(self) -> None:
        """Show what the last import set aside."""
        if self._report is not None:
            ImportReportDialog(self._report, self).exec()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        local = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if dropped_voice_file(event.mimeData()) is not None:
            event.ignore()  # the window takes it
        elif local and self._voice is not None and not self.job.running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.import_folder(Path(local[0].toLocalFile()))

    def _imported(self, report: ImportReport) -> None:
        self._report = report
        tone = "warn" if report.refused else "good"
        if report.to_review:
            self._review_next = True
            hint = self.tr("Listen to the doubtful ones: Enter accepts and goes on, F2 mends.")
            self.say("warn", f"{report.sentence()} {hint}")  # stays until it is closed
        else:
            self.say(tone, report.sentence())
        if report.refused:
            self.show_report()

    def _offer_import(self) -> None:
        self.actions_.offer_import(self.no_takes.button)

    # Checking, taking stock, exporting

    def check_takes(self, which: str) -> None:
        """Check takes in the background: those "unchecked", the "chosen" ones, or "all"."""
        takes = {
            "unchecked": [take for take in self.view.model.takes if not check_of(take)],
            "chosen": list(self.view.table.chosen_takes()),
            "all": list(self.view.model.takes),
        }[which]
        self._check(takes)

    def _check(self, takes: list[Take]) -> None:
        """Check takes: some few at once in the warm process, many with the strip."""
        if self._voice is None or not takes:
            return
        if len(takes) > _FEW:
            self.job.check(self._voice, takes)
        else:
            self.view.panel.card.show_checking()
            ids = [take.id for take in takes]
            self.job.check_quietly(self._voice, ids, partial(self.view.read_again, ids))

    def take_stock(self) -> None:
        """Compute the summary, unless the one that is shown is of these takes."""
        if self._voice is not None:
            self.job.take_stock(self._voice, self.view.model.takes)

    def export(self) -> None:
        """Ask where to and in which form, then export."""
        if self._voice is None or self.job.running:
            return
        read = partial(self._library.consent, self._voice.id)
        self._bridge.compute(read, self._ask_export, self.refuse)

    def _ask_export(self, consent: Consent | None) -> None:
        if self._voice is None:
            return
        start = Path(self._settings.get("save_folder") or Path.home())
        consented = self._voice.synthetic or (consent is not None and not consent.withdrawn)
        dialog = ExportDialog(self._voice.name, start, consented, self)
        if dialog.exec():
            self.export_to(dialog.folder, dialog.choice)

    def export_to(self, folder: Path, choice: dict[str, Any]) -> None:
        """Export in the background."""
        if self._voice is not None:
            self._settings.set("save_folder", str(folder.parent))
            self.job.export(self._voice, folder, choice)

    def _job_ended(self) -> None:
        self._update_state()
        self.changed.emit()
        self.refresh()

    # Takes

    def go_to(self, take_id: str) -> None:
        """Show a take in the table, whatever was shown before."""
        self.tabs.setCurrentIndex(TAKES)
        self.view.go_to(take_id)

    def _check_anew(self, take_ids: list[str]) -> None:
        """Check takes whose text or sound has changed."""
        changed = set(take_ids)
        self._check([take for take in self.view.model.takes if take.id in changed])

    def _after_change(self) -> None:
        self.refresh()
        self.changed.emit()

    def _show_new(self) -> None:
        """Show what an import has added so far, unless somebody is writing in the table."""
        if not self.view.table.editing:
            self.refresh()

    def _show(self, takes: list[Take] | None) -> None:
        if takes is not None:
            self.view.show_takes(takes)
            if self.tabs.currentIndex() == SUMMARY:
                self.take_stock()
        self._update_state()
        if self._review_next:
            self._review_next = False
            self.tabs.setCurrentIndex(TAKES)
            self.view.review()

    def _tab_changed(self, tab: int) -> None:
        self.pages.setCurrentIndex(tab)
        self.view.filter.setVisible(tab == TAKES)
        if tab == SUMMARY:
            self.view.panel.stop()
            self.take_stock()

    def _update_state(self) -> None:
        """Show the part of the page that fits, and how much there is."""
        takes, busy = self.view.model.takes, self.job.running
        shown = self.no_voice if self._voice is None else self.work if takes else self.no_takes
        self.stack.setCurrentWidget(shown)
        report = self._report is not None and bool(self._report.refused)
        self.actions_.allow(self._voice is not None and not busy, shown is self.work, report)
        self.view.set_busy(busy)
        self.no_takes.button.setEnabled(not busy)
        self.subtitle.setText(self._summary())

    def _summary(self) -> str:
        if self._voice is None:
            return self.tr("What a voice is trained on.")
        used = [take for take in self.view.model.takes if take.included]
        parts = [self._voice.name, texts.takes(len(self.view.model.takes))]
        parts.append(self.tr("{0} used").format(texts.duration(sum(take.seconds for take in used))))
        if len(used) < len(self.view.model.takes):
            parts.append(self.tr("{0} set aside").format(len(self.view.model.takes) - len(used)))
        return " · ".join(parts)

    # Building

    def _connect(self) -> None:
        self.view.changed.connect(self._update_state)
        self.view.reread.connect(self._after_change)
        self.view.refused.connect(self.refuse)
        self.view.outdated.connect(self._check_anew)
        self.view.wants_check.connect(self._check)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.job.began.connect(self._update_state)
        self.job.ended.connect(self._job_ended)
        self.job.added.connect(self._show_new)
        self.job.said.connect(self.said)
        self.job.imported.connect(self._imported)
        self.job.stock_taken.connect(self.summary.show_figures)
        self.actions_.wants_folder.connect(self.choose_folder)
        self.actions_.wants_recording.connect(self.choose_recording)
        self.actions_.wants_check.connect(self.check_takes)
        self.actions_.wants_export.connect(self.export)
        self.actions_.wants_report.connect(self.show_report)
        self.summary.asked_for.connect(self.go_to)
        self.summary.wants_figures.connect(self.take_stock)

    def _lay_out(self) -> None:
        for _ in (TAKES, SUMMARY):
            self.tabs.addTab("")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.summary)
        bar = row(self.tabs, self.view.filter)
        bar.setStretch(1, 1)
        self.work = QWidget()
        work = column(bar, self.pages)
        work.setSpacing(8)
        self.work.setLayout(work)
        self.stack = QStackedWidget()
        for widget in (self.no_voice, self.no_takes, self.work):
            self.stack.addWidget(widget)
        content = QWidget()
        content.setLayout(column(self.strip, self.stack))
        self.fill(content)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Data set"))
        self.tabs.setTabText(TAKES, self.tr("Takes"))
        self.tabs.setTabText(SUMMARY, self.tr("Summary"))
        name_it(self.tabs, self.tr("Takes or summary"))
        self.no_voice.tell(
            self.tr("Choose a voice first"),
            self.tr("Recordings belong to a voice. Create one, or choose one of yours."),
            self.tr("Go to the voices"),
        )
        self.no_takes.tell(
            self.tr("No recordings yet"),
            self.tr(
                "Record them, or import a folder: sound files with transcripts.tsv, LJSpeech's "
                "metadata.csv, or a .txt beside each sound. Recordings without a text are heard "
                "and written down, long ones are cut. You can also drop a folder or a recording "
                "here."
            ),
            self.tr("Import…"),
        )
        self._update_state()


def _read(library: Library, voice_id: str, known: Sequence[Take]) -> list[Take] | None:
    """Read the takes; None when they are those that are known. On a helper thread."""
    takes = library.takes(voice_id)
    return None if takes == list(known) else takes
