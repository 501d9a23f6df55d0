"""One row above a long table: a search, a choice of what is shown, and how much of it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget

from studio.gui.widgets.parts import label, name_it, row

_PATIENCE = 150  # milliseconds after a letter
_SEARCH_WIDTH = 250  # pixels at most


class FilterRow(QWidget):
    """Says which view is wanted, once it is another; subclasses say what a view is.

    They give `wanted`, set their texts in `retranslate`, and read what is in view from `_view`.
    """

    chosen = Signal(object)
    """The view that is wanted."""
    entered = Signal()
    """Enter in the search: on to what was found."""

    def __init__(self, view: object, filters: Sequence[str], *more: QWidget) -> None:
        """`view`: what is shown at first; `more`: what stands between the choice and the count."""
        super().__init__()
        self._view = view
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        self.filter = QComboBox()
        for name in filters:
            self.filter.addItem("", name)
        self.shown = label("muted")
        self._typing = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._typing.timeout.connect(self.tell)
        self.search.textEdited.connect(lambda _: self._typing.start())
        self.search.textChanged.connect(lambda text: None if text else self._typing.start())
        self.search.returnPressed.connect(self._enter)
        self.filter.activated.connect(lambda _: self.tell())
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._find)
        self.setLayout(row(self.search, self.filter, *more, 1, self.shown))

    def wanted(self) -> object:
        """The view as the row stands now."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        for clear in self.search.findChildren(QToolButton):
            name_it(clear, self.tr("Clear the search"))

    def tell(self) -> None:
        """Say which view is wanted, if it is another than is shown."""
        self._typing.stop()
        view = self.wanted()
        if view != self._view:
            self._view = view
            self.chosen.emit(view)

    def show_count(self, shown: int, total: int) -> None:
        """Say how much of all is in view."""
        whole = shown == total
        self.shown.setText("" if whole else self.tr("{0} of {1}").format(shown, total))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _enter(self) -> None:
        self.tell()
        self.entered.emit()

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
