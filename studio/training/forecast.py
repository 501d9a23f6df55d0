"""How long a whole training still takes, while its takes are being prepared.

Nothing of what follows has been done yet then, but all of it hears or speaks sentences, and so does
the preparation: what a take costs there says how quick the computer is, and how busy. Measured with
12 takes on two cores, idle and busy: everything else in takes aligned.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from studio.core.messages import Message, Progress

LOADING = 60.0  # loading networks and judges, choosing the voice to start from
MARKED = 22.0  # a held-out take is spoken, heard and judged: once before, once after
SPOKEN = 6.0  # a sentence is spoken and heard on a rung
LADDER = 3.0  # sentences of each rung beside the held-out ones
LEAST, MOST = 0.1, 10.0  # seconds of a take; less when it was prepared before, and says nothing

Result = TypeVar("Result")


class Forecast:
    """Adds the time left to the progress of a training until that knows it by itself."""

    def __init__(
        self,
        takes: int,
        held: int,
        seconds: float,
        rungs: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``held``: takes held out; ``seconds``: of tuning."""
        self._takes, self._held, self._seconds, self._rungs = takes, held, seconds, rungs
        self._clock = clock
        self._began: float | None = None  # to align
        self._ended = 0.0
        self._each = LEAST
        """Seconds of a take."""

    def over(self, steps: Generator[Message, None, Result]) -> Generator[Message, None, Result]:
        """Forward what a training says."""
        with closing(steps):
            while True:
                try:
                    message = next(steps)
                except StopIteration as end:
                    return end.value
                if isinstance(message, Progress) and message.seconds_left is None:
                    message = replace(message, seconds_left=self._left(message))
                yield message

    def _left(self, progress: Progress) -> float | None:
        """Seconds, while takes are aligned and after that; None where that cannot be known."""
        now = self._clock()
        if progress.stage == "align" and progress.fraction:
            self._began = now if self._began is None else self._began
            passed, share = now - self._began, progress.fraction
            if share * self._takes >= 2:  # the first stands at the beginning
                self._each = min(MOST, max(LEAST, passed / (share * self._takes - 1)))
            self._ended = now
            return (1 - share) * self._takes * self._each + self._after()
        if progress.stage == "prepare" and self._began is not None:
            return max(self._seconds, self._after() - (now - self._ended))
        return None

    def _after(self) -> float:
        """Seconds of everything that follows the takes."""
        rung = SPOKEN * (min(6, self._held) + LADDER)
        beside = LOADING + self._takes + 2 * MARKED * self._held + self._rungs * rung
        return self._seconds + beside * self._each
