"""A fine-tuned voice on disk, in the folder of the run that made it.

    generator.safetensors   float16: the generator's tensors that moved, and `style.…`
    inverse.safetensors     float16: the tuned head of the inverse model (where it was tuned)
    voice.json              what it was made from, and the size and sha256 of each file

`voice.json` is written last, so a folder with one is whole. A voice that is written over another
one has the beginning of its checksum in the files' names (`generator-1a2b3c4d.safetensors`): so at
every moment of a kill the folder holds one of the two, whole. All of it is checked before it is
believed: these files travel between machines.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import safetensors
import torch
from safetensors.torch import load as load_safetensors
from safetensors.torch import save as save_safetensors
from torch import Tensor

from studio.core.errors import StudioError
from studio.core.files import sha256_of, write_atomically
from studio.paths import models_dir
from studio.voice.asking import MOST_CENTS, POINTS
from studio.voice.style import TIMBRE, Style
from studio.voice.weights import MANIFEST

FORMAT = 1
GENERATOR, INVERSE, ABOUT = "generator.safetensors", "inverse.safetensors", "voice.json"
MAX_BYTES = 500_000_000  # a whole generator in float32 is a third of this
MAX_PACK_ROWS = 510
_STYLE = "style."
_FILE = re.compile(r"(generator|inverse)(-[0-9a-f]{8})?\.safetensors")
_MODELS = ("kokoro", "base")  # the folders of `models/` that a voice is a change of
_OTHER_MODELS = "another version of the base models than this program has"
_MEND = "train the voice again, or copy its folder anew"


@dataclass(frozen=True)
class VoiceFile:
    """What a run has kept of a voice."""

    style: Style
    tuned: dict[str, Tensor]
    """float32 by the generator's own names, `mel_stage.…`, `vocoder.…`, `prosody.…`."""
    inverse: dict[str, Tensor] = field(default_factory=dict)
    """float32 by the inverse model's own names; empty when it was not tuned."""
    step: int = 0
    """The training step that was chosen."""
    created: str = ""
    """ISO 8601."""
    other_base: bool = False
    """Whether another mel stage and vocoder are installed now than it began with (see `check`)."""

    def check(self, names: Iterable[str]) -> None:
        """See that the voice speaks as it was trained, in a generator with these tensor names.

        A voice trained on another base brings all of the two stages itself or does not fit:
        raises StudioError then.
        """
        needed = {name for name in names if name.startswith(("mel_stage.", "vocoder."))}
        if self.other_base and not needed <= self.tuned.keys():
            raise StudioError(f"The voice was trained with {_OTHER_MODELS}: train it again.")


