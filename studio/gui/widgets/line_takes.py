"""What there is of one line: every rendering, to be heard, chosen, starred, compared."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from studio.core.entities import Rendering
from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.theme import Theme
from studio.gui.widgets.parts import button, column, label, name_it, row

_WIDTH = 250  # pixels


class _List(QListWidget):
    """Enter plays, U uses, S stars, C compares, Delete throws away."""

    pressed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_U,
                Qt.Key.Key_S, Qt.Key.Key_C, Qt.Key.Key_Delete)  # fmt: skip
        if event.key() in keys and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pressed.emit(event.key())
        else:
            super().keyPressEvent(event)


class LineTakes(QFrame):
    """The renderings of the current line, the newest first."""

    wants_play = Signal(object)
    """A Rendering."""
    wants_chosen = Signal(object)
    wants_star = Signal(object)
    wants_deleted = Signal(object)
    wants_compared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self._takes: Sequence[Rendering] = ()
        self._chosen = ""
        self._title = label("small")
        self.list = _List()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.pressed.connect(self._pressed)
        self.list.itemDoubleClicked.connect(lambda _: self._tell(self.wants_play))
        self.list.currentRowChanged.connect(lambda _: self._update_state())
        self.use = button("check", lambda: self._tell(self.wants_chosen))
        self.compare = button("recheck", self.wants_compared.emit, role="quiet")
        self.star = button("star-off", lambda: self._tell(self.wants_star), role="quiet")
        self.delete = button("delete", lambda: self._tell(self.wants_deleted), role="quiet")
        below = row(self.use, 1, self.compare, self.star, self.delete)
        below.setSpacing(2)
        layout = column(self._title, self.list, below)
        layout.setSpacing(6)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._retranslate()

    @property
    def takes(self) -> Sequence[Rendering]:
        """What is shown."""
        return self._takes

    def show_takes(self, takes: Sequence[Rendering], chosen: str) -> None:
        """Show renderings, the newest first, and which of them is the line's."""
        current = self.current() if chosen == self._chosen else None
        self._takes, self._chosen = takes, chosen
        self.list.blockSignals(True)
        self.list.clear()
        for number, made in zip(range(len(takes), 0, -1), takes, strict=True):
            self.list.addItem(self._item(number, made))
        wanted = current.id if current else chosen
        places = [place for place, made in enumerate(takes) if made.id == wanted]
        self.list.setCurrentRow(places[0] if places else 0 if takes else -1)
        self.list.blockSignals(False)
        self._retranslate()
        self._update_state()

    def current(self) -> Rendering | None:
        """Return the rendering of the current row."""
        place = self.list.currentRow()
        return self._takes[place] if 0 <= place < len(self._takes) else None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def about(self, number: int, made: Rendering) -> str:
        """A take in one line; `number` counts from the oldest."""
        parts = [self.tr("Take {0}").format(number), texts.duration(made.seconds)]
        if made.heard is not None:
            parts.append(texts.percent(made.heard.share, 0))
        return " · ".join(parts)

    def _item(self, number: int, made: Rendering) -> QListWidgetItem:
        colours = Theme.colours()
        parts = [self.about(number, made)]
        chosen = made.id == self._chosen
        if chosen:
            parts.append(self.tr("in use"))
        if made.starred:
            parts.append("★")
        item = QListWidgetItem(" · ".join(parts))
        item.setIcon(icon("check", colours.good) if chosen else icon("todo", colours.muted))
        starred = self.tr("starred") if made.starred else ""
        about = (made.text, made.voice_name, texts.day(made.created), starred)
        item.setToolTip("\n".join(part for part in about if part))
        return item

    def _pressed(self, key: int) -> None:
        if key == Qt.Key.Key_C:
            if self.compare.isEnabled():
                self.wants_compared.emit()
            return
        signals = {
            Qt.Key.Key_U: self.wants_chosen,
            Qt.Key.Key_S: self.wants_star,
            Qt.Key.Key_Delete: self.wants_deleted,
        }
        self._tell(signals.get(Qt.Key(key), self.wants_play))

    def _tell(self, signal: object) -> None:
        made = self.current()
        if made is not None:
            signal.emit(made)  # type: ignore[attr-defined]

    def _update_state(self) -> None:
        made = self.current()
        self.use.setEnabled(made is not None and made.id != self._chosen)
        self.star.setEnabled(made is not None)
        self.delete.setEnabled(made is not None)
        self.compare.setEnabled(len(self._takes) > 1)
        self.star.set_icon("star" if made and made.starred else "star-off")

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Takes ({0})").format(len(self._takes)))
        keys = self.tr("Enter plays, U uses it, S stars, C compares, Delete throws away")
        name_it(self.list, self.tr("Takes of this line"), keys)
        self.use.setText(self.tr("Use"))
        name_it(self.use, self.tr("Use this take"), self.tr("Use this take for the line (U)"))
        about = self.tr("Hear the takes against each other, also blind (C)")
        name_it(self.compare, self.tr("Compare"), about)
        name_it(self.star, self.tr("Star"), self.tr("Star the take, or take the star away (S)"))
        name_it(self.delete, self.tr("Delete"), self.tr("Put the take into the trash (Delete)"))
