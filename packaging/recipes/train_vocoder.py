"""Train the base vocoder: spectral losses first, then beside discriminators.

python packaging/recipes/train_vocoder.py --teacher FOLDER --real FOLDER --out FOLDER
"""

import argparse
import time
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import torch
from speech_data import Utterance, random_segment, real_utterances, teacher_utterances

from studio.training.discriminators import Discriminators, adversarial_losses, discriminator_loss
from studio.training.losses import mel_loss, spectral_loss
from studio.training.precision import half_where_faster
from studio.voice.mel import log_mel
from studio.voice.vocoder import Vocoder

FRAMES = 64  # 0.8 s
BATCH = 8
JUDGES_RATE = 1e-3
JUDGED = 9_600  # samples of each item that the discriminators see: 0.4 s


def batch(speech: list[Utterance], rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    pairs = [random_segment(speech, FRAMES, rng) for _ in range(BATCH)]
    return torch.from_numpy(np.stack([p[0] for p in pairs])), torch.from_numpy(
        np.stack([p[1] for p in pairs])
    )


def cut(sound: torch.Tensor, start: int) -> torch.Tensor:
    return sound[:, start : start + JUDGED]


def save(state: dict[str, object], path: Path) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--teacher", type=Path, nargs="*", default=[])
    options.add_argument("--real", type=Path, nargs="*", default=[])
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=100)
    options.add_argument("--spectral-share", type=float, default=0.25)
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)

    vocoder, judges = Vocoder(), Discriminators()
    best = torch.optim.AdamW(vocoder.parameters(), lr=1e-3, betas=(0.8, 0.99), weight_decay=0.01)
    judging = torch.optim.AdamW(
        judges.parameters(), lr=JUDGES_RATE, betas=(0.8, 0.99), weight_decay=0.01
    )
    average = {k: v.clone() for k, v in vocoder.state_dict().items()}
    step, spent = 0, 0.0
    kept = given.out / "vocoder.pt"
    if kept.exists():
        state = torch.load(kept, weights_only=True)
        vocoder.load_state_dict(state["vocoder"])
        judges.load_state_dict(state["judges"])
        best.load_state_dict(state["best"])
        judging.load_state_dict(state["judging"])
        average, step, spent = state["average"], state["step"], state["spent"]

    def read() -> list[Utterance]:
        speech = [u for folder in given.teacher for u in teacher_utterances(folder)]
        for folder in given.real:
            speech += real_utterances(folder, given.out / "f0")
        print(
            f"{len(speech)} utterances, {sum(len(u.f0) for u in speech) / 4800:.1f} min", flush=True
        )
        return speech

    speech = read()

    def half() -> AbstractContextManager[object]:
        return half_where_faster(torch.device("cpu"))

    rng = np.random.default_rng(step + 1)
    total = given.minutes * 60
    started = last = time.time()
    seen: dict[str, float] = {}
    while True:
        now = spent + time.time() - started
        share = now / total
        if share >= 1:
            break
        adversarial = share > given.spectral_share
        rate = min(1, (step + 1) / 200) * (
            1.2e-3 if not adversarial else 6e-4 * max(0.02, 1 - share)
        )
        for group in best.param_groups:
            group["lr"] = rate
        for group in judging.param_groups:
            group["lr"] = JUDGES_RATE
        real, f0 = batch(speech, rng)
        with torch.no_grad():
            mel = log_mel(real)
        with half():
            made = vocoder(mel, f0)
        spectral, melody = spectral_loss(made, real), mel_loss(made, real)
        loss = spectral + melody
        values = {"spectral": spectral, "mel": melody}
        if adversarial:
            start = int(rng.integers(real.shape[1] - JUDGED))
            with half():
                theirs = judges(torch.cat([cut(real, start), cut(made.detach(), start)]))
            halves = [(v.chunk(2), [s.chunk(2) for s in seen_]) for v, seen_ in theirs]
            of_real = [(v[0], [s[0] for s in s_]) for v, s_ in halves]
            of_made = [(v[1], [s[1] for s in s_]) for v, s_ in halves]
            judged = discriminator_loss(of_real, of_made)
            judging.zero_grad()
            judged.backward()
            judging.step()
            judges.requires_grad_(False)
            with half():
                heard = judges(cut(made, start))
            found_out, features = adversarial_losses(
                [(v.detach(), [s.detach() for s in s_]) for v, s_ in of_real], heard
            )
            judges.requires_grad_(True)
            warm = min(1.0, (share - given.spectral_share) / 0.08)  # let the judges learn first
            loss = loss + warm * (0.15 * found_out + 1.5 * features)
            values |= {"judges": judged, "found_out": found_out, "features": features}
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vocoder.parameters(), 2.0)
        best.step()
        step += 1
        decay = min(0.999, 1 - 1 / (step / 10 + 1))
        with torch.no_grad():
            for name, value in vocoder.state_dict().items():
                average[name].lerp_(value, 1 - decay)
        for name, value in values.items():
            seen[name] = 0.98 * seen.get(name, value.item()) + 0.02 * value.item()
        if step % 50 == 0:
            told = " ".join(f"{k} {v:.4f}" for k, v in seen.items())
            print(f"{step} {now / 60:.1f} min {told}", flush=True)
        if time.time() - last > 180:
            last = time.time()
            save(
                {
                    "vocoder": vocoder.state_dict(),
                    "judges": judges.state_dict(),
                    "average": average,
                    "best": best.state_dict(),
                    "judging": judging.state_dict(),
                    "step": step,
                    "spent": spent + time.time() - started,
                },
                kept,
            )
    save(
        {
            "vocoder": vocoder.state_dict(),
            "judges": judges.state_dict(),
            "average": average,
            "best": best.state_dict(),
            "judging": judging.state_dict(),
            "step": step,
            "spent": total,
        },
        kept,
    )


if __name__ == "__main__":
    main()
