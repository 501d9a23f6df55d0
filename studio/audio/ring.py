"""A buffer between the thread on which a sound device calls us and everybody else."""

import numpy as np

from studio.audio.files import Samples


class RingBuffer:
    """The newest frames of a sound: one thread writes, one thread reads, and neither ever waits.

    `write` copies and does nothing else: no lock, no new array, no calculation, so that it may be
    called on a sound device's thread. Each of the two counters is changed by one side only, and
    only after the samples it stands for have been copied. Frames that find no room are dropped
    and counted in `lost`; what was there already stays.
    """

    def __init__(self, frames: int, channels: int) -> None:
        if frames < 1 or channels < 1:
            raise ValueError("a ring buffer needs room for at least one frame of one channel")
        self._data = np.zeros((frames, channels), np.float32)
        self._size = frames
        self._written = 0
        self._read = 0
        self._lost = 0

    @property
    def written(self) -> int:
        """Frames stored so far; changed by the writer only."""
        return self._written

    @property
    def position(self) -> int:
        """Frames read so far; changed by the reader only."""
        return self._read

    @property
    def available(self) -> int:
        """Frames that wait to be read."""
        return self._written - self._read

    @property
    def lost(self) -> int:
        """Frames that found no room so far."""
        return self._lost

    def write(self, block: Samples) -> None:
        """Store `block`, float32 `[n, channels]`; for the writing thread only."""
        written, size, data = self._written, self._size, self._data
        count = min(len(block), size - (written - self._read))
        start = written % size
        first = min(count, size - start)
        data[start : start + first] = block[:first]
        if first < count:
            data[: count - first] = block[first:count]
        self._written = written + count
        if count < len(block):
            self._lost += len(block) - count

    def read(self) -> Samples:
        """Return a copy of all that waits, float32 `[n, channels]`; for the reading thread only."""
        read, size = self._read, self._size
        count = self._written - read
        start = read % size
        first = min(count, size - start)
        out = np.empty((count, self._data.shape[1]), np.float32)
        out[:first] = self._data[start : start + first]
        out[first:] = self._data[: count - first]
        self._read = read + count
        return out
