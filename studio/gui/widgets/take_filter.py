"""What is shown of the takes: a search, a filter, the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox

from studio.core.entities import Take
from studio.gui.take_list import FILTERS, Filter, View, counts
from studio.gui.take_words import filter_word
from studio.gui.widgets.filter_row import FilterRow
from studio.gui.widgets.parts import name_it


class TakeFilter(FilterRow):
    """One row above the table; `chosen` carries a View."""

    _view: View

    def __init__(self) -> None:
        self._counts: dict[Filter, int] = {}
        self.doubtful_first, self.play_each = QCheckBox(), QCheckBox()
        super().__init__(View(), FILTERS, self.doubtful_first, self.play_each)
        self.doubtful_first.clicked.connect(lambda _: self.tell())
        self.retranslate()

    def show_view(self, view: View, shown: int, takes: Sequence[Take]) -> None:
        """Show what is in view, and how many takes each filter would show."""
        self._view = view
        self._counts = counts(takes)
        self.doubtful_first.setChecked(view.order == "doubt" and not view.backwards)
        if self.search.text().strip() != view.needle:
            self.search.setText(view.needle)
        self._name_filters()
        self.filter.setCurrentIndex(FILTERS.index(view.filter))
        self.show_count(shown, len(takes))

    def wanted(self) -> View:
        order = self._view.order
        if self.doubtful_first.isChecked():
            order = "doubt"
        elif order == "doubt":
            order = "added"
        return replace(
            self._view,
            filter=self.filter.currentData(),
            needle=self.search.text().strip(),
            order=order,
            backwards=self._view.backwards and order == self._view.order and order != "doubt",
        )

    def retranslate(self) -> None:
        super().retranslate()
        self.search.setPlaceholderText(self.tr("Search the texts"))
        name_it(
            self.search,
            self.tr("Search the texts"),
            self.tr("Words in texts, prompts and notes (Ctrl+F)"),
        )
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

    def _name_filters(self) -> None:
        for place, name in enumerate(FILTERS):
            self.filter.setItemText(place, filter_word(name, self._counts.get(name, 0)))
