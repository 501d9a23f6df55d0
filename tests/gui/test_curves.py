"""The curves: collected from the start, drawn once the plotting package is there."""

from __future__ import annotations

import importlib
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.gui.app import make_application
from studio.gui.bridge import Bridge
from studio.gui.dressing import Dressing
from studio.gui.pages.train import PLOT_MODULE
from studio.gui.theme import DARK, LIGHT, Theme
from studio.gui.widgets.curves import CURVES, Curve, Curves

if TYPE_CHECKING:
    from studio.gui.widgets.loss_plot import LossPlot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def curves(qtbot: QtBot) -> Iterator[Curves]:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = Curves(holder)
    for widget in (holder, made):
        widget.resize(700, 330)
    made.show_hint("The losses are drawn here.")
    holder.show()
    qtbot.waitExposed(holder)
    yield made  # and with it its parent


@pytest.fixture
def drawn(curves: Curves) -> Curves:
    curves.draw_with(importlib.import_module(PLOT_MODULE))
    return curves


def run_down(curves: Curves, points: int = 60) -> None:
    for number in range(points):
        g, i = 4.0 * math.exp(-number / 40), 0.4
        curves.add(120.0 + number, {"L": g + i, "L_G": g, "L_I": i, "validation": 2.0})


def plot_of(curves: Curves) -> LossPlot:
    from studio.gui.widgets.loss_plot import LossPlot

    assert isinstance(curves.plot, LossPlot)
    return curves.plot


def test_the_page_can_be_shown_without_the_plotting_package() -> None:
    script = "import studio.gui.pages.train, sys; print('pyqtgraph' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_points_that_came_before_the_plot_are_drawn(
    qtbot: QtBot, curves: Curves, bridge: Bridge
) -> None:
    run_down(curves)
    qtbot.waitUntil(lambda: not curves._redraw.isActive())
    assert curves._hint.isVisible()
    assert "L_I 0.400" in curves.accessibleDescription()
    bridge.load("pyqtgraph", lambda _: curves.draw_with(importlib.import_module(PLOT_MODULE)))
    qtbot.waitUntil(lambda: curves.plot is not None, timeout=20_000)
    assert not curves._hint.isVisible()
    assert list(plot_of(curves)._names.values())[2:] == ["L_I 0.40", "validation 2.00"]


def test_the_hint_stands_where_there_is_nothing(qtbot: QtBot, drawn: Curves) -> None:
    assert drawn._hint.isVisible()
    drawn.add(0.0, {"L": math.nan, "L_G": -1.0, "similarity": 0.8})
    qtbot.waitUntil(lambda: not drawn._redraw.isActive())
    assert drawn._hint.isVisible()
    run_down(drawn)
    qtbot.waitUntil(lambda: not drawn._hint.isVisible())
    drawn.clear()
    assert drawn._hint.isVisible()
    assert not any(curve.values for curve in drawn.curves.values())


def test_a_validation_that_is_told_again_is_one_point(drawn: Curves) -> None:
    for at, value in enumerate((2.0, 2.0, 1.8, 1.8)):
        drawn.add(at, {"validation": value})
    assert drawn.curves["validation"] == Curve([0.0, 2.0], [2.0, 1.8])


def test_scales_and_dashes(drawn: Curves) -> None:
    run_down(drawn)
    drawn._draw()
    plot = plot_of(drawn)
    (left, right), (low, high) = plot._box.viewRange()
    assert left == pytest.approx(120.0)
    assert 179.0 < right < 181.0  # the newest point not cut by the edge
    assert 10**low < 0.4
    assert 10**high > 4.4
    times, losses = plot._axes["bottom"], plot._axes["left"]
    [(step, at)] = times.tickValues(left, right, 500)
    assert times.tickStrings(at, 1.0, step) == ["2:00", "2:15", "2:30", "2:45"]
    [(_, ticks)] = losses.tickValues(low, high, 300)
    assert losses.tickStrings(ticks, 1.0, 1.0)[:4] == ["0.5", "1", "2", "5"]
    [(_, narrow)] = losses.tickValues(math.log10(2.1), math.log10(2.9), 300)
    assert losses.tickStrings(narrow, 1.0, 1.0) == ["2.2", "2.5", "2.8"]
    dashes = {plot._lines[name].opts["pen"].style() for name in CURVES}
    assert len(dashes) == len(CURVES)


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_it_follows_the_colours(qtbot: QtBot, drawn: Curves, appearance: str) -> None:
    app = make_application()
    theme = Theme(app, "dark" if appearance == "light" else "light")
    Dressing(theme, drawn).add(drawn)
    run_down(drawn)
    drawn._draw()
    theme.choose(appearance)
    colours = LIGHT if appearance == "light" else DARK
    qtbot.wait(20)
    picture = drawn.grab().toImage()
    assert picture.pixelColor(5, 5) == QColor(colours.panel)
    seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(40)}
    assert QColor(colours.text).rgb() in seen  # the letters of the legend
    theme.choose("light")
    theme.deleteLater()


def test_the_mouse_changes_nothing(drawn: Curves) -> None:
    run_down(drawn)
    drawn._draw()
    plot = plot_of(drawn)
    before = plot._box.viewRange()
    middle = QPointF(drawn.rect().center())
    wheel = QWheelEvent(
        middle, drawn.mapToGlobal(middle), QPointF(0, 0).toPoint(), QPointF(0, 240).toPoint(),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(plot.viewport(), wheel)
    assert plot._box.viewRange() == before
    assert drawn.childAt(drawn.rect().center()) is None  # whatever lies there lets it through
    assert not plot._box.menuEnabled()
    assert plot.plotItem is not None
    assert plot.plotItem.buttonsHidden
