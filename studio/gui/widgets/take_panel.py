"""One take: play it, look at it, mend its text."""

from functools import partial

from PySide6.QtCore import QEvent, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from studio.core.entities import Take
from studio.gui.bridge import Bridge
from studio.gui.playback import Playback
from studio.gui.sound_picture import SoundPicture, look_at
from studio.gui.widgets.parts import button, column, name_it, panel, row
from studio.gui.widgets.sound_view import SoundView


class TakePanel(QFrame):
    """Shows the take that is chosen in the table."""

    text_changed = Signal(str, str)
    star_changed = Signal(str, bool)
    used_changed = Signal(str, bool)
    pressed_delete = Signal()

    def __init__(self, bridge: Bridge, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._playback = bridge, playback
        self._take: Take | None = None
        self.play = button("play", self.toggle_play)
        self.text = QLineEdit()
        self.text.editingFinished.connect(self._text_edited)
        self.used = QCheckBox()
        self.used.clicked.connect(lambda on: self._tell(self.used_changed, on))
        self.star = QCheckBox()
        self.star.clicked.connect(lambda on: self._tell(self.star_changed, on))
        self.delete = button("delete", self.pressed_delete.emit, role="quiet")
        self.view = SoundView()
        self.view.pressed_play.connect(self.toggle_play)
        tools = row(self.play, self.text, self.used, self.star, self.delete)
        tools.setStretch(1, 1)
        self.setLayout(column(tools, panel(self.view, margin=6)))
        playback.started.connect(self._playing)
        playback.moved.connect(self._moved)
        playback.ended.connect(self._ended)
        self._retranslate()
        self.show_take(None)

    def show_take(self, take: Take | None) -> None:
        """Show a take, or none. Its picture follows as soon as it is computed."""
        old, self._take = self._take, take
        for widget in (self.play, self.text, self.used, self.star, self.delete):
            widget.setEnabled(take is not None)
        self.text.setText(take.text if take else "")
        self.text.setCursorPosition(0)
        self.used.setChecked(bool(take and take.included))
        self.star.setChecked(bool(take and take.starred))
        if take is None or old is None or take.path != old.path:
            self.stop()
            self._look(take)

    def toggle_play(self) -> None:
        """Play the take, or stop it."""
        if self._take is not None:
            self._playback.toggle(self._take.path, self._key())

    def stop(self) -> None:
        """Stop if it is a take that plays."""
        if self._playback.playing.startswith("take "):
            self._playback.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _look(self, take: Take | None) -> None:
        self.view.show_sound(None)
        if take is not None:
            self._bridge.compute(
                partial(look_at, take.path), self._show_picture, self.view.show_hint, "take"
            )

    def _show_picture(self, picture: SoundPicture) -> None:
        if self._take is not None and picture.path == self._take.path:
            self.view.show_sound(picture)

    def _key(self) -> str:
        return f"take {self._take.id}" if self._take else ""

    def _tell(self, signal: SignalInstance, on: bool) -> None:
        if self._take is not None:
            signal.emit(self._take.id, on)

    def _text_edited(self) -> None:
        if self._take is None:
            return
        text = " ".join(self.text.text().split())
        if text != self._take.text:
            self.text_changed.emit(self._take.id, text)

    def _playing(self, key: str) -> None:
        if key == self._key():
            self.play.set_icon("stop")
            self.play.setText(self.tr("Stop"))

    def _moved(self, key: str, _place: int, seconds: float) -> None:
        if key == self._key():
            self.view.show_position(seconds)

    def _ended(self, key: str) -> None:
        if key.startswith("take "):
            self.play.set_icon("play")
            self.play.setText(self.tr("Play"))
            self.view.show_position(None)

    def _retranslate(self) -> None:
        self.play.setText(self.tr("Play"))
        name_it(self.play, self.tr("Play or stop"), self.tr("Play or stop this take (space)"))
        name_it(self.text, self.tr("Text of the take"), self.tr("What is said in this take"))
        self.used.setText(self.tr("Use"))
        name_it(self.used, self.tr("Use for training"), self.tr("Use this take for training (X)"))
        self.star.setText(self.tr("Star"))
        name_it(self.star, self.tr("Star this take"), self.tr("Star this take (S)"))
        name_it(self.delete, self.tr("Delete this take"), self.tr("Delete this take (Delete)"))
        name_it(
            self.view,
            self.tr("Waveform and mel spectrogram"),
            self.tr("The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home"),
        )
