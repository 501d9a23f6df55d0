"""The curves: collected from the start, drawn as soon as there are any."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.gui.app import make_application
from studio.gui.theme import DARK, LIGHT, Theme
from studio.gui.widgets.curves import CURVES, Curve, Curves
from studio.gui.widgets.loss_plot import DASHES, loss_ticks, time_ticks


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


def run_down(curves: Curves, points: int = 60) -> None:
    for number in range(points):
        g, i = 4.0 * math.exp(-number / 40), 0.4
        curves.add(120.0 + number, {"L": g + i, "L_G": g, "L_I": i, "validation": 2.0})


def test_points_are_drawn_and_told(qtbot: QtBot, curves: Curves) -> None:
    run_down(curves)
    qtbot.waitUntil(lambda: not curves._redraw.isActive())
    assert not curves._hint.isVisible()
    assert "L_I 0.400" in curves.accessibleDescription()
    assert curves.plot.legend[2:] == ["L_I 0.40", "validation 2.00"]


def test_the_hint_stands_where_there_is_nothing(qtbot: QtBot, curves: Curves) -> None:
    assert curves._hint.isVisible()
    curves.add(0.0, {"L": math.nan, "L_G": -1.0, "similarity": 0.8})
    qtbot.waitUntil(lambda: not curves._redraw.isActive())
    assert curves._hint.isVisible()
    run_down(curves)
    qtbot.waitUntil(lambda: not curves._hint.isVisible())
    curves.clear()
    assert curves._hint.isVisible()
    assert not any(curve.values for curve in curves.curves.values())


def test_a_validation_that_is_told_again_is_one_point(curves: Curves) -> None:
    for at, value in enumerate((2.0, 2.0, 1.8, 1.8)):
        curves.add(at, {"validation": value})
    assert curves.curves["validation"] == Curve([0.0, 2.0], [2.0, 1.8])


def test_scales_and_dashes(curves: Curves) -> None:
    run_down(curves)
    curves._draw()
    view = curves.plot.view
    assert view.left == pytest.approx(120.0)
    assert 179.0 < view.right < 181.0  # the newest point not cut by the edge
    assert 10**view.low < 0.4
    assert 10**view.high > 4.4
    times = time_ticks(view.left, view.right, 500)
    assert [text for _, text in times] == ["2:00", "2:15", "2:30", "2:45"]
    assert [at for at, _ in times] == [120.0, 135.0, 150.0, 165.0]
    assert [text for _, text in loss_ticks(view.low, view.high)][:4] == ["0.5", "1", "2", "5"]
    narrow = loss_ticks(math.log10(2.1), math.log10(2.9))
    assert [text for _, text in narrow] == ["2.2", "2.5", "2.8"]
    assert len({DASHES[name] for name in CURVES}) == len(CURVES)


def test_a_point_is_drawn_where_its_value_is(curves: Curves) -> None:
    for at in range(41):
        curves.add(float(at), {"validation": 2.0 if at < 20 else 0.5})
    curves._draw()
    curves.plot.resize(700, 330)
    picture = curves.plot.grab().toImage()
    green = QColor("#18713f")
    where = [
        (x, y) for x in range(50, picture.width()) for y in range(40, picture.height())
        if picture.pixelColor(x, y) == green
    ]  # fmt: skip
    high, low = min(y for _, y in where), max(y for _, y in where)
    view, height = curves.plot.view, picture.height() - 30
    apart = (math.log10(2.0) - math.log10(0.5)) / (view.high - view.low) * height
    assert low - high == pytest.approx(apart, abs=8)
    assert max(x for x, y in where if y < (low + high) / 2 - 20) < picture.width() * 0.6


def test_drawing_many_points_does_not_hold_the_window(curves: Curves) -> None:
    run_down(curves, 1200)
    curves._draw()
    curves.plot.grab()
    spent = []
    for _ in range(3):
        began = time.thread_time()
        curves._draw()
        curves.plot.grab()
        spent.append(time.thread_time() - began)
    assert min(spent) < 0.05


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_it_follows_the_colours(qtbot: QtBot, curves: Curves, appearance: str) -> None:
    app = make_application()
    theme = Theme(app, "dark" if appearance == "light" else "light")
    run_down(curves)
    curves._draw()
    theme.choose(appearance)
    colours = LIGHT if appearance == "light" else DARK
    qtbot.wait(20)
    picture = curves.grab().toImage()
    assert picture.pixelColor(5, 5) == QColor(colours.panel)
    seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(40)}
    assert QColor(colours.text).rgb() in seen  # the letters of the legend
    theme.choose("light")
    theme.deleteLater()


def test_the_mouse_goes_through(curves: Curves) -> None:
    run_down(curves)
    curves._draw()
    assert curves.childAt(curves.rect().center()) is None  # whatever lies there lets it through
