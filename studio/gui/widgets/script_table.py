"""The table of a script's lines with its keys."""

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from studio.core.entities import ScriptLine
from studio.gui.script_model import (
    CHARACTER,
    DIRECTION,
    HEARD,
    ID,
    SECONDS,
    SETTINGS,
    STATE,
    TEXT,
    ScriptModel,
)
from studio.gui.widgets.parts import show_long_list

_ROW = 32  # pixels
_WIDTHS = ((STATE, 104), (ID, 78), (CHARACTER, 116), (SECONDS, 74), (HEARD, 132))
_MORE = ((SETTINGS, 130), (DIRECTION, 120))
_TEXT_WIDTH = 220  # pixels that the text needs before anything else is shown beside it
_PATIENCE = 60  # milliseconds: keys run through the table


class ScriptTable(QTableView):
    """Enter plays, Space plays on from here, L listens to the doubtful word, R makes again, A
    accepts, F flags, W says a word another way; F2 edits the text, C the character, D the
    direction, S the settings; N and B go on and back.
    """

    chosen = Signal(object)
    """The ScriptLine of the current row, or None."""
    pressed_play = Signal()
    pressed_play_on = Signal()
    pressed_there = Signal()
    pressed_retake = Signal()
    pressed_accept = Signal()
    pressed_flag = Signal()
    pressed_another_way = Signal()

    def __init__(self, model: ScriptModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._asked_for: set[int] = set()  # columns that somebody wanted to write into
        self.setModel(model)
        show_long_list(self, _ROW)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self._size_columns()
        self._keys = {
            Qt.Key.Key_Return: self.pressed_play.emit,
            Qt.Key.Key_Enter: self.pressed_play.emit,
            Qt.Key.Key_Space: self.pressed_play_on.emit,
            Qt.Key.Key_L: self.pressed_there.emit,
            Qt.Key.Key_R: self.pressed_retake.emit,
            Qt.Key.Key_A: self.pressed_accept.emit,
            Qt.Key.Key_F: self.pressed_flag.emit,
            Qt.Key.Key_W: self.pressed_another_way.emit,
            Qt.Key.Key_F2: lambda: self.write_into(TEXT),
            Qt.Key.Key_C: lambda: self.write_into(CHARACTER),
            Qt.Key.Key_D: lambda: self.write_into(DIRECTION),
            Qt.Key.Key_S: lambda: self.write_into(SETTINGS),
            Qt.Key.Key_N: lambda: self.select(self.currentIndex().row() + 1),
            Qt.Key.Key_B: lambda: self.select(self.currentIndex().row() - 1),
        }
        self._soon = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._soon.timeout.connect(self._tell)
        self.selectionModel().currentRowChanged.connect(lambda *_: self._soon.start())
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._soon.start)
        model.has_more.connect(self._show_columns)

    def current(self) -> ScriptLine | None:
        """Return the line of the current row."""
        return self._model.line_at(self.currentIndex().row())

    @property
    def editing(self) -> bool:
        """Whether somebody is writing into a row."""
        return self.state() == QAbstractItemView.State.EditingState

    def chosen_rows(self) -> list[tuple[int, int]]:
        """Return the selected rows as ranges, first and last, in the order of the table."""
        chosen = self.selectionModel().selection()
        ranges = (chosen.at(place) for place in range(chosen.size()))
        return sorted({(one.top(), one.bottom()) for one in ranges})

    def select(self, row: int) -> None:
        """Make a row the current one."""
        if self._model.rowCount():
            row = max(0, min(row, self._model.rowCount() - 1))
            self.setCurrentIndex(self._model.index(row, TEXT))

    def write_into(self, column: int) -> None:
        """Let a column of the current row be written into."""
        if self.isColumnHidden(column):
            self._asked_for.add(column)
            self._show_columns()
        index = self._model.index(self.currentIndex().row(), column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here; looking through every row would read the whole script."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        do = self._keys.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if do is None or held or self.editing:
            super().keyPressEvent(event)  # Ctrl+A selects all
        elif self.currentIndex().isValid():
            do()

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row():
            self._soon.start()

    def _tell(self) -> None:
        self.chosen.emit(self.current())

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in (*_WIDTHS, *_MORE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(36)

    def _show_columns(self) -> None:
        """Directions and settings are shown where there are any, and room beside the text."""
        left = self.viewport().width() - sum(width for _, width in _WIDTHS) - _TEXT_WIDTH
        for column, width in _MORE:
            wanted = column in self._model.seen and left >= width
            self.setColumnHidden(column, not (wanted or column in self._asked_for))
            left -= width if wanted else 0
