"""All takes of one sentence, the chosen one starred."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from studio.core.entities import Take
from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.recording.checking import verdict_of
from studio.gui.sentences import said
from studio.gui.theme import Theme
from studio.gui.widgets.parts import name_it


class PromptTakes(QListWidget):
    """A short list; the arrow keys choose which take is looked at and listened to."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes: list[Take] = []
        self.currentItemChanged.connect(self._current)
        self.setMinimumHeight(36)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._retranslate()

    def show_takes(self, takes: Sequence[Take], current: str) -> None:
        """Show these takes; `current` is the id of the one that is looked at."""
        if list(takes) != self._takes:
            self._takes = list(takes)
            self._fill()
        with QSignalBlocker(self):
            row = next((n for n, take in enumerate(self._takes) if take.id == current), -1)
            self.setCurrentRow(row)

    def sizeHint(self) -> QSize:
        return QSize(150, 44)  # it takes what is left and asks for no more

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._retranslate()
            row = self.currentRow()
            self._fill()
            with QSignalBlocker(self):
                self.setCurrentRow(row)

    def _fill(self) -> None:
        colours = Theme.colours()
        with QSignalBlocker(self):
            self.clear()
            for number, take in enumerate(self._takes, start=1):
                seconds = texts.duration(take.seconds)
                shown = [str(number), seconds, self._word(take)]
                parts = [self.tr("Take {0}").format(number), *shown[1:]]
                item = QListWidgetItem(" · ".join(part for part in shown if part))
                item.setData(Qt.ItemDataRole.UserRole, take.id)
                name = "star" if take.starred else "star-off"
                item.setIcon(icon(name, colours.accent if take.starred else colours.muted))
                spoken = [*parts, self.tr("chosen")] if take.starred else parts
                item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(spoken))
                item.setToolTip(said(take.note))
                self.addItem(item)

    def _word(self, take: Take) -> str:
        verdict = verdict_of(take)
        if verdict is None:
            return ""
        words = {"good": self.tr("good"), "warn": self.tr("doubtful"), "refuse": self.tr("faulty")}
        return words[verdict.level]

    def _current(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _retranslate(self) -> None:
        name_it(self, self.tr("Takes of this sentence"))
