"""Noise, hum, silences and level of a take: what is to be mended, and how it sounds then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QSlider,
    QWidget,
)

from studio.core.entities import Take
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.playback import Playback
from studio.gui.sound_picture import SoundPicture, look_at
from studio.gui.widgets.parts import Button, button, column, label, name_it, panel, row
from studio.gui.widgets.sound_view import SoundView

MOST_NOISE_DB = 30
USUAL_NOISE_DB = 12
USUAL_LEVEL = -23  # dBFS, near to what training brings every take to
_PATIENCE = 150  # milliseconds without a change, then the preview is made


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound with what is told of it."""

    path: Path
    picture: SoundPicture
    speech_dbfs: float | None
    noise_dbfs: float


class CleanupSettings(QWidget):
    """The four things that can be mended."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.noise_on, self.noise = QCheckBox(), QSlider(Qt.Orientation.Horizontal)
        self.noise.setRange(3, MOST_NOISE_DB)
        self.noise.setValue(USUAL_NOISE_DB)
        self.noise_value = label("muted")
        self.noise_value.setMinimumWidth(52)
        self.hum_label, self.hum = label(), QComboBox()
        for hertz in (0, 50, 60):
            self.hum.addItem("", hertz)
        self.trim = QCheckBox()
        self.level_on = QCheckBox()
        self.level = QSlider(Qt.Orientation.Horizontal)
        self.level.setRange(-36, -14)
        self.level.setValue(USUAL_LEVEL)
        self.level_value = label("muted")
        self.level_value.setMinimumWidth(76)
        self._lay_out()
        self._connect()
        self._retranslate()

    @property
    def value(self) -> dict[str, Any]:
        """The settings as `studio.audio.cleanup.Cleanup.as_dict` gives them; {} = as recorded."""
        chosen = {
            "noise_db": float(self.noise.value()) if self.noise_on.isChecked() else 0.0,
            "hum_hz": float(self.hum.currentData()),
            "trim": self.trim.isChecked(),
            "level_dbfs": float(self.level.value()) if self.level_on.isChecked() else None,
        }
        nothing = {"noise_db": 0.0, "hum_hz": 0.0, "trim": False, "level_dbfs": None}
        return {} if chosen == nothing else chosen

    def show_value(self, settings: dict[str, Any]) -> None:
        """Show settings; {} = as recorded."""
        noise, level = settings.get("noise_db", 0.0), settings.get("level_dbfs")
        self.noise_on.setChecked(noise > 0)
        self.noise.setValue(round(noise) if noise > 0 else USUAL_NOISE_DB)
        hertz = settings.get("hum_hz", 0.0)
        self.hum.setCurrentIndex(0 if not hertz else 1 if hertz < 55 else 2)
        self.trim.setChecked(bool(settings.get("trim")))
        self.level_on.setChecked(level is not None)
        self.level.setValue(USUAL_LEVEL if level is None else round(level))
        self._changed()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _changed(self) -> None:
        self.noise.setEnabled(self.noise_on.isChecked())
        self.level.setEnabled(self.level_on.isChecked())
        self._show_numbers()
        self.changed.emit()

    def _connect(self) -> None:
        for box in (self.noise_on, self.trim, self.level_on):
            box.toggled.connect(self._changed)
        self.noise.valueChanged.connect(self._changed)
        self.level.valueChanged.connect(self._changed)
        self.hum.currentIndexChanged.connect(self._changed)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for line, parts in enumerate(
            (
                (self.noise_on, self.noise, self.noise_value),
                (self.level_on, self.level, self.level_value),
            )
        ):
            for place, part in enumerate(parts):
                grid.addWidget(part, line, place)
        grid.addWidget(self.hum_label, 0, 4)
        grid.addWidget(self.hum, 0, 5)
        grid.addWidget(self.trim, 1, 4, 1, 2)
        grid.setColumnMinimumWidth(3, 20)
        grid.setColumnStretch(1, 1)
        self.setLayout(grid)

    def _retranslate(self) -> None:
        self.noise_on.setText(self.tr("Lower the &noise by"))
        name_it(self.noise_on, self.tr("Lower the noise"))
        name_it(self.noise, self.tr("How far the noise is lowered, in dB"))
        self.hum_label.setText(self.tr("&Hum of the mains"))
        self.hum_label.setBuddy(self.hum)
        name_it(self.hum, self.tr("Filter out the hum of the mains"))
        self.hum.setItemText(0, self.tr("leave it"))
        for index, hertz in ((1, 50), (2, 60)):
            self.hum.setItemText(index, self.tr("filter {0} Hz out").format(hertz))
        self.trim.setText(self.tr("Shorten long &silences"))
        name_it(self.trim, self.tr("Shorten long silences"))
        self.level_on.setText(self.tr("Bring the speech to a &level of"))
        name_it(self.level_on, self.tr("Bring the speech to a level"))
        name_it(self.level, self.tr("Level of the speech in dBFS"))
        self._show_numbers()

    def _show_numbers(self) -> None:
        self.noise_value.setText(self.tr("{0} dB").format(self.noise.value()))
        self.level_value.setText(self.tr("{0} dBFS").format(self.level.value()))


class CleanupPanel(QWidget):
    """The settings with a preview: before and after, to be seen and to be heard (A, B)."""

    changed = Signal()

    def __init__(
        self, take: Take, bridge: Bridge, playback: Playback, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._take, self._bridge, self._playback = take, bridge, playback
        self._made = 0
        self.before: Heard | None = None
        self.after: Heard | None = None
        self._tried: dict[str, Any] | None = None
        self.settings = CleanupSettings()
        self.settings.show_value(take.cleanup)
        self.views = (SoundView(), SoundView())
        self.titles = (label("heading"), label("heading"))
        self.figures = (label("muted"), label("muted"))
        self.plays = (self._play_button(0, "A"), self._play_button(1, "B"))
        self.state: QLabel = label("muted", wrap=True)
        self._timer = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._timer.timeout.connect(self._try_out)
        self.settings.changed.connect(self._changed)
        playback.started.connect(self._playing)
        playback.moved.connect(self._moved)
        playback.ended.connect(self._ended)
        self._lay_out()
        self._retranslate()
        look = partial(_listen_to, take.path)
        bridge.compute(look, partial(self._show, 0), self.views[0].show_hint)
        self._try_out()

    @property
    def ready(self) -> bool:
        """Whether the preview shows the settings."""
        return self.after is not None and self._tried == self.settings.value

    def close_down(self) -> None:
        """Stop playing and throw the previews away."""
        self._timer.stop()
        if self._playback.playing.startswith("cleanup "):
            self._playback.stop()
        for signal, slot in (
            (self._playback.started, self._playing),
            (self._playback.moved, self._moved),
            (self._playback.ended, self._ended),
        ):
            signal.disconnect(slot)
        self._bridge.compute(partial(_forget, self._take), _nothing)

    def play(self, which: int) -> None:
        """Play before (0) or after (1); the other one stops."""
        heard = (self.before, self.after)[which]
        if heard is not None:
            self._playback.toggle(heard.path, _key(which))

    def _changed(self) -> None:
        self._timer.start()
        self.state.setText(self.tr("Making the preview…"))
        self.changed.emit()

    def _try_out(self) -> None:
        self._made += 1
        settings = self.settings.value
        self._bridge.compute(
            partial(_try_out, self._take, settings, self._made),
            partial(self._tried_out, settings),
            self._refused,
            "cleanup",
        )

    def _tried_out(self, settings: dict[str, Any], heard: Heard) -> None:
        self._tried = settings
        self._show(1, heard)
        self.state.setText("" if settings else self.tr("Nothing is mended: both are the same."))

    def _refused(self, sentence: str) -> None:
        self.after = None
        self.views[1].show_sound(None)
        self.views[1].show_hint(sentence)
        self.state.setText("")

    def _show(self, which: int, heard: Heard) -> None:
        if which:
            if self._playback.playing == _key(1):
                self._playback.stop()
            self.after = heard
        else:
            self.before = heard
        self.views[which].show_sound(heard.picture)
        self.figures[which].setText(self._figures(heard))
        self.plays[which].setEnabled(True)

    def _figures(self, heard: Heard) -> str:
        parts = [texts.duration(heard.picture.seconds)]
        if heard.speech_dbfs is not None:
            speech = self.tr("speech {0} dBFS")
            parts.append(speech.format(texts.number(heard.speech_dbfs, 1)))
        noise = self.tr("noise {0} dBFS").format(texts.number(heard.noise_dbfs, 1))
        return " · ".join([*parts, noise])

    def _playing(self, key: str) -> None:
        for which, made in enumerate(self.plays):
            made.set_icon("stop" if key == _key(which) else "play")

    def _moved(self, key: str, _place: int, seconds: float) -> None:
        for which, view in enumerate(self.views):
            if key == _key(which):
                view.show_position(seconds)

    def _ended(self, _key_of: str) -> None:
        for made, view in zip(self.plays, self.views, strict=True):
            made.set_icon("play")
            view.show_position(None)

    def _play_button(self, which: int, key: str) -> Button:
        made = button("play", partial(self.play, which), key=key)
        made.setEnabled(False)
        return made

    def _lay_out(self) -> None:
        whole = column(self.settings, self.state)
        for which in (0, 1):
            head = row(self.plays[which], self.titles[which], self.figures[which], 1)
            view = self.views[which]
            view.setMinimumHeight(120)
            view.pressed_play.connect(partial(self.play, which))
            part = column(head, panel(view, margin=4))
            part.setSpacing(6)
            part.setStretch(1, 1)
            whole.addLayout(part, 1)
        self.setLayout(whole)

    def _retranslate(self) -> None:
        names = (self.tr("Before"), self.tr("After"))
        for which, name in enumerate(names):
            self.titles[which].setText(name)
            play, key = self.plays[which], "AB"[which]
            play.setText(key)
            name_it(
                play,
                self.tr("Play {0}").format(name),
                self.tr("Play {0} ({1})").format(name, key),
            )
            play.setShortcut(key)  # setting a text takes the shortcut away
            name_it(self.views[which], name)


def _key(which: int) -> str:
    return f"cleanup {which}"


def _listen_to(path: Path) -> Heard:
    """Read a sound and measure it; on a helper thread."""
    from studio.audio.files import read_sound
    from studio.audio.levels import noise_dbfs, speech_rms_dbfs

    sound = read_sound(path)
    return Heard(
        path,
        look_at(path),
        speech_rms_dbfs(sound.samples, sound.rate),
        noise_dbfs(sound.samples, sound.rate),
    )


def _try_out(take: Take, settings: dict[str, Any], number: int) -> Heard:
    """Make what a clean-up would make of a take; on a helper thread."""
    from studio.dataset.mended import try_out

    return _listen_to(try_out(take, settings, number) if settings else take.path)


def _forget(take: Take) -> None:
    """Delete the previews; on a helper thread."""
    from studio.dataset.mended import forget_previews

    forget_previews(take)


def _nothing(_: object) -> None:
    """Nobody waits for it."""
