"""F0 against that of the teacher, which made the speech and so knows it.

    python -m tests.benchmarks.pitch

Needs the teacher's speech with its `meta.jsonl` (TIMBRE_TEACHER, or ../shared/teacher beside the
checkout). Takes about half a minute. The teacher's own F0 stays up through voiceless consonants, so
only "voiced where the teacher is not" is an error of ours for certain; the other kind is told too.
"""

import json
import os
import time
from pathlib import Path

import numpy as np

from studio.audio.files import read_sound
from studio.audio.pitch import f0

EVERY = 20  # utterances; two minutes of speech in all
UNVOICED_HZ = 55.0  # the teacher's numbers below this mean no pitch
GROSS = np.log2(1.2)  # octaves; the field's usual 20 %


def main() -> None:
    """Print the figures as JSON."""
    folder = Path(os.environ.get("TIMBRE_TEACHER", "../shared/teacher"))
    rows = [json.loads(line) for line in (folder / "meta.jsonl").read_text().splitlines()][::EVERY]
    heard: list[np.ndarray] = []
    known: list[np.ndarray] = []
    took = seconds = 0.0
    for row in rows:
        sound = read_sound(folder / f"{row['id']}.ogg")
        start = time.process_time()
        hz = f0(sound.samples, sound.rate)
        took += time.process_time() - start
        seconds += sound.seconds
        frames = min(len(hz), len(row["f0"]))
        heard.append(hz[:frames])
        known.append(np.array(row["f0"][:frames], float))
    result = figures(np.concatenate(heard), np.concatenate(known))
    result |= {"seconds": round(seconds), "cpu_seconds_per_second": round(took / seconds, 4)}
    print(json.dumps(result, indent=1))


def figures(heard: np.ndarray, known: np.ndarray) -> dict[str, float]:
    """Compare two F0 tracks, `[frames]` in Hz."""
    voiced, truth = heard > 0, known > UNVOICED_HZ
    both = voiced & truth
    octaves = np.abs(np.log2(heard[both] / known[both]))
    return {
        "gross_error": round(float(np.mean(octaves > GROSS)), 4),
        "median_cents": round(float(np.median(octaves[octaves <= GROSS])) * 1200, 1),
        "voiced_where_teacher_is_not": round(float(np.mean(voiced & ~truth)), 4),
        "unvoiced_where_teacher_is_voiced": round(float(np.mean(~voiced & truth)), 4),
    }


if __name__ == "__main__":
    main()
