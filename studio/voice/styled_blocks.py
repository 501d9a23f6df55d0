"""Convolution blocks steered by a style vector: the prosody stack's and the teacher's decoder's.

The layout follows StyleTTS2 and Kokoro-82M (Apache-2.0), so that their weights fit. Two things are
ours: weight norm is folded into plain convolutions (some rows of the source are all zero, and
weight norm turns those into NaN), and the instance norm can leave padding out, so a clip sounds the
same alone and in a batch.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

NORM_EPSILON = 1e-5
SLOPE = 0.2  # of the leaky ReLUs in the styled blocks


def frame_mask(lengths: Tensor, size: int) -> Tensor:
    """1.0 where a frame belongs to its clip, 0.0 in the padding: lengths [B] -> [B, size]."""
    return (torch.arange(size, device=lengths.device)[None, :] < lengths[:, None]).float()


class StyledNorm(nn.Module):
    """Adaptive instance norm: normal over time, then gain and offset that the style gives."""

    def __init__(self, channels: int, style_size: int) -> None:
        super().__init__()
        self.style = nn.Linear(style_size, 2 * channels)

    def forward(self, x: Tensor, style: Tensor, mask: Tensor | None = None) -> Tensor:
        """x [B, C, T], style [B, S], mask [B, 1, T] or None (no padding) -> [B, C, T]."""
        gain, offset = self.style(style).unsqueeze(-1).chunk(2, dim=1)
        if mask is None:
            normal = functional.instance_norm(x, eps=NORM_EPSILON)
            return (1 + gain) * normal + offset
        count = mask.sum(-1, keepdim=True).clamp(min=1)
        mean = (x * mask).sum(-1, keepdim=True) / count
        spread = ((x - mean) * mask).square().sum(-1, keepdim=True) / count
        normal = (x - mean) * torch.rsqrt(spread + NORM_EPSILON)
        return ((1 + gain) * normal + offset) * mask


class StyledBlock(nn.Module):
    """Two styled convolutions with a shortcut; `upsample` doubles the number of frames."""

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        style_size: int,
        upsample: bool = False,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.upsample = upsample
        self.dropout = dropout
        self.norm1 = StyledNorm(channels_in, style_size)
        self.conv1 = nn.Conv1d(channels_in, channels_out, 3, padding=1)
        self.norm2 = StyledNorm(channels_out, style_size)
        self.conv2 = nn.Conv1d(channels_out, channels_out, 3, padding=1)
        self.shortcut = (
            nn.Conv1d(channels_in, channels_out, 1, bias=False)
            if channels_in != channels_out
            else nn.Identity()
        )
        self.widen = (
            nn.ConvTranspose1d(
                channels_in, channels_in, 3, 2, padding=1, output_padding=1, groups=channels_in
            )
            if upsample
            else nn.Identity()
        )

    def forward(self, x: Tensor, style: Tensor, mask: Tensor | None = None) -> Tensor:
        """x [B, C_in, T], style [B, S], mask [B, 1, T] -> [B, C_out, T], or 2 T when upsampling."""
        wide = mask
        if mask is not None and self.upsample:
            wide = mask.repeat_interleave(2, dim=-1)
        y = functional.leaky_relu(self.norm1(x, style, mask), SLOPE)
        y = self.widen(y)
        y = y if wide is None else y * wide
        y = self.conv1(functional.dropout(y, self.dropout, self.training))
        y = functional.leaky_relu(self.norm2(y, style, wide), SLOPE)
        y = self.conv2(functional.dropout(y, self.dropout, self.training))
        if self.upsample:
            x = x.repeat_interleave(2, dim=-1)
        y = (y + self.shortcut(x)) / math.sqrt(2)
        return y if wide is None else y * wide
