"""Curves of a training run as it goes, on a logarithmic scale.

Each has its own dashes and its name at its end, so that nobody needs to tell colours apart.
"""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui import texts
from studio.gui.theme import Theme

CURVES = ("L", "L_G", "L_I", "validation")

_LIGHT = {"L": "#1b1f2e", "L_G": "#3554c0", "L_I": "#b4560b", "validation": "#18713f"}
_DARK = {"L": "#e9ebf2", "L_G": "#8fa8ff", "L_I": "#ffab62", "validation": "#63d49b"}
_DASHES = {
    "L": Qt.PenStyle.SolidLine,
    "L_G": Qt.PenStyle.DashLine,
    "L_I": Qt.PenStyle.DotLine,
    "validation": Qt.PenStyle.SolidLine,
}
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 140, 12, 30  # pixels around the curves
_MOST_POINTS = 1200  # more would be closer together than pixels


@dataclass(slots=True)
class Curve:
    """Points of one curve: seconds and values."""

    seconds: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, at: float, value: float) -> None:
        """Add a point; when there are many, every second one is forgotten."""
        self.seconds.append(at)
        self.values.append(value)
        if len(self.values) > _MOST_POINTS:
            del self.seconds[1:-1:2], self.values[1:-1:2]


class Curves(QWidget):
    """Draws L, L_G, L_I and the validation loss over time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves = {name: Curve() for name in CURVES}
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(180)

    def clear(self) -> None:
        """Forget every point."""
        self.curves = {name: Curve() for name in CURVES}
        self.update()

    def add(self, at: float, values: dict[str, float]) -> None:
        """Add what was told `at` seconds after the start; unknown names are left out."""
        for name, value in values.items():
            if name in self.curves and math.isfinite(value) and value > 0:
                curve = self.curves[name]
                if name == "validation" and curve.values and curve.values[-1] == value:
                    continue  # measured now and then, told every time
                curve.add(at, value)
        self.setAccessibleDescription(self._in_words())
        self.update()

    def show_hint(self, sentence: str) -> None:
        """Say what will be seen here while there is nothing."""
        self._hint = sentence
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(520, 260)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = Theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.panel))
        shown = {name: curve for name, curve in self.curves.items() if curve.values}
        if not shown:
            painter.setPen(QColor(colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(40, 0, -40, 0), flags, self._hint)
        else:
            area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
            frame = _Frame.around(area, shown)
            _paint_axes(painter, frame)
            for name, curve in shown.items():
                _paint_curve(painter, frame, name, curve)
            _paint_names(painter, frame, shown)
        painter.end()

    def _in_words(self) -> str:
        parts = [
            f"{name} {texts.number(curve.values[-1], 3)}"
            for name, curve in self.curves.items()
            if curve.values
        ]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values and seconds lie on the picture."""

    area: QRectF
    low: float
    """Logarithms of the smallest and largest value shown."""
    high: float
    seconds: float

    @classmethod
    def around(cls, area: QRectF, curves: dict[str, Curve]) -> "_Frame":
        values = [value for curve in curves.values() for value in curve.values]
        low, high = math.log10(min(values)), math.log10(max(values))
        room = max(0.08, 0.06 * (high - low))
        latest = max(max(curve.seconds) for curve in curves.values())
        return cls(area, low - room, high + room, max(latest, 10.0))

    def x(self, seconds: float) -> float:
        return self.area.left() + seconds / self.seconds * self.area.width()

    def y(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.area.bottom() - part * self.area.height()

    def value_ticks(self) -> list[float]:
        """Return round values within the frame: 1, 2, 5 of each power of ten."""
        powers = range(math.floor(self.low), math.ceil(self.high) + 1)
        every = [base * 10.0**power for power in powers for base in (1, 2, 5)]
        found = [value for value in every if self.low <= math.log10(value) <= self.high]
        if len(found) >= 2:
            return found
        low, high = 10**self.low, 10**self.high
        return [low + (high - low) * part for part in (0.1, 0.5, 0.9)]

    def second_ticks(self) -> list[float]:
        wanted = self.seconds / max(1.0, self.area.width() / 90)
        steps = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
        step = next((step for step in steps if step >= wanted), 14400)
        return [float(step * i) for i in range(int(self.seconds // step) + 1)]


def _colour(name: str) -> QColor:
    return QColor((_DARK if Theme.colours().dark else _LIGHT)[name])


def _paint_axes(painter: QPainter, frame: _Frame) -> None:
    colours = Theme.colours()
    area = frame.area
    for value in frame.value_ticks():
        y = frame.y(value)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
        painter.setPen(QColor(colours.muted))
        place = QRectF(0, y - 10, area.left() - 8, 20)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, f"{value:.2g}" if value < 10 else f"{value:.0f}")
    for seconds in frame.second_ticks():
        x = frame.x(seconds)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QLineF(x, area.bottom(), x, area.bottom() + 4))
        painter.setPen(QColor(colours.muted))
        place = QRectF(x - 40, area.bottom() + 6, 80, 18)
        text = f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _paint_curve(painter: QPainter, frame: _Frame, name: str, curve: Curve) -> None:
    points = [
        QPointF(frame.x(at), frame.y(value))
        for at, value in zip(curve.seconds, curve.values, strict=True)
    ]
    painter.setPen(QPen(_colour(name), 1.8, _DASHES[name]))
    painter.drawPolyline(QPolygonF(points))
    if name == "validation":  # measured seldom: each measurement is a dot
        painter.setBrush(_colour(name))
        painter.setPen(Qt.PenStyle.NoPen)
        for point in points:
            painter.drawEllipse(point, 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_names(painter: QPainter, frame: _Frame, curves: dict[str, Curve]) -> None:
    """Write each name and newest value at the end of its curve, none over another."""
    ends = sorted((frame.y(curve.values[-1]), name) for name, curve in curves.items())
    height = painter.fontMetrics().height()
    y = frame.area.top() - height
    for wanted, name in ends:
        y = max(wanted, y + height)
        painter.setPen(QPen(_colour(name), 1.8, _DASHES[name]))
        left = frame.area.right() + 6
        painter.drawLine(QLineF(left, y, left + 18, y))
        painter.setPen(_colour(name))
        text = f"{name} {curves[name].values[-1]:.2f}"
        painter.drawText(QPointF(left + 23, y + height * 0.32), text)
