"""The plot of the losses: a logarithmic scale over minutes and seconds.

Painted here, because a plotting package holds the window for a fifth of a second when it is loaded.
Each curve has its own dashes, and the legend says its newest value, so that nobody needs to tell
colours apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from studio.gui import texts
from studio.gui.theme import Theme

_LIGHT = {"L": "#1b1f2e", "L_G": "#3554c0", "L_I": "#b4560b", "validation": "#18713f"}
_DARK = {"L": "#e9ebf2", "L_G": "#8fa8ff", "L_I": "#ffab62", "validation": "#63d49b"}
DASHES = {
    "L": Qt.PenStyle.SolidLine,
    "L_G": Qt.PenStyle.DashLine,
    "L_I": Qt.PenStyle.DotLine,
    "validation": Qt.PenStyle.DashDotLine,
}
_WIDTH = 1.8  # pixels
_DOT = 3.5  # pixels from its middle: the validation is measured seldom
_LEFT, _TOP, _RIGHT, _BOTTOM = 42, 8, 8, 22  # pixels around the curves
_LEAST_SECONDS = 10.0  # shown, however short the training is so far
_LEGEND_SHARE = 0.16  # of the height, kept free above the curves
_SAMPLE, _GAP = 26, 14  # pixels: the line before a name in the legend, and between two names
_TICKS_APART = 90  # pixels
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)  # seconds


@dataclass(slots=True)
class Curve:
    """Points of one curve: seconds and values."""

    seconds: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: seconds from left to right, and decimal logarithms from below."""

    left: float = 0.0
    right: float = _LEAST_SECONDS
    low: float = -1.0
    high: float = 1.0


def view_of(curves: Mapping[str, Curve]) -> View:
    """What has to be shown for all points to be seen, below the legend."""
    values = [value for curve in curves.values() for value in curve.values]
    seconds = [at for curve in curves.values() for at in curve.seconds]
    if not values:
        return View()
    low, high = math.log10(min(values)), math.log10(max(values))
    room = max(0.08, 0.06 * (high - low))
    low, high = low - room, high + room
    above = (high - low) * _LEGEND_SHARE / (1 - _LEGEND_SHARE)
    first = min(seconds)
    last = max(*seconds, first + _LEAST_SECONDS)
    # The newest point is not cut by the edge.
    return View(first, last + 0.012 * (last - first), low, high + above)


def time_ticks(left: float, right: float, width: float) -> list[tuple[float, str]]:
    """Round times between two seconds on so many pixels, each with how it is written: m:ss."""
    wanted = (right - left) / max(1.0, width / _TICKS_APART)
    step = next((step for step in _STEPS if step >= wanted), _STEPS[-1])
    times = (step * n for n in range(math.ceil(left / step), int(right // step) + 1))
    return [(float(at), f"{at // 60}:{at % 60:02d}") for at in times]


def loss_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Round values between two logarithms, each with how it is written: 1, 2, 5 of each power."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    every = [math.log10(base) + power for power in powers for base in (1, 2, 5)]
    found = [value for value in every if low <= value <= high]
    if len(found) < 2:
        least, most = 10**low, 10**high
        found = [math.log10(least + (most - least) * part) for part in (0.1, 0.5, 0.9)]
    return [(value, _round(10**value)) for value in found]


class LossPlot(QWidget):
    """Draws curves; whoever turns the wheel or clicks here turns and clicks what lies behind."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._curves: Mapping[str, Curve] = {}
        self.view = View()

    @property
    def legend(self) -> list[str]:
        """The name of each curve, with its newest value."""
        return [
            f"{name} {texts.number(curve.values[-1], 2)}" if curve.values else name
            for name, curve in self._curves.items()
        ]

    def show_curves(self, curves: Mapping[str, Curve]) -> None:
        """Draw these points, and their newest values in the legend."""
        self._curves, self.view = curves, view_of(curves)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(Theme.colours().panel))
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        self._draw_axes(painter, area)
        painter.setClipRect(area)
        for name, curve in self._curves.items():
            self._draw_curve(painter, area, name, curve)
        self._draw_legend(painter, area)
        painter.end()

    def _place(self, area: QRectF, at: float, value: float) -> QPointF:
        """Where a second and the logarithm of a loss are drawn."""
        view = self.view
        return QPointF(
            area.left() + (at - view.left) / (view.right - view.left) * area.width(),
            area.bottom() - (value - view.low) / (view.high - view.low) * area.height(),
        )

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        view, colours = self.view, Theme.colours()
        line, letters = QPen(QColor(colours.border), 1), QColor(colours.muted)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        below = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for value, text in loss_ticks(view.low, view.high):
            y = self._place(area, view.left, value).y()
            painter.setPen(line)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(letters)
            painter.drawText(QRectF(0, y - 10, area.left() - 6, 20), right, text)
        painter.setPen(line)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topLeft(), area.bottomLeft())
        painter.setPen(letters)
        for at, text in time_ticks(view.left, view.right, area.width()):
            x = self._place(area, at, view.low).x()
            half = painter.fontMetrics().horizontalAdvance(text) / 2 + 1
            x = min(x, self.width() - half)  # the last one is not cut off
            painter.drawText(QRectF(x - half, area.bottom() + 4, 2 * half, 18), below, text)

    def _draw_curve(self, painter: QPainter, area: QRectF, name: str, curve: Curve) -> None:
        points = [
            self._place(area, at, math.log10(value))
            for at, value in zip(curve.seconds, curve.values, strict=True)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(name))
        painter.drawPolyline(QPolygonF(points))
        if name == "validation":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_colour(name))
            for point in points:
                painter.drawEllipse(point, _DOT, _DOT)

    def _draw_legend(self, painter: QPainter, area: QRectF) -> None:
        """In one row from the right."""
        metrics, x = painter.fontMetrics(), area.right() - 4
        y = area.top() + metrics.height() / 2 + 1
        for name, text in reversed([*zip(self._curves, self.legend, strict=True)]):
            x -= metrics.horizontalAdvance(text)
            painter.setPen(QColor(Theme.colours().text))
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), text)
            painter.setPen(_pen(name))
            painter.drawLine(QPointF(x - _SAMPLE - 6, y), QPointF(x - 6, y))
            x -= _SAMPLE + 6 + _GAP


def _colour(name: str) -> QColor:
    return QColor((_DARK if Theme.colours().dark else _LIGHT)[name])


def _pen(name: str) -> QPen:
    return QPen(_colour(name), _WIDTH, DASHES[name])


def _round(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"
