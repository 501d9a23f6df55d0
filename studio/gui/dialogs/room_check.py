"""The room check: three seconds of silence, one loud sentence, and what to do about each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from studio.gui.announcing import announce
from studio.gui.bridge import Bridge
from studio.gui.recording.microphone import Heard, Microphone
from studio.gui.recording.pauses import EndOfSpeech
from studio.gui.sentences import said as translated
from studio.gui.widgets.level_meter import LevelMeter
from studio.gui.widgets.parts import GAP, MARGIN, button, label, name_it, row
from studio.gui.widgets.room_report import RoomReportView

if TYPE_CHECKING:
    from studio.audio.files import Samples
    from studio.audio.room import RoomReport

Step = Literal["ask", "silence", "sentence", "judging", "report"]

SILENCE_SECONDS = 3.0
SETTLE_SECONDS = 0.6  # after the click of the mouse or the key
LONGEST_SENTENCE = 8.0


class RoomCheckDialog(QDialog):
    """Collects the two recordings and has them judged; `report` holds what was found."""

    def __init__(
        self, microphone: Microphone, bridge: Bridge, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._microphone, self._bridge = microphone, bridge
        self.report: dict[str, Any] | None = None
        self.step: Step = "ask"
        self._silence: list[Samples] = []
        self._loud: list[Samples] = []
        self._seconds = 0.0
        self._noise: list[float] = []
        self._end_of_speech = EndOfSpeech()
        self.setWindowTitle(self.tr("Room check"))
        self.setMinimumWidth(560)
        self.heading = label("title", wrap=True)
        self.explanation = label("", wrap=True)
        self.sentence = label("big", wrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.meter = LevelMeter()
        self.view = RoomReportView()
        self.go = button("next", self._go, role="primary")
        self.skip = button("", self.reject)
        self._lay_out()
        self._show_step("ask")
        microphone.heard.connect(self._heard)
        microphone.lost.connect(self._lost)
        self.finished.connect(self._disconnect)

    # What happens

    def _go(self) -> None:
        """The one button: begin, end the sentence, or use what was found."""
        match self.step:
            case "ask":
                self._begin()
            case "sentence":
                self._judge()
            case "report":
                self.accept()

    def _begin(self) -> None:
        self._silence, self._loud, self._noise = [], [], []
        self._seconds = -SETTLE_SECONDS
        self._show_step("silence")

    def _heard(self, heard: Heard) -> None:
        self.meter.show_reading(heard.reading)
        if self.step == "silence":
            self._hear_silence(heard)
        elif self.step == "sentence":
            self._loud.append(heard.samples)
            self._seconds += heard.seconds
            ended = self._end_of_speech.hear(heard.reading.rms_dbfs, heard.seconds)
            if ended or self._seconds > LONGEST_SENTENCE:
                self._judge()

    def _hear_silence(self, heard: Heard) -> None:
        self._seconds += heard.seconds
        if self._seconds <= 0:
            return
        self._silence.append(heard.samples)
        self._noise.append(heard.reading.rms_dbfs)
        self.bar.setValue(round(1000 * self._seconds / SILENCE_SECONDS))
        if self._seconds >= SILENCE_SECONDS:
            self._seconds = 0.0
            middle = sorted(self._noise)[len(self._noise) // 2]
            self._end_of_speech = EndOfSpeech(middle)
            self._show_step("sentence")

    def _judge(self) -> None:
        self._show_step("judging")
        judge = partial(_judge, self._silence, self._loud, self._microphone.rate)
        self._bridge.compute(judge, self._judged, self._not_judged, "room")

    def _judged(self, report: RoomReport) -> None:
        self.report = report.as_dict()
        self.view.show_report(self.report)
        self._show_step("report")

    def _not_judged(self, sentence: str) -> None:
        self._show_step("ask")
        text = translated(sentence)
        self.explanation.setText(text)
        announce(self, text)

    def _lost(self, sentence: str) -> None:
        if self.step in ("silence", "sentence"):
            self._not_judged(sentence)

    def _disconnect(self) -> None:
        self._microphone.heard.disconnect(self._heard)
        self._microphone.lost.disconnect(self._lost)

    # How it looks

    def _show_step(self, step: Step) -> None:
        self.step = step
        said = {
            "ask": self.tr("How does this room sound?"),
            "silence": self.tr("Be silent…"),
            "sentence": self.tr("Now read this, as loudly as you ever will"),
            "judging": self.tr("Listening to it…"),
            "report": self.tr("What was found"),
        }
        explained = {
            "ask": self.tr("First three seconds of silence, then one loud sentence. Sit as you "
                           "will sit while recording, a hand's width and a half from the "
                           "microphone."),
            "silence": self.tr("Do not move and do not speak for three seconds."),
            "sentence": "",
            "judging": "",
            "report": "",
        }  # fmt: skip
        self.heading.setText(said[step])
        self.explanation.setText(explained[step])
        self.explanation.setVisible(bool(explained[step]))
        self.sentence.setText(self.tr("“HEY! Shut the door, the boat is leaving without us!”"))
        self.sentence.setVisible(step == "sentence")
        self.bar.setVisible(step in ("silence", "judging"))
        self.bar.setRange(0, 0 if step == "judging" else 1000)
        self.bar.setValue(0)
        self.meter.setVisible(step != "report")
        self.view.setVisible(step == "report")
        self._name_buttons(step)
        more = self.sentence.text() if step == "sentence" else explained[step]
        announce(self, f"{said[step]} {more}".strip())

    def _name_buttons(self, step: Step) -> None:
        names = {
            "ask": self.tr("Begin"),
            "sentence": self.tr("I have read it"),
            "report": self.tr("Use this room"),
        }
        self.go.setVisible(step in names)
        self.go.setText(names.get(step, ""))
        name_it(self.go, names.get(step, ""))
        self.go.setDefault(True)
        self.again.setVisible(step == "report")
        self.again.setText(self.tr("Check again"))
        name_it(self.again, self.tr("Check again"))
        self.skip.setText(self.tr("Skip") if step != "report" else self.tr("Close"))
        name_it(self.skip, self.skip.text().strip())

    def _lay_out(self) -> None:
        self.again = button("again", self._begin)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        for widget in (self.heading, self.explanation, self.sentence, self.bar, self.view):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.meter)
        layout.addLayout(row(self.skip, 1, self.again, self.go))


def _judge(silence: list[Samples], loud: list[Samples], rate: int) -> RoomReport:
    """On a helper thread."""
    import numpy as np

    from studio.audio.files import Sound
    from studio.audio.room import room_report

    return room_report(Sound(np.concatenate(silence), rate), Sound(np.concatenate(loud), rate))
