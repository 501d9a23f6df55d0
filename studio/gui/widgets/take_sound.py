"""The sound of the take at hand: scrolling while it is recorded, whole afterwards."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from studio.core.entities import Take
from studio.gui.bridge import Bridge
from studio.gui.playback import Playback
from studio.gui.sound_picture import SoundPicture, look_at
from studio.gui.widgets.live_view import LiveView
from studio.gui.widgets.parts import column, name_it
from studio.gui.widgets.sound_view import SoundView


class TakeSound(QFrame):
    """Two views in one place; plays the take that it shows."""

    def __init__(self, bridge: Bridge, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._bridge, self._playback = bridge, playback
        self._take: Take | None = None
        self.live = LiveView()
        self.whole = SoundView()
        self.whole.setMinimumHeight(80)
        self.whole.pressed_play.connect(self.toggle_play)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.live)
        self._stack.addWidget(self.whole)
        layout = column(self._stack)
        layout.setContentsMargins(5, 5, 5, 5)
        self.setLayout(layout)
        playback.moved.connect(self._moved)
        playback.ended.connect(lambda _key: self.whole.show_position(None))
        self._retranslate()

    @property
    def key(self) -> str:
        """What the playing of this take is called; "" when there is none."""
        return f"record {self._take.id}" if self._take else ""

    @property
    def playing(self) -> bool:
        return bool(self.key) and self._playback.playing == self.key

    def begin(self) -> None:
        """A take begins: scroll."""
        self.stop()
        self._take = None
        self.live.begin()
        self._stack.setCurrentWidget(self.live)

    def show_take(self, take: Take | None, hint: str) -> None:
        """Show a take as soon as it is drawn, or a sentence when there is none."""
        if take is None:
            self.stop()
            self._take = None
            self.live.clear(hint)
            self._stack.setCurrentWidget(self.live)
        elif self._take is None or take.id != self._take.id:
            self.stop()
            self._take = take
            self._bridge.compute(
                partial(look_at, take.path), partial(self._show, take.id), self._hint, "record"
            )

    def show_count(self, left: int) -> None:
        """Show the count before a take."""
        self.stop()
        self._take = None
        self.live.clear(str(left), big=True)
        self._stack.setCurrentWidget(self.live)

    def toggle_play(self) -> None:
        """Play the take, or stop it."""
        if self._take is not None:
            self._playback.toggle(self._take.path, self.key)

    def stop(self) -> None:
        """Stop if this take plays."""
        if self.playing:
            self._playback.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _show(self, take_id: str, picture: SoundPicture) -> None:
        if self._take is not None and self._take.id == take_id:
            self.whole.show_sound(picture)
            self._stack.setCurrentWidget(self.whole)

    def _hint(self, sentence: str) -> None:
        self.whole.show_sound(None)
        self.whole.show_hint(sentence)
        self._stack.setCurrentWidget(self.whole)

    def _moved(self, key: str, _place: int, seconds: float) -> None:
        if key == self.key:
            self.whole.show_position(seconds)

    def _retranslate(self) -> None:
        name_it(
            self.whole,
            self.tr("Waveform and mel spectrogram"),
            self.tr("The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home"),
        )
