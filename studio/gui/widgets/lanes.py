"""Draws what lies over time beside a sound: words, phonemes, seconds."""

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from studio.gui.sound_picture import Mark
from studio.gui.theme import Theme
from studio.gui.widgets.time_span import TimeSpan, tick_distance

_LEAST_BOX = 6  # pixels; narrower ones would be a hatching
_SMALL = 10  # pixels; the height of letters where they are close
_SURE, _HALF = 0.9, 0.5  # how surely a word was heard
_LEAST_LETTERS = 3  # of a shortened word, with the dots that stand for the rest


def paint_lane(painter: QPainter, area: QRectF, marks: Iterable[Mark], span: TimeSpan) -> None:
    """Draw marks side by side; what is too narrow for its text is left for a closer view."""
    colours = Theme.colours()
    painter.save()
    painter.setClipRect(area)
    painter.fillRect(area, QColor(colours.panel))
    for mark in marks:
        if mark.end < span.start or mark.start > span.end:
            continue
        left = area.left() + span.x(mark.start, area.width())
        right = area.left() + span.x(mark.end, area.width())
        if right - left >= _LEAST_BOX:
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QLineF(left, area.top(), left, area.bottom()))
            painter.drawLine(QLineF(right, area.top(), right, area.bottom()))
        place = QRectF(left, area.top(), right - left, area.height())
        if mark.score is not None:
            _paint_score(painter, place, mark.score)
        painter.setPen(QColor(colours.bad if mark.doubtful else colours.text))
        _paint_text(painter, place, mark.text)
        if mark.doubtful:
            paint_wave(painter, left + 2, right - 2, area.bottom() - 3)
    painter.restore()


def _paint_score(painter: QPainter, place: QRectF, score: float) -> None:
    """Shade a word by how surely it was heard: the surer, the longer and the greener its bar."""
    colours = Theme.colours()
    name = colours.good if score >= _SURE else colours.warn if score >= _HALF else colours.bad
    colour = QColor(name)
    colour.setAlphaF(0.16)
    painter.fillRect(place.adjusted(1, 0, 0, 0), colour)
    bar = QRectF(place.left() + 1, place.top(), (place.width() - 1) * score, 3)
    painter.fillRect(bar, QColor(name))


def _paint_text(painter: QPainter, place: QRectF, text: str) -> None:
    """Draw a text in its box: smaller where that helps, then shortened, then not at all."""
    if painter.fontMetrics().horizontalAdvance(text) <= place.width():
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        return
    usual = painter.font()
    small = QFont(usual)
    small.setPixelSize(_SMALL)
    painter.setFont(small)
    metrics = painter.fontMetrics()
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()) - 1)
    if metrics.horizontalAdvance(text) <= place.width():
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    elif len(short) >= _LEAST_LETTERS and len(text) > _LEAST_LETTERS:
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, short)
    painter.setFont(usual)


def paint_wave(painter: QPainter, left: float, right: float, y: float) -> None:
    """Draw a wavy line, as below a word that could not be heard back."""
    painter.setPen(QPen(QColor(Theme.colours().bad), 1.4))
    step = 3.0
    points = [
        QPointF(left + step * i, y + (1.5 if i % 2 else -1.5))
        for i in range(max(2, int((right - left) / step) + 1))
    ]
    painter.drawPolyline(points)


def paint_seconds(painter: QPainter, area: QRectF, span: TimeSpan) -> None:
    """Draw the time axis."""
    colours = Theme.colours()
    distance = tick_distance(span.seconds, area.width())
    digits = 0 if distance >= 1 else 2 if distance < 0.1 else 1
    tick = -(-span.start // distance)
    while tick * distance <= span.end + 1e-6:
        x = area.left() + span.x(tick * distance, area.width())
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QLineF(x, area.top(), x, area.top() + 4))
        painter.setPen(QColor(colours.muted))
        text = f"{tick * distance:.{digits}f} s"
        width = painter.fontMetrics().horizontalAdvance(text)
        left = min(max(x - width / 2, area.left()), area.right() - width)
        painter.drawText(QPointF(left, area.bottom() - 3), text)
        tick += 1
