"""How many processor cores long work may take, so that the computer stays quick for its owner."""

import os

from studio.core.errors import StudioError


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def some_cores(cores: int) -> int:
    """How many of so many cores "some" are: a quarter, at least one, but never all."""
    return min(max(1, cores // 4), cores - 1)


def threads_beside(left: int, cores: int) -> int | None:
    """Threads for work that leaves `left` of `cores` alone; None when it may have all of them.

    Raises StudioError when nothing would remain to work with.
    """
    if not 0 <= left < cores:
        raise StudioError(
            f"{left} cores cannot be left alone: there are {cores}, and training needs one of "
            f"them; choose a number from 0 to {cores - 1}."
        )
    return cores - left if left else None
