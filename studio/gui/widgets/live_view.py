"""The sound as it comes in: waveform above, mel spectrogram below, scrolling to the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui.recording.live_sound import BANDS, COLUMNS_A_SECOND, Columns
from studio.gui.theme import Theme
from studio.gui.widgets.parts import name_it
from studio.gui.widgets.spectrogram import colour_table
from studio.gui.widgets.waveform import CLIPPED

if TYPE_CHECKING:  # the window opens before numpy is loaded
    import numpy as np
    from numpy.typing import NDArray

SECONDS = 8.0  # what is in view
_WIDTH = round(SECONDS * COLUMNS_A_SECOND)
_WAVE = 0.36  # of the height


class LiveView(QWidget):
    """Shows the latest seconds. New columns are written into a ring, and nothing old is drawn anew:
    a frame costs two copies of a picture and some 640 lines, whatever the rate is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: NDArray[np.uint8] | None = None
        self._lows: NDArray[np.float32] | None = None
        self._highs: NDArray[np.float32] | None = None
        self._head = 0  # where the next column is written
        self._shown = 0  # columns that hold sound
        self._hint = ""
        self._live = False
        self.painted = 0
        """How often it was painted; the benchmark counts frames by it."""
        self.setMinimumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._retranslate()

    def begin(self) -> None:
        """Forget what was shown: a take begins."""
        self._head = self._shown = 0
        self._live = True
        self.update()

    def end(self) -> None:
        """The take has ended; what is shown stays."""
        self._live = False
        self.update()

    def clear(self, hint: str) -> None:
        """Show nothing but a sentence."""
        self._head = self._shown = 0
        self._live, self._hint = False, hint
        self.setAccessibleDescription(hint)
        self.update()

    def add(self, columns: Columns) -> None:
        """Show what has just come in."""
        if not columns.count:
            return
        import numpy as np  # loaded already by whoever made the columns

        if self._pixels is None or self._lows is None or self._highs is None:
            self._pixels = np.zeros((BANDS, _WIDTH), np.uint8)
            self._lows = np.zeros(_WIDTH, np.float32)
            self._highs = np.zeros(_WIDTH, np.float32)
        count = min(columns.count, _WIDTH)
        places = (self._head + np.arange(count)) % _WIDTH
        self._pixels[:, places] = columns.mel[:, -count:]
        self._lows[places] = columns.lows[-count:]
        self._highs[places] = columns.highs[-count:]
        self._head = (self._head + count) % _WIDTH
        self._shown = min(_WIDTH, self._shown + count)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        colours = Theme.colours()
        painter = QPainter(self)
        whole = QRectF(self.rect())
        wave = QRectF(0, 0, whole.width(), whole.height() * _WAVE)
        mel = QRectF(0, wave.bottom(), whole.width(), whole.height() - wave.height())
        painter.fillRect(wave, QColor(colours.panel))
        painter.fillRect(mel, QColor(colour_table()[0]))
        if self._shown:
            self._paint_mel(painter, mel)
            self._paint_wave(painter, wave)
        if self._live:
            x = whole.width() * self._shown / _WIDTH
            painter.fillRect(QRectF(min(x, whole.width() - 2), 0, 2, whole.height()),
                             QColor(colours.bad))  # fmt: skip
        elif not self._shown:
            self._paint_hint(painter, mel)
        painter.end()

    def _paint_mel(self, painter: QPainter, area: QRectF) -> None:
        assert self._pixels is not None
        image = QImage(self._pixels.data, _WIDTH, BANDS, _WIDTH, QImage.Format.Format_Indexed8)
        image.setColorTable(colour_table())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale, left = area.width() / _WIDTH, area.left()
        for first, count in self._pieces():
            target = QRectF(left, area.top(), count * scale, area.height())
            painter.drawImage(target, image, QRectF(first, 0, count, BANDS))
            left += count * scale

    def _paint_wave(self, painter: QPainter, area: QRectF) -> None:
        assert self._lows is not None
        assert self._highs is not None
        colours = Theme.colours()
        middle, half = area.center().y(), area.height() / 2 - 3
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QLineF(area.left(), middle, area.right(), middle))
        scale, x = area.width() / _WIDTH, area.left()
        lines, clipped = [], []
        for first, count in self._pieces():
            for place in range(first, first + count):
                low, high = float(self._lows[place]), float(self._highs[place])
                lines.append(QLineF(x, middle - half * high, x, middle - half * low + 1))
                if max(high, -low) >= CLIPPED:
                    clipped.append(QLineF(x, area.top(), x, area.top() + 6))
                x += scale
        painter.setPen(QPen(QColor(colours.accent), max(1.0, scale)))
        painter.drawLines(lines)
        if clipped:
            painter.setPen(QPen(QColor(colours.bad), max(1.0, scale)))
            painter.drawLines(clipped)

    def _pieces(self) -> list[tuple[int, int]]:
        """Return what the ring holds, the oldest first: (first column, how many)."""
        start = (self._head - self._shown) % _WIDTH
        first = min(self._shown, _WIDTH - start)
        rest = self._shown - first
        return [(start, first)] + ([(0, rest)] if rest else [])

    def _paint_hint(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor("#c9cfe2"))  # on the dark of the spectrogram, in both appearances
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area.adjusted(16, 4, -16, -4), int(flags), self._hint)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        name_it(
            self,
            self.tr("Sound of the take"),
            self.tr("Waveform and mel spectrogram of what the microphone hears"),
        )
