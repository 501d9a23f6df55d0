"""The phonemes of a score that are chosen by keys, and how keys move their edge and their pitch.

    Ctrl+Shift+Left, Ctrl+Shift+Right   choose the phoneme before or behind
    Shift+Left, Shift+Right             choose more of them, or fewer
    Alt+Left, Alt+Right                 move the end of the last one by a frame
    Alt+Up, Alt+Down                    move the pitch of all of them by a semitone

Choosing a word chooses none of them.
What keys have moved is told once they rest, as a drag is told when the mouse lets go.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from studio.gui.speaking.editing import FRAME_MS, raised
from studio.gui.spoken import STRESS, SaidSentence, Spoken
from studio.speech.edits import LENGTHS_MS
from studio.text.ipa import to_ipa

REST_MS = 400
SEMITONES = 1.0
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
_HELD = _CONTROL | _SHIFT | _ALT
_ACROSS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UP = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}


def sounds_of(spoken: Spoken | None) -> list[tuple[int, int]]:
    """What can be stretched: symbols that are drawn and have a length, each with its sentence."""
    return [
        (number, place)
        for number, sentence in enumerate(spoken.sentences if spoken else ())
        for place, (symbol, start, end) in enumerate(sentence.symbols)
        if symbol not in STRESS and end > start
    ]


class ChosenSounds(QObject):
    """Which phonemes of which sentence are chosen, and where keys have moved them so far."""

    edge_moved = Signal(object, int, float)
    """The sentence, its symbol, and how many ms it is to last."""
    pitch_moved = Signal(object, object)
    """The sentence, and points of (seconds, Hz) from left to right."""
    changed = Signal()
    """Something else is to be drawn."""
    told = Signal(str)
    """What a screen reader is to say."""

    def __init__(self) -> None:
        super().__init__()
        self._spoken: Spoken | None = None
        self._at: tuple[int, int, int] | None = None
        """Place of the sentence, the symbol from which was chosen, and that up to which."""
        self._frames, self._semitones = 0, 0.0  # moved, and not told yet
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._tell_moved)

    def show_spoken(self, spoken: Spoken | None, stay: bool = False) -> None:
        """Another sound is shown; `stay`: what is chosen stays so where it is still there."""
        self._spoken = spoken
        self._forget_moves()
        places = sounds_of(spoken)
        if self._at is not None and not (stay and {self._at[:2], self._at[::2]} <= set(places)):
            self._at = None

    def choose_none(self) -> None:
        """Forget what is chosen."""
        self._at = None
        self._forget_moves()
        self.changed.emit()

    @property
    def chosen(self) -> tuple[SaidSentence, int, int] | None:
        """The sentence, and its first and its last symbol that are chosen."""
        if self._spoken is None or self._at is None:
            return None
        number, *ends = self._at
        return self._spoken.sentences[number], min(ends), max(ends)

    @property
    def span(self) -> tuple[float, float]:
        """From when to when they are said, in seconds."""
        if self.chosen is None:
            return 0.0, 0.0
        sentence, first, last = self.chosen
        return sentence.symbols[first][1], sentence.symbols[last][2]

    @property
    def edge(self) -> float | None:
        """The second to which keys have moved their end; None where they have not."""
        return self.span[1] + self._frames * FRAME_MS / 1000 if self._frames else None

    @property
    def curve(self) -> list[tuple[float, float]]:
        """The pitch to which keys have moved them, as (seconds, Hz); [] where they have not."""
        if self._spoken is None or not self._semitones:
            return []
        return raised(self._spoken.f0_hz, *self.span, self._semitones)

    def took(self, event: QKeyEvent, word: tuple[int, int] | None) -> bool:
        """Do what a key says; False where it says nothing here.

        `word`: the sentence and the first symbol of the chosen word, where to begin.
        """
        held, key = event.modifiers() & _HELD, Qt.Key(event.key())
        if key in _ACROSS and held == _CONTROL | _SHIFT:
            self._choose(_ACROSS[key], word)
        elif self._at is None:
            return False
        elif key in _ACROSS and held == _SHIFT:
            self._extend(_ACROSS[key])
        elif key in _ACROSS and held == _ALT:
            self._move_edge(_ACROSS[key])
        elif key in _UP and held == _ALT:
            self._move_pitch(_UP[key] * SEMITONES)
        else:
            return False
        return True

    # What keys do

    def _choose(self, way: int, word: tuple[int, int] | None) -> None:
        places = sounds_of(self._spoken)
        if not places:
            return
        if self._at is not None:
            now = places.index((self._at[0], self._at[2])) + way
        elif word is not None:
            now = next((n for n, place in enumerate(places) if place >= word), 0)
        else:
            now = 0 if way > 0 else -1
        number, symbol = places[now % len(places)]
        self._take(number, symbol, symbol)

    def _extend(self, way: int) -> None:
        assert self._at is not None
        number, begin, end = self._at
        own = [symbol for of, symbol in sounds_of(self._spoken) if of == number]
        now = own.index(end) + way
        if 0 <= now < len(own):
            self._take(number, begin, own[now])

    def _take(self, number: int, begin: int, end: int) -> None:
        if self._frames or self._semitones:
            self._tell_moved()  # of what was chosen until now
        self._at = (number, begin, end)
        self.changed.emit()
        assert self.chosen is not None
        sentence, first, last = self.chosen
        start, stop = self.span
        voiced = [hz for _, hz in raised(self._spoken.f0_hz if self._spoken else (), start, stop)]
        told = [to_ipa(sentence.phonemes[first : last + 1]), f"{1000 * (stop - start):.0f} ms"]
        told += [f"{sum(voiced) / len(voiced):.0f} Hz"] if voiced else []
        self.told.emit(", ".join(told))

    def _move_edge(self, way: int) -> None:
        assert self.chosen is not None
        sentence, _, last = self.chosen
        ms = sentence.lengths_ms[last] + (self._frames + way) * FRAME_MS
        if LENGTHS_MS[0] <= ms <= LENGTHS_MS[1]:
            self._frames += way
            self._moved(f"{ms:.0f} ms")

    def _move_pitch(self, semitones: float) -> None:
        self._semitones += semitones
        curve = self.curve
        if self._semitones and len(curve) < 2:
            self._semitones = 0.0
            self.told.emit(self.tr("There is no pitch here."))
        else:
            self._moved(f"{self._semitones:+g}")

    def _moved(self, told: str) -> None:
        self.told.emit(told)
        self.changed.emit()
        self._rest.start()

    def _tell_moved(self) -> None:
        """Keys rest: what they have moved is to be made."""
        chosen, frames, curve = self.chosen, self._frames, self.curve
        self._forget_moves()
        if chosen is None:
            return
        sentence, _, last = chosen
        if frames:
            self.edge_moved.emit(sentence, last, sentence.lengths_ms[last] + frames * FRAME_MS)
        if curve:
            self.pitch_moved.emit(sentence, curve)

    def _forget_moves(self) -> None:
        self._rest.stop()
        self._frames, self._semitones = 0, 0.0
