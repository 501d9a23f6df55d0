"""The runs of a voice, the newest first."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.core.entities import Run
from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.sentences import said
from studio.gui.theme import Theme
from studio.gui.widgets.parts import name_it, show_whole_rows
from studio.training.ladder import choice_of

_STATE = 3  # column


class RunTable(QTableWidget):
    """Enter or a double click shows the report card of a run."""

    opened = Signal(object)
    """A Run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._runs: list[Run] = []
        show_whole_rows(self)
        self.activated.connect(lambda index: self.opened.emit(self._runs[index.row()]))
        self.retranslate()

    def show_runs(self, runs: Sequence[Run], kept: str | None, running: str | None) -> None:
        """Show runs (the oldest first, as the library has them)."""
        self._runs = list(reversed(runs))
        self.setRowCount(len(self._runs))
        for line, run in enumerate(self._runs):
            state = self.tr("running") if run.id == running else texts.word(run.state)
            if run.id == kept:
                state = self.tr("speaks now")
                if choice_of(run) is not None:
                    state = self.tr("speaks now, step chosen by you")
            why = said(str((run.report or {}).get("sentence", "")))
            values = (
                texts.day(run.created),
                texts.word(run.preset),
                texts.word(run.device),
                state,
                why,
            )
            for place, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(value)
                if place == _STATE and run.id == kept:
                    item.setIcon(icon("check", Theme.colours().good))
                self.setItem(line, place, item)

    def retranslate(self) -> None:
        """Set the headers in the language in use."""
        self.setHorizontalHeaderLabels(
            [
                self.tr("Started"),
                self.tr("Preset"),
                self.tr("Device"),
                self.tr("State"),
                self.tr("Report"),
            ]
        )
        name_it(self, self.tr("Earlier runs"), self.tr("Enter shows the report card of a run"))
