"""The one bridge from background work to the window.

Pages say what to run and what to do with what it says; no page knows a thread. Whatever a
background thread has to tell goes into one inbox, and one signal empties it on the thread of the
window, a few milliseconds at a time, so that a flood of messages never holds the window.
"""

import importlib
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from studio.core.errors import StudioError
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
from studio.jobs.worker import Worker

BUDGET_SECONDS = 0.012
"""How long messages may be handled before the window draws again and answers the mouse."""

MAX_JOBS = 8

T = TypeVar("T")


def _ignore(*_: object) -> None:
    """Nobody asked to hear this."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What to do on the thread of the window with what a job says."""

    progress: Callable[[Progress], None] = _ignore
    sample: Callable[[Sample], None] = _ignore
    checkpoint: Callable[[Checkpoint], None] = _ignore
    paused: Callable[[], None] = _ignore
    """It stands still now; the next thing that it says means that it goes on."""
    done: Callable[[dict[str, Any]], None] = _ignore
    failed: Callable[[str, str], None] = _ignore
    """The sentence for the person, and the detail for us."""
    cancelled: Callable[[], None] = _ignore
    ended: Callable[[], None] = _ignore
    """After the one of the three above that came."""

    def handle(self, message: Message) -> None:
        """Call what belongs to a message."""
        match message:
            case Progress():
                self.progress(message)
            case Sample():
                self.sample(message)
            case Checkpoint():
                self.checkpoint(message)
            case Paused():
                self.paused()
            case Done(result):
                self.done(result)
            case Failed(sentence, detail):
                self.failed(sentence, detail)
            case Cancelled():
                self.cancelled()


class Job:
    """One task that is running in a process."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.running = True
        """Until the last message has been handled."""

    def cancel(self) -> None:
        """Ask the task to stop; its `cancelled` handler hears when it has."""
        if self.running:
            self._worker.cancel()

    def pause(self) -> None:
        """Ask the task to stand still; its `paused` handler hears when it does."""
        if self.running:
            self._worker.pause()

    def resume(self) -> None:
        """Let a paused task go on."""
        if self.running:
            self._worker.resume()


class Bridge(QObject):
    """Runs tasks in processes and functions in threads, and hands over what they say."""

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox: deque[Callable[[], None]] = deque()
        self._announced = False
        self._lock = threading.Lock()
        self._closed = False
        self._newest: dict[str, object] = {}
        self._warm = Worker()
        self._workers: set[Worker] = {self._warm}
        self._jobs = ThreadPoolExecutor(MAX_JOBS, "job")
        self._helpers = ThreadPoolExecutor(2, "helper")
        self._library = ThreadPoolExecutor(1, "library")
        self._sound = ThreadPoolExecutor(1, "sound")
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        target: str,
        handlers: Handlers,
        *,
        warm: bool = False,
        nice: int = 0,
        process_threads: int | None = None,
        **kwargs: Any,
    ) -> Job:
        """Run the task "package.module:function" in a process; see `Worker.run`.

        `warm`: in the process that is kept, where what an earlier task loaded is still loaded;
        such tasks wait for one another. Otherwise in a fresh process with the priority `nice`,
        whose libraries compute with `process_threads` (None = as many as they choose).
        """
        worker = self._warm if warm else Worker(nice=nice, threads=process_threads)
        self._workers.add(worker)
        job = Job(worker)
        self._submit(self._jobs, self._watch, job, worker, handlers, target, kwargs)
        return job

    def compute(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[str], None] = _ignore,
        newest: str = "",
    ) -> None:
        """Run a short function without Qt on a helper thread, and hand over its result.

        `newest`: a name under which only the call that came last is of interest; what an earlier
        one brings is thrown away.
        """
        if newest:
            self._newest[newest] = function
            done, failed = (
                partial(self._if_newest, newest, function, then) for then in (done, failed)
            )
        self._submit(self._helpers, self._call, function, done, failed)

    def load(self, module: str, done: Callable[[ModuleType], None]) -> None:
        """Import a module without Qt that takes long on a helper thread, and hand it over."""
        self.compute(partial(importlib.import_module, module), done)

    def write(
        self,
        function: Callable[[], T],
        done: Callable[[T], None] = _ignore,
        failed: Callable[[str], None] = _ignore,
    ) -> None:
        """Run a change of the library; such changes happen one after another, in order."""
        self._submit(self._library, self._call, function, done, failed)

    def sound(
        self,
        function: Callable[[], T],
        done: Callable[[T], None] = _ignore,
        failed: Callable[[str], None] = _ignore,
    ) -> None:
        """Run something that touches the sound device; such things happen in order, too."""
        self._submit(self._sound, self._call, function, done, failed)

    def close(self) -> None:
        """End every process and wait for the threads; nothing is handed over any more."""
        if self._closed:
            return
        with self._lock:
            self._closed = True
            self._inbox.clear()
        for worker in list(self._workers):
            worker.close()
        for pool in (self._jobs, self._helpers, self._sound, self._library):
            pool.shutdown(wait=True, cancel_futures=pool is not self._library)

    def _submit(self, pool: ThreadPoolExecutor, call: Callable[..., None], *given: Any) -> None:
        if not self._closed:  # a widget may still get an event after its window has closed
            pool.submit(call, *given)

    # On background threads

    def _watch(
        self, job: Job, worker: Worker, handlers: Handlers, target: str, kwargs: dict[str, Any]
    ) -> None:
        try:
            for message in worker.run(target, **kwargs):
                last = isinstance(message, Done | Failed | Cancelled)
                self._post(partial(self._end if last else self._on_the_way, job, handlers, message))
        except Exception as error:  # the worker was closed before its first message
            if not self._closed:
                self._post(partial(self._end, job, handlers, Failed(str(error), repr(error))))
        finally:
            if worker is not self._warm:
                worker.close()
                self._workers.discard(worker)

    def _call(
        self, function: Callable[[], T], done: Callable[[T], None], failed: Callable[[str], None]
    ) -> None:
        try:
            result = function()
        except StudioError as error:
            self._post(partial(failed, str(error)))
        except Exception as error:
            self._post(partial(failed, f"{type(error).__name__}: {error}"))
            self._post(partial(_raise, error))  # a bug may be loud
        else:
            self._post(partial(done, result))

    def _post(self, call: Callable[[], None]) -> None:
        with self._lock:
            if self._closed:
                return
            self._inbox.append(call)
            if self._announced:
                return
            self._announced = True
        self._arrived.emit()

    # On the thread of the window

    def _drain(self) -> None:
        until = time.monotonic() + BUDGET_SECONDS
        try:
            while time.monotonic() < until and self._inbox:
                self._inbox.popleft()()
        finally:
            with self._lock:
                self._announced = bool(self._inbox)
            if self._announced:
                # By a timer, because Qt delivers what is posted in the meantime before it paints.
                QTimer.singleShot(0, self, self._drain)

    def _if_newest(
        self, name: str, function: object, then: Callable[[Any], None], result: Any
    ) -> None:
        if self._newest.get(name) is function:
            then(result)

    def _on_the_way(self, job: Job, handlers: Handlers, message: Message) -> None:
        if job.running:
            handlers.handle(message)

    def _end(self, job: Job, handlers: Handlers, message: Message) -> None:
        job.running = False
        handlers.handle(message)
        handlers.ended()


def _raise(error: Exception) -> None:
    raise error
