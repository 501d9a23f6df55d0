"""Beside the prompter: how much has been read, and the takes of this sentence."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QWidget

from studio.dataset.enough import Enough, enough
from studio.gui import texts
from studio.gui.recording.controller import RecordingController
from studio.gui.widgets.coverage_ring import CoverageRing
from studio.gui.widgets.parts import column, label, row
from studio.gui.widgets.prompt_takes import PromptTakes

WIDTH = 196  # pixels


class ReadingSide(QFrame):
    """Shows what the controller knows; the list passes on which take is looked at."""

    def __init__(self, controller: RecordingController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self._controller = controller
        self._enough: Enough | None = enough()
        self.ring = CoverageRing()
        self._figures = label("small", wrap=True)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title = label("small")
        self.takes = PromptTakes()
        self.takes.chosen.connect(controller.look_at_take)
        layout = column(row(1, self.ring, 1), self._figures, self._title, self.takes)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(6)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def show_state(self) -> None:
        """Show where the session is."""
        controller, desk = self._controller, self._controller.desk
        minutes = self._enough.minutes if self._enough else None
        why = self._enough.why if self._enough else ""
        self.ring.show_state(desk.accepted_seconds, desk.coverage, minutes, why)
        self._figures.setText("\n".join(self._lines()))
        self._title.setText(self.tr("Takes of this sentence"))
        takes = desk.prompt_takes
        self._title.setVisible(bool(takes))
        self.takes.setVisible(bool(takes))
        self.takes.show_takes(takes, controller.take.id if controller.take else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_state()

    def _lines(self) -> list[str]:
        coverage, found = self._controller.desk.coverage, []
        share = self.ring.enough_share
        if self._enough is not None and share is not None:
            if share >= 1:
                found.append(self.tr("✓ enough to train on"))
            else:
                enough_minutes = texts.number(self._enough.minutes, 0)
                found.append(self.tr("of {0} min that are enough").format(enough_minutes))
        if coverage is not None:
            found.append(self.tr("{0} of the sounds").format(texts.percent(coverage, 0)))
        return found
