"""The takes of a voice: the list, what is in view, the chosen take, and what is done to them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from studio.core.entities import Take
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.cleanup import CleanupDialog
from studio.gui.playback import Playback
from studio.gui.take_list import ACCEPTED, View, is_doubtful, origin
from studio.gui.takes_model import NOTE, PROMPT, SOURCE, TakesModel
from studio.gui.widgets.parts import column, name_it
from studio.gui.widgets.take_filter import TakeFilter
from studio.gui.widgets.take_panel import TakePanel
from studio.gui.widgets.takes_table import TakesTable


class TakesView(QWidget):
    """Table and chosen take. What is changed here is saved here."""

    changed = Signal()
    """A take is different now, or gone."""
    reread = Signal()
    """The library is to be read anew."""
    refused = Signal(str)
    wants_check = Signal(list)
    """Takes that the person wants checked."""
    outdated = Signal(list)
    """Ids of takes that were checked before their text or sound was changed."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._bridge, self._playback = library, bridge, playback
        self._busy = False
        self._outdated: list[str] = []
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._tell_outdated)
        self.model = TakesModel()
        self.table = TakesTable(self.model)
        self.panel = TakePanel(library, bridge, playback)
        self.filter = TakeFilter()
        """To be laid out by the page, beside its tabs."""
        self._lay_out()
        self._connect()
        self._retranslate()

    # What is shown

    def show_takes(self, takes: Sequence[Take]) -> None:
        """Show these takes; the current one stays the current one if it is still in view."""
        row_before, take = self.table.currentIndex().row(), self.table.current()
        self.model.show_takes(takes)
        again = self.model.row_of(take.id) if take is not None else -1
        self.table.select(max(again if again >= 0 else row_before, 0))
        self.table.offer_columns(_columns(takes))
        self._show_view()

    def clear(self) -> None:
        """Show nothing, and whatever comes next whole."""
        self.model.show_takes([])
        self.look(View())
        self.panel.show_take(None)

    def look(self, view: View) -> None:
        """Show what a view asks for; the current take stays the current one if it is in view."""
        take = self.table.current()
        self.model.look(view)
        row = self.model.row_of(take.id) if take is not None else 0
        self.table.select(max(row, 0))
        self._show_view()

    def review(self) -> None:
        """Show the doubtful takes, the most doubtful first, ready for the keys."""
        self.look(View(filter="doubtful", order="doubt"))
        self.table.select(0)
        self.table.setFocus()

    def go_to(self, take_id: str) -> None:
        """Show a take in the table, whatever the filter was."""
        if self.model.row_of(take_id) < 0:
            self.look(View())
        self.table.select(max(self.model.row_of(take_id), 0))
        self.table.scrollTo(self.table.currentIndex(), self.table.ScrollHint.PositionAtCenter)
        self.table.setFocus()

    def read_again(self, take_ids: Sequence[str]) -> None:
        """Show some takes as they are in the library, without moving any row."""
        for take_id in take_ids:
            self._bridge.compute(partial(self._library.take, take_id), self._show_again)

    def set_busy(self, busy: bool) -> None:
        """Something runs: nothing can be checked meanwhile."""
        self._busy = busy
        self.panel.card.check.setEnabled(not busy and self.table.current() is not None)

    # What is done

    def accept(self) -> None:
        """Use the current take as it is, whatever the check says, and go on to the next."""
        take = self.table.current()
        if take is None:
            return
        if is_doubtful(take) or not take.included or take.text_is_heard:
            self.model.change(take.id, included=True, checks={ACCEPTED: True})
        self.table.go(1)

    def clean_up(self) -> None:
        """Ask what is to be mended in the selected takes."""
        take, takes = self.table.current(), self.table.chosen_takes()
        if take is None:
            return
        self.panel.stop()
        takes = takes if take in takes else [take]
        dialog = CleanupDialog(take, len(takes), self._bridge, self._playback, self)
        if dialog.exec():
            self.mend(takes, dialog.value)

    def mend(self, takes: Sequence[Take], cleanup: dict[str, Any]) -> None:
        """Give takes another clean-up, {} = none."""
        for take in takes:
            self.model.change(take.id, cleanup=cleanup)

    def delete(self) -> None:
        """Ask, then delete the selected takes."""
        takes = self.table.chosen_takes()
        if not takes:
            return
        alone = len(takes) == 1
        question = self.tr("Delete {0}?").format(
            self.tr("this take") if alone else texts.takes(len(takes))
        )
        explanation = self.tr("“{0}” ({1}). This cannot be undone; to only leave it out of "
                              "training, take away its check mark.")  # fmt: skip
        what = takes[0].text if alone else texts.takes(len(takes))
        seconds = sum(take.seconds for take in takes)
        said = explanation.format(what, texts.duration(seconds))
        if confirm(self, question, said, self.tr("Delete")):
            self.panel.stop()
            delete = partial(_delete, self._library, takes)
            self._bridge.write(delete, lambda _: self.reread.emit(), self._not_saved)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _save(self, take_id: str, values: dict[str, Any]) -> None:
        update = partial(self._library.update_take, take_id, **values)
        self._bridge.write(update, failed=self._not_saved)
        self._show_if_current(take_id)
        self._show_view()
        self.changed.emit()

    def _not_saved(self, sentence: str) -> None:
        self.refused.emit(sentence)
        self.reread.emit()  # show again what the library holds

    def _show_again(self, take: Take) -> None:
        self.model.put(take)
        self._show_if_current(take.id)
        self._show_view()
        self.changed.emit()

    def _show_if_current(self, take_id: str) -> None:
        take = self.table.current()
        if take is not None and take.id == take_id:
            self.panel.show_take(take, self._busy)

    def _chosen(self, take: Take | None) -> None:
        self.panel.show_take(take, self._busy)
        if take is not None and self.filter.play_each.isChecked() and self.table.hasFocus():
            self.panel.toggle_play()

    def _check_chosen(self) -> None:
        self.wants_check.emit(list(self.table.chosen_takes()))

    def _said(self, text: str) -> None:
        take = self.table.current()
        if take is not None:
            self.model.change(take.id, text=text)

    def _note_outdated(self, take_id: str) -> None:
        self._outdated.append(take_id)
        self._soon.start()  # one list for all that are changed together

    def _tell_outdated(self) -> None:
        told, self._outdated = self._outdated, []
        self.outdated.emit(told)

    def _show_view(self) -> None:
        self.filter.show_view(self.model.view, self.model.rowCount(), self.model.takes)

    # Building

    def _connect(self) -> None:
        self.model.edited.connect(self._save)
        self.model.outdated.connect(self._note_outdated)
        self.model.ordered.connect(lambda _: self._show_view())
        self.filter.chosen.connect(self.look)
        self.filter.entered.connect(self.table.setFocus)
        self.table.chosen.connect(self._chosen)
        self.table.pressed_play.connect(self.panel.toggle_play)
        self.table.pressed_accept.connect(self.accept)
        self.table.pressed_clean.connect(self.clean_up)
        self.table.pressed_check.connect(self._check_chosen)
        self.table.pressed_delete.connect(self.delete)
        panel, card = self.panel, self.panel.card
        panel.text_changed.connect(lambda take, text: self.model.change(take, text=text))
        panel.star_changed.connect(lambda take, on: self.model.change(take, starred=on))
        panel.used_changed.connect(lambda take, on: self.model.change(take, included=on))
        panel.pressed_delete.connect(self.delete)
        card.pressed_accept.connect(self.accept)
        card.pressed_clean.connect(self.clean_up)
        card.pressed_check.connect(self._check_chosen)
        card.pressed_said.connect(self._said)

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.setSizes([280, 300])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(10)
        self.setLayout(column(split))

    def _retranslate(self) -> None:
        name_it(
            self.table,
            self.tr("Takes"),
            self.tr(
                "Space plays, Enter accepts and goes on, N and B go on and back, F2 edits, X uses "
                "or sets aside, S stars, C cleans up, K checks, Delete deletes"
            ),
        )
        self._show_view()


def _columns(takes: Sequence[Take]) -> list[int]:
    """Return the columns that hold anything, the most important first."""
    held = (
        (NOTE, any(take.note for take in takes)),
        (PROMPT, any(take.prompt_id for take in takes)),
        (SOURCE, len({take.source for take in takes}) > 1 or any(map(origin, takes))),
    )
    return [column for column, worth in held if worth]


def _delete(library: Library, takes: Sequence[Take]) -> None:
    """Delete takes, and what the cache holds of them; on the thread that writes."""
    from studio.dataset.mended import forget

    for take in takes:
        forget(take)
        library.delete_take(take.id)
