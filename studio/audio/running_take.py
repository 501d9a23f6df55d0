"""A take while it is being recorded: from what is heard to its file."""

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.audio.capture_file import CaptureFile
from studio.audio.files import Samples
from studio.core.errors import StudioError

POST_ROLL = 0.25  # seconds after the end: the last sound is still on its way from the device

GONE = "The microphone stopped answering"


class Heard(Protocol):
    """What a take needs to know of the microphone."""

    rate: int
    channels: int
    gaps: int
    """How often the device said that it lost some frames."""

    @property
    def heard(self) -> int:
        """Frames that the device has delivered so far."""
        ...

    @property
    def lost(self) -> int:
        """Frames that found no room on their way to the disk so far."""
        ...


@dataclass(frozen=True, slots=True)
class Captured:
    """A take on the disk."""

    path: Path
    seconds: float
    rate: int
    channels: int
    lost_frames: int
    """Frames that found no room in the buffer while this was recorded."""
    gaps: int
    """How often the device said that it lost some itself; it does not say how many."""
    complete: bool
    """Whether nothing is missing: no frame lost, no gap, and ended by `stop`."""
    trouble: str = ""
    """Why it ended by itself, in one sentence."""


class History:
    """The last frames that were heard, for takes that begin a little before their start."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._blocks: deque[Samples] = deque()
        self._begin = 0
        self.end = 0
        """The position after the last frame."""

    def add(self, block: Samples) -> None:
        if len(block):
            self._blocks.append(block)
            self.end += len(block)

    def trim(self) -> None:
        while self._blocks and self.end - self._begin - len(self._blocks[0]) >= self._keep:
            self._begin += len(self._blocks.popleft())

    def between(self, start: int, end: int) -> list[Samples]:
        """Return the frames `start` to `end` in order, as far as they are still here."""
        parts: list[Samples] = []
        position = self._begin
        for block in self._blocks:
            first, last = max(0, start - position), min(len(block), end - position)
            if first < last:
                parts.append(block[first:last])
            position += len(block)
        return parts


class RunningTake:
    """A part of what is heard, on its way to its file. Positions are frames of the disk's ring."""

    def __init__(self, listening: Heard, path: Path, about: Mapping[str, str], begin: int) -> None:
        self._listening = listening
        self._path, self._about = path, about
        self._next = begin
        self._end: int | None = None
        self._file: CaptureFile | None = None
        self._lost, self._gaps = listening.lost, listening.gaps
        self.captured: Future[Captured] = Future()
        self.captured.set_running_or_notify_cancel()  # nobody can cancel it

    @property
    def is_running(self) -> bool:
        return self._end is None and not self.captured.done()

    @property
    def seconds(self) -> float:
        return 0.0 if self._file is None else self._file.frames / self._file.rate

    def end_soon(self, post_roll: float = POST_ROLL) -> None:
        """Let the take end `post_roll` seconds from now; the first call counts."""
        if self._end is None:
            listening = self._listening
            self._end = listening.heard + round(post_roll * listening.rate)

    def follow(self, history: History) -> str:
        """Write what is new. Returns why the take ended by itself, "" when it did not."""
        end = history.end if self._end is None else min(self._end, history.end)
        try:
            if self._file is None:
                listening = self._listening
                self._file = CaptureFile(
                    self._path, listening.rate, listening.channels, self._about
                )
            for part in history.between(self._next, end):
                self._file.write(part)
        except StudioError as error:
            return self.complete(error)
        self._next = max(self._next, end)
        if self._end is not None and end >= self._end:
            return self.complete()
        return ""

    def complete(self, reason: BaseException | None = None) -> str:
        """Close the file and let the result be known; what was heard is kept whatever the reason.

        Returns the sentence of what went wrong, "" when nothing did.
        """
        file = self._file
        try:
            if file is not None and not file.frames:
                file.discard()
            if file is None or not file.frames:
                raise reason or StudioError(f"{GONE} before anything was heard; try again.")
            file.finish()
        except BaseException as error:
            self.captured.set_exception(error)
            if error is not reason and not isinstance(error, StudioError):
                raise
            return str(error)
        trouble = "" if reason is None else str(reason)
        self.captured.set_result(self._summary(file, trouble))
        return trouble

    def _summary(self, file: CaptureFile, trouble: str) -> Captured:
        lost, gaps = self._listening.lost - self._lost, self._listening.gaps - self._gaps
        return Captured(
            file.path,
            file.frames / file.rate,
            file.rate,
            file.channels,
            lost,
            gaps,
            not (lost or gaps or trouble),
            trouble,
        )
