"""The ring buffer: nothing lost, nothing doubled, and what has no room is counted."""

import threading
import time

import numpy as np
import pytest

from studio.audio.ring import RingBuffer


def ramp(start: int, count: int, channels: int = 1) -> np.ndarray:
    column = np.arange(start, start + count, dtype=np.float32)
    return np.stack([column + 0.25 * channel for channel in range(channels)], axis=1)


def test_reads_what_was_written_across_the_edge() -> None:
    ring = RingBuffer(10, 2)
    got = []
    for start in range(0, 60, 6):
        ring.write(ramp(start, 6, 2))
        assert ring.available == 6
        got.append(ring.read())
    assert np.array_equal(np.concatenate(got), ramp(0, 60, 2))
    assert (ring.written, ring.position, ring.lost) == (60, 60, 0)
    assert ring.read().shape == (0, 2)


def test_counts_what_found_no_room_and_keeps_the_old() -> None:
    ring = RingBuffer(10, 1)
    ring.write(ramp(0, 7))
    ring.write(ramp(7, 7))
    ring.write(ramp(14, 2))
    assert ring.lost == 6
    assert np.array_equal(ring.read(), ramp(0, 10))
    ring.write(ramp(16, 3))
    assert np.array_equal(ring.read(), ramp(16, 3))


def test_what_was_read_does_not_change_when_more_is_written() -> None:
    ring = RingBuffer(4, 1)
    ring.write(ramp(0, 4))
    got = ring.read()
    ring.write(ramp(4, 4))
    assert np.array_equal(got, ramp(0, 4))


def test_writing_keeps_no_memory() -> None:
    import tracemalloc

    ring = RingBuffer(100_000, 1)
    block = ramp(0, 480)
    ring.write(block)
    tracemalloc.start()
    try:
        for _ in range(100):
            ring.write(block)
        _now, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert highest < block.nbytes  # views and numbers, never a copy of the samples


def test_a_writer_and_a_reader_at_the_same_time() -> None:
    ring = RingBuffer(1_000, 1)
    total = 100_000  # float32 counts so far exactly
    got: list[np.ndarray] = []

    def read() -> None:
        while sum(map(len, got)) < total:
            got.append(ring.read())
            time.sleep(0.0001)

    reader = threading.Thread(target=read)
    reader.start()
    sent = 0
    sizes = np.random.default_rng(3).integers(1, 700, 10_000)
    for size in map(int, sizes):
        count = min(size, total - sent)
        while 1_000 - ring.available < count:
            time.sleep(0.0001)
        ring.write(ramp(sent, count))
        sent += count
        if sent == total:
            break
    reader.join(20)
    assert np.array_equal(np.concatenate(got), ramp(0, total))
    assert ring.lost == 0


def test_needs_room() -> None:
    with pytest.raises(ValueError, match="room"):
        RingBuffer(0, 1)
