"""Whether a training fits: what is chosen, and what is said when nothing fits."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from studio.core.errors import StudioError
from studio.training import memory
from studio.training.memory import MB, SPARE, check_room, fitting, needed, placed
from studio.training.recipe import Recipe

SPEECH, LONGEST = 300.0, 8.0


def test_less_is_needed_for_less() -> None:
    sizes, recipe = [], Recipe()
    while recipe is not None:
        sizes.append(needed(recipe, SPEECH, LONGEST))
        recipe = recipe.smaller()
    assert sizes == sorted(set(sizes), reverse=True)
    assert needed(Recipe(), SPEECH, 20.0) > needed(Recipe(), SPEECH, LONGEST)
    assert needed(Recipe(), 1200.0, LONGEST) > needed(Recipe(), SPEECH, LONGEST)


@pytest.mark.parametrize(("takes", "recipe", "measured"), [
    (39.3, Recipe(), 3054 - 251),
    (39.3, Recipe(mel_batch=2, vocoder_batch=2, predictor_batch=1, head_batch=1), 2875 - 251),
])  # fmt: skip
def test_the_estimate_is_near_what_was_measured(
    takes: float, recipe: Recipe, measured: int
) -> None:
    mib = needed(recipe, takes, 4.0) / (1 << 20)
    assert 0.95 * measured < mib < 1.15 * measured


def test_the_largest_recipe_that_fits_is_chosen() -> None:
    usual = Recipe()
    half = usual.smaller()
    assert half is not None
    enough = needed(usual, SPEECH, LONGEST) + SPARE
    assert fitting(usual, SPEECH, LONGEST, enough) == usual
    assert fitting(usual, SPEECH, LONGEST, None) == usual
    assert fitting(usual, SPEECH, LONGEST, enough - 1) == half
    assert fitting(half, SPEECH, LONGEST, 100 * enough) == half  # what it was begun with


@pytest.mark.parametrize(("on_card", "said"), [(False, "of memory, and 1.0 GB are free"),
                                               (True, "graphics card's memory")])  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_sentence(on_card: bool, said: str) -> None:
    with pytest.raises(StudioError, match=said):
        fitting(Recipe(), SPEECH, LONGEST, 1000 * MB, on_card)


def test_a_card_that_is_too_full_is_left_for_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    free = {"cuda": 500 * MB, "cpu": 64_000 * MB}
    monkeypatch.setattr(memory, "free_on", lambda device: free[device.type])
    monkeypatch.setattr(memory, "free_memory", lambda: free["cpu"])
    card, takes = torch.device("cuda"), [4.0] * 75
    assert placed(Recipe(), takes, card, may_move=True) == (Recipe(), torch.device("cpu"))
    with pytest.raises(StudioError, match="train on the processor"):
        placed(Recipe(), takes, card, may_move=False)
    free["cuda"] = 16_000 * MB
    assert placed(Recipe(), takes, card, may_move=True) == (Recipe(), card)
    free["cpu"] = 1000 * MB
    with pytest.raises(StudioError, match="close other programs"):
        placed(Recipe(), takes, torch.device("cpu"), may_move=True)


def test_checkpoints_need_room_on_the_disk(tmp_path: Path) -> None:
    check_room(tmp_path)
    with pytest.raises(StudioError, match="700 MB on the disk for its checkpoints, and 12 MB"):
        check_room(tmp_path, free=12 * MB)
