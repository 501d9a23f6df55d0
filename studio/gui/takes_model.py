"""The takes of a voice as a table."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from studio.core.entities import Take
from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole

USED, STAR, TEXT, SECONDS, NOTE = range(5)


class TakesModel(QAbstractTableModel):
    """Rows are takes. What is edited here is shown at once, and `edited` says what to save."""

    edited = Signal(str, dict)
    """Id of the take and the new values, as `Library.update_take` takes them."""

    def __init__(self) -> None:
        super().__init__()
        self._takes: list[Take] = []

    def show_takes(self, takes: Sequence[Take]) -> None:
        """Show these takes."""
        self.beginResetModel()
        self._takes = list(takes)
        self.endResetModel()

    @property
    def takes(self) -> Sequence[Take]:
        return self._takes

    def take_at(self, row: int) -> Take | None:
        """Return the take of a row."""
        return self._takes[row] if 0 <= row < len(self._takes) else None

    def row_of(self, take_id: str) -> int:
        """Return the row of a take; -1 when it is not here."""
        return next((row for row, take in enumerate(self._takes) if take.id == take_id), -1)

    def change(self, take_id: str, **values: Any) -> None:
        """Change a take here and say that it is to be saved."""
        row = self.row_of(take_id)
        if row < 0 or all(getattr(self._takes[row], name) == new for name, new in values.items()):
            return
        if values.get("included") and self._takes[row].note:
            values["note"] = ""  # whoever takes it in again has decided against the reason
        self._takes[row] = replace(self._takes[row], **values)
        self.dataChanged.emit(self.index(row, 0), self.index(row, NOTE))
        self.edited.emit(take_id, values)

    # Qt's side

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._takes)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else NOTE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        names = ("", "", self.tr("Text"), self.tr("Length"), self.tr("Why set aside"))
        full = (self.tr("Used for training"), self.tr("Starred"), *names[2:])
        if role == _Role.DisplayRole:
            return names[section]
        if role in (_Role.ToolTipRole, _Role.AccessibleTextRole):
            return full[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == USED:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if index.column() == TEXT:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        take = self.take_at(index.row())
        if take is not None and role == _Role.AccessibleTextRole:
            return self.spoken_row(take) if index.column() == TEXT else None
        read = _READERS.get(role)
        return None if take is None or read is None else read(take, index.column())

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        take = self.take_at(index.row())
        if take is None:
            return False
        if index.column() == USED and role == _Role.CheckStateRole:
            self.change(take.id, included=Qt.CheckState(value) == Qt.CheckState.Checked)
        elif index.column() == TEXT and role == _Role.EditRole:
            self.change(take.id, text=" ".join(str(value).split()))
        else:
            return False
        return True

    def spoken_row(self, take: Take) -> str:
        """Return a take as a screen reader says it."""
        used = self.tr("used") if take.included else self.tr("not used")
        star = self.tr("starred") if take.starred else ""
        parts = (take.text, texts.duration(take.seconds), used, star, take.note)
        return ", ".join(filter(None, parts))


def _display(take: Take, column: int) -> str | None:
    match column:
        case 2:
            return take.text
        case 3:
            return texts.duration(take.seconds)
        case 4:
            return take.note
    return None


def _edit(take: Take, column: int) -> str | None:
    return take.text if column == TEXT else None


def _check(take: Take, column: int) -> Qt.CheckState | None:
    if column != USED:
        return None
    return Qt.CheckState.Checked if take.included else Qt.CheckState.Unchecked


def _decoration(take: Take, column: int) -> Any:
    colours = Theme.colours()
    if column == STAR:
        return icon("star", colours.warn) if take.starred else icon("star-off", colours.muted)
    if column == NOTE and take.note:
        return icon("warning", colours.warn)
    return None


def _foreground(take: Take, column: int) -> QColor | None:
    return None if take.included else QColor(Theme.colours().muted)


def _align(take: Take, column: int) -> Qt.AlignmentFlag | None:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return right if column == SECONDS else None


def _tip(take: Take, column: int) -> str | None:
    return _display(take, column) or None


_READERS: dict[int, Callable[[Take, int], Any]] = {
    _Role.DisplayRole: _display,
    _Role.EditRole: _edit,
    _Role.CheckStateRole: _check,
    _Role.DecorationRole: _decoration,
    _Role.ForegroundRole: _foreground,
    _Role.TextAlignmentRole: _align,
    _Role.ToolTipRole: _tip,
}
