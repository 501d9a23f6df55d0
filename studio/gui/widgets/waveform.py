"""Draws a waveform from its envelope."""

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from studio.gui.sound_picture import ENVELOPE_RATE, SoundPicture
from studio.gui.theme import Theme
from studio.gui.widgets.time_span import TimeSpan

CLIPPED = 0.999


def paint_waveform(painter: QPainter, area: QRectF, picture: SoundPicture, span: TimeSpan) -> None:
    """Draw the part of the waveform that is in view; samples at full scale get a mark above."""
    colours = Theme.colours()
    painter.fillRect(area, QColor(colours.panel))
    middle, half = area.center().y(), area.height() / 2 - 4
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.drawLine(QLineF(area.left(), middle, area.right(), middle))
    lines, clipped = [], []
    for column in range(int(area.width())):
        low, high = _extremes(picture, span, column, area.width())
        x = area.left() + column + 0.5
        lines.append(QLineF(x, middle - half * high, x, middle - half * low + 1))
        if max(high, -low) >= CLIPPED:
            clipped.append(QLineF(x, area.top(), x, area.top() + 5))
    painter.setPen(QPen(QColor(colours.accent), 1))
    painter.drawLines(lines)
    if clipped:
        painter.setPen(QPen(QColor(colours.bad), 1))
        painter.drawLines(clipped)


def _extremes(
    picture: SoundPicture, span: TimeSpan, column: int, width: float
) -> tuple[float, float]:
    """Return the smallest and largest sample under one column of pixels."""
    first = int(span.at(column, width) * ENVELOPE_RATE)
    last = max(first + 1, int(span.at(column + 1, width) * ENVELOPE_RATE))
    if first >= len(picture.lows):
        return 0.0, 0.0
    return float(picture.lows[first:last].min()), float(picture.highs[first:last].max())
