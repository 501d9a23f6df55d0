"""Phonemes over a spectrogram: where each begins and ends."""

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from studio.gui.sound_picture import Mark
from studio.gui.widgets.time_span import TimeSpan

CLOSEST = 5  # pixels between boundaries; closer ones would hide what they cut
_LINE = "#ffffff"
_OPACITY = 0.5


def paint_boundaries(
    painter: QPainter, area: QRectF, marks: Iterable[Mark], span: TimeSpan
) -> None:
    """Draw a line at each boundary over the spectrogram; a foot where they lie too close."""
    painter.save()
    painter.setClipRect(area)
    line = QColor(_LINE)
    line.setAlphaF(_OPACITY)
    painter.setPen(QPen(line, 1))
    tall, short, last = [], [], -1e9
    for at in boundaries(marks):
        if not span.start <= at <= span.end:
            continue
        x = area.left() + span.x(at, area.width())
        if x - last >= CLOSEST:
            tall.append(QLineF(x, area.top(), x, area.bottom()))
        else:
            short.append(QLineF(x, area.bottom() - 6, x, area.bottom()))
        last = x
    painter.drawLines(tall)
    painter.drawLines(short)
    painter.restore()


def boundaries(marks: Iterable[Mark]) -> list[float]:
    """Return every start and end once, in order, in seconds."""
    return sorted({round(at, 3) for mark in marks for at in (mark.start, mark.end)})
