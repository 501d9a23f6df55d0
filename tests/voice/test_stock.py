"""The stock voices and their blends."""

from __future__ import annotations

import pytest
import torch

from studio.core.errors import StudioError
from studio.voice.stock import all_names, stock_voices, style_for


def test_voices_to_speak_with() -> None:
    voices = stock_voices()
    assert len(voices) == 16
    kinds = {(voice.language, voice.sex) for voice in voices}
    assert kinds == {(place, sex) for place in ("en-us", "en-gb") for sex in "fm"}
    heart = next(voice for voice in voices if voice.name == "af_heart")
    assert (heart.label, heart.language, heart.sex) == ("Heart", "en-us", "f")
    assert len(all_names()) == 54


def test_the_style_follows_the_length() -> None:
    short, long = style_for("af_heart", 5), style_for("af_heart", 200)
    assert short.shape == (256,)
    assert not torch.equal(short, long)
    assert torch.equal(style_for("af_heart", 510), style_for("af_heart", 9999))
    assert torch.equal(style_for("af_heart", 0), style_for("af_heart", 1))


def test_a_blend_lies_between_its_voices() -> None:
    one, other = style_for("af_heart", 40), style_for("zf_xiaoxiao", 40)
    blend = style_for({"af_heart": 3, "zf_xiaoxiao": 1}, 40)
    torch.testing.assert_close(blend, 0.75 * one + 0.25 * other)


def test_every_name_has_a_style_of_its_own() -> None:
    styles = torch.stack([style_for(name, 60) for name in all_names()])
    assert torch.isfinite(styles).all()
    assert torch.cdist(styles, styles).fill_diagonal_(9.0).min() > 0.01


@pytest.mark.parametrize("mix", [{}, {"af_heart": 0.0}, {"af_heart": -1.0, "af_bella": 2.0},
                                 {"af_heart": float("nan")}])  # fmt: skip
def test_weights_that_are_none(mix: dict[str, float]) -> None:
    with pytest.raises(StudioError, match="positive"):
        style_for(mix, 10)


def test_a_voice_that_there_is_not() -> None:
    with pytest.raises(StudioError, match="no stock voice 'af_nobody'"):
        style_for("af_nobody", 10)
