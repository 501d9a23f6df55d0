"""Hear takes against each other and against a real recording, knowing which is which or not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from studio.gui.playback import Playback
from studio.gui.widgets.key_button import key_button
from studio.gui.widgets.ladder_view import LOUDNESS
from studio.gui.widgets.parts import MARGIN, Button, button, column, label, name_it, row

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEY = "compare "  # in the playback
MOST = 7  # letters, before H


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the sounds."""

    path: Path
    about: str
    """What it is, in one line."""
    id: str = ""
    """Of the rendering; "" = a real recording."""


class CompareDialog(QDialog):
    """Letters play, Enter marks the favourite, H hides which is which, R reveals.

    `favourite` is a place in `sounds`, or None.
    """

    def __init__(
        self,
        sounds: Sequence[Compared],
        playback: Playback,
        parent: QWidget | None = None,
        dice: random.Random | None = None,
    ) -> None:
        """`dice` shuffle."""
        super().__init__(parent)
        self._playback, self._dice = playback, dice or random.Random()
        self.sounds = list(sounds)[:MOST]
        """In the order of the letters."""
        self.letter = 0
        """What was played last."""
        self.favourite: int | None = None
        self.blind = False
        self.setWindowTitle(self.tr("Compare takes"))
        self.resize(600, 320)
        self.about = label("muted", wrap=True)
        self.letters = [self._letter(number) for number in range(len(self.sounds))]
        self.names = [label(wrap=True) for _ in self.sounds]
        self.favourite_button = key_button("star", self.mark)
        self.blind_button = key_button("again", self.hide_names)
        self.reveal_button = key_button("check", self.reveal)
        self.use_button = button("resume", self.accept, role="primary")
        self.close_button = button("", self.reject)
        self._lay_out()
        self._name_all()
        playback.started.connect(self._paint)
        playback.ended.connect(self._paint)
        self.finished.connect(self._stop)
        self._paint()

    @property
    def chosen(self) -> str:
        """The id of the favourite take; "" when there is none, or when it is a recording."""
        return "" if self.favourite is None else self.sounds[self.favourite].id

    def play(self, letter: int) -> None:
        """Play a letter, or stop it; all are equally loud."""
        self.letter = letter
        self._playback.toggle(self.sounds[letter].path, f"{_KEY}{letter}", LOUDNESS)
        self._paint()

    def mark(self) -> None:
        """Make the letter that was played last the favourite, or no longer."""
        self.favourite = None if self.favourite == self.letter else self.letter
        self._paint()

    def hide_names(self) -> None:
        """Shuffle the letters, and say no longer which is which."""
        self._stop()
        self._dice.shuffle(self.sounds)
        self.blind, self.favourite, self.letter = True, None, 0
        self._paint()

    def reveal(self) -> None:
        """Say which is which."""
        self.blind = False
        self._paint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.key() - Qt.Key.Key_A
        if event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.mark()
        elif 0 <= letter < len(self.sounds):
            self.play(letter)
        elif event.key() == Qt.Key.Key_H:
            self.hide_names()
        elif event.key() == Qt.Key.Key_R:
            self.reveal()
        else:
            super().keyPressEvent(event)

    def _paint(self, _key: str = "") -> None:
        playing = self._playback.playing
        for number, made in enumerate(self.letters):
            sounds, favourite = playing == f"{_KEY}{number}", self.favourite == number
            made.set_icon("stop" if sounds else "star" if favourite else "play")
            made.setChecked(number == self.letter)
            about = "?" if self.blind else self.sounds[number].about
            self.names[number].setText(about)
            made.setAccessibleDescription(about)
        self.reveal_button.setEnabled(self.blind)
        self.use_button.setEnabled(bool(self.chosen) and not self.blind)

    def _stop(self, _result: int = 0) -> None:
        if self._playback.playing.startswith(_KEY):
            self._playback.stop()

    # Building

    def _letter(self, number: int) -> Button:
        made = button("play", lambda: self.play(number))
        made.setCheckable(True)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for line, (made, name) in enumerate(zip(self.letters, self.names, strict=True)):
            grid.addWidget(made, line, 0)
            grid.addWidget(name, line, 1)
        layout = column(
            self.about, grid, row(self.favourite_button, self.blind_button, self.reveal_button, 1),
            1, row(1, self.use_button, self.close_button),
        )  # fmt: skip
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.setLayout(layout)

    def _name_all(self) -> None:
        self.about.setText(
            self.tr(
                "Press a letter to hear it; all are equally loud. “Hide” shuffles them, so that "
                "you judge by your ears alone; Enter marks what you heard last as your favourite."
            )
        )
        for number, made in enumerate(self.letters):
            letter = chr(65 + number)
            made.setText(letter)
            name_it(made, letter, self.tr("Play or stop {0}").format(letter))
        self.favourite_button.tell(self.tr("Favourite"), self.tr("Mark what you heard last"), "↵")
        self.blind_button.tell(self.tr("Hide"), self.tr("Shuffle, and say no names"), "H")
        self.reveal_button.tell(self.tr("Reveal"), self.tr("Say which letter is which"), "R")
        self.use_button.setText(self.tr("Bring back the favourite"))
        self.close_button.setText(self.tr("Close"))
