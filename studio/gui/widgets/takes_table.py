"""The table of takes with its keys."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from studio.core.entities import Take
from studio.gui.takes_model import (
    CHECK,
    NOTE,
    PROMPT,
    SECONDS,
    SOURCE,
    STAR,
    TEXT,
    USED,
    TakesModel,
)
from studio.gui.widgets.parts import show_long_list

_ROW = 34  # pixels
_WIDTHS = ((USED, 36), (STAR, 36), (CHECK, 122), (PROMPT, 96), (SECONDS, 78), (SOURCE, 96))
_NOTE_WIDTH = 200
_TEXT_WIDTH = 250  # pixels that the text needs before anything else is shown beside it


class TakesTable(QTableView):
    """Space plays, Enter accepts and goes on, X uses or sets aside, S stars, F2 edits the text,
    C cleans up, K checks again, Delete deletes. What changes takes changes all that are selected.
    """

    chosen = Signal(object)
    """The Take of the current row, or None."""
    pressed_play = Signal()
    pressed_accept = Signal()
    pressed_clean = Signal()
    pressed_check = Signal()
    pressed_delete = Signal()

    def __init__(self, model: TakesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        show_long_list(self, _ROW)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._worth_showing: Sequence[int] = ()
        self._size_columns()
        self._keys = {
            Qt.Key.Key_Space: self.pressed_play.emit,
            Qt.Key.Key_Return: self.pressed_accept.emit,
            Qt.Key.Key_Enter: self.pressed_accept.emit,
            Qt.Key.Key_Delete: self.pressed_delete.emit,
            Qt.Key.Key_C: self.pressed_clean.emit,
            Qt.Key.Key_K: self.pressed_check.emit,
            Qt.Key.Key_X: self._use,
            Qt.Key.Key_S: self._star,
            Qt.Key.Key_N: lambda: self.go(1),
            Qt.Key.Key_B: lambda: self.go(-1),
        }
        self.clicked.connect(self._clicked)
        self.selectionModel().currentRowChanged.connect(self._tell)

    def current(self) -> Take | None:
        """Return the take of the current row."""
        return self._model.take_at(self.currentIndex().row())

    @property
    def editing(self) -> bool:
        """Whether somebody is writing into a row."""
        return self.state() == QAbstractItemView.State.EditingState

    def chosen_takes(self) -> Sequence[Take]:
        """Return the selected takes in the order of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows(TEXT))
        return [take for row in rows if (take := self._model.take_at(row)) is not None]

    def select(self, row: int) -> None:
        """Make a row the current one."""
        if self._model.rowCount():
            row = max(0, min(row, self._model.rowCount() - 1))
            self.setCurrentIndex(self._model.index(row, TEXT))
        else:
            self.chosen.emit(None)

    def go(self, by: int) -> None:
        """Make another row the current one."""
        self.select(self.currentIndex().row() + by)

    def offer_columns(self, columns: Sequence[int]) -> None:
        """Say which of NOTE, PROMPT and SOURCE hold anything, the most important first; as many
        are shown as there is room for beside the text.
        """
        self._worth_showing = columns
        self._show_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        do = self._keys.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if do is None or held or self.editing:
            super().keyPressEvent(event)  # Ctrl+A selects all, Ctrl+C is not clean-up
        elif self.current() is not None:
            do()

    def _use(self) -> None:
        takes = self.chosen_takes()
        used = not all(take.included for take in takes)
        for take in takes:
            self._model.change(take.id, included=used)

    def _star(self) -> None:
        takes = self.chosen_takes()
        starred = not all(take.starred for take in takes)
        for take in takes:
            self._model.change(take.id, starred=starred)

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in (*_WIDTHS, (NOTE, _NOTE_WIDTH)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(36)
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)  # the third click: as they were added
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _show_columns(self) -> None:
        header = self.horizontalHeader()
        always = sum(header.sectionSize(column) for column in (USED, STAR, CHECK, SECONDS))
        left = self.viewport().width() - always - _TEXT_WIDTH
        for column in (NOTE, PROMPT, SOURCE):
            if column not in self._worth_showing:
                self.setColumnHidden(column, True)
        for column in self._worth_showing:
            width = _NOTE_WIDTH if column == NOTE else dict(_WIDTHS)[column]
            self.setColumnHidden(column, left < width)
            left -= width if left >= width else 0

    def _clicked(self, index: QModelIndex) -> None:
        take = self._model.take_at(index.row())
        if take is not None and index.column() == STAR:
            self._model.change(take.id, starred=not take.starred)

    def _tell(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.take_at(index.row()))
