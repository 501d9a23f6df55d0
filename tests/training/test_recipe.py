"""The numbers of a fine-tuning: checked, kept, made smaller."""

from __future__ import annotations

import json

import pytest

from studio.core.errors import StudioError
from studio.training.recipe import MOVING, RANGES, Recipe


def test_a_recipe_survives_json() -> None:
    recipe = Recipe(mel_rate=1e-3, moving=("timbre", "mel_stage"), edge_pauses=False)
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"mel_rate": 7.0}, "mel_rate"),
        ({"mel_rate": float("nan")}, "mel_rate"),
        ({"mel_rate": "fast"}, "mel_rate"),
        ({"mel_batch": 2.5}, "mel_batch"),
        ({"edge_pauses": 1}, "edge_pauses"),
        ({"moving": ["everything"]}, "everything"),
        ({"moving": []}, "nothing"),
        ({"moving": "head"}, "moving"),
        ({"without": ["beauty"]}, "beauty"),
        ({"without": ["mean", "flow"]}, "never all of one part"),
        ({"depth": 3}, "depth"),
    ],
)
def test_what_is_wrong_is_named(values: dict[str, object], words: str) -> None:
    with pytest.raises(StudioError, match=words):
        Recipe.from_dict(values)


def test_smaller_until_nothing_is_left_to_halve() -> None:
    recipe, sizes = Recipe(), []
    while (less := recipe.smaller()) is not None:
        assert less.mel_rate == recipe.mel_rate
        recipe = less
        sizes.append(recipe.mel_batch)
    assert sizes[0] == Recipe().mel_batch // 2
    assert recipe.mel_batch == RANGES["mel_batch"][0]
    assert recipe.moving == MOVING
