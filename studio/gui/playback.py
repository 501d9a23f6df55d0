"""Playing sounds for the window: one after another, with where it is, and a sentence if it cannot.

Files are read and the device is opened and stopped on a thread of its own: a sound server may take
its time.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from studio.gui.bridge import Bridge

if TYPE_CHECKING:
    from studio.audio.player import Player

_TICK = 33  # milliseconds between two looks at where it is


class Playback(QObject):
    """Plays one list of sounds at a time. Who asked for it is told by a key of their choice."""

    started = Signal(str)
    moved = Signal(str, int, float)
    """Key, which sound of the list, and seconds from the beginning of that sound."""
    ended = Signal(str)
    """Played to the end, stopped, or refused: comes once for each `started`."""
    refused = Signal(str)
    """One sentence: why nothing can be heard."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._player: Player | None = None
        self._key = ""
        self._turn = 0  # counts lists, so that what belongs to an earlier one is ignored
        self._waiting: deque[tuple[Path, float | None, float, float | None]] = deque()
        self._more_to_come = False
        self._opening = False
        self._place = -1  # of the current sound in its list
        self._start = 0.0  # second of the current sound from which on it is heard
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self._look)

    @property
    def playing(self) -> str:
        """The key of what is playing; "" when nothing is."""
        return self._key

    def toggle(self, path: Path, key: str, lufs: float | None = None) -> None:
        """Play a sound, or stop it when it is what is playing; see `add` for `lufs`."""
        if self._key == key:
            self.stop()
        else:
            self.play(path, key, lufs)

    def play(
        self,
        path: Path,
        key: str,
        lufs: float | None = None,
        start: float = 0.0,
        end: float | None = None,
    ) -> None:
        """Play one sound, or a part of it; see `add`."""
        self.begin(key)
        self.add(path, lufs, start, end)
        self.finish()

    def begin(self, key: str) -> None:
        """Begin a list of sounds that come one by one."""
        self.stop()
        self._turn += 1
        self._key, self._more_to_come = key, True
        self._place = -1
        self._timer.start()
        self.started.emit(key)

    def add(
        self,
        path: Path,
        lufs: float | None = None,
        start: float = 0.0,
        end: float | None = None,
    ) -> None:
        """Play this sound after those before it, as loud as `lufs` (None = as it is), from the
        second `start` to the second `end`."""
        if self._key:
            self._waiting.append((path, lufs, start, end))
            self._next()

    def finish(self) -> None:
        """No more sounds will come for this list."""
        self._more_to_come = False
        self._next()

    def stop(self) -> None:
        """Stop whatever is playing."""
        if not self._key:
            return
        if self._player is not None:
            self._bridge.sound(self._player.stop)
        self._end()

    def _next(self) -> None:
        """Open the next sound if nothing plays; end the list if there is none."""
        if self._opening or not self._key or self._sounding():
            return
        if self._waiting:
            self._opening = True
            path, lufs, start, end = self._waiting.popleft()
            self._bridge.sound(
                partial(self._open, path, lufs, start, end),
                partial(self._opened, self._turn, start),
                partial(self._not_opened, self._turn),
            )
        elif not self._more_to_come:
            self._end()

    def _open(self, path: Path, lufs: float | None, start: float, end: float | None) -> Player:
        """Read a file and start playing it; on a helper thread."""
        from studio.audio.files import read_sound
        from studio.audio.player import Player

        sound = read_sound(path)
        samples = sound.samples
        if end is not None:
            samples = samples[: round(end * sound.rate)]
        if lufs is not None:
            from studio.audio.loudness import at_loudness

            samples = at_loudness(samples, sound.rate, lufs)
        player = self._player or Player()
        player.play(samples[round(start * sound.rate) :], sound.rate)
        return player

    def _opened(self, turn: int, start: float, player: Player) -> None:
        self._opening = False
        self._player = player
        if turn != self._turn or not self._key:  # stopped while the device was opening
            self._bridge.sound(player.stop)
            self._next()
            return
        self._place += 1
        self._start = start
        # Said of every sound, also of one that is over before anybody looks.
        self.moved.emit(self._key, self._place, start)

    def _not_opened(self, turn: int, sentence: str) -> None:
        self._opening = False
        if turn == self._turn and self._key:
            self.refused.emit(sentence)
            self._end()

    def _sounding(self) -> bool:
        return self._player is not None and self._player.playing

    def _look(self) -> None:
        if self._opening:
            return
        if self._player is not None and self._sounding():
            self.moved.emit(self._key, self._place, self._start + self._player.position)
        else:
            self._next()

    def _end(self) -> None:
        key, self._key = self._key, ""
        self._timer.stop()
        self._waiting.clear()
        self.ended.emit(key)
