"""How recording goes: what happens by itself, and the count before a take."""

from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.settings import Settings
from studio.gui.widgets.parts import GAP, MARGIN, label, name_it

NAMES = ("auto_stop", "auto_advance", "count_in", "ticks")


class RecordingSettingsDialog(QDialog):
    """Collects the choices; `values` holds them afterwards, by the names of the settings."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("How recording goes"))
        self.setMinimumWidth(480)
        self.boxes = {name: QCheckBox() for name in NAMES}
        said = {
            "auto_stop": (
                self.tr("&Stop by itself when I have finished speaking"),
                self.tr("After about a second of silence. Space still stops at once."),
            ),
            "auto_advance": (
                self.tr("Go &on to the next sentence when a take is good"),
                self.tr("Doubtful takes wait for your decision."),
            ),
            "count_in": (
                self.tr("&Count three, two, one before a take"),
                self.tr("Time to breathe; the take begins on zero."),
            ),
            "ticks": (
                self.tr("Soft &ticks with the count"),
                self.tr("They have ended before the take begins, so they are never in it."),
            ),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(4)
        for name, (text, about) in said.items():
            box, explanation = self.boxes[name], label("small", wrap=True)
            box.setText(text)
            box.setChecked(settings.get(name))
            name_it(box, text.replace("&", ""), about)
            explanation.setText(about)
            explanation.setContentsMargins(24, 0, 0, GAP - 2)
            layout.addWidget(box)
            layout.addWidget(explanation)
        self.boxes["count_in"].toggled.connect(self.boxes["ticks"].setEnabled)
        self.boxes["ticks"].setEnabled(self.boxes["count_in"].isChecked())
        layout.addWidget(ok_and_cancel(self, self.tr("Use")))

    @property
    def values(self) -> dict[str, bool]:
        return {name: box.isChecked() for name, box in self.boxes.items()}
