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
    """The work was stopped with Ctrl-C or SIGTERM and has come to its end.

    Its text, if it has one, says what is kept and how to go on; `by` is the signal.
    """

    by = signal.SIGINT


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
    Ctrl-C or SIGTERM asks it to stop where it can; a second one ends it at once. Raises
    CancelledByPerson then, and StudioError when the task failed.
    """
    with Worker(threads=process_threads) as worker, _signals_cancel(worker, line) as came:
        try:
            return _result(worker.run(target, **kwargs), line, on_sample)
        except CancelledByPerson as cancelled:
            cancelled.by = came[0] if came else signal.SIGINT
            raise
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
def _signals_cancel(worker: Worker, line: ProgressLine) -> Iterator[list[signal.Signals]]:
    """While the block runs, a first SIGINT or SIGTERM cancels the worker's task, a second raises.

    Gives the list of those that came.
    """
    came: list[signal.Signals] = []
    if threading.current_thread() is not threading.main_thread():
        yield came  # only the main thread may handle signals
        return

    def stop(number: int, frame: Any) -> None:
        came.append(signal.Signals(number))
        if len(came) > 1:
            raise KeyboardInterrupt
        # On a thread of its own: the main thread may hold the worker's lock, or be in the middle of
        # writing to the terminal, at this very moment.
        threading.Thread(target=stopping, daemon=True).start()

    def stopping() -> None:
        line.note("Stopping; once more Ctrl-C ends it at once.")
        worker.cancel()

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
