"""Training by steps and not by time, so that what else the machine does changes no result."""

from __future__ import annotations

import numpy as np
import torch

from studio.speech.speakers import TUNED, Speaker, blended_style
from studio.training.heard import heard_loss
from studio.training.material import Material, parts_of
from studio.training.recipe import Recipe
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from tests.benchmarks.ablations import STEPS, finish, take_averages, take_turns
from tests.benchmarks.people import Person


def clone_by_steps(person: Person, recipe: Recipe, share: float) -> tuple[Speaker, dict[str, int]]:
    """Train with a share of the usual steps of each part: the speaker, and those steps.

    The parts take turns, without rungs: what speaks is the average of the last weights.
    """
    torch.manual_seed(1)
    steps = {name: max(1, round(count * share)) for name, count in STEPS.items()}
    rngs = [np.random.default_rng((1, part)) for part in range(5)]
    inverse = InverseModel.load()
    inverse.encoder.requires_grad_(False)
    generator, style = Generator.load(), blended_style({person.stock: 1.0})
    material = finish(Material.gather(person.learnt, generator, style, inverse, recipe, rngs[4]))
    ears, read = person.listening_model, {take.text for take in person.learnt}
    heard = heard_loss(generator, style, ears, person.language, read, recipe, rngs[4])
    parts = parts_of(material, generator, style, inverse, recipe, rngs, heard)
    take_turns(parts, steps)
    take_averages(parts)
    name = f"{person.speaker}, by steps"
    made = Speaker(generator, style, name, person.language, TUNED, "a benchmark")
    return made, {name: steps[name] for name in parts}
