"""The plot of the losses, with pyqtgraph: a logarithmic scale over minutes and seconds.

pyqtgraph takes most of a second to import, so `Bridge.load` does that in the background before
this module is imported; it makes no widget then (looked at, and tried under every thread switch
interval from 10 µs on while pages were made beside). Each curve has its own dashes, and the legend
says its newest value, so that nobody needs to tell colours apart.
"""

import math

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from studio.gui import texts
from studio.gui.theme import Theme
from studio.gui.widgets.curves import Curve

_LIGHT = {"L": "#1b1f2e", "L_G": "#3554c0", "L_I": "#b4560b", "validation": "#18713f"}
_DARK = {"L": "#e9ebf2", "L_G": "#8fa8ff", "L_I": "#ffab62", "validation": "#63d49b"}
_DASHES = {
    "L": Qt.PenStyle.SolidLine,
    "L_G": Qt.PenStyle.DashLine,
    "L_I": Qt.PenStyle.DotLine,
    "validation": Qt.PenStyle.DashDotLine,
}
_WIDTH = 1.8  # pixels
_LEAST_SECONDS = 10.0  # shown, however short the training is so far
_LEGEND_SHARE = 0.16  # of the height, kept free above the curves
_TICKS_APART = 90  # pixels
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)  # seconds


class TimeAxis(pg.AxisItem):
    """Seconds as m:ss."""

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        wanted = (maxVal - minVal) / max(1.0, size / _TICKS_APART)
        step = next((step for step in _STEPS if step >= wanted), _STEPS[-1])
        first = math.ceil(minVal / step)
        return [(step, [float(step * i) for i in range(first, int(maxVal // step) + 1)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{round(value) // 60}:{round(value) % 60:02d}" for value in values]


class LossAxis(pg.AxisItem):
    """Round values on a logarithmic scale: 1, 2 and 5 of each power of ten."""

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        powers = range(math.floor(minVal), math.ceil(maxVal) + 1)
        every = [math.log10(base) + power for power in powers for base in (1, 2, 5)]
        found = [value for value in every if minVal <= value <= maxVal]
        if len(found) < 2:
            low, high = 10**minVal, 10**maxVal
            found = [math.log10(low + (high - low) * part) for part in (0.1, 0.5, 0.9)]
        return [(1.0, found)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [_round(10**value) for value in values]


class LossPlot(pg.PlotWidget):
    """Draws curves; whoever turns the wheel or clicks here turns and clicks what lies behind."""

    def __init__(self) -> None:
        self._axes = {"bottom": TimeAxis("bottom"), "left": LossAxis("left")}
        item = pg.PlotItem(axisItems=self._axes, enableMenu=False)
        super().__init__(plotItem=item)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item.hideButtons()
        assert item.vb is not None  # it only is when a plot has been closed
        self._box = item.vb
        self._box.setMouseEnabled(x=False, y=False)
        self._box.disableAutoRange()
        item.setLogMode(x=False, y=True)
        item.showGrid(y=True, alpha=0.7)
        self._legend = pg.LegendItem(offset=(-8, 1), colCount=len(_DASHES), verSpacing=0)
        self._legend.setParentItem(self._box)
        self._lines = {name: pg.PlotDataItem(name=name, antialias=True) for name in _DASHES}
        for line in self._lines.values():
            item.addItem(line)
        for name, line in self._lines.items():
            self._legend.addItem(line, name)
        self._names = {name: name for name in _DASHES}  # with the newest values
        self.recolour()

    def show_curves(self, curves: dict[str, Curve]) -> None:
        """Draw these points, and their newest values in the legend."""
        for name, line in self._lines.items():
            curve = curves[name]
            line.setData(curve.seconds, curve.values)
            newest = f" {texts.number(curve.values[-1], 2)}" if curve.values else ""
            self._names[name] = name + newest
        self._write_legend()
        values = [value for curve in curves.values() for value in curve.values]
        low, high = math.log10(min(values)), math.log10(max(values))
        room = max(0.08, 0.06 * (high - low))
        low, high = low - room, high + room
        above = (high - low) * _LEGEND_SHARE / (1 - _LEGEND_SHARE)
        seconds = [at for curve in curves.values() for at in curve.seconds]
        first, last = min(seconds), max(seconds)
        last = max(last, first + _LEAST_SECONDS)
        across = (first, last + 0.012 * (last - first))  # the newest point not cut by the edge
        self._box.setRange(xRange=across, yRange=(low, high + above), padding=0)

    def recolour(self) -> None:
        """Take the colours of the theme in use."""
        colours = Theme.colours()
        self.setBackground(QColor(colours.panel))
        for axis in self._axes.values():
            axis.setPen(QColor(colours.border))
            axis.setTextPen(QColor(colours.muted))
        for name, line in self._lines.items():
            colour = QColor((_DARK if colours.dark else _LIGHT)[name])
            pen = QPen(colour, _WIDTH, _DASHES[name])
            pen.setCosmetic(True)
            line.setPen(pen)
            if name == "validation":  # measured seldom: each measurement is a dot
                line.setSymbol("o")
                line.setSymbolSize(7)
                line.setSymbolPen(None)
                line.setSymbolBrush(colour)
        self._write_legend()

    def _write_legend(self) -> None:
        colour = QColor(Theme.colours().text)
        for name, line in self._lines.items():
            label = self._legend.getLabel(line)
            if label is not None:
                label.setText(self._names[name], color=colour)
        self._legend.updateSize()


def make_plot() -> LossPlot:
    """Return an empty plot; on the thread of the window."""
    return LossPlot()


def _round(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"
