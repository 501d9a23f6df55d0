"""A group with a heading that folds it away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from studio.gui.widgets.parts import column


class Fold(QWidget):
    """A heading which can be pressed, and what it shows or hides."""

    def __init__(self, content: QWidget, open_: bool = True) -> None:
        super().__init__()
        self._content = content
        self.head = QToolButton()
        self.head.setCheckable(True)
        self.head.setChecked(open_)
        self.head.setProperty("role", "fold")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.toggled.connect(self._show)
        layout = column(self.head, content)
        layout.setSpacing(4)
        self.setLayout(layout)
        self._show(open_)

    def set_text(self, text: str) -> None:
        """Set the heading."""
        self.head.setText(text)
        self.head.setAccessibleName(text)

    def _show(self, open_: bool) -> None:
        self._content.setVisible(open_)
        self.head.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
