"""The level meter: peak with hold, RMS, a target zone, and a lamp that says "too loud"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui import texts
from studio.gui.theme import Theme
from studio.gui.widgets.parts import name_it

if TYPE_CHECKING:
    from studio.audio.meter import MeterReading

LOWEST = -60.0  # dBFS at the left end
TARGET = (-18.0, -9.0)
"""dBFS. Peaks of a voice that is read aloud should lie here: well above the noise of converters and
rooms, and with 9 dB left for the loudest vowel nobody expected."""

_MARKS = (-50, -40, -30, -24, -18, -12, -9, -6, -3, 0)
_LAMP = 66  # pixels
_SCALE = 16
_QUIET = -48.0  # dBFS peak; below this nobody speaks


class LevelMeter(QWidget):
    """Shows how loud the microphone is. A click (or C on the page) puts the clip lamp out."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: MeterReading | None = None
        self._clipped = False
        self._said = ""
        self._ground: QPixmap | None = None
        self.setMinimumHeight(42)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._retranslate()

    def show_reading(self, reading: MeterReading | None) -> None:
        """Show a level; None when no microphone is open."""
        self._reading = reading
        self._clipped = reading is not None and reading.clipped
        said = self.verdict()
        if said != self._said:
            self._said = said
            self.setAccessibleDescription(said)
        self.update()

    def verdict(self) -> str:
        """Return in words what the level is; for screen readers and below the bar."""
        if self._reading is None:
            return self.tr("no microphone")
        if self._clipped:
            return self.tr("too loud")
        hold = self._reading.hold_dbfs
        if hold < _QUIET:
            return self.tr("quiet")
        if hold < TARGET[0]:
            return self.tr("a little low")
        return self.tr("good level") if hold <= TARGET[1] else self.tr("a little high")

    def sizeHint(self) -> QSize:
        return QSize(420, 42)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.cleared.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._ground = None
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground is None:
            self._ground = self._draw_ground()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        bar = self._bar()
        if self._reading is not None:
            self._paint_reading(painter, bar, self._reading)
        self._paint_number(painter, bar)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lamp(painter, QRectF(self.width() - _LAMP, 2, _LAMP - 1, bar.height()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ground = None

    def _bar(self) -> QRectF:
        return QRectF(0, 2, self.width() - _LAMP - 8, self.height() - _SCALE - 4)

    def _draw_ground(self) -> QPixmap:
        """Draw what stays: the empty bar with its target zone, and the scale."""
        colours = Theme.colours()
        scale = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * scale)
        drawn.setDevicePixelRatio(scale)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setFont(_small(self.font()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = self._bar()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(bar, 4, 4)
        left, right = _x(TARGET[0], bar), _x(TARGET[1], bar)
        zone = QColor(colours.good)
        zone.setAlpha(46)
        painter.fillRect(QRectF(left, bar.top(), right - left, bar.height()), zone)
        painter.setPen(QPen(QColor(colours.good), 1))
        painter.drawLine(QLineF(left, bar.top(), left, bar.bottom()))
        painter.drawLine(QLineF(right, bar.top(), right, bar.bottom()))
        self._paint_scale(painter, bar)
        painter.end()
        return drawn

    def _paint_reading(self, painter: QPainter, bar: QRectF, reading: MeterReading) -> None:
        text = QColor(Theme.colours().text)
        self._paint_level(painter, bar, reading.peak_dbfs)
        rms = _x(reading.rms_dbfs, bar)
        if rms > bar.left() + 1:
            painter.fillRect(
                QRectF(bar.left() + 1, bar.center().y() - 2.5, rms - bar.left() - 1, 5), text
            )
        hold = _x(reading.hold_dbfs, bar)
        if hold > bar.left() + 2:
            painter.fillRect(QRectF(hold - 1.5, bar.top(), 3, bar.height()), text)

    def _paint_level(self, painter: QPainter, bar: QRectF, dbfs: float) -> None:
        colours = Theme.colours()
        parts = (
            (LOWEST, TARGET[0], colours.accent),
            (TARGET[0], TARGET[1], colours.good),
            (TARGET[1], -3.0, colours.warn),
            (-3.0, 0.0, colours.bad),
        )
        for low, high, colour in parts:
            if dbfs > low:
                left, right = _x(low, bar), _x(min(dbfs, high), bar)
                painter.fillRect(
                    QRectF(left, bar.top() + 3, right - left, bar.height() - 6), QColor(colour)
                )

    def _paint_scale(self, painter: QPainter, bar: QRectF) -> None:
        colours = Theme.colours()
        last = -100.0
        for mark in _MARKS:
            x = _x(mark, bar)
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QLineF(x, bar.bottom(), x, bar.bottom() + 3))
            text = str(mark).replace("-", "−")
            width = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(x - width / 2, bar.left()), bar.right() - width)
            if left > last + 4:
                in_zone = TARGET[0] <= mark <= TARGET[1]
                painter.setPen(QColor(colours.good if in_zone else colours.muted))
                painter.drawText(QPointF(left, bar.bottom() + 13), text)
                last = left + width

    def _paint_number(self, painter: QPainter, bar: QRectF) -> None:
        painter.setFont(_small(self.font()))
        painter.setPen(QColor(Theme.colours().muted))
        place = QRectF(bar.right() + 8, bar.bottom() + 1, _LAMP, _SCALE)
        peak = "dBFS"
        if self._reading is not None and self._reading.hold_dbfs > LOWEST:
            peak = f"{texts.number(self._reading.hold_dbfs, 1)} dBFS".replace("-", "−")
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, peak)

    def _paint_lamp(self, painter: QPainter, lamp: QRectF) -> None:
        colours = Theme.colours()
        painter.setPen(QPen(QColor(colours.bad if self._clipped else colours.border), 1))
        painter.setBrush(QColor(colours.bad if self._clipped else colours.panel))
        painter.drawRoundedRect(lamp.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(colours.panel if self._clipped else colours.muted))
        font = painter.font()
        font.setBold(self._clipped)
        painter.setFont(font)
        painter.drawText(lamp, Qt.AlignmentFlag.AlignCenter, self.tr("CLIP"))

    def _retranslate(self) -> None:
        name_it(
            self,
            self.tr("Level"),
            self.tr(
                "The bar is the peak, the thin line the RMS. Speak so that peaks lie in the green "
                "zone, −18 to −9 dBFS. The lamp lights when a sample was clipped; a click puts it "
                "out."
            ),
        )
        self._said = self.verdict()
        self.setAccessibleDescription(self._said)
        self.update()


def _small(font: QFont) -> QFont:
    made = QFont(font)
    made.setPixelSize(11)
    return made


def _x(dbfs: float, bar: QRectF) -> float:
    """Return where a level lies on the bar: the upper 30 dB take two thirds of it."""
    if dbfs <= -30.0:
        part = max(0.0, (dbfs - LOWEST) / 30.0) / 3
    else:
        part = 1 / 3 + (min(dbfs, 0.0) + 30.0) / 30.0 * 2 / 3
    return bar.left() + part * bar.width()
