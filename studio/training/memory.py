"""Whether a training fits into what is free, and the recipe with which it does.

What it takes was measured on a processor, as the peak of the process above what it had with torch
loaded (Linux, torch 2.13, two lanes; 12 and 60 takes of 3 s): `FIXED` at the smallest batches, and
for each piece of a batch what it adds. It fits default and smallest recipe within a tenth. For
graphics cards nothing was measured: the tensors are the same ones, and the libraries' own share is
taken from what is known of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.errors import StudioError
from studio.core.free_memory import free_memory
from studio.training.recipe import Recipe

if TYPE_CHECKING:
    import torch

NOTE = "Little memory was free, so it was trained with smaller batches."

MB = 1_000_000
FIXED = 2_450 * MB  # networks, averages, moments, judges, and a checkpoint while it is written
FIXED_ON_CARD = 1_800 * MB  # networks, averages and moments, and what CUDA itself takes
MEL, VOCODER = 25 * MB, 37 * MB  # a piece of 128 and of 64 frames
PROSODY, HEARING = 50 * MB, 20 * MB  # a take of `TAKE` seconds
TAKE = 4.0
SPEECH = 300_000  # bytes for each second that is learnt from
SPARE = 250 * MB  # left to everybody else
ROOM = 700 * MB  # on the disk: checkpoint, best weights, the ladder's rungs, prepared takes


def needed(recipe: Recipe, seconds: float, longest: float, on_card: bool = False) -> int:
    """Bytes that a training with ``seconds`` of speech takes; ``longest``: seconds of a take."""
    whole = max(1.0, longest / TAKE)
    pieces = (
        MEL * recipe.mel_batch * recipe.mel_frames / 128
        + VOCODER * recipe.vocoder_batch * recipe.vocoder_frames / 64
        + (PROSODY * recipe.predictor_batch + HEARING * recipe.head_batch) * whole
    )
    fixed = FIXED_ON_CARD if on_card else FIXED + SPEECH * seconds
    return round(fixed + pieces)


def free_on(device: torch.device) -> int | None:
    """Bytes that can be had on a device; None = not known."""
    if device.type == "cuda":
        import torch

        return torch.cuda.mem_get_info(device)[0]
    return free_memory()  # Apple's graphics have the computer's own


def fitting(
    recipe: Recipe, seconds: float, longest: float, free: int | None, on_card: bool = False
) -> Recipe:
    """The recipe, or the largest of its smaller ones for which ``free`` bytes are enough.

    Raises StudioError when not even the smallest fits.
    """
    if free is None:
        return recipe
    tried = recipe
    while needed(tried, seconds, longest, on_card) + SPARE > free:
        smaller = tried.smaller()
        if smaller is None:
            lacking = _gigabytes(needed(tried, seconds, longest, on_card) + SPARE)
            if on_card:
                raise StudioError(
                    f"Training needs {lacking} GB of the graphics card's memory, and "
                    f"{_gigabytes(free)} GB are free: close other programs that use the card, or "
                    "train on the processor."
                )
            raise StudioError(
                f"Training needs {lacking} GB of memory, and {_gigabytes(free)} GB are free: "
                "close other programs, then start it again."
            )
        tried = smaller
    return tried


def placed(
    recipe: Recipe, takes: Sequence[float], where: torch.device, may_move: bool
) -> tuple[Recipe, torch.device]:
    """The recipe that fits on a device, and that device; ``takes``: seconds of each.

    With ``may_move`` the processor, when even the smallest recipe is too much for a card. Raises
    StudioError when nothing fits.
    """
    seconds, longest, on_card = sum(takes), max(takes, default=0.0), where.type == "cuda"
    try:
        return fitting(recipe, seconds, longest, free_on(where), on_card), where
    except StudioError:
        if not (may_move and on_card):
            raise
    return fitting(recipe, seconds, longest, free_memory()), type(where)("cpu")


def check_room(folder: Path, free: int | None = None) -> None:
    """Whether checkpoints will fit on the disk of a folder. Raises StudioError when not."""
    left = shutil.disk_usage(folder).free if free is None else free
    if left < ROOM:
        raise StudioError(
            f"Training needs {ROOM // MB} MB on the disk for its checkpoints, and {left // MB} MB "
            f"are free where {folder} lies: make room, then start it again."
        )


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f}"
