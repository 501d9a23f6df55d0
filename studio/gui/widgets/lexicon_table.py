"""The words of a lexicon with how they are said, who says so, and whether they were heard back."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from studio.core.lexicon_store import LexiconEntry
from studio.gui.icons import icon
from studio.gui.lexicon_rows import LexiconRow
from studio.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole

WORD, SAY, FROM, HEARD = range(4)
_ROW = 30  # pixels


class LexiconModel(QAbstractTableModel):
    """Rows are the words, in the order of the lexicon."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LexiconRow, ...] = ()
        self._tried: dict[tuple[str, str], dict[str, Any]] = {}

    def show_rows(self, rows: Sequence[LexiconRow]) -> None:
        """Show these words, and those in no lexicon that were shown and are still in none."""
        known = {row.entry.key for row in rows}
        invented = [row for row in self.rows if not row.entry.say and row.entry.key not in known]
        self.beginResetModel()
        self.rows = (*rows, *invented)
        self.endResetModel()

    def show_invented(self, words: Sequence[str]) -> None:
        """Show words that are in no lexicon, below the others; they are said as is guessed."""
        entries = [row for row in self.rows if row.entry.say]
        self.beginResetModel()
        self.rows = (*entries, *(LexiconRow(LexiconEntry(word, ""), "") for word in words))
        self.endResetModel()

    def unheard_first(self) -> int:
        """Put words that were tried and not heard before the others; returns how many there are."""

        def unheard(row: LexiconRow) -> bool:
            tried = self._tried.get((row.entry.word.casefold(), row.say))
            return tried is not None and not tried["heard"]

        self.beginResetModel()
        self.rows = tuple(sorted(self.rows, key=lambda row: not unheard(row)))
        self.endResetModel()
        return sum(map(unheard, self.rows))

    def show_tried(self, word: str, say: str, result: dict[str, Any]) -> None:
        """Keep what came of trying a word said so."""
        self._tried[word.casefold(), say] = result
        if self.rows:
            self.dataChanged.emit(self.index(0, HEARD), self.index(len(self.rows) - 1, HEARD))

    def place_of(self, word: str) -> int:
        """The row of a word; -1 when there is none."""
        places = (p for p, row in enumerate(self.rows) if row.entry.word == word)
        return next(places, -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return (self.tr("Word"), self.tr("Said as"), self.tr("From"), self.tr("Heard back"))[
                section
            ]
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        row = self.rows[index.row()]
        tried = self._tried.get((row.entry.word.casefold(), row.say))
        if role in (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole):
            return self._text(row, tried, index.column())
        if role == _Role.DecorationRole and index.column() == HEARD and tried:
            colours = Theme.colours()
            heard = bool(tried["heard"])
            return icon("check" if heard else "warning", colours.good if heard else colours.warn)
        return None

    def heard_text(self, tried: dict[str, Any]) -> str:
        """What came of trying a word, in a few words."""
        if tried["heard"]:
            return self.tr("heard")
        return self.tr("heard as /{0}/").format(tried["heard_as"])

    def _text(self, row: LexiconRow, tried: dict[str, Any] | None, column: int) -> str:
        if column == WORD:
            return row.entry.word
        if column == SAY:
            return row.say or (f"/{tried['phonemes']}/" if tried else "")
        if column == HEARD:
            return self.heard_text(tried) if tried else ""
        if not row.entry.say:
            return self.tr("guessed")
        if row.entry.origin == "you":
            return self.tr("you")
        return self.tr("heard {0} ×").format(row.entry.count)


class LexiconTable(QTableView):
    """Space or Enter says the word, Delete removes it."""

    pressed_try = Signal()
    pressed_remove = Signal()

    def __init__(self, model: LexiconModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed_try.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.pressed_remove.emit()
        else:
            super().keyPressEvent(event)
