"""The takes of the Speak page as a list: play, star, bring back, compare, delete; all by keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QListWidget, QListWidgetItem, QWidget

from studio.core.entities import Rendering
from studio.core.manner import CONTROLS
from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.theme import Theme
from studio.gui.widgets.key_button import KeyButton, key_button
from studio.gui.widgets.parts import column, label, name_it

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RenderingList(QWidget):
    """Says what the person wants with which takes."""

    play = Signal(object)
    star = Signal(object)
    use = Signal(object)
    compare = Signal(object)
    """One or more renderings."""
    delete = Signal(object)
    undo = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._made: Sequence[Rendering] = ()
        self._playing = ""
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.list.itemDoubleClicked.connect(lambda _item: self._ask(self.use))
        self.list.itemSelectionChanged.connect(self._update_state)
        self.hint = label("small", wrap=True)
        self.buttons: dict[str, KeyButton] = {
            "play": key_button("play", lambda: self._ask(self.play)),
            "use": key_button("resume", lambda: self._ask(self.use)),
            "star": key_button("star", lambda: self._ask(self.star)),
            "compare": key_button("recheck", lambda: self._ask_all(self.compare)),
            "delete": key_button("delete", lambda: self._ask_all(self.delete)),
            "undo": key_button("undo", self.undo.emit),
        }
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, made in enumerate(self.buttons.values()):
            grid.addWidget(made, number // 2, number % 2)
        layout = column(self.list, self.hint, grid)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.can_undo = False

    @property
    def chosen(self) -> list[Rendering]:
        """Those that are selected, in the order of the list."""
        lines = sorted(self.list.row(item) for item in self.list.selectedItems())
        return [self._made[line] for line in lines]

    def show_takes(self, made: Sequence[Rendering], can_undo: bool) -> None:
        """Show these; what was selected stays so."""
        before = {one.id for one in self.chosen}
        current = self.list.currentRow()
        self._made, self.can_undo = made, can_undo
        self.list.blockSignals(True)
        self.list.clear()
        for one in made:
            item = QListWidgetItem(self._told(one))
            item.setToolTip(one.text)
            self.list.addItem(item)
            item.setSelected(one.id in before)
        line = min(max(current, 0), len(made) - 1)
        self.list.setCurrentRow(line, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.list.blockSignals(False)
        self.paint_icons()
        self._update_state()

    def show_playing(self, rendering_id: str) -> None:
        """Show which one sounds; "" = none."""
        self._playing = rendering_id
        self.paint_icons()

    def paint_icons(self) -> None:
        """Draw anew which are starred and which sounds."""
        colours = Theme.colours()
        for line, one in enumerate(self._made):
            name = "speak" if one.id == self._playing else "star" if one.starred else "star-off"
            colour = colours.muted if name == "star-off" else colours.accent
            self.list.item(line).setIcon(icon(name, colour))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._took(event)
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        """The list would look for letters itself."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo.emit()
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in _ENTER:
            self._ask(self.use)
        elif event.key() == Qt.Key.Key_Space:
            self._ask(self.play)
        elif event.key() == Qt.Key.Key_S:
            self._ask(self.star)
        elif event.key() == Qt.Key.Key_C:
            self._ask_all(self.compare)
        elif event.key() == Qt.Key.Key_Delete:
            self._ask_all(self.delete)
        else:
            return False
        return True

    def _ask(self, signal: SignalInstance) -> None:
        """For the take that has the focus."""
        line = self.list.currentRow()
        if 0 <= line < len(self._made):
            signal.emit(self._made[line])

    def _ask_all(self, signal: SignalInstance) -> None:
        if self.chosen:
            signal.emit(self.chosen)

    def _update_state(self) -> None:
        for name, made in self.buttons.items():
            made.setEnabled(self.can_undo if name == "undo" else bool(self.chosen))
        self.hint.setVisible(not self._made)

    # Texts

    def _told(self, one: Rendering) -> str:
        """Two lines: the text, and what `about` says."""
        return f"{' '.join(one.text.split())}\n{self.about(one)}"

    def about(self, one: Rendering) -> str:
        """Who says it, how long, with which controls, how well heard."""
        parts = [one.voice_name, texts.duration(one.seconds), *self._moved(one)]
        if one.heard is not None and one.heard.lost:
            parts.append(self.tr("%n unclear word(s)", "", len(one.heard.lost)))
        return " · ".join(parts)

    def _moved(self, one: Rendering) -> list[str]:
        names = {
            "speed": self.tr("speed"),
            "pauses": self.tr("pauses"),
            "pitch": self.tr("pitch"),
            "pitch_range": self.tr("range"),
            "questions": self.tr("questions"),
            "energy": self.tr("energy"),
            "breathiness": self.tr("breath"),
            "formants": self.tr("formants"),
            "warmth": self.tr("variety"),
            "steps": self.tr("steps"),
            "seed": self.tr("seed"),
        }
        return [
            f"{names[name]} {value:g}{' ' if CONTROLS[name].unit else ''}{CONTROLS[name].unit}"
            for name, value in one.manner.items()
            if name in names
        ]

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        name_it(self.list, self.tr("Takes: every text that was spoken, the newest first"))
        self.hint.setText(self.tr("What is spoken is kept here, with how it was made."))
        told = (
            ("play", self.tr("Play"), self.tr("Play or stop this take"), "␣"),
            ("use", self.tr("Bring back"), self.tr("Its text, controls and sound, as then"), "↵"),
            ("star", self.tr("Star"), self.tr("One of the good ones, or no longer"), "S"),
            (
                "compare",
                self.tr("Compare"),
                self.tr("Hear these against each other, also without knowing which is which"),
                "C",
            ),
            ("delete", self.tr("Delete"), self.tr("Delete these takes"), "⌦"),
            ("undo", self.tr("Undo"), self.tr("Take back what was deleted last"), "Ctrl+Z"),
        )
        for name, text, tip, key in told:
            self.buttons[name].tell(text, tip, key)
        self.show_takes(self._made, self.can_undo)
