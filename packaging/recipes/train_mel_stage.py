"""Train the base mel stage on teacher speech. Goes on from its last state.

    python packaging/recipes/train_mel_stage.py --voices WHEELS --teacher FOLDER --out FOLDER

What the mel stage is told of an utterance (text features, token boundaries, F0, N, timbre) comes
from the teacher; the same utterance resampled is another, larger or smaller, speaker.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import soundfile
import torch
from kokoro_weights import read_voices
from recipe_state import Clock, save
from scipy.signal import resample_poly

from studio.paths import models_dir
from studio.text.inventory import encode
from studio.training.clips import Clip, collate, crop_batch
from studio.voice.mel import log_mel
from studio.voice.mel_stage import MelStage, Score
from studio.voice.precision import half_where_faster
from studio.voice.prosody import ProsodyStack, expand
from studio.voice.text_encoder import pad_tokens

STRETCHES = ((1, 1), (20, 17), (12, 13), (10, 9), (5, 6))
FRAMES = 128  # 1.6 s
BATCH = 8
HELD_OUT = 20
Batch = tuple[Score, torch.Tensor, torch.Tensor]  # what is told, mels, mask


def prepare(
    row: dict, sound: np.ndarray, stack: ProsodyStack, voices: dict[str, torch.Tensor]
) -> list[Clip]:
    """The clips of one row of `meta.jsonl`: one a stretch."""
    tokens, lengths = pad_tokens([encode(row["phonemes"])])
    durations = torch.tensor(row["durations"]).unsqueeze(0)
    if durations.shape != tokens.shape:
        return []
    style = sum(
        w * voices[v][min(tokens.shape[1] - 3, 509)].flatten() for v, w in row["mix"].items()
    )
    assert isinstance(style, torch.Tensor)
    with torch.no_grad():
        text = stack.encode(tokens, lengths)
        features = stack.prosody_features(text, style[None, 128:])
        energy = stack.f0_and_energy(expand(features, durations), style[None, 128:])[1][0]
    f0 = torch.tensor(row["f0"], dtype=torch.float32)
    f0[f0 < 55] = 0
    ends = torch.cat([torch.zeros(1), 2.0 * durations[0].cumsum(0)])
    clips = []
    for up, down in STRETCHES:
        stretched = resample_poly(sound, up, down).astype(np.float32) if up != down else sound
        stretch = up / down
        mel = log_mel(torch.from_numpy(stretched)[None])[0]
        frames = min(mel.shape[1], int(len(f0) * stretch))
        at = ((torch.arange(frames) + 0.5) / stretch).long().clamp(max=len(f0) - 1)
        speaker = torch.cat([style[:128], torch.tensor([math.log(stretch)])])
        clips.append(
            Clip(
                row["id"],
                text.content[0].T.half(),
                ends * stretch,
                f0[at] / stretch,
                energy[at].float(),
                speaker,
                mel[:, :frames].half(),
            )
        )
    return clips


def read_clips(
    folders: list[Path], stack: ProsodyStack, voices: dict, cache: Path
) -> list[list[Clip]]:
    """All clips, grouped by utterance; what was prepared before is read from `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    found = []
    for folder in folders:
        for line in (folder / "meta.jsonl").read_text().splitlines():
            row = json.loads(line)
            kept = cache / f"{folder.name}_{row['id']}.pt"
            if not kept.exists():
                path = folder / f"{row['id']}.ogg"
                if not path.exists():
                    continue
                sound, _ = soundfile.read(path, dtype="float32")
                torch.save([vars(c) for c in prepare(row, sound, stack, voices)], kept)
            clips = [Clip(**c) for c in torch.load(kept, weights_only=True)]
            if clips:
                found.append(clips)
    return found


def random_batch(clips: list[list[Clip]], rng: np.random.Generator) -> Batch:
    """A batch of crops; a third of them at the size that was spoken."""
    chosen = [clips[i] for i in rng.integers(len(clips), size=BATCH)]
    sizes = [0 if rng.random() < 0.35 else int(rng.integers(len(c))) for c in chosen]
    return crop_batch([c[size] for c, size in zip(chosen, sizes, strict=True)], FRAMES, rng)


class Trainer:
    """The mel stage, its running average and its optimiser."""

    def __init__(self, kept: Path, rate: float) -> None:
        self.kept, self.rate, self.step, self.spent = kept, rate, 0, 0.0
        self.stage = MelStage()
        self.best = torch.optim.AdamW(
            self.stage.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01
        )
        self.average = {k: v.clone() for k, v in self.stage.state_dict().items()}
        if kept.exists():
            state = torch.load(kept, weights_only=True)
            self.stage.load_state_dict(state["stage"])
            self.best.load_state_dict(state["best"])
            self.average, self.step, self.spent = state["average"], state["step"], state["spent"]

    def save(self, spent: float) -> None:
        """Write everything to go on from."""
        states = {"stage": self.stage.state_dict(), "best": self.best.state_dict()}
        save(states | {"average": self.average, "step": self.step, "spent": spent}, self.kept)

    def train(self, batch: Batch, share: float) -> dict[str, float]:
        """One step, with ``share`` of the time gone."""
        rate = self.rate * min(1, (self.step + 1) / 300) * max(0.02, math.cos(share * math.pi / 2))
        for group in self.best.param_groups:
            group["lr"] = rate
        with half_where_faster(torch.device("cpu")):
            of_mean, of_flow = self.stage.losses(*batch)
        self.best.zero_grad()
        (of_mean + of_flow).backward()
        torch.nn.utils.clip_grad_norm_(self.stage.parameters(), 1.0)
        self.best.step()
        self.step += 1
        decay = min(0.999, 1 - 1 / (self.step / 10 + 1))
        with torch.no_grad():
            for name, value in self.stage.state_dict().items():
                self.average[name].lerp_(value, 1 - decay)
        return {"mean": of_mean.item(), "flow": of_flow.item()}

    @torch.no_grad()
    def validate(self, batch: Batch) -> dict[str, float]:
        """The losses of the running average on speech that is never trained on."""
        stage = MelStage()
        stage.load_state_dict(self.average)
        with torch.random.fork_rng():
            torch.manual_seed(0)
            of_mean, of_flow = stage.eval().losses(*batch)
        return {"held_out_mean": of_mean.item(), "held_out_flow": of_flow.item()}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument(
        "--voices", type=Path, required=True, help="folder of the downloaded packages"
    )
    options.add_argument("--teacher", type=Path, nargs="+", required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=100)
    options.add_argument("--rate", type=float, default=8e-4)
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    stack = ProsodyStack.load(models_dir() / "kokoro")
    voices = read_voices(given.voices)
    everything = read_clips(given.teacher, stack, voices, given.out / "prepared")
    held_out, clips = [c[0] for c in everything[:HELD_OUT]], everything[HELD_OUT:]
    judged = collate(held_out, [(0, min(400, clip.mel.shape[1])) for clip in held_out])
    minutes = sum(c[0].mel.shape[1] for c in clips) / 4800
    print(f"{len(clips)} utterances, {minutes:.1f} min", flush=True)

    trainer = Trainer(given.out / "mel_stage.pt", given.rate)
    rng = np.random.default_rng(trainer.step + 1)
    clock = Clock(given.minutes, trainer.spent)
    while (share := clock.share()) < 1:
        values = trainer.train(random_batch(clips, rng), share)
        clock.tell(trainer.step, values)
        if trainer.step % 500 == 0:
            print(trainer.validate(judged), flush=True)
        if clock.is_time_to_save():
            trainer.save(clock.spent())
    trainer.save(clock.spent())


if __name__ == "__main__":
    main()
