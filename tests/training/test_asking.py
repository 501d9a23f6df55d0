"""How a speaker ends questions: learnt where the takes agree, left alone where they do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.speech.speakers import blended_style, speakers
from studio.text.phonemes import phonemize
from studio.training.asking import (
    LEAST_QUESTIONS,
    Asked,
    asked_in,
    foretold,
    learnt_question,
    question_of,
)
from studio.training.prepared import PreparedTake
from studio.voice.asking import asked
from studio.voice.generator import Generator
from studio.voice.style import Style

TEXTS = (
    "Would you like to change it now?",
    "Are you sure that's what she meant?",
    "Can I tell you something strange?",
    "Did you leave the window open?",
    "Do you usually get up so early?",
    "You are sure that's what she meant.",
)
RISE = torch.tensor([100.0, 200.0, 300.0, 400.0, 500.0, 600.0])


@pytest.fixture(scope="module")
def voice() -> tuple[Generator, Style]:
    return speakers().generator, blended_style({"af_sarah": 1.0})


@pytest.fixture(scope="module")
def takes(voice: tuple[Generator, Style]) -> list[PreparedTake]:
    """What the stack itself says, with every question raised at its end."""
    found = []
    for number, text in enumerate(TEXTS):
        phonemes = phonemize(text, "en-us").phonemes
        plan = voice[0].plan(phonemes, voice[1])
        found.append(
            PreparedTake(
                name=str(number),
                text=text,
                phonemes=phonemes,
                durations=plan.durations[0].long(),
                sound=torch.zeros(600 * int(plan.durations.sum())),
                f0=asked(plan.f0, plan.durations, phonemes, RISE)[0],
                energy=plan.energy[0],
                confidence=1.0,
                lead=1,
            )
        )
    return found


def test_what_was_added_is_found(voice: tuple[Generator, Style], takes: list[PreparedTake]) -> None:
    questions = takes[:LEAST_QUESTIONS]
    assert learnt_question(*voice, takes[:4]).abs().max() == 0  # too few
    learnt = learnt_question(*voice, takes)
    shrunk = RISE * len(questions) / (len(questions) + 2)
    assert learnt.tolist() == pytest.approx(shrunk.tolist(), abs=60)
    assert torch.equal(learnt, learnt_question(*voice, takes))  # bit for bit
    # Who asks as the stack does has nothing of their own.
    same = replace(voice[1], question=RISE)
    flat = [replace(take, f0=voice[0].plan(take.phonemes, voice[1]).f0[0]) for take in takes]
    assert learnt_question(voice[0], same, flat).abs().max() == 0


def test_questions_that_do_not_foretell_one_another_teach_nothing(
    voice: tuple[Generator, Style], takes: list[PreparedTake]
) -> None:
    mixed = []
    for number, take in enumerate(takes):
        plan = voice[0].plan(take.phonemes, voice[1])
        bend = asked(plan.f0, plan.durations, take.phonemes, RISE * (-1) ** number)[0]
        mixed.append(replace(take, f0=bend))
    assert learnt_question(*voice, mixed).abs().max() == 0


def test_a_take_of_one_sound_says_nothing(
    voice: tuple[Generator, Style], takes: list[PreparedTake]
) -> None:
    hushed = replace(takes[0], f0=torch.zeros_like(takes[0].f0))
    assert asked_in(*voice, hushed) is None


def test_few_questions_are_drawn_towards_the_stack() -> None:
    place = np.linspace(0, 1, 50)
    found = [Asked(np.full(50, 300.0), place) for _ in range(6)]
    assert question_of(found) == pytest.approx([225] * 6, abs=5)
    assert foretold(found) == pytest.approx([300 * 5 / 7] * 6, abs=5)
    assert foretold(found[:1]).size == 0
