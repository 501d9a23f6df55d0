"""Train the base vocoder: spectral losses first, then beside discriminators.

    python packaging/recipes/train_vocoder.py --teacher FOLDER --real FOLDER --out FOLDER

Goes on from the state in OUT. With `--mel-stage STATE --prepared FOLDER` (of train_mel_stage.py)
half of each batch has the mel stage's own spectrograms, so that the two fit each other.
"""

import argparse
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import torch
from recipe_state import Clock, save
from speech_data import Utterance, random_segment, real_utterances, teacher_utterances
from torch import Tensor

from studio.audio import mel_spec
from studio.training.adversary import Adversary
from studio.training.clips import Clip, collate
from studio.training.discriminators import Discriminators
from studio.training.losses import mel_loss, spectral_loss
from studio.voice.mel import log_mel
from studio.voice.mel_stage import MelStage
from studio.voice.precision import half_where_faster
from studio.voice.vocoder import Vocoder

FRAMES = 64  # 0.8 s
MARGIN = 16  # frames that the mel stage sees on both sides of them
BATCH = 8
Batch = tuple[Tensor, Tensor, Tensor]  # sound [B, N], mel [B, M, F], F0 [B, F]


def half() -> AbstractContextManager[object]:
    """Half precision where it is faster on this processor."""
    return half_where_faster(torch.device("cpu"))


class RealMels:
    """Segments of speech with their own mel: of the teacher's or of some real folder's."""

    def __init__(
        self,
        teacher: list[Utterance],
        real: list[list[Utterance]],
        real_share: float,
        rng: np.random.Generator,
    ) -> None:
        """``real_share`` of the segments are real; each folder has an equal part in them."""
        self.groups, self.rng = [teacher, *real], rng
        self.chances = [1 - real_share] + [real_share / len(real)] * len(real) if real else [1.0]

    def batch(self, size: int) -> Batch:
        groups = self.rng.choice(len(self.groups), size=size, p=self.chances)
        pairs = [random_segment(self.groups[group], FRAMES, self.rng) for group in groups]
        sound = torch.from_numpy(np.stack([pair[0] for pair in pairs]))
        f0 = torch.from_numpy(np.stack([pair[1] for pair in pairs]))
        return sound, log_mel(sound), f0


class MadeMels:
    """Segments of teacher speech with the mel that a frozen mel stage makes of them."""

    def __init__(
        self, state: Path, prepared: Path, speech: list[Utterance], rng: np.random.Generator
    ) -> None:
        self.stage, self.rng = MelStage(), rng
        self.stage.load_state_dict(torch.load(state, weights_only=True)["average"])
        self.stage.eval().requires_grad_(False)
        sounds = {utterance.name: utterance.sound for utterance in speech}
        clips = [Clip(**torch.load(path, weights_only=True)[0]) for path in prepared.glob("*.pt")]
        long = FRAMES + 2 * MARGIN
        self.pairs = [
            (clip, sounds[clip.name])
            for clip in clips
            if clip.name in sounds and _frames(clip, sounds[clip.name]) > long
        ]

    def batch(self, size: int) -> Batch:
        chosen = [self.pairs[i] for i in self.rng.integers(len(self.pairs), size=size)]
        long = FRAMES + 2 * MARGIN
        starts = [int(self.rng.integers(_frames(*pair) - long)) for pair in chosen]
        spans = [(start, long) for start in starts]
        score, _, _ = collate([clip for clip, _ in chosen], spans)
        with torch.inference_mode(), half():
            warmth = float(self.rng.uniform(0.3, 0.8))
            mel = self.stage(score, steps=4, warmth=warmth).float()[..., MARGIN:-MARGIN].clone()
        starts = [start + MARGIN for start, _ in spans]
        sound = np.stack(
            [
                s[a * mel_spec.HOP : (a + FRAMES) * mel_spec.HOP]
                for (_, s), a in zip(chosen, starts, strict=True)
            ]
        )
        f0 = torch.stack([c.f0[a : a + FRAMES] for (c, _), a in zip(chosen, starts, strict=True)])
        return torch.from_numpy(sound.astype(np.float32) / 32768), mel.clone(), f0


