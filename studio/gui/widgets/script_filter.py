"""What is shown of a script: a search, which state, which character."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtWidgets import QComboBox

from studio.gui.script_view import FILTERS, ScriptView
from studio.gui.script_words import everybody, filter_word
from studio.gui.widgets.filter_row import FilterRow
from studio.gui.widgets.parts import name_it

_EVERYBODY = "\n"  # no character is called so


class ScriptFilter(FilterRow):
    """One row above the table; `chosen` carries a ScriptView."""

    _view: ScriptView

    def __init__(self) -> None:
        self.character = QComboBox()
        self.character.addItem("", _EVERYBODY)
        self.character.setMaximumWidth(200)
        super().__init__(ScriptView(), FILTERS, self.character)
        self.character.activated.connect(lambda _: self.tell())
        self.retranslate()

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

    def reset(self) -> None:
        """Show everything: another script is looked at."""
        self.search.clear()
        self._typing.stop()
        self.filter.setCurrentIndex(0)
        self.character.setCurrentIndex(0)
        self._view = ScriptView(listen=self._view.listen)

    def wanted(self) -> ScriptView:
        character = self.character.currentData()
        return replace(
            self._view,
            filter=self.filter.currentData(),
            character=None if character == _EVERYBODY else character,
            find=self.search.text().strip(),
        )

    def retranslate(self) -> None:
        super().retranslate()
        self.search.setPlaceholderText(self.tr("Search the lines"))
        tip = self.tr("Letters of a line, its id or its character (Ctrl+F)")
        name_it(self.search, self.tr("Search the lines"), tip)
        name_it(self.filter, self.tr("Which lines are shown"))
        name_it(self.character, self.tr("Whose lines are shown"))
        self.character.setItemText(0, self.tr("Everybody"))
        for place, name in enumerate(FILTERS):
            self.filter.setItemText(place, filter_word(name))
