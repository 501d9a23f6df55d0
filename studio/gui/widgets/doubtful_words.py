"""The words that could not be heard back, as a list beside the text."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from studio.gui.icons import icon
from studio.gui.spoken import DoubtfulWord
from studio.gui.theme import Theme
from studio.gui.widgets.parts import Mark, column, label, name_it, row

_WIDTH = 240  # pixels


class DoubtfulWords(QFrame):
    """Says how the listening ended; choosing a word shows it in the text."""

    chosen = Signal(object)
    """A DoubtfulWord."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self._mark = Mark()
        self.verdict = label("small", wrap=True)
        self.list = QListWidget()
        self.list.itemClicked.connect(self._tell)
        self.list.itemActivated.connect(self._tell)
        head = row(self._mark, self.verdict)
        head.setStretch(1, 1)
        head.setSpacing(8)
        self.setLayout(column(head, self.list, 1))
        self.show_words(None)

    def show_words(self, words: Sequence[DoubtfulWord] | None) -> None:
        """Show these words; None: nobody has listened yet."""
        colours = Theme.colours()
        self.list.clear()
        self.list.setVisible(bool(words))
        self._mark.setVisible(words is not None)
        if words is None:
            said = self.tr("What is spoken is listened to; unclear words are marked.")
        elif words:
            self._mark.show_icon("warning", "warn")
            said = self.tr("These words could not be heard back; try other words or another speed:")
        else:
            self._mark.show_icon("check", "good")
            said = self.tr("Every word was heard back.")
        self.verdict.setText(said)
        for word in words or ():
            item = QListWidgetItem(
                icon("warning", colours.warn), f"{word.text}  ({word.seconds:.1f} s)"
            )
            item.setData(Qt.ItemDataRole.UserRole, word)
            self.list.addItem(item)
        name_it(self.list, self.tr("Words that could not be heard back"))

    def _tell(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
