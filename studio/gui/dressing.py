"""Keeps the parts of a window in the style of the theme, and the window is never held for long.

The style sheet lies on the parts of a window, not on the application: there every widget would be
styled anew each time that it gets another parent, which was most of what opening a page took. What
a part is the parent of (dialogs, menus, tooltips) is styled with it.
"""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.gui.theme import Theme
from studio.gui.widgets.parts import column

APART_MS = 5


class Dressing(QObject):
    """Styles one part at a time when the colours change, what is in view first."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self._late: list[QWidget] = []
        self._next = QTimer(self, interval=APART_MS)
        self._next.timeout.connect(self._dress_one)
        theme.changed.connect(self._dress_all)

    def add(self, part: QWidget) -> None:
        """Style a part that is there as long as the window, now and from now on."""
        self._parts.append(part)
        _dress(part)

    def put(self, content: QWidget, stack: QStackedWidget) -> QWidget:
        """Add a page to a stack, within a styled part of its own; return that.

        The page comes last: what comes into a styled widget is styled once, and at half the price
        of what is there already.
        """
        frame = QWidget()
        layout = column()
        frame.setLayout(layout)
        stack.addWidget(frame)
        self.add(frame)
        layout.addWidget(content)
        return frame

    def catch_up(self, part: QWidget) -> None:
        """Style a part that is about to be shown, if its turn has not come yet."""
        if part in self._late:
            self._late.remove(part)
            _dress(part)

    def _dress_all(self) -> None:
        self._late = sorted(self._parts, key=QWidget.isVisible)
        self._next.start()

    def _dress_one(self) -> None:
        if self._late:
            _dress(self._late.pop())
        else:
            self._next.stop()


def _dress(part: QWidget) -> None:
    part.setStyleSheet(Theme.sheet())
