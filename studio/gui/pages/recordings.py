"""The data set page: import, listen, look, check, mend, take stock, export."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QTabBar, QWidget

from studio.audio.transcripts import STREAM_SUFFIXES
from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.data_set_work import DataSetWork
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.cleanup import CleanupDialog
from studio.gui.dialogs.export_data_set import ExportDialog
from studio.gui.dialogs.import_report import ImportReport, ImportReportDialog
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.settings import Settings
from studio.gui.take_list import ACCEPTED, View, check_of, is_doubtful, origin
from studio.gui.takes_model import NOTE, PROMPT, SOURCE, TakesModel
from studio.gui.widgets.data_set_actions import DataSetActions
from studio.gui.widgets.data_set_summary import DataSetSummary
from studio.gui.widgets.empty import EmptyState
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import column, name_it, row
from studio.gui.widgets.take_filter import TakeFilter
from studio.gui.widgets.take_panel import TakePanel
from studio.gui.widgets.takes_table import TakesTable

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
            self.summary.show_figures(None)
            self.job.forget_stock()
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
        if local and self._voice is not None and not self.job.running:
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
            self.say("info", f"{report.sentence()} {hint}")
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
            "unchecked": [take for take in self.model.takes if not check_of(take)],
            "chosen": self.table.chosen_takes(),
            "all": self.model.takes,
        }[which]
        if self._voice is not None:
            self.job.check(self._voice, takes)

    def take_stock(self) -> None:
        """Compute the summary, unless the one that is shown is of these takes."""
        if self._voice is not None:
            self.job.take_stock(self._voice, self.model.takes)

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
        if self._voice is not None:
            self._settings.set("save_folder", str(folder.parent))
            self.job.export(self._voice, folder, choice)

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
            self.mend(takes, dialog.value)

    def mend(self, takes: Sequence[Take], cleanup: dict[str, Any]) -> None:
        """Give takes another clean-up, {} = none; those that were checked are checked anew."""
        changed = [take for take in takes if take.cleanup != cleanup]
        for take in changed:
            self.model.change(take.id, cleanup=cleanup)
        self._check_anew([take for take in changed if check_of(take)])

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
        take = self.model.take(take_id)
        checks = {"check": {}, ACCEPTED: False}
        self.model.change(take_id, text=text, checks=checks)
        if take is not None and check_of(take):
            self._check_anew([take])

    def _check_anew(self, takes: Sequence[Take]) -> None:
        """Check takes whose text or sound has changed: some few at once and unseen."""
        if self._voice is None or not takes:
            return
        if len(takes) > _FEW:
            self.job.check(self._voice, takes)
        else:
            ids = [take.id for take in takes]
            self.job.check_quietly(self._voice, ids, partial(self._read_again, ids))

    def _read_again(self, take_ids: Sequence[str]) -> None:
        """Show some takes as they are in the library, without moving any row."""
        for take_id in take_ids:
            self._bridge.compute(partial(self._library.take, take_id), self._show_again)

    def _show_again(self, take: Take) -> None:
        self.model.put(take)
        current = self.table.current()
        if current is not None and current.id == take.id:
            self.panel.show_take(take, self.job.running)
        self._show_view()

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
        report = self._report is not None and bool(self._report.refused)
        self.actions_.allow(self._voice is not None and not busy, shown is self.work, report)
        self.panel.card.check.setEnabled(not busy and self.table.current() is not None)
        self.no_takes.button.setEnabled(not busy)
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

    def _connect(self) -> None:
        self.model.edited.connect(self._save)
        self.model.ordered.connect(lambda _: self._show_view())
        self.filter.chosen.connect(self.look)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.job.began.connect(self._update_state)
        self.job.ended.connect(self._job_ended)
        self.job.said.connect(self.said)
        self.job.imported.connect(self._imported)
        self.job.stock_taken.connect(self.summary.show_figures)
        self.actions_.wants_folder.connect(self.choose_folder)
        self.actions_.wants_recording.connect(self.choose_recording)
        self.actions_.wants_check.connect(self.check_takes)
        self.actions_.wants_export.connect(self.export)
        self.actions_.wants_report.connect(self.show_report)
        self.summary.asked_for.connect(self.go_to)
        self.table.chosen.connect(self._chosen)
        self.table.pressed_play.connect(self.panel.toggle_play)
        self.table.pressed_accept.connect(self.accept)
        self.table.pressed_clean.connect(self.clean_up)
        self.table.pressed_check.connect(partial(self.check_takes, "chosen"))
        self.table.pressed_delete.connect(self.delete_take)
        self.panel.text_changed.connect(self._change_text)
        self.panel.star_changed.connect(lambda take, on: self.model.change(take, starred=on))
        self.panel.used_changed.connect(lambda take, on: self.model.change(take, included=on))
        self.panel.pressed_delete.connect(self.delete_take)
        self.panel.card.pressed_accept.connect(self.accept)
        self.panel.card.pressed_clean.connect(self.clean_up)
        self.panel.card.pressed_check.connect(partial(self.check_takes, "chosen"))
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


def _delete(library: Library, take_ids: Sequence[str]) -> None:
    for take_id in take_ids:
        library.delete_take(take_id)
