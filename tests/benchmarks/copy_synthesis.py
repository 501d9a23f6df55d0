"""What the vocoder alone costs: real recordings by way of their own mel spectrogram and F0.

    python -m tests.benchmarks.copy_synthesis                     # the base's vocoder
    python -m tests.benchmarks.copy_synthesis --state out/vocoder.pt   # of train_vocoder.py

Rows: speakers whom the base's vocoder never heard, and `lj`, whom it did (a control). The learners
are the ten whom the recipe leaves out, four recordings each. DistillMOS and DNSMOS (where the
`bench` extra is installed) of the recordings and of their copies, how near each copy is to its own
recording (cosine of speaker embeddings), and the mean distance of their log mels in nepers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from studio.audio.files import read_sound, resample, to_mono
from studio.audio.mel_spec import HOP, RATE
from studio.audio.pitch import f0
from studio.training.naturalness import distill_mos
from studio.training.prepare import through_consonants
from studio.voice.generator import Generator
from studio.voice.mel import log_mel
from studio.voice.speaker_encoder import embed, similarity
from studio.voice.vocoder import Vocoder
from tests.benchmarks.figures import interval
from tests.benchmarks.people import clips_of, held_out_of
from tests.benchmarks.stock_voices import dnsmos

Samples = NDArray[np.float32]
LEARNERS = ("9622", "9619", "0567", "1029", "1156", "1309", "2168", "2355", "9610", "9645")
"""Of speechocean762, whom `packaging/recipes/train_vocoder.py --without` is to leave out."""
OF_EACH_LEARNER = 4


@torch.no_grad()
def copied(vocoder: Vocoder, sound: Samples, hz: NDArray[np.float32]) -> Samples:
    """24 kHz ``sound [N]`` with its F0 ``[F]`` in Hz, by way of its mel; the same each time."""
    mel, pitch = log_mel(torch.from_numpy(sound)[None]), torch.from_numpy(hz)[None]
    frames = min(mel.shape[-1], pitch.shape[-1])
    noise = torch.randn((1, frames * HOP), generator=torch.Generator().manual_seed(1))
    return vocoder(mel[..., :frames], pitch[:, :frames], noise)[0].numpy()


def row(
    who: str, paths: list[Path], vocoder: Vocoder, noise: Callable[[Samples], float] | None
) -> dict[str, Any]:
    """Figures of one row; those with a list behind them are the bounds of 95 %."""
    mos, of_copies, near, far, dns = [], [], [], [], []
    for path in paths:
        read = read_sound(path)
        sound = resample(to_mono(read.samples), read.rate, RATE)
        copy = copied(vocoder, sound, through_consonants(f0(sound, RATE)))
        mos.append(distill_mos(sound, RATE))
        of_copies.append(distill_mos(copy, RATE))
        near.append(similarity(embed(sound, RATE), embed(copy, RATE)))
        both = [log_mel(torch.from_numpy(s[: len(copy)])[None]) for s in (sound, copy)]
        far.append(float((both[0] - both[1]).abs().mean()))
        if noise:
            dns.append((noise(sound), noise(copy)))
    means = np.mean(dns, axis=0).tolist() if dns else ["not measured"] * 2
    lost = np.array(of_copies) - np.array(mos)
    return {
        "who": who,
        "recordings": len(paths),
        "distillmos": [float(np.mean(mos)), float(np.mean(of_copies))],
        "distillmos_lost": float(lost.mean()),
        "distillmos_lost_interval": interval(lost),
        "similarity": float(np.mean(near)),
        "mel_distance": float(np.mean(far)),
        "dnsmos": means,
    }


def recordings(who: str) -> list[Path]:
    """The held-out sentences of a speaker, or some of every learner."""
    if who == "learners":
        everybody = [clips_of(f"speechocean762:{number}") for number in LEARNERS]
        return [path for clips in everybody for path, _ in clips[:OF_EACH_LEARNER]]
    clips = clips_of(who)
    return [path for path, _ in clips[: held_out_of(clips)]]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("speakers", nargs="*", default=["callie", "richard", "learners", "lj"])
    options.add_argument("--state", type=Path, help="of train_vocoder.py; else the base's")
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    if given.state:
        vocoder = Vocoder()
        vocoder.load_state_dict(torch.load(given.state, weights_only=True)["average"])
        vocoder.eval()
    else:
        vocoder = Generator.load().vocoder
    noise = dnsmos()
    for who in given.speakers:
        print(json.dumps(row(who, recordings(who), vocoder, noise)), flush=True)


if __name__ == "__main__":
    main()
