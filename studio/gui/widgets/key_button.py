"""A button that shows its key, so that nobody has to look it up."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter

from studio.gui.theme import Theme
from studio.gui.widgets.parts import Button, name_it

_CAP = 18  # pixels high
_PADDING = 6


class KeyButton(Button):
    """Does not take the focus when it is clicked: the page's keys go on working. Tab reaches it."""

    def __init__(self, icon_name: str, role: str = "") -> None:
        super().__init__(icon_name, role)
        self._key = ""
        self.setProperty("keyed", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def tell(self, text: str, tip: str, key: str) -> None:
        """Set the text, what it does, and the key as it is written on keyboards."""
        self._key = key
        self.setText(text)
        name_it(self, text, f"{tip} ({key})")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._cap_width() + _PADDING, max(hint.height(), 34))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        width = self._cap_width() + _PADDING
        option.rect.adjust(0, 0, -width, 0)  # type: ignore[attr-defined]
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        self._paint_cap(painter, QRectF(self.width() - width - 6, (self.height() - _CAP) / 2,
                                        width - _PADDING, _CAP))  # fmt: skip
        painter.end()

    def _paint_cap(self, painter: QPainter, cap: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = Theme.colours()
        primary = self.property("role") == "primary" and self.isEnabled()
        painter.setPen(QPen(QColor(colours.on_accent if primary else colours.muted), 1))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(self._cap_font())
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)

    def _cap_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setBold(False)
        return font

    def _cap_width(self) -> int:
        return max(_CAP, QFontMetrics(self._cap_font()).horizontalAdvance(self._key) + 8)


def key_button(icon_name: str, on_click: Callable[[], object], role: str = "") -> KeyButton:
    """Return a button that shows its key (set with its text, by `KeyButton.tell`)."""
    made = KeyButton(icon_name, role)
    made.clicked.connect(lambda _checked: on_click())
    return made
