"""How smoothly the Record page draws while a take is recorded and other processes compute.

    python -m tests.benchmarks.record_page [--seconds 15] [--busy 2] [--nice 5]

Records the sample voice, fed at its own pace by a thread in the place of a device (everything
behind it is real: capture file, meter, mel columns, window), and prints: frames a second of
waveform and spectrogram; the longest and the 99 % gap between beats of a 5 ms timer on the window's
thread, from before the first take until after the last one is in the library; the same in
processor time of that thread, which a crowded machine does not change; and what one frame costs.
`longest_idle_gap_ms` is the longest gap that a process of its own sees which does nothing but
beat: so much the machine itself holds everybody up. No GPU; half a minute.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.window import _beat, _environment

ROOT = Path(__file__).resolve().parents[2]
RATE = 48_000
BLOCK = 0.01  # seconds, as a device delivers


def measure(folder: Path, seconds: float) -> dict[str, Any]:
    """Record two takes and look at the window's thread meanwhile."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtTest import QTest

    from studio.core.library import Library
    from studio.gui import app
    from studio.gui.language import Translation
    from studio.gui.main_window import MainWindow
    from studio.gui.pages.record import RecordPage
    from studio.gui.recording import checking, microphone
    from studio.gui.settings import Settings
    from studio.gui.theme import Theme
    from tests.gui.fake_microphone import World

    def work(milliseconds: int) -> None:
        """Let the window work as in the program; QTest.qWait sleeps 10 ms at a time."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    world = World()
    microphone.make_recorder = world.recorders
    microphone.make_watch = world.watch  # type: ignore[assignment]
    checking.CHECK_TASK = "tests.gui.recording_tasks:check_take"  # the check's cost is its own
    checking.WARM_UP_TASK = "tests.gui.recording_tasks:warm_up"
    application = app.make_application()
    library = Library(folder / "library")
    voice = library.create_voice("Benchmark")
    settings = Settings()
    settings.set("script", "narration")
    window = MainWindow(library, settings, Theme(application), Translation(application))
    window.show()
    window._go("record", voice.id)
    page = window.page("record")
    assert isinstance(page, RecordPage)
    while page.controller.session is None or page.controller.line is None:
        work(50)
    work(1500)
    page.skip_room()
    over = threading.Event()
    threading.Thread(target=_feed, args=(world, over), daemon=True).start()

    beats: list[tuple[float, float]] = []
    timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append((time.perf_counter(), time.thread_time())))
    timer.start()
    frames, recorded, spent = 0, 0.0, 0.0
    for _ in range(2):
        work(300)
        QTest.keyClick(page.prompter, Qt.Key.Key_Space)
        before = page.view.sound.live.painted, time.perf_counter(), time.thread_time()
        work(round(500 * seconds))
        frames += page.view.sound.live.painted - before[0]
        recorded += time.perf_counter() - before[1]
        spent += time.thread_time() - before[2]
        QTest.keyClick(page.prompter, Qt.Key.Key_Space)
        while page.controller.busy or page.controller.phase == "checking":
            work(20)
        work(1200)
    timer.stop()
    over.set()
    window.close()
    gaps = sorted(1000 * (b[0] - a[0]) for a, b in itertools.pairwise(beats))
    own = sorted(1000 * (b[1] - a[1]) for a, b in itertools.pairwise(beats))
    return {
        "frames_a_second": round(frames / recorded, 1),
        "longest_hold_ms": round(gaps[-1], 1),
        "hold_99_percent_ms": round(gaps[int(0.99 * len(gaps))], 1),
        "longest_hold_processor_ms": round(own[-1], 1),
        "frame_processor_ms": round(1000 * spent / max(1, frames), 2),
        "processor_share": round(spent / recorded, 2),
    }


def _feed(world: Any, over: threading.Event) -> None:
    """Let the microphone hear the sample voice at the pace at which it was spoken."""
    import numpy as np

    from studio import paths
    from studio.audio.files import read_sound, resample, to_mono

    folder = paths.resources_dir() / "sample_voice"
    spoken = [read_sound(folder / f"{number:02d}.ogg") for number in range(1, 6)]
    sound = np.concatenate([resample(to_mono(one.samples), one.rate, RATE) for one in spoken])
    block = round(BLOCK * RATE)
    began, place = time.monotonic(), 0
    while not over.is_set():
        due = int((time.monotonic() - began) / BLOCK)
        while place < due:
            start = place * block % (len(sound) - block)
            world.say(sound[start : start + block])
            place += 1
        time.sleep(BLOCK)


def _compute(nice: int) -> None:
    """Keep a core busy."""
    if hasattr(os, "nice"):
        os.nice(nice)
    while True:
        sum(range(100_000))


def main() -> None:
    """Measure and print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="how long is recorded")
    parser.add_argument("--busy", type=int, default=2, help="processes that compute meanwhile")
    parser.add_argument("--nice", type=int, default=5, help="their priority; 5 is that of training")
    options = parser.parse_args()
    os.environ.update(_environment())
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        crowd = [
            context.Process(target=_compute, args=(options.nice,), daemon=True)
            for _ in range(options.busy)
        ]
        quiet, longest = context.Event(), context.Value("d", 0.0)
        peer = context.Process(target=_beat, args=(quiet, longest), daemon=True)
        for process in (*crowd, peer):
            process.start()
        found = measure(Path(folder), options.seconds)
        quiet.set()
        peer.join()
        for process in crowd:
            process.kill()
    found["longest_idle_gap_ms"] = round(longest.value, 1)
    found["load"] = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
