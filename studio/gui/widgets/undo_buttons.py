"""Back and forth: two small buttons and their keys."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from studio.gui.widgets.parts import button, name_it, row

_KEYS = QKeySequence.StandardKey


class UndoButtons(QWidget):
    """The keys work everywhere in the widget that they are for."""

    undo = Signal()
    redo = Signal()

    def __init__(self, keys_in: QWidget) -> None:
        super().__init__()
        self.undo_button = button("undo", self.undo.emit, role="quiet")
        self.redo_button = button("redo", self.redo.emit, role="quiet")
        for key, signal in ((_KEYS.Undo, self.undo), (_KEYS.Redo, self.redo)):
            shortcut = QShortcut(QKeySequence(key), keys_in)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(signal)
        layout = row(self.undo_button, self.redo_button)
        layout.setSpacing(2)
        self.setLayout(layout)
        self.allow(False, False)
        self._retranslate()

    def allow(self, undo: bool, redo: bool) -> None:
        """Say what can be done now."""
        self.undo_button.setEnabled(undo)
        self.redo_button.setEnabled(redo)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        for made, text, tip, key in (
            (
                self.undo_button,
                self.tr("Undo"),
                self.tr("Take back what was changed last: a line, a take, the cast ({0})"),
                _KEYS.Undo,
            ),
            (
                self.redo_button,
                self.tr("Redo"),
                self.tr("Change once more what was taken back ({0})"),
                _KEYS.Redo,
            ),
        ):
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            name_it(made, text, tip.format(shown))
