"""How dialogs show what is known of a voice's consent: a form of facts, and what was declared."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QSizePolicy

from studio.gui.widgets.parts import label, panel


def facts_form(facts: Sequence[tuple[str, str]]) -> QFormLayout:
    """Names and texts below one another; more rows may follow."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(8)
    form.setHorizontalSpacing(18)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for name, text in facts:
        named = label("muted")
        named.setText(name)
        form.addRow(named, readable(text))
    return form


def readable(text: str) -> QLabel:
    """A text that can be selected, and read by a screen reader."""
    made = label(wrap=True)
    made.setText(text)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def declaration(text: QLabel, least_height: int) -> QScrollArea:
    """What was declared, to be scrolled where it is long; pixels."""
    text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    scroll = QScrollArea()
    scroll.setWidget(panel(text, margin=16))
    scroll.setWidgetResizable(True)
    scroll.setMinimumHeight(least_height)
    return scroll
