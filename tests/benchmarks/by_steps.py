"""Training by steps and not by time, so that what else the machine does changes no result."""

from __future__ import annotations

from studio.speech.speakers import TUNED, Speaker
from studio.training.recipe import Recipe
from tests.benchmarks.ablations import STEPS, tuned_by_steps
from tests.benchmarks.people import Person


def clone_by_steps(person: Person, recipe: Recipe, share: float) -> tuple[Speaker, dict[str, int]]:
    """Train with a share of the usual steps of each part: the speaker, and those steps.

    The parts take turns, without rungs: what speaks is the average of the last weights.
    """
    steps = {name: max(1, round(count * share)) for name, count in STEPS.items()}
    tuned = tuned_by_steps(person, recipe, steps)
    name = f"{person.speaker}, by steps"
    made = Speaker(tuned.generator, tuned.style, name, person.language, TUNED, "a benchmark")
    return made, {name: steps[name] for name in tuned.parts}
