"""How a sound is coloured between the vocoder's filters and its source: nothing here is learnt.

Breath, resonances and effort are changed where they are separate from each other and from F0, so
each change is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as fn

from studio.audio import mel_spec
from studio.core.manner import ratio_of_semitones
from studio.voice.filter_bands import BINS, Spreads

LN_FROM_DB = 0.1151292546497023  # ln(10) / 20
# Loud speech is not soft speech turned up: a dB more of it is 0.5 dB at low frequencies and 1.5 dB
# at 1.5 to 3 kHz (Nordenberg and Sundberg 2004, doi:10.1080/14015430410004689).
TILT = 0.5  # dB a dB of effort by which high frequencies grow more than the first formant
TILT_FROM_HZ, TILT_FULL_HZ = 500.0, 1500.0


@dataclass(frozen=True)
class Colour:
    """What source and filters are told beside mel and F0."""

    breathiness: float = 0.0
    """dB by which noise and breath are stronger beside the pulses, where it is voiced."""
    formants: float = 0.0
    """Semitones by which every filter is moved along the frequencies."""
    effort: Tensor | None = None
    """``[B, F]`` dB by which each frame is louder, with the brightness that belongs to it."""

    @property
    def plain(self) -> bool:
        """Whether nothing is to be changed."""
        return not self.breathiness and not self.formants and self.effort is None

    def spreads(self, usual: Spreads) -> Spreads:
        """Where the bands of the filters lie."""
        return usual.moved(ratio_of_semitones(self.formants)) if self.formants else usual

    def breath(self, f0: Tensor, voiced_hz: float) -> Tensor:
        """The factor ``[B, H, 1]`` on noise and breath for F0 ``[B, F]``; 1 where unvoiced."""
        voiced = _in_half_frames((f0 >= voiced_hz).float(), 5)
        return torch.exp(voiced * (self.breathiness * LN_FROM_DB)).unsqueeze(-1)

    def brightness(self) -> Tensor:
        """The factor ``[B, H, BINS]`` on every filter that belongs to the effort."""
        assert self.effort is not None
        tilt = _tilt(self.effort.device) * (TILT * LN_FROM_DB)
        return torch.exp(_in_half_frames(self.effort, 3).unsqueeze(-1) * tilt)

    def loudness(self) -> Tensor:
        """The factor ``[B, H, 1]`` of the effort itself."""
        assert self.effort is not None
        return torch.exp(_in_half_frames(self.effort, 3) * LN_FROM_DB).unsqueeze(-1)


def _in_half_frames(values: Tensor, width: int) -> Tensor:
    """``[B, F]`` to ``[B, H]`` without steps: the mean of so many half frames (of 6.25 ms)."""
    halves = values.repeat_interleave(2, dim=1).unsqueeze(1)
    soft = fn.avg_pool1d(halves, width, 1, padding=width // 2, count_include_pad=False)
    return soft.squeeze(1)


def _tilt(device: torch.device) -> Tensor:
    """``[BINS]`` from 0 at low frequencies to 1 at high ones, in octaves."""
    hz = torch.linspace(0, mel_spec.RATE / 2, BINS, device=device).clamp(min=1.0)
    octaves = torch.log2(torch.tensor(TILT_FULL_HZ / TILT_FROM_HZ))
    return (torch.log2(hz / TILT_FROM_HZ) / octaves).clamp(0, 1)
