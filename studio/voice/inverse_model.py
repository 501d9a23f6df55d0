"""The inverse model I: speech to phonemes, `I(S) = T'`.

Speech encoder (`speech_encoder.py`) → its lower, middle and upper layers → a small convolutional
trunk → two readings of it:

- *CTC* log-probabilities over the 42 phonemes and the blank, a frame each 20 ms: which phonemes
  were said, in which order. Peaky, and careless about where a phoneme begins.
- *frame* log-probabilities over 45 classes, a frame each 10 ms: what sounds at this moment. The 42
  phonemes, and three more for how the generator spreads time: stress mark, space and pause.

Shapes: B recordings, n samples at 16 kHz, T encoder frames of 20 ms, S = 2 T frames of 10 ms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio import paths
from studio.core.errors import StudioError
from studio.text import inventory
from studio.voice.speech_encoder import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE,
    EncoderConfig,
    SpeechEncoder,
    frame_count,
)
from studio.voice.weights import load_weights

BLANK = len(inventory.PHONEMES)
CTC_CLASSES = BLANK + 1
STRESS = len(inventory.PHONEMES)  # classes of the frame reading behind the phonemes
SPACE = STRESS + 1
PAUSE = STRESS + 2
FRAME_CLASSES = STRESS + 3
SUBFRAMES = 2  # frames of the frame reading per encoder frame
SUBFRAME_SECONDS = FRAME_SECONDS / SUBFRAMES

# The stem and layers 1 … 6, averaged in groups: where sounds begin is clearest below, which they
# are in the middle, and what the words want them to be above.
LAYER_GROUPS = ((0, 1, 2), (3, 4), (5, 6))

WINDOW_FRAMES = 1200  # 24 s heard at once; Whisper's encoder was trained on 30 s
OVERLAP_FRAMES = 50  # 1 s at either side of a window's seam is heard twice


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of the phoneme head."""

    width: int = 256
    blocks: int = 4
    kernel: int = 7
    expansion: int = 3
    dropout: float = 0.1


@dataclass(frozen=True)
class Posteriors:
    """What I hears in one recording, as numbers.

    `ctc` [T, 43] and `frames` [S, 45] are natural log-probabilities; `seconds` is the recording's
    length.
    """

    ctc: np.ndarray
    frames: np.ndarray
    seconds: float


class Block(nn.Module):
    """Depthwise convolution over time and a pointwise network (after ConvNeXt), residual."""

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        width = config.width
        self.conv = nn.Conv1d(width, width, config.kernel, padding=config.kernel // 2, groups=width)
        self.norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, config.expansion * width)
        self.narrow = nn.Linear(config.expansion * width, width)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, alive: Tensor) -> Tensor:
        """`x` [B, T, width], `alive` [B, T, 1] zero behind a recording's end."""
        y = self.conv((x * alive).transpose(1, 2)).transpose(1, 2)
        return x + self.dropout(self.narrow(F.gelu(self.widen(self.norm(y)))))


