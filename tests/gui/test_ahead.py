"""What is done beside so that no page is waited for: loading ahead, and Python's own tidying."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref

from pytestqt.qtbot import QtBot

from studio.gui.garbage import Garbage
from studio.gui.main_window import PAGES

_LOAD = """
import sys
from studio.gui.ahead import Ahead
from studio.gui.app import make_application
from studio.gui.bridge import Bridge
app = make_application()
bridge = Bridge()
ahead = Ahead(bridge)
ahead.loaded.connect(app.quit)
ahead.start()
app.exec()
bridge.close()
print(*sys.modules)
"""


def test_every_page_is_loaded_ahead_and_torch_is_not() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _LOAD], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {f"studio.gui.pages.{name}" for name in PAGES} <= loaded
    assert not loaded & {"torch", "pyqtgraph", "onnxruntime"}


class _Knot:
    def __init__(self) -> None:
        self.itself = self


def test_what_holds_only_itself_goes_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    gone: list[threading.Thread] = []
    garbage = Garbage()
    try:
        assert not gc.isenabled()

        def leave_knots() -> None:
            knots = [_Knot() for _ in range(2 * gc.get_threshold()[0])]
            weakref.finalize(knots[0], lambda: gone.append(threading.current_thread()))

        helper = threading.Thread(target=leave_knots)
        helper.start()
        helper.join()
        assert not gone
        garbage.look()
        assert gone == [threading.main_thread()]
    finally:
        garbage.stop()
    assert gc.isenabled()
