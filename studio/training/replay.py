"""A little of the teacher's speech that ships with the base, so that tuning forgets no sound.

Ten minutes of one person hold few examples of the rare phonemes; a mel stage that hears nothing
else for minutes loses them. `packaging/recipes/export_base.py` chose what is replayed.
"""

from __future__ import annotations

import io

import numpy as np
import soundfile
import torch

from studio.paths import models_dir
from studio.training.clips import Clip
from studio.voice.mel import log_mel
from studio.voice.weights import load_weights, read_checked_bytes

TOLD = ("text", "boundaries", "f0", "energy", "speaker")  # what `Clip` has beside the mel
OPUS, SCORES = "replay_sound", "replay_scores"  # roles in the manifest


def replay_clips() -> list[Clip]:
    """The shipped clips, decoded. Raises StudioError when a file is missing or damaged."""
    folder = models_dir() / "base"
    scores = load_weights(folder, SCORES)
    sound, _ = soundfile.read(io.BytesIO(read_checked_bytes(folder, OPUS)), dtype="float32")
    clips = []
    for index, (start, end) in enumerate(scores["spans"].tolist()):
        mel = log_mel(torch.from_numpy(np.ascontiguousarray(sound[start:end]))[None])[0]
        found = {
            key: scores[f"{index}.{key}"]
            for key in ("text", "boundaries", "f0", "energy", "speaker")
        }
        frames = min(mel.shape[1], len(found["f0"]))
        clips.append(
            Clip(
                name=f"replay {index}",
                text=found["text"].half(),
                boundaries=found["boundaries"],
                f0=found["f0"][:frames],
                energy=found["energy"][:frames],
                speaker=found["speaker"],
                mel=mel[:, :frames].half(),
            )
        )
    return clips
