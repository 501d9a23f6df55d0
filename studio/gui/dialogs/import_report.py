"""What an import took in, and what it set aside and why."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.gui import texts
from studio.gui.dialogs.buttons import button_box
from studio.gui.sentences import said
from studio.gui.widgets.parts import MARGIN, column, label, name_it

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The result of an import as the window shows it."""

    added: int
    seconds: float
    already: int
    """Files that the voice had before."""
    refused: tuple[tuple[str, str], ...]
    """File and reason."""
    noted: tuple[tuple[str, str], ...]
    """Files that were taken in, and what could be better."""
    heard: int = 0
    """Takes whose text was heard, not given."""
    given: int = 0
    """Takes whose text was heard before and has now come."""
    doubtful: int = 0
    """Takes cut out of long recordings that somebody should listen to."""
    aside: int = 0
    """Takes cut out of long recordings that are in the library and not used."""

    @classmethod
    def of(cls, result: dict[str, Any]) -> "ImportReport":
        """Read what the task returned (`studio.audio.importing.ImportReport`)."""
        missing = translate("ImportReport", "A transcript names it, but there is no such file.")
        wordless = translate("ImportReport", "No text belongs to it: add it to the transcripts.")
        aside = [(f"{take['file']} ", str(take["note"])) for take in result.get("aside", ())]
        refused = [
            (str(file), str(why))
            for file, why in result["set_aside"]
            if not any(str(file).startswith(name) and why == note for name, note in aside)
        ]
        refused += [(str(file), missing) for file in result["missing"]]
        refused += [(str(file), wordless) for file in result["without_text"]]
        noted = [(str(file), str(why)) for file, why in result["noted"]]
        return cls(
            len(result["added"]),
            float(result["seconds"]),
            len(result["already"]),
            tuple(refused),
            tuple(noted),
            sum(bool(take.get("heard")) for take in result.get("takes", ())),
            len(result.get("given", ())),
            sum(take["kind"] == "doubtful" for take in result.get("takes", ())),
            len(aside),
        )

    @property
    def to_review(self) -> int:
        """How many takes somebody should look at before they are trained on."""
        return self.doubtful + self.aside

    def sentence(self) -> str:
        """Say it in one sentence."""
        parts = [
            translate("ImportReport", "{0} imported ({1})").format(
                texts.takes(self.added), texts.duration(self.seconds)
            )
        ]
        if self.already:
            parts.append(translate("ImportReport", "{0} were here before").format(self.already))
        if self.heard:
            heard = translate("ImportReport", "the text of {0} was heard, not given")
            parts.append(heard.format(self.heard))
        if self.given:
            given = translate("ImportReport", "{0} have their text now")
            parts.append(given.format(texts.takes(self.given)))
        if self.doubtful:
            parts.append(translate("ImportReport", "{0} doubtful").format(self.doubtful))
        if self.aside:
            unused = translate(
                "ImportReport", "{0} not used: other speakers, noise, words not sure"
            )
            parts.append(unused.format(self.aside))
        if self.refused:
            parts.append(translate("ImportReport", "{0} set aside").format(len(self.refused)))
        return translate("ImportReport", "{0}.").format("; ".join(parts))


class ImportReportDialog(QDialog):
    """Lists what was set aside, with the reason for each."""

    def __init__(self, report: ImportReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What was set aside"))
        self.resize(760, 420)
        about = label("heading", wrap=True)
        about.setText(report.sentence())
        hint = label("muted", wrap=True)
        hint.setText(self.tr("Nothing in your folder was changed. Mend these and import again."))
        self.table = self._make_table(report)
        buttons = button_box(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = column(about, hint, self.table, buttons)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.setLayout(layout)

    def _make_table(self, report: ImportReport) -> QTableWidget:
        good = self.tr("Imported, but:")
        lines = [(file, said(why)) for file, why in report.refused]
        lines += [(file, f"{good} {said(why)}") for file, why in report.noted]
        table = QTableWidget(len(lines), 2)
        table.setHorizontalHeaderLabels([self.tr("File"), self.tr("Why")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(True)
        header = table.horizontalHeader()
        header.resizeSection(0, 220)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for line, values in enumerate(lines):
            for place, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(value)
                table.setItem(line, place, item)
        table.resizeRowsToContents()
        name_it(table, self.tr("Files that were set aside"))
        return table
