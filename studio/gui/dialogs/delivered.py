"""What an export has written, and whether it is as it has to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.gui import texts
from studio.gui.dialogs.buttons import button_box
from studio.gui.icons import icon
from studio.gui.sentences import said
from studio.gui.theme import Theme
from studio.gui.widgets.parts import (
    GAP,
    MARGIN,
    Mark,
    button,
    label,
    name_it,
    panel,
    restyle,
    row,
    show_whole_rows,
)

_LISTED = 500  # files; a folder can be opened for the rest
_WARNED = 8


class DeliveredDialog(QDialog):
    """The report of one export. What failed stands first, in words."""

    def __init__(self, result: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = Path(result["folder"])
        self.setWindowTitle(self.tr("Exported to {0}").format(self._folder.name))
        self.resize(800, 520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        self.verdicts = self._verdicts(result)
        for good, sentence in self.verdicts:
            layout.addWidget(_verdict(good, sentence))
        self.table = self._files(result)
        layout.addWidget(self.table, 1)
        self.open_folder = button("export", self.show_folder)
        self.open_folder.setText(self.tr("Open the folder"))
        name_it(self.open_folder, self.tr("Open the folder"))
        buttons = button_box(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addLayout(row(self.open_folder, 1, buttons))

    def show_folder(self) -> None:
        """Show the folder in the system's own window."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _verdicts(self, result: dict[str, Any]) -> list[tuple[bool, str]]:
        """Sentences, each with whether it is good news."""
        files = result["files"]
        unmarked = [one["file"] for one in files if not one["watermark"]["found"]]
        found: list[tuple[bool, str]] = []
        if unmarked:
            text = self.tr("NOT MARKED: no watermark was found in {0}. Do not publish these files.")
            found.append((False, text.format(_some(unmarked))))
        else:
            text = self.tr("The watermark was looked for in every file ({0}), and found.")
            found.append((True, text.format(len(files))))
        if result["passed"] is not None:
            found.append(self._acx(files, bool(result["passed"])))
        found += [(False, said(warning)) for warning in result["warnings"][:_WARNED]]
        changes = result["changes"]
        text = self.tr("{0} new, {1} changed, {2} as before, {3} no longer in it; {4} of sound.")
        told = (changes[name] for name in ("added", "changed", "same", "removed"))
        found.append((True, text.format(*told, texts.duration(float(result["seconds"])))))
        return found

    def _acx(self, files: list[dict[str, Any]], passed: bool) -> tuple[bool, str]:
        if passed:
            return True, self.tr("ACX: passed in every file.")
        failed = [
            self.tr("{0}: {1} is {2}, wanted {3}").format(
                one["file"], said(rule["name"]), rule["found"], said(rule["wanted"])
            )
            for one in files
            for rule in one.get("acx", ())
            if not rule["passed"]
        ]
        return False, self.tr("ACX: NOT passed. {0}").format("; ".join(failed[:_WARNED]))

    def _files(self, result: dict[str, Any]) -> QTableWidget:
        files = result["files"][:_LISTED]
        heads = [
            self.tr("File"), self.tr("Change"), self.tr("Length"), "LUFS", self.tr("Peak"),
            self.tr("Watermark"),
        ]  # fmt: skip
        made = QTableWidget(len(files), len(heads))
        made.setHorizontalHeaderLabels(heads)
        colours = Theme.colours()
        changes = {
            "added": self.tr("new"),
            "changed": self.tr("changed"),
            "same": self.tr("as before"),
        }
        for place, one in enumerate(files):
            measured, marked = one["measured"], bool(one["watermark"]["found"])
            cells = (
                one["file"], changes[one["change"]], texts.duration(float(one["seconds"])),
                _level(measured["lufs"]), _level(measured["true_peak_dbtp"]),
                self.tr("found") if marked else self.tr("NOT FOUND"),
            )  # fmt: skip
            for column, text in enumerate(cells):
                item = QTableWidgetItem(str(text))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if column == len(heads) - 1:
                    mark = ("check", colours.good) if marked else ("error", colours.bad)
                    item.setIcon(icon(*mark))
                made.setItem(place, column, item)
        show_whole_rows(made)
        name_it(made, self.tr("Files that were written"))
        return made


def _verdict(good: bool, sentence: str) -> QWidget:
    """A sentence in a frame; what is bad has an icon, a colour and its words."""
    mark = Mark()
    mark.show_icon(*(("check", "good") if good else ("error", "bad")))
    text = label("" if good else "heading", wrap=True)
    text.setText(sentence)
    inside = row(mark, text)
    inside.setStretch(1, 1)
    made = panel(inside, role="banner", margin=10)
    restyle(made, "tone", "good" if good else "bad")
    made.setAccessibleName(sentence)
    return made


def _some(names: list[str]) -> str:
    more = f" (+{len(names) - 3})" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _level(value: Any) -> str:
    return "–" if value is None else texts.number(float(value), 1)
