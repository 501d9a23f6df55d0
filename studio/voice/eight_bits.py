"""Dense layers in 8-bit whole numbers, for speaking on processors that multiply them natively.

Weights are rounded row by row when a layer is packed, inputs row by row as they come (each token or
frame by its own largest value). Some columns of the input are far louder than the rest, always the
same ones; rounded with them, the rest would be lost, so they stay in float32 (after LLM.int8(),
Dettmers et al. 2022, arXiv:2208.07339).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import torch
from torch import Tensor, nn

LARGEST = 127  # of the 8-bit numbers, to both sides
LOUD = 8  # columns of the input that stay in float32

_wanted = ContextVar("eight_bits_wanted", default=False)


@contextmanager
def in_eight_bits() -> Iterator[None]:
    """While it lasts, the blocks of the mel stage and the vocoder speak in 8-bit numbers."""
    token = _wanted.set(True)
    try:
        yield
    finally:
        _wanted.reset(token)


def eight_bits_wanted() -> bool:
    """Whether it is to be spoken in 8-bit numbers: `in_eight_bits` holds."""
    return _wanted.get()


def eight_bits_are_native(device: torch.device) -> bool:
    """Whether this processor sums products of 8-bit numbers by itself (VNNI), several at a time.

    Decided by what the processor is and not by a clock, so that a seed keeps its sound.
    """
    return device.type == "cpu" and _has_vnni()


@cache
def _has_vnni() -> bool:
    known = torch.cpu.get_capabilities()
    return any(known.get(name, False) for name in ("avx512_vnni", "avx_vnni"))


class EightBitLinear:
    """`nn.Linear` with packed weights; not for training.

    Args:
        weight: ``[O, I]``.
        bias: ``[O]``.
        loudness: ``[I]``, how large each input may become, for the choice of what stays in float32;
            without it nothing does.
    """

    # Inference tensors could neither be copied with their module nor be used in training.
    @torch.inference_mode(False)
    @torch.no_grad()
    def __init__(self, weight: Tensor, bias: Tensor, loudness: Tensor | None = None) -> None:
        weight, self.bias = weight.detach().clone(), bias.detach().clone()
        self.loud: Tensor | None = None
        if loudness is not None:
            self.loud = loudness.detach().topk(LOUD).indices
            self.loud_weight = weight[:, self.loud].t().contiguous()
            weight[:, self.loud] = 0.0
        self.scale = weight.abs().amax(1).clamp(min=1e-12) / LARGEST
        self.numbers = (weight / self.scale.unsqueeze(1)).round().to(torch.int8).t()

    def __call__(self, x: Tensor) -> Tensor:
        """``x [..., I]`` -> ``[..., O]``, float32."""
        rows = x.reshape(-1, x.shape[-1])
        beside = self.bias
        if self.loud is not None:
            beside = torch.addmm(self.bias, rows[:, self.loud], self.loud_weight)
            rows = rows.index_fill(1, self.loud, 0.0)
        step = rows.abs().amax(1, keepdim=True).clamp(min=1e-12) / LARGEST
        numbers = (rows / step).round_().to(torch.int8)
        summed = torch.ops.aten._int_mm(numbers, self.numbers).float()
        return torch.addcmul(beside, summed.mul_(step), self.scale).view(*x.shape[:-1], -1)


def state_of(*modules: nn.Module) -> list[tuple[int, int]]:
    """Where the weights lie and how often they were written to: another state, other weights."""
    return [
        (weight.data_ptr(), 0 if weight.is_inference() else weight._version)
        for module in modules
        for weight in module.parameters()
    ]


def loudness_after(norm: nn.LayerNorm) -> Tensor:
    """``[C]``: how large the outputs of a layer norm become, by its gain and offset."""
    return norm.bias.abs() + 2 * norm.weight.abs()


def loudness_through(norm: nn.LayerNorm, linear: nn.Linear) -> Tensor:
    """``[O]``: how large the outputs of a dense layer behind a layer norm become, upwards."""
    middle = linear.bias + linear.weight @ norm.bias
    return middle + 2 * (linear.weight * norm.weight).norm(dim=1)
