"""From takes to what the networks learn from: level, phonemes, alignment, F0 and energy.

take, cleaned up as the person chose -> mono 24 kHz at -25 dBFS -> phonemes of its text
     -> alignment by I -> durations -> cut to whole frames -> F0, energy
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.audio import mel_spec
from studio.audio.energy import energy
from studio.audio.files import resample, to_mono
from studio.audio.levels import match_level
from studio.audio.pitch import f0
from studio.core.entities import Take
from studio.core.errors import StudioError
from studio.dataset.mended import take_sound
from studio.text import inventory
from studio.text.phonemes import phonemize
from studio.training.prepared import HEARD_RATE, PreparedTake, read_prepared, write_prepared
from studio.voice.align import align, best_pronunciation, generator_durations
from studio.voice.inverse_model import InverseModel, best_path
from studio.voice.said_ways import said_ways

FRAME = 600  # samples of a duration frame at 24 kHz
LONGEST_SECONDS = 25.0
SHORTEST_SECONDS = 0.6
# Both measured on teacher speech, which the base learnt from: its level over what is spoken, and
# how far the N of its sound (nepers of power) lies below the N that it was told to speak with.
SPEECH_DBFS = -23.3
ENERGY_ABOVE = 0.5
LONGEST_GAP = 25  # frames of F0 (0.3 s) without voice that are a consonant, not a pause
MISREAD = 0.45  # PER above which the text cannot be what was said


def prepare_take(
    take: Take, language: str, model: InverseModel, own: Mapping[str, str] | None = None
) -> PreparedTake:
    """Prepare one take; `own` are the person's own pronunciations.

    Raises StudioError, in one sentence for the person, when the take cannot be learnt from.
    """
    found = take_sound(take)
    sound = resample(to_mono(found.samples), found.rate, mel_spec.RATE)
    seconds = len(sound) / mel_spec.RATE
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise StudioError(
            f"It is {seconds:.1f} s long; takes of {SHORTEST_SECONDS} to {LONGEST_SECONDS:.0f} s "
            "can be learnt from."
        )
    sound = match_level(sound, SPEECH_DBFS)
    utterance = phonemize(take.text, language, own)
    if not inventory.sounds(utterance.phonemes):
        raise StudioError("Its text holds no word; write what is said.")
    listened = resample(sound, mel_spec.RATE, HEARD_RATE)
    heard = model.listen(listened)
    chosen, said = said_ways(heard, best_pronunciation(heard, utterance), language, own or ())
    phonemes = chosen.phonemes
    error = phoneme_error_rate(phonemes, best_path(heard.ctc))
    if error > MISREAD:
        raise StudioError(
            f"What is said does not fit its text ({error:.0%} of the phonemes differ): "
            "mend the text or read it again."
        )
    alignment = align(model, listened, phonemes, heard)
    durations = generator_durations(alignment, phonemes, seconds)
    length = sum(durations) * FRAME
    sound = np.pad(sound, (0, max(0, length - len(sound))))[:length].astype(np.float32)
    frames = length // mel_spec.HOP
    return PreparedTake(
        name=take.id,
        text=take.text,
        phonemes=phonemes,
        durations=torch.tensor(durations),
        sound=torch.from_numpy(sound),
        f0=_fitted(through_consonants(f0(sound, mel_spec.RATE)), frames),
        energy=_fitted(energy(sound, mel_spec.RATE) + ENERGY_ABOVE, frames),
        confidence=alignment.confidence,
        asked=utterance.phonemes,
        said=said,
    )


def through_consonants(hz: NDArray[np.float32]) -> NDArray[np.float32]:
    """F0 ``[F]`` drawn on, from voice to voice, through gaps too short to be pauses.

    As the teacher's F0 runs, which the base was trained on: what is voiced it leaves to the mel.
    """
    voiced = np.flatnonzero(hz > 0)
    drawn = hz.copy()
    for last, following in itertools.pairwise(voiced):
        if 1 < following - last <= LONGEST_GAP:
            drawn[last : following + 1] = np.linspace(hz[last], hz[following], following - last + 1)
    return drawn


def phoneme_error_rate(phonemes: str, heard: Sequence[tuple[int, int, float]]) -> float:
    """Edits between a generator string and what `best_path` read, per phoneme of the string."""
    wanted = [index for _, index in inventory.sounds(phonemes)]
    return edits(wanted, [index for index, _, _ in heard]) / max(1, len(wanted))


def edits(wanted: Sequence[int], heard: Sequence[int]) -> int:
    """Levenshtein's distance."""
    row = list(range(len(heard) + 1))
    for i, want in enumerate(wanted, start=1):
        before, row[0] = row[0], i
        for j, hear in enumerate(heard, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (want != hear))
    return row[-1]


@dataclass(frozen=True)
class SetAside:
    """A take that training does not use, and why."""

    take: Take
    reason: str


def prepare_takes(
    takes: Sequence[Take],
    language: str,
    model: InverseModel,
    folder: Path,
    own: Mapping[str, str] | None = None,
) -> Iterator[PreparedTake | SetAside]:
    """Prepare takes one by one; what was prepared before is read from `folder`.

    Where the text of a take was only heard, its confidence is lower by how far that is believed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for take in takes:
        kept = folder / f"{take.id}.safetensors"
        asked = phonemize(take.text, language, own).phonemes
        ready = read_prepared(kept, take.id, take.text, take.cleanup, asked)
        if ready is None:
            try:
                ready = prepare_take(take, language, model, own)
            except StudioError as error:
                yield SetAside(take, str(error))
                continue
            write_prepared(kept, ready, take.cleanup)
        # What is kept knows nothing of who gave the text: that may change while the text stays.
        yield replace(ready, confidence=ready.confidence * take.text_belief)


def _fitted(values: np.ndarray, frames: int) -> Tensor:
    """A curve of exactly so many values; at most a frame at the end is repeated or dropped."""
    padded = np.pad(values, (0, max(0, frames - len(values))), mode="edge")
    return torch.from_numpy(padded[:frames].astype(np.float32))
