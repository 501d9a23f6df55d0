"""What the Train page does about the ladder: read it, compare blind, use a rung, clear it."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge, Handlers
from studio.gui.dialogs.blind_ladder import BlindLadderDialog
from studio.gui.dialogs.buttons import confirm
from studio.gui.ladder_state import LadderState, state_of
from studio.gui.playback import Playback
from studio.gui.sentences import said
from studio.gui.widgets.ladder_view import LadderView
from studio.training.ladder import clear_ladder

CHOOSE_TASK = "studio.training.choosing:choose_rung"
BACK_TASK = "studio.training.choosing:back_to_program"


class Laddering(QObject):
    """One voice's ladder at a time; view and dialog collect, this does the work."""

    changed = Signal()
    """Another step speaks now."""
    said = Signal(str, str)
    """Tone and sentence for the banner."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._library, self._bridge, self._playback = library, bridge, playback
        self._parent = parent
        self._voice = self._run = ""  # ids; no run = the newest that has a ladder
        self._busy = self._working = False
        self.state: LadderState | None = None
        self.view = LadderView(playback)
        self.view.use_pressed.connect(self.use)
        self.view.blind_pressed.connect(self.compare)
        self.view.back_pressed.connect(self.go_back)
        self.view.clear_pressed.connect(self.clear)
        self.dice = random.Random()
        self.dialog: BlindLadderDialog | None = None
        """The comparison that is open."""

    def show_voice(self, voice_id: str, busy: bool, run_id: str | None = None) -> None:
        """Show the ladder of a run ("" = the newest that has one, None = the one shown before)."""
        if run_id is not None or voice_id != self._voice:
            self._run = run_id or ""
        self._voice, self._busy = voice_id, busy
        if voice_id:
            read = partial(state_of, self._library, voice_id, self._run)
            self._bridge.compute(read, self._show, partial(self._refuse, ""), "ladder")
        else:
            self._show(None)

    def follow(self, voice_id: str, sample: Path) -> None:
        """A run that is being trained has a new sample."""
        self.show_voice(voice_id, True, sample.parent.parent.name)

    def compare(self) -> None:
        """Open the blind comparison."""
        if self.state is None or len(self.state.to_hear) < 2:
            return
        dialog = BlindLadderDialog(self.state, self._busy, self._playback, self._parent, self.dice)
        dialog.finished.connect(partial(self._compared, dialog))
        self.dialog = dialog
        dialog.open()

    def use(self, step: int) -> None:
        """Let a step speak; what the program did not keep only after a question."""
        state = self.state
        if state is None or self._working or not state.choosable(step) or not self._sure(step):
            return
        self._work(CHOOSE_TASK, voice_id=state.voice.id, run_id=state.run.id, step=step)

    def go_back(self) -> None:
        """Let speak what the program chose."""
        if self.state is not None and not self._working:
            self._work(BACK_TASK, voice_id=self.state.voice.id)

    def clear(self) -> None:
        """Delete the weights of the rungs that are shown."""
        state = self.state
        if state is None or not confirm(
            self._parent,
            self.tr("Clear this ladder?"),
            self.tr(
                "Its steps can still be heard, but no other one of them can be used. "
                "What speaks now stays. This gives back up to {0} MB."
            ).format(round(state.bytes / 1e6)),
            self.tr("Clear"),
        ):
            return
        clear = partial(clear_ladder, state.ladder, state.run)
        self._bridge.write(clear, self._cleared, partial(self._refuse, ""))

    def _sure(self, step: int) -> bool:
        state = self.state
        assert state is not None
        rung = state.ladder.rung(step)
        if state.kept or rung is None:
            return True
        report = state.run.report or {}
        figures = self.tr("Step {0}: similarity {1}, phoneme errors {2}.").format(
            step, texts.number(rung.similarity, 3), texts.percent(rung.per)
        )
        explanation = f"{said(str(report.get('sentence', '')))}\n\n{figures}"
        question = self.tr("The program did not keep this run. Use it all the same?")
        return confirm(self._parent, question, explanation, self.tr("Use it"))

    def _work(self, task: str, **given: Any) -> None:
        handlers = Handlers(done=self._done, failed=self._refuse, ended=self._ended)
        self._working = True
        self._bridge.run(task, handlers, warm=True, library=self._library.root, **given)

    def _done(self, result: dict[str, Any]) -> None:
        self.said.emit("good", str(result["sentence"]))

    def _ended(self) -> None:
        self._working = False
        self.changed.emit()

    def _compared(self, dialog: BlindLadderDialog, _result: int) -> None:
        self.dialog = None
        if dialog.chosen is not None:
            self.view.choose_step(dialog.chosen)
            self.use(dialog.chosen)
        dialog.deleteLater()

    def _cleared(self, freed: int) -> None:
        words = self.tr("The ladder is cleared: {0} MB are free again.").format(round(freed / 1e6))
        self.said.emit("info", words)
        self.show_voice(self._voice, self._busy)

    def _show(self, state: LadderState | None) -> None:
        if state is not None and state.voice.id != self._voice:
            return
        self.state = state
        self.view.show_state(state, self._busy)

    def _refuse(self, first: str, second: str = "") -> None:
        """From a task: the sentence and a detail for us; from a function: "" and the sentence."""
        self.said.emit("bad", first or second)
