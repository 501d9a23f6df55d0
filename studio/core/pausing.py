"""Where long work stands still while the person wants the computer for something else.

One gate for each process, because a process does one thing at a time. Work that yields passes it at
each of its yields without knowing of it; work that computes in threads of its own between two
yields says so with `working`, looks at `GATE.closed`, stops its threads and leaves `working`: then
it stands still at its next yield.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Open, or closed by somebody who asked for a pause."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._at_work = 0

    @property
    def closed(self) -> bool:
        """Whether a pause is asked for."""
        return not self._open.is_set()

    @property
    def holds(self) -> bool:
        """Whether work is to stand still at the yield that it has reached."""
        return self.closed and not self._at_work

    def close(self) -> None:
        """Ask for a pause."""
        self._open.clear()

    def open(self) -> None:
        """End the pause."""
        self._open.set()

    def wait(self) -> None:
        """Stand still until the gate is open; uses no processor time."""
        self._open.wait()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Within it threads compute, so that a yield is no place to stand still at."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1


GATE = Gate()
"""The gate of this process."""
