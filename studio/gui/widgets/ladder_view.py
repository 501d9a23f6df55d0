"""The rungs of a run in a table: what was measured, to be heard sentence by sentence."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
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
from studio.gui.widgets.parts import button, column, label, name_it, row, show_whole_rows
from studio.training.ladder import Rung

LOUDNESS = -24.0  # LUFS; of two sounds the louder one is taken for the better
_STATE = 4  # column


class LadderView(QWidget):
    """Space plays the chosen step, 1 to 3 choose the sentence; buttons say what else can be done.

    Its signals say what was asked for; it changes nothing itself.
    """

    use_pressed = Signal(int)
    """A step."""
    blind_pressed = Signal()
    back_pressed = Signal()
    clear_pressed = Signal()

    def __init__(self, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self._state: LadderState | None = None
        self._busy = False
        self.hint = label("muted", wrap=True)
        self.sentence = QComboBox()
        self.table = QTableWidget(0, 5)
        self.play = button("play", self.toggle_play)
        self.blind = button("speak", self.blind_pressed.emit, role="primary")
        self.use = button("check", self._use)
        self.why_not = label("small", wrap=True)
        self.disk = label("small", wrap=True)
        self.back = button("back", self.back_pressed.emit)
        self.clear = button("delete", self.clear_pressed.emit)
        self._set_up_table()
        self.sentence.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        top = row(self.sentence, self.play)
        top.setStretch(0, 1)
        below = row(self.disk, self.back, self.clear)
        below.setStretch(0, 1)
        layout = column(
            self.hint, top, self.table, row(self.blind, self.use, 1), self.why_not, below
        )
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        playback.started.connect(self._mark)
        playback.ended.connect(lambda _key: self._mark(""))
        self.retranslate()

    @property
    def step(self) -> int | None:
        """The chosen step."""
        rung = self._rung()
        return None if rung is None else rung.step

    def show_state(self, state: LadderState | None, busy: bool) -> None:
        """Show a run's ladder, or that there is none; `busy`: a voice is being trained."""
        before, self._busy = self.step, busy
        new_run = state is None or self._state is None or state.run.id != self._state.run.id
        self._state = state
        self._fill_sentences(state)
        self.table.setRowCount(len(state.ladder.rungs) if state else 0)
        for line, rung in enumerate(state.ladder.rungs if state else ()):
            self._fill(line, rung)
        if state is not None and state.ladder.rungs:
            steps = [rung.step for rung in state.ladder.rungs]
            usual = state.speaking if state.speaking is not None else state.program
            wanted = usual if new_run or before is None else before
            self.table.selectRow(steps.index(wanted) if wanted in steps else len(steps) - 1)
        self._update()

    def choose_step(self, step: int) -> None:
        """Choose the row of a step."""
        steps = [rung.step for rung in self._state.ladder.rungs] if self._state else []
        if step in steps:
            self.table.selectRow(steps.index(step))

    def toggle_play(self) -> None:
        """Play the chosen sentence of the chosen step, or stop it."""
        state, step, sentence = self._state, self.step, self.sentence.currentIndex()
        if state is None or step is None or sentence < 0:
            return
        path = state.ladder.sample(step, sentence)
        self._playback.toggle(path, f"ladder {path}", LOUDNESS)

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Step"),
                self.tr("Similarity"),
                self.tr("PER"),
                self.tr("Validation"),
                self.tr("State"),
            ]
        )
        name_it(self.table, self.tr("Checkpoints"), self.tr("Space plays, 1 to 3 the sentence"))
        name_it(self.sentence, self.tr("Sentence"))
        self.blind.setText(self.tr("Hear them blind…"))
        name_it(
            self.blind,
            self.tr("Hear them blind"),
            self.tr("Compare the checkpoints under letters, without knowing which is which"),
        )
        self.use.setText(self.tr("Use this one"))
        name_it(self.use, self.tr("Use this one"), self.tr("The voice speaks with this step then"))
        self.back.setText(self.tr("Back to the program's choice"))
        self.clear.setText(self.tr("Clear…"))
        name_it(
            self.clear,
            self.tr("Clear the ladder"),
            self.tr("Delete the weights of these checkpoints; what speaks now stays"),
        )
        self.show_state(self._state, self._busy)
        self._mark(self._playback.playing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.toggle_play()
                return True
            number = event.key() - Qt.Key.Key_1
            if 0 <= number < self.sentence.count():
                self.sentence.setCurrentIndex(number)
                return True
        return super().eventFilter(watched, event)

    def _set_up_table(self) -> None:
        table = self.table
        show_whole_rows(table)
        table.setTextElideMode(Qt.TextElideMode.ElideNone)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.installEventFilter(self)
        table.itemDoubleClicked.connect(lambda _item: self.toggle_play())
        table.itemSelectionChanged.connect(self._update)

    def _fill_sentences(self, state: LadderState | None) -> None:
        lines = [f"{n}  {text}" for n, text in enumerate(state.ladder.texts if state else (), 1)]
        if [self.sentence.itemText(n) for n in range(self.sentence.count())] != lines:
            chosen = max(0, self.sentence.currentIndex())
            self.sentence.clear()
            self.sentence.addItems(lines)
            self.sentence.setCurrentIndex(min(chosen, len(lines) - 1))

    def _fill(self, line: int, rung: Rung) -> None:
        state = self._state
        assert state is not None
        step = self.tr("Start") if rung.step == 0 else str(rung.step)
        values = (
            step,
            texts.number(rung.similarity, 3),
            texts.percent(rung.per),
            texts.number(rung.validation, 3),
            self._about(state, rung.step),
        )
        for place, value in enumerate(values):
            item = QTableWidgetItem(value)
            item.setToolTip(value)
            if place == _STATE and rung.step == state.speaking:
                item.setIcon(icon("check", Theme.colours().good))
            self.table.setItem(line, place, item)

    def _about(self, state: LadderState, step: int) -> str:
        if step == 0:
            return self.tr("the stock voice it started from")
        words = []
        if step == state.speaking:
            chosen = self.tr("speaks now, chosen by you")
            words.append(chosen if state.by_person else self.tr("speaks now"))
        if step == state.program:
            words.append(self.tr("the program's choice"))
        if not state.ladder.has_weights(step):
            words.append(self.tr("weights not kept"))
        return " · ".join(words)

    def _rung(self) -> Rung | None:
        rungs = self._state.ladder.rungs if self._state else ()
        line = self.table.currentRow()
        return rungs[line] if 0 <= line < len(rungs) else None

    def _use(self) -> None:
        if self.step is not None:
            self.use_pressed.emit(self.step)

    def _mark(self, key: str) -> None:
        playing = key.startswith("ladder ")
        self.play.set_icon("stop" if playing else "play")
        self.play.setText(self.tr("Stop") if playing else self.tr("Play"))
        name_it(self.play, self.tr("Play or stop the chosen step"))

    def _update(self) -> None:
        state, step = self._state, self.step
        has = state is not None and bool(state.ladder.rungs)
        for widget in (self.sentence, self.play, self.table, self.blind, self.use, self.disk):
            widget.setVisible(has)
        self.clear.setVisible(has)
        self.back.setVisible(state is not None and state.can_go_back)
        self.hint.setText(self._hint())
        can = state is not None and step is not None and state.choosable(step)
        speaks = state is not None and step is not None and step == state.speaking
        self.use.setEnabled(can and not speaks and not self._busy)
        why = "" if state is None or step is None or speaks else state.why_not.get(step, "")
        self.why_not.setText(said(why))
        self.why_not.setVisible(has and bool(why))
        self.blind.setEnabled(state is not None and len(state.to_hear) > 1)
        self.back.setEnabled(not self._busy)
        size = state.bytes if state else 0
        self.clear.setEnabled(size > 0 and not self._busy)
        self.disk.setText(
            self.tr("These checkpoints take {0} MB on the disk.").format(round(size / 1e6))
        )

    def _hint(self) -> str:
        if self._state is None or not self._state.ladder.rungs:
            return self.tr(
                "Here the checkpoints of a training can be heard and compared: each says the same "
                "three sentences. They come while a voice is being trained."
            )
        if self._state.run.report is None:
            return self.tr("This run has not ended: its checkpoints can be heard, not used yet.")
        if not self._state.kept:
            return self.tr("The program did not keep this run. You may still use a step of it.")
        return self.tr("Every checkpoint says the same three sentences, all equally loud.")
