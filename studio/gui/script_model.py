"""The lines of a script as a table that reads what is looked at, a page at a time.

However long the script is, some pages of it are held: rows that were not read yet are empty for the
moment that it takes, and `wanted` asks for their page.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor

from studio.core.entities import ScriptLine
from studio.gui import texts
from studio.gui.script_view import EDITABLE, PAGE, settings_text
from studio.gui.script_words import about, everybody, heard_text, state_icon, state_word
from studio.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole

STATE, ID, CHARACTER, TEXT, DIRECTION, SETTINGS, SECONDS, HEARD = range(8)
FIELD_OF = dict(zip((CHARACTER, TEXT, DIRECTION, SETTINGS), EDITABLE, strict=True))
_HELD = 15  # pages


class ScriptModel(QAbstractTableModel):
    """Rows are the lines in view. What is typed is told by `edited`; the page saves it."""

    wanted = Signal(int)
    """Number of a page that is to be read and given to `put_page`."""
    edited = Signal(str, str, str)
    """Id of a line, name of what was changed (of `EDITABLE`), what was typed."""
    has_more = Signal()
    """There are directions or settings in lines, where none were seen so far."""

    def __init__(self) -> None:
        super().__init__()
        self._total = 0
        self._pages: OrderedDict[int, list[ScriptLine]] = OrderedDict()
        self._row_of: dict[str, int] = {}
        self._asked: set[int] = set()
        self._to_ask: list[int] = []
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self.seen: set[int] = set()
        """Which of DIRECTION and SETTINGS hold anything."""

    def show_lines(self, total: int) -> None:
        """Show so many lines, all to be read anew."""
        self.beginResetModel()
        self._total = total
        self._pages.clear()
        self._row_of.clear()
        self._asked.clear()
        self.seen.clear()
        self.endResetModel()

    def read_again(self) -> None:
        """Read what is held once more; until it is there, what was read before is shown."""
        self._to_ask += [page for page in self._pages if page not in self._asked]
        self._asked.update(self._pages)
        self._soon.start()

    def put_page(self, page: int, lines: Sequence[ScriptLine]) -> None:
        """Take what was read of a page."""
        self._asked.discard(page)
        self._forget(page)
        self._pages[page] = list(lines)
        first = page * PAGE
        self._row_of.update((line.id, first + place) for place, line in enumerate(lines))
        while len(self._pages) > _HELD:
            self._forget(next(iter(self._pages)))
        self._look_for_more(lines)
        last = min(first + PAGE, self._total) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, HEARD))

    def put(self, line: ScriptLine) -> None:
        """Show a line as it is now in the library, where it is shown."""
        row = self._row_of.get(line.id)
        if row is None:
            return
        self._pages[row // PAGE][row % PAGE] = line
        self._look_for_more((line,))
        self.dataChanged.emit(self.index(row, 0), self.index(row, HEARD))

    def line_at(self, row: int) -> ScriptLine | None:
        """Return the line of a row; None when it is not read yet, which is then done."""
        if not 0 <= row < self._total:
            return None
        page = row // PAGE
        lines = self._pages.get(page)
        if lines is None:
            if page not in self._asked:
                self._asked.add(page)
                self._to_ask.append(page)
                self._soon.start()
            return None
        self._pages.move_to_end(page)
        return lines[row % PAGE] if row % PAGE < len(lines) else None

    def row_of(self, line_id: str) -> int:
        """Return the row of a line; -1 when it is not among those that are read."""
        return self._row_of.get(line_id, -1)

    def id_at_position(self, position: int) -> str:
        """Return the id of the line with a place in the script; "" when it is not held."""
        held = (line for lines in self._pages.values() for line in lines)
        return next((line.id for line in held if line.position == position), "")

    @property
    def held(self) -> int:
        """How many lines are in memory."""
        return len(self._row_of)

    # Qt's side

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else HEARD + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != _Role.DisplayRole:
            return None
        names = (
            self.tr("State"), self.tr("Line"), self.tr("Character"), self.tr("Text"),
            self.tr("Direction"), self.tr("Settings"), self.tr("Length"), self.tr("Heard"),
        )  # fmt: skip
        return names[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in FIELD_OF else flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        line = self.line_at(index.row())
        column = index.column()
        if line is None:
            return "…" if role == _Role.DisplayRole and column == TEXT else None
        if role == _Role.DisplayRole:
            return _shown(line, column)
        if role == _Role.EditRole:
            return line.character if column == CHARACTER else _shown(line, column)
        if role == _Role.ToolTipRole:
            return about(line) if column in (STATE, HEARD) else _shown(line, column)
        if role == _Role.DecorationRole and column == STATE:
            return state_icon(line.state)
        if role == _Role.ForegroundRole:
            quiet = column in (ID, DIRECTION) or (column == CHARACTER and not line.character)
            return QColor(Theme.colours().muted) if quiet else None
        if role == _Role.TextAlignmentRole and column == SECONDS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.AccessibleTextRole and column == TEXT:
            return self.spoken_row(line)
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        line = self.line_at(index.row())
        name = FIELD_OF.get(index.column())
        typed = " ".join(str(value).split())
        if line is None or name is None or role != _Role.EditRole:
            return False
        if typed == self.data(index, _Role.EditRole):
            return False
        self.edited.emit(line.id, name, typed)
        return True

    def spoken_row(self, line: ScriptLine) -> str:
        """Return a line as a screen reader says it."""
        parts = (
            line.id, line.character, line.text, line.direction, settings_text(line.settings),
            state_word(line.state), _shown(line, SECONDS), heard_text(line),
        )  # fmt: skip
        return ", ".join(part for part in parts if part)

    def _ask(self) -> None:
        asked, self._to_ask = self._to_ask, []
        # The bar may have been dragged through many pages: what is looked at now comes first.
        for page in asked[::-1]:
            self.wanted.emit(page)

    def _forget(self, page: int) -> None:
        for line in self._pages.pop(page, ()):
            self._row_of.pop(line.id, None)

    def _look_for_more(self, lines: Sequence[ScriptLine]) -> None:
        seen = {DIRECTION} if any(line.direction for line in lines) else set[int]()
        seen |= {SETTINGS} if any(line.settings for line in lines) else set()
        if seen - self.seen:
            self.seen |= seen
            self.has_more.emit()


def _shown(line: ScriptLine, column: int) -> str:
    match column:
        case 0:
            return state_word(line.state)
        case 1:
            return line.id
        case 2:
            return line.character or everybody()
        case 3:
            return line.text
        case 4:
            return line.direction
        case 5:
            return settings_text(line.settings)
        case 6:
            return "" if line.seconds is None else texts.duration(line.seconds)
    return heard_text(line)
