"""The way to a voice in three steps, each with its state; the next one stands out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from studio.gui import texts
from studio.gui.voice_summary import Step, VoiceSummary
from studio.gui.widgets.parts import Button, Mark, button, column, label, name_it, restyle

STEPS: tuple[Step, ...] = ("recordings", "train", "speak")


class Steps(QFrame):
    """Record or import, train, speak."""

    asked_for = Signal(str)
    """Name of the page of a step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._marks: dict[Step, Mark] = {}
        self._names: dict[Step, QLabel] = {}
        self._states: dict[Step, QLabel] = {}
        self._buttons: dict[Step, Button] = {}
        self.bring = button("import", lambda: self.asked_for.emit("recordings"), role="quiet")
        """For who has recordings already."""
        for number, step in enumerate(STEPS):
            self._add(grid, 2 * number, step)
        self._name_them()

    def show_summary(self, summary: VoiceSummary) -> None:
        """Show how far a voice is."""
        done = {"recordings": summary.enough, "train": summary.trained, "speak": False}
        self._name_them()
        for step in STEPS:
            following = step == summary.next_step
            self._states[step].setText(self._state(step, summary))
            self._paint_mark(step, done[step], following)
            restyle(self._buttons[step], "role", "primary" if following else "")
            self._buttons[step].paint_icon()
        self._buttons["recordings"].setVisible(not summary.voice.synthetic)
        self._buttons["train"].setEnabled(summary.enough)
        self._buttons["speak"].setEnabled(summary.trained)

    def _add(self, grid: QGridLayout, line: int, step: Step) -> None:
        self._marks[step] = Mark()
        self._names[step] = label("heading")
        self._states[step] = label("muted", wrap=True)
        icon, page = {
            "recordings": ("record", "record"),
            "train": ("train", "train"),
            "speak": ("speak", "speak"),
        }[step]
        self._buttons[step] = button(icon, lambda: self.asked_for.emit(page))
        self._buttons[step].setMinimumWidth(170)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._marks[step], line, 0)
        grid.addWidget(self._names[step], line, 1)
        buttons = column(self._buttons[step], *([self.bring] if step == "recordings" else []))
        buttons.setSpacing(6)
        buttons.addStretch(1)
        grid.addLayout(buttons, line, 2, 2, 1, top)
        grid.addWidget(self._states[step], line + 1, 1, top)
        grid.setRowMinimumHeight(line + 1, 76 if step == "recordings" else 52)

    def _name_them(self) -> None:
        names = (self.tr("1  Recordings"), self.tr("2  Training"), self.tr("3  Speaking"))
        go = (self.tr("Record"), self.tr("Train"), self.tr("Speak"))
        self.bring.setText(self.tr("Import recordings"))
        name_it(self.bring, self.tr("Import recordings"))
        for step, name, action in zip(STEPS, names, go, strict=True):
            self._names[step].setText(name)
            self._buttons[step].setText(action)
            name_it(self._buttons[step], action)

    def _paint_mark(self, step: Step, done: bool, following: bool) -> None:
        name = "check" if done else ("next" if following else "todo")
        said = {"check": self.tr("done"), "next": self.tr("next"), "todo": self.tr("later")}[name]
        tone = {"check": "good", "next": "accent", "todo": "muted"}[name]
        self._marks[step].show_icon(name, tone)
        self._marks[step].setToolTip(said)
        self._marks[step].setAccessibleName(said)

    def _state(self, step: Step, summary: VoiceSummary) -> str:
        match step:
            case "recordings":
                return self._of_recordings(summary)
            case "train":
                return self._of_training(summary)
            case _:
                if summary.trained:
                    return self.tr("Type a sentence and hear it in this voice.")
                return self.tr("Opens when the voice is trained.")

    def _of_recordings(self, summary: VoiceSummary) -> str:
        if not summary.takes:
            return self.tr("Nothing yet. Five minutes of clear speech are a good start.")
        parts = [texts.takes(summary.included), texts.duration(summary.seconds)]
        if summary.set_aside:
            parts.append(self.tr("{0} set aside").format(summary.set_aside))
        if not summary.enough:
            parts.append(self.tr("at least 20 seconds are needed"))
        return " · ".join(parts)

    def _of_training(self, summary: VoiceSummary) -> str:
        if summary.runs and summary.runs[-1].state == "training":
            return self.tr("A run was interrupted or is running; it can go on from where it was.")
        if summary.trained:
            return self.tr("This voice has been trained and speaks.")
        if summary.runs and summary.runs[-1].state == "rejected":
            return self.tr("The last run was not better than its start, so it was not kept.")
        if summary.enough:
            return self.tr("Ready. The quick preset takes some minutes.")
        return self.tr("Opens when there are recordings.")
