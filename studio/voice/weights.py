"""Model folders: weights on disk, checked before they are believed.

A folder holds `manifest.toml`, `config.json`, `README.md` and one or more safetensors files. The
manifest names every file with its size and sha256 and the part it plays:

    name = "kokoro"
    version = "1.0"
    licence = "Apache-2.0"
    [[file]]
    name = "weights-1.safetensors"
    role = "weights"
    bytes = 19000000
    sha256 = "…"

A tensor stands under its own name, as it is (float16 or float32), or quantised: then NAME holds
8-bit numbers, NAME#scale the step (one number, or one for each row) and, unless it is 0, NAME#zero
the number which means zero; the value is (number - zero) * scale in float32.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import safetensors
import torch
from safetensors.torch import load as load_safetensors
from safetensors.torch import save as save_safetensors
from torch import Tensor

from studio.core.errors import StudioError, explain_os_error
from studio.core.files import sha256_of, write_atomically

MANIFEST = "manifest.toml"
SCALE, ZERO = "#scale", "#zero"
SHARD_BYTES = 19_000_000  # no file of the repository is larger than 20 MB
_MEND = "install the program again"


@dataclass(frozen=True)
class Quantised:
    """A tensor of 8-bit numbers: value = (numbers - zero) * scale."""

    numbers: Tensor  # int8 or uint8, any shape
    scale: Tensor  # float32, [] or [rows]
    zero: Tensor  # of the type of `numbers`, [] or [rows]

    def value(self) -> Tensor:
        """The float32 tensor that this stands for."""
        steps = self.numbers.float() - _by_row(self.zero.float(), self.numbers)
        return steps * _by_row(self.scale, self.numbers)


@dataclass(frozen=True)
class ManifestFile:
    """One line of a manifest."""

    name: str
    role: str
    size: int
    sha256: str


def read_manifest(folder: Path) -> list[ManifestFile]:
    """The files that a model folder says it has. Raises StudioError when that is not to be read."""
    path = folder / MANIFEST
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["file"]
        files = [ManifestFile(e["name"], e["role"], e["bytes"], e["sha256"]) for e in entries]
        kinds_fit = all(
            type(f.name) is str and type(f.role) is str and type(f.size) is int for f in files
        )
    except FileNotFoundError as error:
        raise StudioError(f"The model folder {folder} has no {MANIFEST}: {_MEND}.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudioError(f"The list of model files {path} is damaged: {_MEND}.") from error
    if not kinds_fit:
        raise StudioError(f"The list of model files {path} is damaged: {_MEND}.")
    return files


def load_weights(folder: Path, role: str = "weights") -> dict[str, Tensor]:
    """Every tensor of a model folder's files of one role, as float32 (whole numbers as they are).

    Size and sha256 of each file are checked first. Raises StudioError in one sentence when a file
    is missing, damaged, or lies outside the folder.
    """
    files = [file for file in read_manifest(folder) if file.role == role]
    if not files:
        raise StudioError(f"The model folder {folder} lists no {role}: {_MEND}.")
    stored: dict[str, Tensor] = {}
    for file in files:
        tensors = _read_checked(folder, file)
        if not stored.keys().isdisjoint(tensors):
            raise StudioError(f"The model file {folder / file.name} repeats a tensor: {_MEND}.")
        stored.update(tensors)
    return _dequantise(stored, folder)


def save_weights(
    folder: Path,
    tensors: Mapping[str, Tensor | Quantised],
    header: Mapping[str, str],
    *,
    role: str = "weights",
    also: Iterable[tuple[str, str]] = (),
) -> list[Path]:
    """Write tensors as shards below 20 MB, and the manifest last.

    `header` becomes the first lines of the manifest (name, version, licence, source …); `also` are
    (file name, role) of files that already lie in the folder and are to be listed with them.
    """
    stored: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        stored.update(_stored_form(name, tensor))
    paths = []
    for number, shard in enumerate(_shards(stored), start=1):
        path = folder / f"{role}-{number}.safetensors"
        write_atomically(path, save_safetensors(shard))
        paths.append(path)
    listed = [(path.name, role) for path in paths] + list(also)
    write_atomically(folder / MANIFEST, manifest_text(folder, header, listed).encode())
    return paths


def manifest_text(
    folder: Path, header: Mapping[str, str], listed: Iterable[tuple[str, str]]
) -> str:
    """The manifest of files (name, role) that lie in `folder`."""
    lines = [f"{key} = {_quoted(value)}" for key, value in header.items()]
    for name, role in listed:
        path = folder / name
        lines += [
            "",
            "[[file]]",
            f"name = {_quoted(name)}",
            f"role = {_quoted(role)}",
            f"bytes = {path.stat().st_size}",
            f'sha256 = "{sha256_of(path)}"',
        ]
    return "\n".join(lines) + "\n"


def read_checked_bytes(folder: Path, role: str) -> bytes:
    """The content of the one file that has this role. Raises StudioError like `load_weights`."""
    files = [file for file in read_manifest(folder) if file.role == role]
    if len(files) != 1:
        raise StudioError(f"The model folder {folder} lists no single {role}: {_MEND}.")
    return _checked_bytes(folder, files[0])


def _checked_bytes(folder: Path, file: ManifestFile) -> bytes:
    """A file's content, after its place, size and sha256 were checked."""
    path = folder / file.name
    if Path(file.name).name != file.name or path.resolve().parent != folder.resolve():
        raise StudioError(f"The model folder {folder} points outside itself: {_MEND}.")
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise StudioError(f"The model file {path} is missing: {_MEND}.") from error
    except OSError as error:
        raise explain_os_error(error, path) from error
    if len(content) != file.size or hashlib.sha256(content).hexdigest() != file.sha256:
        raise StudioError(f"The model file {path} is damaged: {_MEND}.")
    return content


