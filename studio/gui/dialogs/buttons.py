"""The row of buttons at the end of a dialog, and the question before something is deleted."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QWidget

from studio.gui.widgets.parts import restyle


def button_box(standard: QDialogButtonBox.StandardButton) -> QDialogButtonBox:
    """Return standard buttons, without the icons that some platforms put on them."""
    made = QDialogButtonBox(standard)
    for one in made.buttons():
        one.setIcon(QIcon())
    return made


def ok_and_cancel(dialog: QDialog, ok_text: str) -> QDialogButtonBox:
    """Return the two buttons, connected to the dialog."""
    standard = QDialogButtonBox.StandardButton
    buttons = button_box(standard.Ok | standard.Cancel)
    ok = buttons.button(standard.Ok)
    ok.setText(ok_text)
    ok.setDefault(True)
    restyle(ok, "role", "primary")
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons


def confirm(parent: QWidget, question: str, explanation: str, yes_text: str) -> bool:
    """Ask before something that cannot be undone. "No" is what Enter and Escape say."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(parent.window().windowTitle())
    box.setText(f"<b>{question}</b>")
    box.setInformativeText(explanation)
    yes = box.addButton(yes_text, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes
