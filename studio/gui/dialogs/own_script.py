"""A script of the person's own: pasted, or from a text, CSV or SRT file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from studio.core.errors import StudioError
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.sentences import said
from studio.gui.widgets.parts import GAP, MARGIN, button, label, name_it, row

if TYPE_CHECKING:
    from studio.text.scripts import OwnScript

_READ_AFTER = 300  # milliseconds after the last key
_LISTED = 200


class OwnScriptDialog(QDialog):
    """Collects a script and shows what was understood of it; `script` holds it afterwards."""

    def __init__(self, folder: str, parent: QWidget | None = None) -> None:
        """`folder`: where a file is looked for first."""
        super().__init__(parent)
        self.folder = folder
        self.script: OwnScript | None = None
        self._file: Path | None = None
        self.setWindowTitle(self.tr("Own script"))
        self.resize(680, 560)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(
            self.tr("Paste text here: a sentence each line, or running text, or a table with id, "
                    "character, text and direction")
        )  # fmt: skip
        name_it(self.text, self.tr("Text of the script"))
        self.open_button = button("import", self.choose_file)
        self.open_button.setText(self.tr("Open a file…"))
        name_it(self.open_button, self.tr("Open a text, CSV or SRT file"))
        self.name_field = QLineEdit(maxLength=80)
        self.name_field.setPlaceholderText(self.tr("Name of the script"))
        name_it(self.name_field, self.tr("Name of the script"))
        self.found = QListWidget()
        name_it(self.found, self.tr("Sentences that were found"))
        self.remarks = label("small", wrap=True)
        self.buttons = ok_and_cancel(self, self.tr("Add script"))
        self._later = QTimer(self, singleShot=True, interval=_READ_AFTER)
        self._later.timeout.connect(self._read_text)
        self.text.textChanged.connect(self._later.start)
        self._lay_out()
        self._show(None, "")

    @property
    def name(self) -> str:
        """The name that was typed; "" = the script's own."""
        return " ".join(self.name_field.text().split())

    def choose_file(self) -> None:
        """Ask for a file and read it."""
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a script"), self.folder,
            self.tr("Scripts (*.txt *.csv *.tsv *.srt *.md);;All files (*)"),
        )  # fmt: skip
        if path:
            self.read_file(Path(path))

    def read_file(self, path: Path) -> None:
        """Read a script from a file."""
        from studio.text.scripts import read_script

        self.folder = str(path.parent)
        try:
            script = read_script(path)
        except StudioError as error:
            self._show(None, str(error))
            return
        self._later.stop()
        self.text.blockSignals(True)
        self.text.setPlainText("")
        self.text.blockSignals(False)
        if not self.name_field.text():
            self.name_field.setText(script.name)
        self._show(script, "")

    def _read_text(self) -> None:
        from studio.text.scripts import read_script

        text = self.text.toPlainText()
        if not text.strip():
            self._show(None, "")
            return
        try:
            self._show(read_script(text, self.name), "")
        except StudioError as error:
            self._show(None, str(error))

    def _show(self, script: OwnScript | None, trouble: str) -> None:
        self.script = script
        self.found.clear()
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(script is not None)
        if script is None:
            self.remarks.setText(said(trouble))
            return
        for prompt in script.prompts[:_LISTED]:
            before = " · ".join(part for part in (prompt.character, prompt.direction) if part)
            line = f"{before}: {prompt.text}" if before else prompt.text
            self.found.addItem(f"{prompt.id}   {line}")
        count = self.tr("%n sentence(s) found.", "", len(script.prompts))
        self.remarks.setText("\n".join([count, *map(said, script.remarks)]))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        tools = row(self.name_field, self.open_button)
        tools.setStretch(0, 1)
        layout.addLayout(tools)
        layout.addWidget(self.text, 3)
        layout.addWidget(self.found, 4)
        layout.addWidget(self.remarks)
        layout.addWidget(self.buttons)
