"""The block that the mel stage and the vocoder are made of."""

import torch
from torch import Tensor, nn

from studio.voice.eight_bits import EightBitLinear, eight_bits_wanted, state_of


class ConvNeXtBlock(nn.Module):
    """A depthwise convolution over time, then two dense layers over channels, with a residual path.

    Liu et al. 2022 (arXiv:2201.03545), in the one-dimensional form of Vocos (arXiv:2306.00814).

    Args:
        channels: width C of the residual path.
        expansion: hidden width as a multiple of C.
        condition: width of a condition vector that scales and shifts the normalised signal
            (adaptive layer norm); 0 for none.
    """

    def __init__(
        self, channels: int, expansion: int = 3, condition: int = 0, kernel: int = 7
    ) -> None:
        super().__init__()
        self.depthwise = nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.norm = nn.LayerNorm(channels, elementwise_affine=condition == 0)
        self.expand = nn.Linear(channels, channels * expansion)
        self.contract = nn.Linear(channels * expansion, channels)
        self.scale = nn.Parameter(torch.full((channels,), 0.2))
        self.modulate = nn.Linear(condition, 2 * channels) if condition else None
        if self.modulate is not None:
            nn.init.zeros_(self.modulate.weight)
            nn.init.zeros_(self.modulate.bias)
        self._packed: tuple[list[tuple[int, int]], EightBitLinear, EightBitLinear] | None = None

    def forward(self, x: Tensor, condition: Tensor | None = None) -> Tensor:
        """``x [B, C, F]`` (and ``condition [B, K]``) to ``[B, C, F]``."""
        y = self.norm(self.depthwise(x).transpose(1, 2))
        if self.modulate is not None and condition is not None:
            gain, shift = self.modulate(condition).unsqueeze(1).chunk(2, dim=-1)
            y = y * (1 + gain) + shift
        expand, contract = self._in_eight_bits() if eight_bits_wanted() else self._as_they_are()
        y = contract(nn.functional.gelu(expand(y)))
        return x + (self.scale * y).transpose(1, 2)

    def _as_they_are(self) -> tuple[nn.Linear, nn.Linear]:
        return self.expand, self.contract

    def _in_eight_bits(self) -> tuple[EightBitLinear, EightBitLinear]:
        """The two dense layers, packed when their weights are new."""
        state = state_of(self.expand, self.contract)
        if self._packed is None or self._packed[0] != state:
            layers = [EightBitLinear(one.weight, one.bias) for one in self._as_they_are()]
            self._packed = (state, layers[0], layers[1])
        return self._packed[1:]
