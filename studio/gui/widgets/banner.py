"""One sentence at the top of the window: what went wrong, or what is done."""

from typing import Literal

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QWidget

from studio.gui.icons import pixmap
from studio.gui.sentences import said
from studio.gui.theme import Theme
from studio.gui.widgets.parts import button, label, name_it, restyle

Tone = Literal["info", "good", "warn", "bad"]

_ICONS: dict[Tone, str] = {"info": "info", "good": "check", "warn": "warning", "bad": "error"}
GOOD_NEWS_SECONDS = 8


class Banner(QFrame):
    """Hidden until there is something to say. Bad news stays until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self._sentence = self._detail = ""
        self._tone: Tone = "info"
        self._mark = QLabel()
        self.text = label(wrap=True)
        self._more = button("", self._show_detail)
        self._close = button("cancel", self.hide, role="quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addWidget(self._mark)
        layout.addWidget(self.text, 1)
        layout.addWidget(self._more)
        layout.addWidget(self._close)
        self._later = QTimer(self, singleShot=True, interval=1000 * GOOD_NEWS_SECONDS)
        self._later.timeout.connect(self.hide)
        self._retranslate()
        self.hide()

    def say(self, tone: Tone, sentence: str, detail: str = "") -> None:
        """Show a sentence, in the language of the window if it comes from below it.

        `detail` can be looked at by whoever wants to.
        """
        self._tone, self._sentence, self._detail = tone, sentence, detail
        self._write()
        self._more.setVisible(bool(detail))
        restyle(self, "tone", tone)
        self._paint_mark()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._later.stop()
        if tone in ("info", "good"):
            self._later.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._paint_mark()

    def _write(self) -> None:
        text = said(self._sentence)
        self.text.setText(text)
        self.setAccessibleName(text)

    def _paint_mark(self) -> None:
        colours = Theme.colours()
        colour = {"good": colours.good, "warn": colours.warn, "bad": colours.bad}
        self._mark.setPixmap(pixmap(_ICONS[self._tone], colour.get(self._tone, colours.accent)))

    def _show_detail(self) -> None:
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, self.tr("Details"), self.text.text(), parent=self
        )
        box.setDetailedText(self._detail)
        box.exec()

    def _retranslate(self) -> None:
        self._write()
        self._more.setText(self.tr("Details…"))
        name_it(self._close, self.tr("Close this message"))
