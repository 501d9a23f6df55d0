"""The buttons of the data set page: import, check, export, what was set aside."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from studio.gui.widgets.parts import button, name_it, row


class DataSetActions(QWidget):
    """Says what is wanted; the page does it."""

    wants_folder = Signal()
    wants_recording = Signal()
    wants_check = Signal(str)
    """"unchecked", "chosen" or "all"."""
    wants_export = Signal()
    wants_report = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = button("info", self.wants_report.emit, role="quiet")
        self.check = button("recheck", lambda: _open(self.check_menu, self.check))
        self.check_menu = QMenu(self)
        self.checks = {
            which: self.check_menu.addAction("", lambda which=which: self.wants_check.emit(which))
            for which in ("unchecked", "chosen", "all")
        }
        self.export = button("export", self.wants_export.emit, key="Ctrl+E")
        self.import_ = button("import", lambda: self.offer_import(self.import_), role="primary")
        self.import_menu = QMenu(self)
        self.folder = self.import_menu.addAction("", self.wants_folder.emit)
        self.folder.setShortcut("Ctrl+I")
        self.recording = self.import_menu.addAction("", self.wants_recording.emit)
        self.recording.setShortcut("Ctrl+Shift+I")
        self.addActions([self.folder, self.recording])  # their keys work while the menu is shut
        self.setLayout(row(self.report, self.check, self.export, self.import_))
        self._retranslate()

    def offer_import(self, under: QPushButton) -> None:
        """Ask what is to be imported, in a menu below a button."""
        _open(self.import_menu, under)

    def allow(self, work: bool, takes: bool, report: bool) -> None:
        """Say what can be done: `work` now at all, something with `takes`, and the `report`."""
        for made in (self.check, self.export, self.import_):
            made.setEnabled(work)
            made.setVisible(takes)
        for action in (self.folder, self.recording):
            action.setEnabled(work)
        self.report.setVisible(report)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.import_.setText(self.tr("Import…"))
        name_it(
            self.import_,
            self.tr("Import recordings"),
            self.tr("Import a folder, or one recording of any length; or drop it here"),
        )
        self.folder.setText(self.tr("A folder of recordings…"))
        self.recording.setText(self.tr("One long recording…"))
        self.check.setText(self.tr("Check…"))
        name_it(
            self.check,
            self.tr("Check takes"),
            self.tr("Listen for misreadings, noise, hum, silences and level"),
        )
        self.checks["unchecked"].setText(self.tr("Those that were not checked"))
        self.checks["chosen"].setText(self.tr("Those that are selected"))
        self.checks["all"].setText(self.tr("All"))
        self.export.setText(self.tr("Export…"))
        name_it(
            self.export,
            self.tr("Export the data set"),
            self.tr("Export as LJSpeech or as a plain folder (Ctrl+E)"),
        )
        self.export.setShortcut("Ctrl+E")  # setting a text takes the shortcut away
        self.report.setText(self.tr("What was set aside…"))
        name_it(self.report, self.tr("What the last import set aside, and why"))


def _open(menu: QMenu, under: QPushButton) -> None:
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
