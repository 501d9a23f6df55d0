"""Where lines are made: here, in processes of this machine, or on a cluster that is named.

Every executor takes orders one after another and gives back their results as they are done, with
no more orders under way than it has places: hours of text never lie in memory. `render_line` does
the work everywhere, so the results are the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from studio.core.entities import HeardBack
from studio.core.errors import StudioError
from studio.speech.line_rendering import LineOrder, RenderedLine, render_line

Key = TypeVar("Key")
Order = TypeVar("Order")
Result = TypeVar("Result")

MOST_PROCESSES = 64


class Executor(Protocol):
    """Makes lines."""

    def run(self, orders: Iterable[tuple[Key, LineOrder]]) -> Iterator[tuple[Key, RenderedLine]]:
        """Yield each order's key with its result, as they are done; leaving early stops it."""
        ...


class Serial:
    """One line after another in this process."""

    def run(self, orders: Iterable[tuple[Key, LineOrder]]) -> Iterator[tuple[Key, RenderedLine]]:
        """Make lines; see `each`."""
        return self.each(render_line, orders)

    def each(
        self, do: Callable[[Order], Result], orders: Iterable[tuple[Key, Order]]
    ) -> Iterator[tuple[Key, Result]]:
        """Do something with every order; yields the results in the order of the orders."""
        for key, order in orders:
            yield key, do(order)


def executor(processes: int = 1, cluster: str = "") -> Executor:
    """The executor that was asked for: `cluster` "dask://HOST:PORT", "ray://HOST:PORT" or "".

    Raises StudioError for an unknown kind of cluster, or when its client is not installed or the
    cluster does not answer.
    """
    if cluster:
        from studio.speech import clusters

        return clusters.cluster(cluster)
    if processes > 1:
        return Processes(min(processes, MOST_PROCESSES))
    return Serial()


class Processes:
    """Some processes of this machine, each with its own copy of the models (about 1 GB)."""

    def __init__(self, count: int) -> None:
        self._count = count

    def run(self, orders: Iterable[tuple[Key, LineOrder]]) -> Iterator[tuple[Key, RenderedLine]]:
        """Yield the results as they are done."""
        done: queue.Queue[tuple[Any, RenderedLine | BaseException]] = queue.Queue()
        waiting = iter(orders)
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="timbre-lines-")))
            free = [stack.enter_context(_Helper(folder, n)) for n in range(self._count)]
            busy: dict[Any, tuple[Key, _Helper]] = {}
            while True:
                while free and (found := next(waiting, None)) is not None:
                    helper = free.pop()
                    busy[helper.number] = found[0], helper
                    helper.begin(found[1], done)
                if not busy:
                    return
                number, result = done.get()
                key, helper = busy.pop(number)
                free.append(helper)
                if isinstance(result, BaseException):
                    raise result
                yield key, result


class _Helper:
    """A process that makes lines: an order as a line of JSON in, the names of files out.

    Not from `multiprocessing`: a task runs in a daemon of it, which may have no children.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self.number = number
        self._folder = folder

    def __enter__(self) -> _Helper:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "studio.speech.executors", str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        return self

    def __exit__(self, *ended: object) -> None:
        self._process.kill()
        self._process.communicate()

    def begin(self, order: LineOrder, done: queue.Queue[Any]) -> None:
        """Start making a line; its result is put into `done` with this helper's number."""
        threading.Thread(target=self._make, args=(order, done), daemon=True).start()

    def _make(self, order: LineOrder, done: queue.Queue[Any]) -> None:
        try:
            done.put((self.number, self._result(order)))
        except BaseException as error:  # whoever waits for it hears of it
            done.put((self.number, error))

    def _result(self, order: LineOrder) -> RenderedLine:
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None and answers is not None  # both are pipes
        try:
            given.write(json.dumps(order.to_dict()) + "\n")
            given.flush()
            answer = answers.readline()
        except OSError:
            answer = ""
        if not answer:
            raise StudioError(
                "A process that was making a line ended (it may have run out of memory): use fewer "
                "processes and go on; what is made is kept."
            )
        return _unpacked(json.loads(answer))


def packed(made: RenderedLine, folder: Path) -> dict[str, Any]:
    """A result as JSON takes it; the sound and its score go into files that are read once."""
    handle, name = tempfile.mkstemp(suffix=".wav", dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(made.sound)
    return {
        "sound": name,
        "score": made.score.decode(),
        "voice_name": made.voice_name,
        "language": made.language,
        "seconds": made.seconds,
        "heard": None if made.heard is None else _heard_values(made.heard),
        "said": made.said,
        "error": made.error,
    }


def _unpacked(values: dict[str, Any]) -> RenderedLine:
    path = Path(values.pop("sound"))
    sound = path.read_bytes()
    path.unlink()
    heard = values.pop("heard")
    if heard is not None:
        lost = tuple((word, at, score) for word, at, score in heard.pop("lost"))
        heard = HeardBack(**heard, lost=lost)
    return RenderedLine(sound, values.pop("score").encode(), heard=heard, **values)


def _heard_values(heard: HeardBack) -> dict[str, Any]:
    return {
        "share": heard.share,
        "doubt": heard.doubt,
        "worst": heard.worst,
        "worst_at": heard.worst_at,
        "lost": heard.lost,
    }


def serve(folder: Path, read: Iterable[str], write: Callable[[str], object]) -> None:
    """Make the lines that are read, an order each, until there are no more."""
    for line in read:
        made = render_line(LineOrder.from_dict(json.loads(line)))
        write(json.dumps(packed(made, folder)) + "\n")


def _main() -> None:
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints is no answer

    def write(text: str) -> None:
        answers.write(text)
        answers.flush()

    folder = Path(sys.argv[1])
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        """Read on a thread of its own: when nobody is left to hear, the line is not finished."""
        for line in sys.stdin:
            orders.put(line)
        shutil.rmtree(folder, ignore_errors=True)  # whoever made it may have been killed
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    serve(folder, iter(orders.get, None), write)


if __name__ == "__main__":
    _main()
