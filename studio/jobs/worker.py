"""A process of its own for long work, and the thread-safe handle that watches it.

A task is a generator function in an importable module. It yields messages; what it returns becomes
`Done`. Each `yield` is also where it can be cancelled: `finally` blocks of the task run then.
"""

import contextlib
import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from studio.core.errors import StudioError, explain_os_error
from studio.jobs.child import serve
from studio.jobs.messages import LAST_MESSAGES, Cancelled, Done, Failed, Message

GRACE_SECONDS = 10.0
"""How long a task has to reach its next yield after a cancel, before its process is ended."""

_SIGKILL = 9


@dataclass
class _Job:
    """One asked-for run of a task."""

    number: int
    cancel_asked: bool = False
    deadline: float = 0.0
    """Monotonic time at which patience with a cancelled task ends."""


class _Child:
    """One spawned process and our end of the pipe to it."""

    def __init__(self, nice: int, threads: int | None) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        # A daemon: Python ends it when this process ends in the ordinary way. When this process is
        # killed, the child sees its pipe close and ends itself.
        self.process = context.Process(
            target=serve, args=(theirs, nice, threads), daemon=True, name="timbre-work"
        )
        try:
            with _held_back(signal.SIGINT):  # until it has said that it ignores Ctrl-C
                self.process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()  # otherwise the end of the child would not show on our side

    @property
    def lives(self) -> bool:
        """Whether it can take a task: a process that is dying counts as alive for a moment."""
        return self.process.is_alive() and not wait([self.process.sentinel], 0)

    def end(self) -> int | None:
        """End the process if it still lives, and return its exit code."""
        self.process.terminate()
        self.process.join(2.0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()
        return self.process.exitcode


@contextlib.contextmanager
def _held_back(which: signal.Signals) -> Iterator[None]:
    """Let a signal wait for this thread, and for the processes that it starts meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (which,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """A spawned process which runs tasks one after another.

    Threads may share it: `run` waits until an earlier task of the same worker has ended, and
    `cancel` may come from any thread. The process starts with the first task (or `start`), stays
    warm between tasks, is replaced when it died, and ends when this process ends, however it ends.
    Being a daemon, it can start no multiprocessing children of its own.

    `nice` lowers the priority (0 to 19, as in nice(1)); `threads` limits the threads of numerical
    libraries (None = theirs to choose); `grace` is in seconds.
    """

    def __init__(
        self, *, nice: int = 0, threads: int | None = None, grace: float = GRACE_SECONDS
    ) -> None:
        self._nice = nice
        self._threads = threads
        self._grace = grace
        self._turn = threading.Lock()  # held by whoever has a task running
        self._state = threading.Lock()  # guards the fields below, and sending
        self._jobs: list[_Job] = []
        self._numbers = 0
        self._child: _Child | None = None
        self._closed = False
        self._wake_reader, self._wake_writer = multiprocessing.Pipe(duplex=False)

    @property
    def pid(self) -> int | None:
        """Process id of the child while it lives."""
        child = self._child
        return child.process.pid if child is not None and child.lives else None

    def start(self) -> None:
        """Start the process now, so that the first task need not wait for it."""
        with self._turn:
            self._living_child()

    def run(self, target: str, /, **kwargs: Any) -> Iterator[Message]:
        """Run the task "package.module:function" and iterate over its messages.

        The last message is always exactly one of Done, Failed, Cancelled; the task's exceptions
        arrive as Failed and none is raised here. `kwargs` must be picklable. Leaving the iterator
        early ends the process, because nobody would hear the rest.
        """
        with self._state:
            if self._closed:
                raise RuntimeError("this worker is closed")
            self._numbers += 1
            job = _Job(self._numbers)
            self._jobs.append(job)
        return self._messages(job, target, kwargs)

    def cancel(self) -> None:
        """Ask every task that was given to `run` and has not ended to stop at its next yield.

        A task that does not reach a yield within the grace time is ended with its process.
        Returns at once; the iterator of `run` gets Cancelled.
        """
        with self._state:
            for job in self._jobs:
                if job.cancel_asked:
                    continue
                job.cancel_asked = True
                job.deadline = time.monotonic() + self._grace
                with contextlib.suppress(OSError):  # the watching thread notices a dead child
                    if self._child is not None:
                        self._child.pipe.send(("cancel", job.number))
                self._wake_writer.send(None)

    def pause(self) -> None:
        """Ask the task that runs to stand still at its next yield; says `Paused` there.

        What it has loaded stays loaded. Returns at once; without a task nothing happens.
        """
        self._tell("pause")

    def resume(self) -> None:
        """Let the task go on that `pause` stopped."""
        self._tell("resume")

    def _tell(self, what: str) -> None:
        """Send a word about the job that runs: the one that was asked for first."""
        with self._state:
            if self._jobs and self._child is not None:
                with contextlib.suppress(OSError):  # the watching thread notices a dead child
                    self._child.pipe.send((what, self._jobs[0].number))

    def close(self) -> None:
        """End the process at once. A task that is running ends with Cancelled."""
        self.cancel()
        with self._state:
            self._closed = True
            child = self._child
        if child is not None:
            child.process.terminate()
        if self._turn.acquire(blocking=False):
            self._drop_child()
            self._turn.release()
        # Otherwise whoever watches the task sees the end of the process and clears up.

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _messages(self, job: _Job, target: str, kwargs: dict[str, Any]) -> Iterator[Message]:
        """Start the job when its turn comes; yield its messages, the last one exactly once."""
        with self._turn:
            last: Message | None = None
            try:
                for message in self._watch(job, target, kwargs):
                    if isinstance(message, LAST_MESSAGES):
                        last = message
                        break
                    yield message
            finally:
                with self._state:
                    self._jobs.remove(job)
                if last is None or self._closed:  # the caller has left, or something raised
                    self._drop_child()
        if last is not None:
            yield last

    def _watch(self, job: _Job, target: str, kwargs: dict[str, Any]) -> Iterator[Message]:
        if job.cancel_asked:
            yield Cancelled()
            return
        try:
            child = self._start_job(job, target, kwargs)
        except OSError as error:
            self._drop_child()
            yield Failed(str(explain_os_error(error, "The process for long work")))
            return
        while True:
            message = self._next(job, child)
            if message is not None:
                yield message

    def _start_job(self, job: _Job, target: str, kwargs: dict[str, Any]) -> _Child:
        """Hand the job to the child; a child that died while it had nothing to do is replaced."""
        for attempt in (1, 2):
            child = self._living_child()
            try:
                with self._state:
                    child.pipe.send(("run", job.number, target, kwargs))
                    if job.cancel_asked:  # asked between our look at it and now
                        child.pipe.send(("cancel", job.number))
                break
            except OSError:
                if attempt == 2:
                    raise
                self._drop_child()
        return child

    def _next(self, job: _Job, child: _Child) -> Message | None:
        """Wait for the next message of the job; None when something else happened."""
        patience = max(0.0, job.deadline - time.monotonic()) if job.cancel_asked else None
        ready = wait([child.pipe, child.process.sentinel, self._wake_reader], patience)
        if self._wake_reader in ready:
            self._wake_reader.recv()
        try:
            if child.pipe.poll():
                number, message = child.pipe.recv()
                return message if number == job.number else None
        except (EOFError, OSError):
            return self._died(job, child)
        if child.process.sentinel in ready:
            return self._died(job, child)
        if job.cancel_asked and time.monotonic() >= job.deadline:
            self._drop_child()
            return Cancelled()
        return None

    def _died(self, job: _Job, child: _Child) -> Message:
        """Say how the child ended."""
        child.process.join(1.0)  # its pipe may close a moment before it is gone
        code = child.end()
        self._drop_child()
        if job.cancel_asked:
            return Cancelled()
        if code == -_SIGKILL:
            return Failed(
                "The work was stopped by the system, most likely because memory ran out; "
                "close other programs and start it again.",
                "the child process was killed (signal 9)",
            )
        return Failed(
            "The work stopped unexpectedly; start it again.",
            f"the child process ended with exit code {code}",
        )

    def _living_child(self) -> _Child:
        if self._child is not None and self._child.lives:
            return self._child
        self._drop_child()
        child = _Child(self._nice, self._threads)
        with self._state:
            self._child = child
        return child

    def _drop_child(self) -> None:
        with self._state:
            child, self._child = self._child, None
        if child is not None:
            child.end()


def run_alone(
    target: str, /, *, nice: int = 0, threads: int | None = None, **kwargs: Any
) -> Iterator[Message]:
    """Run one task in a fresh process which ends with it; see `Worker.run`."""
    with Worker(nice=nice, threads=threads) as worker:
        yield from worker.run(target, **kwargs)


def result_of(messages: Iterator[Message]) -> dict[str, Any]:
    """Run a task to its end without watching it, and return its result.

    StudioError when it failed or was cancelled.
    """
    for message in messages:
        if isinstance(message, Done):
            return message.result
        if isinstance(message, Failed):
            raise StudioError(message.sentence) from RuntimeError(message.detail)
        if isinstance(message, Cancelled):
            raise StudioError("The work was cancelled.")
    raise RuntimeError("the task ended without a last message")
