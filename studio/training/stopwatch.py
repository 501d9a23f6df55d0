"""Seconds of work: those in which the computer slept or the process stood still are none."""

from __future__ import annotations

import time
from collections.abc import Callable

LONGEST = 10.0
"""Seconds between two looks that a busy computer can explain; looks come every second."""


class Stopwatch:
    """Counts from look to look.

    Python's monotonic clock goes on in a stopped process (Ctrl+Z), and on some systems while the
    computer sleeps: such a gap is seen as a look that comes far too late, and counts as one usual
    one.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, usual: float = 1.0) -> None:
        """``usual``: seconds between two looks."""
        self._clock, self._usual = clock, usual
        self._last = clock()

    def look(self) -> float:
        """The seconds of work since the last look."""
        now = self._clock()
        passed, self._last = now - self._last, now
        return passed if passed <= LONGEST else min(passed, self._usual)

    def skip(self) -> None:
        """Begin to count anew: what has passed since the last look was no work."""
        self._last = self._clock()
