"""Loads what the pages need before anybody asks for one, so that none is waited for.

What is Python alone comes first, on a helper thread. PySide's own import machinery is not made for
two threads, so the modules of the window follow on its own, one each time it has nothing to do.
"""

import importlib
import pkgutil

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
"""The window's own start; pyqtgraph, for which the Train page waits itself."""
WAIT_MS = 400
"""After the window is shown: it draws, and reads the library, first."""
APART_MS = 5


class Ahead(QObject):
    """Loads one module after another."""

    loaded = Signal()
    """Everything is there."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._left = iter(list[str]())
        self._next = QTimer(self, interval=APART_MS)
        self._next.timeout.connect(self._load_one)

    def start(self) -> None:
        """Begin soon."""
        QTimer.singleShot(WAIT_MS, self, self._load_others)

    def _load_others(self, done: int = 0) -> None:
        if done < len(WITHOUT_QT):
            self._bridge.load(WITHOUT_QT[done], lambda _: self._load_others(done + 1))
        else:
            self._left = iter(modules())
            self._next.start()

    def _load_one(self) -> None:
        name = next(self._left, "")
        if name:
            importlib.import_module(name)
        else:
            self._next.stop()
            self.loaded.emit()


def modules() -> list[str]:
    """The names of the window's modules, those first that others need."""
    found = [module.name for module in pkgutil.walk_packages(gui.__path__, f"{gui.__name__}.")]
    rooms = ("widgets", "recording", "speaking", "", "dialogs", "pages")
    return sorted(
        (name for name in found if name not in NOT_HERE),
        key=lambda name: rooms.index(name.split(".")[2] if name.count(".") > 2 else ""),
    )
