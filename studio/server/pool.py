"""Who is served next, and the processes that speak.

Requests of one client are served in the order in which they came, and clients take turns: whoever
asks for a hundred texts at once does not keep the next one waiting for all of them.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.jobs.messages import LAST_MESSAGES, Cancelled, Failed, Message
from studio.jobs.worker import Worker

SAY, WARM_UP = "studio.speech.serving:say", "studio.speech.serving:warm_up"
MOST_WAITING = 512


class Job:
    """One text that is to be spoken, for one client."""

    def __init__(
        self, client: str, given: dict[str, Any], tell: Callable[[Message], object]
    ) -> None:
        """`given`: what the task takes. `tell` hears every message, one of them a last one; it is
        called on a thread of the pool."""
        self.client, self.given, self.tell = client, given, tell
        self.cancelled = False


class FullError(Exception):
    """More is waiting than can be kept."""


class FairQueue:
    """Jobs in the order in which they are served. Threads may share it."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        self._clients: OrderedDict[str, deque[Job]] = OrderedDict()
        self._change = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        with self._change:
            return sum(len(jobs) for jobs in self._clients.values())

    def put(self, job: Job) -> None:
        """Raises FullError when too much is waiting."""
        with self._change:
            if self._closed or sum(map(len, self._clients.values())) >= self._most:
                raise FullError
            self._clients.setdefault(job.client, deque()).append(job)
            self._change.notify()

    def take(self) -> Job | None:
        """The next job, as soon as there is one; its client's next turn comes after all others.

        None once the queue is closed.
        """
        with self._change:
            self._change.wait_for(lambda: self._clients or self._closed)
            if self._closed:
                return None
            client, jobs = self._clients.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._clients[client] = jobs
            return job

    def remove(self, job: Job) -> bool:
        """Take a job out that is not served yet; False when it is no longer here."""
        with self._change:
            jobs = self._clients.get(job.client)
            if jobs is None or job not in jobs:
                return False
            jobs.remove(job)
            if not jobs:
                del self._clients[job.client]
            return True

    def close(self) -> list[Job]:
        """Let everybody who waits in `take` go; returns what was never served."""
        with self._change:
            self._closed = True
            left = [job for jobs in self._clients.values() for job in jobs]
            self._clients.clear()
            self._change.notify_all()
            return left


class Pool:
    """Worker processes, each with a thread that hands it one job after another."""

    def __init__(
        self, workers: int, threads: int, *, task: str = SAY, warm_up: str | None = WARM_UP
    ) -> None:
        """`threads`: with how many the libraries of each process compute."""
        self.queue = FairQueue()
        self.ready = threading.Event()
        """Set once a worker has loaded what it needs."""
        self._task, self._warm_up = task, warm_up
        self._root = Path(tempfile.mkdtemp(prefix="timbre-serve-"))  # for its owner alone
        self._workers = [Worker(threads=threads) for _ in range(workers)]
        self._running: dict[Job, Worker] = {}
        self._state = threading.Lock()
        self._threads = [
            threading.Thread(target=self._serve, args=(worker,), daemon=True, name="speaks")
            for worker in self._workers
        ]
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> int:
        """How many jobs are being served."""
        with self._state:
            return len(self._running)

    def pids(self) -> list[int]:
        """Process ids of the workers that live."""
        return [pid for worker in self._workers if (pid := worker.pid) is not None]

    def new_folder(self) -> Path:
        """A folder for one job's files; whoever asks for it removes it."""
        return Path(tempfile.mkdtemp(dir=self._root))

    def submit(self, job: Job) -> None:
        """Raises FullError when too much is waiting."""
        self.queue.put(job)

    def cancel(self, job: Job) -> None:
        """Stop a job, whether it waits or runs; its last message is Cancelled, if none was yet."""
        if self.queue.remove(job):
            job.tell(Cancelled())
            return
        with self._state:
            job.cancelled = True
            worker = self._running.get(job)
            if worker is not None:
                worker.cancel()

    def close(self) -> None:
        """End everything; whoever still waits is told."""
        for job in self.queue.close():
            job.tell(Cancelled())
        for worker in self._workers:
            worker.close()
        for thread in self._threads:
            thread.join(10)
        shutil.rmtree(self._root, ignore_errors=True)

    def _serve(self, worker: Worker) -> None:
        if self._warm_up is not None:
            with contextlib.suppress(RuntimeError):  # closed in the meantime
                for _ in worker.run(self._warm_up):
                    pass
        self.ready.set()
        while (job := self.queue.take()) is not None:
            with self._state:
                self._running[job] = worker
            try:
                self._speak(worker, job)
            finally:
                with self._state:
                    del self._running[job]

    def _speak(self, worker: Worker, job: Job) -> None:
        last: Message = Cancelled()
        try:
            if not job.cancelled:
                for message in worker.run(self._task, **job.given):
                    if job.cancelled:  # asked before the worker knew of it
                        worker.cancel()
                    if isinstance(message, LAST_MESSAGES):
                        last = message
                    else:
                        job.tell(message)
        except RuntimeError:  # the worker was closed
            last = Cancelled()
        except Exception as error:  # a bug must not leave a client waiting for ever
            last = Failed("Something went wrong inside Timbre.", repr(error))
        job.tell(last)
