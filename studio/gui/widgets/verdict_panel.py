"""What was found in a take, what to do about it, and the buttons that do it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from studio.gui.icons import pixmap
from studio.gui.recording.finding_texts import heading, read_sentences, sentence_of
from studio.gui.recording.verdict import Verdict
from studio.gui.theme import Theme
from studio.gui.widgets.parts import button, column, label, name_it, row

_ICONS = {"good": "check", "warn": "warning", "refuse": "error"}


class VerdictPanel(QFrame):
    """Shows one verdict. The buttons say what is meant; keys of the page do the same."""

    said_it = Signal()
    """The text should say what was said."""
    trim = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._verdict: Verdict | None = None
        self._mark = QLabel()
        self._heading = label("big")
        self._found = label(wrap=True)
        self._found.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._found.setObjectName("clear")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._found)
        for widget in (self._found, self._scroll.viewport()):
            widget.setAutoFillBackground(False)  # the panel's colour shows through
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said_button = button("edit", self.said_it.emit)
        self.trim_button = button("trim", self.trim.emit)
        for made in (self.said_button, self.trim_button):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = column(
            row(self._mark, self._heading, 1), self._scroll,
            row(self.said_button, self.trim_button, 1),
        )  # fmt: skip
        layout.setContentsMargins(14, 10, 10, 10)
        layout.setSpacing(6)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._retranslate()

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show a verdict; hidden without one."""
        self._verdict = verdict
        self.setVisible(verdict is not None)
        if verdict is not None:
            self._fill(verdict)

    def spoken(self) -> str:
        """Return all of it as one text, for a screen reader."""
        if self._verdict is None:
            return ""
        return " ".join([heading(self._verdict) + ".", *_sentences(self._verdict)])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange and self._verdict is not None:
            self._fill(self._verdict)

    def _fill(self, verdict: Verdict) -> None:
        colours = Theme.colours()
        colour = {"good": colours.good, "warn": colours.warn, "refuse": colours.bad}[verdict.level]
        self._mark.setPixmap(pixmap(_ICONS[verdict.level], colour))
        self._heading.setText(heading(verdict))
        self._found.setText("\n".join(f"•  {sentence}" for sentence in _sentences(verdict)))
        self._scroll.verticalScrollBar().setValue(0)
        self.said_button.setVisible(verdict.misread)
        self.trim_button.setVisible(verdict.trimmable)
        self.setAccessibleName(self.spoken())

    def _retranslate(self) -> None:
        self.said_button.setText(self.tr("Write what I said…"))
        name_it(
            self.said_button,
            self.tr("Write what I said"),
            self.tr("Keep this take and change its text to what was said"),
        )
        self.trim_button.setText(self.tr("Trim silences"))
        name_it(
            self.trim_button,
            self.tr("Trim silences"),
            self.tr("Use this take without its long silences; the recording itself stays whole"),
        )
        if self._verdict is not None:
            self._fill(self._verdict)


def _sentences(verdict: Verdict) -> list[str]:
    found = read_sentences(verdict.read) if verdict.read is not None else []
    return found + [sentence_of(finding) for finding in verdict.findings if finding.sentence]
