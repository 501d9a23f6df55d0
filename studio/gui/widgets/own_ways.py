"""What a report says of the speaker's own way of saying things: words, and which English."""

from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from studio.gui import texts
from studio.gui.widgets.parts import button, column, label, name_it, row

_NAMED = 6


class OwnWaysLine(QWidget):
    """Part of a report card; hidden when nothing is the speaker's own."""

    language_pressed = Signal(str)
    """The language that the voice is to have."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways: dict[str, Any] = {}
        self._may_change = False
        self.words = label(wrap=True)
        self.accent = label(wrap=True)
        self.change = button("", lambda: self.language_pressed.emit(self._suggested))
        heard = row(self.accent, self.change)
        heard.setStretch(0, 1)
        layout = column(self.words, heard)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.setLayout(layout)
        self.show_ways(None, False)

    def show_ways(self, ways: dict[str, Any] | None, may_change: bool) -> None:
        """Show what a report says (its "ways"); `may_change`: whether it is the newest report."""
        self._ways, self._may_change = ways or {}, may_change
        words = self._ways.get("words") or []
        named = ", ".join(f"{way['word']} /{way['said']}/" for way in words[:_NAMED])
        more = "…" if len(words) > _NAMED else ""
        count = self.tr("%n word(s) as you say them: {0}", "", len(words))
        self.words.setText(count.format(named + more))
        self.words.setVisible(bool(words))
        language = texts.word(self._suggested)
        self.accent.setText(
            self.tr(
                "The recordings sound like {0}: with it, unread words come nearer, too."
            ).format(language)
        )
        self.change.setText(self.tr("Use {0}").format(language))
        tip = self.tr("Change the voice's language; then train it again")
        name_it(self.change, self.change.text().strip(), tip)
        self.accent.setVisible(bool(self._suggested))
        self.change.setVisible(bool(self._suggested) and may_change)
        self.setVisible(bool(words or self._suggested))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_ways(self._ways, self._may_change)

    @property
    def _suggested(self) -> str:
        return str(self._ways.get("suggests") or "")
