"""The mel stage: what is said, how high and how loud, to the mel spectrogram of a speaker.

Two parts. The *reader* makes hidden features and a first spectrogram, the mean of what this speaker
could have meant. The *flow* turns noise into one spectrogram that they could have said, given the
reader's features (flow matching, Lipman et al. 2023, arXiv:2210.02747, conditioned as in Matcha,
arXiv:2309.03199). A mean alone is blurred wherever the text does not settle the sound.

Letters: B batch, T tokens, F mel frames (80 a second), M mel bands.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from studio.audio import mel_spec
from studio.voice.convnext import ConvNeXtBlock
from studio.voice.vocoder import VOICED_HZ

MEL_MEAN, MEL_SCALE = -2.7, 3.1  # brings log mels of speech at -25 dBFS near mean 0, variance 1
SILENT_N = -3.0  # N of a pause; only to bring N near 0
SPEAKER = 128 + 1  # the teacher's timbre space, and the logarithm of how large the speaker is


@dataclass(frozen=True)
class MelStageConfig:
    """Sizes of the mel stage."""

    text: int = 512
    channels: int = 256
    reader_blocks: int = 6
    flow_blocks: int = 8
    condition: int = 160
    expansion: int = 3


@dataclass(frozen=True)
class Score:
    """Everything that the mel stage is told, frame by frame.

    ``text [B, text, T]`` features of tokens; ``token [B, F]`` which token a frame belongs to;
    ``place [B, 2, F]`` how far through its token a frame is (0..1) and the token's log length;
    ``f0 [B, F]`` in Hz, 0 unvoiced; ``energy [B, F]`` N as the prosody stack speaks it;
    ``speaker [B, SPEAKER]``.
    """

    text: Tensor
    token: Tensor
    place: Tensor
    f0: Tensor
    energy: Tensor
    speaker: Tensor


def frames_of_tokens(boundaries: Tensor, frames: int) -> tuple[Tensor, Tensor]:
    """Token boundaries ``[T + 1]`` (frames, also fractional) to ``token [F]``, ``place [2, F]``."""
    centres = torch.arange(frames, device=boundaries.device) + 0.5
    token = torch.searchsorted(boundaries, centres, right=True) - 1
    token = token.clamp(0, len(boundaries) - 2)
    start, end = boundaries[token], boundaries[token + 1]
    length = (end - start).clamp(min=0.5)
    return token, torch.stack([((centres - start) / length).clamp(0, 1), torch.log(length) - 1.5])


class MelStage(nn.Module):
    """Score to log mel spectrogram."""

    def __init__(self, config: MelStageConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or MelStageConfig()
        width, condition = config.channels, config.condition
        self.speaker = nn.Sequential(
            nn.Linear(SPEAKER, condition), nn.GELU(), nn.Linear(condition, condition)
        )
        self.text = nn.Linear(config.text, width)
        self.prosody = nn.Conv1d(5, width, 5, padding=2)
        self.reader = nn.ModuleList(
            ConvNeXtBlock(width, config.expansion, condition) for _ in range(config.reader_blocks)
        )
        self.mean = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, mel_spec.BANDS))
        self.time = nn.Sequential(
            nn.Linear(64, condition), nn.GELU(), nn.Linear(condition, condition)
        )
        self.enter = nn.Conv1d(2 * mel_spec.BANDS, width, 3, padding=1)
        self.flow = nn.ModuleList(
            ConvNeXtBlock(width, config.expansion, condition) for _ in range(config.flow_blocks)
        )
        self.velocity = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, mel_spec.BANDS))

    def read(self, score: Score) -> tuple[Tensor, Tensor, Tensor]:
        """The mean (normalised) ``[B, M, F]``, features ``[B, C, F]``, condition ``[B, K]``."""
        condition = self.speaker(score.speaker)
        text = self.text(score.text.transpose(1, 2))
        token = score.token.unsqueeze(-1).expand(*score.token.shape, text.shape[-1])
        x = text.gather(1, token).transpose(1, 2)
        voiced = (score.f0 >= VOICED_HZ).to(x.dtype)
        pitch = torch.log(score.f0.clamp(min=VOICED_HZ) / 150.0) * voiced
        prosody = torch.stack([pitch, voiced, (score.energy - SILENT_N) / 3.0], dim=1)
        x = x + self.prosody(torch.cat([prosody, score.place], dim=1))
        for block in self.reader:
            x = block(x, condition)
        return self.mean(x.transpose(1, 2)).transpose(1, 2), x, condition

    def step(
        self, noisy: Tensor, moment: Tensor, mean: Tensor, read: Tensor, condition: Tensor
    ) -> Tensor:
        """The velocity ``[B, M, F]`` of a spectrogram at ``moment [B]`` (0 noise, 1 speech)."""
        waves = torch.exp(torch.arange(32, device=noisy.device) * (-math.log(1000.0) / 31)) * 1000.0
        angles = moment.unsqueeze(1) * waves
        condition = condition + self.time(torch.cat([angles.sin(), angles.cos()], dim=1))
        x = read + self.enter(torch.cat([noisy, mean], dim=1))
        for block in self.flow:
            x = block(x, condition)
        return self.velocity(x.transpose(1, 2)).transpose(1, 2)

    def losses(
        self, score: Score, mel: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Distance of the mean (L1, normalised) and flow-matching loss, for log mels ``[B, M, F]``.

        ``mask [B, F]`` is 1 where frames count.
        """
        target = normalise(mel)
        mean, read, condition = self.read(score)
        noise = torch.randn_like(target)
        moment = torch.rand(len(target), device=target.device)
        at = moment[:, None, None]
        velocity = self.step(at * target + (1 - at) * noise, moment, mean.detach(), read, condition)
        of_mean, of_flow = (mean - target).abs(), (velocity - (target - noise)).square()
        if mask is None:
            return of_mean.mean(), of_flow.mean()
        weight = mask.unsqueeze(1) / (mask.sum() * target.shape[1]).clamp(min=1)
        return (of_mean * weight).sum(), (of_flow * weight).sum()

    def forward(
        self, score: Score, steps: int = 6, warmth: float = 0.7, start: Tensor | None = None
    ) -> Tensor:
        """Log mel ``[B, M, F]`` of a score.

        ``steps`` of Euler's method (0: the mean itself); ``warmth`` is the spread of the noise it
        starts from: 0 is flat and sure, 1 is as varied as the speaker. ``start [B, M, F]``,
        normally distributed, makes the result repeatable.
        """
        mean, read, condition = self.read(score)
        if steps == 0:
            return denormalise(mean)
        x = (torch.randn_like(mean) if start is None else start) * warmth
        for index in range(steps):
            moment = torch.full((len(x),), index / steps, device=x.device)
            x = x + self.step(x, moment, mean, read, condition) / steps
        return denormalise(x)


def normalise(mel: Tensor) -> Tensor:
    """Log mels to about mean 0 and variance 1."""
    return (mel - MEL_MEAN) / MEL_SCALE


def denormalise(mel: Tensor) -> Tensor:
    """What `normalise` took away, given back."""
    return mel * MEL_SCALE + MEL_MEAN
