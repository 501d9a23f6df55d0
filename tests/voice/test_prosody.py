"""The text and prosody stack with its shipped weights, against the original's own record."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from studio import paths
from studio.core.errors import StudioError
from studio.text.inventory import encode
from studio.voice.prosody import ProsodyConfig, ProsodyStack, expand, round_durations
from studio.voice.stock import PROSODY, style_for
from studio.voice.text_encoder import pad_tokens

# What the original said, spoken by am_fenrir at speed 1.18: frames of 25 ms, Hz 80 times a second
# (not the first voiced value: it lies on a steep edge).
PHONEMES = "ə mˈʌnθ wɪð hɪz bɹˈʌðəɹ."
DURATIONS = [9, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 2, 2, 2, 2, 11, 6, 1]
F0_FROM_17 = [
    131, 136, 140, 142, 142, 145, 148, 153, 159, 165, 171, 176, 181, 187, 192, 197, 200, 201,
    199, 192, 179, 169, 167, 169, 175, 183, 189, 184, 176, 164, 150, 140, 144, 155, 162, 161, 157,
    150, 142, 132, 123, 116, 111, 106, 100, 94, 89, 88, 98, 121, 136, 134, 127, 123, 118, 113,
]  # fmt: skip


@pytest.fixture(scope="module")
def stack() -> ProsodyStack:
    return ProsodyStack.load(paths.models_dir() / "kokoro")


def given(*phonemes: str, voice: str = "am_fenrir") -> tuple[Tensor, Tensor, Tensor]:
    """Tokens, lengths and prosody styles of some phoneme strings."""
    ids = [encode(line) for line in phonemes]
    styles = torch.stack([style_for(voice, len(line))[PROSODY] for line in ids])
    return *pad_tokens(ids), styles


def test_durations_and_pitch_are_those_of_the_original(stack: ProsodyStack) -> None:
    tokens, lengths, style = given(PHONEMES)
    plan = stack.speak_plan(tokens, lengths, style, speed=1.18)
    assert plan.durations[0].tolist() == DURATIONS
    f0 = plan.f0[0, 17 : 17 + len(F0_FROM_17)]
    assert (f0 - torch.tensor(F0_FROM_17)).abs().max() < 4
    assert (f0 - torch.tensor(F0_FROM_17)).abs().mean() < 1
    assert plan.content.shape == (1, sum(DURATIONS), 512)
    assert plan.f0.shape == plan.energy.shape == (1, 2 * sum(DURATIONS))


def test_faster_speech_is_shorter(stack: ProsodyStack) -> None:
    slow, fast = (stack.speak_plan(*given(PHONEMES), speed=speed) for speed in (0.8, 1.25))
    assert int(fast.frame_lengths) < 0.75 * int(slow.frame_lengths)


def test_a_clip_is_the_same_in_a_batch_as_alone(stack: ProsodyStack) -> None:
    lines = (PHONEMES, "nˈO.", "wˌʌts ðˈɪs?")
    together = stack.speak_plan(*given(*lines))
    for row, line in enumerate(lines):
        alone = stack.speak_plan(*given(line))
        tokens, frames = len(encode(line)) + 2, int(alone.frame_lengths)
        assert torch.equal(together.durations[row, :tokens], alone.durations[0])
        assert together.durations[row, tokens:].sum() == 0
        torch.testing.assert_close(
            together.f0[row, : 2 * frames], alone.f0[0], atol=0.05, rtol=1e-3
        )
        torch.testing.assert_close(
            together.energy[row, : 2 * frames], alone.energy[0], atol=1e-3, rtol=1e-3
        )
        torch.testing.assert_close(
            together.content[row, :frames], alone.content[0], atol=1e-4, rtol=1e-3
        )
        assert together.f0[row, 2 * frames :].abs().sum() == 0


def test_gradients_reach_every_parameter_of_the_predictor(stack: ProsodyStack) -> None:
    tokens, lengths, style = given("nˈO.", "wˌʌts ðˈɪs?")
    text = stack.encode(tokens, lengths)
    features = stack.prosody_features(text, style)
    durations = stack.durations(features, lengths)
    whole = round_durations(durations, lengths)
    f0, energy = stack.f0_and_energy(expand(features, whole), style, whole.sum(1))
    content = expand(text.content, whole)
    loss = durations.sum() + f0.square().mean() / 1e4 + energy.square().mean()
    (loss + content.square().mean()).backward()
    for name, parameter in stack.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
    # The segment that is never used is the only thing that learns nothing.
    assert all(p.grad is not None and p.grad.any() for p in stack.predictor.parameters())
    stack.zero_grad(set_to_none=True)


def test_a_few_steps_move_durations_to_the_ones_heard() -> None:
    """Trained on one clip, the predictor comes nearer to its durations."""
    stack = ProsodyStack.load(paths.models_dir() / "kokoro")
    tokens, lengths, style = given("wˌʌts ðˈɪs?")
    with torch.no_grad():
        text = stack.encode(tokens, lengths)
        heard = stack.durations(stack.prosody_features(text, style), lengths) * 1.4
    optimiser = torch.optim.Adam(stack.predictor.parameters(), 1e-4)
    errors = []
    for _ in range(6):
        found = stack.durations(stack.prosody_features(text, style), lengths)
        error = (found - heard).abs().mean()
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
        errors.append(error.item())
    assert errors[-1] < 0.7 * errors[0]


def test_expand_repeats_each_token() -> None:
    features = torch.tensor([[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]])
    durations = torch.tensor([[1, 2, 1], [2, 1, 0]])
    expected = [[1.0, 2.0, 2.0, 3.0], [4.0, 4.0, 5.0, 0.0]]
    assert expand(features, durations).squeeze(-1).tolist() == expected


def test_an_utterance_that_is_too_long_says_so(stack: ProsodyStack) -> None:
    with pytest.raises(StudioError, match="shorter sentences"):
        stack.encode(*pad_tokens([[43] * 511]))


def test_configuration_is_strict() -> None:
    values = ProsodyConfig().to_dict()
    assert ProsodyConfig.from_dict(values) == ProsodyConfig()
    wrong_ones = [
        {**values, "surprise": 1},
        {k: v for k, v in values.items() if k != "depth"},
        {**values, "depth": "3"},
        {**values, "depth": True},
        {**values, "hidden_size": 0},
        {**values, "dropout": float("nan")},
    ]
    for wrong in wrong_ones:
        with pytest.raises(StudioError, match="configuration"):
            ProsodyConfig.from_dict(wrong)
