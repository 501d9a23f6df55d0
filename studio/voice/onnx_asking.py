"""How a speaker ends questions, in a form that ONNX can hold: `studio.voice.asking` by positions.

What is a question is for the caller to say (`studio.text.questions`): with cents of 0 nothing
changes.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from studio.text.inventory import PRIMARY_STRESS, SYMBOLS, is_vowel
from studio.voice.asking import CURVES_A_FRAME, EDGE, POINTS, UNVOICED_HZ

_NO_VOICE = 1e6  # Hz: behind all that sounds, when F0 is sorted


class AskedGraph(nn.Module):
    """`asking.asked`, for an utterance of any length."""

    vowels: Tensor

    def __init__(self, tokens: int) -> None:
        """``tokens``: how many there are."""
        super().__init__()
        vowels = torch.zeros(tokens, dtype=torch.long)
        vowels[[row for symbol, row in SYMBOLS.items() if is_vowel(symbol)]] = 1
        self.register_buffer("vowels", vowels, persistent=False)

    def forward(self, f0: Tensor, durations: Tensor, tokens: Tensor, cents: Tensor) -> Tensor:
        """F0 ``[1, F]`` as the stack speaks it, durations and tokens ``[1, T]``, cents
        ``[1, POINTS]``."""
        first, known = self._last_stress(tokens, durations)
        at = torch.ones_like(f0).cumsum(1) - 1
        pitched = (f0 >= _edge(f0)) & (at >= first)
        # Counted from 1, the last frame with a pitch is that before the ending's end; 0: none.
        end = (pitched.to(f0.dtype) * (at + 1)).amax(dim=1, keepdim=True)
        share = ((at - first) / (end - 1 - first).clamp(min=1)).clamp(0, 1) * (POINTS - 1)
        left = share.long().clamp(max=POINTS - 2)
        share = share - left.to(f0.dtype)
        curve = cents.gather(1, left) * (1 - share) + cents.gather(1, left + 1) * share
        there = (at >= first) & (end > 0) & known
        return f0 * torch.pow(2.0, torch.where(there, curve, torch.zeros_like(curve)) / 1200)

    def _last_stress(self, tokens: Tensor, durations: Tensor) -> tuple[Tensor, Tensor]:
        """The frame of F0 on which the last stressed vowel begins, and whether there is one."""
        place = torch.ones_like(tokens).cumsum(1) - 1
        vowel = (place * fn.embedding(tokens, self.vowels.unsqueeze(1)).sum(2)).amax(1, True)
        stressed = (tokens == SYMBOLS[PRIMARY_STRESS]) & (place < vowel)
        stress = (place * stressed.long()).amax(1, True)
        symbol = torch.where(stress > 0, stress, vowel)
        frames = (durations * (place < symbol).long()).sum(1, keepdim=True) * CURVES_A_FRAME
        return frames.float(), vowel > 0


def _edge(f0: Tensor) -> Tensor:
    """`asking.pitched`: from which F0 ``[1, 1]`` on a frame has a pitch and is no edge of one."""
    sounding = f0 >= UNVOICED_HZ
    inorder, _ = torch.where(sounding, f0, torch.full_like(f0, _NO_VOICE)).sort(dim=1)
    middle = (sounding.long().sum(1, keepdim=True) - 1).clamp(min=0) // 2
    return (EDGE * inorder.gather(1, middle)).clamp(min=UNVOICED_HZ)
