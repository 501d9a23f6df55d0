"""A panel that says how things stand and offers one or two things to do about it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from studio.gui.icons import pixmap
from studio.gui.theme import Theme
from studio.gui.widgets.parts import button, column, label, name_it, row


class Offer(QFrame):
    """An icon, a heading, a sentence; a first button that stands out, and perhaps a second."""

    def __init__(
        self,
        icon_name: str,
        first: tuple[str, Callable[[], object]],
        second: tuple[str, Callable[[], object]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Each button: name of its icon ("" = none), and what it does."""
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._icon_name = icon_name
        self._mark = QLabel(alignment=Qt.AlignmentFlag.AlignVCenter)
        self._heading = label("heading", wrap=True)
        self._text = label("muted", wrap=True)
        self.first = button(*first, role="primary")
        self.second = button(*second) if second else None
        words = column(1, self._heading, self._text, 1)
        words.setSpacing(4)
        buttons = row(*[made for made in (self.second, self.first) if made is not None])
        layout = row(self._mark, words, buttons)
        layout.setStretch(1, 1)
        layout.setContentsMargins(16, 12, 16, 12)
        self.setLayout(layout)
        self._paint()

    def tell(self, heading: str, text: str, first: str, second: str = "") -> None:
        """Set the texts."""
        self._heading.setText(heading)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.first.setText(first)
        name_it(self.first, first)
        if self.second is not None:
            self.second.setText(second)
            name_it(self.second, second)
        self.setAccessibleName(f"{heading} {text}".strip())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        self._mark.setPixmap(pixmap(self._icon_name, Theme.colours().accent, size=28))
