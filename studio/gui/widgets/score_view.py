"""The score of what was said, to be changed: words chosen, phonemes stretched, pitch drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from studio.gui import texts
from studio.gui.announcing import announce
from studio.gui.sound_picture import SoundPicture
from studio.gui.spoken import SaidSentence, SaidWord, Spoken
from studio.gui.theme import Theme
from studio.gui.widgets.chosen_sounds import ChosenSounds, sounds_of
from studio.gui.widgets.sound_view import SoundView
from studio.gui.widgets.spectrogram import pitch_hz, pitch_y
from studio.gui.widgets.time_span import TimeSpan

_NEAR = 5  # pixels from a border at which it can be taken
_CLICK = 4  # pixels that a click may move
_INK = "#ffffff"


class ScoreView(SoundView):
    """A sound view in which the person points at what is to be another way.

    Ctrl+Left and Ctrl+Right choose a word; clicking one does as well. `sounds` says by which keys
    phonemes are chosen, stretched and raised.
    """

    word_chosen = Signal()
    """`word` is another, or None."""
    length_dragged = Signal(object, int, float)
    """The sentence, its symbol, and how many ms it is to last."""
    pitch_drawn = Signal(object, object)
    """The sentence, and points of (seconds, Hz) from left to right."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.drawing = False
        """Whether dragging over the spectrogram draws the pitch."""
        self._spoken: Spoken | None = None
        self._chosen: tuple[int, int] | None = None  # place of the sentence, and of its word
        self._border: tuple[SaidSentence, int] | None = None
        self._border_at = 0.0  # seconds
        self._stroke: list[QPointF] = []
        self._pressed = QPointF()
        self.sounds = ChosenSounds()
        self.sounds.edge_moved.connect(self.length_dragged)
        self.sounds.pitch_moved.connect(self.pitch_drawn)
        self.sounds.changed.connect(self._show_sounds)
        self.sounds.told.connect(lambda text: announce(self, text))

    @property
    def word(self) -> tuple[SaidSentence, int, SaidWord] | None:
        """The chosen word: its sentence, its place in it, itself."""
        if self._spoken is None or self._chosen is None:
            return None
        sentence = self._spoken.sentences[self._chosen[0]]
        return sentence, self._chosen[1], sentence.words[self._chosen[1]]

    def show_spoken(self, picture: SoundPicture, spoken: Spoken, stay: bool) -> None:
        """Show what was said; `stay`: what is in view and chosen stays so."""
        span, chosen = self.span, self._chosen
        self._spoken, self._chosen = spoken, None
        self.sounds.show_spoken(spoken, stay)
        self.show_sound(picture, spoken.words, spoken.phonemes, spoken.f0_hz)
        if stay:
            self._see(TimeSpan(0.0, span.seconds, picture.seconds).moved(span.start))
            there = chosen is not None and chosen[0] < len(spoken.sentences)
            if chosen and there and chosen[1] < len(spoken.sentences[chosen[0]].words):
                self._chosen = chosen
        self.word_chosen.emit()

    def show_nothing(self) -> None:
        """Forget what was said."""
        self._spoken, self._chosen = None, None
        self.sounds.show_spoken(None)
        self.show_sound(None)
        self.word_chosen.emit()

    def choose(self, sentence: int, word: int) -> None:
        """Choose a word by its places."""
        self.sounds.choose_none()
        self._chosen = (sentence, word)
        chosen = self.word
        if chosen is not None:
            self._see(self.span.showing(chosen[2].start))
            announce(self, chosen[2].text)
        self._forget()
        self.word_chosen.emit()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        self._border = self._border_near(event.position())
        if self._border is not None:
            self._border_at = self._at(event.position())
        elif self.drawing and self._areas()[1].contains(event.position()) and self._spoken:
            self._stroke = [event.position()]
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._show_cursor(event.position())
        if self._border is not None:
            self._border_at = self._at(event.position())
            self.update()
        elif self._stroke:
            if event.position().x() > self._stroke[-1].x():
                self._stroke.append(event.position())
                self.update()
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        border, self._border = self._border, None
        stroke, self._stroke = self._stroke, []
        moved = (event.position() - self._pressed).manhattanLength()
        if border is not None and moved > _CLICK:
            sentence, symbol = border
            wider = 1000 * (self._border_at - sentence.symbols[symbol][2])
            self.length_dragged.emit(sentence, symbol, sentence.lengths_ms[symbol] + wider)
        elif len(stroke) > 1:
            self._draw_pitch(stroke)
        elif moved <= _CLICK:
            self._choose_at(event.position())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        word = self.word
        begin = (self._chosen[0], word[2].symbols[0]) if self._chosen and word else None
        if self.sounds.took(event, begin):
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in ways:
            self._choose_next(ways[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        border = self.sounds.edge if self._border is None else self._border_at
        stroke = self._stroke or self._on_screen(self.sounds.curve)
        if border is None and not stroke:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if border is not None:
            x = self.span.x(border, self.width())
            painter.setPen(QPen(QColor(Theme.colours().accent), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(QColor(_INK), 3))
        painter.drawPolyline(stroke)
        painter.end()

    # What is where

    def _draw_sound(self, painter: QPainter, picture: SoundPicture) -> None:
        super()._draw_sound(painter, picture)
        words, phonemes = self._areas()[2:4]
        chosen = self.word
        if chosen is not None:
            word = chosen[2]
            self._frame(painter, word.start, word.end, words.top(), phonemes.bottom())
        if self.sounds.chosen is not None:
            area = self._areas()[1]
            self._frame(painter, *self.sounds.span, area.top(), phonemes.bottom())

    def _frame(
        self, painter: QPainter, start: float, end: float, top: float, bottom: float
    ) -> None:
        left, right = self.span.x(start, self.width()), self.span.x(end, self.width())
        painter.setPen(QPen(QColor(Theme.colours().accent), 2))
        painter.drawRect(QRectF(left, top, right - left, bottom - top).adjusted(1, 1, -1, -1))

    def _show_sounds(self) -> None:
        """Draw which phonemes are chosen, and have them in view."""
        if self.sounds.chosen is not None:
            self._see(self.span.showing(self.sounds.span[0]))
        self._forget()

    def _on_screen(self, points: Sequence[tuple[float, float]]) -> list[QPointF]:
        area = self._areas()[1]
        return [QPointF(self.span.x(at, self.width()), pitch_y(hz, area)) for at, hz in points]

    def _at(self, place: QPointF) -> float:
        return self.span.at(place.x(), self.width())

    def _border_near(self, place: QPointF) -> tuple[SaidSentence, int] | None:
        if not self._areas()[3].contains(place):
            return None
        said = self._spoken.sentences if self._spoken else ()
        near = [
            (abs(self.span.x(said[of].symbols[n][2], self.width()) - place.x()), said[of], n)
            for of, n in sounds_of(self._spoken)
        ]
        best = min(near, key=lambda one: one[0], default=None)
        return best[1:] if best is not None and best[0] <= _NEAR else None

    def _show_cursor(self, place: QPointF) -> None:
        if self._border_near(place) is not None:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self.drawing and self._areas()[1].contains(place):
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._areas()[2].contains(place):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _draw_pitch(self, stroke: list[QPointF]) -> None:
        area = self._areas()[1]
        points = [(self._at(point), pitch_hz(point.y(), area)) for point in stroke]
        middle = (points[0][0] + points[-1][0]) / 2
        sentence = self._spoken.sentence_at(middle) if self._spoken else None
        if sentence is not None:
            self.pitch_drawn.emit(sentence, points)

    def _choose_at(self, place: QPointF) -> None:
        words, phonemes = self._areas()[2:4]
        at = self._at(place)
        if not (words.contains(place) or phonemes.contains(place)) or self._spoken is None:
            return
        for number, sentence in enumerate(self._spoken.sentences):
            for which, word in enumerate(sentence.words):
                if word.start <= at < word.end:
                    self.choose(number, which)
                    return

    def _choose_next(self, by: int) -> None:
        places = [
            (number, which)
            for number, sentence in enumerate(self._spoken.sentences if self._spoken else ())
            for which in range(len(sentence.words))
        ]
        if places:
            now = places.index(self._chosen) if self._chosen in places else -1 if by > 0 else 0
            self.choose(*places[(now + by) % len(places)])

    def _told_at(self, place: QPoint) -> str:
        told = super()._told_at(place)
        at = self.span.at(place.x(), self.width())
        for sentence in self._spoken.sentences if self._spoken else ():
            for word in sentence.words:
                if word.start <= at < word.end and word.score is not None:
                    told += " · " + self.tr("heard {0}").format(texts.percent(word.score, 0))
        return told
