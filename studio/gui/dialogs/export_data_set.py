"""Where to and in which form the takes are exported."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.widgets.parts import GAP, MARGIN, button, column, label, name_it, row

LJSPEECH_RATE = 22_050
RATES = (0, 16_000, LJSPEECH_RATE, 24_000, 44_100, 48_000)


class ExportDialog(QDialog):
    """Collects folder, format, rate and which takes; `folder` and `choice` hold them."""

    def __init__(
        self, voice_name: str, start: Path, consented: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export the data set"))
        self.setMinimumWidth(620)
        self._touched = False  # whether the person has chosen a rate
        self.path = QLineEdit(str(start / voice_name.replace("/", "-")))
        self.path.textChanged.connect(self._check)
        self.browse = button("", self._browse)
        self.ljspeech, self.plain = QRadioButton(), QRadioButton()
        self.ljspeech.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.ljspeech)
        group.addButton(self.plain)
        self.ljspeech.toggled.connect(self._suggest_rate)
        self.rate = QComboBox()
        self.rate.activated.connect(lambda _: setattr(self, "_touched", True))
        self.cleaned, self.all_takes = QCheckBox(), QCheckBox()
        self.cleaned.setChecked(True)
        self.hint = label("muted", wrap=True)
        self.buttons = ok_and_cancel(self, self.tr("Export"))
        self._say(consented)
        self._lay_out()
        self._suggest_rate()
        self._check()

    @property
    def folder(self) -> Path:
        return Path(self.path.text().strip()).expanduser()

    @property
    def choice(self) -> dict[str, Any]:
        """What `studio.dataset.data_set_tasks.export` is asked for."""
        return {
            "format": "ljspeech" if self.ljspeech.isChecked() else "plain",
            "rate": int(self.rate.currentData()),
            "cleaned": self.cleaned.isChecked(),
            "included_only": not self.all_takes.isChecked(),
        }

    def _browse(self) -> None:
        title = self.tr("Export into a new folder in")
        found = QFileDialog.getExistingDirectory(self, title, str(self.folder.parent))
        if found:
            self.path.setText(str(Path(found) / self.folder.name))

    def _suggest_rate(self) -> None:
        if not self._touched:
            wanted = LJSPEECH_RATE if self.ljspeech.isChecked() else 0
            self.rate.setCurrentIndex(RATES.index(wanted))

    def _check(self) -> None:
        folder, problem = self.folder, ""
        if not self.path.text().strip() or not folder.is_absolute():
            problem = self.tr("Type the whole path of a new folder.")
        elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            problem = self.tr("This folder is there already; nothing is overwritten. Change it.")
        self.hint.setText(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)

    def _say(self, consented: bool) -> None:
        self.browse.setText(self.tr("Choose…"))
        name_it(self.path, self.tr("New folder"))
        name_it(self.browse, self.tr("Choose where the new folder is made"))
        self.ljspeech.setText(self.tr("&LJSpeech: wavs/ and metadata.csv, mono, 16 bit"))
        self.plain.setText(self.tr("&Plain folder: each sound with its text, and a table"))
        for rate in RATES:
            said = self.tr("{0} Hz").format(rate) if rate else self.tr("as recorded")
            self.rate.addItem(said, rate)
        name_it(self.rate, self.tr("Samples a second"))
        self.cleaned.setText(self.tr("Sounds &cleaned up, where a clean-up was chosen"))
        self.all_takes.setText(self.tr("&Also the takes that are not used for training"))
        self.consent = label("muted", wrap=True)
        self.consent.setText(
            self.tr("A README with the consent goes along.")
            if consented
            else self.tr(
                "Nobody has consented yet that this voice may be cloned; the README says so."
            )
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(GAP)
        named = QLabel(self.tr("New &folder"))
        named.setBuddy(self.path)
        form.addRow(named, row(self.path, self.browse))
        form.addRow(self.tr("Form"), column(self.ljspeech, self.plain))
        form.addRow(self.tr("Samples a &second"), self.rate)
        form.addRow("", column(self.cleaned, self.all_takes))
        layout = column(form, self.consent, self.hint, self.buttons)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.setLayout(layout)
