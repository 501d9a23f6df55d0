"""Text that is pasted as a script."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QWidget

from studio.core.names import MAX_NAME_LENGTH
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.widgets.parts import MARGIN, column, name_it


class PasteScriptDialog(QDialog):
    """Collects a text and a name; `text` and `name` hold them afterwards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Paste a script"))
        self.resize(640, 460)
        self.name_field = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.name_field.setPlaceholderText(self.tr("Name; otherwise its first words"))
        name_it(self.name_field, self.tr("Name of the script"))
        self.text_field = QPlainTextEdit()
        self.text_field.setTabChangesFocus(True)
        self.text_field.setPlaceholderText(
            self.tr("Running text, a table (id, character, text, direction, settings) or subtitles")
        )
        name_it(self.text_field, self.tr("Text of the script"))
        self.buttons = ok_and_cancel(self, self.tr("Open"))
        self.text_field.textChanged.connect(self._check)
        layout = column(self.text_field, self.name_field, self.buttons)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.setLayout(layout)
        self.text_field.setFocus()
        self._check()

    @property
    def name(self) -> str:
        """ "" = its first words."""
        return " ".join(self.name_field.text().split())

    @property
    def text(self) -> str:
        return self.text_field.toPlainText()

    def _check(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not self.text_field.document().isEmpty())
