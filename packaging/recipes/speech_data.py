"""Speech for the recipes: folders of sound with F0, held in memory, cut into random segments."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from studio.audio import mel_spec
from studio.audio.pitch import f0 as f0_of
from studio.training.prepare import through_consonants

# Resampling by these moves pitch and formants together: people whom nobody recorded.
RATIOS = ((1, 1), (1, 1), (20, 17), (10, 9), (20, 19), (20, 21), (10, 11), (5, 6))


@dataclass(frozen=True)
class Utterance:
    """24 kHz sound (int16 to save memory) and F0 in Hz at 80 a second."""

    name: str
    sound: NDArray[np.int16]
    f0: NDArray[np.float32]


def teacher_utterances(folder: Path) -> list[Utterance]:
    """Teacher speech: `meta.jsonl` and Opus files; F0 is the teacher's own."""
    found = []
    for line in (folder / "meta.jsonl").read_text().splitlines():
        row = json.loads(line)
        path = folder / f"{row['id']}.ogg"
        if not path.exists():
            continue
        sound, rate = soundfile.read(path, dtype="int16")
        assert rate == mel_spec.RATE and sound.dtype == np.int16
        f0 = np.asarray(row["f0"], np.float32)
        f0[f0 < 55] = 0
        frames = min(len(f0), len(sound) // mel_spec.HOP)
        found.append(
            Utterance(row["id"], np.asarray(sound[: frames * mel_spec.HOP], np.int16), f0[:frames])
        )
    return found


def real_utterances(
    folder: Path, cache: Path, limit: int | None = None, without: Collection[str] = ()
) -> list[Utterance]:
    """Real speech, resampled; F0 as of a take that is tuned to, kept in `cache`.

    Speakers named in ``without`` (third column of the folder's `transcripts.tsv`) are left out.
    """
    rows = [line.split("\t") for line in (folder / "transcripts.tsv").read_text().splitlines()]
    left_out = {row[0] for row in rows if len(row) > 2 and row[2] in without}

    found = []
    for path in sorted([*folder.glob("*.flac"), *folder.glob("*.ogg")])[:limit]:
        if path.name in left_out:
            continue
        sound, rate = soundfile.read(path, dtype="float64")
        if rate != mel_spec.RATE:
            divisor = int(np.gcd(rate, mel_spec.RATE))
            sound = resample_poly(sound, mel_spec.RATE // divisor, rate // divisor)
        kept = cache / f"{folder.name}_{path.stem}.npy"
        if not kept.exists():
            cache.mkdir(parents=True, exist_ok=True)
            heard = f0_of(sound.astype(np.float32), mel_spec.RATE)
            np.save(kept, through_consonants(heard))
        f0 = np.load(kept)
        frames = min(len(f0), len(sound) // mel_spec.HOP)
        pcm = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
        found.append(Utterance(path.stem, pcm[: frames * mel_spec.HOP], f0[:frames]))
    return found


def random_segment(
    speech: list[Utterance], frames: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A random piece, varied in size and level: sound ``[300 frames]`` and F0 ``[frames]``."""
    while True:
        chosen = speech[rng.integers(len(speech))]
        up, down = RATIOS[rng.integers(len(RATIOS))]
        need = int(np.ceil(frames * down / up)) + 1
        if len(chosen.f0) <= need:
            continue
        start = int(rng.integers(len(chosen.f0) - need))
        piece = chosen.sound[start * mel_spec.HOP : (start + need) * mel_spec.HOP].astype(
            np.float32
        )
        if np.sqrt(np.mean(piece**2)) < 100 and rng.random() < 0.9:
            continue  # mostly silence teaches little
        f0 = chosen.f0[start : start + need]
        if up != down:
            piece = resample_poly(piece, up, down).astype(np.float32)
            at = np.minimum(((np.arange(frames) + 0.5) * down / up).astype(int), need - 1)
            f0 = f0[at] * (down / up)
        gain = 10 ** (rng.uniform(-8, 4) / 20) / 32768
        piece = piece[: frames * mel_spec.HOP] * gain
        return np.clip(piece, -1, 1), f0[:frames].astype(np.float32)