def save_voice(
    folder: Path,
    tuned: Mapping[str, Tensor],
    style: Style,
    *,
    step: int,
    inverse: Mapping[str, Tensor] | None = None,
) -> None:
    """Write a voice into a run's folder, each file whole or not at all, `voice.json` last.

    A voice that was there before speaks until that moment; its files are removed then. Raises
    ValueError when a number is not finite (a training that went wrong must not be kept) and
    StudioError when the disk is full.
    """
    parts = {GENERATOR: {**tuned, **{_STYLE + k: v for k, v in style.tensors().items()}}}
    if inverse:
        parts[INVERSE] = dict(inverse)
    files, over_another = [], (folder / ABOUT).exists()
    for plain, tensors in parts.items():
        data = save_safetensors({key: _half(key, value) for key, value in tensors.items()})
        sha256 = hashlib.sha256(data).hexdigest()
        name = plain.replace(".", f"-{sha256[:8]}.") if over_another else plain
        write_atomically(folder / name, data)
        files.append({"name": name, "bytes": len(data), "sha256": sha256})
    about = {
        "format": FORMAT,
        "models": model_versions(),
        "files": files,
        "step": step,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_atomically(folder / ABOUT, json.dumps(about, indent=2).encode())
    names = {entry["name"] for entry in files}
    for path in folder.iterdir():
        if _FILE.fullmatch(path.name) and path.name not in names:
            path.unlink(missing_ok=True)


def load_voice(folder: Path) -> VoiceFile:
    """Read a voice, every part of it checked.

    When another one is written over it meanwhile, that is read.

    Raises StudioError in one sentence when a file is missing or damaged, or when the voice was made
    from another text and prosody stack than the one that is installed.
    """
    about = _read_about(folder)
    try:
        return _load(folder, about)
    except StudioError:
        newer = _read_about(folder)
        if newer == about:
            raise
        return _load(folder, newer)


def _load(folder: Path, about: dict[str, Any]) -> VoiceFile:
    installed = model_versions()
    if about["models"].get("kokoro") != installed["kokoro"]:
        raise StudioError(
            f"The voice in {folder} was trained with {_OTHER_MODELS}: train it again."
        )
    listed = {_plain(entry["name"]): entry for entry in about["files"]}
    tensors = _read_part(folder, listed[GENERATOR])
    inverse = _read_part(folder, listed[INVERSE]) if INVERSE in listed else {}
    style = _style_of(folder, tensors)
    other_base = about["models"].get("base") != installed["base"]
    return VoiceFile(style, tensors, inverse, about["step"], about["created"], other_base)


def load_voice_style(folder: Path) -> tuple[Style, dict[str, Tensor]]:
    """Only what the generator needs of `load_voice`: the style, and the tensors to take over."""
    voice = load_voice(folder)
    return voice.style, voice.tuned


def model_versions() -> dict[str, str]:
    """Which base models are installed: the sha256 of each manifest, which names their files."""
    return {name: sha256_of(models_dir() / name / MANIFEST) for name in _MODELS}


def _plain(name: str) -> str:
    """The name of a voice's file without its checksum; "" for a name that is none of ours."""
    found = _FILE.fullmatch(name)
    return f"{found[1]}.safetensors" if found else ""


def _half(name: str, tensor: Tensor) -> Tensor:
    half = tensor.detach().to("cpu", torch.float16).contiguous()
    if not torch.isfinite(half).all():
        raise ValueError(f"{name} holds numbers that are not finite in float16")
    return half


def _read_about(folder: Path) -> dict[str, Any]:
    path = folder / ABOUT
    try:
        about = json.loads(path.read_bytes())
        whole = (
            about["format"] == FORMAT
            and isinstance(about["models"], dict)
            and isinstance(about["step"], int)
            and isinstance(about["created"], str)
            and len(about["files"]) <= 2
            and {_plain(entry["name"]) for entry in about["files"]}
            in ({GENERATOR}, {GENERATOR, INVERSE})
            and all(0 < entry["bytes"] <= MAX_BYTES for entry in about["files"])
            and all(isinstance(entry["sha256"], str) for entry in about["files"])
        )
    except FileNotFoundError as error:
        raise StudioError(f"There is no voice in {folder}: {_MEND}.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudioError(f"The voice's description {path} is damaged: {_MEND}.") from error
    if not whole:
        raise StudioError(f"The voice's description {path} is damaged: {_MEND}.")
    return about


def _read_part(folder: Path, entry: Mapping[str, Any]) -> dict[str, Tensor]:
    """One file's tensors as float32, after its size and sha256 were checked."""
    path = folder / entry["name"]
    try:
        size = path.stat().st_size
    except OSError as error:
        raise StudioError(f"The voice's file {path} is missing: {_MEND}.") from error
    if size != entry["bytes"] or sha256_of(path) != entry["sha256"]:
        raise StudioError(f"The voice's file {path} is damaged: {_MEND}.")
    try:
        stored = load_safetensors(path.read_bytes())
    except (OSError, ValueError, struct.error, safetensors.SafetensorError) as error:
        raise StudioError(f"The voice's file {path} cannot be read: {_MEND}.") from error
    for name, tensor in stored.items():
        if tensor.dtype not in (torch.float16, torch.float32) or not torch.isfinite(tensor).all():
            raise StudioError(f"The voice's file {path} holds no numbers in {name}: {_MEND}.")
    return {name: tensor.float() for name, tensor in stored.items()}


def _style_of(folder: Path, tensors: dict[str, Tensor]) -> Style:
    """Take the style out of the generator's tensors."""
    style = {
        name.removeprefix(_STYLE): tensors.pop(name)
        for name in list(tensors)
        if name.startswith(_STYLE)
    }
    pack = style.get("pack", torch.empty(0))
    shapes = {name: tuple(tensor.shape) for name, tensor in style.items() if name != "pack"}
    question = style.get("question", torch.zeros(POINTS))
    shapes.pop("question", None)  # voices from before it was learnt have none
    fits = shapes == {"timbre_shift": (TIMBRE + 1,), "prosody_shift": (TIMBRE,)}
    fits = fits and question.shape == (POINTS,) and float(question.abs().max()) <= MOST_CENTS
    if not fits or pack.dim() != 2 or pack.shape[1] != 2 * TIMBRE or len(pack) > MAX_PACK_ROWS:
        raise StudioError(f"The voice in {folder} has no style that fits this program: {_MEND}.")
    return Style(**style)
