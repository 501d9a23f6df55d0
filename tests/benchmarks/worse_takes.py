"""Takes that are not as they should be: without a text, with a wrong one, in noise.

For `tests.benchmarks.cloning --untexted MINUTES` and `--bad SHARE`.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from studio.audio.files import read_sound, to_mono, write_wav
from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.dataset.long_recording import LongReport, import_recordings
from studio.dataset.recording_plan import Source

NOISE_DB = 5.0  # of a take that is spoilt with noise: so far the speech stands out of it


def add_untexted(
    books: Library, voice: Voice, clips: Iterable[tuple[Path, str]], seconds: float
) -> None:
    """Import so many seconds of recordings as if nobody knew their texts."""
    sources = []
    for path, _ in clips:
        if seconds > 0:
            sources.append(Source(path, path.name))
            seconds -= read_sound(path).seconds
    steps = import_recordings(books, voice.id, sources)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            reports: Sequence[object] = end.value
            break
    made = [take for found in reports if isinstance(found, LongReport) for take in found.takes]
    kept = sum(take.included for take in made)
    print(f"{voice.name}: of {len(made)} takes without a text {kept} are sure", flush=True)


def spoil(books: Library, voice: Voice, share: float) -> None:
    """Spoil a share of the takes: every other one gets the text of another, the rest noise."""
    takes = books.takes(voice.id, included_only=True)
    chosen = random.Random(2).sample(takes, round(share * len(takes)))
    wrong, noisy = chosen[::2], chosen[1::2]
    texts = [take.text for take in takes]
    for take in wrong:
        other = texts[(texts.index(take.text) + 1) % len(texts)]
        books.update_take(take.id, text=other)
    for take in noisy:
        _put_into_noise(books, take)
    print(f"{voice.name}: {len(wrong)} takes have a wrong text, {len(noisy)} are in noise")


def _put_into_noise(books: Library, take: Take) -> None:
    sound = read_sound(take.path)
    mono = to_mono(sound.samples)
    noise = np.random.default_rng(3).standard_normal(len(mono))
    loud = np.sqrt(np.mean(mono**2)) * 10 ** (-NOISE_DB / 20)
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "noisy.wav"
        write_wav(wav, (mono + loud * noise).clip(-1, 1).astype(np.float32), sound.rate)
        books.add_take(take.voice_id, wav, take.text, source="import")
    books.delete_take(take.id)
