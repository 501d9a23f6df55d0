"""The worker with real processes: every way in which a job can end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from studio.core.errors import StudioError
from studio.jobs.messages import (
    LAST_MESSAGES,
    Cancelled,
    Checkpoint,
    Done,
    Failed,
    Message,
    Progress,
)
from studio.jobs.worker import Worker, result_of, run_alone

TASKS = "tests.jobs.tasks_for_tests"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def ends_with(messages: Iterator[Message]) -> Message:
    """The last message, after checking that it is the only last one."""
    got = list(messages)
    assert [isinstance(message, LAST_MESSAGES) for message in got] == [False] * (len(got) - 1) + [
        True
    ]
    return got[-1]


def is_alive(pid: int) -> bool:
    """Whether a process runs (one that has ended and was not waited for does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_messages_arrive_in_order_and_the_result_last(worker: Worker) -> None:
    got = list(worker.run(f"{TASKS}:count", to=5))
    assert got[:-1] == [Progress("count", n / 5, None, {"number": float(n)}) for n in range(5)]
    assert isinstance(got[-1], Done)
    assert got[-1].result["sum"] == 10
    assert got[-1].result["pid"] != os.getpid()


def test_process_stays_warm_between_tasks(worker: Worker) -> None:
    first, second = (result_of(worker.run(f"{TASKS}:count", to=2)) for _ in range(2))
    assert first["pid"] == second["pid"] == worker.pid


def test_large_values_pass_both_ways(worker: Worker) -> None:
    data = os.urandom(3_000_000)
    assert result_of(worker.run(f"{TASKS}:length", data=data)) == {
        "length": len(data),
        "data": data,
    }


def test_what_the_person_can_mend_is_told_in_one_sentence(worker: Worker) -> None:
    assert ends_with(worker.run(f"{TASKS}:refuse")) == Failed(
        "The take is silent: record it again.", ""
    )


@pytest.mark.parametrize(
    ("task", "sentence", "detail"),
    [
        ("divide", "inside Timbre", "ZeroDivisionError"),
        ("fill_disk", "The disk is full", "/somewhere/checkpoint"),
        ("exhaust_memory", "not enough memory", "MemoryError"),
        ("return_a_function", "inside Timbre", "lambda"),
        ("yield_a_string", "inside Timbre", "progress: 3 %"),
        ("not_a_task", "inside Timbre", "not a generator function"),
        ("no_such_task", "inside Timbre", "no_such_task"),
        ("exit_politely", "inside Timbre", "SystemExit"),
    ],
)
def test_other_failures_have_a_sentence_and_details(
    worker: Worker, task: str, sentence: str, detail: str
) -> None:
    last = ends_with(worker.run(f"{TASKS}:{task}"))
    assert isinstance(last, Failed)
    assert sentence in last.sentence
    assert detail in last.detail
    # The process survives all of these.
    assert isinstance(ends_with(worker.run(f"{TASKS}:count", to=1)), Done)


@pytest.mark.parametrize(("task", "detail"), [("kill_itself", "signal 9"), ("leave", "code 3")])
def test_child_that_dies_is_a_failure_and_is_replaced(
    worker: Worker, task: str, detail: str
) -> None:
    last = ends_with(worker.run(f"{TASKS}:{task}"))
    assert isinstance(last, Failed)
    assert detail in last.detail
    assert worker.pid is None
    assert isinstance(ends_with(worker.run(f"{TASKS}:count", to=1)), Done)


def test_child_killed_from_outside_while_it_has_nothing_to_do(worker: Worker) -> None:
    result_of(worker.run(f"{TASKS}:count", to=1))
    pid = worker.pid
    assert pid is not None
    assert worker._child is not None
    os.kill(pid, signal.SIGKILL)
    assert wait([worker._child.process.sentinel], 10)  # on a busy machine dying takes its time
    assert result_of(worker.run(f"{TASKS}:count", to=3))["sum"] == 3
    assert worker.pid != pid


def test_cancel_stops_at_the_next_yield_and_lets_the_task_tidy_up(
    worker: Worker, tmp_path: Path
) -> None:
    messages = worker.run(f"{TASKS}:count_for_ever", file=tmp_path / "end")
    assert isinstance(next(messages), Progress)
    pid = worker.pid
    worker.cancel()
    assert ends_with(messages) == Cancelled()
    assert (tmp_path / "end").read_text().startswith("stopped after")
    assert worker.pid == pid


def test_message_at_which_a_task_is_cancelled_still_arrives(worker: Worker, tmp_path: Path) -> None:
    messages = worker.run(f"{TASKS}:save_then_wait", file=tmp_path / "go")
    assert next(messages) == Progress("ready")
    worker.cancel()
    time.sleep(0.1)  # lets the request reach the child; the order after that does not depend on it
    (tmp_path / "go").touch()
    assert list(messages)[-2:] in (
        [Checkpoint(tmp_path / "go", 7), Cancelled()],
        [Cancelled()],  # the cancel was seen at the first yield already
    )


def test_cancel_from_another_thread_wakes_the_watching_one(worker: Worker, tmp_path: Path) -> None:
    messages = worker.run(f"{TASKS}:count_for_ever", file=tmp_path / "end")
    next(messages)
    threading.Timer(0.1, worker.cancel).start()
    assert ends_with(messages) == Cancelled()


def test_cancel_before_the_first_message_is_asked_for(worker: Worker, tmp_path: Path) -> None:
    messages = worker.run(f"{TASKS}:count_for_ever", file=tmp_path / "end")
    worker.cancel()
    assert ends_with(messages) == Cancelled()
    assert not (tmp_path / "end").exists()


def test_task_that_does_not_stop_is_ended_after_the_grace_time(tmp_path: Path) -> None:
    with Worker(grace=0.3) as worker:
        messages = worker.run(f"{TASKS}:hang", pid_file=tmp_path / "pid")
        next(messages)
        assert wait_until((tmp_path / "pid").exists)
        start = time.monotonic()
        worker.cancel()
        assert ends_with(messages) == Cancelled()
        assert 0.25 < time.monotonic() - start < 5
        assert not is_alive(int((tmp_path / "pid").read_text()))
        assert isinstance(ends_with(worker.run(f"{TASKS}:count", to=1)), Done)


def test_leaving_the_iterator_ends_the_process(tmp_path: Path) -> None:
    with Worker() as worker:
        messages = worker.run(f"{TASKS}:hang", pid_file=tmp_path / "pid")
        next(messages)
        pid = worker.pid
        assert pid is not None
        del messages
        assert wait_until(lambda: not is_alive(pid))
        assert isinstance(ends_with(worker.run(f"{TASKS}:count", to=1)), Done)


def test_close_from_another_thread_ends_the_task(tmp_path: Path) -> None:
    worker = Worker()
    messages = worker.run(f"{TASKS}:hang", pid_file=tmp_path / "pid")
    next(messages)
    pid = worker.pid
    assert pid is not None
    threading.Timer(0.1, worker.close).start()
    assert ends_with(messages) == Cancelled()
    assert wait_until(lambda: not is_alive(pid))
    with pytest.raises(RuntimeError, match="closed"):
        worker.run(f"{TASKS}:count", to=1)


def test_second_task_waits_for_the_first(worker: Worker) -> None:
    results: list[int] = []

    def run(to: int) -> None:
        results.append(result_of(worker.run(f"{TASKS}:count", to=to))["sum"])

    threads = [threading.Thread(target=run, args=(to,)) for to in (200, 300, 400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == [19900, 44850, 79800]


def test_priority_and_threads_are_set_before_anything_heavy_is_loaded() -> None:
    result = result_of(run_alone(f"{TASKS}:surroundings", nice=7, threads=1))
    assert result == {"nice": os.nice(0) + 7, "threads": "1", "numpy": False, "torch": False}


def test_result_of_raises_the_sentence(worker: Worker) -> None:
    with pytest.raises(StudioError, match="silent"):
        result_of(worker.run(f"{TASKS}:refuse"))


PARENT = """
import sys
from pathlib import Path
from studio.jobs.worker import Worker

if __name__ == "__main__":
    for message in Worker().run("tests.jobs.tasks_for_tests:hang", pid_file=Path(sys.argv[1])):
        print("started", flush=True)
"""


def test_child_ends_when_the_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "pid"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the resource tracker of multiprocessing may say something
        env=environment,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "started\n"
        assert wait_until((tmp_path / "pid").exists)
        child = int((tmp_path / "pid").read_text())
        assert is_alive(child)
        parent.kill()
    assert wait_until(lambda: not is_alive(child))
