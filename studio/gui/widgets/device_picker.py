"""Which microphone is listened to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from studio.gui.widgets.parts import name_it

if TYPE_CHECKING:
    from studio.audio.devices import Device

SYSTEM = ""
"""The key that stands for whatever the system's own microphone is."""


class DevicePicker(QComboBox):
    """Lists the microphones that are there, and keeps the chosen one while it is unplugged."""

    picked = Signal(str)
    """`Device.key`; `SYSTEM` = the system's own."""

    looked = Signal()
    """The list is opened: look whether it is still right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._devices: list[tuple[str, str]] = []
        self._chosen = SYSTEM
        self.setMinimumContentsLength(16)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._activated)
        self.retranslate()

    def show_devices(self, devices: "Sequence[Device]") -> None:
        """Show what there is now."""
        self._devices = [(device.key, device.name) for device in devices]
        self._fill()

    def choose(self, key: str) -> None:
        """Show which one is chosen."""
        self._chosen = key
        self._fill()

    def retranslate(self) -> None:
        name_it(self, self.tr("Microphone"), self.tr("The microphone that is recorded"))
        self._fill()

    def showPopup(self) -> None:
        self.looked.emit()
        super().showPopup()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _fill(self) -> None:
        entries = [(SYSTEM, self.tr("The system's microphone")), *self._devices]
        if self._chosen not in dict(entries):
            gone = self.tr("{0} (not connected)").format(self._chosen.rsplit(" [", 1)[0])
            entries.append((self._chosen, gone))
        if entries == [(self.itemData(n), self.itemText(n)) for n in range(self.count())]:
            self.setCurrentIndex(self.findData(self._chosen))
            return
        with QSignalBlocker(self):
            self.clear()
            for key, name in entries:
                self.addItem(name, key)
            self.setCurrentIndex(self.findData(self._chosen))

    def _activated(self, index: int) -> None:
        self._chosen = self.itemData(index)
        self.picked.emit(self._chosen)
