"""A new voice: its name, its language, and who speaks."""

from typing import cast

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from studio.core.entities import LANGUAGES, Language
from studio.core.names import MAX_NAME_LENGTH, clean_name, name_key
from studio.gui import texts
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.widgets.parts import GAP, MARGIN, label, name_it


class NewVoiceDialog(QDialog):
    """Collects the values of a new voice; `name` and `language` hold them afterwards."""

    def __init__(self, taken: set[str], parent: QWidget | None = None) -> None:
        """`taken`: names that voices have already, as `name_key` gives them."""
        super().__init__(parent)
        self._taken = taken
        self.setWindowTitle(self.tr("New voice"))
        self.setMinimumWidth(440)
        self.name_field = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.name_field.setPlaceholderText(self.tr("for example your first name"))
        name_it(self.name_field, self.tr("Name of the voice"))
        self.language_field = QComboBox()
        for language in LANGUAGES:
            self.language_field.addItem(texts.word(language), language)
        name_it(self.language_field, self.tr("Which English the speaker speaks"))
        self.hint = label("small", wrap=True)
        self.buttons = ok_and_cancel(self, self.tr("Create voice"))
        self._lay_out()
        self.name_field.textChanged.connect(self._check)
        self._check()

    @property
    def name(self) -> str:
        return clean_name(self.name_field.text())

    @property
    def language(self) -> Language:
        return cast(Language, self.language_field.currentData())

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        form.setVerticalSpacing(GAP)
        about = label("muted", wrap=True)
        about.setText(
            self.tr("A voice holds the recordings of one speaker and what is trained from them.")
        )
        form.addRow(about)
        form.addRow(self.tr("&Name"), self.name_field)
        form.addRow(self.tr("&Language"), self.language_field)
        form.addRow(self.hint)
        form.addRow(self.buttons)

    def _check(self) -> None:
        typed = self.name_field.text().strip()
        taken = name_key(typed) in self._taken
        self.hint.setText(
            self.tr("There is a voice with this name already; choose another.")
            if taken
            else self.tr("Only voices whose speaker agrees may be cloned; you are asked later.")
        )
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(typed) and not taken)
