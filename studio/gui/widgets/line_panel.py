"""The line that is chosen: its sound, what is to be listened to, its takes."""

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QWidget

from studio.core.entities import Rendering, ScriptLine
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.script_player import BEFORE_SECONDS, ScriptPlayer
from studio.gui.script_view import LookedAt, look_at_rendering
from studio.gui.script_words import ICONS, about
from studio.gui.widgets.line_takes import LineTakes
from studio.gui.widgets.parts import Mark, button, column, label, name_it, panel, row
from studio.gui.widgets.sound_view import SoundView

_LOOKED_AT = "script line"


class LinePanel(QFrame):
    """Everything about one line; what is pressed here is done by the page."""

    pressed_play = Signal()
    pressed_there = Signal()
    pressed_retake = Signal()
    pressed_accept = Signal()
    pressed_another_way = Signal()

    def __init__(self, library: Library, bridge: Bridge, player: ScriptPlayer) -> None:
        super().__init__()
        self._library, self._bridge, self._player = library, bridge, player
        self._line: ScriptLine | None = None
        self._nothing = ""  # what is said while there is no line
        self._seen = ""  # id of the rendering that is drawn, or about to be
        self.view = SoundView()
        self.view.pressed_play.connect(self.pressed_play)
        self.takes = LineTakes()
        self._mark, self._about = Mark(), label(wrap=False)
        self.play = button("play", self.pressed_play.emit)
        self.there = button("forward", self.pressed_there.emit)
        self.accept = button("check", self.pressed_accept.emit)
        self.retake = button("again", self.pressed_retake.emit)
        self.another_way = button("edit", self.pressed_another_way.emit)
        player.moved.connect(self._moved)
        player.stopped.connect(self._stopped)
        self._lay_out()
        self._retranslate()
        self.show_line(None)

    @property
    def line(self) -> ScriptLine | None:
        """The line that is shown."""
        return self._line

    def show_line(self, line: ScriptLine | None, busy: bool = False) -> None:
        """Show a line, or none. Its picture and its takes follow when they are read."""
        self._line = line
        made = line is not None and line.rendering_id is not None
        self.play.setEnabled(made)
        self.retake.setEnabled(line is not None and not busy)
        flagged = line is not None and line.state == "flagged"
        doubtful = bool(flagged and line and line.worst_at is not None)
        self.there.setVisible(doubtful)
        self.accept.setVisible(flagged)
        self.another_way.setVisible(doubtful)
        self._say()
        rendering_id = (line.rendering_id if line else None) or ""
        if rendering_id != self._seen:
            self._see(rendering_id)
        self._read_takes()

    def say_nothing(self, sentence: str) -> None:
        """What is to be said while there is no line."""
        self._nothing = sentence
        self._say()

    def see(self, made: Rendering) -> None:
        """Draw another take than the line's own."""
        self._see(made.id)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._say()

    def _see(self, rendering_id: str) -> None:
        self._seen = rendering_id
        self.view.show_sound(None)
        if rendering_id:
            look = partial(look_at_rendering, self._library, rendering_id)
            self._bridge.compute(look, self._show_picture, self.view.show_hint, _LOOKED_AT)

    def _show_picture(self, found: LookedAt) -> None:
        if found.rendering.id != self._seen:
            return
        spoken = found.spoken
        if spoken is None:
            self.view.show_sound(found.picture)
        else:
            self.view.show_sound(found.picture, spoken.words, spoken.phonemes, spoken.f0_hz)

    def _read_takes(self) -> None:
        line = self._line
        if line is None:
            self.takes.show_takes((), "")
            return
        read = partial(self._library.renderings, project_id=line.project_id, line_id=line.id)
        show = partial(self._show_takes, line)
        self._bridge.compute(read, show, newest="script takes")

    def _show_takes(self, line: ScriptLine, takes: list[Rendering]) -> None:
        if self._line is not None and self._line.id == line.id:
            self.takes.show_takes(takes, self._line.rendering_id or "")

    def _say(self) -> None:
        line = self._line
        self._mark.setVisible(line is not None)
        self._about.setText(about(line) if line else self._nothing)
        if line is not None:
            tones = {"rendered": "good", "flagged": "warn", "failed": "bad"}
            self._mark.show_icon(ICONS[line.state], tones.get(line.state, "muted"))
        self._about.setToolTip(self._about.text())

    def _moved(self, rendering_id: str, seconds: float) -> None:
        if rendering_id == self._seen:
            self.view.show_position(seconds)
        self.play.set_icon("stop")

    def _stopped(self) -> None:
        self.view.show_position(None)
        self.play.set_icon("play")

    def _lay_out(self) -> None:
        says = row(self._mark, self._about, 1)
        says.setSpacing(8)
        buttons = row(self.play, self.there, self.accept, self.retake, self.another_way, 1)
        buttons.setSpacing(8)
        left = QWidget()
        inside = column(says, panel(self.view, margin=4), buttons)
        inside.setSpacing(8)
        inside.setStretch(1, 1)
        left.setLayout(inside)
        whole = row(left, self.takes)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.view.setMinimumHeight(90)

    def _retranslate(self) -> None:
        self.view.show_hint(self.tr("The sound of the line is drawn here once it is made."))
        name_it(self.view, self.tr("The line: waveform, mel spectrogram, words and phonemes"))
        seconds = f"{BEFORE_SECONDS:g}"
        for made, text, tip in (
            (self.play, self.tr("Play"), self.tr("Play the line, or stop (Enter)")),
            (
                self.there,
                self.tr("Listen there"),
                self.tr("Play from {0} s before the doubtful word on (L)").format(seconds),
            ),
            (self.accept, self.tr("Accept"), self.tr("It is good as it is: next one (A)")),
            (self.retake, self.tr("Retake"), self.tr("Make it once more, otherwise (R)")),
            (
                self.another_way,
                self.tr("Another way…"),
                self.tr("Say how the doubtful word is said in this script (W)"),
            ),
        ):
            made.setText(text)
            name_it(made, text, tip)
