"""Hear the checkpoints of a run without knowing which is which, and find out then."""

from __future__ import annotations

import random
from collections import Counter

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.ladder_state import LadderState
from studio.gui.playback import Playback
from studio.gui.sentences import said
from studio.gui.theme import Theme
from studio.gui.widgets.key_button import key_button
from studio.gui.widgets.ladder_view import LOUDNESS
from studio.gui.widgets.parts import (
    MARGIN,
    Button,
    button,
    column,
    label,
    name_it,
    row,
    show_whole_rows,
)
from studio.training.ladder import Rung

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEY = "blind "  # in the playback


class BlindLadderDialog(QDialog):
    """Letters play, digits choose the sentence, Enter marks the favourite, R reveals.

    A letter is the same checkpoint in all three sentences. `chosen` holds the step to use
    afterwards; None = nothing is to change.
    """

    def __init__(
        self,
        state: LadderState,
        busy: bool,
        playback: Playback,
        parent: QWidget | None = None,
        dice: random.Random | None = None,
    ) -> None:
        """`busy`: a voice is being trained, so nothing can be chosen now. `dice` shuffle."""
        super().__init__(parent)
        self._state, self._busy, self._playback = state, busy, playback
        self.rungs: list[Rung] = list(state.to_hear)
        """In the order of the letters."""
        (dice or random.Random()).shuffle(self.rungs)
        self.favourites: dict[int, int] = {}
        """By sentence: which letter, as a number from 0."""
        self.chosen: int | None = None
        self.sentence = self.letter = 0
        """What was chosen last, as numbers from 0."""
        self.revealed = False
        self.setWindowTitle(self.tr("Hear them blind"))
        self.resize(720, 560)
        self._build()
        self._name_all()
        playback.started.connect(self._paint)
        playback.ended.connect(self._paint)
        self.finished.connect(self._stop)
        self._paint()

    # What the person does

    def play(self, letter: int) -> None:
        """Play the chosen sentence of a letter, or stop it."""
        self.letter = letter
        path = self._state.ladder.sample(self.rungs[letter].step, self.sentence)
        self._playback.toggle(path, f"{_KEY}{letter} {self.sentence}", LOUDNESS)
        self._paint()

    def choose_sentence(self, number: int) -> None:
        """Choose which sentence the letters say."""
        self._stop()
        self.sentence = number
        self._paint()

    def mark(self) -> None:
        """Make the letter that was played last the favourite for this sentence, or no longer."""
        if self.revealed:
            return
        if self.favourites.get(self.sentence) == self.letter:
            del self.favourites[self.sentence]
        else:
            self.favourites[self.sentence] = self.letter
        self._paint()

    def reveal(self) -> None:
        """Say which letter is which; favourites stay as they are then."""
        if self.revealed:
            return
        self.revealed = True
        self._fill()
        self.table.selectRow(self.favourite())
        self.table.setFocus()
        self._paint()

    def favourite(self) -> int:
        """The letter most often marked; the better one by its figures where several are."""
        votes = Counter(self.favourites.values())
        program = self._state.program
        return max(
            range(len(self.rungs)),
            key=lambda n: (
                votes[n],
                self.rungs[n].step == program,
                self.rungs[n].step > 0,
                self.rungs[n].score,
            ),
        )

    def use(self) -> None:
        """Close with the chosen row's step."""
        step = self._step()
        if step is not None and self._why_not(step) == "":
            self.chosen = step
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._took(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table would look for letters itself."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Space:
                self.play(max(0, self.table.currentRow()))
                return True
            if self._took(event):
                return True
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            return False
        letter, digit = event.key() - Qt.Key.Key_A, event.key() - Qt.Key.Key_1
        if 0 <= letter < len(self.letters):
            self.play(letter)
        elif 0 <= digit < len(self.sentences):
            self.choose_sentence(digit)
        elif event.key() in _ENTER:
            self.use() if self.revealed else self.mark()
        elif event.key() == Qt.Key.Key_R:
            self.reveal()
        else:
            return False
        return True

    # Showing

    def _paint(self, _key: str = "") -> None:
        playing = self._playback.playing
        self.text.setText(self._state.ladder.texts[self.sentence])
        for number, made in enumerate(self.sentences):
            made.setChecked(number == self.sentence)
        for number, made in enumerate(self.letters):
            sounds = playing.startswith(f"{_KEY}{number} ")
            favourite = self.favourites.get(self.sentence) == number
            made.set_icon("stop" if sounds else "star" if favourite else "play")
            made.setChecked(number == self.letter)
        self.favourite_button.setEnabled(not self.revealed)
        marked = [
            f"{number + 1}: {chr(65 + self.favourites[number])}"
            for number in range(len(self.sentences))
            if number in self.favourites
        ]
        none = self.tr("No favourite is marked yet.")
        self.marked.setText(
            self.tr("Favourites: {0}").format("   ".join(marked)) if marked else none
        )
        self.reveal_button.setVisible(not self.revealed)
        for widget in (self.table, self.use_button, self.why_not):
            widget.setVisible(self.revealed)
        self._update_use()

    def _fill(self) -> None:
        """The letters with their steps and figures."""
        self.table.setRowCount(len(self.rungs))
        for line, rung in enumerate(self.rungs):
            values = (
                chr(65 + line),
                self.tr("Start") if rung.step == 0 else str(rung.step),
                texts.number(rung.similarity, 3),
                texts.percent(rung.per),
                self._about(line),
            )
            for place, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(value)
                if place == 0 and line in self.favourites.values():
                    item.setIcon(icon("star", Theme.colours().accent))
                self.table.setItem(line, place, item)

    def _about(self, line: int) -> str:
        state, step, words = self._state, self.rungs[line].step, []
        voted = [str(n + 1) for n, letter in sorted(self.favourites.items()) if letter == line]
        if voted:
            words.append(self.tr("your favourite for {0}").format(", ".join(voted)))
        if step == 0:
            words.append(self.tr("the stock voice it started from"))
        elif step == state.program:
            words.append(self.tr("the program's choice"))
        if step == state.speaking:
            words.append(self.tr("speaks now"))
        return " · ".join(words)

    def _step(self) -> int | None:
        line = self.table.currentRow()
        return self.rungs[line].step if self.revealed and 0 <= line < len(self.rungs) else None

    def _why_not(self, step: int) -> str:
        if step == self._state.speaking:
            return self.tr("The voice speaks with this step now.")
        if self._busy:
            return self.tr("A voice is being trained; choose a step when that has ended.")
        return said(self._state.why_not.get(step, ""))

    def _update_use(self) -> None:
        step = self._step()
        why = "" if step is None else self._why_not(step)
        self.use_button.setEnabled(step is not None and not why)
        self.why_not.setText(why)

    def _stop(self, _result: int = 0) -> None:
        if self._playback.playing.startswith(_KEY):
            self._playback.stop()

    # Building

    def _build(self) -> None:
        self.heading = label("heading", wrap=True)
        self.about = label("muted", wrap=True)
        self.sentences = [self._sentence_button(n) for n in range(len(self._state.ladder.texts))]
        self.text = label("direction", wrap=True)
        self.text.setMinimumHeight(44)
        self.letters = [self._letter_button(n) for n in range(len(self.rungs))]
        self.favourite_button = key_button("star", self.mark)
        self.marked = label("muted", wrap=True)
        self.reveal_button = key_button("", self.reveal, role="primary")
        self.table = QTableWidget(0, 5)
        self._set_up_table()
        self.why_not = label("small", wrap=True)
        self.use_button = button("check", self.use, role="primary")
        self.close_button = button("", self.reject)
        says = row(*self.sentences, self.text)
        says.setStretch(len(self.sentences), 1)
        marks = row(self.favourite_button, self.marked, self.reveal_button)
        marks.setStretch(1, 1)
        layout = column(
            self.heading, self.about, says, row(*self.letters, 1), marks, self.table,
            self.why_not, row(1, self.use_button, self.close_button),
        )  # fmt: skip
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setStretch(5, 1)
        self.setLayout(layout)

    def _sentence_button(self, number: int) -> Button:
        made = button("", lambda: self.choose_sentence(number))
        made.setText(str(number + 1))
        made.setCheckable(True)
        return made

    def _letter_button(self, number: int) -> Button:
        made = button("play", lambda: self.play(number))
        made.setCheckable(True)
        return made

    def _set_up_table(self) -> None:
        table = self.table
        show_whole_rows(table)
        table.setTextElideMode(Qt.TextElideMode.ElideNone)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        room = table.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # so that nothing moves when it comes
        table.setSizePolicy(room)
        table.installEventFilter(self)
        table.itemSelectionChanged.connect(self._update_use)

    def _name_all(self) -> None:
        self.heading.setText(
            self.tr("Which one sounds most like {0}?").format(self._state.voice.name)
        )
        self.about.setText(
            self.tr(
                "Each letter is a checkpoint, or the stock voice that the training started from; "
                "nobody sees which. All are equally loud. Press a letter to hear it and 1 to 3 "
                "for the sentence; Enter marks what you heard last as your favourite."
            )
        )
        for number, made in enumerate(self.sentences):
            name_it(made, self.tr("Sentence {0}").format(number + 1))
        for number, made in enumerate(self.letters):
            letter = chr(65 + number)
            made.setText(letter)
            name_it(made, letter, self.tr("Play or stop {0}").format(letter))
        self.favourite_button.tell(
            self.tr("Favourite"), self.tr("Mark what you heard last for this sentence"), "↵"
        )
        self.reveal_button.tell(self.tr("Reveal"), self.tr("Say which letter is which"), "R")
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Letter"),
                self.tr("Step"),
                self.tr("Similarity"),
                self.tr("PER"),
                self.tr("State"),
            ]
        )
        name_it(self.table, self.tr("What the letters are"), self.tr("Space plays, Enter uses"))
        self.use_button.setText(self.tr("Use this one"))
        self.close_button.setText(self.tr("Close"))
