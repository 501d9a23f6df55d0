"""The buttons of the Scripts page: which project, open, render, and what is needed less often."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QWidget

from studio.core.entities import Project
from studio.gui.widgets.parts import button, name_it, row


class ScriptActions(QWidget):
    """Says what is wanted; the page does it."""

    project_chosen = Signal(str)
    """Id of a project."""
    wants_file = Signal()
    wants_paste = Signal()
    wants_example = Signal()
    wants_cast = Signal()
    wants_export = Signal()
    wants_render = Signal(str)
    """"changed", "all" or "flagged"."""
    wants_words = Signal()
    wants_reading = Signal()
    wants_actions = Signal(bool)
    """Whether a narrator is to speak the actions of the screenplay."""
    wants_name = Signal()
    wants_deletion = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._todo = 0
        self.project = QComboBox()
        self.project.setMinimumWidth(110)
        self.project.setMaximumWidth(260)
        self.project.activated.connect(
            lambda _: self.project_chosen.emit(self.project.currentData() or "")
        )
        self.open = button("import", lambda: _below(self.open_menu, self.open))
        self.cast = button("library", self.wants_cast.emit)
        self.export = button("export", self.wants_export.emit)
        self.more = button("settings", lambda: _below(self.more_menu, self.more))
        self.render_ = button("speak", lambda: self.wants_render.emit("changed"), role="primary")
        self._make_menus()
        layout = row(*self._buttons())
        layout.setSpacing(8)
        self.setLayout(layout)
        self._retranslate()

    def offer_open(self, under: QPushButton) -> None:
        """Ask what is to be opened, in a menu below a button."""
        _below(self.open_menu, under)

    def show_projects(self, projects: Sequence[Project], chosen: str) -> None:
        """Offer these projects."""
        self.project.clear()
        for one in projects:
            self.project.addItem(one.name, one.id)
        self.project.setCurrentIndex(self.project.findData(chosen))

    def allow(
        self, project: Project | None, todo: int, flagged: int, made: int, busy: bool
    ) -> None:
        """Say what can be done."""
        self._todo = todo
        there = project is not None
        for widget in self._buttons():
            widget.setVisible(there)
        self.render_.setEnabled(there and not busy and todo > 0)
        self.export.setEnabled(there and not busy and made > 0)
        self.render_all.setEnabled(there and not busy)
        self.render_flagged.setEnabled(there and not busy and flagged > 0)
        self.read.setEnabled(there and not busy and bool(project and project.source))
        self.delete.setEnabled(there and not busy)
        self._name_render()

    def show_narrated(self, screenplay: bool, narrated: bool | None, busy: bool) -> None:
        """Say whether there are actions that a narrator may speak, and whether one does; None =
        that is being read."""
        self.narrate.setVisible(screenplay)
        self.narrate.setEnabled(narrated is not None and not busy)
        self.narrate.setChecked(bool(narrated))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _buttons(self) -> tuple[QWidget, ...]:
        return self.project, self.open, self.cast, self.export, self.more, self.render_

    def _make_menus(self) -> None:
        self.open_menu, self.more_menu = QMenu(self), QMenu(self)
        self.file = self.open_menu.addAction("", self.wants_file.emit)
        self.paste = self.open_menu.addAction("", self.wants_paste.emit)
        self.example = self.open_menu.addAction("", self.wants_example.emit)
        self.render_all = self.more_menu.addAction("", lambda: self.wants_render.emit("all"))
        self.render_flagged = self.more_menu.addAction(
            "", lambda: self.wants_render.emit("flagged")
        )
        self.more_menu.addSeparator()
        self.words = self.more_menu.addAction("", self.wants_words.emit)
        self.read = self.more_menu.addAction("", self.wants_reading.emit)
        self.narrate = self.more_menu.addAction("")
        self.narrate.setCheckable(True)
        self.narrate.triggered.connect(self.wants_actions)
        self.rename = self.more_menu.addAction("", self.wants_name.emit)
        self.delete = self.more_menu.addAction("", self.wants_deletion.emit)
        self.file.setShortcut("Ctrl+O")
        self.paste.setShortcut("Ctrl+Shift+O")
        self.words.setShortcut("Ctrl+L")
        self.read.setShortcut("F5")
        self.addActions(
            [self.file, self.paste, self.words, self.read]
        )  # their keys work while menus are shut

    def _name_render(self) -> None:
        text = self.tr("Render {0}").format(self._todo) if self._todo else self.tr("Render")
        self.render_.setText(text)
        tip = self.tr("Make the lines that are new, changed or failed (Ctrl+R)")
        name_it(self.render_, text, tip)
        self.render_.setShortcut("Ctrl+R")  # setting a text takes the shortcut away

    def _retranslate(self) -> None:
        name_it(self.project, self.tr("Script that is shown"))
        self.open.setText(self.tr("Open…"))
        tip = self.tr("Open a script (Ctrl+O), or drop it here")
        name_it(self.open, self.tr("Open a script"), tip)
        self.file.setText(self.tr("A file…"))
        self.paste.setText(self.tr("Pasted text…"))
        self.example.setText(self.tr("A short example"))
        self.cast.setText(self.tr("Cast…"))
        name_it(self.cast, self.tr("Cast"), self.tr("Choose who speaks whom (Ctrl+K)"))
        self.cast.setShortcut("Ctrl+K")
        self.export.setText(self.tr("Export…"))
        about = self.tr("Write files: one, one for each character or each line (Ctrl+E)")
        name_it(self.export, self.tr("Export"), about)
        self.export.setShortcut("Ctrl+E")
        name_it(self.more, self.tr("More"), self.tr("What is needed less often"))
        self.render_all.setText(self.tr("Render all that is not as it would be made now"))
        self.render_flagged.setText(self.tr("Try the lines to listen to once more"))
        self.words.setText(self.tr("How words are said in it…"))
        self.read.setText(self.tr("Read the file again"))
        self.narrate.setText(self.tr("A narrator speaks the actions, too"))
        self.rename.setText(self.tr("Rename…"))
        self.delete.setText(self.tr("Delete this script…"))
        self._name_render()


def _below(menu: QMenu, under: QPushButton) -> None:
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
