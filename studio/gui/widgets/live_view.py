"""The sound as it comes in: waveform above, mel spectrogram below, scrolling to the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
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
_ROWS = 61  # of the waveform's picture
_CLIP_ROWS = 6


class LiveView(QWidget):
    """Shows the latest seconds. New columns are written into two rings of pixels and nothing old is
    drawn anew: a frame costs four copies of a part of a picture, whatever the rate is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mel: NDArray[np.uint32] | None = None
        self._wave: NDArray[np.uint8] | None = None
        self._colours: NDArray[np.uint32] | None = None
        self._head = 0  # where the next column is written
        self._shown = 0  # columns that hold sound
        self._hint, self._big = "", False
        self._live = False
        self.painted = 0
        """How often it was painted; the benchmark counts frames by it."""
        self.setMinimumHeight(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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

    def clear(self, hint: str, big: bool = False) -> None:
        """Show nothing but a sentence, or big letters: those of the count before a take."""
        self._head = self._shown = 0
        self._live, self._hint, self._big = False, hint, big
        self.setAccessibleDescription(hint)
        self.update()

    def add(self, columns: Columns) -> None:
        """Show what has just come in."""
        if not columns.count:
            return
        import numpy as np  # loaded already by whoever made the columns

        if self._mel is None or self._wave is None or self._colours is None:
            # In true colours: Qt scales those smoothly three times as fast as a table's.
            self._colours = np.array(colour_table(), np.uint32)
            self._mel = np.zeros((BANDS, _WIDTH), np.uint32)
            self._wave = np.zeros((_ROWS, _WIDTH), np.uint8)
        count = min(columns.count, _WIDTH)
        places = (self._head + np.arange(count)) % _WIDTH
        self._mel[:, places] = self._colours[columns.mel[:, -count:]]
        self._wave[:, places] = wave_pixels(columns.lows[-count:], columns.highs[-count:])
        self._head = (self._head + count) % _WIDTH
        self._shown = min(_WIDTH, self._shown + count)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 170)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        colours = Theme.colours()
        painter = QPainter(self)
        whole = QRectF(self.rect())
        wave = QRectF(0, 0, whole.width(), whole.height() * _WAVE)
        mel = QRectF(0, wave.bottom(), whole.width(), whole.height() - wave.height())
        painter.fillRect(wave, QColor(colours.panel))
        painter.fillRect(mel, QColor(colour_table()[0]))
        if self._shown and self._mel is not None and self._wave is not None:
            form = QImage.Format
            drawn = QImage(self._wave.data, _WIDTH, _ROWS, _WIDTH, form.Format_Indexed8)
            drawn.setColorTable(_wave_colours())
            self._paint_ring(painter, wave, drawn)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            drawn = QImage(self._mel.data, _WIDTH, BANDS, 4 * _WIDTH, form.Format_RGB32)
            self._paint_ring(painter, mel, drawn)
        if self._live:
            x = whole.width() * self._shown / _WIDTH
            painter.fillRect(QRectF(min(x, whole.width() - 2), 0, 2, whole.height()),
                             QColor(colours.bad))  # fmt: skip
        elif not self._shown:
            self._paint_hint(painter, whole if self._big else mel)
        painter.end()

    def _paint_ring(self, painter: QPainter, area: QRectF, image: QImage) -> None:
        """Draw what a ring of pixels holds, the oldest column at the left."""
        scale, left = area.width() / _WIDTH, area.left()
        for first, count in self._pieces():
            target = QRectF(left, area.top(), count * scale, area.height())
            painter.drawImage(target, image, QRectF(first, 0, count, image.height()))
            left += count * scale

    def _pieces(self) -> list[tuple[int, int]]:
        """Return what the ring holds, the oldest first: (first column, how many)."""
        start = (self._head - self._shown) % _WIDTH
        first = min(self._shown, _WIDTH - start)
        rest = self._shown - first
        return [(start, first)] + ([(0, rest)] if rest else [])

    def _paint_hint(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor("#c9cfe2"))  # on the dark of the spectrogram, in both appearances
        if self._big:
            painter.fillRect(area, QColor(colour_table()[0]))
            font = painter.font()
            font.setPixelSize(max(24, round(area.height() * 0.6)))
            font.setBold(True)
            painter.setFont(font)
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


def wave_pixels(lows: NDArray[np.float32], highs: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return columns of a waveform, `[_ROWS, n]`: 0 nothing, 1 the middle line, 2 sound, 3 clipped.

    `lows` and `highs` are the smallest and largest samples, `[n]`, -1 to 1.
    """
    import numpy as np

    middle = _ROWS // 2
    top = np.clip(np.round(middle - highs * (middle - 2)), 0, _ROWS - 1)
    bottom = np.clip(np.round(middle - lows * (middle - 2)), 0, _ROWS - 1)
    rows = np.arange(_ROWS)[:, None]
    pixels = np.where((rows >= top) & (rows <= bottom), 2, 0)
    pixels[middle][pixels[middle] == 0] = 1
    clipped = np.maximum(highs, -lows) >= CLIPPED
    pixels[:_CLIP_ROWS, clipped] = 3
    return pixels.astype(np.uint8)


def _wave_colours() -> list[int]:
    colours = Theme.colours()
    names = (colours.panel, colours.border, colours.accent, colours.bad)
    return [QColor(name).rgb() for name in names]
