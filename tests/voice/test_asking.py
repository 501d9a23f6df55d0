"""Questions: where they rise, and what a style that knows it does to a sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.core.manner import Manner
from studio.speech.speakers import blended_style, speakers
from studio.text.inventory import encode
from studio.text.phonemes import phonemize
from studio.voice.asking import asked, ending, ending_curve, pitched
from studio.voice.onnx_asking import AskedGraph

RISE = torch.tensor([0.0, 100.0, 200.0, 300.0, 400.0, 600.0])


def test_the_ending_lies_between_the_last_stress_and_the_last_pitch() -> None:
    phonemes = "ɪt ɪz kˈOldəɹ?"
    durations = torch.full((len(phonemes) + 2,), 3)
    f0 = torch.full((6 * (len(phonemes) + 2),), 200.0)
    f0[-20:] = torch.linspace(105, 10, 20)  # the stack fades out
    first, end = ending(phonemes, durations, pitched(f0)) or (0, 0)
    # Two values of F0 a frame, one token before the first symbol.
    assert first == 6 * (phonemes.index("ˈ") + 1)
    assert end == len(f0) - 20
    assert ending("?!", torch.ones(4), torch.ones(8).bool()) is None
    assert ending(phonemes, durations, pitched(f0 * 0)) is None


def test_the_curve_goes_through_its_points() -> None:
    curve = ending_curve(RISE, 10, 61, 80)
    assert curve[:10].abs().max() == 0
    assert curve[[10, 20, 30, 40, 50, 60]].tolist() == pytest.approx(RISE.tolist(), abs=1e-3)
    assert curve[60:].tolist() == pytest.approx([600.0] * 20)


def test_only_the_ending_of_a_question_is_moved() -> None:
    phonemes = "ɪz ɪt kˈOld?"
    durations = torch.full((1, len(phonemes) + 2), 4)
    f0 = torch.full((1, 8 * (len(phonemes) + 2)), 200.0)
    f0[0, -8:] = 0.0
    said = asked(f0, durations, phonemes, RISE)
    first, end = ending(phonemes, durations[0], pitched(f0[0])) or (0, 0)
    assert torch.equal(said[0, :first], f0[0, :first])
    assert said[0, end - 1].item() == pytest.approx(200 * 2**0.5, rel=1e-4)
    assert said[0, -1] == 0
    assert asked(f0, durations, phonemes, torch.zeros(6)) is f0
    assert asked(f0, durations, phonemes.replace("?", "."), RISE) is f0


def test_a_voice_that_knows_it_asks_and_can_be_told_not_to() -> None:
    generator = speakers().generator
    plain = blended_style({"af_heart": 1.0})
    knowing = replace(plain, question=RISE)
    phonemes = phonemize("Is the harbour quiet?", "en-us").phonemes

    def f0(style: object, **controls: float) -> np.ndarray:
        return generator.plan(phonemes, style, Manner(**controls)).f0.numpy()  # type: ignore[arg-type]

    usual = f0(plain)
    assert np.array_equal(usual, f0(plain, questions=1.5))
    assert np.array_equal(usual, f0(knowing, questions=0.0))
    half, whole = f0(knowing, questions=0.5), f0(knowing)
    voiced = (usual > 60) & (whole < 790)
    rise = 1200 * np.log2(whole[voiced] / usual[voiced])
    assert rise.max() > 300
    assert 1200 * np.log2(half[voiced] / usual[voiced]) == pytest.approx(rise / 2, abs=1)
    statement = phonemes.replace("?", ".")
    one, other = generator.plan(statement, plain), generator.plan(statement, knowing)
    assert torch.equal(one.f0, other.f0)


def test_the_exported_form_asks_as_this_one_does() -> None:
    """Of any symbols, lengths and pitch: also without a vowel, a stress or a voice at the end."""
    graph, dice = AskedGraph(178), np.random.default_rng(5)
    changed = 0
    for _ in range(200):
        phonemes = "".join(dice.choice(list("ˈˈəIʊtsn ,"), dice.integers(1, 9))) + "t?"
        tokens = torch.tensor([[0, *encode(phonemes), 0]])
        durations = torch.from_numpy(dice.integers(1, 5, tokens.shape))
        f0 = torch.from_numpy(dice.uniform(0, 260, (1, 2 * int(durations.sum()))))
        f0 = torch.where(f0 < dice.choice([0.0, 100.0, 300.0]), 10.0, f0).float()
        cents = torch.from_numpy(dice.uniform(-900, 900, 6)).float()
        expected = f0.clone()
        if (place := ending(phonemes, durations[0], pitched(f0[0]))) is not None:
            expected *= torch.exp2(ending_curve(cents, *place, f0.shape[1]) / 1200)
        torch.testing.assert_close(graph(f0, durations, tokens, cents[None]), expected)
        assert torch.equal(graph(f0, durations, tokens, torch.zeros(1, 6)), f0)
        changed += place is not None
    assert 50 < changed < 200
