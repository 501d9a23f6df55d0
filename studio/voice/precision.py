"""Lower precision where it is faster: bfloat16 and 8-bit numbers, on what knows them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache

import torch

from studio.voice.eight_bits import eight_bits_are_native, in_eight_bits


def widened(tensor: torch.Tensor) -> torch.Tensor:
    """In float64; on Apple's graphics, which have none, as it is.

    What is summed over a whole sentence drifts in float32: a phase by a tenth of a radian a minute.
    """
    return tensor if tensor.device.type == "mps" else tensor.double()


def half_where_faster(device: torch.device) -> AbstractContextManager[object]:
    """A context in which dense layers compute in bfloat16, if that is faster here."""
    if _is_faster(device.type):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()


@cache
def _is_faster(kind: str) -> bool:
    if kind != "cpu":
        return kind == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    # Processors without bfloat16 emulate it, many times slower: a few milliseconds tell.
    return _seconds(torch.bfloat16) < 0.8 * _seconds(torch.float32)


def _seconds(kind: torch.dtype) -> float:
    """The fastest of a few products of matrices as large as the mel stage's."""
    a, b = torch.randn(1024, 256).to(kind), torch.randn(256, 768).to(kind)
    times = []
    for _ in range(6):
        began = time.perf_counter()
        torch.mm(a, b)
        times.append(time.perf_counter() - began)
    return min(times)


def quickest_native(device: torch.device) -> AbstractContextManager[object]:
    """A context for speaking: bfloat16, else 8-bit numbers, where the processor knows either.

    Decided by what the processor is, so that a seed keeps its sound. On graphics cards speech is
    computed in float32: it is quick enough there.
    """
    if device.type == "cpu" and _has_native_bfloat16():
        return torch.autocast("cpu", torch.bfloat16)
    return in_eight_bits() if eight_bits_are_native(device) else nullcontext()


@cache
def _has_native_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself (AVX-512 BF16 or AMX)."""
    known = torch.cpu.get_capabilities()
    return any(known.get(name, False) for name in ("avx512_bf16", "amx_bf16"))


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute with one thread: the last bits of a sum depend on how many share it.

    So the same text gives the same samples whatever else the process was told about threads, and
    the other cores are free to play them. A short sentence takes 0.14 s of one core.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
