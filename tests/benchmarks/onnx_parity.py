"""Does an exported voice say what the PyTorch one says? Whole sentences, the shipped weights.

    python -m tests.benchmarks.onnx_parity [--voice af_heart] [--sentences 12]

For each sentence: both from the same plan (durations, F0, energy), and each from the text on its
own. Told: the difference of the marked sounds beside their level in dB, how far F0 differs, how
sure the mark is in what onnxruntime made, and seconds of computing for a second of speech.

Exit code 1 where the same plan differs by more than -60 dB, a plan has another length, or a sound
carries no mark.

Measured on eight sentences of 2.9 to 4.3 s (float32, one thread): -63.6 to -89.8 dB from the same
plan, -54.1 to -63.6 dB from the text: F0 then differs by 0.0006 Hz at most, which two float32 LSTMs
do, and the phase of a voice is the sum of all its F0 so far. The mark is found with 1.00.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from studio.speech import watermark
from studio.speech.onnx_task import export_onnx
from studio.speech.speakers import speakers
from studio.text.inventory import encode
from studio.text.phonemes import phonemize
from studio.voice import generator as generators
from studio.voice.generator import Manner
from tests.benchmarks.sentences import held_out

RATE = 24_000
MOST = -60.0  # dB


class Exported:
    """The two graphs of an exported voice."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._plan, self._sound = (
            onnxruntime.InferenceSession(folder / name, options)
            for name in ("plan.onnx", "sound.onnx")
        )
        self._style = np.load(folder / "style.npy")

    def plan(self, ids: Sequence[int]) -> dict[str, Any]:
        """Durations, F0, energy and content of a sentence."""
        given: dict[str, Any] = {"tokens": np.array([[0, *ids, 0]])}
        given |= {"speed": np.ones(1, np.float32), "prosody": self._row(ids)[:, 129:]}
        names = ("durations", "f0", "energy", "content")
        return dict(zip(names, self._plan.run(None, given), strict=True))

    def sound(self, ids: Sequence[int], plan: dict[str, Any], seed: int) -> np.ndarray:
        """The samples of a plan, `[N]`."""
        frames, dice = plan["f0"].shape[1], torch.Generator().manual_seed(seed)
        start = torch.randn((1, 100, frames), generator=dice).numpy()
        noise = torch.randn((1, 300 * frames), generator=dice).numpy()
        noises = {"timbre": self._row(ids)[:, :129], "start": start, "noise": noise}
        made: Any = self._sound.run(None, plan | noises)
        return made[0][0]

    def _row(self, ids: Sequence[int]) -> np.ndarray:
        return self._style[len(ids) - 1][None]


def main(words: Sequence[str] | None = None) -> int:
    """Print a row for each sentence; 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--voice", default="af_heart")
    parser.add_argument("--sentences", type=int, default=12)
    given = parser.parse_args(words)
    torch.set_num_threads(1)
    # What is compared is float32 with float32.
    generators.quickest_native = lambda device: nullcontext()
    generators.eight_bits_are_native = lambda device: False
    with tempfile.TemporaryDirectory(prefix="timbre-onnx-") as folder:
        for _ in export_onnx(None, given.voice, Path(folder) / "voice"):
            pass
        exported = Exported(Path(folder) / "voice")
        texts = held_out()[: given.sentences]
        wrong = [text for seed, text in enumerate(texts) if not _row(exported, given, text, seed)]
    print(*(f"NOT AS IT SHOULD BE: {text}" for text in wrong), sep="\n")
    return 1 if wrong else 0


def _row(exported: Exported, given: argparse.Namespace, text: str, seed: int) -> bool:
    speaker = speakers().speaker(None, given.voice)
    phonemes = phonemize(text, speaker.language).phonemes
    plan = speaker.generator.plan(phonemes, speaker.style)
    spoken = speaker.generator.render(plan, Manner(seed=seed)).samples
    marked = watermark.mark(spoken, RATE)
    ids = encode(phonemes)
    same = {"durations": plan.durations, "f0": plan.f0, "energy": plan.energy}
    same = {name: value.numpy() for name, value in {**same, "content": plan.content}.items()}
    near = _decibels(exported.sound(ids, same, seed), marked)
    began = time.perf_counter()
    own = exported.plan(ids)
    sound = exported.sound(ids, own, seed)
    speed = (time.perf_counter() - began) / (len(sound) / RATE)
    equal = own["durations"].tolist() == plan.durations.tolist()
    far = _decibels(sound, marked) if equal else float("nan")
    hertz = float(np.abs(own["f0"] - plan.f0.numpy()).max()) if equal else float("nan")
    sure = watermark.detect(sound, RATE)
    print(
        f"{len(sound) / RATE:5.1f} s  same plan {near:6.1f} dB  from the text {far:6.1f} dB  "
        f"F0 {hertz:.5f} Hz  mark {sure:.2f}  RTF {speed:.2f}  {text[:50]}",
        flush=True,
    )
    return equal and near < MOST and sure > watermark.FOUND


def _decibels(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(np.sum((one - other) ** 2) / np.sum(other**2)))


if __name__ == "__main__":
    sys.exit(main())
