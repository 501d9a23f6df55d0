"""One take: play it, look at it, mend its text."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from studio.core.entities import Take
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.playback import Playback
from studio.gui.sound_picture import SoundPicture, look_at
from studio.gui.take_scores import Score, TakeScores
from studio.gui.widgets.check_card import CheckCard
from studio.gui.widgets.parts import button, column, name_it, panel, row
from studio.gui.widgets.sound_view import SoundView

_CARD = 256  # pixels


class TakePanel(QFrame):
    """Shows the take that is chosen in the table."""

    text_changed = Signal(str, str)
    star_changed = Signal(str, bool)
    used_changed = Signal(str, bool)
    pressed_delete = Signal()

    def __init__(
        self,
        library: Library,
        bridge: Bridge,
        playback: Playback,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._playback = bridge, playback
        self._take: Take | None = None
        self._score: Score | None = None
        self._scores = TakeScores(library, bridge, self._scored)
        self._make_parts()
        self._lay_out()
        playback.started.connect(self._playing)
        playback.moved.connect(self._moved)
        playback.ended.connect(self._ended)
        self._retranslate()
        self.show_take(None)

    def show_take(self, take: Take | None, busy: bool = False) -> None:
        """Show a take, or none. Its picture and its phonemes follow when they are computed."""
        old, self._take = self._take, take
        for widget in (self.play, self.text, self.used, self.star, self.delete):
            widget.setEnabled(take is not None)
        if take is None or old is None or (take.id, take.text) != (old.id, old.text):
            self.text.setText(take.text if take else "")
            self.text.setCursorPosition(0)
        self.used.setChecked(bool(take and take.included))
        self.star.setChecked(bool(take and take.starred))
        self.card.show_take(take, busy)
        self.raw.setVisible(bool(take and take.cleanup))
        if take is None or old is None or (take.path, take.cleanup) != (old.path, old.cleanup):
            self.raw.setChecked(False)
            self._show_another(take)
        elif take.text != old.text:
            self._wait_for_score(take)

    @property
    def score(self) -> Score | None:
        """Words, phonemes and pitch of the take, when they are known."""
        return self._score

    def toggle_play(self) -> None:
        """Play the take as it is used, or as it was recorded; or stop it."""
        if self._take is None:
            return
        if self._playback.playing == self._key() or not self._mended():
            self._playback.toggle(self._take.path, self._key())
        else:
            self._bridge.compute(
                partial(_used_sound, self._take),
                partial(self._play_mended, self._key()),
                self._playback.refused.emit,
                "mended",
            )

    def stop(self) -> None:
        """Stop if it is a take that plays."""
        if self._playback.playing.startswith("take "):
            self._playback.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    # Sound and score

    def _mended(self) -> bool:
        return bool(self._take and self._take.cleanup) and not self.raw.isChecked()

    def _show_another(self, take: Take | None) -> None:
        self.stop()
        self.view.show_sound(None)
        if take is not None:
            look = partial(_look, take, self._mended())
            done = partial(self._show_picture, take.id)
            self._bridge.compute(look, done, self.view.show_hint, "take")
        self._wait_for_score(take)

    def _wait_for_score(self, take: Take | None) -> None:
        self._score = None
        self.phonemes.setText("")
        self._draw_score()
        self._scores.want(take)

    def _show_picture(self, take_id: str, picture: SoundPicture) -> None:
        if self._take is not None and take_id == self._take.id:
            self.view.show_sound(picture)
            self._draw_score()

    def _scored(self, take: Take, score: Score) -> None:
        if self._take is None or self._take.id != take.id:
            return
        self._score = score
        self.phonemes.setText(score.problem or score.phonemes)
        self.phonemes.setCursorPosition(0)
        self.phonemes.setToolTip(score.problem or score.phonemes)
        self._draw_score()

    def _draw_score(self) -> None:
        # Trimming moves what is behind it: the score belongs to the sound as it is used.
        other_sound = self.raw.isChecked() and self._take is not None and self._take.cleanup
        if self._score is not None and not other_sound:
            self.view.show_score(self._score.words, self._score.symbols, self._score.f0_hz)
        else:
            self.view.show_score((), (), ())

    def _play_mended(self, key: str, path: Path) -> None:
        if key == self._key():
            self._playback.play(path, key)

    def _key(self) -> str:
        return f"take {self._take.id}" if self._take else ""

    # What the person does

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

    # Building

    def _make_parts(self) -> None:
        self.play = button("play", self.toggle_play)
        self.text = QLineEdit()
        self.text.editingFinished.connect(self._text_edited)
        self.used = QCheckBox()
        self.used.clicked.connect(lambda on: self._tell(self.used_changed, on))
        self.star = QCheckBox()
        self.star.clicked.connect(lambda on: self._tell(self.star_changed, on))
        self.raw = QCheckBox()
        self.raw.toggled.connect(lambda _: self._show_another(self._take))
        self.delete = button("delete", self.pressed_delete.emit, role="quiet")
        self.phonemes = QLineEdit(readOnly=True)
        self.phonemes.setProperty("role", "plain")
        self.phonemes.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.view = SoundView()
        self.view.pressed_play.connect(self.toggle_play)
        self.card = CheckCard()
        self.card.setFixedWidth(_CARD)

    def _lay_out(self) -> None:
        tools = row(self.play, self.text, self.used, self.star, self.delete)
        tools.setStretch(1, 1)
        under = row(self.phonemes, self.raw)
        under.setStretch(0, 1)
        left = column(under, panel(self.view, margin=6))
        left.setSpacing(6)
        left.setStretch(1, 1)
        below = row(left, self.card)
        below.setStretch(0, 1)
        layout = column(tools, below)
        layout.setSpacing(8)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _retranslate(self) -> None:
        self.play.setText(self.tr("Play"))
        name_it(self.play, self.tr("Play or stop"), self.tr("Play or stop this take (space)"))
        name_it(self.text, self.tr("Text of the take"), self.tr("What is said in this take"))
        self.phonemes.setAccessibleName(self.tr("Phonemes of the text"))
        self.used.setText(self.tr("Use"))
        name_it(self.used, self.tr("Use for training"), self.tr("Use this take for training (X)"))
        self.star.setText(self.tr("Star"))
        name_it(self.star, self.tr("Star this take"), self.tr("Star this take (S)"))
        self.raw.setText(self.tr("As recorded"))
        name_it(
            self.raw,
            self.tr("As recorded"),
            self.tr("Hear and see the recording without its clean-up"),
        )
        name_it(self.delete, self.tr("Delete this take"), self.tr("Delete this take (Delete)"))
        name_it(
            self.view,
            self.tr("Waveform, mel spectrogram, phonemes and pitch"),
            self.tr("The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home"),
        )


def _used_sound(take: Take) -> Path:
    """Return a file with the sound that training uses; on a helper thread."""
    from studio.dataset.mended import sound_file

    return sound_file(take)


def _look(take: Take, mended: bool) -> SoundPicture:
    """Compute the picture of a take; on a helper thread."""
    return look_at(_used_sound(take) if mended else take.path)
