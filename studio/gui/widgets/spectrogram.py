"""Draws a mel spectrogram, and the pitch over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from studio.gui.sound_picture import FRAME_RATE, SoundPicture
from studio.gui.widgets.time_span import TimeSpan

# From quiet to loud; each step is lighter than the one before, so that it reads without colour.
_ANCHORS = ("#0c1024", "#232a63", "#5b3a8c", "#a8447f", "#e7695c", "#ffab62", "#ffe1a3", "#fffbea")

LOWEST_HZ, HIGHEST_HZ = 50.0, 550.0  # the scale of the pitch curve, logarithmic
_PITCH_COLOUR, _PITCH_CASING = "#7ff5ff", "#06131c"


@cache
def colour_table() -> list[int]:
    """Return 256 colours from quiet to loud, as Qt's RGB numbers."""
    anchors = [QColor(name) for name in _ANCHORS]
    table = []
    for level in range(256):
        place = level / 255 * (len(anchors) - 1)
        left = min(int(place), len(anchors) - 2)
        a, b, part = anchors[left], anchors[left + 1], place - left
        mixed = (
            round(x + (y - x) * part)
            for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True)  # type: ignore[index]
        )
        table.append(QColor(*mixed).rgb())
    return table


def paint_spectrogram(
    painter: QPainter, area: QRectF, picture: SoundPicture, span: TimeSpan
) -> None:
    """Draw the part of the spectrogram that is in view."""
    import numpy as np

    painter.fillRect(area, QColor(_ANCHORS[0]))
    frames = picture.mel.shape[1]
    first = max(0, int(span.start * FRAME_RATE))
    last = min(frames, math.ceil(span.end * FRAME_RATE))
    if last <= first:
        return
    part = np.ascontiguousarray(picture.mel[:, first:last])
    bands, count = part.shape
    image = QImage(part.data, count, bands, count, QImage.Format.Format_Indexed8)
    image.setColorTable(colour_table())
    left = area.left() + span.x(first / FRAME_RATE, area.width())
    right = area.left() + span.x(last / FRAME_RATE, area.width())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    target = QRectF(left, area.top(), right - left, area.height())
    painter.save()
    painter.setClipRect(area)
    painter.drawImage(target, image.convertToFormat(QImage.Format.Format_RGB32))
    painter.restore()


def paint_pitch(painter: QPainter, area: QRectF, f0_hz: Sequence[float], span: TimeSpan) -> None:
    """Draw F0 (80 values a second, 0 = unvoiced) as a bright line with a dark edge."""
    path = QPainterPath()
    first = max(0, int(span.start * FRAME_RATE) - 1)
    last = min(len(f0_hz), math.ceil(span.end * FRAME_RATE) + 1)
    drawing = False
    for frame in range(first, last):
        hertz = f0_hz[frame]
        if hertz <= 0:
            drawing = False
            continue
        seconds = (frame + 0.5) / FRAME_RATE
        point = QPointF(area.left() + span.x(seconds, area.width()), pitch_y(hertz, area))
        (path.lineTo if drawing else path.moveTo)(point)
        drawing = True
    painter.save()
    painter.setClipRect(area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_PITCH_CASING, 4.5), (_PITCH_COLOUR, 2.0)):
        painter.setPen(QPen(QColor(colour), width, c=Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)
    painter.restore()


def pitch_y(hertz: float, area: QRectF) -> float:
    """Return the height at which a pitch is drawn."""
    low, high = math.log(LOWEST_HZ), math.log(HIGHEST_HZ)
    part = (math.log(min(max(hertz, LOWEST_HZ), HIGHEST_HZ)) - low) / (high - low)
    return area.bottom() - part * area.height()


def pitch_hz(y: float, area: QRectF) -> float:
    """Return the pitch that is drawn at a height."""
    low, high = math.log(LOWEST_HZ), math.log(HIGHEST_HZ)
    part = min(max((area.bottom() - y) / max(area.height(), 1.0), 0.0), 1.0)
    return math.exp(low + part * (high - low))
