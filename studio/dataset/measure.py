"""What a summary needs to know of each take, measured once and kept with it."""

from __future__ import annotations

from typing import Any

import numpy as np
import soundfile

from studio.audio import levels
from studio.audio.files import to_mono
from studio.audio.pitch import f0
from studio.core.entities import Take
from studio.dataset.mended import cleanup_key, take_sound
from studio.text import inventory
from studio.text.phonemes import phonemize

MEASURED = "measured"
"""The name under which it is kept in `Take.checks`."""

_VERSION = 1
_FEWEST_VOICED = 8  # frames (0.1 s) that make a median


def measurement(take: Take) -> dict[str, Any] | None:
    """Return what was measured; None when it was not, or before text or clean-up were changed."""
    kept = take.checks.get(MEASURED)
    return kept if isinstance(kept, dict) and kept.get("of") == _key(take) else None


def measure(take: Take, language: str) -> dict[str, Any]:
    """Measure the sound of a take as it is used, and count what is said in it.

    Returns seconds, peak_dbfs, speech_dbfs (RMS of the speech), noise_dbfs, clipped (places),
    spoken (seconds from the first sound to the last), pitch_hz [10th percentile, median, 90th] or
    null, phonemes (the generator's string), sounds, words and depth (libsndfile's name).
    StudioError when it cannot be read.
    """
    sound = take_sound(take)
    mono = to_mono(sound.samples)
    bounds = levels.speech_bounds(mono, sound.rate, margin=0.0)
    hertz = f0(mono, sound.rate)
    voiced = hertz[hertz > 0]
    pitch = None
    if len(voiced) >= _FEWEST_VOICED:
        pitch = [round(float(value), 1) for value in np.percentile(voiced, (10, 50, 90))]
    utterance = phonemize(take.text, language)
    speech = levels.speech_rms_dbfs(mono, sound.rate)
    return {
        "of": _key(take),
        "seconds": round(sound.seconds, 3),
        "peak_dbfs": round(levels.peak_dbfs(sound.samples), 1),
        "speech_dbfs": None if speech is None else round(speech, 1),
        "noise_dbfs": round(levels.noise_dbfs(mono, sound.rate), 1),
        "clipped": len(levels.clipped_spans(sound.samples, sound.rate)),
        "spoken": 0.0 if bounds is None else round(bounds.seconds, 3),
        "pitch_hz": pitch,
        "phonemes": utterance.phonemes,
        "sounds": sum(1 for _ in inventory.sounds(utterance.phonemes)),
        "words": len(utterance.words),
        "depth": soundfile.info(take.path).subtype,
    }


def _key(take: Take) -> str:
    return f"{_VERSION}|{cleanup_key(take.cleanup)}|{take.text}"
