"""Which script is read."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from studio.gui.recording.reading import BEST, MEND, Choice
from studio.gui.widgets.parts import name_it


class ScriptPicker(QComboBox):
    """All shipped scripts in the best order first, then what mends a voice, then each script."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: Sequence[Choice] = ()
        self._chosen = BEST
        self.setMinimumContentsLength(20)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda index: self.picked.emit(self.itemData(index)))
        self._retranslate()

    def show_choices(self, choices: Sequence[Choice], chosen: str) -> None:
        """Show what there is; an unknown choice counts as the best order."""
        if (tuple(choices), chosen) != (tuple(self._choices), self._chosen):
            self._choices, self._chosen = tuple(choices), chosen
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _fill(self) -> None:
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self.tr("All, best order first"), BEST)
            for choice in self._choices:
                if choice.id == MEND:
                    name = self.tr("Mend weak sounds")
                    self.addItem(f"{name}  ({choice.prompts})", MEND)
            shipped = [c for c in self._choices if not c.own and c.id != MEND]
            own = [choice for choice in self._choices if choice.own]
            for group in (own, shipped):
                if group:
                    self.insertSeparator(self.count())
                for choice in group:
                    name = f"{choice.name}  ({choice.prompts})"
                    if choice.language == "zh":  # voices speak English as yet
                        name = self.tr("{0} · Chinese, not trained on yet").format(name)
                    self.addItem(name, choice.id)
            self.setCurrentIndex(max(0, self.findData(self._chosen)))

    def _retranslate(self) -> None:
        name_it(self, self.tr("Script"), self.tr("What is read"))
        self._fill()
