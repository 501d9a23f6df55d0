"""What background work says arrives on the thread of the window, in order, and exactly once."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from studio.core.errors import StudioError
from studio.gui.bridge import Bridge, Handlers
from tests.gui.conftest import TASKS


class Log:
    """Remembers what came, and on which thread."""

    def __init__(self) -> None:
        self.came: list[tuple[str, Any]] = []
        self.threads: set[int] = set()

    def handlers(self) -> Handlers:
        return Handlers(
            progress=lambda progress: self._note("progress", progress),
            sample=lambda sample: self._note("sample", sample),
            checkpoint=lambda checkpoint: self._note("checkpoint", checkpoint),
            done=lambda result: self._note("done", result),
            failed=lambda sentence, detail: self._note("failed", (sentence, detail)),
            cancelled=lambda: self._note("cancelled", None),
            ended=lambda: self._note("ended", None),
        )

    def names(self) -> list[str]:
        return [name for name, _ in self.came]

    def _note(self, name: str, value: Any) -> None:
        self.came.append((name, value))
        self.threads.add(threading.get_ident())


def test_a_task_ends_with_its_result(qtbot: QtBot, bridge: Bridge) -> None:
    log = Log()
    job = bridge.run(f"{TASKS}:count", log.handlers(), to=5)
    assert job.running
    qtbot.waitUntil(lambda: "ended" in log.names(), timeout=20_000)
    assert log.names() == ["progress"] * 5 + ["done", "ended"]
    assert log.came[-2][1] == {"sum": 10}
    assert log.threads == {threading.get_ident()}
    assert not job.running


def test_samples_and_checkpoints_arrive(qtbot: QtBot, bridge: Bridge, tmp_path: Path) -> None:
    log = Log()
    bridge.run(f"{TASKS}:sample_and_checkpoint", log.handlers(), folder=tmp_path)
    qtbot.waitUntil(lambda: "ended" in log.names(), timeout=20_000)
    assert log.names() == ["sample", "checkpoint", "done", "ended"]


def test_a_refusal_is_one_sentence_and_a_bug_has_details(qtbot: QtBot, bridge: Bridge) -> None:
    refused, broken = Log(), Log()
    bridge.run(f"{TASKS}:refuse", refused.handlers(), warm=True)
    bridge.run(f"{TASKS}:divide", broken.handlers(), warm=True)
    qtbot.waitUntil(
        lambda: "ended" in refused.names() and "ended" in broken.names(), timeout=20_000
    )
    assert refused.came[-2][1] == ("The folder is empty: choose another.", "")
    assert "ZeroDivisionError" in broken.came[-2][1][1]


def test_cancel(qtbot: QtBot, bridge: Bridge) -> None:
    log = Log()
    job = bridge.run(f"{TASKS}:wait_for_ever", log.handlers())
    qtbot.waitUntil(lambda: "progress" in log.names(), timeout=20_000)
    job.cancel()
    qtbot.waitUntil(lambda: "ended" in log.names(), timeout=20_000)
    assert log.names()[-2:] == ["cancelled", "ended"]


def test_a_flood_of_messages_does_not_hold_the_window(qtbot: QtBot, bridge: Bridge) -> None:
    def handle(_: object) -> None:
        until = time.perf_counter() + 0.001  # what drawing a point costs
        while time.perf_counter() < until:
            pass

    done = Log()
    beats: list[float] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    bridge.run(
        f"{TASKS}:chatter", Handlers(progress=handle, ended=done.handlers().ended), messages=1500
    )
    qtbot.waitUntil(lambda: "ended" in done.names(), timeout=60_000)
    timer.stop()
    # 1.5 s of handling in all: without a budget the timer would hardly ever have beaten.
    assert len(beats) > 40


def test_functions_run_elsewhere_and_report_here(qtbot: QtBot, bridge: Bridge) -> None:
    log = Log()
    bridge.compute(threading.get_ident, lambda ident: log._note("done", ident))

    def refuse() -> None:
        raise StudioError("No such voice.")

    bridge.compute(refuse, failed=lambda sentence: log._note("failed", sentence), done=print)
    qtbot.waitUntil(lambda: len(log.came) == 2, timeout=5_000)
    came = dict(log.came)
    assert came["done"] != threading.get_ident()
    assert came["failed"] == "No such voice."
    assert log.threads == {threading.get_ident()}


def test_only_the_newest_of_a_name_is_handed_over(qtbot: QtBot, bridge: Bridge) -> None:
    came: list[int] = []
    gate = threading.Event()

    def slow() -> int:
        gate.wait(5)
        return 1

    bridge.compute(slow, came.append, newest="takes")
    bridge.compute(lambda: 2, came.append, newest="takes")
    qtbot.waitUntil(lambda: came == [2], timeout=5_000)
    gate.set()
    bridge.compute(lambda: 3, came.append)
    qtbot.waitUntil(lambda: 3 in came, timeout=5_000)
    assert came == [2, 3]


def test_changes_of_the_library_happen_in_order(qtbot: QtBot, bridge: Bridge) -> None:
    written: list[int] = []
    for number in range(50):
        bridge.write(lambda number=number: written.append(number))
    qtbot.waitUntil(lambda: len(written) == 50, timeout=5_000)
    assert written == sorted(written)


def test_closing_ends_a_task_that_runs(qtbot: QtBot, bridge: Bridge) -> None:
    log = Log()
    bridge.run(f"{TASKS}:wait_for_ever", log.handlers())
    qtbot.waitUntil(lambda: "progress" in log.names(), timeout=20_000)
    start = time.monotonic()
    bridge.close()
    assert time.monotonic() - start < 10
    bridge.close()
