"""What is shown of a script: a search, which state, which character."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget

from studio.gui.script_view import FILTERS, ScriptView
from studio.gui.script_words import everybody, filter_word
from studio.gui.widgets.parts import label, name_it, row

_PATIENCE = 150  # milliseconds after a letter
_EVERYBODY = "\n"  # no character is called so


class ScriptFilter(QWidget):
    """One row above the table."""

    chosen = Signal(object)
    """The ScriptView that is wanted."""
    entered = Signal()
    """Enter in the search: on to what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = ScriptView()
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setMaximumWidth(240)
        self.filter, self.character = QComboBox(), QComboBox()
        for name in FILTERS:
            self.filter.addItem("", name)
        self.character.addItem("", _EVERYBODY)
        self.character.setMaximumWidth(200)
        self.shown = label("muted")
        self._typing = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._typing.timeout.connect(self._tell)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self._enter)
        self.filter.activated.connect(lambda _: self._tell())
        self.character.activated.connect(lambda _: self._tell())
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self._find)
        self.setLayout(row(self.search, self.filter, self.character, 1, self.shown))
        self._retranslate()

    @property
    def view(self) -> ScriptView:
        """What is wanted now."""
        return self._view

    def show_characters(self, names: Iterable[str]) -> None:
        """Offer these characters; none when there is but one."""
        wanted = list(names)
        known = [self.character.itemData(place) for place in range(1, self.character.count())]
        if wanted != known:
            now = self.character.currentData()
            while self.character.count() > 1:
                self.character.removeItem(1)
            for name in wanted:
                self.character.addItem(name or everybody(), name)
            self.character.setCurrentIndex(max(0, self.character.findData(now)))
        self.character.setVisible(len(wanted) > 1)

    def show_count(self, shown: int, total: int) -> None:
        """Say how many of all lines are in view."""
        whole = shown == total
        self.shown.setText("" if whole else self.tr("{0} of {1}").format(shown, total))

    def reset(self) -> None:
        """Show everything: another script is looked at."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._typing.stop()
        self.filter.setCurrentIndex(0)
        self.character.setCurrentIndex(0)
        self._view = ScriptView(listen=self._view.listen)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _tell(self) -> None:
        self._typing.stop()
        character = self.character.currentData()
        view = replace(
            self._view,
            filter=self.filter.currentData(),
            character=None if character == _EVERYBODY else character,
            find=self.search.text().strip(),
        )
        if view != self._view:
            self._view = view
            self.chosen.emit(view)

    def _enter(self) -> None:
        self._tell()
        self.entered.emit()

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Search the lines"))
        tip = self.tr("Letters of a line, its id or its character (Ctrl+F)")
        name_it(self.search, self.tr("Search the lines"), tip)
        for clear in self.search.findChildren(QToolButton):
            name_it(clear, self.tr("Clear the search"))
        name_it(self.filter, self.tr("Which lines are shown"))
        name_it(self.character, self.tr("Whose lines are shown"))
        self.character.setItemText(0, self.tr("Everybody"))
        for place, name in enumerate(FILTERS):
            self.filter.setItemText(place, filter_word(name))
