"""How a figure is spread over the takes: a small histogram with its median."""

from typing import Any

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui import texts
from studio.gui.theme import Theme

_AXIS = 18  # pixels for the numbers below
_TOP = 4
_GAP = 1.0  # between bars


class Histogram(QWidget):
    """Bars, the median as a line, the ends of the scale in numbers."""

    def __init__(self, digits: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = digits
        self._spread: dict[str, Any] | None = None
        self._unit = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(92)
        self.setMinimumWidth(150)

    def show_spread(self, spread: dict[str, Any] | None, unit: str) -> None:
        """Show `studio.dataset.summary.Spread` as a dictionary; None = nothing is known."""
        self._spread, self._unit = spread, unit
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 92)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._spread is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0.5, _TOP, self.width() - 1.0, self.height() - _AXIS - _TOP)
        self._paint_bars(painter, area, self._spread)
        self._paint_axis(painter, area, self._spread)
        painter.end()

    def _paint_bars(self, painter: QPainter, area: QRectF, spread: dict[str, Any]) -> None:
        colours = Theme.colours()
        counts = spread["counts"]
        width = area.width() / max(1, len(counts))
        most = max(counts, default=0) or 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        for place, count in enumerate(counts):
            if count:
                height = max(2.0, area.height() * count / most)
                left = area.left() + place * width
                bar = QRectF(left + _GAP / 2, area.bottom() - height, width - _GAP, height)
                painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))
        low, high = spread["edges"][0], spread["edges"][-1]
        x = area.left() + (spread["median"] - low) / max(high - low, 1e-9) * area.width()
        for colour, thick in ((colours.panel, 4.0), (colours.text, 1.5)):
            painter.setPen(QPen(QColor(colour), thick))
            painter.drawLine(QLineF(x, area.top() - 3, x, area.bottom()))

    def _paint_axis(self, painter: QPainter, area: QRectF, spread: dict[str, Any]) -> None:
        painter.setPen(QColor(Theme.colours().muted))
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        below = QRectF(area.left(), area.bottom() + 2, area.width(), _AXIS - 2)
        low = texts.number(spread["edges"][0], self._digits)
        high = texts.number(spread["edges"][-1], self._digits)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{high} {self._unit}")
