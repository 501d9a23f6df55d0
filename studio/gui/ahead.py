"""Loads what the pages need before anybody asks for one, so that none is waited for.

What is Python alone comes first, on a helper thread. PySide's own import machinery is not made for
two threads, so the modules of the window follow on its own, one each time it has nothing to do;
then the pages; then Qt's types, which PySide makes when they are first touched.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

from studio import gui
from studio.gui.bridge import Bridge

WITHOUT_QT = (
    "numpy",
    "studio.text.phonemes",
    "studio.text.line_scripts",
    "studio.text.ssml",
    "studio.audio.files",
    "studio.speech.delivery",
    "studio.speech.edits",
    "studio.dataset.deletion",
    "studio.training.search",
)
NOT_HERE = ("studio.gui.app", "studio.gui.widgets.loss_plot")
"""The window's own start; pyqtgraph, which the Train page loads when it is first shown."""
WAIT_MS = 400
"""After the window is shown: it draws, and reads the library, first."""
APART_MS = 5
TYPES_AT_ONCE = 12
"""One takes 0.2 ms, the largest 24 ms."""

Step = Callable[[], object]


class Ahead(QObject):
    """Takes one step after another."""

    loaded = Signal()
    """Everything is there."""

    def __init__(
        self, bridge: Bridge, pages: Iterable[Step] = (), parent: QObject | None = None
    ) -> None:
        """`pages`: what is done when all modules are there, in steps that are short enough."""
        super().__init__(parent)
        self._bridge = bridge
        loading = (partial(importlib.import_module, name) for name in modules())
        self._left = chain(loading, pages, types())
        self._next = QTimer(self, interval=APART_MS)
        self._next.timeout.connect(self._take_step)

    def start(self) -> None:
        """Begin soon."""
        QTimer.singleShot(WAIT_MS, self, self._load_others)

    def hurry(self) -> None:
        """Somebody waits: no pauses in between."""
        self._next.setInterval(0)

    def _load_others(self, done: int = 0) -> None:
        if done < len(WITHOUT_QT):
            self._bridge.load(WITHOUT_QT[done], lambda _: self._load_others(done + 1))
        else:
            self._next.start()

    def _take_step(self) -> None:
        step = next(self._left, None)
        if step is not None:
            step()
        else:
            self._next.stop()
            self.loaded.emit()


def types() -> Iterator[Step]:
    """Steps that touch every type of Qt that widgets are made with.

    PySide makes a type when it is first asked for, which may take 25 ms in the middle of what a
    person does. What is made here the helper thread need not make that loads pyqtgraph, which takes
    over all of them: it only has classes of its own to make then.
    """
    for module in (QtCore, QtGui, QtWidgets):
        names = dir(module)
        for first in range(0, len(names), TYPES_AT_ONCE):
            yield partial(_touch, module, names[first : first + TYPES_AT_ONCE])


def _touch(module: ModuleType, names: list[str]) -> None:
    for name in names:
        getattr(module, name, None)


def modules() -> list[str]:
    """The names of the window's modules, those first that others need."""
    found = [module.name for module in pkgutil.walk_packages(gui.__path__, f"{gui.__name__}.")]
    rooms = ("widgets", "recording", "speaking", "", "dialogs", "pages")
    return sorted(
        (name for name in found if name not in NOT_HERE),
        key=lambda name: rooms.index(name.split(".")[2] if name.count(".") > 2 else ""),
    )
