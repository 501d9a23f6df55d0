"""Small helpers with which pages are put together."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.gui.icons import SIZE, icon, pixmap
from studio.gui.theme import Theme

GAP = 12  # pixels between what belongs together
MARGIN = 24  # pixels around a page

Layout = TypeVar("Layout", bound=QBoxLayout)


def label(role: str = "", wrap: bool = False) -> QLabel:
    """Return a label; `role` is its look in the style sheet."""
    made = QLabel()
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


class Button(QPushButton):
    """A push button with an icon which follows the colours."""

    def __init__(self, icon_name: str = "", role: str = "") -> None:
        super().__init__()
        self._icon_name = icon_name
        self._text, self._short, self._sign = "", False, ""
        self._painted = ("", "")
        self.setProperty("role", role)
        self.setAutoDefault(False)
        self.paint_icon()

    def setText(self, text: str) -> None:
        self._text = text
        key = self.shortcut()  # setting a text takes it away
        # Qt sets icon and text close together.
        shown = f" {text}" if self._icon_name else text
        super().setText(self._sign if self._short else shown)
        self.setShortcut(key)
        self.setAccessibleName(text)

    def set_short(self, short: bool, sign: str = "") -> None:
        """Show the icon alone, or `sign`, instead of the text; the accessible name stays."""
        if short != self._short:
            self._short, self._sign = short, sign
            name = self.accessibleName()
            self.setText(self._text)
            self.setAccessibleName(name)

    def set_icon(self, name: str) -> None:
        self._icon_name = name
        self.paint_icon()

    def paint_icon(self) -> None:
        """Draw the icon anew in the colours in use."""
        if not self._icon_name:
            return
        colours = Theme.colours()
        usual = colours.on_accent if self.property("role") == "primary" else colours.text
        wanted = (self._icon_name, usual if self.isEnabled() else colours.muted)
        if wanted != self._painted:  # palette changes come many times while a page is put together
            self._painted = wanted
            self.setIcon(icon(*wanted))

    def changeEvent(self, event) -> None:  # Qt's own signature
        super().changeEvent(event)
        if event.type() in (event.Type.EnabledChange, event.Type.PaletteChange):
            self.paint_icon()


class Mark(QLabel):
    """An icon by itself, which follows the colours; `tone` is the name of one of them."""

    def __init__(self, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__(alignment=alignment | Qt.AlignmentFlag.AlignVCenter)
        self._icon = ("", "", SIZE)

    def show_icon(self, name: str, tone: str = "muted", size: int = SIZE) -> None:
        """Show another icon."""
        self._icon = (name, tone, size)
        self._paint()

    def changeEvent(self, event) -> None:  # Qt's own signature
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        name, tone, size = self._icon
        if name:
            self.setPixmap(pixmap(name, getattr(Theme.colours(), tone), size))


class OneLine(QLabel):
    """A line that is cut at its end when there is no room."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self.setProperty("role", "small")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole, self._mark = "", ""

    def set_text(self, text: str, mark: str = "") -> None:
        """Show another text; `mark` stands before it and is never cut."""
        self._whole, self._mark = text, mark
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event) -> None:  # Qt's own signature
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self.fontMetrics().horizontalAdvance(self._mark)
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(self._mark + cut if cut else "")


def button(icon_name: str, on_click: Callable[[], object], role: str = "", key: str = "") -> Button:
    """Return a button; `key` is its shortcut."""
    made = Button(icon_name, role)
    made.clicked.connect(lambda _checked: on_click())
    if key:
        made.setShortcut(key)
    return made


def panel(*content: QWidget | QLayout | int, role: str = "panel", margin: int = 16) -> QFrame:
    """Return a framed column of widgets and layouts."""
    made = QFrame()
    made.setProperty("role", role)
    layout = column(*content)
    layout.setContentsMargins(margin, margin, margin, margin)
    made.setLayout(layout)
    return made


def row(*content: QWidget | QLayout | int) -> QHBoxLayout:
    """Return a row; a number is a stretch."""
    return _fill(QHBoxLayout(), content)


def column(*content: QWidget | QLayout | int) -> QVBoxLayout:
    """Return a column; a number is a stretch."""
    return _fill(QVBoxLayout(), content)


def name_it(widget: QWidget, name: str, tip: str = "") -> None:
    """Give a widget its accessible name, and a tooltip."""
    widget.setAccessibleName(name)
    widget.setToolTip(tip or name)


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _fill(layout: Layout, content: tuple) -> Layout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    for item in content:
        if isinstance(item, int):
            layout.addStretch(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def show_long_list(table: QTableView, row_height: int) -> None:
    """Make a table a long list of whole rows, of which several may be selected; row in pixels.

    Call it when the table has its model.
    """
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    # A header looks, whenever it is drawn, whether all of a column is selected, and asks the model
    # about every row for that: with all of 10,000 rows selected that takes half a second.
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setSelectionModel(QItemSelectionModel(table.model(), header))


def show_whole_rows(table: QTableView) -> None:
    """Make a table a list of whole rows to choose one from, its columns as wide as they need."""
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
