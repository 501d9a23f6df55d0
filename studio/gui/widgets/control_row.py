"""One control of speaking: its name, a slider, and its number."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QSlider

from studio.core.manner import CONTROLS
from studio.gui.widgets.parts import label, name_it

_STEPS = {"×": 0.05, "st": 0.5, "dB": 0.5, "": 0.05}  # by units
_UNITS = {"×": " ×", "st": " st", "dB": " dB", "": ""}
_RESET_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ControlRow(QObject):
    """A slider and a number box that say the same, within the range of `CONTROLS`.

    Double click, Delete and Backspace on the slider set it to what changes nothing.
    """

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._control = control = CONTROLS[name]
        self._step = step = _STEPS[control.unit]
        self.label = label()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(control.least / step), round(control.most / step))
        self.slider.setPageStep(4)
        self.slider.setMinimumWidth(70)
        self.slider.installEventFilter(self)
        self.box = QDoubleSpinBox()
        self.box.setDecimals(2 if step < 0.1 else 1)
        self.box.setRange(control.least, control.most)
        self.box.setSingleStep(step)
        self.box.setSuffix(_UNITS[control.unit])
        self.box.setKeyboardTracking(False)
        self.box.setFixedWidth(92)
        self.label.setBuddy(self.slider)
        self.set(float(control.normal))
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)

    @property
    def value(self) -> float:
        return round(self.box.value(), 2)

    def set(self, value: float) -> None:
        """Show a value; says nothing."""
        for widget, shown in ((self.slider, round(value / self._step)), (self.box, value)):
            before = widget.blockSignals(True)
            widget.setValue(shown)  # type: ignore[arg-type]
            widget.blockSignals(before)
        self._weigh()

    def reset(self) -> None:
        """Back to what changes nothing."""
        self.box.setValue(float(self._control.normal))

    def tell(self, name: str, tip: str) -> None:
        """Set the texts."""
        self.label.setText(name)
        name_it(self.slider, name, tip)
        name_it(self.box, name, tip)

    def place(self, grid: QGridLayout, line: int) -> None:
        """Put it into a line of a grid."""
        grid.addWidget(self.label, line, 0)
        grid.addWidget(self.slider, line, 1)
        grid.addWidget(self.box, line, 2)

    def show(self, shown: bool) -> None:
        """Show it, or leave its line empty."""
        for widget in (self.label, self.slider, self.box):
            widget.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if event.type() == QEvent.Type.MouseButtonDblClick or (
            key and event.key() in _RESET_KEYS  # type: ignore[attr-defined]
        ):
            self.reset()
            return True
        return super().eventFilter(watched, event)

    def _slid(self, place: int) -> None:
        self.box.setValue(round(place * self._step, 2))

    def _typed(self, value: float) -> None:
        self.set(value)
        self.changed.emit()

    def _weigh(self) -> None:
        """The names of controls that were moved are bold: nothing is told by colour alone."""
        font = self.label.font()
        font.setBold(abs(self.value - self._control.normal) > 1e-6)
        self.label.setFont(font)
