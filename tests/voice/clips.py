"""Real signals for the tests of the inverse model: teacher speech with known durations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.audio.files import Sound, read_sound, resample

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class TeacherClip:
    """A sentence of the teacher: sound, 16 kHz samples [n], and what was spoken when."""

    sound: Sound
    audio: np.ndarray
    text: str
    phonemes: str
    durations: list[int]

    @property
    def bounds(self) -> np.ndarray:
        """Where the teacher's symbols begin and end in seconds: len(phonemes) + 3 times."""
        return np.cumsum([0, *self.durations]) / 40


def teacher_clips() -> list[TeacherClip]:
    """The two clips of `data`."""
    rows = json.loads((DATA / "teacher_clips.json").read_text(encoding="utf-8"))
    clips = []
    for row in rows:
        sound = read_sound(DATA / row["file"])
        audio = resample(sound.samples, sound.rate, 16_000)
        clips.append(TeacherClip(sound, audio, row["text"], row["phonemes"], row["durations"]))
    return clips
