"""The text and prosody stack of the generator: phonemes to durations, pitch and energy.

The layout is Kokoro-82M's (Apache-2.0; StyleTTS2 family) without its decoder, 28 M parameters,
written anew: every method trains, nothing rounds on the way, and batches of clips of different
lengths give what each clip gives alone. Letters in the shapes: B clips, T tokens (phonemes with one
start and one end token), F frames of 25 ms (600 samples at 24 kHz, 40 a second). Pitch and energy
have two values a frame (300 samples, 80 a second).

    tokens -> PhonemeBert -> projection -> DurationEncoder(style) -> durations
           -> TextEncoder -> content features        | expand by durations
                                                     -> pitch and energy (style)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from studio.core.errors import StudioError
from studio.voice.precision import widened
from studio.voice.styled_blocks import StyledBlock, frame_mask
from studio.voice.text_encoder import PhonemeBert, TextEncoder, run_lstm, two_way_lstm
from studio.voice.weights import load_weights, read_checked_bytes

TOKEN_FRAME = 600  # samples at 24 kHz in one duration frame: 25 ms
CURVE_FRAME = 300  # samples at 24 kHz in one value of pitch and energy: 12.5 ms


@dataclass(frozen=True)
class ProsodyConfig:
    """Sizes of the stack; the defaults are Kokoro-82M's."""

    n_tokens: int = 178
    hidden_size: int = 512
    style_size: int = 128
    depth: int = 3  # convolutions in the text encoder, LSTMs in the duration encoder
    text_kernel_size: int = 5
    max_duration: int = 50  # frames; a duration is the sum of so many sigmoids
    dropout: float = 0.2
    bert_embedding_size: int = 128
    bert_size: int = 768
    bert_heads: int = 12
    bert_inner_size: int = 2048
    bert_passes: int = 12
    bert_positions: int = 512  # the longest utterance in tokens, start and end included

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ProsodyConfig:
        """Check and take the values of a config.json; unknown or missing keys and types fail."""
        known = {field.name: type(field.default) for field in fields(cls)}
        if set(values) != set(known):
            wrong = ", ".join(sorted(set(values) ^ set(known)))
            raise StudioError(f"The prosody configuration does not fit this version: {wrong}.")
        for name, kind in known.items():
            if type(values[name]) is not kind or not 0 < values[name] + (kind is float) < 1e6:
                raise StudioError(f"The prosody configuration has a wrong value for {name}.")
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class EncodedText:
    """What the stack knows of an utterance before any style: shared by every voice."""

    content: Tensor  # [B, T, 512] what is spoken, for the mel stage ("asr" features)
    context: Tensor  # [B, T, 512] from the phoneme language model, for the prosody
    lengths: Tensor  # [B] tokens

    def in_float32(self) -> EncodedText:
        """The same when it was computed in half precision."""
        return EncodedText(self.content.float(), self.context.float(), self.lengths)


class StyledLayerNorm(nn.Module):
    """Layer norm whose gain and offset come from the style."""

    def __init__(self, channels: int, style_size: int) -> None:
        super().__init__()
        self.channels = (channels,)
        self.style = nn.Linear(style_size, 2 * channels)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """x [B, T, C], style [B, S] -> [B, T, C]."""
        gain, offset = self.style(style).unsqueeze(1).chunk(2, dim=-1)
        return (1 + gain) * functional.layer_norm(x, self.channels) + offset


