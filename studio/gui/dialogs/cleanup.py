"""What is to be mended in one take, or in all that are selected."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from studio.core.entities import Take
from studio.gui.bridge import Bridge
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.playback import Playback
from studio.gui.widgets.cleanup_panel import CleanupPanel
from studio.gui.widgets.parts import MARGIN, column, label, name_it


class Counted(QObject):
    """Texts with a plural."""

    def mend(self, count: int) -> str:
        return self.tr("Mend %n take(s)", "", count)


class CleanupDialog(QDialog):
    """Collects the clean-up; `value` holds it afterwards, {} = as recorded."""

    def __init__(
        self,
        take: Take,
        count: int,
        bridge: Bridge,
        playback: Playback,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Clean up"))
        self.resize(860, 640)
        about = label("muted", wrap=True)
        about.setText(
            self.tr("The recording itself is never changed, and you can always go back to it.")
        )
        title = label("heading", wrap=True)
        title.setText(take.text)
        self.panel = CleanupPanel(take, bridge, playback)
        self.buttons = ok_and_cancel(self, Counted().mend(count))
        self.reset = self.buttons.addButton(
            self.tr("As recorded"), QDialogButtonBox.ButtonRole.ResetRole
        )
        name_it(self.reset, self.tr("As recorded"), self.tr("Mend nothing"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(lambda: self.panel.settings.show_value({}))
        self.panel.changed.connect(self._name_ok)
        self._count, self._had = count, bool(take.cleanup)
        self._name_ok()
        layout = column(title, about, self.panel, self.buttons)
        layout.setContentsMargins(MARGIN, MARGIN - 6, MARGIN, MARGIN - 6)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.finished.connect(lambda _: self.panel.close_down())

    @property
    def value(self) -> dict[str, Any]:
        return self.panel.settings.value

    def _name_ok(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(Counted().mend(self._count) if self.value else self.tr("Leave as recorded"))
