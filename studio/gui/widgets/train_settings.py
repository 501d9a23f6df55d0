"""What is chosen before training: preset, device, consent; and why it cannot start."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from studio.gui import texts
from studio.gui.sentences import said
from studio.gui.widgets.parts import Mark, button, column, label, name_it, row
from studio.jobs.cores import some_cores, threads_beside, usable_cores
from studio.training.presets import LONGER, PRESETS, SEARCH_MINUTES, preset

PLACES = ("auto", "cpu")  # to train on; a graphics card is added when it was found to compute


class TrainSettings(QFrame):
    """The left side of the Train page."""

    start_pressed = Signal()
    resume_pressed = Signal()
    consent_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._card = ("", "", "")  # device, name, and why it cannot be used
        self._looked = False
        self._consent_there = False
        self._make_presets()
        self._device_title = label("heading")
        self.device = QComboBox()
        for place in PLACES:
            self.device.addItem(place, place)
        self._device_hint = label("small", wrap=True)
        self._cores = usable_cores()
        self.leave_cores = QCheckBox()
        self.leave_cores.setVisible(some_cores(self._cores) > 0)
        self._consent_title = label("heading")
        self._consent_mark = Mark()
        self._consent_text = label("small", wrap=True)
        self.consent = button("edit", self.consent_pressed.emit)
        self.why_not = label("small", wrap=True)
        self.start = button("play", self.start_pressed.emit, role="primary", key="Ctrl+Return")
        self.resume = button("resume", self.resume_pressed.emit)
        self._lay_out()
        self.retranslate()

    @property
    def preset(self) -> str:
        """The chosen preset."""
        return next(name for name, radio in self.presets.items() if radio.isChecked())

    @property
    def search(self) -> float | None:
        """Minutes of trying recipes; None = the preset knows how long."""
        return float(self.minutes.value()) if self.preset == LONGER.name else None

    @property
    def threads(self) -> int | None:
        """With how many threads to train; None = as many as there are cores."""
        left = some_cores(self._cores) if self.leave_cores.isChecked() else 0
        return threads_beside(left, self._cores)

    def show_devices(self, device: str, name: str, why_not: str) -> None:
        """Say whether a graphics card can be used; see `studio.training.device.Found`."""
        self._looked, self._card = True, (device, name, why_not)
        if device and self.device.findData(device) < 0:
            self.device.addItem(name, device)
        self._tell_about_device()

    def show_consent(self, open_: bool, text: str, there: bool) -> None:
        """Say whether training is open, by whose consent, and whether there is one to look at."""
        self._consent_mark.show_icon(*(("check", "good") if open_ else ("lock", "warn")))
        self._consent_text.setText(text)
        self._consent_there = there
        self._tell_about_consent()

    def show_state(self, why_not: str, resumable: bool, busy: bool) -> None:
        """Say why training cannot start ("" = it can), and whether a run can go on."""
        self.why_not.setText(why_not)
        self.why_not.setVisible(bool(why_not))
        self.start.setEnabled(not why_not and not busy)
        self.resume.setVisible(resumable)
        self.resume.setEnabled(not why_not and not busy)
        for widget in (*self.presets.values(), self.device, self.leave_cores, self.consent):
            widget.setEnabled(not busy)
        self.minutes.setEnabled(not busy and self.search is not None)

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        self._preset_title.setText(self.tr("How long"))
        hints = {
            "quick": self.tr("A good likeness soon: about {0} min on a processor, {1} on a card."),
            "studio": self.tr("The best likeness: about {0} min on a processor, {1} on a card."),
            LONGER.name: self.tr(
                "Tries other learning rates and batches on your takes and keeps what measurably "
                "helps. You can use the computer meanwhile, and stop and go on at any time."
            ),
        }
        for name, radio in self.presets.items():
            given = preset(name)
            radio.setText(texts.word(name))
            times = (texts.number(given.cpu_minutes, 0), texts.number(given.gpu_minutes, 0))
            self._preset_hints[name].setText(hints[name].format(*times) if name in hints else "")
            name_it(radio, texts.word(name), self._preset_hints[name].text())
        self.minutes.setSuffix(self.tr(" min"))
        name_it(self.minutes, self.tr("Minutes to try for"), self.tr("How long to try, in all"))
        self._device_title.setText(self.tr("Where"))
        processor = self.tr("{0}-core processor").format(self._cores)
        for index, name in enumerate((texts.word("auto"), processor)):
            self.device.setItemText(index, name)
        name_it(self.device, self.tr("Device to train on"))
        self._tell_about_cores()
        self._consent_title.setText(self.tr("Consent"))
        self._tell_about_consent()
        self.start.setText(self.tr("Start training"))
        name_it(self.start, self.tr("Start training"), self.tr("Start training (Ctrl+Enter)"))
        self.resume.setText(self.tr("Resume interrupted run"))
        name_it(self.resume, self.tr("Go on with the interrupted run from its last checkpoint"))
        self._tell_about_device()

    def _tell_about_consent(self) -> None:
        if self._consent_there:
            self.consent.setText(self.tr("Show consent…"))
            name_it(self.consent, self.tr("Who gave the consent, when, for what; take it back"))
        else:
            self.consent.setText(self.tr("Give consent…"))
            name_it(self.consent, self.tr("Give consent"))

    def _tell_about_cores(self) -> None:
        hint = self.tr(
            "Training then uses {0} of {1} cores, and the computer stays quick for you. "
            "In the same time it learns less, so the likeness may be lower."
        ).format(self._cores - some_cores(self._cores), self._cores)
        self.leave_cores.setText(self.tr("Leave me some cores"))
        name_it(self.leave_cores, self.tr("Leave me some cores"), hint)

    def _tell_about_device(self) -> None:
        device, name, why_not = self._card
        if not self._looked:
            text = self.tr("Looking for a graphics card…")
        elif device == "mps":
            text = self.tr(
                "{0} can be chosen. That is experimental: nobody has tried it yet, so "
                "“Automatic” trains on the processor."
            ).format(name)
        elif device:
            text = self.tr("{0} can be used.").format(name)
        elif why_not:
            text = said(why_not)
        else:
            text = self.tr("No graphics card was found, so training runs on the processor.")
        self._device_hint.setText(text)

    def _make_presets(self) -> None:
        self._preset_title = label("heading")
        self.presets: dict[str, QRadioButton] = {}
        self._preset_hints: dict[str, QLabel] = {}
        group = QButtonGroup(self)
        for name in (*PRESETS, LONGER.name):
            self.presets[name] = radio = QRadioButton()
            group.addButton(radio)
            self._preset_hints[name] = label("small", wrap=True)
            self._preset_hints[name].setContentsMargins(26, 0, 0, 6)
        next(iter(self.presets.values())).setChecked(True)
        self.minutes = QSpinBox(singleStep=15)
        self.minutes.setRange(*SEARCH_MINUTES)
        self.minutes.setValue(round(LONGER.cpu_minutes))
        self.minutes.setEnabled(False)
        self.presets[LONGER.name].toggled.connect(self.minutes.setEnabled)

    def _lay_out(self) -> None:
        presets = column(self._preset_title)
        for name, radio in self.presets.items():
            presets.addWidget(radio)
            presets.addWidget(self._preset_hints[name])
        minutes = row(self.minutes, 1)
        minutes.setContentsMargins(26, 0, 0, 6)
        presets.addLayout(minutes)
        device = column(self._device_title, self.device, self._device_hint, self.leave_cores)
        consent_line = row(self._consent_mark, self._consent_text)
        consent_line.setStretch(1, 1)
        consent = column(self._consent_title, consent_line, self.consent)
        go = column(self.why_not, self.start, self.resume)
        for part in (presets, device, consent, go):
            part.setSpacing(6)
        layout = column(presets, device, consent, 1, go)
        layout.setSpacing(18)
        layout.setContentsMargins(18, 16, 18, 16)
        self.setLayout(layout)
