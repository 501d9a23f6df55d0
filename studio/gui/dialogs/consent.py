"""Why a voice may be cloned: the attestation of the person who imports its recordings."""

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.widgets.parts import GAP, MARGIN, label, name_it


class ConsentDialog(QDialog):
    """Collects who speaks and what is declared; `name` and `statement` hold them afterwards."""

    def __init__(self, voice_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Consent"))
        self.setMinimumWidth(520)
        self.statement = self.tr(
            "I am the speaker of the recordings of “{0}”, or the speaker has agreed that I make "
            "and use a copy of their voice from them. I will not use it to deceive anybody."
        ).format(voice_name)
        self.name_field = QLineEdit(maxLength=120)
        name_it(self.name_field, self.tr("Name of the speaker"))
        self.agree = QCheckBox(self.tr("This is true, and I sign it with the name above."))
        self.buttons = ok_and_cancel(self, self.tr("Sign"))
        self._lay_out()
        self.name_field.textChanged.connect(self._check)
        self.agree.toggled.connect(self._check)
        self._check()

    @property
    def name(self) -> str:
        return " ".join(self.name_field.text().split())

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        form.setVerticalSpacing(GAP)
        about = label("muted", wrap=True)
        about.setText(
            self.tr("A voice is somebody's. What you sign is kept with the voice and its date.")
        )
        statement = label("heading", wrap=True)
        statement.setText(self.statement)
        form.addRow(about)
        form.addRow(statement)
        form.addRow(self.tr("&Name of the speaker"), self.name_field)
        form.addRow(self.agree)
        form.addRow(self.buttons)

    def _check(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.name) and self.agree.isChecked())
