"""How soon the window is there, and how long its thread is ever held while a voice is trained.

    python -m tests.benchmarks.window [--seconds 20] [--busy 2]

Prints three groups of figures. First paint: from the start of a fresh process like `python -m
studio` (the interpreter's own start included) to the first paint of the window, the best of three,
as the system's file cache is warm for a person's second start. Longest hold: the longest gap
between beats of a 5 ms timer while a training-like job in a process of its own sends messages (400
a second, a hundred times what training sends) with `--busy` more processes that compute at the
priority of a training, curves draw, and pages change. First openings: the longest turn of the
window's thread while each page and each of the usual dialogs is opened for the first time, while
pages are made ahead, and when the colours change with every page made; processor time of that
thread in milliseconds, the best of three fresh processes.

The first two are wall times, so on a machine that does other things beside (see "load") they say
little. Processor time stands beside them: of the process for the first paint, of the window's
thread alone for the longest hold (the time between two beats is also that of the threads which read
messages). So does what the machine itself holds up: the longest gap between the 5 ms beats of a
peer, a process at the same priority which does nothing else. Needs no GPU; about a minute and a
half.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.jobs.messages import Message, Progress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from studio.gui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
MESSAGES_A_SECOND = 400
NICE = 5  # as studio.gui.pages.train runs the training; that would import Qt here

_FIRST_PAINT = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from studio.gui import app
from studio.gui.main_window import MainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWindow():
            told.extend((time.time(), time.process_time()))
            watched.removeEventFilter(self)
            app.QTimer.singleShot(0, watched.close)
        return False

told = []
watch = Watch()
show = MainWindow.show
def watched_show(window):
    window.add_sample_voice = lambda: None
    window.installEventFilter(watch)
    show(window)
MainWindow.show = watched_show
app.main(["--library", sys.argv[1]])
print(*told)
"""


def first_paint(library: Path) -> tuple[float, float]:
    """Seconds from the start of a process to the first paint of its window; of its processor."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT, str(library)],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    ended, processor = map(float, done.stdout.split()[-2:])
    return ended - began, processor


def first_openings(library: Path) -> dict[str, dict[str, float]]:
    """The longest turns of the window's thread in a fresh process, in ms of its processor time."""
    from PySide6.QtCore import QEventLoop, QTimer

    from studio.core.library import Library
    from studio.gui import app
    from studio.gui.garbage import Garbage
    from studio.gui.language import Translation
    from studio.gui.main_window import PAGES, MainWindow
    from studio.gui.settings import Settings
    from studio.gui.theme import Theme

    application = app.make_application()
    books = Library(library)
    voice = books.create_voice(f"Benchmark {time.time()}")
    theme, translation = Theme(application, "light"), Translation(application)
    window = MainWindow(books, Settings(), theme, translation)
    window.show()
    turns = [0.0]
    last = [time.thread_time()]

    def beat() -> None:
        now = time.thread_time()
        turns.append(1000 * (now - last[0]))
        last[0] = now

    beats = QTimer(interval=2)
    beats.timeout.connect(beat)

    def longest(do: Callable[[], object], milliseconds: int = 400) -> float:
        """Of what follows at once, and of what that leads to."""
        beat()
        turns.clear()
        do()
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
        return round(max(turns), 1)

    found: dict[str, dict[str, float]] = {"pages": {}, "dialogs": {}}

    def measure() -> None:
        found["ahead"] = {"longest": round(max(turns), 1)}
        window._choose_voice(voice.id)
        for name in PAGES[1:]:
            found["pages"][name] = longest(partial(window.show_page, name), 1000)
        found["colours"] = {
            name: longest(partial(theme.choose, name), 1000) for name in ("dark", "light")
        }
        for name, make in _dialogs(window, voice.id).items():
            made: list[QDialog] = []

            def open_it(make: Callable[[], QDialog] = make, made: list[QDialog] = made) -> None:
                made.append(make())
                made[0].open()

            found["dialogs"][name] = longest(open_it)
            made[0].close()
        window.close()
        application.quit()

    garbage = Garbage(window)  # as `app.main` has it

    def then() -> None:
        garbage.keep()
        QTimer.singleShot(500, measure)

    window.load_ahead(then)
    beats.start()
    application.exec()
    return found


def _dialogs(window: MainWindow, voice_id: str) -> dict[str, Callable[[], QDialog]]:
    """The dialogs that people open most, on the page in view."""
    from studio.core.entities import Consent
    from studio.gui.dialogs.consent import ConsentDialog, GivenConsentDialog
    from studio.gui.dialogs.deliver import DeliverDialog
    from studio.gui.dialogs.export_data_set import ExportDialog
    from studio.gui.dialogs.lexicon import LexiconDialog
    from studio.gui.dialogs.new_voice import NewVoiceDialog
    from studio.gui.dialogs.recording_settings import RecordingSettingsDialog
    from studio.gui.dialogs.statement import StatementDialog

    page, library, bridge = window.shown, window._library, window._bridge
    kept = Consent(voice_id, "attestation", "Ada", "I agree.", "2026-11-01T10:00:00+00:00", "")
    return {
        "new voice": lambda: NewVoiceDialog(set(), page),
        "consent, spoken": lambda: StatementDialog("Ada", None, True, page),
        "consent, signed": lambda: ConsentDialog("Ada", page),
        "consent, kept": lambda: GivenConsentDialog("Ada", kept, None, page),
        "recording settings": lambda: RecordingSettingsDialog(window._settings, page),
        "export of recordings": lambda: ExportDialog("Ada", Path.home(), True, page),
        "export of a script": lambda: DeliverDialog(bridge, "Script", Path.home(), [], 0, page),
        "lexicon": lambda: LexiconDialog(library, bridge, window._playback, voice_id, "Ada", page),
    }


