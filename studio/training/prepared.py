"""A take as the networks see it, and how it is kept on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from studio.audio import mel_spec
from studio.audio.files import resample
from studio.core.files import write_atomically
from studio.voice.said_ways import Occurrence, SaidWays

HEARD_RATE = 16_000  # Hz, what the inverse model listens to
FOLDER = "prepared"  # among the runs of a voice
VERSION = "4"  # of what is kept on disk


@dataclass(frozen=True)
class PreparedTake:
    """One take as the networks see it.

    Attributes:
        name: the take's id.
        text: what was said.
        phonemes: the generator's string.
        durations: ``[T]`` frames of 25 ms, with start and end token.
        sound: ``[600 sum(durations)]`` float32 at 24 kHz.
        f0: ``[F]`` Hz at 80 a second, drawn on through consonants, 0 in pauses.
        energy: ``[F]``.
        confidence: 0..1, how well I heard the text in it.
        asked: the phonemes of the text alone, by the language and the person's own lexicon.
        said: in which ways its words were heard.
        lead, tail: frames (80 a second) of pause that `edges.with_pauses` put around it.
    """

    name: str
    text: str
    phonemes: str
    durations: Tensor
    sound: Tensor
    f0: Tensor
    energy: Tensor
    confidence: float
    asked: str = ""
    said: SaidWays = field(default_factory=SaidWays)
    lead: int = 0
    tail: int = 0

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.sound) / mel_spec.RATE

    def heard_sound(self) -> Tensor:
        """The sound at 16 kHz, for the inverse model."""
        return torch.from_numpy(resample(self.sound.numpy(), mel_spec.RATE, HEARD_RATE))


def write_prepared(
    path: Path, ready: PreparedTake, cleanup: Mapping[str, Any] | None = None
) -> None:
    """Keep a prepared take, with the text and the clean-up that it was prepared with."""
    tensors = {
        "durations": ready.durations.int(),
        "sound": ready.sound.half(),
        "f0": ready.f0,
        "energy": ready.energy,
    }
    words = {
        "version": VERSION,
        "text": ready.text,
        "phonemes": ready.phonemes,
        "confidence": ready.confidence,
        "cleanup": dict(cleanup or {}),
        "asked": ready.asked,
        "said": asdict(ready.said),
    }
    write_atomically(path, save_tensors(tensors, {"take": json.dumps(words)}))


def read_prepared(
    path: Path,
    name: str,
    text: str,
    cleanup: Mapping[str, Any] | None = None,
    asked: str | None = None,
) -> PreparedTake | None:
    """What was prepared before; None when there is nothing, or not of this text and clean-up.

    `asked`: the text's phonemes now, for language or lexicon may have changed; None = as they were.
    """
    try:
        raw = path.read_bytes()
        tensors = load_tensors(raw)
        header = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
        words = json.loads(header["__metadata__"]["take"])
        made_of = (words["version"], words["text"], words.get("cleanup", {}))
        if made_of != (VERSION, text, dict(cleanup or {})):
            return None
        if asked not in (None, words["asked"]):
            return None
        said = words["said"]
        return PreparedTake(
            name=name,
            text=text,
            phonemes=words["phonemes"],
            durations=tensors["durations"].long(),
            sound=tensors["sound"].float(),
            f0=tensors["f0"],
            energy=tensors["energy"],
            confidence=float(words["confidence"]),
            asked=words["asked"],
            said=SaidWays(
                tuple(Occurrence(**one) for one in said["words"]), tuple(said["without_r"])
            ),
        )
    except (OSError, KeyError, TypeError, ValueError, SafetensorError):
        return None  # it is only a cache: what cannot be read is made again
