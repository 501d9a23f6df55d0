"""The takes of a voice as a table."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from studio.core.entities import GIVEN, Take
from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.sentences import said
from studio.gui.take_list import ACCEPTED, Order, View, check_of, origin, place_in_file, status
from studio.gui.take_words import about_text, sentences, source_word, status_icon, status_word
from studio.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole

USED, STAR, CHECK, TEXT, PROMPT, SECONDS, SOURCE, NOTE = range(8)
_ORDERS: tuple[Order, ...] = (
    "used",
    "star",
    "doubt",
    "text",
    "prompt",
    "length",
    "source",
    "note",
)


class TakesModel(QAbstractTableModel):
    """Rows are the takes in view. What is edited here is shown at once, and `edited` says what to
    save; a take that no longer fits the filter stays until the view is chosen anew.
    """

    edited = Signal(str, dict)
    """Id of the take and the new values, as `Library.update_take` takes them."""
    outdated = Signal(str)
    """Id of a take that was checked before its text or its clean-up was changed."""
    ordered = Signal(object)
    """The View after a click on a heading."""

    def __init__(self) -> None:
        super().__init__()
        self._takes: list[Take] = []
        self._places: dict[str, int] = {}
        self._rows: list[int] = []
        self._row_of: dict[int, int] = {}
        self.view = View()

    def show_takes(self, takes: Sequence[Take]) -> None:
        """Show these takes, as far as they are in view."""
        self._takes = list(takes)
        self._places = {take.id: place for place, take in enumerate(self._takes)}
        self.look(self.view)

    def look(self, view: View) -> None:
        """Show what a view asks for."""
        self.beginResetModel()
        self.view = view
        self._rows = view.rows(self._takes)
        self._row_of = {place: row for row, place in enumerate(self._rows)}
        self.endResetModel()

    @property
    def takes(self) -> Sequence[Take]:
        """All takes, in view or not, in the order in which they were added."""
        return self._takes

    def take_at(self, row: int) -> Take | None:
        """Return the take of a row."""
        return self._takes[self._rows[row]] if 0 <= row < len(self._rows) else None

    def take(self, take_id: str) -> Take | None:
        """Return a take, in view or not."""
        place = self._places.get(take_id)
        return None if place is None else self._takes[place]

    def row_of(self, take_id: str) -> int:
        """Return the row of a take; -1 when it is not in view."""
        return self._row_of.get(self._places.get(take_id, -1), -1)

    def change(self, take_id: str, **values: Any) -> None:
        """Change a take here and say that it is to be saved; `checks` are merged."""
        take = self.take(take_id)
        if take is None:
            return
        if values.get("included") and take.note:
            values["note"] = ""  # whoever takes it in again has decided against the reason
        mended = values.get("text", take.text), values.get("cleanup", take.cleanup)
        other = mended != (take.text, take.cleanup)
        if other and (check_of(take) or take.checks.get(ACCEPTED)):
            # What was found is about what is no more.
            values["checks"] = {"check": {}, ACCEPTED: False, **values.get("checks", {})}
        accepted = values.get("checks", {}).get(ACCEPTED)
        if take.text_is_heard and (accepted or values.get("text", take.text) != take.text):
            values["checks"] = {**values.get("checks", {}), "text_by": GIVEN}
        new = self._changed(take, values)
        if new != take:
            self.put(new)
            self.edited.emit(take_id, values)
        if other and check_of(take):
            self.outdated.emit(take_id)

    def put(self, take: Take) -> None:
        """Show a take as it is now in the library."""
        place = self._places.get(take.id)
        if place is None:
            return
        self._takes[place] = take
        row = self._row_of.get(place)
        if row is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, NOTE))

    @staticmethod
    def _changed(take: Take, values: dict[str, Any]) -> Take:
        if "checks" in values:
            values = values | {"checks": {**take.checks, **values["checks"]}}
        return replace(take, **values)

    # Qt's side

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else NOTE + 1

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        name: Order = _ORDERS[column] if 0 <= column < len(_ORDERS) else "added"
        backwards = order == Qt.SortOrder.DescendingOrder and name != "added"
        view = replace(self.view, order=name, backwards=backwards)
        if view != self.view:
            self.look(view)
            self.ordered.emit(view)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        names = (
            "", "", self.tr("Check"), self.tr("Text"), self.tr("Prompt"), self.tr("Length"),
            self.tr("Source"), self.tr("Note"),
        )  # fmt: skip
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
        check = status_word(status(take))
        parts = (
            take.text, about_text(take), texts.duration(take.seconds), check, *sentences(take),
            used, star, take.note,
        )  # fmt: skip
        return ", ".join(part for part in parts if part)


def _display(take: Take, column: int) -> str | None:
    match column:
        case 2:
            return status_word(status(take))
        case 3:
            return take.text
        case 4:
            return take.prompt_id.rpartition("/")[2]  # without the id of an own script
        case 5:
            return texts.duration(take.seconds)
        case 6:
            return f"{origin(take)} {place_in_file(take)}".strip() or source_word(take.source)
        case 7:
            return said(take.note)
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
    if column == CHECK:
        return status_icon(status(take))
    if column == NOTE and take.note:
        return icon("warning", colours.warn)
    if column == TEXT and take.text_is_heard:
        return icon("info", colours.muted)
    return None


def _foreground(take: Take, column: int) -> QColor | None:
    if column == CHECK and not status(take):
        return QColor(Theme.colours().muted)
    return None if take.included else QColor(Theme.colours().muted)


def _align(take: Take, column: int) -> Qt.AlignmentFlag | None:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return right if column == SECONDS else None


def _tip(take: Take, column: int) -> str | None:
    if column == CHECK:
        return "\n".join(sentences(take)) or _display(take, column)
    if column == TEXT:  # with what a narrow table has no columns for
        origin_of = _display(take, SOURCE)
        parts = (take.text, about_text(take), take.prompt_id, origin_of, said(take.note))
        return "\n".join(part for part in parts if part)
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