def training_like(seconds: float) -> Generator[Message, None, dict[str, Any]]:
    """Send losses for so many seconds."""
    began = time.monotonic()
    number = 0
    while (spent := time.monotonic() - began) < seconds:
        number += 1
        losses = {"L_G": 3.0 - spent / seconds, "L_I": 1.0, "L": 4.0 - spent / seconds}
        yield Progress("tune", spent / seconds, seconds - spent, losses | {"validation": 2.0})
        time.sleep(max(0.0, number / MESSAGES_A_SECOND - (time.monotonic() - began)))
    return {"messages": number}


def longest_hold(library: Path, seconds: float) -> dict[str, float]:
    """The gaps between beats of a 5 ms timer, in milliseconds, while messages come."""
    from PySide6.QtCore import QEventLoop, QTimer

    from studio.core.library import Library
    from studio.gui import app
    from studio.gui.bridge import Handlers
    from studio.gui.garbage import Garbage
    from studio.gui.language import Translation
    from studio.gui.main_window import PAGES, MainWindow
    from studio.gui.pages.train import TrainPage, _Running
    from studio.gui.settings import Settings
    from studio.gui.theme import Theme

    application = app.make_application()
    books = Library(library)
    voice = books.create_voice("Benchmark")
    theme, translation = Theme(application), Translation(application)
    window = MainWindow(books, Settings(), theme, translation)
    window.show()
    garbage = Garbage(window)  # as `app.main` has it
    window._go("train", voice.id)
    train = window.page("train")
    assert isinstance(train, TrainPage)
    for name in PAGES:  # made before, as they are in use
        window.show_page(name)
    garbage.keep()
    loop = QEventLoop()
    QTimer.singleShot(3000, loop.quit)
    loop.exec()

    beats: list[tuple[float, float]] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append((time.perf_counter(), time.thread_time())))
    messages: list[int] = []

    def handle(progress: Progress) -> None:
        messages.append(1)
        train._progress(progress)

    handlers = Handlers(progress=handle, ended=loop.quit)
    job = window._bridge.run("tests.benchmarks.window:training_like", handlers, seconds=seconds)
    train._running = _Running(job, voice, time.monotonic())
    train.strip.begin("…")
    turns = iter(PAGES * 1000)
    turning = QTimer(interval=1500)
    turning.timeout.connect(lambda: window.show_page(next(turns)))
    window.show_page("train")
    timer.start()
    turning.start()
    loop.exec()
    timer.stop()
    turning.stop()
    train._running = None
    window.close()
    gaps = sorted(1000 * (b[0] - a[0]) for a, b in itertools.pairwise(beats))
    own = max(1000 * (b[1] - a[1]) for a, b in itertools.pairwise(beats))
    return {
        "longest_hold_ms": round(gaps[-1], 1),
        "longest_hold_processor_ms": round(own, 1),
        "hold_99_percent_ms": round(gaps[int(0.99 * len(gaps))], 1),
        "beats": len(gaps),
        "messages": len(messages),
    }


def _in_fresh_process(library: Path) -> dict[str, dict[str, float]]:
    """`first_openings`, where nothing has been opened before."""
    call = (
        "import json, pathlib, sys; from tests.benchmarks.window import first_openings;"
        "print(json.dumps(first_openings(pathlib.Path(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", call, str(library)],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def _beat(over: Event, longest: Synchronized[float]) -> None:
    """Wake every 5 ms, and keep the longest gap in milliseconds."""
    last = time.perf_counter()
    while not over.wait(0.005):
        now = time.perf_counter()
        longest.value = max(longest.value, 1000 * (now - last))
        last = now


def _compute() -> None:
    """Keep a core busy with the priority that training has."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    while True:
        sum(range(100_000))


def _environment() -> dict[str, str]:
    displayed = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return os.environ | ({} if displayed else {"QT_QPA_PLATFORM": "offscreen"})


def main() -> None:
    """Measure and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long messages come")
    parser.add_argument("--busy", type=int, default=2, help="processes that compute meanwhile")
    options = parser.parse_args()
    os.environ.update(_environment())
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        library = Path(folder) / "library"
        paints = [first_paint(library) for _ in range(3)]
        openings = [_in_fresh_process(library) for _ in range(3)]
        context = multiprocessing.get_context("spawn")
        crowd = [context.Process(target=_compute, daemon=True) for _ in range(options.busy)]
        for process in crowd:
            process.start()
        over, peer_ms = context.Event(), context.Value("d", 0.0)
        peer = context.Process(target=_beat, args=(over, peer_ms))
        peer.start()
        held = longest_hold(library, options.seconds)
        over.set()
        peer.join()
        for process in crowd:
            process.kill()
    found = {
        "first_paint_s": round(min(wall for wall, _ in paints), 2),
        "first_paint_processor_s": round(min(own for _, own in paints), 2),
        **held,
        "first_openings_processor_ms": {
            group: {name: min(one[group][name] for one in openings) for name in openings[0][group]}
            for group in openings[0]
        },
        "longest_hold_of_an_idle_peer_ms": round(peer_ms.value, 1),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
