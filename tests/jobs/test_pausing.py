"""A paused task stands still, loses nothing, and goes on or stops when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.jobs.messages import (
    LAST_MESSAGES,
    Cancelled,
    Checkpoint,
    Done,
    Message,
    Paused,
    Progress,
)
from studio.jobs.worker import Worker
from tests.jobs.test_worker import TASKS, ends_with, wait_until

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def processor_time(pid: int | None) -> float:
    """Seconds of processor time that a process has taken, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def until_paused(messages: Iterator[Message]) -> list[Message]:
    got = []
    for message in messages:
        got.append(message)
        if isinstance(message, Paused):
            return got
    raise AssertionError(f"it never stood still: {got[-1]}")


@pytest.mark.parametrize("threads", [False, True])
def test_it_stands_still_and_goes_on_in_the_same_process(
    worker: Worker, tmp_path: Path, threads: bool
) -> None:
    end = tmp_path / "end"
    messages = worker.run(f"{TASKS}:work_hard", until=end, threads=threads)
    assert isinstance(next(messages), Progress)
    worker.pause()
    before = until_paused(messages)
    if threads:  # it is safe on the disk before it stands still
        assert isinstance(before[-2], Checkpoint)
    pid, spent = worker.pid, processor_time(worker.pid)
    time.sleep(0.5)
    assert processor_time(pid) - spent <= 2 / TICKS
    worker.resume()
    assert not isinstance(next(messages), LAST_MESSAGES)
    end.touch()
    last = ends_with(messages)
    assert isinstance(last, Done)
    assert last.result["pid"] == pid == worker.pid


def test_a_paused_task_can_be_cancelled(worker: Worker, tmp_path: Path) -> None:
    messages = worker.run(f"{TASKS}:count_for_ever", file=tmp_path / "end")
    next(messages)
    worker.pause()
    until_paused(messages)
    began = time.monotonic()
    worker.cancel()
    assert ends_with(messages) == Cancelled()
    assert time.monotonic() - began < 5
    assert (tmp_path / "end").exists()


def test_a_paused_worker_can_be_closed(tmp_path: Path) -> None:
    worker = Worker()
    messages = worker.run(f"{TASKS}:count_for_ever", file=tmp_path / "end")
    next(messages)
    worker.pause()
    until_paused(messages)
    worker.close()
    assert ends_with(messages) == Cancelled()


def test_a_pause_belongs_to_one_task_and_not_to_the_next(worker: Worker, tmp_path: Path) -> None:
    worker.pause()  # nothing runs
    assert isinstance(ends_with(worker.run(f"{TASKS}:count", to=2)), Done)
    worker.pause()  # nothing runs any more, in a process that lives
    assert isinstance(ends_with(worker.run(f"{TASKS}:count", to=2)), Done)
    end = tmp_path / "end"
    messages = worker.run(f"{TASKS}:work_hard", until=end)
    next(messages)
    worker.pause()
    worker.resume()
    end.touch()
    assert isinstance(ends_with(messages), Done)
    assert isinstance(ends_with(worker.run(f"{TASKS}:count", to=2)), Done)


IN_A_TERMINAL = """
import sys
from pathlib import Path

from studio.jobs.worker import Worker

if __name__ == "__main__":
    with Worker() as worker:
        work = worker.run("tests.jobs.tasks_for_tests:work_hard", until=Path(sys.argv[1]))
        for message in work:
            print(worker.pid, type(message).__name__, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no Ctrl+Z")
def test_ctrl_z_stops_the_work_and_fg_lets_it_go_on(tmp_path: Path) -> None:
    script, end = tmp_path / "terminal.py", tmp_path / "end"
    script.write_text(IN_A_TERMINAL)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, script, end],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        process_group=0,  # as a shell starts a job
    ) as job:
        assert job.stdout is not None
        worker = int(job.stdout.readline().split()[0])
        os.killpg(job.pid, signal.SIGTSTP)
        assert wait_until(lambda: state(job.pid) == state(worker) == "T")
        spent = processor_time(worker)
        time.sleep(0.3)
        assert processor_time(worker) == spent
        os.killpg(job.pid, signal.SIGCONT)
        end.touch()
        said = job.stdout.read()
    assert said.splitlines()[-1].endswith("Done")
    assert job.returncode == 0


def state(pid: int) -> str:
    """A letter: R runs, S sleeps, T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