class PhonemeHead(nn.Module):
    """The encoder's layers to CTC and frame log-probabilities."""

    def __init__(self, features: int, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        self.enter = nn.Linear(len(LAYER_GROUPS) * features, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.blocks))
        self.leave = nn.LayerNorm(config.width)
        self.ctc = nn.Linear(config.width, CTC_CLASSES)
        self.frames = nn.Linear(config.width, SUBFRAMES * FRAME_CLASSES)

    @staticmethod
    def features(outputs: Sequence[Tensor]) -> Tensor:
        """The encoder's layer outputs, each [B, T, D], as the head's input [B, T, groups · D]."""
        normed = [F.layer_norm(output, output.shape[-1:]) for output in outputs]
        groups = [torch.stack([normed[i] for i in group]).mean(0) for group in LAYER_GROUPS]
        return torch.cat(groups, dim=-1)

    def forward(self, features: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """`features` of recordings with `lengths` [B] frames to [B, T, 43] and [B, S, 45]."""
        batch, frames = features.shape[:2]
        steps = torch.arange(frames, device=features.device)
        alive = (steps[None, :] < lengths[:, None])[:, :, None].to(features.dtype)
        x = self.enter(features)
        for block in self.blocks:
            x = block(x, alive)
        x = self.leave(x)
        ctc = self.ctc(x).float().log_softmax(-1)
        cells = self.frames(x).view(batch, frames * SUBFRAMES, FRAME_CLASSES)
        return ctc, cells.float().log_softmax(-1)


class InverseModel(nn.Module):
    """Speech to phonemes. Everything it returns is differentiable in the audio.

    In training, keep it in `eval()` mode unless its own head is being trained: only dropout
    differs. `requires_grad_(False)` freezes it while gradients still flow to the audio.
    """

    def __init__(
        self, encoder: EncoderConfig | None = None, head: HeadConfig | None = None
    ) -> None:
        super().__init__()
        self.encoder = SpeechEncoder(encoder)
        self.head = PhonemeHead(self.encoder.config.width, head or HeadConfig())

    @classmethod
    def load(cls, folder: Path | None = None, device: str | torch.device = "cpu") -> InverseModel:
        """The shipped model (`models/inverse`), or the one in `folder`, in evaluation mode.

        Raises StudioError when a file is missing, damaged or does not fit the architecture.
        """
        folder = folder or paths.models_dir() / "inverse"
        tensors = load_weights(folder, "encoder") | load_weights(folder, "head")
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            model = cls(EncoderConfig(**config["encoder"]), HeadConfig(**config["head"]))
            model.load_state_dict(tensors, strict=True)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise StudioError(
                f"The inverse model in {folder} does not fit this version: install Timbre again."
            ) from error
        return model.to(device).eval()

    def forward(self, audio: Tensor, lengths: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """CTC [B, T, 43] and frame [B, S, 45] log-probabilities of `audio` [B, n].

        `audio` is at 16 kHz within ±1; `lengths` [B] holds each recording's samples where they
        differ. Frame t of CTC is centred at t · 20 ms, frame s of the frame reading covers
        s · 10 ms … (s + 1) · 10 ms.
        """
        if lengths is None:
            lengths = torch.full((audio.shape[0],), audio.shape[1], device=audio.device)
        features = self.head.features(self.encoder(audio, lengths))
        return self.head(features, frame_count(lengths))

    def log_probs(self, audio: Tensor, lengths: Tensor | None = None) -> Tensor:
        """CTC log-probabilities [B, T, 43] of `audio` [B, n]; the blank is the last class."""
        return self(audio, lengths)[0]

    def frame_log_probs(self, audio: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Log-probabilities [B, S, 45] of what sounds in each 10 ms of `audio` [B, n]."""
        return self(audio, lengths)[1]

    def ctc_loss(
        self, audio: Tensor, phonemes: Sequence[str], lengths: Tensor | None = None
    ) -> Tensor:
        """−log P(phonemes | audio) per phoneme, [B]: the L_I of fine-tuning.

        `phonemes` are generator strings; stress, spaces and punctuation are passed over.
        A string that cannot fit into its audio gives 0 and no gradient.
        """
        if lengths is None:
            lengths = torch.full((audio.shape[0],), audio.shape[1], device=audio.device)
        return ctc_loss(self.log_probs(audio, lengths), frame_count(lengths), phonemes)

    @torch.no_grad()
    def listen(self, audio: np.ndarray) -> Posteriors:
        """What is heard in one recording [n] at 16 kHz of any length, in windows of 24 s."""
        ctc, frames = [], []
        for start, end, skip, keep in _windows(len(audio)):
            piece = torch.from_numpy(np.ascontiguousarray(audio[start:end], dtype=np.float32))
            heard = self(piece[None].to(self.device))
            ctc.append(heard[0][0, skip:keep].cpu().numpy())
            frames.append(heard[1][0, skip * SUBFRAMES : keep * SUBFRAMES].cpu().numpy())
        seconds = len(audio) / SAMPLE_RATE
        return Posteriors(np.concatenate(ctc), np.concatenate(frames), seconds)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.head.enter.weight.device

    def head_parameters(self) -> Iterator[nn.Parameter]:
        """The parameters that fine-tuning trains; the encoder stays as it is."""
        return self.head.parameters()

    def head_state(self) -> dict[str, Tensor]:
        """The head's weights alone, about 2 million numbers, on the CPU."""
        return {name: value.detach().cpu() for name, value in self.head.state_dict().items()}

    def load_head_state(self, state: dict[str, Tensor]) -> None:
        """Take over a tuned head. Raises RuntimeError where names or shapes differ."""
        self.head.load_state_dict(state, strict=True)


def _windows(samples: int) -> Iterator[tuple[int, int, int, int]]:
    """Where windows start and end (samples), and which of their frames to keep: [skip, keep)."""
    total = int(frame_count(torch.tensor(samples)))
    at = 0
    while at < total:
        first = max(0, at - OVERLAP_FRAMES)
        until = total if total - first <= WINDOW_FRAMES else first + WINDOW_FRAMES - OVERLAP_FRAMES
        end = samples if until == total else (until + OVERLAP_FRAMES) * FRAME_SAMPLES
        yield first * FRAME_SAMPLES, end, at - first, until - first
        at = until


def ctc_loss(log_probs: Tensor, frames: Tensor, phonemes: Sequence[str]) -> Tensor:
    """CTC loss per phoneme [B] of `log_probs` [B, T, 43] with `frames` [B] valid frames each."""
    targets = [[index for _, index in inventory.sounds(line)] for line in phonemes]
    counts = torch.tensor([len(target) for target in targets], device=log_probs.device)
    flat = torch.tensor([index for target in targets for index in target], dtype=torch.long)
    loss = F.ctc_loss(
        log_probs.transpose(0, 1),
        flat.to(log_probs.device),
        frames,
        counts,
        blank=BLANK,
        reduction="none",
        zero_infinity=True,
    )
    return loss / counts.clamp(min=1)


def best_path(ctc: np.ndarray) -> list[tuple[int, int, float]]:
    """Greedy CTC reading of `ctc` [T, 43]: (class, frame of its peak, its probability there)."""
    heard: list[tuple[int, int, float]] = []
    before = BLANK
    for frame, index in enumerate(ctc.argmax(axis=1).tolist()):
        probability = float(np.exp(ctc[frame, index]))
        if index != BLANK and index == before and probability > heard[-1][2]:
            heard[-1] = (index, frame, probability)
        elif index not in (BLANK, before):
            heard.append((index, frame, probability))
        before = index
    return heard
