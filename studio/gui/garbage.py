"""When Python looks for objects that only hold one another: seldom, and never for long.

By itself it does that on whichever thread makes an object, a full search over everything that there
is included: 30 to 60 ms in which no other thread runs, the window's neither, and on a helper thread
it would delete widgets there. So it is done by the clock, on the thread of the window; and what a
full search has looked at for long without reason is not looked at again.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
LONG_SECONDS = 0.012
"""A full search that takes longer is the last one over what was there."""


class Garbage(QObject):
    """Searches in Python's own rhythm, but on the thread that makes it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self.keep()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Search as far as it is due."""
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if not any(due):
            return
        began = time.thread_time()
        gc.collect(max(generation for generation in range(3) if due[generation]))
        if due[2] and time.thread_time() - began > LONG_SECONDS:
            self.keep()

    def keep(self) -> None:
        """What is there now stays until the end: it is not looked at any more."""
        gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
