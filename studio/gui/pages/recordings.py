"""The data set page: import, listen, look, check, mend, take stock, export."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QStackedWidget, QTabBar, QWidget

from studio.audio.transcripts import STREAM_SUFFIXES
from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.cleanup import CleanupDialog
from studio.gui.dialogs.export_data_set import ExportDialog
from studio.gui.dialogs.import_report import ImportReport, ImportReportDialog
from studio.gui.page_job import PageJob
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.settings import Settings
from studio.gui.take_list import ACCEPTED, View, check_of, is_doubtful, origin, status
from studio.gui.takes_model import NOTE, PROMPT, SOURCE, TakesModel
from studio.gui.widgets.data_set_summary import DataSetSummary
from studio.gui.widgets.empty import EmptyState
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import button, column, name_it, row
from studio.gui.widgets.take_filter import TakeFilter
from studio.gui.widgets.take_panel import TakePanel
from studio.gui.widgets.takes_table import TakesTable

IMPORT_TASK = "studio.jobs.importing:import_takes"
CHECK_TASK = "studio.dataset.data_set_tasks:check_takes"
SUMMARY_TASK = "studio.dataset.data_set_tasks:summarise"
EXPORT_TASK = "studio.dataset.data_set_tasks:export"

TAKES, SUMMARY = range(2)


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
        self._stock_of: list[tuple[object, ...]] = []
        self._review_next = False  # show the doubtful takes as soon as the new ones are read
        self.setAcceptDrops(True)
        self.strip = JobStrip()
        self.job = PageJob(bridge, self.strip)
        self._make_actions()
        self.model = TakesModel()
        self.table = TakesTable(self.model)
        self.panel = TakePanel(library, bridge, playback)
        self.filter = TakeFilter()
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
            self._stock_of = []
            self.summary.show_figures(None)
            self.tabs.setCurrentIndex(TAKES)
            self.model.show_takes([])
            self.look(View())
            self.panel.show_take(None)

    def refresh(self) -> None:
        self._update_state()
        if self._voice is not None:
            read = partial(_read, self._library, self._voice.id, self.model.takes)
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
        self._run(
            IMPORT_TASK,
            self.tr("Importing {0}").format(folder.name),
            self._imported,
            self.tr("Import stopped; what was read is kept."),
            voice_id=self._voice.id,
            path=folder,
        )

    def cancel_import(self) -> None:
        """Stop the import; takes that are in stay in."""
        self.job.cancel()

    def show_report(self) -> None:
        """Show what the last import set aside."""
        if self._report is not None:
            ImportReportDialog(self._report, self).exec()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        local = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if local and self._voice is not None and not self.job.running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.import_folder(Path(local[0].toLocalFile()))

    def _imported(self, result: dict[str, Any]) -> None:
        self._report = ImportReport.of(result)
        tone = "warn" if self._report.refused else "good"
        if self._report.to_review:
            self._review_next = True
            hint = self.tr("Listen to the doubtful ones: Enter accepts and goes on, F2 mends.")
            self.say("info", f"{self._report.sentence()} {hint}")
        else:
            self.say(tone, self._report.sentence())
        if self._report.refused:
            self.show_report()

    # Checking, taking stock, exporting

    def check_takes(self, takes: Sequence[Take]) -> None:
        """Check takes again, in the background."""
        if self._voice is not None and takes:
            self._run(
                CHECK_TASK,
                self.tr("Checking {0}").format(texts.takes(len(takes))),
                self._checked,
                self.tr("Checking stopped; what was found so far is kept."),
                voice_id=self._voice.id,
                take_ids=[take.id for take in takes],
            )

    def take_stock(self) -> None:
        """Compute the summary, unless the one that is shown is of these takes."""
        takes = _summarised(self.model.takes)
        if self._voice is not None and takes and self._stock_of != takes:
            self._run(
                SUMMARY_TASK,
                self.tr("Measuring the takes"),
                partial(self._took_stock, takes),
                self.tr("Measuring stopped; what was measured is kept."),
                voice_id=self._voice.id,
            )

    def export(self) -> None:
        """Ask where to and in which form, then export."""
        if self._voice is None or self.job.running:
            return
        start = Path(self._settings.get("save_folder") or Path.home())
        consented = self._voice.synthetic or self._library.consent(self._voice.id) is not None
        dialog = ExportDialog(self._voice.name, start, consented, self)
        if dialog.exec():
            self.export_to(dialog.folder, dialog.choice)

    def export_to(self, folder: Path, choice: dict[str, Any]) -> None:
        """Export in the background."""
        if self._voice is None:
            return
        self._settings.set("save_folder", str(folder.parent))
        self._run(
            EXPORT_TASK,
            self.tr("Exporting to {0}").format(folder.name),
            self._exported,
            self.tr("Export stopped; nothing was left behind."),
            voice_id=self._voice.id,
            folder=folder,
            **choice,
        )

    def _checked(self, result: dict[str, Any]) -> None:
        doubtful = int(result["warn"]) + int(result["refuse"])
        said = self.tr("{0} checked, {1} doubtful.").format(
            texts.takes(int(result["checked"])), doubtful
        )
        self.say("warn" if doubtful else "good", said)

    def _took_stock(self, takes: list[tuple[object, ...]], result: dict[str, Any]) -> None:
        self._stock_of = takes
        self.summary.show_figures(result)

    def _exported(self, result: dict[str, Any]) -> None:
        said = self.tr("{0} ({1}) exported to {2}.").format(
            texts.takes(int(result["takes"])),
            texts.duration(float(result["seconds"])),
            result["folder"],
        )
        self.say("good", said)

    def _run(self, target: str, what: str, done: Any, stopped: str, **kwargs: Any) -> None:
        self.job.run(
            target,
            what,
            done,
            self.refuse,
            partial(self.say, "info", stopped),
            library_root=self._library.root,
            **kwargs,
        )

    def _job_ended(self) -> None:
        self._update_state()
        self.changed.emit()
        self.refresh()

    # Takes

    def look(self, view: View) -> None:
        """Show what a view asks for; the current take stays the current one if it is in view."""
        take = self.table.current()
        self.model.look(view)
        row_of = self.model.row_of(take.id) if take is not None else 0
        self.table.select(max(row_of, 0))
        self._show_view()

    def go_to(self, take_id: str) -> None:
        """Show a take in the table, whatever the filter was."""
        self.tabs.setCurrentIndex(TAKES)
        if self.model.row_of(take_id) < 0:
            self.look(View())
        self.table.select(max(self.model.row_of(take_id), 0))
        self.table.scrollTo(self.table.currentIndex(), self.table.ScrollHint.PositionAtCenter)
        self.table.setFocus()

    def accept(self) -> None:
        """Use the current take as it is, whatever the check says, and go on to the next."""
        take = self.table.current()
        if take is None:
            return
        if is_doubtful(take) or not take.included:
            self.model.change(take.id, included=True, checks={ACCEPTED: True})
        self.table.go(1)

    def clean_up(self) -> None:
        """Ask what is to be mended in the selected takes."""
        takes = self.table.chosen_takes()
        take = self.table.current()
        if take is None:
            return
        self.panel.stop()
        takes = takes if take in takes else [take]
        dialog = CleanupDialog(take, len(takes), self._bridge, self._playback, self)
        if dialog.exec():
            for one in takes:
                self.model.change(one.id, cleanup=dialog.value)

    def delete_take(self) -> None:
        """Ask, then delete the selected takes."""
        takes = self.table.chosen_takes()
        if not takes:
            return
        seconds = sum(take.seconds for take in takes)
        what = takes[0].text if len(takes) == 1 else texts.takes(len(takes))
        question = self.tr("Delete {0}?").format(
            self.tr("this take") if len(takes) == 1 else texts.takes(len(takes))
        )
        explanation = self.tr("“{0}” ({1}). This cannot be undone; to only leave it out of "
                              "training, take away its check mark.")  # fmt: skip
        said = explanation.format(what, texts.duration(seconds))
        if confirm(self, question, said, self.tr("Delete")):
            self.panel.stop()
            delete = partial(_delete, self._library, [take.id for take in takes])
            self._bridge.write(delete, lambda _: self._after_change(), self._not_saved)

    def _change_text(self, take_id: str, text: str) -> None:
        """Change a text; what the check said was about the old one."""
        checks = {"check": {}, ACCEPTED: False}
        self.model.change(take_id, text=text, checks=checks)

    def _said(self, text: str) -> None:
        take = self.table.current()
        if take is not None:
            self._change_text(take.id, text)

    def _save(self, take_id: str, values: dict[str, Any]) -> None:
        update = partial(self._library.update_take, take_id, **values)
        self._bridge.write(update, failed=self._not_saved)
        take = self.table.current()
        if take is not None and take.id == take_id:
            self.panel.show_take(take, self.job.running)
        self._show_view()
        self._update_state()

    def _not_saved(self, sentence: str) -> None:
        self.refuse(sentence)
        self.refresh()  # show again what the library holds

    def _after_change(self) -> None:
        self.refresh()
        self.changed.emit()

    def _chosen(self, take: Take | None) -> None:
        self.panel.show_take(take, self.job.running)
        if take is not None and self.filter.play_each.isChecked() and self.table.hasFocus():
            self.panel.toggle_play()

    def _show(self, takes: list[Take] | None) -> None:
        if takes is not None:
            row_before = self.table.currentIndex().row()
            take = self.table.current()
            self.model.show_takes(takes)
            again = self.model.row_of(take.id) if take is not None else -1
            self.table.select(max(again if again >= 0 else row_before, 0))
            self.table.offer_columns(_columns(takes))
            self._show_view()
            if self.tabs.currentIndex() == SUMMARY:
                self.take_stock()
        self._update_state()
        if self._review_next:
            self._review_next = False
            self.review()

    def review(self) -> None:
        """Show the doubtful takes, the most doubtful first, ready for the keys."""
        self.tabs.setCurrentIndex(TAKES)
        self.look(View(filter="doubtful", order="doubt"))
        self.table.select(0)
        self.table.setFocus()

    def _show_view(self) -> None:
        self.filter.show_view(self.model.view, self.model.rowCount(), self.model.takes)

    def _tab_changed(self, tab: int) -> None:
        self.pages.setCurrentIndex(tab)
        self.filter.setVisible(tab == TAKES)
        if tab == SUMMARY:
            self.panel.stop()
            self.take_stock()

    def _update_state(self) -> None:
        """Show the part of the page that fits, and how much there is."""
        takes, busy = self.model.takes, self.job.running
        shown = self.no_voice if self._voice is None else self.work if takes else self.no_takes
        self.stack.setCurrentWidget(shown)
        for made in (self.import_button, self.check_button, self.export_button):
            made.setEnabled(self._voice is not None and not busy)
            made.setVisible(shown is self.work)
        self.panel.card.check.setEnabled(not busy and self.table.current() is not None)
        self.no_takes.button.setEnabled(not busy)
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
        self.check_button = button("recheck", self._show_check_menu)
        self.check_menu = QMenu(self)
        self.check_unchecked = self.check_menu.addAction("", self._check_unchecked)
        self.check_chosen = self.check_menu.addAction("", self._check_chosen)
        self.check_all = self.check_menu.addAction("", self._check_all)
        self.export_button = button("export", self.export, key="Ctrl+E")
        self.import_button = button("import", self._show_import_menu, role="primary")
        self.import_menu = QMenu(self)
        self.import_folder_action = self.import_menu.addAction("", self.choose_folder)
        self.import_folder_action.setShortcut("Ctrl+I")
        self.import_file_action = self.import_menu.addAction("", self.choose_recording)
        self.import_file_action.setShortcut("Ctrl+Shift+I")
        self.addActions([self.import_folder_action, self.import_file_action])
        for made in (
            self.report_button,
            self.check_button,
            self.export_button,
            self.import_button,
        ):
            self.head.addWidget(made)

    def _show_import_menu(self) -> None:
        self.import_menu.popup(
            self.import_button.mapToGlobal(self.import_button.rect().bottomLeft())
        )

    def _offer_import(self) -> None:
        under = self.no_takes.button
        self.import_menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def _show_check_menu(self) -> None:
        self.check_menu.popup(self.check_button.mapToGlobal(self.check_button.rect().bottomLeft()))

    def _check_unchecked(self) -> None:
        self.check_takes([take for take in self.model.takes if not check_of(take)])

    def _check_chosen(self) -> None:
        self.check_takes(self.table.chosen_takes())

    def _check_all(self) -> None:
        self.check_takes(self.model.takes)

    def _connect(self) -> None:
        self.model.edited.connect(self._save)
        self.model.ordered.connect(lambda _: self._show_view())
        self.filter.chosen.connect(self.look)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.job.began.connect(self._update_state)
        self.job.ended.connect(self._job_ended)
        self.summary.asked_for.connect(self.go_to)
        self.table.chosen.connect(self._chosen)
        self.table.pressed_play.connect(self.panel.toggle_play)
        self.table.pressed_accept.connect(self.accept)
        self.table.pressed_clean.connect(self.clean_up)
        self.table.pressed_check.connect(self._check_chosen)
        self.table.pressed_delete.connect(self.delete_take)
        self.panel.text_changed.connect(self._change_text)
        self.panel.star_changed.connect(lambda take, on: self.model.change(take, starred=on))
        self.panel.used_changed.connect(lambda take, on: self.model.change(take, included=on))
        self.panel.pressed_delete.connect(self.delete_take)
        self.panel.card.pressed_accept.connect(self.accept)
        self.panel.card.pressed_clean.connect(self.clean_up)
        self.panel.card.pressed_check.connect(self._check_chosen)
        self.panel.card.pressed_said.connect(self._said)

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.setSizes([280, 300])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(10)
        for _ in (TAKES, SUMMARY):
            self.tabs.addTab("")
        self.pages = QStackedWidget()
        self.pages.addWidget(split)
        self.pages.addWidget(self.summary)
        bar = row(self.tabs, self.filter)
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
        self._name_actions()
        self.tabs.setTabText(TAKES, self.tr("Takes"))
        self.tabs.setTabText(SUMMARY, self.tr("Summary"))
        name_it(self.tabs, self.tr("Takes or summary"))
        name_it(
            self.table,
            self.tr("Takes"),
            self.tr(
                "Space plays, Enter accepts and goes on, N and B go on and back, F2 edits, X uses "
                "or sets aside, S stars, C cleans up, K checks, Delete deletes"
            ),
        )
        self.no_voice.tell(
            self.tr("Choose a voice first"),
            self.tr("Recordings belong to a voice. Create one, or choose one of yours."),
            self.tr("Go to the voices"),
        )
        self.no_takes.tell(
            self.tr("No recordings yet"),
            self.tr(
                "Record them, or import a folder: sound files with transcripts.tsv, LJSpeech's "
                "metadata.csv, or a .txt beside each sound. Long recordings without a text are cut "
                "and written down. You can also drop a folder or a recording here."
            ),
            self.tr("Import…"),
        )
        self._update_state()

    def _name_actions(self) -> None:
        self.import_button.setText(self.tr("Import…"))
        name_it(
            self.import_button,
            self.tr("Import recordings"),
            self.tr("Import a folder, or one recording of any length; or drop it here"),
        )
        self.import_folder_action.setText(self.tr("A folder of recordings…"))
        self.import_file_action.setText(self.tr("One long recording…"))
        self.check_button.setText(self.tr("Check…"))
        name_it(
            self.check_button,
            self.tr("Check takes"),
            self.tr("Listen for misreadings, noise, hum, silences and level"),
        )
        self.check_unchecked.setText(self.tr("Those that were not checked"))
        self.check_chosen.setText(self.tr("Those that are selected"))
        self.check_all.setText(self.tr("All"))
        self.export_button.setText(self.tr("Export…"))
        name_it(
            self.export_button,
            self.tr("Export the data set"),
            self.tr("Export as LJSpeech or as a plain folder (Ctrl+E)"),
        )
        self.report_button.setText(self.tr("What was set aside…"))
        name_it(self.report_button, self.tr("What the last import set aside, and why"))


def _read(library: Library, voice_id: str, known: Sequence[Take]) -> list[Take] | None:
    """Read the takes; None when they are those that are known. On a helper thread."""
    takes = library.takes(voice_id)
    return None if takes == list(known) else takes


def _columns(takes: Sequence[Take]) -> list[int]:
    """Return the columns that hold anything, the most important first."""
    held = (
        (NOTE, any(take.note for take in takes)),
        (PROMPT, any(take.prompt_id for take in takes)),
        (SOURCE, len({take.source for take in takes}) > 1 or any(map(origin, takes))),
    )
    return [column for column, worth in held if worth]


def _summarised(takes: Sequence[Take]) -> list[tuple[object, ...]]:
    """Return of each take what a summary depends on."""
    return [(t.id, t.text, t.included, t.starred, t.cleanup, status(t)) for t in takes]


def _delete(library: Library, take_ids: Sequence[str]) -> None:
    for take_id in take_ids:
        library.delete_take(take_id)
