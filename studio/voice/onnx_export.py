"""A voice as ONNX files, for programs that have neither Timbre nor PyTorch.

    plan.onnx      tokens, prosody style, speed, question -> durations, F0, energy, content
    sound.onnx     those, timbre and noise -> samples, marked
    style.npy      [510, 257] float32: row n - 1 for n symbols; 129 of timbre, 128 of prosody
    lexicon.json   words to phonemes
    voice.json     symbols and their ids, sample rate, how it asks, whose voice it is
    README.md      the same for people

Float32 throughout. `packaging/examples/speak_onnx.py` speaks with it.
"""

from __future__ import annotations

import json
import logging
import shutil
import uuid
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from studio import __version__
from studio.audio import mel_spec
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import PART_PREFIX
from studio.text.inventory import MAX_SYMBOLS, SYMBOLS
from studio.text.questions import ASKS
from studio.voice.asking import POINTS
from studio.voice.generator import Generator
from studio.voice.onnx_graphs import PlanGraph, SoundGraph
from studio.voice.style import Style

OPSET = 17
STEPS, WARMTH = 2, 0.3  # as `Manner` has them
_EXAMPLE = ([0, *SYMBOLS.values()][:24], 60)  # tokens and frames to trace with: any would do


def export_onnx(
    generator: Generator,
    style: Style,
    folder: Path,
    about: Mapping[str, Any],
    lexicon: Mapping[str, str],
    readme: str,
    mark: nn.Module,
) -> list[str]:
    """Write a voice into a new folder, which appears when all of it is there.

    `about` goes into voice.json; `mark` is the watermark's part of the graph, samples ``[1, N]`` to
    samples. Returns the names of the files. Raises StudioError when the folder
    is there already, or when the package `onnx` is missing.
    """
    if folder.exists():
        raise StudioError(f"{folder} is there already: choose a new folder.")
    part = folder.with_name(f"{PART_PREFIX}{uuid.uuid4().hex[:12]}-{folder.name}")
    try:
        part.mkdir(parents=True)
        _write_graphs(generator, mark, part)
        np.save(part / "style.npy", _table(style))
        voice = {
            **about, "made_by": f"Timbre {__version__}", "symbols": SYMBOLS,
            "rate": mel_spec.RATE, "hop": mel_spec.HOP, "bands": mel_spec.BANDS,
            "most_symbols": MAX_SYMBOLS, "steps": STEPS, "warmth": WARMTH,
            "question": [round(cents, 1) for cents in style.question.tolist()], "asks": ASKS,
        }  # fmt: skip
        for name, said in (("voice.json", voice), ("lexicon.json", dict(lexicon))):
            text = json.dumps(said, ensure_ascii=False, indent=1)
            (part / name).write_text(text + "\n", encoding="utf-8")
        (part / "README.md").write_text(readme, encoding="utf-8")
        part.rename(folder)
    except OSError as error:
        raise explain_os_error(error, folder) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return sorted(path.name for path in folder.iterdir())


def _table(style: Style) -> np.ndarray:
    """The style for every length of a sentence, as one table."""
    timbre, prosody = style.rows(torch.arange(1, MAX_SYMBOLS + 1))
    return torch.cat([timbre, prosody], dim=1).float().numpy()


@torch.no_grad()
def _write_graphs(generator: Generator, mark: nn.Module, folder: Path) -> None:
    plan, sound = PlanGraph(generator).eval(), SoundGraph(generator, STEPS, WARMTH, mark).eval()
    tokens = torch.tensor([[*_EXAMPLE[0], 0]])
    given = (tokens, torch.zeros(1, 128), torch.ones(1), torch.zeros(1, POINTS))
    names = ["durations", "f0", "energy", "content"]
    axes = {"durations": {1: "T"}, "f0": {1: "F"}, "energy": {1: "F"}, "content": {1: "T"}}
    _write(
        plan, given, folder / "plan.onnx", ["tokens", "prosody", "speed", "question"],
        names,
        {"tokens": {1: "T"}, **axes},
    )  # fmt: skip
    frames, length = _EXAMPLE[1], tokens.shape[1]
    durations = torch.ones(1, length, dtype=torch.long)
    durations[0, 0] += frames // 2 - length
    pitch = torch.linspace(0.0, 200.0, frames).unsqueeze(0)
    inputs: dict[str, tuple[Tensor, dict[int, str]]] = {
        "content": (torch.zeros(1, length, 512), {1: "T"}),
        "durations": (durations, {1: "T"}),
        "f0": (pitch, {1: "F"}),
        "energy": (torch.zeros(1, frames), {1: "F"}),
        "timbre": (torch.zeros(1, 129), {}),
        "start": (torch.zeros(1, mel_spec.BANDS, frames), {2: "F"}),
        "noise": (torch.zeros(1, mel_spec.HOP * frames), {1: "N"}),
    }
    dynamic = {name: axes for name, (_, axes) in inputs.items() if axes} | {"samples": {1: "N"}}
    tensors = tuple(tensor for tensor, _ in inputs.values())
    _write(sound, tensors, folder / "sound.onnx", list(inputs), ["samples"], dynamic)


def _write(
    graph: nn.Module, given: tuple[Tensor, ...], path: Path, inputs: list[str],
    outputs: list[str], axes: Mapping[str, Mapping[int, str]],
) -> None:  # fmt: skip
    """One graph, by the exporter that knows LSTMs of any length."""
    try:
        with _quietly():
            torch.onnx.export(
                graph, given, str(path), input_names=inputs, output_names=outputs,
                dynamic_axes=axes, opset_version=OPSET, dynamo=False,
            )  # fmt: skip
    except ImportError as error:
        raise StudioError(
            "The package onnx is missing: install it with pip install onnx, then export again."
        ) from error


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the exporter's remarks on sizes that it takes for fixed; tests compare the result."""
    log = logging.getLogger("torch.onnx")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)
