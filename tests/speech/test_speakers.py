"""From a name to a voice; and that a tuned voice never sounds through the next one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from studio.core.errors import StudioError
from studio.core.library import Library
from studio.speech.speakers import BASE, TUNED, Speakers, blended_style
from studio.voice.generator import Manner
from studio.voice.voice_file import ABOUT, save_voice


def own_voice(library: Library, speakers: Speakers, name: str, by: float) -> Path:
    """A voice with a kept run whose vocoder is the base's, moved by some."""
    voice = library.create_voice(name)
    run = library.create_run(voice.id, "quick", "cpu")
    state = speakers.generator.state_dict()
    tuned = {
        key: value + by * torch.sign(value)
        for key, value in state.items()
        if key.startswith("vocoder.head")
    }
    save_voice(run.folder, tuned, blended_style({"am_puck": 1.0}), step=7)
    library.keep_run(voice.id, run.id)
    return run.folder


def test_stock_voices_by_name_and_by_first_name(shipped: Speakers) -> None:
    heart = shipped.speaker(None, "af_heart")
    assert (heart.name, heart.language, heart.by) == ("Heart", "en-us", BASE)
    assert shipped.speaker(None, "george").language == "en-gb"


def test_blends(shipped: Speakers) -> None:
    mixed = shipped.speaker(None, "af_heart:3+bm_george")
    heart, george = (shipped.speaker(None, n).style.pack for n in ("af_heart", "bm_george"))
    torch.testing.assert_close(mixed.style.pack, 0.75 * heart + 0.25 * george, rtol=1e-3, atol=1e-3)
    assert mixed.name == "Heart and George"
    with pytest.raises(StudioError, match="no weight of a voice"):
        shipped.speaker(None, "af_heart:much+bm_george")
    with pytest.raises(StudioError, match="must be positive"):
        shipped.speaker(None, "af_heart:0+bm_george:0")


def test_voices_that_are_not_there_or_not_trained(library: Library, shipped: Speakers) -> None:
    library.create_voice("Anna")
    with pytest.raises(StudioError, match="There is no voice “nobody”"):
        shipped.speaker(library, "nobody")
    with pytest.raises(StudioError, match="“Anna” is not trained yet"):
        shipped.speaker(library, "anna")


def test_unknown_names_are_refused_before_the_models_are_loaded() -> None:
    def loading() -> object:
        raise AssertionError("loaded for nothing")

    with pytest.raises(StudioError, match="no voice"):
        Speakers(loading).speaker(None, "nobody")  # type: ignore[arg-type]


def test_a_tuned_voice_speaks_with_its_own_weights_and_leaves_none_behind(
    library: Library, shipped: Speakers
) -> None:
    before = {k: v.clone() for k, v in shipped.generator.state_dict().items()}
    own_voice(library, shipped, "Anna", 0.02)
    own_voice(library, shipped, "Berta", -0.02)
    manner = Manner(steps=1)

    def say(voice: str) -> torch.Tensor:
        speaker = shipped.speaker(library, voice)
        return torch.from_numpy(speaker.generator.speak("hˈI.", speaker.style, manner).samples)

    puck = say("am_puck")
    anna = say("Anna")
    assert shipped.speaker(library, "Anna").by == TUNED
    berta = say("Berta")
    assert not torch.allclose(puck, anna)
    assert not torch.allclose(anna, berta)
    assert torch.equal(say("Anna"), anna)
    assert torch.equal(say("am_puck"), puck)
    after = shipped.generator.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_damaged_voice_is_one_sentence_and_the_base_still_speaks(
    library: Library, shipped: Speakers
) -> None:
    folder = own_voice(library, shipped, "Anna", 0.02)
    data = bytearray((folder / "generator.safetensors").read_bytes())
    data[len(data) // 2] ^= 4
    (folder / "generator.safetensors").write_bytes(data)
    with pytest.raises(StudioError, match="is damaged: train the voice again"):
        shipped.speaker(library, "Anna")
    assert shipped.speaker(library, "af_heart").by == BASE


def test_weights_of_another_shape_do_not_stay_half_taken(
    library: Library, shipped: Speakers
) -> None:
    voice = library.create_voice("Anna")
    run = library.create_run(voice.id, "quick", "cpu")
    state = shipped.generator.state_dict()
    before = state["vocoder.head.bias"].clone()
    tuned = {"vocoder.head.bias": before + 1, "vocoder.norm.bias": torch.zeros(3)}
    save_voice(run.folder, tuned, blended_style({"am_puck": 1.0}), step=7)
    library.keep_run(voice.id, run.id)
    with pytest.raises(StudioError, match="do not fit this version"):
        shipped.speaker(library, "Anna")
    assert torch.equal(shipped.generator.state_dict()["vocoder.head.bias"], before)


def test_a_blend_with_a_cloned_voice_lies_between_and_leaves_nothing_behind(
    library: Library, shipped: Speakers
) -> None:
    before = {k: v.clone() for k, v in shipped.generator.state_dict().items()}
    own_voice(library, shipped, "Anna", 0.02)
    own_voice(library, shipped, "Berta", -0.04)
    name = "vocoder.head.weight"

    def weights(voice: str) -> torch.Tensor:
        speaker = shipped.speaker(library, voice)
        return speaker.generator.state_dict()[name].clone()

    base, anna, berta = before[name], weights("Anna"), weights("Berta")
    blend = shipped.speaker(library, "Anna:3+af_heart")
    torch.testing.assert_close(weights("Anna:3+af_heart"), 0.75 * anna + 0.25 * base)
    torch.testing.assert_close(weights("Anna+Berta"), (anna + berta) / 2)
    puck, heart = (shipped.speaker(None, voice).style for voice in ("am_puck", "af_heart"))
    torch.testing.assert_close(
        blend.style.pack, 0.75 * puck.pack + 0.25 * heart.pack, rtol=1e-2, atol=1e-2
    )
    assert (blend.by, blend.name) == (TUNED, "Anna and Heart")
    consent = "no consent was written down"
    assert blend.origin == (
        f"the cloned voice “Anna” ({consent}) and the stock voice Heart, which is nobody's own"
    )
    assert blend.identity != shipped.speaker(library, "Anna:2+af_heart").identity
    shipped.speaker(None, "af_heart")
    after = shipped.generator.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)


def test_what_cannot_be_blended_is_refused(library: Library, shipped: Speakers) -> None:
    folder = own_voice(library, shipped, "Anna", 0.02)
    with pytest.raises(StudioError, match="There is no voice “nobody”"):
        shipped.speaker(library, "Anna+nobody")
    with pytest.raises(StudioError, match="must be positive"):
        shipped.speaker(library, "Anna:-1+af_heart:2")
    about = json.loads((folder / ABOUT).read_bytes())
    about["models"]["base"] = "0" * 64
    (folder / ABOUT).write_text(json.dumps(about))
    with pytest.raises(StudioError, match="another version of the base models"):
        shipped.speaker(library, "Anna+af_heart")
