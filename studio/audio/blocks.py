"""Sound of any length, a block at a time: what needs to see around each sample gets its context."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from studio.audio.files import Samples

Blocks = Iterable[Samples]
"""Mono sound in pieces of any length, `[n]` each, which follow one another without a gap."""

_LEAST = 1 << 16  # samples worked on at once, so that context is not most of the work


def in_context(
    blocks: Blocks,
    context: int,
    work: Callable[[Samples], Samples],
) -> Iterator[Samples]:
    """Yield what `work` makes of the sound, as if it had seen all of it at once.

    `work` gets a stretch with `context` samples more on both sides (silence beyond the ends) and
    returns it at the same length; its edges are thrown away.
    """
    held = np.zeros(context, np.float32)
    for block in blocks:
        held = np.concatenate((held, block))
        ready = len(held) - 2 * context
        if ready >= _LEAST:
            yield work(held)[context:-context]
            held = held[ready:]
    rest = len(held) - context
    if rest > 0:
        last = np.concatenate((held, np.zeros(context, np.float32)))
        yield work(last)[context : context + rest]


def in_blocks(samples: Samples, size: int = _LEAST) -> Iterator[Samples]:
    """Yield a sound in blocks."""
    for begin in range(0, len(samples), size):
        yield samples[begin : begin + size]