def _read_checked(folder: Path, file: ManifestFile) -> dict[str, Tensor]:
    """The tensors of one checked file, as stored."""
    content = _checked_bytes(folder, file)
    try:
        return load_safetensors(content)
    except (ValueError, safetensors.SafetensorError) as error:
        path = folder / file.name
        raise StudioError(f"The model file {path} cannot be read: {_MEND}.") from error


def _dequantise(stored: Mapping[str, Tensor], folder: Path) -> dict[str, Tensor]:
    """Stored tensors -> named float32 tensors; whole numbers without a scale stay as they are."""
    values: dict[str, Tensor] = {}
    for name, tensor in stored.items():
        base, mark, _ = name.partition("#")
        if mark:
            if base not in stored:
                raise StudioError(f"The weights in {folder} lack {base}: {_MEND}.")
        elif name + SCALE in stored:
            zero = stored.get(name + ZERO, torch.zeros((), dtype=tensor.dtype))
            values[name] = Quantised(tensor, stored[name + SCALE], zero).value()
        else:
            values[name] = tensor.float() if tensor.is_floating_point() else tensor
    return values


def _stored_form(name: str, tensor: Tensor | Quantised) -> dict[str, Tensor]:
    """What is written for one named tensor."""
    if isinstance(tensor, Tensor):
        return {name: tensor.detach().contiguous()}
    form = {name: tensor.numbers.contiguous(), name + SCALE: tensor.scale.contiguous()}
    if bool((tensor.zero != 0).any()):
        form[name + ZERO] = tensor.zero.contiguous()
    return form


def _shards(stored: Mapping[str, Tensor]) -> list[dict[str, Tensor]]:
    """Split by size, in the order of the names; one tensor is never split."""
    shards: list[dict[str, Tensor]] = [{}]
    filled = 0
    for name, tensor in stored.items():
        size = tensor.numel() * tensor.element_size()
        if filled + size > SHARD_BYTES and shards[-1]:
            shards.append({})
            filled = 0
        shards[-1][name] = tensor
        filled += size
    return shards


def _by_row(values: Tensor, like: Tensor) -> Tensor:
    """[] or [rows] -> a shape that multiplies `like` row by row."""
    return values if values.dim() == 0 else values.view(-1, *[1] * (like.dim() - 1))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
