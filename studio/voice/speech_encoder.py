"""The speech encoder under the inverse model: Whisper's log-mel front end and its encoder.

The architecture is the encoder of Whisper base (Radford et al., "Robust Speech Recognition via
Large-Scale Weak Supervision", 2022; MIT): two convolutions, sinusoidal positions, six pre-norm
transformer layers of 512 channels. Two things differ from how Whisper runs it:

- the audio is not padded to 30 s: positions are computed for as many frames as there are, so the
  cost follows the length of the recording;
- every layer's output comes back, because phonemes are told apart best in the middle layers.

Shapes: B recordings, n samples, M mel frames of 10 ms, T = ceil(M / 2) encoder frames of 20 ms,
D = 512 channels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.voice.torchaudio_compat import torchaudio

SAMPLE_RATE = 16_000
N_FFT = 400  # 25 ms at 16 kHz
HOP_LENGTH = 160  # 10 ms at 16 kHz
N_MELS = 80
FRAME_SAMPLES = 2 * HOP_LENGTH  # the second convolution halves the frame rate: 20 ms
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
MAX_WAVELENGTH = 10_000.0  # of the sinusoidal positions
# Whisper has always heard silence after the last word; without it the last phoneme is misheard.
TAIL_SAMPLES = 10 * FRAME_SAMPLES
MAX_SECONDS = 30.0  # the positions Whisper was trained on


@dataclass(frozen=True)
class EncoderConfig:
    """Sizes of the encoder; the defaults are Whisper base."""

    width: int = 512
    heads: int = 8
    layers: int = 6


def slaney_mel_filters(bands: int = N_MELS, n_fft: int = N_FFT, rate: int = SAMPLE_RATE) -> Tensor:
    """Triangular filters [bands, n_fft // 2 + 1] on Slaney's mel scale, area-normalised.

    The ones that Whisper's features are computed with.
    """
    filters = torchaudio.functional.melscale_fbanks(
        n_fft // 2 + 1, 0.0, rate / 2, bands, rate, norm="slaney", mel_scale="slaney"
    )
    return filters.T.contiguous()


def frame_count(samples: Tensor) -> Tensor:
    """How many 20 ms frames recordings of these lengths (samples, integers) have, at least one."""
    return torch.clamp((samples + FRAME_SAMPLES - 1) // FRAME_SAMPLES, min=1)


class LogMel(nn.Module):
    """Audio [B, n] at 16 kHz, within ±1, to Whisper's log-mel features [B, 80, M]."""

    window: Tensor
    filters: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(N_FFT), persistent=False)
        self.register_buffer("filters", slaney_mel_filters(), persistent=False)

    def forward(self, audio: Tensor) -> Tensor:
        spectrum = torch.stft(
            audio, N_FFT, HOP_LENGTH, window=self.window, center=True, return_complex=True
        )[..., :-1]
        # Not abs() ** 2: the gradient of abs is undefined where a bin is exactly zero.
        power = spectrum.real.square() + spectrum.imag.square()
        log_mel = (self.filters @ power).clamp(min=1e-10).log10()
        floor = log_mel.amax(dim=(1, 2), keepdim=True) - 8.0
        return (torch.maximum(log_mel, floor) + 4.0) / 4.0


class EncoderLayer(nn.Module):
    """One pre-norm transformer layer: [B, T, D] to [B, T, D]."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.ffn_norm = nn.LayerNorm(width)
        self.ffn_in = nn.Linear(width, 4 * width)
        self.ffn_out = nn.Linear(4 * width, width)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """`mask` [B, 1, 1, T] is True on the frames that may be attended to."""
        batch, frames, width = x.shape
        qkv = self.qkv(self.attention_norm(x)).view(batch, frames, 3, self.heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # each [B, heads, T, D / heads]
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, frames, width))
        return x + self.ffn_out(F.gelu(self.ffn_in(self.ffn_norm(x))))


def sinusoids(frames: int, width: int, device: torch.device) -> Tensor:
    """Whisper's fixed positions [frames, width]: sines in the first half, cosines in the second."""
    rates = torch.exp(
        -math.log(MAX_WAVELENGTH) / (width // 2 - 1) * torch.arange(width // 2, device=device)
    )
    angles = torch.arange(frames, device=device)[:, None] * rates[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class SpeechEncoder(nn.Module):
    """Audio at 16 kHz to the outputs of every layer, a frame each 20 ms."""

    def __init__(self, config: EncoderConfig | None = None) -> None:
        super().__init__()
        self.config = config or EncoderConfig()
        width = self.config.width
        self.log_mel = LogMel()
        self.conv1 = nn.Conv1d(N_MELS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.layers = nn.ModuleList(
            EncoderLayer(width, self.config.heads) for _ in range(self.config.layers)
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, audio: Tensor, lengths: Tensor | None = None) -> list[Tensor]:
        """The stem's and every layer's output, each [B, T, D], frame t centred at t · 20 ms.

        `audio` [B, n] within ±1, differentiable; `lengths` [B] in samples where recordings of
        different length are batched (what lies behind a recording's end changes nothing).
        """
        if lengths is None:
            lengths = torch.full((audio.shape[0],), audio.shape[1], device=audio.device)
        outputs = self._layer_outputs(audio, lengths)
        frames = int(frame_count(lengths).max())
        return [output[:, :frames] for output in outputs]

    def _layer_outputs(self, audio: Tensor, lengths: Tensor) -> list[Tensor]:
        alive = torch.arange(audio.shape[1], device=audio.device)[None, :] < lengths[:, None]
        audio = F.pad(audio * alive, (0, TAIL_SAMPLES))
        frames = frame_count(lengths + TAIL_SAMPLES)  # [B]
        audio = F.pad(audio, (0, int(frames.max()) * FRAME_SAMPLES - audio.shape[1]))
        mel_alive = _alive(2 * frames)[:, None, :]
        frame_alive = _alive(frames)
        x = self.log_mel(audio)
        # Zeros behind the end, as the convolutions' own padding has them.
        x = F.gelu(self.conv1(x * mel_alive)) * mel_alive
        x = F.gelu(self.conv2(x)).transpose(1, 2)
        outputs = [x]
        x = x + sinusoids(x.shape[1], x.shape[2], x.device)
        mask = None if bool(frame_alive.all()) else frame_alive[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
            outputs.append(x)
        outputs[-1] = self.norm(x)
        return outputs


def _alive(counts: Tensor) -> Tensor:
    """[B, max] True on the first `counts` places of each row."""
    return torch.arange(int(counts.max()), device=counts.device)[None, :] < counts[:, None]
