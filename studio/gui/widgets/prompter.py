"""The prompter: the sentence large, how to read it, and what comes before and after."""

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from studio.core.entities import Prompt
from studio.gui.announcing import announce
from studio.gui.recording.verdict import ReadText
from studio.gui.theme import Theme
from studio.gui.widgets.parts import OneLine, column, label, restyle, row

_SIZES = (34, 30, 27, 24, 21, 18, 16)  # pixels; the largest that fits is taken
_LEAST_HEIGHT = 212  # pixels: so that five lines of the smallest letters are seen


class Prompter(QFrame):
    """The person looks here while reading. It takes the focus, so that the page's keys work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prompter")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self._current: Prompt | None = None
        self._marked: ReadText | None = None
        self._before = OneLine()
        self._after = OneLine()
        self.direction = label("direction", wrap=True)
        self.sentence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.place = label("small")
        self.state = label("state")
        self.clock = label("clock")
        upper = row(self._before, self.place)
        upper.setStretch(0, 1)
        layout = column(
            upper, self.direction, self.sentence, self._after,
            row(self.state, 1, self.clock),
        )  # fmt: skip
        layout.setStretch(2, 1)
        layout.setContentsMargins(22, 14, 22, 12)
        layout.setSpacing(6)
        self.setLayout(layout)

    def show_lines(
        self,
        before: Prompt | None,
        current: Prompt | None,
        after: Prompt | None,
        place: str,
        read: ReadText | None = None,
    ) -> None:
        """Show where the reader is; `place` says how far in the script that is.

        `read`: what was read of the sentence; what does not stand there is marked in it. A new
        sentence is said to a screen reader.
        """
        self._before.set_text(before.text if before else "", "↑ ")
        self._after.set_text(after.text if after else "", "↓ ")
        self.place.setText(place)
        marked = read if read is not None and read.misread else None
        if (current, marked) == (self._current, self._marked):
            return
        another = current != self._current
        self._current, self._marked = current, marked
        parts = [current.character, current.direction] if current else []
        said = " · ".join(part for part in parts if part)
        self.direction.setText(said)
        self.direction.setVisible(bool(said))
        name = f"{said}: {self._text}" if said else self._text
        self.sentence.setAccessibleName(name)
        self.setAccessibleName(name)
        self._fit()
        if another and self.isVisible():
            announce(self, name)

    def show_state(self, text: str, tone: str, clock: str = "") -> None:
        """Show what is happening: `tone` is "", "record", "count", "busy", "good", "warn", "bad".

        Said to a screen reader when the text is another one; the clock is not.
        """
        if self.state.text() != text:
            self.state.setText(text)
            announce(self, text)
        if self.property("tone") != tone:
            for widget in (self, self.state):
                restyle(widget, "tone", tone)
        self.clock.setText(clock)

    @property
    def _text(self) -> str:
        return self._current.text if self._current else ""

    def sizeHint(self) -> QSize:
        return QSize(520, _LEAST_HEIGHT)

    def resizeEvent(self, event: QEvent) -> None:
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fit()

    def _fit(self) -> None:
        """Show the sentence in the largest letters in which all of it is seen."""
        html = marked_html(self._marked) if self._marked else escape(self._text)
        font = QFont(self.sentence.font())
        document = QTextDocument()
        document.setDocumentMargin(0)
        space = self.sentence.size()
        for size in _SIZES:
            font.setPixelSize(size)
            document.setDefaultFont(font)
            document.setHtml(html)
            document.setTextWidth(max(50, space.width()))
            if document.size().height() <= space.height():
                break
        self.sentence.setStyleSheet(f"font-size: {font.pixelSize()}px;")
        self.sentence.setText(html)


def marked_html(read: ReadText) -> str:
    """Return the sentence with what was missing struck out, what was changed underlined and
    followed by what was heard, and what was added in brackets."""
    colours = Theme.colours()
    parts = []
    for piece in read.pieces:
        text = escape(piece.text)
        match piece.status:
            case "missing":
                parts.append(f'<s style="color:{colours.bad}">{text}</s>')
            case "changed":
                heard = f" <small>({escape(piece.heard)}?)</small>" if piece.heard else ""
                parts.append(f'<u style="color:{colours.bad}">{text}</u>'
                             f'<span style="color:{colours.bad}">{heard}</span>')  # fmt: skip
            case "added":
                parts.append(f'<span style="color:{colours.warn}">[{text}]</span>')
            case _:
                parts.append(text)
    return "".join(parts)
