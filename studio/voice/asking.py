"""How a speaker ends questions: pitch from the last stress on, beside what the stack speaks.

The prosody stack ends questions as it ends statements, in every stock voice. How somebody asks is
learnt from their own takes (`studio.training.asking`) as `POINTS` values in cents, which lie evenly
in time between the last stressed vowel and the last frame with a pitch.

Only questions for a yes or a no are ended so (`studio.text.questions`).
"""

from __future__ import annotations

import torch
from torch import Tensor

from studio.text.inventory import PRIMARY_STRESS, is_vowel
from studio.text.questions import asks

POINTS = 6
MOST_CENTS = 2400.0  # two octaves: what lies beyond is no ending that anybody has
CURVES_A_FRAME = 2  # values of F0 to one duration frame of 25 ms
UNVOICED_HZ = 55.0  # the stack's F0 falls smoothly towards 0 in what is unvoiced,
EDGE = 0.55  # so what lies as far under the median (an octave) is on its way there


def no_question() -> Tensor:
    """What a voice has whose way of asking nobody knows."""
    return torch.zeros(POINTS)


def pitched(f0: Tensor) -> Tensor:
    """Which frames of F0 ``[F]`` have a pitch and lie on no edge of one."""
    sounding = f0[f0 >= UNVOICED_HZ]
    if len(sounding) == 0:
        return torch.zeros_like(f0, dtype=torch.bool)
    return f0 >= (EDGE * sounding.median()).clamp(min=UNVOICED_HZ)


def ending(phonemes: str, durations: Tensor, pitch: Tensor) -> tuple[int, int] | None:
    """First frame of F0 of the last stressed vowel, and the one behind the last with a pitch.

    ``durations [T]`` frames of 25 ms with start and end token; ``pitch [F]`` as by `pitched`. (The
    stack lets the last sound run on into the silence: its end says nothing.) None where there is
    no such place.
    """
    vowels = [place for place, symbol in enumerate(phonemes) if is_vowel(symbol)]
    if not vowels:
        return None
    stress = phonemes.rfind(PRIMARY_STRESS, 0, vowels[-1])
    symbol = stress if stress >= 0 else vowels[-1]
    first = int(durations[: symbol + 1].sum()) * CURVES_A_FRAME
    later = torch.nonzero(pitch[first:])
    return (first, first + int(later[-1]) + 1) if len(later) else None


def asked(f0: Tensor, durations: Tensor, phonemes: str, cents: Tensor) -> Tensor:
    """F0 ``[1, F]`` with a question's ending of ``cents [POINTS]`` on it; others as they are.

    ``durations [1, T]`` whole frames.
    """
    if not bool(cents.any()) or not asks(phonemes):
        return f0
    place = ending(phonemes, durations[0], pitched(f0[0]))
    if place is None:
        return f0
    return f0 * torch.exp2(ending_curve(cents.to(f0.device), *place, f0.shape[1]) / 1200)


def ending_curve(cents: Tensor, first: int, end: int, frames: int) -> Tensor:
    """``[frames]`` cents: 0 up to the last stress, then straight lines between the points.

    The last point lies on the frame before ``end``.
    """
    at = torch.arange(frames, device=cents.device)
    place = ((at - first) / max(1, end - 1 - first)).clamp(0, 1) * (POINTS - 1)
    left = place.long().clamp(max=POINTS - 2)
    share = place - left
    curve = cents[left] * (1 - share) + cents[left + 1] * share
    return torch.where(at < first, torch.zeros_like(curve), curve)
