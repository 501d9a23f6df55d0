"""The controls of speaking: their ranges, and what is refused."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from studio.core.errors import StudioError
from studio.core.manner import CONTROLS, Manner


def test_the_table_and_the_manner_agree() -> None:
    assert {field.name: field.default for field in fields(Manner)} == {
        name: control.normal for name, control in CONTROLS.items()
    }
    assert Manner().checked() == Manner()
    assert all(one.least <= one.normal <= one.most for one in CONTROLS.values())


def test_there_and_back() -> None:
    manner = Manner(speed=1.25, pitch=-2, steps=4, seed=77)
    assert Manner.from_dict(manner.to_dict()) == manner
    assert manner.changes() == {"speed": 1.25, "pitch": -2, "steps": 4, "seed": 77}
    assert Manner.from_dict({"speed": 2}) == Manner(speed=2.0)
    assert Manner.from_dict({}) == Manner()


@pytest.mark.parametrize("name", CONTROLS)
def test_every_control_ends_where_the_table_says(name: str) -> None:
    control = CONTROLS[name]
    for good in (control.least, control.most):
        assert getattr(Manner.from_dict({name: good}), name) == good
    for bad in (control.least - 1, control.most + 1, float("nan"), "1", True, None):
        with pytest.raises(StudioError, match=rf"^{control.name} must .* is normal\.$"):
            Manner.from_dict({name: bad})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"speed": 0.1}, "The speed must lie between 0.5 and 2; 1 is normal."),
        ({"steps": 2.5}, "The number of steps must be a whole number from 1 to 32; 2 is normal."),
        ({"loudness": 1}, "There is no control “loudness”: there are speed, pitch, pitch_range,"),
    ],
)
def test_what_nobody_can_speak_in_is_refused_in_one_sentence(
    values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(StudioError) as refused:
        Manner.from_dict(values)
    assert str(refused.value).startswith(sentence)
