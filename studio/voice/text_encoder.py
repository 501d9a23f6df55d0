"""Phonemes to features: the phoneme language model and the text encoder of the generator.

Layout of PL-BERT (an ALBERT: one layer passed twelve times) and of Kokoro-82M's text encoder
(Apache-2.0), written anew so that it trains and loads our own file format. B clips, T tokens.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.voice.eight_bits import EightBitLinear, loudness_after, loudness_through, state_of
from studio.voice.styled_blocks import SLOPE, frame_mask


def run_lstm(lstm: nn.LSTM, x: Tensor, lengths: Tensor) -> Tensor:
    """Run a two-way LSTM over clips of different lengths: x [B, T, C], lengths [B] -> [B, T, 2 H].

    The backward direction starts at each clip's own end; padding comes out as zeros.
    """
    size = x.shape[1]
    if bool((lengths == size).all()):
        return lstm(x)[0]
    packed = nn.utils.rnn.pack_padded_sequence(
        x, lengths.cpu(), batch_first=True, enforce_sorted=False
    )
    unpacked, _ = nn.utils.rnn.pad_packed_sequence(
        lstm(packed)[0], batch_first=True, total_length=size
    )
    return unpacked


def two_way_lstm(size_in: int, size_out: int) -> nn.LSTM:
    """An LSTM whose two directions give `size_out` features together."""
    return nn.LSTM(size_in, size_out // 2, batch_first=True, bidirectional=True)


class AlbertLayer(nn.Module):
    """Self-attention and feed-forward with the norms after the sums."""

    def __init__(self, size: int, heads: int, inner_size: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(size, size)
        self.key = nn.Linear(size, size)
        self.value = nn.Linear(size, size)
        self.attended = nn.Linear(size, size)
        self.attended_norm = nn.LayerNorm(size, eps=1e-12)
        self.inner = nn.Linear(size, inner_size)
        self.outer = nn.Linear(inner_size, size)
        self.outer_norm = nn.LayerNorm(size, eps=1e-12)

    def forward(self, x: Tensor, seen: Tensor | None) -> Tensor:
        """x [B, T, C] -> [B, T, C]; seen [B, 1, 1, T] true where a token may be attended to."""
        split = (*x.shape[:2], self.heads, self.query.out_features // self.heads)
        query, key, value = (
            part(x).view(split).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        mixed = mixed.transpose(1, 2).reshape(x.shape)
        x = self.attended_norm(x + self.attended(mixed))
        inner = functional.gelu(self.inner(x), approximate="tanh")
        return self.outer_norm(x + self.outer(inner))


class EightBitAlbert:
    """An `AlbertLayer` packed into 8-bit numbers: for speaking only, two to three times as fast."""

    def __init__(self, layer: AlbertLayer) -> None:
        self.source = layer
        self.made_from = state_of(layer)
        into = (layer.query, layer.key, layer.value)
        self.query_key_value = EightBitLinear(
            torch.cat([part.weight for part in into]),
            torch.cat([part.bias for part in into]),
            loudness_after(layer.outer_norm),
        )
        self.attended = EightBitLinear(layer.attended.weight, layer.attended.bias)
        loudness = loudness_after(layer.attended_norm)
        self.inner = EightBitLinear(layer.inner.weight, layer.inner.bias, loudness)
        loudness = loudness_through(layer.attended_norm, layer.inner)
        self.outer = EightBitLinear(layer.outer.weight, layer.outer.bias, loudness)

    def fits(self, layer: AlbertLayer) -> bool:
        """Whether it was packed from this layer with the weights that it has now."""
        return self.source is layer and self.made_from == state_of(layer)

    def __call__(self, x: Tensor, seen: Tensor | None) -> Tensor:
        """As `AlbertLayer.forward`."""
        split = (*x.shape[:2], 3, self.source.heads, -1)
        query, key, value = self.query_key_value(x).view(split).permute(2, 0, 3, 1, 4).unbind(0)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        mixed = mixed.transpose(1, 2).reshape(x.shape)
        x = self.source.attended_norm(x + self.attended(mixed))
        inner = functional.gelu(self.inner(x), approximate="tanh")
        return self.source.outer_norm(x + self.outer(inner))


class PhonemeBert(nn.Module):
    """The phoneme language model: knows from context how a phoneme wants to be spoken."""

    def __init__(
        self,
        n_tokens: int,
        embedding_size: int,
        size: int,
        heads: int,
        inner_size: int,
        passes: int,
        positions: int,
    ) -> None:
        super().__init__()
        self.passes = passes
        self.words = nn.Embedding(n_tokens, embedding_size)
        self.positions = nn.Embedding(positions, embedding_size)
        self.segments = nn.Embedding(2, embedding_size)
        self.embedding_norm = nn.LayerNorm(embedding_size, eps=1e-12)
        self.widen = nn.Linear(embedding_size, size)
        self.layer = AlbertLayer(size, heads, inner_size)
        self._packed: EightBitAlbert | None = None

    def forward(self, tokens: Tensor, lengths: Tensor, eight_bits: bool = False) -> Tensor:
        """tokens [B, T] long, lengths [B] -> contextual features [B, T, size].

        With `eight_bits` the layer is packed once and then rounds what it is given: for speaking,
        not for training.
        """
        size = tokens.shape[1]
        x = self.words(tokens) + self.segments.weight[0] + self.positions.weight[:size]
        x = self.widen(self.embedding_norm(x))
        seen = None
        if bool((lengths != size).any()):
            seen = frame_mask(lengths, size).bool()[:, None, None, :]
        if eight_bits:
            return self._quickly(x, seen)
        for _ in range(self.passes):
            x = self.layer(x, seen)
        return x

    def _quickly(self, x: Tensor, seen: Tensor | None) -> Tensor:
        """The passes in 8-bit numbers; what is not rounded to them stays in float32."""
        if self._packed is None or not self._packed.fits(self.layer):
            self._packed = EightBitAlbert(self.layer)
        x = x.float()
        with torch.autocast(x.device.type, enabled=False):
            for _ in range(self.passes):
                x = self._packed(x, seen)
        return x


class TextBlock(nn.Module):
    """Convolution, layer norm over channels, leaky ReLU."""

    def __init__(self, channels: int, kernel_size: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.conv = nn.Conv1d(channels, channels, kernel_size, padding=kernel_size // 2)
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]."""
        x = self.norm(self.conv(x.transpose(1, 2)).transpose(1, 2))
        return functional.dropout(functional.leaky_relu(x, SLOPE), self.dropout, self.training)


class TextEncoder(nn.Module):
    """Phonemes to the features that say *what* is spoken, one vector a token, without style."""

    def __init__(
        self, n_tokens: int, channels: int, kernel_size: int, depth: int, dropout: float
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(n_tokens, channels)
        self.blocks = nn.ModuleList(TextBlock(channels, kernel_size, dropout) for _ in range(depth))
        self.lstm = two_way_lstm(channels, channels)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """tokens [B, T] long, lengths [B] -> features [B, T, C], zero in the padding."""
        mask = frame_mask(lengths, tokens.shape[1]).unsqueeze(-1)
        x = self.embedding(tokens) * mask
        for block in self.blocks:
            x = block(x) * mask
        return run_lstm(self.lstm, x, lengths) * mask


def pad_tokens(sequences: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Phoneme ids of several clips -> tokens [B, T] with the start and end token 0, lengths [B]."""
    lengths = torch.tensor([len(ids) + 2 for ids in sequences])
    tokens = torch.zeros(len(sequences), int(lengths.max()), dtype=torch.long)
    for row, ids in zip(tokens, sequences, strict=True):
        row[1 : len(ids) + 1] = torch.tensor(ids, dtype=torch.long)
    return tokens, lengths
