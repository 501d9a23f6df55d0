"""Takes between the pauses that the prosody stack is used to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.core.entities import Take, Voice
from studio.speech.speakers import blended_style
from studio.training.clips import EDGE, clip_of_take, inner_span, random_span
from studio.training.edges import with_pauses
from studio.training.material import as_told
from studio.training.parts import ProsodyPart
from studio.training.prepare import prepare_take
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style

Speaker = Callable[[int], tuple[Voice, list[Take]]]


@pytest.fixture
def cut(sample_speaker: Speaker, ears: InverseModel) -> list[PreparedTake]:
    """Three takes without the pauses that they began and ended with."""
    takes = [prepare_take(take, "en-us", ears) for take in sample_speaker(3)[1]]
    found = []
    for take in takes:
        durations = take.durations.clone()
        kept = torch.tensor([1, 3, 1, 1])
        cut_away = durations[[0, -3, -2, -1]] - kept
        durations[[0, -3, -2, -1]] = kept
        first, last = int(cut_away[0]), int(cut_away[1:].sum())
        end = len(take.f0) - 2 * last
        curves = {name: getattr(take, name)[2 * first : end] for name in ("f0", "energy")}
        sound = take.sound[600 * first : 300 * end]
        found.append(replace(take, durations=durations, sound=sound, **curves))
    return found


@pytest.fixture(scope="module")
def stack() -> tuple[Generator, Style]:
    return Generator.load(), blended_style({"af_heart": 1.0})


Stack = tuple[Generator, Style]


def test_the_pauses_are_as_long_as_the_stack_is_used_to(
    cut: list[PreparedTake], stack: Stack
) -> None:
    for take, told in ((take, as_told(take, *stack, Recipe())[0]) for take in cut):
        assert 8 < int(told.durations[0]) < 30
        assert int(told.durations.sum()) * 600 == len(told.sound) == 300 * len(told.f0)
        assert len(told.energy) == len(told.f0)
        assert 15 < int(told.durations.sum()) - int(take.durations.sum()) < 60
        within = slice(told.lead, len(told.f0) - told.tail)
        assert torch.equal(told.f0[within], take.f0)
        assert torch.equal(told.energy[within], take.energy)
        assert float(told.f0[: told.lead].abs().max()) == 0
        # Neither cut nor moved, but for the few milliseconds of the fade.
        own = told.sound[told.lead * 300 : len(told.sound) - told.tail * 300]
        assert torch.equal(own[200:-200], take.sound[200:-200])


def test_pauses_that_a_take_has_are_counted(cut: list[PreparedTake]) -> None:
    durations = cut[0].durations.clone()
    durations[0] += 40
    durations[-1] += 50
    pad = torch.nn.functional.pad
    long = replace(
        cut[0],
        durations=durations,
        sound=pad(cut[0].sound, (40 * 600, 50 * 600)),
        f0=pad(cut[0].f0, (80, 100)),
        energy=pad(cut[0].energy, (80, 100), value=-8.5),
    )
    told = with_pauses(long, cut[0].durations + 20.4)
    assert told.lead == 0
    assert told.durations[0] == long.durations[0]
    assert told.durations[-1] == long.durations[-1]
    assert (told.durations - long.durations)[-3:-1].tolist() == [20, 20]
    assert told.tail == 80


def test_the_stack_foretells_f0_and_energy_better_between_pauses(
    cut: list[PreparedTake], stack: Stack
) -> None:
    generator, style = stack

    def errors(recipe: Recipe) -> dict[str, float]:
        takes, texts = zip(*(as_told(take, *stack, recipe) for take in cut), strict=True)
        part = ProsodyPart(generator, style, takes, texts, np.random.default_rng(1), recipe)
        part.stack.predictor.eval()
        with torch.no_grad():
            found = [part.losses(index) for index in range(len(takes))]
        return {name: float(np.mean([float(one[name]) for one in found])) for name in found[0]}

    with_them, without = errors(Recipe()), errors(Recipe(edge_pauses=False))
    assert with_them["f0"] < 0.9 * without["f0"]
    assert with_them["energy"] < 0.9 * without["energy"]


def test_pieces_hold_little_of_the_pauses(cut: list[PreparedTake], stack: Stack) -> None:
    told = as_told(cut[0], *stack, Recipe())[0]
    clip = clip_of_take(told, torch.zeros(len(told.durations), 512))
    first, last = inner_span(clip)
    assert first == told.lead - EDGE
    assert last == len(told.f0) - told.tail + EDGE
    rng = np.random.default_rng(1)
    spans = [random_span(clip, 64, rng) for _ in range(200)]
    assert min(at for at, _ in spans) >= first
    assert max(at + length for at, length in spans) <= last
    assert {length for _, length in spans} == {64}
