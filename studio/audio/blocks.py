"""Sound of any length, a block at a time: what needs to see around each sample gets its context."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import ceil

import numpy as np

from studio.audio.files import Samples, resample

Blocks = Iterable[Samples]
"""Mono sound in pieces of any length, `[n]` each, which follow one another without a gap."""

_LEAST = 1 << 16  # samples worked on at once, so that context is not most of the work
_FILTER_REACH = 64  # samples of the lower rate that `resample` looks to either side, and some


def in_context(
    blocks: Blocks,
    context: int,
    work: Callable[[Samples], Samples],
    step: int = 1,
    ratio: Fraction | None = None,
) -> Iterator[Samples]:
    """Yield what `work` makes of the sound, as if it had seen all of it at once.

    `work` gets a stretch with `context` samples more on both sides (silence beyond the ends) and
    returns it `ratio` times as long (None: as long); its edges are thrown away. Stretches begin
    at multiples of `step`, and `context` must be a multiple of it, too.
    """
    ratio = ratio or Fraction(1)
    edge = int(context * ratio)
    held = np.zeros(context, np.float32)
    for block in blocks:
        held = np.concatenate((held, block))
        ready = (len(held) - 2 * context) // step * step
        if ready >= max(_LEAST, step):
            yield work(held[: ready + 2 * context])[edge : edge + int(ready * ratio)]
            held = held[ready:]
    rest = len(held) - context
    if rest > 0:
        last = np.concatenate((held, np.zeros(context + step, np.float32)))
        yield work(last)[edge : edge + ceil(rest * ratio)]


def resampled(blocks: Blocks, from_rate: int, to_rate: int) -> Iterator[Samples]:
    """Yield the sound at another rate; see `studio.audio.files.resample`."""
    if from_rate == to_rate:
        yield from blocks
        return
    ratio = Fraction(to_rate, from_rate)
    step = ratio.denominator
    reach = ceil(_FILTER_REACH * max(1, from_rate / to_rate))
    context = ceil(reach / step) * step
    yield from in_context(
        blocks, context, lambda sound: resample(sound, from_rate, to_rate), step, ratio
    )


def in_blocks(samples: Samples, size: int = _LEAST) -> Iterator[Samples]:
    """Yield a sound in blocks."""
    for begin in range(0, len(samples), size):
        yield samples[begin : begin + size]
