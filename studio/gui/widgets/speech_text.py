"""The text to say, with the words marked that could not be heard back."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from studio.gui.spoken import DoubtfulWord
from studio.gui.theme import Theme


class SpeechText(QPlainTextEdit):
    """A text box; Tab leaves it, Ctrl+Enter speaks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: Sequence[DoubtfulWord] = ()
        self.setTabChangesFocus(True)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() + 2)
        self.setFont(font)
        self.setMinimumHeight(90)

    def mark(self, words: Sequence[DoubtfulWord]) -> None:
        """Underline these words with waves; none when there are none."""
        self._words = words
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(QColor(Theme.colours().bad))
        form.setFontWeight(650)
        self.setExtraSelections([self._selection(word, form) for word in words])

    def go_to(self, word: DoubtfulWord) -> None:
        """Select a word and bring it into view."""
        self.setTextCursor(self._cursor(word))
        self.ensureCursorVisible()

    def sentence(self) -> tuple[int, str]:
        """The sentence at the cursor: its number in the text, and itself ("" = there is none)."""
        from studio.text.sentences import split_sentences

        text = self.toPlainText()
        at = len(text.encode("utf-16-le")[: 2 * self.textCursor().position()].decode("utf-16-le"))
        found = (0, "")
        for number, sentence in enumerate(split_sentences(text)):
            if number and sentence.start > at:
                break
            found = (number, sentence.text)
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.InsertLineSeparator):
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.mark(self._words)

    def _selection(self, word: DoubtfulWord, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = self._cursor(word)
        selection.format = form
        return selection

    def _cursor(self, word: DoubtfulWord) -> QTextCursor:
        text = self.toPlainText()
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(text[: word.start]))
        cursor.setPosition(_units(text[: word.end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _units(text: str) -> int:
    """Return how many of Qt's letters a text has: those beyond the first plane count twice."""
    return len(text.encode("utf-16-le")) // 2
