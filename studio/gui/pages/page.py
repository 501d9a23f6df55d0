"""What all pages have in common."""

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.entities import Voice
from studio.gui.widgets.parts import GAP, MARGIN, label, row


class Page(QWidget):
    """A page: a title, what it is about, room for one or two buttons, and the content below.

    Subclasses build in `__init__`, set every text in `retranslate` and read the library anew in
    `refresh`, which is called whenever the page is shown or the library has changed.
    """

    said = Signal(str, str, str)
    """Tone ("info", "good", "warn", "bad"), sentence, detail: for the banner."""
    changed = Signal()
    """Something in the library is different now."""
    asked_for = Signal(str, str)
    """Name of another page to show, and the id of a voice ("" = the one that is chosen)."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.title = label("title")
        self.subtitle = label("muted", wrap=True)
        self.head = row()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, MARGIN - 6, MARGIN, MARGIN - 6)
        self._layout.setSpacing(GAP)
        head = row(self.title, 1)
        head.addLayout(self.head)
        self.title.setMinimumHeight(38)  # as high as a button, so that pages do not jump
        self._layout.addLayout(head)
        self._layout.addWidget(self.subtitle)

    def fill(self, content: QWidget) -> None:
        """Put the content below the title."""
        self._layout.addWidget(content, 1)

    def set_voice(self, voice: Voice | None) -> None:
        """Show another voice."""

    def want_voice(self, voice_id: str) -> None:
        """Let a voice speak that is not of the library: a stock voice."""

    def want_script(self, script_id: str) -> None:
        """Let a script be read, from its first sentence."""

    def choose_file(self) -> None:
        """Ask for a file to be taken in."""

    def want_file(self, path: Path) -> None:
        """Take a file in that was chosen or dropped elsewhere: a voice file."""

    def refresh(self) -> None:
        """Read the library anew."""

    def retranslate(self) -> None:
        """Set every text in the language in use."""

    def say(self, tone: str, sentence: str, detail: str = "") -> None:
        """Show a sentence in the banner."""
        self.said.emit(tone, sentence, detail)

    def refuse(self, sentence: str, detail: str = "") -> None:
        """Say in the banner what went wrong."""
        self.said.emit("bad", sentence, detail)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.refresh()
