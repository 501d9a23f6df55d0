"""Long work from the command line: run it in a worker, show how far it is, stop it on Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from studio.cli.terminal import ProgressLine
from studio.core.errors import StudioError
from studio.core.messages import (
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


class CancelledByPerson(Exception):  # noqa: N818 - it is no error
    """The work was stopped with Ctrl-C and has come to its end."""


def watch(
    target: str,
    line: ProgressLine,
    *,
    on_sample: Callable[[Sample], None] | None = None,
    process_threads: int | None = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """Run a task in a process of its own and return its result.

    `process_threads`: with how many its libraries compute; None = as many as they choose.
    Ctrl-C asks it to stop where it can; a second one ends it at once. Raises CancelledByPerson
    then, and StudioError when the task failed.
    """
    with Worker(threads=process_threads) as worker, _interrupt_cancels(worker, line):
        try:
            return _result(worker.run(target, **kwargs), line, on_sample)
        finally:
            line.end()


def _result(
    messages: Iterator[Message], line: ProgressLine, on_sample: Callable[[Sample], None] | None
) -> dict[str, Any]:
    for message in messages:
        match message:
            case Progress():
                line.show(message)
            case Sample():
                if on_sample is not None:
                    on_sample(message)
            case Done(result):
                return result
            case Failed(sentence, detail):
                line.end()
                if detail and os.environ.get("TIMBRE_DEBUG", "") not in ("", "0"):
                    print(detail, file=sys.stderr)
                raise StudioError(sentence)
            case Cancelled():
                raise CancelledByPerson
            case Checkpoint() | Paused():
                pass
    raise RuntimeError("the task ended without a last message")


@contextlib.contextmanager
def _interrupt_cancels(worker: Worker, line: ProgressLine) -> Iterator[None]:
    """While the block runs, the first Ctrl-C cancels the worker's task and the second raises."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    asked = False

    def interrupt(number: int, frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        line.note("Stopping; once more Ctrl-C ends it at once.")
        # On a thread of its own: the main thread may hold the worker's lock at this very moment.
        threading.Thread(target=worker.cancel, daemon=True).start()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
