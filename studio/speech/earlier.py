"""Sentences of an earlier recording, so that only what has changed is made again.

Each sentence of a score has a key: the checksum of everything that its sound comes from (voice and
weights, phonemes, manner, seed, edits). Where a key is the same, so are the samples, and they are
taken from the file as they lie there, with the mark in them and with what was heard of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from studio.audio.mel_spec import HOP, RATE
from studio.core.manner import Manner
from studio.core.shaping import Shaping
from studio.speech.export import score_path

LARGEST_SCORE = 200_000_000  # bytes
EXACT = ("PCM_16",)
"""Kinds of sound files that give back the very samples that were written."""


def key_of(identity: str, phonemes: str, shaping: Shaping, manner: Manner) -> str:
    """The key of a sentence; "" for a voice without an identity."""
    if not identity:
        return ""
    said = [identity, phonemes, asdict(shaping), manner.to_dict()]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Kept:
    """What is kept of one utterance, wherever it stands in the whole."""

    samples: NDArray[np.float32]
    """`[300 F]`"""
    f0: NDArray[np.float32]
    """`[F]`"""
    energy: NDArray[np.float32]
    """`[F]`"""
    lengths: tuple[float, ...]
    """Seconds of each symbol."""
    lead: float
    """Seconds from the first sample kept to the first symbol; below 0 when it is cut."""
    checks: tuple[tuple[bool | None, float | None], ...] | None = None
    """Heard and score of each word, where it comes from an earlier recording."""

    def fits(self, phonemes: str) -> bool:
        """Whether it is a recording of so many symbols."""
        return len(self.lengths) == len(phonemes)

    def symbols(self, phonemes: str, start: float) -> tuple[tuple[str, float, float], ...]:
        """The symbols' times when it begins at `start`, within what was kept."""
        end = start + len(self.samples) / RATE
        times: list[tuple[str, float, float]] = []
        at = start + self.lead
        for symbol, length in zip(phonemes, self.lengths, strict=True):
            times.append((symbol, min(max(at, start), end), min(max(at + length, start), end)))
            at += length
        return tuple(times)


class Earlier:
    """A recording with its score beside it, NAME.score.json, or NAME.json in the library.

    Nothing is found in one that is missing or does not fit.
    """

    def __init__(self, sound: Path) -> None:
        self._sound = sound
        score = score_path(sound)
        score = score if score.is_file() else sound.with_suffix(".json")
        self._sentences = _sentences(score) if _is_exact(sound) else {}

    def find(self, key: str) -> Kept | None:
        """The sentence with a key; None when it is not there."""
        sentence = self._sentences.get(key)
        if sentence is None:
            return None
        try:
            return self._read(sentence)
        except (KeyError, TypeError, ValueError, soundfile.SoundFileError):
            return None  # it is made again

    def _read(self, sentence: dict[str, Any]) -> Kept | None:
        # Sentences begin and end with a frame; the score has seconds, rounded.
        first, last = (HOP * round(float(sentence[edge]) * RATE / HOP) for edge in ("start", "end"))
        count = last - first
        f0, energy = (np.asarray(sentence[name], np.float32) for name in ("f0", "energy"))
        if not 0 < count == len(f0) * HOP == len(energy) * HOP or first < 0:
            return None
        samples, _ = soundfile.read(self._sound, count, first, dtype="float32")
        if len(samples) != count:
            return None
        checks = tuple((word["heard"], word["score"]) for word in sentence["words"])
        lengths = tuple(float(ms) / 1000 for ms in sentence["lengths_ms"])
        sound = np.asarray(samples, np.float32)
        return Kept(sound, f0, energy, lengths, float(sentence["lead"]), checks)


def _is_exact(sound: Path) -> bool:
    try:
        about = soundfile.info(sound)
    except (soundfile.SoundFileError, OSError):
        return False
    return about.samplerate == RATE and about.channels == 1 and about.subtype in EXACT


def _sentences(score: Path) -> dict[str, dict[str, Any]]:
    """The sentences of a score by key; nothing when it is none."""
    try:
        if score.stat().st_size > LARGEST_SCORE:
            return {}
        found = json.loads(score.read_text(encoding="utf-8"))["sentences"]
        return {one["key"]: one for one in found if one.get("key")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
