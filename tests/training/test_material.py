"""What the parts learn from, and what a frozen I hears of what they say."""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch

from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.speech.speakers import blended_style
from studio.text.phonemes import phonemize
from studio.training.clips import stretched
from studio.training.heard import HeardLoss
from studio.training.material import Material, in_noise, parts_of
from studio.training.prepare import prepare_take
from studio.training.prepared import PreparedTake
from studio.training.recipe import MOVING, Recipe
from studio.training.sentences import unread
from studio.voice import generator as voices
from studio.voice.inverse_model import InverseModel

Speaker = Callable[[int], tuple[Voice, list[Take]]]
EVERYTHING = Recipe(
    heard_weight=1.0,
    heard_after=0,
    heard_every=1,
    hear_made=0.5,
    hear_noise=0.5,
    gain_db=3.0,
    sizes=0.5,
    dropout=0.2,
    trust=2.0,
    mel_batch=3,
    mel_frames=64,
    vocoder_batch=2,
    predictor_batch=1,
    head_batch=2,
)


@pytest.fixture
def takes(sample_speaker: Speaker, ears: InverseModel) -> list[PreparedTake]:
    return [prepare_take(take, "en-us", ears) for take in sample_speaker(3)[1]]


def finish(steps: Generator[Any, None, Material]) -> Material:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_every_part_learns_with_everything_that_a_recipe_can_ask_for(
    takes: list[PreparedTake], ears: InverseModel
) -> None:
    torch.manual_seed(0)
    generator, inverse = voices.Generator.load(), InverseModel.load()
    inverse.encoder.requires_grad_(False)
    style = blended_style({"af_heart": 1.0})
    rngs = [np.random.default_rng(part) for part in range(5)]
    material = finish(Material.gather(takes, generator, style, inverse, EVERYTHING, rngs[4]))
    assert [len(heard) for heard in material.heard] == [2, 2, 2]
    lines = [line.phonemes for line in islice(unread("en-us", set()), 4)]
    heard = HeardLoss(generator, style, ears, lines, rngs[4])
    parts = parts_of(material, generator, style, inverse, EVERYTHING, rngs, heard)
    assert list(parts) == ["mel_stage", "vocoder", "prosody", "hearing"]
    losses: dict[str, float] = {}
    for part in parts.values():
        before = {name: tensor.detach().clone() for name, tensor in part.trained.tensors.items()}
        losses |= part.step(1.0)
        now = part.trained.tensors
        assert any(not torch.equal(tensor, before[name]) for name, tensor in now.items())
    assert {"mean", "flow", "heard", "features", "duration", "ctc"} <= set(losses)
    assert all(np.isfinite(value) for value in losses.values())
    assert not any(tensor.requires_grad for tensor in ears.parameters())


@pytest.mark.parametrize("alone", MOVING)
def test_only_what_may_move_is_trained(
    takes: list[PreparedTake], ears: InverseModel, alone: str
) -> None:
    generator, style = voices.Generator.load(), blended_style({"af_heart": 1.0})
    recipe = Recipe(moving=(alone,))
    rngs = [np.random.default_rng(part) for part in range(5)]
    material = finish(Material.gather(takes[:1], generator, style, ears, recipe, rngs[4]))
    parts = parts_of(material, generator, style, ears, recipe, rngs)
    assert len(parts) == 1
    (part,) = parts.values()
    starts = {
        "timbre": "style.timbre_shift",
        "manner": "style.prosody_shift",
        "predictor": "prosody.predictor.",
    }.get(alone, f"{alone}.")
    assert all(name.startswith(starts) for name in part.trained.tensors)


def test_what_i_hears_leads_the_mel_stage_to_be_understood(ears: InverseModel) -> None:
    torch.manual_seed(0)
    generator, style = voices.Generator.load(), blended_style({"af_heart": 1.0})
    with torch.no_grad():  # a voice that mumbles
        for parameter in generator.mel_stage.velocity.parameters():
            parameter.mul_(0.2)
    line = phonemize("The captain sat down.", "en-us").phonemes
    loss = HeardLoss(generator, style, ears, [line], np.random.default_rng(1))
    moving = list(generator.mel_stage.parameters())
    optimiser = torch.optim.Adam(moving, lr=3e-4)
    seen = []
    for _ in range(8):
        optimiser.zero_grad()
        heard = loss()
        heard.backward()
        optimiser.step()
        seen.append(heard.item())
    assert seen[-1] < 0.7 * seen[0], seen


def test_without_a_line_nobody_can_listen() -> None:
    with pytest.raises(StudioError, match="no sentence"):
        HeardLoss(*[None] * 3, [], np.random.default_rng(1))  # pyright: ignore


def test_a_take_as_other_sizes_keeps_its_labels(takes: list[PreparedTake]) -> None:
    take = takes[0]
    for clip in stretched(take, torch.zeros(len(take.durations), 512)):
        by = float(np.exp(clip.size))
        frames = clip.mel.shape[1]
        assert frames == pytest.approx(len(take.f0) * by, abs=2)
        assert float(clip.boundaries[-1]) == pytest.approx(frames, abs=2)
        middle = frames // 2
        there = float(take.f0[int((middle + 0.5) / by)])
        assert float(clip.f0[middle]) == pytest.approx(there / by)


def test_noise_lies_as_far_below_as_it_should(takes: list[PreparedTake]) -> None:
    sound = takes[0].heard_sound()
    noisy = in_noise(sound, np.random.default_rng(1))
    down = 20 * float(torch.log10(sound.std() / (noisy - sound).std()))
    assert 8.0 <= down <= 25.0


def test_takes_that_are_heard_better_are_drawn_more_often(takes: list[PreparedTake]) -> None:
    from dataclasses import replace

    sure = [replace(take, confidence=c) for take, c in zip(takes, (0.9, 0.45, 0.0), strict=True)]
    assert Material(sure).trust(0.0) is None
    drawn = Material(sure).trust(2.0)
    assert drawn is not None
    assert drawn.sum() == pytest.approx(1)
    assert drawn[0] == pytest.approx(4 * drawn[1])
    assert drawn[2] > 0
