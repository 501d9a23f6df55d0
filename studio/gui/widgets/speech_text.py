"""The text to say, with the words marked that could not be heard back."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from studio.gui.speaking.marking import Fault
from studio.gui.spoken import DoubtfulWord
from studio.gui.theme import Theme

_LONG = 20_000  # letters


class SpeechText(QPlainTextEdit):
    """A text box; Tab leaves it, Ctrl+Enter speaks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: Sequence[DoubtfulWord] = ()
        self._fault: Fault | None = None
        self.setTabChangesFocus(True)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() + 2)
        self.setFont(font)
        self.setMinimumHeight(90)

    def mark(self, words: Sequence[DoubtfulWord]) -> None:
        """Underline these words with waves; none when there are none."""
        self._words = words
        self._paint_marks()

    def mark_fault(self, fault: Fault | None) -> None:
        """Underline with dashes what is not read as it was meant."""
        self._fault = fault
        self._paint_marks()

    def go_to(self, word: DoubtfulWord) -> None:
        """Select a word and bring it into view."""
        self.setTextCursor(self._cursor(word.start, word.end))
        self.ensureCursorVisible()

    def write(self, mark: str) -> None:
        """Write a mark at the cursor, around what is selected; … is selected, to be replaced."""
        cursor = self.textCursor()
        inner = cursor.selectedText() or "…"
        written = mark.replace("{}", inner)
        begin = cursor.selectionStart()
        cursor.insertText(written)
        hole = written.find("…")
        if hole >= 0:
            cursor.setPosition(begin + hole)
            cursor.setPosition(begin + hole + 1, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()

    def _paint_marks(self) -> None:
        colours, styles = Theme.colours(), QTextCharFormat.UnderlineStyle
        wave, dashes = QTextCharFormat(), QTextCharFormat()
        wave.setUnderlineStyle(styles.WaveUnderline)
        wave.setUnderlineColor(QColor(colours.bad))
        wave.setFontWeight(650)
        dashes.setUnderlineStyle(styles.DashUnderline)
        dashes.setUnderlineColor(QColor(colours.warn))
        dashes.setBackground(QColor(colours.raised))
        shown = [self._selection(word.start, word.end, wave) for word in self._words]
        if self._fault is not None:
            shown.append(self._selection(self._fault.start, self._fault.end, dashes))
        self.setExtraSelections(shown)

    def sentence(self) -> tuple[int, str]:
        """The sentence at the cursor: its number in the text, and itself ("" = there is none).

        In a very long text it is looked for in the cursor's paragraph alone, which is quick.
        """
        from studio.text.sentences import split_sentences

        text = self.toPlainText()
        if len(text) > _LONG:
            return 0, next((s.text for s in split_sentences(self.textCursor().block().text())), "")
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
            self._paint_marks()

    def _selection(self, start: int, end: int, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = self._cursor(start, end)
        selection.format = form
        return selection

    def _cursor(self, start: int, end: int) -> QTextCursor:
        text = self.toPlainText()
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _units(text: str) -> int:
    """Return how many of Qt's letters a text has: those beyond the first plane count twice."""
    return len(text.encode("utf-16-le")) // 2
