"""The controls of speaking beside the text, in groups that fold."""

import random
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QWidget,
)

from studio.core.manner import CONTROLS, Manner
from studio.gui.manners import Way
from studio.gui.widgets.control_row import ControlRow
from studio.gui.widgets.fold import Fold
from studio.gui.widgets.parts import button, column, label, name_it, row
from studio.speech.catalogue import SpeakableVoice

_GROUPS = (
    ("speed", "pauses", "pitch", "pitch_range", "questions"),
    ("energy", "breathiness", "formants"),
)
_MOST = int(CONTROLS["seed"].most)
_SHARE_STEP = 5  # percent


class MannerPanel(QFrame):
    """Says `changed` whenever the person has moved something."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._dice = random.Random()
        self._usual = Manner()
        self._asking: set[str] = set()  # voices which know how their speakers do
        names = [name for group in _GROUPS for name in group] + ["warmth"]
        self.rows = {name: ControlRow(name) for name in names}
        self.seed = QSpinBox(maximum=_MOST)
        self.seed.setKeyboardTracking(False)
        self.seed_button = button("again", self.another_reading)
        self.other = QComboBox(maxVisibleItems=24)
        self.other.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.share = QSlider(Qt.Orientation.Horizontal)
        self.share.setRange(1, 99 // _SHARE_STEP)
        self.share_text = label()
        self.reset_button = button("back", self.reset, key="Ctrl+0")
        self._seed_label, self._other_label, self._share_label = label(), label(), label()
        self.folds = [Fold(self._group(group), n == 0) for n, group in enumerate(_GROUPS)]
        self.folds += [Fold(self._reading(), False), Fold(self._blend(), False)]
        self._lay_out()
        for made in self.rows.values():
            made.changed.connect(self._changed)
        self.seed.valueChanged.connect(self._changed)
        self.other.activated.connect(self._changed)
        self.share.valueChanged.connect(self._changed)
        self.show_way(Way())
        self.offer_questions("")

    # What it says

    @property
    def way(self) -> Way:
        """What the controls say now."""
        values = {name: made.value for name, made in self.rows.items()}
        manner = replace(self._usual, **values, seed=self.seed.value())
        return Way(manner, self.other.currentData() or "", self.share.value() * _SHARE_STEP / 100)

    def show_way(self, way: Way) -> None:
        """Set all controls; says nothing."""
        self._usual = way.manner
        for name, made in self.rows.items():
            made.set(float(getattr(way.manner, name)))
        for widget in (self.seed, self.share, self.other):
            widget.blockSignals(True)
        self.seed.setValue(way.manner.seed)
        self.share.setValue(round(way.share * 100 / _SHARE_STEP))
        self.other.setCurrentIndex(max(0, self.other.findData(way.other)))
        for widget in (self.seed, self.share, self.other):
            widget.blockSignals(False)
        self._update_state()

    def offer_questions(self, voice_id: str) -> None:
        """Show the control of questions where a voice knows how its speaker asks."""
        self.rows["questions"].show(voice_id in self._asking)

    def show_voices(self, voices: Sequence[SpeakableVoice], label_of: dict[str, str]) -> None:
        """Offer these voices to be blended in; `label_of` has what stands for each."""
        self._asking = {voice.id for voice in voices if voice.knows_questions}
        now = self.other.currentData()
        self.other.clear()
        self.other.addItem(self.tr("no other voice"), "")
        for voice in voices:
            self.other.addItem(label_of[voice.id], voice.id)
        self.other.setCurrentIndex(max(0, self.other.findData(now)))

    # What the person does

    def another_reading(self) -> None:
        """The same once more, otherwise."""
        self.seed.setValue(self._dice.randrange(1, 10_000))

    def reset(self) -> None:
        """Everything as it was before anything was moved."""
        if self.way != Way():
            self.show_way(Way())
            self.changed.emit()

    def _changed(self, *_: object) -> None:
        self._update_state()
        self.changed.emit()

    def _update_state(self) -> None:
        share = self.share.value() * _SHARE_STEP
        self.share_text.setText(f"{share} %")
        self.share.setAccessibleDescription(f"{share} %")
        blended = bool(self.other.currentData())
        self.share.setEnabled(blended)
        self.share_text.setEnabled(blended)
        self.reset_button.setEnabled(self.way.manner != Manner() or blended)

    # Texts

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        self.setAccessibleName(self.tr("Controls of speaking"))
        names = {
            "speed": (self.tr("S&peed"), self.tr("How fast: 2 is twice as fast")),
            "pauses": (self.tr("Pa&uses"), self.tr("How long the pauses at punctuation are")),
            "pitch": (self.tr("P&itch"), self.tr("Higher or lower, in semitones")),
            "pitch_range": (
                self.tr("Pitch ran&ge"),
                self.tr("0 is monotonous, 2 twice as lively as usual"),
            ),
            "questions": (
                self.tr("&Questions"),
                self.tr("How far questions end as the speaker ends them; 0: as statements end"),
            ),
            "energy": (self.tr("&Energy"), self.tr("With more or less effort, and louder so")),
            "breathiness": (self.tr("&Breath"), self.tr("More or less breath in the voice")),
            "formants": (
                self.tr("&Formants"),
                self.tr("Up: a smaller speaker; down: a larger one. The pitch stays"),
            ),
            "warmth": (self.tr("Vari&ety"), self.tr("How varied the sound is from case to case")),
        }
        reset = self.tr("Double click or Delete: as usual")
        for name, made in self.rows.items():
            made.tell(names[name][0], f"{names[name][1]}\n{reset}")
            for widget in (made.slider, made.box):
                widget.setAccessibleName(names[name][0].replace("&", ""))
        titles = (self.tr("Pace and pitch"), self.tr("Sound"), self.tr("Reading"), self.tr("Blend"))
        for fold, title in zip(self.folds, titles, strict=True):
            fold.set_text(title)
        self._seed_label.setText(self.tr("Seed"))
        name_it(self.seed, self.tr("Seed"), self.tr("The same number gives the same sound"))
        self.seed_button.setText(self.tr("Another reading"))
        name_it(
            self.seed_button, self.tr("Another reading"), self.tr("Say it once more, otherwise")
        )
        self._other_label.setText(self.tr("With"))
        name_it(self.other, self.tr("Voice that is blended in"))
        self._share_label.setText(self.tr("Share"))
        name_it(self.share, self.tr("How much of it is the other voice"))
        self.reset_button.setText(self.tr("As it was"))
        name_it(self.reset_button, self.tr("As it was"), self.tr("All controls as usual (Ctrl+0)"))
        if self.other.count():
            self.other.setItemText(0, self.tr("no other voice"))

    # Building

    def _group(self, names: Sequence[str]) -> QWidget:
        grid = _grid()
        for line, name in enumerate(names):
            self.rows[name].place(grid, line)
        return _holding(grid)

    def _reading(self) -> QWidget:
        grid = _grid()
        self.rows["warmth"].place(grid, 0)
        grid.addWidget(self._seed_label, 1, 0)
        grid.addWidget(self.seed, 1, 1, 1, 2)
        grid.addWidget(self.seed_button, 2, 0, 1, 3)
        return _holding(grid)

    def _blend(self) -> QWidget:
        grid = _grid()
        grid.addWidget(self._other_label, 0, 0)
        grid.addWidget(self.other, 0, 1, 1, 2)
        grid.addWidget(self._share_label, 1, 0)
        grid.addWidget(self.share, 1, 1)
        grid.addWidget(self.share_text, 1, 2)
        return _holding(grid)

    def _lay_out(self) -> None:
        groups = QWidget()
        groups.setObjectName("clear")
        groups.setLayout(column(*self.folds, 1))
        area = QScrollArea(widgetResizable=True)
        area.setWidget(groups)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setObjectName("clear")
        self.setLayout(column(area, row(self.reset_button, 1)))


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(4, 0, 4, 8)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, 84)
    grid.setColumnStretch(1, 1)
    return grid


def _holding(grid: QGridLayout) -> QWidget:
    made = QWidget()
    made.setLayout(grid)
    return made
