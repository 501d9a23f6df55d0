"""Curves of a training run as it goes: collects the points, and shows a hint until there are any.

The plotting package takes most of a second to import, which the window neither waits for at its
start nor in its thread: points are collected from the first one on, and drawn once `draw_with` has
been given `studio.gui.widgets.loss_plot`.
"""

import math
from dataclasses import dataclass, field
from types import ModuleType
from typing import Protocol

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from studio.gui import texts
from studio.gui.widgets.parts import label

CURVES = ("L", "L_G", "L_I", "validation")
REDRAW_MILLISECONDS = 150  # training tells several values a second, a flood could tell hundreds

_MOST_POINTS = 1200  # more would be closer together than pixels


@dataclass(slots=True)
class Curve:
    """Points of one curve: seconds and values."""

    seconds: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, at: float, value: float) -> None:
        """Add a point; when there are many, every second one is forgotten."""
        self.seconds.append(at)
        self.values.append(value)
        if len(self.values) > _MOST_POINTS:
            del self.seconds[1:-1:2], self.values[1:-1:2]


class Plot(Protocol):
    """What is known here of the widget that draws curves."""

    def show_curves(self, curves: dict[str, Curve]) -> None: ...

    def recolour(self) -> None: ...


class Curves(QWidget):
    """Shows L, L_G, L_I and the validation loss over time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves = {name: Curve() for name in CURVES}
        self.plot: Plot | None = None
        """None until the plotting package is there."""
        self._hint = label("muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setContentsMargins(40, 0, 40, 0)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._redraw = QTimer(self, interval=REDRAW_MILLISECONDS, singleShot=True)
        self._redraw.timeout.connect(self._draw)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(180)

    def draw_with(self, module: ModuleType) -> None:
        """Draw from now on, with `studio.gui.widgets.loss_plot`."""
        if self.plot is None:
            made = module.make_plot()
            self._stack.addWidget(made)
            self.plot = made
            self._draw()

    def clear(self) -> None:
        """Forget every point."""
        self.curves = {name: Curve() for name in CURVES}
        self.setAccessibleDescription(self._hint.text())
        self._draw()

    def add(self, at: float, values: dict[str, float]) -> None:
        """Add what was told `at` seconds after the start; unknown names are left out."""
        for name, value in values.items():
            if name in self.curves and math.isfinite(value) and value > 0:
                curve = self.curves[name]
                if name == "validation" and curve.values and curve.values[-1] == value:
                    continue  # measured now and then, told every time
                curve.add(at, value)
        if not self._redraw.isActive():
            self._redraw.start()

    def show_hint(self, sentence: str) -> None:
        """Say what will be seen here while there is nothing."""
        self._hint.setText(sentence)

    def sizeHint(self) -> QSize:
        return QSize(520, 260)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.plot is not None:
            self.plot.recolour()

    def _draw(self) -> None:
        shown = any(curve.values for curve in self.curves.values())
        if shown:
            self.setAccessibleDescription(self._in_words())
        if shown and self.plot is not None:
            self.plot.show_curves(self.curves)
            self._stack.setCurrentIndex(1)
        else:
            self._stack.setCurrentIndex(0)

    def _in_words(self) -> str:
        parts = [
            f"{name} {texts.number(curve.values[-1], 3)}"
            for name, curve in self.curves.items()
            if curve.values
        ]
        return ", ".join(parts)
