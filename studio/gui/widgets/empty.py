"""What a page shows when there is nothing yet: one sentence, one clear next step."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from studio.gui.widgets.parts import GAP, Mark, button, label, name_it

_TEXT_WIDTH = 460  # pixels; longer lines are hard to read


class EmptyState(QFrame):
    """An icon, a heading, a sentence and at most one button."""

    def __init__(self, icon_name: str, on_click: Callable[[], object], button_icon: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._icon_name = icon_name
        self._mark = Mark()
        self._heading = label("big")
        self._text = label("muted", wrap=True)
        self.button = button(button_icon, on_click, role="primary")
        self._layout = layout = QVBoxLayout(self)
        layout.setSpacing(GAP)
        layout.addStretch(2)
        for widget in (self._mark, self._heading, self._text):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(3)
        self._text.setFixedWidth(_TEXT_WIDTH)

    def add(self, other: QPushButton) -> None:
        """Offer another way below the button."""
        self._layout.insertWidget(self._layout.count() - 1, other, 0, Qt.AlignmentFlag.AlignCenter)

    def tell(self, heading: str, text: str, action: str) -> None:
        """Set the texts; without an action there is no button."""
        self._mark.show_icon(self._icon_name, "accent", size=44)
        self._heading.setText(heading)
        self._text.setText(text)
        self._text.setFixedHeight(self._text.heightForWidth(_TEXT_WIDTH))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        name_it(self.button, action, text)
