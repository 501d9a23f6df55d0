"""What lies between two voices: likeness to each, words and naturalness along the way.

    python -m tests.benchmarks.blends --library DIR --voices Ada Ben [--sentences 8]

The voices are cloned voices of a library (their takes say how they sound) or stock voices (what
they say of other sentences does). A blend is what `timbre speak Ada:0.7+Ben:0.3` speaks with. One
row for each share: cosine to the first and to the second, PER by the shipped inverse model,
DistillMOS.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from studio.audio.files import read_sound, to_mono
from studio.audio.mel_spec import RATE
from studio.core.library import Library
from studio.speech.speakers import speakers
from studio.training.judge import Speaker, naturalness
from studio.training.listening import Listener, mean_error_rate, speak_all
from studio.training.sentences import unread
from studio.voice.inverse_model import InverseModel

SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)
KNOWN_BY = 12  # takes, or sentences of a stock voice


def known(library: Library, name: str) -> Speaker:
    """How a voice sounds: by its takes, or else by what it says."""
    voices = [voice for voice in library.voices() if voice.name == name]
    if voices:
        takes = library.takes(voices[0].id, included_only=True)[:KNOWN_BY]
        found = [read_sound(take.path) for take in takes]
        return Speaker.of([(to_mono(sound.samples), sound.rate) for sound in found])
    one = speakers().speaker(library, name)
    lines = [line.phonemes for line in islice(unread(one.language, set()), KNOWN_BY)]
    return Speaker.of([(sound, RATE) for sound in speak_all(one.generator, one.style, lines)])


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--library", type=Path, required=True)
    options.add_argument("--voices", nargs=2, required=True)
    options.add_argument("--sentences", type=int, default=8)
    given = options.parse_args()
    torch.set_num_threads(1)
    library = Library(given.library)
    first, second = given.voices
    ears = InverseModel.load().requires_grad_(False)
    both = [Listener(ears, known(library, name)) for name in given.voices]
    print(f"| share of {first} | like {first} | like {second} | PER | DistillMOS |")
    print("|---|---|---|---|---|")
    for share in SHARES:
        who = {1.0: first, 0.0: second}.get(share, f"{first}:{share:g}+{second}:{1 - share:g}")
        one = speakers().speaker(library, who)
        beyond = islice(unread(one.language, set()), KNOWN_BY, KNOWN_BY + given.sentences)
        lines = [line.phonemes for line in beyond]
        sounds = speak_all(one.generator, one.style, lines)
        near = [listener.likeness(sounds) for listener in both]
        per = mean_error_rate(lines, both[0].hear(sounds))
        mos = np.mean([naturalness(sound, RATE) for sound in sounds])
        print(
            f"| {share:.0%} | {near[0]:.3f} | {near[1]:.3f} | {per:.1%} | {mos:.2f} |", flush=True
        )


if __name__ == "__main__":
    main()
