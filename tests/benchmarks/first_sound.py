"""How soon something is heard on the Speak page: after the key, a moved control, and an edit.

    python -m tests.benchmarks.first_sound [--voice af_heart] [--library DIR] [--times 5]

The window is real and off screen, and the voice is warm; only the device is none: what counts is
when the player is handed the first sample (a device adds its own buffer, 20 to 50 ms). Prints JSON
in milliseconds by the clock, so it wants a machine that does nothing else ("load"). Half a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TEXT = "Hello there, you. It is a fine day, and we go out."
PATIENCE = 60.0  # seconds


class Ear:
    """A player whose sounds last as long as they do, and that notes when they began."""

    began: list[float] = []  # noqa: RUF012  # of all players there are

    def __init__(self) -> None:
        self._start, self._seconds = 0.0, 0.0

    @property
    def position(self) -> float:
        """Seconds of the sound that were heard."""
        return time.monotonic() - self._start

    @property
    def playing(self) -> bool:
        """Whether it still sounds."""
        return self.position < self._seconds

    def play(self, samples: NDArray[np.float32], rate: int) -> None:
        """Note when it began."""
        self._start, self._seconds = time.monotonic(), len(samples) / rate
        self.began.append(self._start)

    def stop(self) -> None:
        """Stop."""
        self._seconds = 0.0


def measure(library: Path, voice: str, times: int) -> dict[str, object]:
    """Milliseconds until the first sample, of each kind."""
    import studio.audio.player

    studio.audio.player.Player = Ear  # type: ignore[assignment,misc]
    from PySide6.QtTest import QTest

    from studio.core.library import Library
    from studio.gui.app import make_application
    from studio.gui.language import Translation
    from studio.gui.main_window import MainWindow
    from studio.gui.pages.speak import SpeakPage
    from studio.gui.settings import Settings
    from studio.gui.theme import Theme

    app = make_application()
    theme, translation = Theme(app, "light"), Translation(app, "en")
    window = MainWindow(Library(library), Settings(), theme, translation)
    window.show()
    window.show_page("speak")
    page = window.page("speak")
    if not isinstance(page, SpeakPage):
        raise SystemExit("There is no Speak page.")
    page.want_voice(voice)
    page.refresh()

    def wait(until: Callable[[], object]) -> None:
        ends = time.monotonic() + PATIENCE
        while not until():
            QTest.qWait(2)
            if time.monotonic() > ends:
                raise SystemExit("It took more than a minute.")

    def heard_after(act: Callable[[], object]) -> int:
        Ear.began.clear()
        began = time.monotonic()
        act()
        wait(lambda: Ear.began)
        found = round(1000 * (Ear.began[0] - began))
        wait(lambda: not page.speaking)
        page.stop()
        QTest.qWait(500)  # what was drawn and kept of it is no part of the next one
        return found

    wait(lambda: page.controls.voice_id == voice)
    page.text.setPlainText(TEXT)
    heard_after(page.speak)  # warms up
    spoken = [heard_after(page.speak) for _ in range(times)]
    page.look.open("")
    pitch = page.look.manner.rows["pitch"].box
    moved = [heard_after(lambda: pitch.setValue(pitch.value() + 1)) for _ in range(times)]
    wait(lambda: page.view.picture is not None)
    page.speak()
    wait(lambda: not page.speaking and page.view.picture is not None)
    QTest.qWait(1000)
    page.stop()
    page.view.choose(0, 0)
    edits = page.edits
    edited = [heard_after(lambda: edits.change_emphasis(1)) for _ in range(2)]
    window._closing = True
    window.close()
    return {"key_ms": spoken, "control_ms": moved, "edit_ms": edited, "load": os.getloadavg()[0]}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--voice", default="af_heart")
    options.add_argument("--library", type=Path)
    options.add_argument("--times", type=int, default=5)
    given = options.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        for name in ("DATA", "CONFIG", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(scratch) / name.lower())
        library = given.library or Path(scratch) / "library"
        print(json.dumps(measure(library, given.voice, given.times)))


if __name__ == "__main__":
    main()
