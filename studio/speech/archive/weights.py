"""The weights of a voice file: whether they are this program's, by their names, shapes and kinds.

Only headers are read here, of the file and of the shipped models; no torch.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import safetensors

from studio.paths import models_dir
from studio.speech.archive.layout import DamagedError

Shapes = Mapping[str, tuple[int, ...]]

_STYLE: Shapes = {"style.timbre_shift": (129,), "style.prosody_shift": (128,)}
_QUESTION: Shapes = {"style.question": (6,)}  # where it was learnt
_MOST_CENTS = 2400.0  # of such an ending
_PACK, _PACK_ROWS, _PACK_WIDTH = "style.pack", 510, 256
_MAX_HEADER = 1 << 20  # bytes; a whole generator's has a twentieth of it
_GENERATOR = (("mel_stage.", "base", "mel_stage"), ("vocoder.", "base", "vocoder"))
_PROSODY = ("prosody.", "kokoro", "weights")


@cache
def generator_shapes() -> Shapes:
    """Every tensor of the generator by its name."""
    shapes: dict[str, tuple[int, ...]] = {}
    for prefix, folder, role in (*_GENERATOR, _PROSODY):
        shapes |= {prefix + name: shape for name, shape in _shipped(folder, role).items()}
    return shapes


@cache
def inverse_shapes() -> Shapes:
    """The inverse model's head, as a voice keeps it."""
    return {name.removeprefix("head."): s for name, s in _shipped("inverse", "head").items()}


def check_generator(path: Path) -> None:
    """Refuse weights that are not this generator's, or not numbers. Raises DamagedError."""
    found = _check(path, {**generator_shapes(), **_STYLE, **_QUESTION}, _PACK)
    pack = found.get(_PACK, ())
    fits = len(pack) == 2 and 1 <= pack[0] <= _PACK_ROWS and pack[1] == _PACK_WIDTH
    if not fits or not found.keys() >= _STYLE.keys():
        raise DamagedError(f"{path.name} has no style that fits")
    if found.keys() & _QUESTION.keys():
        with safetensors.safe_open(path, "numpy") as file:
            farthest = float(np.abs(file.get_tensor("style.question")).max())
        if farthest > _MOST_CENTS:
            raise DamagedError(f"{path.name} has no style that fits")


def check_inverse(path: Path) -> None:
    """The same for the inverse model's head."""
    if not _check(path, inverse_shapes()):
        raise DamagedError(f"{path.name} is empty")


def _check(path: Path, known: Shapes, any_shape: str = "") -> Shapes:
    _check_header(path)
    found: dict[str, tuple[int, ...]] = {}
    try:
        with safetensors.safe_open(path, "numpy") as file:
            for name in file.keys():  # noqa: SIM118 - it is no mapping
                found[name] = tuple(file.get_slice(name).get_shape())
                if name != any_shape and known.get(name) != found[name]:
                    raise DamagedError(f"{path.name} holds {name[:60]!r}, which does not fit")
                if file.get_slice(name).get_dtype() not in ("F16", "F32"):
                    raise DamagedError(f"{path.name} holds numbers of another kind")
                if not np.isfinite(file.get_tensor(name)).all():
                    raise DamagedError(f"{path.name} holds numbers that are not finite")
    except (safetensors.SafetensorError, ValueError, TypeError, OSError) as error:
        raise DamagedError(f"{path.name} cannot be read") from error
    return found


def _check_header(path: Path) -> None:
    """See that its header is small, and that no name stands twice in it."""

    def one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)

    try:
        _header(path, one_of_each)
    except (OSError, ValueError, RecursionError, struct.error) as error:
        raise DamagedError(f"{path.name} cannot be read") from error


def _header(path: Path, hook: Any = None) -> dict[str, Any]:
    with path.open("rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        if size > _MAX_HEADER:
            raise ValueError("the header is too large")
        return json.loads(file.read(size), object_pairs_hook=hook)


def _shipped(folder: str, role: str) -> Shapes:
    """The tensors of a shipped model, from the headers of its files."""
    from studio.voice.weights import read_manifest

    root = models_dir() / folder
    files = [file for file in read_manifest(root) if file.role == role]
    return {
        name: tuple(about["shape"])
        for file in files
        for name, about in _header(root / file.name).items()
        if "#" not in name and name != "__metadata__"
    }
