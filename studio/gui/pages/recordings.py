"""The Recordings page: import, listen, look, mend the text, set aside."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QWidget

from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.import_report import ImportReport, ImportReportDialog
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.settings import Settings
from studio.gui.takes_model import NOTE, TakesModel
from studio.gui.widgets.empty import EmptyState
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import button, column, name_it
from studio.gui.widgets.take_panel import TakePanel
from studio.gui.widgets.takes_table import TakesTable

IMPORT_TASK = "studio.jobs.importing:import_takes"


class RecordingsPage(Page):
    """The takes of the chosen voice."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, settings: Settings
    ) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._settings = settings
        self._voice: Voice | None = None
        self._job: Job | None = None
        self._report: ImportReport | None = None
        self.setAcceptDrops(True)
        self._make_actions()
        self.strip = JobStrip()
        self.strip.cancel_pressed.connect(self.cancel_import)
        self.model = TakesModel()
        self.model.edited.connect(self._save)
        self.table = TakesTable(self.model)
        self.panel = TakePanel(bridge, playback)
        self.no_voice = EmptyState("library", lambda: self.asked_for.emit("library", ""), "library")
        self.no_takes = EmptyState("import", self.choose_folder, "import")
        self._connect()
        self._lay_out()
        self.retranslate()

    def set_voice(self, voice: Voice | None) -> None:
        if voice != self._voice:
            self._voice = voice
            self._report = None
            self.model.show_takes([])
            self.panel.show_take(None)

    def refresh(self) -> None:
        self._update_state()
        if self._voice is not None:
            read = partial(self._library.takes, self._voice.id)
            self._bridge.compute(read, self._show, self.refuse, "takes")

    def retranslate(self) -> None:
        self.title.setText(self.tr("Recordings"))
        self.import_button.setText(self.tr("Import folder…"))
        name_it(
            self.import_button,
            self.tr("Import a folder"),
            self.tr("Import a folder of recordings with their texts (Ctrl+I), or drop it here"),
        )
        self.report_button.setText(self.tr("What was set aside…"))
        name_it(self.report_button, self.tr("What the last import set aside, and why"))
        name_it(
            self.table,
            self.tr("Takes"),
            self.tr("Space plays, X uses or sets aside, S stars, F2 edits, Delete deletes"),
        )
        self.no_voice.tell(
            self.tr("Choose a voice first"),
            self.tr("Recordings belong to a voice. Create one, or choose one of yours."),
            self.tr("Go to the voices"),
        )
        self.no_takes.tell(
            self.tr("No recordings yet"),
            self.tr(
                "Import a folder: sound files with transcripts.tsv, LJSpeech's metadata.csv, or a "
                ".txt beside each sound. You can also drop the folder here."
            ),
            self.tr("Import folder…"),
        )
        self._update_state()

    # Importing

    @property
    def importing(self) -> bool:
        return self._job is not None

    def choose_folder(self) -> None:
        """Ask for a folder and import it."""
        if self._voice is None or self.importing:
            return
        start = self._settings.get("import_folder")
        folder = QFileDialog.getExistingDirectory(self, self.tr("Import a folder"), start)
        if folder:
            self.import_folder(Path(folder))

    def import_folder(self, folder: Path) -> None:
        """Import a folder, or one sound file, into the chosen voice."""
        if self._voice is None or self.importing:
            return
        self._settings.set("import_folder", str(folder))
        handlers = Handlers(
            progress=self.strip.follow,
            done=self._imported,
            failed=self.refuse,
            cancelled=lambda: self.say("info", self.tr("Import stopped; what was read is kept.")),
            ended=self._import_ended,
        )
        self._job = self._bridge.run(
            IMPORT_TASK,
            handlers,
            library_root=self._library.root,
            voice_id=self._voice.id,
            path=folder,
        )
        self.strip.begin(self.tr("Importing {0}").format(folder.name))
        self._update_state()

    def cancel_import(self) -> None:
        """Stop the import; takes that are in stay in."""
        if self._job is not None:
            self._job.cancel()

    def show_report(self) -> None:
        """Show what the last import set aside."""
        if self._report is not None:
            ImportReportDialog(self._report, self).exec()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        local = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if local and self._voice is not None and not self.importing:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.import_folder(Path(local[0].toLocalFile()))

    def _imported(self, result: dict[str, Any]) -> None:
        self._report = ImportReport.of(result)
        tone = "warn" if self._report.refused else "good"
        self.say(tone, self._report.sentence())
        if self._report.refused:
            self.show_report()

    def _import_ended(self) -> None:
        self._job = None
        self.strip.end()
        self.changed.emit()
        self.refresh()

    # Takes

    def delete_take(self) -> None:
        """Ask, then delete the current take."""
        take = self.table.current()
        if take is None:
            return
        question = self.tr("Delete this take?")
        explanation = self.tr("“{0}” ({1}). This cannot be undone; to only leave it out of "
                              "training, take away its check mark.")  # fmt: skip
        said = explanation.format(take.text, texts.duration(take.seconds))
        if confirm(self, question, said, self.tr("Delete take")):
            self.panel.stop()
            delete = partial(self._library.delete_take, take.id)
            self._bridge.write(delete, lambda _: self._after_change(), self._not_saved)

    def _save(self, take_id: str, values: dict[str, Any]) -> None:
        update = partial(self._library.update_take, take_id, **values)
        self._bridge.write(update, failed=self._not_saved)
        take = self.table.current()
        if take is not None and take.id == take_id:
            self.panel.show_take(take)
        self._update_state()

    def _not_saved(self, sentence: str) -> None:
        self.refuse(sentence)
        self.refresh()  # show again what the library holds

    def _after_change(self) -> None:
        self.refresh()
        self.changed.emit()

    def _show(self, takes: list[Take]) -> None:
        if list(self.model.takes) != takes:
            row = self.table.currentIndex().row()
            self.model.show_takes(takes)
            self.table.setColumnHidden(NOTE, not any(take.note for take in takes))
            self.table.select(max(row, 0))
        self._update_state()

    def _update_state(self) -> None:
        """Show the part of the page that fits, and how much there is."""
        takes = self.model.takes
        shown = self.no_voice if self._voice is None else self.work if takes else self.no_takes
        self.stack.setCurrentWidget(shown)
        self.import_button.setEnabled(self._voice is not None and not self.importing)
        self.import_button.setVisible(shown is self.work)
        self.no_takes.button.setEnabled(not self.importing)
        self.report_button.setVisible(self._report is not None and bool(self._report.refused))
        self.subtitle.setText(self._summary())

    def _summary(self) -> str:
        if self._voice is None:
            return self.tr("What a voice is trained on.")
        used = [take for take in self.model.takes if take.included]
        parts = [self._voice.name, texts.takes(len(self.model.takes))]
        parts.append(self.tr("{0} used").format(texts.duration(sum(take.seconds for take in used))))
        if len(used) < len(self.model.takes):
            parts.append(self.tr("{0} set aside").format(len(self.model.takes) - len(used)))
        return " · ".join(parts)

    # Building

    def _make_actions(self) -> None:
        self.report_button = button("info", self.show_report, role="quiet")
        self.import_button = button("import", self.choose_folder, role="primary", key="Ctrl+I")
        self.head.addWidget(self.report_button)
        self.head.addWidget(self.import_button)

    def _connect(self) -> None:
        self.table.chosen.connect(self.panel.show_take)
        self.table.pressed_play.connect(self.panel.toggle_play)
        self.table.pressed_delete.connect(self.delete_take)
        self.panel.text_changed.connect(lambda take, text: self.model.change(take, text=text))
        self.panel.star_changed.connect(lambda take, on: self.model.change(take, starred=on))
        self.panel.used_changed.connect(lambda take, on: self.model.change(take, included=on))
        self.panel.pressed_delete.connect(self.delete_take)

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.setSizes([330, 300])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        self.work = split
        self.stack = QStackedWidget()
        for widget in (self.no_voice, self.no_takes, self.work):
            self.stack.addWidget(widget)
        content = QWidget()
        content.setLayout(column(self.strip, self.stack))
        self.fill(content)
