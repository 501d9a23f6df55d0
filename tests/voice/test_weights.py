"""Model folders: what is written comes back, and nothing damaged is believed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from studio import paths
from studio.core.errors import StudioError
from studio.voice.weights import (
    Quantised,
    load_weights,
    manifest_text,
    read_checked_bytes,
    read_manifest,
    save_weights,
)

HEADER = {"name": "test", "version": "1", "licence": "Apache-2.0", "source": 'a "test" here'}


@pytest.fixture
def quantised() -> Quantised:
    generator = torch.Generator().manual_seed(1)
    numbers = torch.randint(0, 256, (6, 4, 3), generator=generator).to(torch.uint8)
    zero = torch.tensor([0, 128, 255, 7, 0, 3], dtype=torch.uint8)
    return Quantised(numbers, torch.rand(6, generator=generator) / 50, zero)


@pytest.fixture
def folder(tmp_path: Path, quantised: Quantised) -> Path:
    """A small model folder."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    tensors = {
        "layer.weight": quantised,
        "layer.bias": torch.tensor([0.5, -1.25]),
        "half": torch.tensor([0.1], dtype=torch.float16),
        "steps": torch.tensor([3, 4]),
    }
    save_weights(folder, tensors, HEADER, also=[("config.json", "config")])
    return folder


def test_what_is_saved_comes_back_exactly(folder: Path, quantised: Quantised) -> None:
    weights = load_weights(folder)
    assert set(weights) == {"layer.weight", "layer.bias", "half", "steps"}
    for row in range(6):
        steps = quantised.numbers[row].float() - float(quantised.zero[row])
        assert torch.equal(weights["layer.weight"][row], steps * quantised.scale[row])
    assert torch.equal(weights["layer.bias"], torch.tensor([0.5, -1.25]))
    assert weights["half"].dtype is torch.float32
    assert weights["steps"].tolist() == [3, 4]
    assert read_checked_bytes(folder, "config") == b"{}"


def test_one_flipped_bit_is_found(folder: Path) -> None:
    path = folder / "weights-1.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    with pytest.raises(StudioError, match="damaged"):
        load_weights(folder)


def test_a_cut_file_is_found(folder: Path) -> None:
    path = folder / "weights-1.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StudioError, match="damaged"):
        load_weights(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "weights-1.safetensors").unlink()
    with pytest.raises(StudioError, match=r"weights-1\.safetensors is missing"):
        load_weights(folder)


def test_a_role_that_is_not_there(folder: Path) -> None:
    with pytest.raises(StudioError, match="lists no decoder"):
        load_weights(folder, role="decoder")


@pytest.mark.parametrize(
    "text",
    ["", "name = [", "file = 3", '[[file]]\nname = "a"', '[[file]]\nname = 3\nrole = "weights"\n'
     'bytes = "1"\nsha256 = ""'],
)  # fmt: skip
def test_a_damaged_manifest(folder: Path, text: str) -> None:
    (folder / "manifest.toml").write_text(text)
    with pytest.raises(StudioError, match="damaged"):
        load_weights(folder)


def test_a_manifest_that_is_not_text(folder: Path) -> None:
    (folder / "manifest.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StudioError, match="damaged"):
        read_manifest(folder)


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"has no manifest\.toml"):
        load_weights(tmp_path)


@pytest.mark.parametrize("outside", ["../other.safetensors", "deep/../../other.safetensors"])
def test_files_outside_the_folder_are_refused(folder: Path, outside: str) -> None:
    (folder / "weights-1.safetensors").rename(folder.parent / "other.safetensors")
    text = (folder / "manifest.toml").read_text()
    (folder / "manifest.toml").write_text(text.replace("weights-1.safetensors", outside))
    with pytest.raises(StudioError, match="outside"):
        load_weights(folder)


def test_links_out_of_the_folder_are_refused(folder: Path) -> None:
    path = folder / "weights-1.safetensors"
    path.rename(folder.parent / "other.safetensors")
    path.symlink_to(folder.parent / "other.safetensors")
    with pytest.raises(StudioError, match="outside"):
        load_weights(folder)


def test_listed_but_no_safetensors(folder: Path) -> None:
    (folder / "weights-1.safetensors").write_bytes(b"nothing of the kind")
    text = manifest_text(folder, HEADER, [("weights-1.safetensors", "weights")])
    (folder / "manifest.toml").write_text(text)
    with pytest.raises(StudioError, match="cannot be read"):
        load_weights(folder)


def test_large_weights_are_split(tmp_path: Path) -> None:
    tensors = {f"part{n}": torch.full((1_500_000,), float(n)) for n in range(4)}
    shards = save_weights(tmp_path, tensors, HEADER)
    assert len(shards) == 2
    assert all(path.stat().st_size < 20_000_000 for path in shards)
    loaded = load_weights(tmp_path)
    assert all(torch.equal(loaded[name], tensor) for name, tensor in tensors.items())


def test_shipped_stack_is_whole_and_small() -> None:
    folder = paths.models_dir() / "kokoro"
    files = read_manifest(folder)
    assert sum(file.size for file in files if file.role == "weights") < 29_000_000
    assert all(file.size < 20_000_000 for file in files)
    assert sum(tensor.numel() for tensor in load_weights(folder).values()) == 27_889_460
