"""Speaking in 8-bit numbers: as near to float32 as no ear tells, exact, and never out of date."""

import copy

import pytest
import torch
from torch import nn

from studio.paths import models_dir
from studio.text.inventory import encode
from studio.voice.convnext import ConvNeXtBlock
from studio.voice.eight_bits import EightBitLinear, eight_bits_are_native, in_eight_bits
from studio.voice.prosody import ProsodyStack
from studio.voice.stock import style_for
from studio.voice.text_encoder import pad_tokens

# Elsewhere the program never takes this way, and the library may saturate its sums.
pytestmark = pytest.mark.skipif(
    not eight_bits_are_native(torch.device("cpu")), reason="no 8-bit sums in this processor"
)

LINES = [encode("həlˈO ðˈɛɹ, wˌʌt ɐ bjˈuTəfᵊl mˈɔɹnɪŋ!"), encode("həlˈO ðˈɛɹ.")]


@pytest.fixture(scope="module")
def stack() -> ProsodyStack:
    return ProsodyStack.load(models_dir() / "kokoro").requires_grad_(False)


def off(made: torch.Tensor, right: torch.Tensor) -> float:
    return float((made - right).norm() / right.norm())


def test_a_loud_column_does_not_drown_the_others() -> None:
    torch.manual_seed(0)
    dense, x = nn.Linear(256, 64).requires_grad_(False), torch.randn(30, 256)
    x[:, 17] *= 200.0
    loudness = torch.ones(256).index_fill(0, torch.tensor(17), 200.0)
    dense.weight[:, 17] *= 0.01  # so that the others are heard in the result
    kept = EightBitLinear(dense.weight, dense.bias, loudness)
    drowned = EightBitLinear(dense.weight, dense.bias)
    assert off(kept(x), dense(x)) < 0.01
    assert off(drowned(x), dense(x)) > 0.1


def test_durations_and_pitch_stay_within_what_is_heard(stack: ProsodyStack) -> None:
    tokens, lengths = pad_tokens(LINES[:1])
    style = style_for("af_heart", len(LINES[0]))[None, 128:]
    found = []
    for eight_bits in (False, True):
        features = stack.prosody_features(stack.encode(tokens, lengths, eight_bits), style)
        durations = stack.durations(features, lengths)
        spread = features.repeat_interleave(6, dim=1)
        found.append((durations, *stack.f0_and_energy(spread, style)))
    (durations, f0, energy), (quick_durations, quick_f0, quick_energy) = found
    voiced = f0 > 80
    assert not torch.equal(durations, quick_durations)  # it is not the same way
    assert (durations - quick_durations).abs().mean() < 0.1  # frames of 25 ms
    assert (1200 * torch.log2(quick_f0 / f0)[voiced]).abs().mean() < 20  # cents
    assert (energy - quick_energy).abs().mean() < 0.1


def test_a_batch_says_what_its_lines_say(stack: ProsodyStack) -> None:
    together = stack.bert(*pad_tokens(LINES), eight_bits=True)
    for line, made in zip(LINES, together, strict=True):
        assert off(made[: len(line) + 2], stack.bert(*pad_tokens([line]))[0]) < 0.15


def test_other_weights_are_packed_anew(stack: ProsodyStack) -> None:
    tokens = pad_tokens(LINES[:1])
    before = stack.bert(*tokens, eight_bits=True)
    assert torch.equal(before, stack.bert(*tokens, eight_bits=True))
    kept = stack.bert.layer.outer.weight.clone()
    stack.bert.layer.outer.weight.mul_(0.5)
    assert off(stack.bert(*tokens, eight_bits=True), before) > 0.1
    stack.bert.layer.outer.weight.copy_(kept)
    assert torch.equal(before, stack.bert(*tokens, eight_bits=True))


def test_blocks_round_only_where_it_is_wanted_and_pack_what_they_have_now() -> None:
    torch.manual_seed(0)
    block, x = ConvNeXtBlock(64, 3).requires_grad_(False), torch.randn(2, 64, 40)
    right = block(x) - x
    with torch.inference_mode(), in_eight_bits():
        quick = block(x) - x
    assert 0 < off(quick, right) < 0.02
    assert torch.equal(block(x) - x, right)
    block.contract.weight.mul_(2.0)
    with in_eight_bits():
        assert off(copy.deepcopy(block)(x) - x, quick) > 0.5
