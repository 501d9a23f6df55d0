"""Tasks that the tests run in a real worker process."""

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.pausing import GATE
from studio.jobs.messages import Checkpoint, Message, Progress

Steps = Generator[Message, None, dict[str, Any]]


def count(to: int) -> Steps:
    """Say how far it is, and return the sum and who computed it."""
    for number in range(to):
        yield Progress("count", number / to, None, {"number": float(number)})
    return {"sum": sum(range(to)), "pid": os.getpid()}


def count_for_ever(file: Path) -> Steps:
    """Write to `file` when it is told to stop."""
    number = 0
    try:
        while True:
            number += 1
            yield Progress("count", None, None, {"number": float(number)})
            time.sleep(0.01)
    finally:
        file.write_text(f"stopped after {number}")


def save_then_wait(file: Path) -> Steps:
    """One checkpoint, then one more which must arrive although the task is cancelled."""
    yield Progress("ready")
    while not file.exists():
        time.sleep(0.01)
    yield Checkpoint(file, 7)
    return {"reached": "the end"}


def hang(pid_file: Path) -> Steps:
    """Never come to a second yield; `pid_file` is there once it hangs."""
    yield Progress("hang")
    write_atomically(pid_file, str(os.getpid()).encode())
    while True:
        time.sleep(60)


def kill_itself() -> Steps:
    yield Progress("about to go", 0.5)
    os.kill(os.getpid(), signal.SIGKILL)
    yield Progress("never")
    return {}


def leave() -> Steps:
    yield Progress("about to go")
    os._exit(3)
    return {}


def exit_politely() -> Steps:
    yield Progress("about to go")
    sys.exit("a library thought it owned the process")
    return {}


def refuse() -> Steps:
    yield Progress("look")
    raise StudioError("The take is silent: record it again.")


def divide() -> Steps:
    yield Progress("divide")
    return {"result": 1 / int("0")}


def fill_disk() -> Steps:
    yield Progress("write")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/checkpoint")


def exhaust_memory() -> Steps:
    yield Progress("allocate")
    return {"size": len(bytearray(1 << 62))}


def return_a_function() -> Steps:
    yield Progress("look")
    return {"function": lambda: None}


def yield_a_string() -> Generator[str, None, None]:
    yield "progress: 3 %"


def not_a_task() -> dict[str, Any]:
    return {}


def surroundings() -> Steps:
    """Tell about the process it runs in."""
    yield Progress("look")
    return {
        "nice": os.nice(0),
        "threads": os.environ.get("OMP_NUM_THREADS"),
        "numpy": "numpy" in sys.modules,
        "torch": "torch" in sys.modules,
    }


def length(data: bytes) -> Steps:
    yield Progress("measure")
    return {"length": len(data), "data": data}


def work_hard(until: Path, threads: bool = False) -> Steps:
    """Compute as hard as one core can until there is a file `until`; the result tells who did.

    With `threads` it computes beside its yields, as a training does, and says so.
    """
    stop = threading.Event()

    def compute() -> None:
        while not stop.is_set():
            sum(range(10_000))

    rounds = 0
    while not until.exists():
        rounds += 1
        if not threads:
            sum(range(100_000))
            yield Progress("work", None, None, {"cpu": time.process_time()})
            continue
        stop.clear()
        thread = threading.Thread(target=compute)
        thread.start()
        with GATE.working():
            try:
                for _ in range(50):
                    yield Progress("work", None, None, {"cpu": time.process_time()})
                    time.sleep(0.01)
                    if GATE.closed:
                        break
            finally:
                stop.set()
                thread.join()
        yield Checkpoint(Path("checkpoint"), rounds)
    return {"pid": os.getpid()}
