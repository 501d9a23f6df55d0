"""Somebody who knows the speaker and the words, and hears how far a clone is. Never a loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio import mel_spec
from studio.audio.files import resample
from studio.core.errors import StudioError
from studio.speech.speak import without_edges
from studio.training.judge import Speaker
from studio.training.prepare import phoneme_error_rate
from studio.training.prepared import HEARD_RATE, PreparedTake
from studio.voice.generator import Generator, Manner
from studio.voice.inverse_model import InverseModel, best_path
from studio.voice.style import Style

Samples = NDArray[np.float32]
Reading = list[tuple[int, int, float]]
"""Phonemes that were heard: (class in `inventory.PHONEMES`, frame, probability) each."""


@dataclass(frozen=True, eq=False)
class Listener:
    """A judge of the speaker's takes who has learnt nothing from the clone.

    ``model`` is the inverse model as it was shipped: one that is tuned beside the generator
    flatters it.
    """

    model: InverseModel
    speaker: Speaker

    @classmethod
    def knowing(cls, model: InverseModel, takes: Sequence[PreparedTake]) -> Listener:
        """A listener who knows these takes. Raises StudioError when they hold too little speech."""
        return cls(model, Speaker.of([(take.sound.numpy(), mel_spec.RATE) for take in takes]))

    def likeness(self, sounds: Sequence[Samples]) -> float:
        """Mean cosine of 24 kHz sounds with the speaker; a sound without a speaker counts 0."""
        return float(np.mean([self._likeness(sound) for sound in sounds]))

    def phoneme_errors(self, sounds: Sequence[Samples], phonemes: Sequence[str]) -> float:
        """Mean PER of 24 kHz sounds that ought to say these generator strings."""
        return mean_error_rate(phonemes, self.hear(sounds))

    def hear(self, sounds: Sequence[Samples]) -> list[Reading]:
        """What is heard of each 24 kHz sound, as `best_path` reads it."""
        return [
            best_path(self.model.listen(resample(sound, mel_spec.RATE, HEARD_RATE)).ctc)
            for sound in sounds
        ]

    def _likeness(self, sound: Samples) -> float:
        try:
            return self.speaker.similarity_to(sound, mel_spec.RATE)
        except StudioError:  # nobody can be recognised in it
            return 0.0


def mean_error_rate(phonemes: Sequence[str], heard: Sequence[Reading]) -> float:
    """Mean PER of what `Listener.hear` heard of these generator strings."""
    pairs = zip(phonemes, heard, strict=True)
    return float(np.mean([phoneme_error_rate(wanted, reading) for wanted, reading in pairs]))


def speak_all(generator: Generator, style: Style, phonemes: Sequence[str]) -> list[Samples]:
    """Say each string as it is said to the person: without the generator's silence at the edges.

    (Half a second of it at either side costs 0.01 of likeness and 0.08 of DistillMOS.) The seed is
    the same every time, so that runs can be compared.
    """
    spoken = [generator.speak(line, style, Manner(seed=7)) for line in phonemes]
    return [without_edges(speech.samples) for speech in spoken]
