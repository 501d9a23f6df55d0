"""One line about what is running: what, how far, how long still; pause it, cancel it."""

import math
import time

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from studio.gui import texts
from studio.gui.widgets.parts import button, column, label, name_it, row
from studio.gui.widgets.trials_table import best_of, trial_of
from studio.jobs.messages import Progress

_LEAST_SECONDS = 4.0  # before that, a pace says nothing
_KEY = "Ctrl+P"


class JobStrip(QFrame):
    """Hidden until `begin`, and again after `end`."""

    cancel_pressed = Signal()
    pause_pressed = Signal()
    resume_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._stage, self._since, self._first = "", 0.0, 0.0
        self._what = label("heading")
        self._left = label("muted")
        self._bar = QProgressBar(textVisible=False)
        self.pause = button("pause", self._pause_or_resume, key=_KEY)
        self._can_pause = False
        self._wants_pause, self.paused = False, False
        self.cancel = button("cancel", self._cancel)
        text = column(row(self._what, self._left, 1), self._bar)
        text.setSpacing(6)
        layout = row(text, self.pause, self.cancel)
        layout.setContentsMargins(16, 10, 12, 10)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._retranslate()
        self.hide()

    def begin(self, what: str, can_pause: bool = False) -> None:
        """Show that something has begun of which no more is known yet.

        `can_pause`: there is a pause button as soon as it has said something.
        """
        self._what.setText(what)
        self._left.setText("")
        self._bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self._can_pause = can_pause
        self.pause.hide()
        self._wish(pause=False)
        self.show()

    def follow(self, progress: Progress) -> None:
        """Show how far it is."""
        self.paused = False
        self.pause.setVisible(self._can_pause)
        trying = "trials" in progress.values
        self._what.setText(trial_of(progress.values) if trying else texts.word(progress.stage))
        parts = []
        if progress.fraction is not None:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * progress.fraction))
            parts.append(texts.percent(progress.fraction, 0))
        else:
            self._bar.setRange(0, 0)
        left = progress.seconds_left
        if left is None and progress.fraction is not None:
            left = self._guess(progress.stage, progress.fraction)
        if left is not None:
            parts.append(texts.time_left(left))
        if self._wants_pause:
            parts.append(self.tr("pausing…"))
        elif best := best_of(progress.values):
            parts.append(best)
        self._left.setText(" · ".join(parts))
        self._bar.setAccessibleName(f"{self._what.text()} {self._left.text()}")

    def show_paused(self) -> None:
        """It stands still."""
        if not self._wants_pause:
            return  # it has been told to go on meanwhile
        self.paused = True
        self._since = math.inf  # a pace that holds a pause is none
        self._bar.setRange(0, max(1, self._bar.maximum()))
        self._left.setText(self.tr("paused: the computer is all yours"))

    def end(self) -> None:
        """It is over."""
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _guess(self, stage: str, fraction: float) -> float | None:
        """Return the seconds that the rest of a stage takes at its pace so far, if it has one."""
        now = time.monotonic()
        if stage != self._stage or fraction < self._first or self._since > now:
            self._stage, self._since, self._first = stage, now, fraction
        done, spent = fraction - self._first, now - self._since
        return spent / done * (1 - fraction) if done > 0 and spent > _LEAST_SECONDS else None

    def _pause_or_resume(self) -> None:
        self._wish(pause=not self._wants_pause)
        if self._wants_pause:
            self._left.setText(self.tr("pausing…"))
            self.pause_pressed.emit()
        else:
            self._left.setText(self.tr("going on…"))
            self.resume_pressed.emit()

    def _wish(self, *, pause: bool) -> None:
        self._wants_pause, self.paused = pause, False
        self._name_pause()

    def _name_pause(self) -> None:
        if self._wants_pause:
            text, tip = self.tr("Resume"), self.tr("Go on where it stands (Ctrl+P)")
        else:
            text, tip = self.tr("Pause"), self.tr("Stand still and compute nothing (Ctrl+P)")
        self.pause.set_icon("resume" if self._wants_pause else "pause")
        self.pause.setText(text)
        name_it(self.pause, text, tip)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.pause.hide()
        self._can_pause = False
        self._left.setText(self.tr("stopping…"))
        self.cancel_pressed.emit()

    def _retranslate(self) -> None:
        self.cancel.setText(self.tr("Cancel"))
        name_it(self.cancel, self.tr("Cancel"))
        self._name_pause()
