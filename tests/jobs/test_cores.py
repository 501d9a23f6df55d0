"""How many cores long work leaves alone."""

import pytest

from studio.core.errors import StudioError
from studio.jobs.cores import some_cores, threads_beside, usable_cores


@pytest.mark.parametrize(("cores", "some"), [(1, 0), (2, 1), (4, 1), (8, 2), (32, 8)])
def test_some_are_a_quarter_and_never_all(cores: int, some: int) -> None:
    assert some_cores(cores) == some


def test_what_is_left_is_not_worked_with() -> None:
    assert threads_beside(0, 8) is None
    assert threads_beside(2, 8) == 6
    assert threads_beside(7, 8) == 1
    assert usable_cores() >= 1


@pytest.mark.parametrize("left", [-1, 2, 3])
def test_work_needs_a_core(left: int) -> None:
    with pytest.raises(StudioError, match="from 0 to 1"):
        threads_beside(left, 2)
