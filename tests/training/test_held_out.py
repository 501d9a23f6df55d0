"""Which takes measure a training that never sees them."""

from __future__ import annotations

import torch

from studio.training.gathering import HELD_OUT_LEAST, hold_out
from studio.training.prepared import PreparedTake

NOTHING = torch.zeros(0)


def takes(count: int, seconds: float = 3.0) -> list[PreparedTake]:
    sound = torch.zeros(round(24_000 * seconds))
    return [
        PreparedTake(f"{n}", "A text.", "ə", NOTHING, sound, NOTHING, NOTHING, 0.8)
        for n in range(count)
    ]


def test_every_run_has_the_same() -> None:
    found = [take.name for take in hold_out(takes(60))]
    assert len(found) == 6
    assert found == [take.name for take in hold_out(takes(60)[::-1])]


def test_given_texts_measure_first_but_most_of_them_are_learnt_from() -> None:
    all_takes = takes(60)
    heard = {take.name for take in all_takes[12:]}
    found = [take.name for take in hold_out(all_takes, heard=heard)]
    assert len(found) == 6
    assert sum(name not in heard for name in found) == 12 // 3
    few = [take.name for take in hold_out(all_takes, heard={take.name for take in all_takes[3:]})]
    assert sum(int(name) < 3 for name in few) == HELD_OUT_LEAST
