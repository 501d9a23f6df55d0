"""What is shown of the takes: a search, a filter, the order."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QToolButton, QWidget

from studio.core.entities import Take
from studio.gui.take_list import FILTERS, Filter, View, counts
from studio.gui.take_words import filter_word
from studio.gui.widgets.parts import label, name_it, row

_PATIENCE = 120  # milliseconds after a letter


class TakeFilter(QWidget):
    """One row above the table."""

    chosen = Signal(object)
    """The View that is wanted."""
    entered = Signal()
    """Enter in the search: on to what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self._counts: dict[Filter, int] = {}
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setMaximumWidth(260)
        self.filter = QComboBox()
        self.doubtful_first, self.play_each = QCheckBox(), QCheckBox()
        self.shown = label("muted")
        for name in FILTERS:
            self.filter.addItem("", name)
        self._typing = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._typing.timeout.connect(self._tell)
        self.search.textEdited.connect(lambda _: self._typing.start())
        self.search.textChanged.connect(lambda text: None if text else self._typing.start())
        self.search.returnPressed.connect(self._enter)
        self.filter.activated.connect(lambda _: self._tell())
        self.doubtful_first.clicked.connect(lambda _: self._tell())
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._find)
        content = row(self.search, self.filter, self.doubtful_first, self.play_each, 1, self.shown)
        self.setLayout(content)
        self._retranslate()

    def show_view(self, view: View, shown: int, takes: Sequence[Take]) -> None:
        """Show what is in view, and how many takes each filter would show."""
        self._view = view
        self._counts = counts(takes)
        self.doubtful_first.setChecked(view.order == "doubt" and not view.backwards)
        if self.search.text().strip() != view.needle:
            self.search.setText(view.needle)
        self._name_filters()
        self.filter.setCurrentIndex(FILTERS.index(view.filter))
        whole = shown == len(takes)
        self.shown.setText("" if whole else self.tr("{0} of {1}").format(shown, len(takes)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _tell(self) -> None:
        self._typing.stop()
        order = self._view.order
        if self.doubtful_first.isChecked():
            order = "doubt"
        elif order == "doubt":
            order = "added"
        view = replace(
            self._view,
            filter=self.filter.currentData(),
            needle=self.search.text().strip(),
            order=order,
            backwards=self._view.backwards and order == self._view.order and order != "doubt",
        )
        if view != self._view:
            self.chosen.emit(view)

    def _enter(self) -> None:
        self._tell()
        self.entered.emit()

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _name_filters(self) -> None:
        for place, name in enumerate(FILTERS):
            self.filter.setItemText(place, filter_word(name, self._counts.get(name, 0)))

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Search the texts"))
        name_it(
            self.search,
            self.tr("Search the texts"),
            self.tr("Words in texts, prompts and notes (Ctrl+F)"),
        )
        for clear in self.search.findChildren(QToolButton):
            name_it(clear, self.tr("Clear the search"))
        name_it(self.filter, self.tr("Which takes are shown"))
        self.doubtful_first.setText(self.tr("Doubtful first"))
        name_it(self.doubtful_first, self.tr("Doubtful takes first"))
        self.play_each.setText(self.tr("Play each"))
        name_it(
            self.play_each,
            self.tr("Play each take"),
            self.tr("Play a take as soon as it becomes the current one"),
        )
        self._name_filters()
