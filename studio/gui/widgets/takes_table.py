"""The table of takes with its keys."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from studio.core.entities import Take
from studio.gui.takes_model import NOTE, SECONDS, STAR, TEXT, USED, TakesModel

_ROW = 34  # pixels


class TakesTable(QTableView):
    """Space plays, X uses or sets aside, S stars, F2 edits the text, Delete deletes."""

    chosen = Signal(object)
    """The Take of the current row, or None."""
    pressed_play = Signal()
    pressed_delete = Signal()

    def __init__(self, model: TakesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self._size_columns()
        self.clicked.connect(self._clicked)
        self.selectionModel().currentRowChanged.connect(self._tell)

    def current(self) -> Take | None:
        """Return the take of the current row."""
        return self._model.take_at(self.currentIndex().row())

    def select(self, row: int) -> None:
        """Make a row the current one."""
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(max(0, min(row, self._model.rowCount() - 1)), 2))
        else:
            self.chosen.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        take = self.current()
        match event.key():
            case Qt.Key.Key_Space:
                self.pressed_play.emit()
            case Qt.Key.Key_Delete if take:
                self.pressed_delete.emit()
            case Qt.Key.Key_X if take:
                self._model.change(take.id, included=not take.included)
            case Qt.Key.Key_S if take:
                self._model.change(take.id, starred=not take.starred)
            case _:
                super().keyPressEvent(event)

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in ((USED, 36), (STAR, 36), (SECONDS, 90), (NOTE, 260)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(36)

    def _clicked(self, index: QModelIndex) -> None:
        take = self._model.take_at(index.row())
        if take is not None and index.column() == STAR:
            self._model.change(take.id, starred=not take.starred)

    def _tell(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.take_at(index.row()))