class DurationEncoder(nn.Module):
    """Context and style to prosody features, one vector a token with the style appended."""

    def __init__(self, size: int, style_size: int, depth: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.lstms = nn.ModuleList(two_way_lstm(size + style_size, size) for _ in range(depth))
        self.norms = nn.ModuleList(StyledLayerNorm(size, style_size) for _ in range(depth))

    def forward(self, context: Tensor, style: Tensor, lengths: Tensor) -> Tensor:
        """context [B, T, C], style [B, S], lengths [B] -> [B, T, C + S], zero in the padding."""
        size = context.shape[1]
        mask = frame_mask(lengths, size).unsqueeze(-1)
        beside = style.unsqueeze(1).expand(len(style), size, style.shape[1])
        x = torch.cat([context, beside], dim=-1) * mask
        for lstm, norm in zip(self.lstms, self.norms, strict=True):
            assert isinstance(lstm, nn.LSTM)
            y = functional.dropout(run_lstm(lstm, x, lengths), self.dropout, self.training)
            x = torch.cat([norm(y, style), beside], dim=-1) * mask
        return x


class Curve(nn.Module):
    """Frame features and style to one curve of twice as many values (pitch, or energy)."""

    def __init__(self, size: int, style_size: int, dropout: float) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            [
                StyledBlock(size, size, style_size, dropout=dropout),
                StyledBlock(size, size // 2, style_size, upsample=True, dropout=dropout),
                StyledBlock(size // 2, size // 2, style_size, dropout=dropout),
            ]
        )
        self.head = nn.Conv1d(size // 2, 1, 1)

    def forward(self, x: Tensor, style: Tensor, mask: Tensor | None) -> Tensor:
        """x [B, C, F], style [B, S], mask [B, 1, F] -> [B, 2 F]."""
        for block in self.blocks:
            x = block(x, style, mask)
            if mask is not None and mask.shape[-1] != x.shape[-1]:
                mask = mask.repeat_interleave(2, dim=-1)
        # In half precision F0 would come in steps of a hertz; and rounding so large a sum of small
        # numbers to float32 on the way costs as much as all layers before: the phase adds it up.
        with torch.autocast(x.device.type, enabled=False):
            offset = self.head.bias
            assert offset is not None
            x = widened(self.head.weight.squeeze(2)) @ widened(x) + widened(offset).unsqueeze(1)
            x = x.float()
        return (x if mask is None else x * mask).squeeze(1)


class Predictor(nn.Module):
    """The part with the speaking style, which fine-tuning moves: durations, pitch and energy."""

    def __init__(self, config: ProsodyConfig) -> None:
        super().__init__()
        size, style = config.hidden_size, config.style_size
        self.duration_encoder = DurationEncoder(size, style, config.depth, config.dropout)
        self.duration_lstm = two_way_lstm(size + style, size)
        self.duration_head = nn.Linear(size, config.max_duration)
        self.curve_lstm = two_way_lstm(size + style, size)
        self.f0 = Curve(size, style, config.dropout)
        self.energy = Curve(size, style, config.dropout)


class ProsodyStack(nn.Module):
    """Phonemes to content features, durations, pitch and energy.

    Speaking, in order: `encode`, `prosody_features`, `durations`, `round_durations`, `expand`,
    `f0_and_energy`; or all at once with `speak_plan`. In training, take real durations, pitch and
    energy in place of the predicted ones wherever they are known.
    """

    def __init__(self, config: ProsodyConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or ProsodyConfig()
        self.bert = PhonemeBert(
            config.n_tokens,
            config.bert_embedding_size,
            config.bert_size,
            config.bert_heads,
            config.bert_inner_size,
            config.bert_passes,
            config.bert_positions,
        )
        self.bert_projection = nn.Linear(config.bert_size, config.hidden_size)
        self.text_encoder = TextEncoder(
            config.n_tokens,
            config.hidden_size,
            config.text_kernel_size,
            config.depth,
            config.dropout,
        )
        self.predictor = Predictor(config)

    @classmethod
    def load(cls, folder: Path) -> ProsodyStack:
        """The stack from a model folder (`models/kokoro`), in evaluation mode.

        Raises StudioError when a file is missing, damaged or of another version.
        """
        try:
            values = json.loads(read_checked_bytes(folder, "config"))
        except (OSError, ValueError) as error:
            raise StudioError(
                f"The model configuration {folder / 'config.json'} cannot be read: "
                "install the program again."
            ) from error
        stack = cls(ProsodyConfig.from_dict(values))
        stack.load_state_dict(load_weights(folder), strict=True)
        return stack.eval()

    def encode(self, tokens: Tensor, lengths: Tensor, eight_bits: bool = False) -> EncodedText:
        """tokens [B, T] long (0 first and last), lengths [B] with those two -> EncodedText.

        `eight_bits`: the phoneme language model computes in 8-bit numbers (speaking only).
        """
        if tokens.shape[1] > self.config.bert_positions:
            raise StudioError(
                f"A sentence has {tokens.shape[1]} phonemes, and {self.config.bert_positions} fit: "
                "split it into shorter sentences."
            )
        context = self.bert_projection(self.bert(tokens, lengths, eight_bits))
        return EncodedText(self.text_encoder(tokens, lengths), context, lengths)

    def content(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Only the content features [B, T, 512]: all that the mel stage needs, and quick."""
        return self.text_encoder(tokens, lengths)

    def prosody_features(self, text: EncodedText, style: Tensor) -> Tensor:
        """text and prosody style [B, 128] (the second half of a voice) -> [B, T, 640]."""
        return self.predictor.duration_encoder(text.context, style, text.lengths)

    def duration_logits(self, features: Tensor, lengths: Tensor) -> Tensor:
        """Prosody features [B, T, 640] -> [B, T, 50]: "still sounding in frame k" as logits."""
        x = run_lstm(self.predictor.duration_lstm, features, lengths)
        return self.predictor.duration_head(x)

    def durations(self, features: Tensor, lengths: Tensor, speed: float = 1.0) -> Tensor:
        """Prosody features [B, T, 640] -> float durations [B, T] in frames of 25 ms, 0 in padding.

        Differentiable: the sum of the sigmoids, not rounded.
        """
        frames = torch.sigmoid(self.duration_logits(features, lengths).float()).sum(-1) / speed
        return frames * frame_mask(lengths, features.shape[1])

    def f0_and_energy(
        self, frames: Tensor, style: Tensor, frame_lengths: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Expanded prosody features [B, F, 640], style [B, 128] -> F0 and energy, [B, 2 F] each.

        F0 in Hz (below about 10 where unvoiced), energy as the natural log of the L2 norm over an
        80-band power mel of speech at about -25 dBFS. `frame_lengths` [B] says what is padding.
        """
        if frame_lengths is None:
            frame_lengths = torch.full((len(frames),), frames.shape[1], device=frames.device)
        mask = None
        if bool((frame_lengths != frames.shape[1]).any()):
            mask = frame_mask(frame_lengths, frames.shape[1]).unsqueeze(1)
        x = run_lstm(self.predictor.curve_lstm, frames, frame_lengths).transpose(1, 2)
        return self.predictor.f0(x, style, mask), self.predictor.energy(x, style, mask)

    @torch.no_grad()
    def speak_plan(
        self, tokens: Tensor, lengths: Tensor, style: Tensor, speed: float = 1.0
    ) -> Plan:
        """Everything that is to be spoken, for tokens [B, T] and a prosody style [B, 128]."""
        text = self.encode(tokens, lengths)
        features = self.prosody_features(text, style)
        durations = round_durations(self.durations(features, lengths, speed), lengths)
        frame_lengths = durations.sum(1)
        f0, energy = self.f0_and_energy(expand(features, durations), style, frame_lengths)
        return Plan(expand(text.content, durations), f0, energy, durations, frame_lengths)


@dataclass(frozen=True)
class Plan:
    """What the mel stage is to speak."""

    content: Tensor  # [B, F, 512]
    f0: Tensor  # [B, 2 F] Hz
    energy: Tensor  # [B, 2 F]
    durations: Tensor  # [B, T] frames, whole numbers, 0 in the padding
    frame_lengths: Tensor  # [B] frames


def round_durations(durations: Tensor, lengths: Tensor) -> Tensor:
    """Float durations [B, T] -> whole frames, at least one a token, 0 in the padding."""
    whole = durations.round().clamp(min=1).long()
    return whole * frame_mask(lengths, durations.shape[1]).long()


def expand(features: Tensor, durations: Tensor) -> Tensor:
    """Repeat each token for its whole number of frames.

    features [B, T, C], durations [B, T] long -> [B, F, C] with F the longest sum; zeros after a
    clip's end. Gradients flow into the features.
    """
    ends = durations.cumsum(1)
    size = int(ends[:, -1].max())
    frames = torch.arange(size, device=durations.device).expand(len(durations), -1)
    index = torch.searchsorted(ends, frames.contiguous(), right=True)
    index = index.clamp(max=features.shape[1] - 1).unsqueeze(-1)
    spread = torch.gather(features, 1, index.expand(-1, -1, features.shape[2]))
    return spread * frame_mask(ends[:, -1], size).unsqueeze(-1)
