"""What each number of the recipe is worth: the same speaker tuned several ways, measured alike.

    python -m tests.benchmarks.ablations --speaker callie --minutes 5 --out rows.jsonl all no_replay

Every variant takes the same number of steps of each part from the same start (not the same time, so
that other work on the machine changes nothing), one part after another in small turns, and is then
measured on the speaker's held-out sentences of `tests.benchmarks.cloning`, F0 included, and by copy
synthesis of them: the vocoder alone. One line of JSON each; what is in ``--out`` already is not
done again.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.audio.mel_spec import RATE
from studio.core.library import Library
from studio.speech.speakers import blended_style
from studio.training.heard import heard_loss
from studio.training.listening import speak_all
from studio.training.material import Material, parts_of
from studio.training.naturalness import distill_mos
from studio.training.part import Part
from studio.training.recipe import LOSSES, MOVING, Recipe
from studio.training.report import mark
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style
from tests.benchmarks.copy_synthesis import copied
from tests.benchmarks.people import Person

STEPS = {"mel_stage": 500, "vocoder": 220, "prosody": 220, "hearing": 60}
"""What the quick preset reaches on two quiet cores, about."""
BASE = Recipe()
VARIANTS: dict[str, Recipe] = {
    "all": BASE,
    "no_edge_pauses": replace(BASE, edge_pauses=False),
    "timbre_alone": replace(BASE, moving=("timbre", "manner")),
    "no_mel_stage": replace(BASE, moving=tuple(m for m in MOVING if m != "mel_stage")),
    "no_vocoder": replace(BASE, moving=tuple(m for m in MOVING if m != "vocoder")),
    "vocoder_alone": replace(BASE, moving=("vocoder",)),
    "no_predictor": replace(BASE, moving=tuple(m for m in MOVING if m != "predictor")),
    "no_head": replace(BASE, moving=tuple(m for m in MOVING if m != "head")),
    "mel_stage_alone": replace(BASE, moving=("timbre", "manner", "mel_stage")),
    "predictor_alone": replace(BASE, moving=("timbre", "manner", "predictor")),
    "vocoder_and_style": replace(BASE, moving=("timbre", "manner", "vocoder")),
    **{f"without_{name}": replace(BASE, without=(name,)) for part in LOSSES for name in part},
    "no_replay": replace(BASE, replay_share=0.0),
    "more_replay": replace(BASE, replay_share=0.5),
    "heard": replace(BASE, heard_weight=0.3),
    "heard_more": replace(BASE, heard_weight=1.0, heard_every=2),
    "gain": replace(BASE, gain_db=4.0),
    "sizes": replace(BASE, sizes=0.4),
    "dropout": replace(BASE, dropout=0.2),
    "trust": replace(BASE, trust=2.0),
    "mel_rate_half": replace(BASE, mel_rate=2e-4),
    "mel_rate_double": replace(BASE, mel_rate=8e-4),
    "vocoder_rate_half": replace(BASE, vocoder_rate=5e-5),
    "vocoder_rate_double": replace(BASE, vocoder_rate=2e-4),
    "judges_rate_5": replace(BASE, judges_rate=5e-4),
    "predictor_rate_half": replace(BASE, predictor_rate=5e-5),
    "predictor_rate_double": replace(BASE, predictor_rate=2e-4),
    "no_decay": replace(BASE, weight_decay=0.0),
    "more_decay": replace(BASE, weight_decay=0.1),
    "cold": replace(BASE, warm_steps=0),
    "short_average": replace(BASE, average_span=10),
    "hear_made": replace(BASE, hear_made=0.3),
    "hear_noise": replace(BASE, hear_noise=0.5),
}


class Bench:
    """One speaker, and how their own held-out recordings measure."""

    def __init__(self, person: Person, seed: int = 1) -> None:
        self.seed = seed
        self.person, self.listener = person, person.judge.listener
        own = [take.sound.numpy() for take in person.unseen]
        self.real = mark(self.listener, own, person.unseen, self.listener.hear(own), None)

    def rows(
        self, variant: str, steps: dict[str, int], strengths: Sequence[float], ranks: Sequence[int]
    ) -> Iterator[dict[str, Any]]:
        """Figures of a variant at each strength and rank; "real" and "start" have one each."""
        if variant == "real":
            yield {"strength": 1.0} | vars(self.real)
        elif variant == "start":
            yield from self.tuned(BASE, {}, [1.0], [])
        else:
            yield from self.tuned(VARIANTS[variant], steps, strengths, ranks)

    def tuned(
        self,
        recipe: Recipe,
        steps: dict[str, int],
        strengths: Sequence[float],
        ranks: Sequence[int],
    ) -> Iterator[dict[str, Any]]:
        """Tune from the start with a recipe, and measure what came of it at every strength, and of
        the whole way with every rank."""
        made = tuned_by_steps(self.person, recipe, steps, self.seed)
        for strength in strengths:
            made.set_strength(strength)
            yield {"strength": strength} | self._measured(made)
        for rank in ranks:
            made.set_rank(rank)
            yield {"strength": 1.0, "rank": rank} | self._measured(made)

    def _measured(self, made: Tuned) -> dict[str, Any]:
        held = self.person.unseen
        sounds = speak_all(made.generator, made.style, self.person.lines)
        heard_of = self.listener.hear(sounds)
        marks = mark(self.listener, sounds, held, heard_of, self.real.similarity)
        with torch.no_grad():
            hearing = [
                float(made.inverse.ctc_loss(take.heard_sound()[None], [take.phonemes]))
                for take in held
            ]
        copies = [
            copied(made.generator.vocoder, take.sound.numpy(), take.f0.numpy()) for take in held
        ]
        return vars(marks) | {
            "cpu_seconds": made.cpu_seconds,
            "ctc_of_I": float(np.mean(hearing)),
            "f0_cents": self.person.judge.pitch_errors(sounds)[0],
            "copy_similarity": self.listener.likeness(copies),
            "copy_distillmos": float(np.mean([distill_mos(sound, RATE) for sound in copies])),
        }


@dataclass(frozen=True)
class Tuned:
    """Models after their steps."""

    generator: Generator
    style: Style
    inverse: InverseModel
    parts: tuple[str, ...]
    cpu_seconds: float
    """That the steps took."""
    ways: Sequence[tuple[Tensor, Tensor, Tensor]]
    """What was tuned: the tensor itself, where it started, and where it came to."""

    @torch.no_grad()
    def set_strength(self, strength: float) -> None:
        """Go so much of the way: 0 is the start, 1 what tuning made of it (WiSE-FT, Wortsman et
        al. 2022, arXiv:2109.01903)."""
        for tensor, start, end in self.ways:
            tensor.copy_(start.lerp(end, strength))

    @torch.no_grad()
    def set_rank(self, rank: int) -> None:
        """Go the whole way with what a low-rank update (LoRA, Hu et al. 2021, arXiv:2106.09685)
        could hold of it at best: of each matrix's change its largest singular values.

        What has no more rows or columns than that (vectors too) changes as a whole.
        """
        for tensor, start, end in self.ways:
            change = end - start
            if change.ndim > 1 and min(change.flatten(1).shape) > rank:
                left, sizes, right = torch.linalg.svd(change.flatten(1), full_matrices=False)
                kept = (left[:, :rank] * sizes[:rank]) @ right[:rank]
                change = kept.reshape(change.shape)
            tensor.copy_(start + change)


def tuned_by_steps(person: Person, recipe: Recipe, steps: dict[str, int], seed: int = 1) -> Tuned:
    """What so many steps of each part make of a stock voice.

    The parts take turns, without rungs: what speaks is the average of the last weights.
    """
    torch.manual_seed(seed)
    inverse = InverseModel.load()
    inverse.encoder.requires_grad_(False)
    learnt, ears = person.learnt, person.listening_model
    generator, style = Generator.load(), blended_style({person.stock: 1.0})
    rngs = [np.random.default_rng((seed, part)) for part in range(5)]
    material = finish(Material.gather(learnt, generator, style, inverse, recipe, rngs[4]))
    read = {take.text for take in learnt}
    heard = heard_loss(generator, style, ears, person.language, read, recipe, rngs[4])
    parts = parts_of(material, generator, style, inverse, recipe, rngs, heard)
    starts = {
        name: {key: tensor.clone() for key, tensor in part.trained.average.items()}
        for name, part in parts.items()
    }
    began = time.process_time()
    take_turns(parts, steps)
    spent = time.process_time() - began
    ways = [
        (tensor, starts[name][key], part.trained.average[key])
        for name, part in parts.items()
        for key, tensor in part.trained.tensors.items()
    ]
    made = Tuned(generator, style, inverse, tuple(parts), spent, ways)
    made.set_strength(1.0)
    return made


def finish(steps: Any) -> Any:
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def take_turns(parts: dict[str, Part], steps: dict[str, int]) -> None:
    """Give every part its steps, spread evenly over the run."""
    due = sorted(
        ((number + 0.5) / count, name)
        for name, count in steps.items()
        if name in parts
        for number in range(count)
    )
    for share, name in due:
        parts[name].step(max(0.05, math.cos(share * math.pi / 2)))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("variants", nargs="*", help="names; none = all of them")
    options.add_argument("--speaker", default="callie")
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--untexted", type=float, default=0.0, help="minutes more without texts")
    options.add_argument("--bad", type=float, default=0.0, help="share of takes that are spoilt")
    options.add_argument("--language", default="", help="en-us or en-gb; else the speaker's")
    options.add_argument("--share", type=float, default=1.0, help="of the usual steps")
    options.add_argument("--strengths", type=float, nargs="+", default=[1.0], help="to measure")
    options.add_argument("--ranks", type=int, nargs="+", default=[], help="to measure as well")
    options.add_argument("--seed", type=int, default=1, help="how much chance is in it")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--keep", type=Path, help="keep the library, with prepared takes")
    options.add_argument("--out", type=Path, help="rows of JSON, added to")
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    steps = {name: max(1, round(count * given.share)) for name, count in STEPS.items()}
    told = given.out.read_text().splitlines() if given.out and given.out.exists() else []
    rows_told = map(json.loads, told)
    usual = {"speaker": "", "minutes": 5.0, "untexted": 0.0, "bad": 0.0}
    usual |= {"share": 1.0, "variant": "", "seed": 1}
    done = {tuple(row.get(key, usual[key]) for key in usual) for row in rows_told}
    with tempfile.TemporaryDirectory() as scratch:
        spoilt = f"-{given.untexted:g}-{given.bad:g}" if given.untexted or given.bad else ""
        books = Library((given.keep or Path(scratch)) / f"{given.minutes:g}{spoilt}")
        takes = {"untexted": given.untexted, "bad": given.bad}
        who = Person(books, given.speaker, given.minutes, given.language, **takes)
        bench = Bench(who, given.seed)
        for name in dict.fromkeys(["real", "start", *(given.variants or VARIANTS)]):
            share = 0.0 if name in ("real", "start") else given.share
            seed = given.seed if share else 1
            asked = {"speaker": given.speaker, "minutes": given.minutes, **takes, "share": share}
            asked |= {"variant": name, "seed": seed}
            if tuple(asked[key] for key in usual) in done:
                continue
            for figures in bench.rows(name, steps, given.strengths, given.ranks):
                line = json.dumps(asked | figures)
                print(line, flush=True)
                if given.out:
                    with given.out.open("a") as file:
                        file.write(line + "\n")


if __name__ == "__main__":
    main()
