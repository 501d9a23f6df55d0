"""One long job of a page at a time, with the strip that shows how far it is."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.widgets.job_strip import JobStrip
from studio.jobs.messages import Progress, Sample

_APART = 4.0  # seconds between two looks at what a job has added


class PageJob(QObject):
    """Runs one job; while it does, `running` is true and another one is not begun."""

    began = Signal()
    added = Signal()
    """It has added something to the library since this was said last, some seconds ago."""
    ended = Signal()
    """After the handlers of the page have heard how it ended."""

    def __init__(self, bridge: Bridge, strip: JobStrip) -> None:
        super().__init__()
        self._bridge, self._strip = bridge, strip
        self._job: Job | None = None
        self._heard: Callable[[Progress], None] | None = None
        self._told = (0.0, 0.0)  # when `added` was said last, and how much there was then
        strip.cancel_pressed.connect(self.cancel)

    @property
    def running(self) -> bool:
        return self._job is not None

    def run(
        self,
        target: str,
        what: str,
        done: Callable[[dict[str, Any]], None],
        failed: Callable[[str, str], None],
        cancelled: Callable[[], None],
        *,
        can_pause: bool = False,
        progress: Callable[[Progress], None] | None = None,
        sample: Callable[[Sample], None] | None = None,
        **kwargs: Any,
    ) -> bool:
        """Run a task in a process of its own; False when something runs already.

        `progress` and `sample` hear what it says besides how it ends.
        """
        if self._job is not None:
            return False
        self._heard = progress
        handlers = Handlers(
            progress=self._follow,
            sample=sample or (lambda _: None),
            paused=self._strip.show_paused,
            done=done,
            failed=failed,
            cancelled=cancelled,
            ended=self._ended,
        )
        self._job = self._bridge.run(target, handlers, nice=5, **kwargs)
        self._told = (time.monotonic(), 0.0)
        self._strip.begin(what, can_pause)
        self.began.emit()
        return True

    def pause(self) -> None:
        """Let it stand still, with everything kept as it is."""
        if self._job is not None:
            self._job.pause()

    def resume(self) -> None:
        """End the pause."""
        if self._job is not None:
            self._job.resume()

    def cancel(self) -> None:
        """Ask it to stop; what it has done so far stays."""
        if self._job is not None:
            self._job.cancel()

    def _follow(self, progress: Progress) -> None:
        self._strip.follow(progress)
        if self._heard is not None:
            self._heard(progress)
        now, added = time.monotonic(), progress.values.get("added", 0.0)
        if added > self._told[1] and now - self._told[0] > _APART:
            self._told = (now, added)
            self.added.emit()

    def _ended(self) -> None:
        self._job = None
        self._strip.end()
        self.ended.emit()
