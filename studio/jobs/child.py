"""What runs in the spawned process: one task after another, until the pipe closes."""

import contextlib
import importlib
import inspect
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from typing import Any

from studio.core.errors import FULL_DISK, StudioError, explain_os_error, is_out_of_memory
from studio.core.pausing import GATE
from studio.jobs.messages import (
    Cancelled,
    Checkpoint,
    Done,
    Failed,
    Message,
    Paused,
    Progress,
    Sample,
)

_ON_THE_WAY = (Progress, Sample, Checkpoint)
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class _Inbox:
    """Reads commands on a thread of its own, so that they are seen while a task computes."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._runs: queue.SimpleQueue[tuple[int, str, dict[str, Any]]] = queue.SimpleQueue()
        self._cancelled = 0  # number of the newest job that is to stop
        self._paused = 0  # number of the job that is to stand still; 0 = none
        self._running = 0
        self._state = threading.Lock()  # guards what the gate is set by
        threading.Thread(target=self._listen, daemon=True, name="inbox").start()

    def next_run(self) -> tuple[int, str, dict[str, Any]]:
        number, target, kwargs = self._runs.get()
        with self._state:
            self._running = number
            self._set_gate()
        return number, target, kwargs

    def is_cancelled(self, number: int) -> bool:
        # Jobs are numbered upwards and run in that order.
        return number <= self._cancelled

    def _listen(self) -> None:
        while True:
            try:
                command = self._pipe.recv()
            except (EOFError, OSError):
                # The parent is gone. Nobody hears this process any more, and its main thread may
                # be deep in a computation: end at once. Files are written whole or not at all.
                os._exit(1)
            self._obey(*command)

    def _obey(self, what: str, number: int, *given: Any) -> None:
        if what == "run":
            self._runs.put((number, *given))
            return
        with self._state:
            if what == "pause":
                self._paused = number
            elif what == "resume" and self._paused == number:
                self._paused = 0
            elif what == "cancel":
                self._cancelled = max(self._cancelled, number)
            self._set_gate()

    def _set_gate(self) -> None:
        """Closed while the running job is to stand still; whoever is to stop need not wait."""
        if self._paused == self._running and not self.is_cancelled(self._running):
            GATE.close()
        else:
            GATE.open()


def serve(pipe: Connection, nice: int, threads: int | None) -> None:
    """Run tasks as they come. Never returns: the process ends when the pipe closes."""
    # Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):  # held back since this process began
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
    if nice and hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(nice)
    if threads is not None:  # before any numerical library is loaded
        os.environ.update(dict.fromkeys(_THREAD_VARIABLES, str(threads)))
    if sys.platform == "darwin":  # what torch has not written for Metal, the processor computes
        os.environ.setdefault("PYTORCH_ENABLE_MPS_FALLBACK", "1")
    inbox = _Inbox(pipe)
    while True:
        number, target, kwargs = inbox.next_run()
        steps = run_task(target, kwargs, lambda number=number: inbox.is_cancelled(number))
        with contextlib.closing(steps):
            while (message := next(steps, None)) is not None:
                if not _send(pipe, number, message):
                    break


def run_task(
    target: str, kwargs: dict[str, Any], is_cancelled: Callable[[], bool]
) -> Generator[Message, None, None]:
    """Run one task in this process and yield its messages, the last one exactly once."""
    try:
        yield from _run(target, kwargs, is_cancelled)
    except GeneratorExit:
        raise
    except BaseException as error:  # a task's sys.exit() must not take the process with it
        yield failure(error)


def failure(error: BaseException) -> Failed:
    """Turn an exception of a task into what is told about it."""
    if isinstance(error, StudioError):
        return Failed(str(error))
    detail = "".join(traceback.format_exception(error))
    if is_out_of_memory(error):
        return Failed(
            "There was not enough memory for this; close other programs or use shorter texts "
            "and takes, and start it again.",
            detail,
        )
    if isinstance(error, OSError) and error.errno in FULL_DISK:
        return Failed(str(explain_os_error(error)), detail)
    return Failed(
        f"Something went wrong inside Timbre ({type(error).__name__}); "
        "nothing that was saved is lost, and the details say where.",
        detail,
    )


def _run(
    target: str, kwargs: dict[str, Any], is_cancelled: Callable[[], bool]
) -> Iterator[Message]:
    if is_cancelled():
        yield Cancelled()
        return
    module, _, name = target.partition(":")
    task = getattr(importlib.import_module(module), name)
    if not inspect.isgeneratorfunction(task):
        raise TypeError(f"{target} is not a generator function")
    steps = task(**kwargs)
    while True:
        try:
            message = next(steps)
        except StopIteration as end:
            yield Done({} if end.value is None else end.value)
            return
        if not isinstance(message, _ON_THE_WAY):
            raise TypeError(f"{target} yielded {message!r}, which is no message on the way")
        yield message
        if GATE.holds:
            yield Paused()
            GATE.wait()
        if is_cancelled():
            with contextlib.suppress(Exception):  # it is being thrown away
                steps.close()
            yield Cancelled()
            return


def _send(pipe: Connection, number: int, message: Message) -> bool:
    """Send a message; False when it could not be packed, and Failed was sent in its place."""
    try:
        pipe.send((number, message))
    except ConnectionError:
        os._exit(1)  # the parent is gone
    except Exception as error:
        pipe.send((number, failure(error)))
        return False
    return True
