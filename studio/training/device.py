"""Where to train: on a graphics card that is proven to compute, otherwise on the processor.

what the system shows (`graphics`) + what this PyTorch can do -> `Probe` -> `find` -> `Found`

Nothing here loads torch before it is asked to look, so that the window may import it. Measured are
processors; NVIDIA cards only with what has been computed on one for the base models. Nobody has
tried Apple's chips (Metal) or AMD cards (ROCm) with this program yet: the first are called
experimental and never chosen by themselves, and on both a first computation has to come out right
before they are used at all.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from studio.core.errors import StudioError
from studio.training.graphics import Seen, look

if TYPE_CHECKING:
    import torch

CHOICES = ("auto", "cpu", "cuda", "mps")
GIB = 1 << 30
_HIDING = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES")


@dataclass(frozen=True)
class Card:
    """A card that this PyTorch sees: its name, its memory, and what it can do (CUDA's number)."""

    name: str
    memory: int
    capability: tuple[int, int]


@dataclass(frozen=True)
class Probe:
    """What was found out, before anything is made of it.

    Attributes:
        system: as in `sys.platform`.
        seen: what the system shows.
        built_for: "cpu", "cuda" or "rocm": which cards this PyTorch was made for.
        built_version: the CUDA or ROCm that it was made with, e.g. "13.0".
        driver_speaks: the newest CUDA that the driver knows, e.g. "12.4"; "" = not known.
        cards: what PyTorch sees. On AMD cards it calls them cuda, too.
        architectures: what it holds code for, e.g. ("sm_75", "compute_120").
        hidden: the environment hides all cards from it.
        metal: "" when this PyTorch was not made for Apple's chips, "built", or "usable".
        failed: why the first computation on the card failed; "" = it did not, or was not tried.
    """

    system: str = sys.platform
    seen: Seen = field(default_factory=Seen)
    built_for: str = "cpu"
    built_version: str = ""
    driver_speaks: str = ""
    cards: tuple[Card, ...] = ()
    architectures: tuple[str, ...] = ()
    hidden: bool = False
    metal: str = ""
    failed: str = ""


@dataclass(frozen=True)
class Found:
    """What can be trained on beside the processor.

    Attributes:
        device: "cuda" or "mps"; "" when there is nothing else.
        name: "NVIDIA GeForce RTX 4070, 12 GB", "Apple M2 (Metal)".
        why_not: one sentence when there is a card that cannot be used: why, and what to install.
    """

    device: str = ""
    name: str = ""
    why_not: str = ""


def find(probe: Probe) -> Found:
    """Make of a probe what can be used, or the sentence that says why it cannot."""
    if probe.system == "darwin":
        return _find_metal(probe)
    if not probe.cards:
        return Found(why_not=_why_no_card(probe))
    card, maker = probe.cards[0], " (ROCm)" if probe.built_for == "rocm" else ""
    name = f"{card.name}{maker}, {round(card.memory / GIB)} GB"
    if probe.built_for == "cuda" and not _knows(probe.architectures, card.capability):
        return Found(why_not=_why_unknown(probe, card))
    if probe.failed:
        return Found(why_not=_why_failed(name, probe.failed))
    return Found("cuda", name)


def _find_metal(probe: Probe) -> Found:
    chip = probe.seen.chip
    if not chip.startswith("Apple"):
        return Found()  # a Mac with an Intel processor
    if not probe.metal:
        return Found(
            why_not=f"{chip} cannot be used for its graphics (Metal), because this PyTorch was not "
            "built for Apple's chips: install Python and PyTorch for arm64."
        )
    if probe.metal != "usable":
        return Found(
            why_not=f"{chip} cannot be used for its graphics (Metal), because this macOS is too "
            "old for this PyTorch: update macOS."
        )
    if probe.failed:
        return Found(why_not=_why_failed(f"{chip} (Metal)", probe.failed))
    return Found("mps", f"{chip} (Metal)")


def _why_failed(name: str, reason: str) -> str:
    return (
        f"{name} was found, but a first computation on it failed ({reason}): "
        "update its driver and restart the computer, or train on the processor."
    )


def _why_no_card(probe: Probe) -> str:
    """Why PyTorch sees no card although the system has one; "" when that has none either."""
    nvidia, amd = probe.seen.nvidia, probe.seen.amd
    if (nvidia or amd) and probe.built_for != "cpu" and probe.hidden:
        return (
            f"{nvidia or amd} is hidden by the setting CUDA_VISIBLE_DEVICES or "
            "HIP_VISIBLE_DEVICES: remove that and start Timbre again."
        )
    if nvidia and not probe.seen.driver:
        return (
            f"{nvidia} cannot be used, because NVIDIA's driver is not loaded: "
            "install it from nvidia.com or your system's packages, and restart the computer."
        )
    if nvidia and probe.built_for != "cuda":
        return (
            f"{nvidia} cannot be used, because this PyTorch was not built for it: "
            "install the CUDA build of the same version, as pytorch.org says."
        )
    if nvidia and _older(probe.driver_speaks, probe.built_version):
        return (
            f"{nvidia} cannot be used, because its driver {probe.seen.driver} is too old for "
            f"CUDA {probe.built_version}: install a newer driver from nvidia.com."
        )
    if nvidia:
        return (
            f"{nvidia} does not answer PyTorch, although its driver {probe.seen.driver} is loaded: "
            "restart the computer, or install the driver again."
        )
    if amd and probe.built_for != "rocm":
        return (
            f"{amd} cannot be used, because this PyTorch was not built for it: install the ROCm "
            "build of the same version, as pytorch.org says, if ROCm knows the card."
        )
    if amd:
        return (
            f"{amd} does not answer PyTorch: look whether ROCm {probe.built_version} knows the "
            "card, install AMD's driver for it, and restart the computer."
        )
    return ""


def _why_unknown(probe: Probe, card: Card) -> str:
    number = f"{card.capability[0]}.{card.capability[1]}"
    if card.capability < min(_numbers(probe.architectures)):
        return (
            f"{card.name} (CUDA capability {number}) is too old for this PyTorch, which was made "
            f"with CUDA {probe.built_version}: install a build with an older CUDA, "
            "or train on the processor."
        )
    return (
        f"{card.name} (CUDA capability {number}) is newer than this PyTorch, which was made with "
        f"CUDA {probe.built_version}: install a build with a newer CUDA, as pytorch.org says."
    )


def _knows(architectures: tuple[str, ...], capability: tuple[int, int]) -> bool:
    """Whether there is code that runs on a card: of its own generation, or to be translated."""
    if not architectures:
        return True  # a build that does not tell; the first computation does
    for name in architectures:
        (version,) = _numbers((name,))
        if name.startswith("compute_") and version <= capability:
            return True
        if version[0] == capability[0] and version <= capability:
            return True
    return False


def _numbers(architectures: tuple[str, ...]) -> list[tuple[int, int]]:
    """ "sm_86" -> (8, 6); "sm_90a" -> (9, 0); "compute_120" -> (12, 0)."""
    digits = [re.sub(r"\D", "", name.partition("_")[2]) for name in architectures]
    return [(int(found[:-1]), int(found[-1])) for found in digits]


def _older(speaks: str, needed: str) -> bool:
    """Whether a driver is of an older generation of CUDA than is needed."""
    with contextlib.suppress(ValueError):
        return int(speaks.partition(".")[0]) < int(needed.partition(".")[0])
    return False


def probe(try_out: bool) -> Probe:
    """Look. Loads torch; with ``try_out`` also computes something on the card, some seconds."""
    import torch

    found = Probe(
        seen=look(),
        hidden=any(os.environ.get(name, "0").strip() in ("", "-1") for name in _HIDING),
        metal=_metal(),
    )
    rocm = getattr(torch.version, "hip", None)
    built = "rocm" if rocm else "cuda" if torch.version.cuda else "cpu"
    found = replace(found, built_for=built, built_version=rocm or torch.version.cuda or "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch warns of what is said here in its own sentence
        if torch.cuda.is_available():
            found = replace(
                found, cards=_cards(), architectures=tuple(torch.cuda.get_arch_list() or ())
            )
        elif built == "cuda":
            found = replace(found, driver_speaks=_driver_speaks())
    able = find(found)
    if try_out and able.device:
        found = replace(found, failed=first_computation(torch.device(able.device)))
    return found


def _cards() -> tuple[Card, ...]:
    """What PyTorch sees; nothing when it fails even at that."""
    import torch

    try:
        all_ = [torch.cuda.get_device_properties(i) for i in range(torch.cuda.device_count())]
    except (RuntimeError, AssertionError):
        return ()
    return tuple(Card(one.name, one.total_memory, (one.major, one.minor)) for one in all_)


def _driver_speaks() -> str:
    """The CUDA that the driver knows, as PyTorch asks it; "" when it cannot."""
    import torch

    ask = getattr(torch._C, "_cuda_getDriverVersion", None)
    try:
        number = int(ask()) if ask else 0
    except RuntimeError:
        number = 0
    return f"{number // 1000}.{number % 1000 // 10}" if number else ""


def _metal() -> str:
    import torch

    if not torch.backends.mps.is_built():
        return ""
    return "usable" if torch.backends.mps.is_available() else "built"


def first_computation(device: torch.device) -> str:
    """Compute something small there as training does: forward, backward, compared with here.

    Returns "" when it came out as on the processor, otherwise why not in a few words.
    """
    try:
        there, here = (_small_training(place) for place in (str(device), "cpu"))
    except Exception as error:  # drivers fail in many ways, and any of them means: not there
        return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
    far = max(abs(a - b) / (abs(b) + 1e-3) for a, b in zip(there, here, strict=True))
    return "" if far < 0.05 else "its numbers are wrong"  # a NaN is not less, either


def _small_training(device: str) -> list[float]:
    """A convolution, an LSTM and a Fourier transform, there and back: the loss and gradients."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        sound = torch.randn(2, 8, 64).to(device)
        convolution = nn.Conv1d(8, 16, 5, padding=2).to(device)
        memory = nn.LSTM(16, 8, batch_first=True, bidirectional=True).to(device)
    made, _ = memory(convolution(sound).transpose(1, 2))
    spectrum = torch.fft.rfft(made.transpose(1, 2), dim=2)
    back = torch.fft.irfft(spectrum * 0.5, n=64, dim=2)
    loss = spectrum.abs().mean() + back.square().mean()
    loss.backward()
    gradients = [p.grad for p in (*convolution.parameters(), *memory.parameters())]
    return [loss.item(), *(float(g.norm().item()) for g in gradients if g is not None)]


def choose_device(wanted: str, probed: Probe | None = None) -> torch.device:
    """The device for "auto", "cpu", "cuda" (NVIDIA, AMD) or "mps" (Apple).

    "auto" is a card on which a first computation came out right, otherwise the processor; Apple's
    graphics have to be asked for. Raises StudioError when something is asked for that cannot be
    used.
    """
    import torch

    if wanted not in CHOICES:
        raise StudioError(f"There is no device “{wanted}”; choose one of {', '.join(CHOICES)}.")
    if wanted == "cpu":
        return torch.device("cpu")
    found = find(probed or probe(try_out=True))
    if wanted == "auto":
        return torch.device("cuda" if found.device == "cuda" else "cpu")
    if found.device != wanted:
        raise StudioError(
            found.why_not or "No graphics card of that kind was found; train on the processor."
        )
    return torch.device(wanted)
