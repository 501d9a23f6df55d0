"""Clips: what the mel stage is told of an utterance and how it sounded, made into batches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from studio.audio.files import resample
from studio.training.prepared import PreparedTake
from studio.voice.generator import CURVES_A_FRAME
from studio.voice.mel import log_mel
from studio.voice.mel_stage import Score, frames_of_tokens
from studio.voice.style import Style


@dataclass
class Clip:
    """One utterance.

    Attributes:
        name: where it is from.
        text: ``[512, T]`` float16, the text encoder's features.
        boundaries: ``[T + 1]`` in mel frames; may be fractional.
        f0: ``[F]`` Hz, 0 unvoiced.
        energy: ``[F]``.
        speaker: ``[129]`` whose timbre it is; None: the speaker's who is being trained.
        mel: ``[M, F]`` float16, log amplitudes.
        lead, tail: frames of pause before and after it, of which crops hold a little at most.
        size: the logarithm of how much larger than the speaker it sounds (`stretched`).
    """

    name: str
    text: Tensor
    boundaries: Tensor
    f0: Tensor
    energy: Tensor
    speaker: Tensor | None
    mel: Tensor
    size: float = 0.0
    lead: int = 0
    tail: int = 0


def clip_of_take(take: PreparedTake, content: Tensor) -> Clip:
    """A prepared take as a clip; ``content [T, 512]`` is the text encoder's."""
    ends = torch.nn.functional.pad(take.durations.cumsum(0) * float(CURVES_A_FRAME), (1, 0))
    mel = log_mel(take.sound.unsqueeze(0))[0]
    return Clip(
        name=take.name,
        text=content.T.half().cpu(),
        boundaries=ends,
        f0=take.f0,
        energy=take.energy,
        speaker=None,
        mel=mel.half(),
        lead=take.lead,
        tail=take.tail,
    )


EDGE = 12  # frames (0.15 s)
STRETCHES = ((17, 16), (16, 17))


def stretched(take: PreparedTake, content: Tensor) -> list[Clip]:
    """The take as a larger and a smaller speaker says it: resampled by 6 %, all labels along."""
    whole = clip_of_take(take, content)
    clips = []
    for up, down in STRETCHES:
        sound = torch.from_numpy(resample(take.sound.numpy(), down, up))
        by = up / down
        mel = log_mel(sound.unsqueeze(0))[0]
        frames = min(mel.shape[1], int(len(take.f0) * by))
        at = ((torch.arange(frames) + 0.5) / by).long().clamp(max=len(take.f0) - 1)
        clips.append(
            replace(
                whole,
                boundaries=whole.boundaries * by,
                f0=whole.f0[at] / by,
                energy=whole.energy[at],
                mel=mel[:, :frames].half(),
                size=math.log(by),
                lead=int(whole.lead * by),
                tail=int(whole.tail * by),
            )
        )
    return clips


def louder(score: Score, mel: Tensor, nepers: Tensor) -> tuple[Score, Tensor]:
    """A batch at other levels, by ``[B]`` nepers of amplitude; N counts power."""
    energy = score.energy + 2 * nepers[:, None]
    return replace(score, energy=energy), mel + nepers[:, None, None]


def crop_batch(
    clips: Sequence[Clip],
    frames: int,
    rng: np.random.Generator,
    style: Style | None = None,
    device: torch.device | str = "cpu",
) -> tuple[Score, Tensor, Tensor]:
    """A random crop of at most ``frames`` of each clip: score, mels ``[B, M, F]``, mask ``[B, F]``.

    ``style`` gives the timbre of clips whose speaker is being trained.
    """
    return collate(clips, [random_span(clip, frames, rng) for clip in clips], style, device)


def inner_span(clip: Clip) -> tuple[int, int]:
    """First frame and frame after the last of a clip with at most `EDGE` frames of its pauses."""
    return max(0, clip.lead - EDGE), clip.mel.shape[1] - max(0, clip.tail - EDGE)


def random_span(clip: Clip, frames: int, rng: np.random.Generator) -> tuple[int, int]:
    """Start and length of a random piece of a clip's inner span."""
    first, last = inner_span(clip)
    length = min(frames, last - first)
    return first + int(rng.integers(last - first - length + 1)), length


def collate(
    clips: Sequence[Clip],
    spans: Sequence[tuple[int, int]],
    style: Style | None = None,
    device: torch.device | str = "cpu",
) -> tuple[Score, Tensor, Tensor]:
    """Spans (start, length in frames) of clips, padded to the longest."""
    size, longest = len(clips), max(length for _, length in spans)
    pieces = [
        _tokens(clip, start, length) for clip, (start, length) in zip(clips, spans, strict=True)
    ]
    text = torch.zeros(size, clips[0].text.shape[0], max(piece[0].shape[1] for piece in pieces))
    token = torch.zeros(size, longest, dtype=torch.long)
    place, mel = torch.zeros(size, 2, longest), torch.zeros(size, clips[0].mel.shape[0], longest)
    f0, energy, mask = (torch.zeros(size, longest) for _ in range(3))
    for i, (clip, (start, length)) in enumerate(zip(clips, spans, strict=True)):
        span = slice(start, start + length)
        text[i, :, : pieces[i][0].shape[1]], token[i, :length], place[i, :, :length] = pieces[i]
        f0[i, :length], energy[i, :length] = clip.f0[span], clip.energy[span]
        mel[i, :, :length], mask[i, :length] = clip.mel[:, span].float(), 1.0
    speaker = torch.stack([_speaker(clip, style).to(device) for clip in clips])
    score = Score(
        text.to(device),
        token.to(device),
        place.to(device),
        f0.to(device),
        energy.to(device),
        speaker,
    )
    return score, mel.to(device), mask.to(device)


def _tokens(clip: Clip, start: int, length: int) -> tuple[Tensor, Tensor, Tensor]:
    """The tokens that a span touches: their features, which frame is whose, and where in it."""
    token, place = frames_of_tokens(clip.boundaries, clip.mel.shape[1])
    token, place = token[start : start + length], place[:, start : start + length]
    first, last = int(token[0]), int(token[-1]) + 1
    return clip.text[:, first:last].float(), token - first, place


def _speaker(clip: Clip, style: Style | None) -> Tensor:
    if clip.speaker is not None:
        return clip.speaker
    if style is None:
        raise ValueError("a clip of the speaker in training needs their style")
    timbre = style.rows(torch.tensor([clip.text.shape[1] - 2]))[0][0]
    size = torch.zeros_like(timbre)
    size[-1] = clip.size
    return timbre + size
