"""A sound over time: waveform, mel spectrogram with pitch, words, phonemes; zoom and scroll."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLineF, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.gui import texts
from studio.gui.sentences import said
from studio.gui.sound_picture import Mark, SoundPicture
from studio.gui.theme import Theme
from studio.gui.widgets.lanes import paint_lane, paint_seconds
from studio.gui.widgets.phoneme_track import paint_boundaries
from studio.gui.widgets.spectrogram import paint_pitch, paint_spectrogram
from studio.gui.widgets.time_span import LONGEST, TimeSpan
from studio.gui.widgets.waveform import paint_waveform

_LANE = 24  # pixels
_AXIS = 20
READABLE_SECONDS = 4.0
_ZOOM = 1.35  # by each step of the wheel or the keys


class SoundView(QWidget):
    """Shows one sound. Arrow keys scroll, plus and minus zoom, Home shows all, space plays."""

    pressed_play = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: SoundPicture | None = None
        self._words: Sequence[Mark] = ()
        self._phonemes: Sequence[Mark] = ()
        self._f0: Sequence[float] = ()
        self._span = TimeSpan.whole(1.0)
        self._position: float | None = None
        self._hint = ""
        self._drawn: QPixmap | None = None
        self._dragged_from: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(130)

    def show_sound(
        self,
        picture: SoundPicture | None,
        words: Sequence[Mark] = (),
        phonemes: Sequence[Mark] = (),
        f0_hz: Sequence[float] = (),
    ) -> None:
        """Show a sound, or nothing."""
        self._picture, self._words, self._phonemes = picture, words, phonemes
        self._f0, self._position = f0_hz, None
        # Phonemes are read at some 15 a second: closer than a waveform is looked at.
        longest = READABLE_SECONDS if phonemes else LONGEST
        self._see(TimeSpan.whole(picture.seconds if picture else 1.0, longest))
        seconds = texts.duration(picture.seconds) if picture else ""
        self.setAccessibleDescription(seconds or self._hint)

    def show_score(
        self, words: Sequence[Mark], phonemes: Sequence[Mark], f0_hz: Sequence[float]
    ) -> None:
        """Add words, phonemes and pitch to the sound that is shown; what is in view stays."""
        self._words, self._phonemes, self._f0 = words, phonemes, f0_hz
        self._forget()

    def show_hint(self, sentence: str) -> None:
        """Say what will be seen here while there is no sound, or why there is none."""
        self._hint = said(sentence)
        self._forget()

    def show_position(self, seconds: float | None) -> None:
        """Show where the playing is; None when nothing plays."""
        self._position = seconds
        if seconds is not None and self._picture is not None:
            span = self._span.showing(seconds)
            if span != self._span:
                self._see(span)
        self.update()

    @property
    def picture(self) -> SoundPicture | None:
        return self._picture

    @property
    def span(self) -> TimeSpan:
        return self._span

    def sizeHint(self) -> QSize:
        return QSize(600, 260)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawn is None:
            self._drawn = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        if self._position is not None:
            x = self._span.x(self._position, self.width())
            painter.setPen(QPen(QColor("#ffffff"), 3))
            painter.drawLine(QLineF(x, 0, x, self.height() - _AXIS))
            painter.setPen(QPen(QColor("#d81b60"), 1))
            painter.drawLine(QLineF(x, 0, x, self.height() - _AXIS))
        if self.hasFocus():
            painter.setPen(QPen(QColor(Theme.colours().accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QEvent) -> None:
        self._forget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._forget()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or turned.x():
            self._see(self._span.moved(-(turned.x() or turned.y()) / 1200 * self._span.seconds))
        elif turned.y():
            at = self._span.at(event.position().x(), self.width())
            self._see(self._span.zoomed(_ZOOM ** (turned.y() / 120), at))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            here = event.position().toPoint()
            by = (self._dragged_from.x() - here.x()) / max(1, self.width()) * self._span.seconds
            self._dragged_from = here
            self._see(self._span.moved(by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        middle = (self._span.start + self._span.end) / 2
        match event.key():
            case Qt.Key.Key_Space:
                self.pressed_play.emit()
            case Qt.Key.Key_Left:
                self._see(self._span.moved(-0.2 * self._span.seconds))
            case Qt.Key.Key_Right:
                self._see(self._span.moved(0.2 * self._span.seconds))
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._see(self._span.zoomed(_ZOOM, middle))
            case Qt.Key.Key_Minus:
                self._see(self._span.zoomed(1 / _ZOOM, middle))
            case Qt.Key.Key_Home:
                self._see(TimeSpan.whole(self._span.total))
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._told_at(event.pos()), self)
            return True
        return super().event(event)

    # Drawing

    def _see(self, span: TimeSpan) -> None:
        self._span = span
        self._forget()

    def _forget(self) -> None:
        self._drawn = None
        self.update()

    def _draw(self) -> QPixmap:
        """Draw everything but the playhead, so that moving that is cheap."""
        scale = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * scale)
        drawn.setDevicePixelRatio(scale)
        colours = Theme.colours()
        drawn.fill(QColor(colours.panel))
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        if self._picture is None:
            painter.setPen(QColor(colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(20, 0, -20, 0), flags, self._hint)
        else:
            self._draw_sound(painter, self._picture)
        painter.end()
        return drawn

    def _draw_sound(self, painter: QPainter, picture: SoundPicture) -> None:
        waveform, spectrogram, words, phonemes, axis = self._areas()
        paint_waveform(painter, waveform, picture, self._span)
        paint_spectrogram(painter, spectrogram, picture, self._span)
        if self._phonemes:
            paint_boundaries(painter, spectrogram, self._phonemes, self._span)
        if len(self._f0):
            paint_pitch(painter, spectrogram, self._f0, self._span)
        if self._words:
            paint_lane(painter, words, self._words, self._span)
        if self._phonemes:
            paint_lane(painter, phonemes, self._phonemes, self._span)
        paint_seconds(painter, axis, self._span)

    def _areas(self) -> tuple[QRectF, QRectF, QRectF, QRectF, QRectF]:
        """Return where waveform, spectrogram, words, phonemes and seconds are drawn."""
        width = self.width()
        words = _LANE if self._words else 0
        phonemes = _LANE if self._phonemes else 0
        left = self.height() - words - phonemes - _AXIS
        top = max(30.0, 0.3 * left)
        middle = left - top
        areas, y = [], 0.0
        for height in (top, middle, words, phonemes, _AXIS):
            areas.append(QRectF(0, y, width, height))
            y += height
        return areas[0], areas[1], areas[2], areas[3], areas[4]

    def _told_at(self, place: QPoint) -> str:
        """Return what a tooltip says at a place."""
        if self._picture is None:
            return self.toolTip()
        at = self._span.at(place.x(), self.width())
        told = [f"{at:.2f} s"]
        for marks in (self._words, self._phonemes):
            told += [mark.text for mark in marks if mark.start <= at < mark.end]
        frame = int(at * 80)
        if frame < len(self._f0) and self._f0[frame] > 0:
            told.append(f"F0 {self._f0[frame]:.0f} Hz")
        return " · ".join(told)