def _frames(clip: Clip, sound: np.ndarray) -> int:
    """Frames of a clip of which there is sound, too."""
    return min(clip.mel.shape[1], len(sound) // mel_spec.HOP)


class Trainer:
    """The vocoder, those who judge it, and their optimisers."""

    def __init__(self, kept: Path) -> None:
        self.kept, self.step = kept, 0
        self.vocoder, self.judges = Vocoder(), Discriminators()
        self.best = torch.optim.AdamW(
            self.vocoder.parameters(), lr=1e-3, betas=(0.8, 0.99), weight_decay=0.01
        )
        self.adversary = Adversary(self.judges)
        self.judging = self.adversary.optimiser
        self.average = {k: v.clone() for k, v in self.vocoder.state_dict().items()}
        self.spent = 0.0
        if kept.exists():
            state = torch.load(kept, weights_only=True)
            for name in ("vocoder", "judges", "best", "judging"):
                getattr(self, name).load_state_dict(state[name])
            self.average, self.step, self.spent = state["average"], state["step"], state["spent"]

    def save(self, spent: float) -> None:
        state = {n: getattr(self, n).state_dict() for n in ("vocoder", "judges", "best", "judging")}
        save(state | {"average": self.average, "step": self.step, "spent": spent}, self.kept)

    def train(
        self, batch: Batch, rate: float, judges_rate: float, adversary: float
    ) -> dict[str, float]:
        """One step; ``adversary`` 0..1 is the weight of the adversarial losses."""
        _set_rate(self.best, rate)
        _set_rate(self.judging, judges_rate)
        real, mel, f0 = batch
        with half():
            made = self.vocoder(mel, f0)
        spectral, melody = spectral_loss(made, real), mel_loss(made, real)
        loss, values = spectral + melody, {"spectral": spectral.item(), "mel": melody.item()}
        if adversary > 0:
            of_judges, seen = self.adversary.losses(real, made)
            loss, values = loss + adversary * of_judges, values | seen
        self.best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.vocoder.parameters(), 2.0)
        self.best.step()
        self.step += 1
        decay = min(0.999, 1 - 1 / (self.step / 10 + 1))
        with torch.no_grad():
            for name, value in self.vocoder.state_dict().items():
                self.average[name].lerp_(value, 1 - decay)
        return values


def _set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--teacher", type=Path, nargs="*", default=[])
    options.add_argument("--real", type=Path, nargs="*", default=[])
    options.add_argument("--real-share", type=float, default=0.05, help="of what is not made")
    options.add_argument("--without", nargs="*", default=[], help="real speakers left out")
    options.add_argument("--mel-stage", type=Path)
    options.add_argument("--prepared", type=Path)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=100)
    options.add_argument("--spectral-share", type=float, default=0.25)
    options.add_argument("--rate", type=float, default=6e-4, help="while the judges are heard")
    options.add_argument("--judges-rate", type=float, default=1e-3)
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(given.out / "vocoder.pt")
    rng = np.random.default_rng(trainer.step + 1)
    teacher = [u for folder in given.teacher for u in teacher_utterances(folder)]
    real = [
        real_utterances(folder, given.out / "f0", without=given.without) for folder in given.real
    ]
    for speech in (teacher, *real):
        minutes = sum(len(u.f0) for u in speech) / 4800
        print(f"{len(speech)} utterances, {minutes:.1f} min", flush=True)
    sources: list[RealMels | MadeMels] = [RealMels(teacher, real, given.real_share, rng)]
    if given.mel_stage:
        sources.append(MadeMels(given.mel_stage, given.prepared, teacher, rng))

    clock = Clock(given.minutes, trainer.spent)
    while (share := clock.share()) < 1:
        parts = [source.batch(BATCH // len(sources)) for source in sources]
        sound, mel, f0 = (torch.cat(tensors) for tensors in zip(*parts, strict=True))
        early = share < given.spectral_share
        rate = (
            1.2e-3 * min(1, (trainer.step + 1) / 200)
            if early
            else given.rate * max(0.02, 1 - share)
        )
        adversary = 0.0 if early else min(1.0, (share - given.spectral_share) / 0.08)
        values = trainer.train((sound, mel, f0), rate, given.judges_rate, adversary)
        clock.tell(trainer.step, values)
        if clock.is_time_to_save():
            trainer.save(clock.spent())
    trainer.save(clock.spent())


if __name__ == "__main__":
    main()
