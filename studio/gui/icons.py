"""The icons of the window, drawn in the colours in use and sharp on every screen."""

import math
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.gui.theme import Theme
from studio.paths import resources_dir

SIZE = 20  # pixels, times the screen's scale
_USUAL_SCALES = (1, 2)
"""Of screens. A larger one is drawn for where there is one: it takes more than these together."""


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return resources/icons/`name`.svg in a colour; the text's colour when none is given."""
    return _icon(name, colour or Theme.colours().text)


def pixmap(name: str, colour: str | None = None, size: int = SIZE, scale: float = 2.0) -> QPixmap:
    """Return an icon as a picture of `size` pixels for a screen with that scale."""
    return _draw(_renderer(name, colour or Theme.colours().text), size, scale)


def app_icon() -> QIcon:
    """Return the icon of the program itself, which has its own colours."""
    made, renderer = QIcon(), _renderer("timbre", "")
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_draw(renderer, size, 1.0))
    return made


@cache
def _icon(name: str, colour: str) -> QIcon:
    made, renderer = QIcon(), _renderer(name, colour)
    largest = math.ceil(
        max((one.devicePixelRatio() for one in QGuiApplication.screens()), default=1)
    )
    for scale in sorted({*_USUAL_SCALES, largest}):
        made.addPixmap(_draw(renderer, SIZE, scale))
    return made


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


@cache
def _source(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _draw(renderer: QSvgRenderer, size: int, scale: float) -> QPixmap:
    side = round(size * scale)
    drawn = QPixmap(QSize(side, side))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn
