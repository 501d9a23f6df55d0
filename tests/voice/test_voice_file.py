"""A fine-tuned voice on disk: what goes in comes out, and what was damaged is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from studio.core.errors import StudioError
from studio.voice import voice_file
from studio.voice.style import Style
from studio.voice.voice_file import load_voice, load_voice_style, save_voice

VERSIONS = {"kokoro": "k1", "base": "b1"}


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the installed base models are called; tests change it to "install" others."""
    installed = dict(VERSIONS)
    monkeypatch.setattr(voice_file, "model_versions", lambda: dict(installed))
    return installed


@pytest.fixture
def tuned() -> dict[str, Tensor]:
    dice = torch.Generator().manual_seed(1)
    names = ("mel_stage.a", "mel_stage.b", "vocoder.c", "prosody.predictor.d")
    return {name: torch.randn(5, 3, generator=dice) for name in names}


@pytest.fixture
def style() -> Style:
    dice = torch.Generator().manual_seed(2)
    return Style(
        torch.randn(510, 256, generator=dice),
        torch.randn(129, generator=dice),
        torch.randn(128, generator=dice),
    )


@pytest.fixture
def saved(tmp_path: Path, versions: dict[str, str], tuned: dict[str, Tensor], style: Style) -> Path:
    save_voice(tmp_path, tuned, style, step=42, inverse={"head.weight": torch.ones(43, 8)})
    return tmp_path


def test_what_was_saved_comes_back(saved: Path, tuned: dict[str, Tensor], style: Style) -> None:
    voice = load_voice(saved)
    assert voice.tuned.keys() == tuned.keys()
    for name, tensor in tuned.items():
        torch.testing.assert_close(voice.tuned[name], tensor, rtol=1e-3, atol=1e-3)
    for name, tensor in style.tensors().items():
        torch.testing.assert_close(voice.style.tensors()[name], tensor, rtol=1e-3, atol=1e-3)
    assert torch.equal(voice.inverse["head.weight"], torch.ones(43, 8))
    assert (voice.step, voice.other_base) == (42, False)
    assert load_voice_style(saved)[1].keys() == tuned.keys()


@pytest.mark.parametrize("name", ["generator.safetensors", "inverse.safetensors"])
def test_one_flipped_bit_is_found(saved: Path, name: str) -> None:
    data = bytearray((saved / name).read_bytes())
    data[-5] ^= 1
    (saved / name).write_bytes(data)
    with pytest.raises(StudioError, match=rf"{name} is damaged: train the voice again"):
        load_voice(saved)


def test_a_missing_file_is_named(saved: Path) -> None:
    (saved / "generator.safetensors").unlink()
    with pytest.raises(StudioError, match=r"generator\.safetensors is missing"):
        load_voice(saved)


def test_a_folder_without_a_voice(tmp_path: Path, versions: dict[str, str]) -> None:
    with pytest.raises(StudioError, match="There is no voice in"):
        load_voice(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"files": [{"name": "../../etc/passwd", "bytes": 1, "sha256": ""}]},
        {"files": [{"name": "generator.safetensors", "bytes": -1, "sha256": ""}]},
        {"files": 5},
        {"models": "none"},
    ],
)
def test_a_description_that_is_none(saved: Path, change: dict[str, object]) -> None:
    about = json.loads((saved / "voice.json").read_text())
    (saved / "voice.json").write_text(json.dumps(about | change))
    with pytest.raises(StudioError, match=r"description .* is damaged"):
        load_voice(saved)


def test_numbers_that_are_none_are_not_saved(
    tmp_path: Path, versions: dict[str, str], style: Style
) -> None:
    with pytest.raises(ValueError, match="not finite"):
        save_voice(tmp_path, {"vocoder.c": torch.tensor([1.0, float("nan")])}, style, step=1)
    assert not (tmp_path / "voice.json").exists()


def test_another_text_stack_is_refused(saved: Path, versions: dict[str, str]) -> None:
    versions["kokoro"] = "k2"
    with pytest.raises(StudioError, match="another version of the base models"):
        load_voice(saved)


def test_another_base_is_fine_only_with_both_stages_whole(
    saved: Path, versions: dict[str, str], tuned: dict[str, Tensor]
) -> None:
    versions["base"] = "b2"
    voice = load_voice(saved)
    assert voice.other_base
    voice.check(tuned)
    voice.check([*tuned, "prosody.text_encoder.e"])
    with pytest.raises(StudioError, match="train it again"):
        voice.check([*tuned, "vocoder.new"])


def test_how_a_speaker_asks_comes_back_and_its_range_is_checked(
    tmp_path: Path, versions: dict[str, str], tuned: dict[str, Tensor], style: Style
) -> None:
    save_voice(tmp_path, tuned, style, step=1)
    assert not load_voice(tmp_path).style.knows_questions  # as in voices from before
    cents = torch.tensor([0.0, 100.0, 200.0, 300.0, 400.0, 500.0])
    save_voice(tmp_path, tuned, replace(style, question=cents), step=2)
    assert torch.equal(load_voice(tmp_path).style.question, cents)
    for wrong in (cents * 5, torch.ones(5), torch.ones(2, 3)):
        save_voice(tmp_path, tuned, replace(style, question=wrong), step=3)
        with pytest.raises(StudioError, match="no style that fits"):
            load_voice(tmp_path)


def test_a_style_of_another_shape_is_refused(
    tmp_path: Path, versions: dict[str, str], tuned: dict[str, Tensor]
) -> None:
    wrong = Style(torch.zeros(510, 255), torch.zeros(129), torch.zeros(128))
    save_voice(tmp_path, tuned, wrong, step=1)
    with pytest.raises(StudioError, match="no style that fits"):
        load_voice(tmp_path)
