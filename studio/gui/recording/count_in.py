"""Three, two, one: the count before a take, seen and, if wanted, heard softly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from studio.gui.bridge import Bridge

if TYPE_CHECKING:
    from studio.audio.files import Samples
    from studio.audio.player import Player

BEATS = 3
BEAT_SECONDS = 0.8
"""The last beat is silent. So the last tick has ended 1.5 s before the take begins, which is longer
than the take's pre-roll (0.3 s) and what a loudspeaker is late by, together."""

_TICK_HERTZ, _TICK_SECONDS, _TICK_DBFS = 880.0, 0.03, -32.0
_RATE = 48_000


class CountIn(QObject):
    """Counts once at a time."""

    beat = Signal(int)
    """3, 2, 1."""
    over = Signal()
    """Now."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._left = 0
        self._turn = 0
        self._player: Player | None = None
        timer_type = Qt.TimerType.PreciseTimer
        self._timer = QTimer(self, interval=round(1000 * BEAT_SECONDS), timerType=timer_type)
        self._timer.timeout.connect(self._next)

    @property
    def left(self) -> int:
        """The beat that is shown; 0 when nothing is counted."""
        return self._left

    def start(self, ticks: bool) -> None:
        """Count; with `ticks`, when the loudspeaker is open (or has refused)."""
        self._turn += 1
        turn = self._turn
        self._left = BEATS
        self.beat.emit(BEATS)
        if ticks:
            self._bridge.sound(
                self._tick, lambda _none: self._begin(turn), lambda _why: self._begin(turn)
            )
        else:
            self._begin(turn)

    def cancel(self) -> None:
        """Do not begin after all."""
        self._turn += 1
        self._left = 0
        self._timer.stop()
        if self._player is not None:
            self._bridge.sound(self._player.stop)

    def _begin(self, turn: int) -> None:
        if turn == self._turn and self._left:
            self._timer.start()

    def _next(self) -> None:
        self._left -= 1
        if self._left > 0:
            self.beat.emit(self._left)
            return
        self._timer.stop()
        self.over.emit()

    def _tick(self) -> None:
        """Play one tick for each beat but the last; on the thread for sound."""
        from studio.audio.player import Player

        self._player = self._player or Player()
        self._player.play(ticks(), _RATE)


def ticks() -> Samples:
    """Return the sound of the count, float32 `[n]` at 48 kHz: soft, and silent on the last beat."""
    import numpy as np

    beat = round(BEAT_SECONDS * _RATE)
    sound = np.zeros((BEATS - 2) * beat + round(2 * _TICK_SECONDS * _RATE), np.float32)
    time = np.arange(round(_TICK_SECONDS * _RATE)) / _RATE
    fade = np.sin(np.pi * time / _TICK_SECONDS) ** 2
    tick = 10 ** (_TICK_DBFS / 20) * fade * np.sin(2 * np.pi * _TICK_HERTZ * time)
    for number in range(BEATS - 1):
        sound[number * beat : number * beat + len(tick)] = tick
    return sound
