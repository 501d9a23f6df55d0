"""The generator as it ships: it speaks, repeatably, and refuses what is not its own."""

import pytest
import torch

from studio.core.errors import StudioError
from studio.voice.generator import Generator, Manner
from studio.voice.stock import style_for
from studio.voice.style import Style, blend

HELLO = "həlˈO ðˈɛɹ."


@pytest.fixture(scope="module")
def generator() -> Generator:
    return Generator.load()


@pytest.fixture(scope="module")
def style() -> Style:
    return Style.of_pack(style_for("af_heart", len(HELLO)).unsqueeze(0))


def test_speaks_with_every_symbol_in_its_place(generator: Generator, style: Style) -> None:
    speech = generator.speak(HELLO, style)
    assert speech.phonemes == HELLO
    assert len(speech.durations) == len(HELLO) + 2
    assert len(speech.samples) == 600 * sum(speech.durations)
    assert len(speech.f0) == len(speech.energy) == len(speech.mel) == 2 * sum(speech.durations)
    times = speech.symbol_times()
    assert [symbol for symbol, _, _ in times] == list(HELLO)
    assert all(start < end for _, start, end in times)
    assert times[-1][2] <= speech.seconds
    assert 0.01 < float(abs(speech.samples).max()) <= 1.0


def test_the_same_seed_is_the_same_sound_bit_for_bit(generator: Generator, style: Style) -> None:
    one = generator.speak(HELLO, style, Manner(seed=4))
    same = generator.speak(HELLO, style, Manner(seed=4))
    other = generator.speak(HELLO, style, Manner(seed=5))
    assert (one.samples == same.samples).all()
    assert (one.samples != other.samples).any()


def test_speed_and_pitch_do_what_they_say(generator: Generator, style: Style) -> None:
    plain = generator.speak(HELLO, style)
    slow = generator.speak(HELLO, style, Manner(speed=0.6))
    high = generator.speak(HELLO, style, Manner(pitch=12))
    assert slow.seconds > 1.3 * plain.seconds
    voiced = plain.f0 > 0
    assert high.f0[voiced] == pytest.approx(2 * plain.f0[voiced], rel=1e-4)


@pytest.mark.parametrize("text", ["", "  ", "😀"])
def test_nothing_to_say_is_said_so(generator: Generator, style: Style, text: str) -> None:
    with pytest.raises(StudioError, match="nothing to say"):
        generator.speak(text, style)


def test_weights_of_another_generator_are_refused(generator: Generator) -> None:
    with pytest.raises(StudioError, match="do not fit"):
        generator.take_over({"mel_stage.nothing": torch.zeros(1)})
    with pytest.raises(StudioError, match="do not fit"):
        generator.take_over({"mel_stage.text.weight": torch.zeros(1, 2)})


def test_a_refused_voice_changes_no_weight(generator: Generator) -> None:
    before = generator.mel_stage.text.bias.clone()
    own = {"mel_stage.text.bias": torch.ones_like(before), "vocoder.nothing": torch.zeros(1)}
    with pytest.raises(StudioError):
        generator.take_over(own)
    assert torch.equal(generator.mel_stage.text.bias, before)


def test_styles_by_length_and_shift() -> None:
    pack = torch.arange(3 * 256, dtype=torch.float32).reshape(3, 256)
    style = Style(pack, torch.full((129,), 0.5), torch.zeros(128))
    timbre, prosody = style.rows(torch.tensor([1, 3, 99]))
    assert timbre.shape == (3, 129) and prosody.shape == (3, 128)
    assert timbre[0, 0] == 0.5 and timbre[0, 128] == 0.5
    assert torch.equal(prosody[1], pack[2, 128:]) and torch.equal(prosody[1], prosody[2])


def test_a_blend_is_the_weighted_mean() -> None:
    packs = {"a": torch.zeros(2, 256), "b": torch.ones(2, 256)}
    assert torch.allclose(blend(packs, {"a": 1, "b": 3}), torch.full((2, 256), 0.75))
    with pytest.raises(ValueError, match="weight"):
        blend(packs, {"a": 0.0})
