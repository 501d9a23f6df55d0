"""The vocoder: an exact source, filters that are learnt, sound of the right length and pitch."""

import numpy as np
import pytest
import torch

from studio.audio import mel_spec
from studio.training.losses import mel_loss, spectral_loss
from studio.voice.mel import log_mel
from studio.voice.vocoder import Vocoder, VocoderConfig, pulses

SMALL = VocoderConfig(channels=32, blocks=2)


def strongest_hz(sound: torch.Tensor) -> float:
    """The frequency of the strongest line of a sound [n] at 24 kHz."""
    spectrum = torch.fft.rfft(sound * torch.hann_window(len(sound)), n=1 << 17).abs()
    return float(spectrum.argmax()) * mel_spec.RATE / (1 << 17)


def test_pulses_follow_f0_to_a_tenth_of_a_hertz() -> None:
    train, _ = pulses(torch.full((1, 160), 207.0))
    # All harmonics are equally strong, so the spacing of the lines is what tells the pitch.
    spectrum = torch.fft.rfft(train[0] * torch.hann_window(train.shape[1]), n=1 << 17).abs()
    tenth = spectrum[int(2000 / 24000 * (1 << 17)) : int(2140 / 24000 * (1 << 17))]
    at = (int(2000 / 24000 * (1 << 17)) + int(tenth.argmax())) * 24000 / (1 << 17)
    assert at == pytest.approx(2070.0, abs=1.0)


def test_pulses_are_silent_where_unvoiced_and_of_power_one_where_voiced() -> None:
    f0 = torch.cat([torch.full((1, 80), 110.0), torch.zeros(1, 80)], dim=1)
    train, closeness = pulses(f0)
    assert train.shape == (1, 160 * mel_spec.HOP)
    assert train[0, 85 * mel_spec.HOP :].abs().max() == 0
    assert train[0, 2000:20000].std().item() == pytest.approx(1.0, abs=0.02)
    assert torch.all(closeness[0, 85 * mel_spec.HOP :] == 1)


def test_pulses_hold_nothing_above_half_the_rate() -> None:
    """A glide of F0 stays finite and bounded while its highest harmonic comes and goes."""
    train, _ = pulses(torch.linspace(100, 400, 160).unsqueeze(0))
    assert torch.isfinite(train).all()
    assert train.abs().max() < 40


def test_a_hair_of_f0_is_hardly_heard_and_does_not_add_up_over_pauses() -> None:
    """Pulses begin anew after each pause, and the highest harmonic comes and goes softly."""
    word = torch.cat([torch.linspace(140, 260, 60), torch.linspace(250, 120, 60), torch.zeros(20)])
    f0 = word.repeat(12).unsqueeze(0)
    one, other = pulses(f0)[0][0], pulses(f0 + 1e-4 * (f0 > 0))[0][0]
    parts = (one - other).reshape(12, -1).square().sum(1) / one.reshape(12, -1).square().sum(1)
    decibels = 10 * torch.log10(parts)
    assert decibels.max() < -30
    assert decibels[-1] == pytest.approx(decibels[0].item(), abs=1.0)


def test_sound_is_as_long_as_its_mel_and_the_same_noise_gives_the_same_sound() -> None:
    torch.manual_seed(3)
    vocoder = Vocoder(SMALL).eval()
    mel, f0 = torch.randn(2, mel_spec.BANDS, 37) - 4, torch.full((2, 37), 180.0)
    noise = torch.randn(2, 37 * mel_spec.HOP)
    with torch.inference_mode():
        one, other = vocoder(mel, f0, noise), vocoder(mel, f0, noise)
    assert one.shape == (2, 37 * mel_spec.HOP)
    assert torch.equal(one, other)
    assert strongest_hz(one[0]) % 180.0 == pytest.approx(0, abs=4) or strongest_hz(one[0]) > 20


def test_filters_that_pass_everything_return_the_source() -> None:
    vocoder = Vocoder(SMALL)
    train, _ = pulses(torch.full((1, 60), 140.0))
    back = vocoder._overlap(vocoder._frames(train), train.shape[1])
    assert (back - train)[0, 600:-600].abs().max() < 1e-4


def test_filters_are_moved_along_the_frequencies_exactly() -> None:
    usual = Vocoder(SMALL).spreads
    moved = usual.moved(1.25)
    # What the usual filters have at bin 100 (2.3 kHz) the moved ones have at bin 125.
    for one, other in ((usual.pulse, moved.pulse), (usual.noise, moved.noise)):
        assert torch.allclose(one[:, 100], other[:, 125], atol=1e-5)
        assert torch.allclose(one[:, 200], other[:, 250], atol=1e-5)


def test_a_few_steps_bring_it_nearer_to_a_sound() -> None:
    """Trained on one vowel-like sound for a moment, the losses fall by a third."""
    torch.manual_seed(1)
    f0 = torch.full((1, 64), 150.0)
    source, _ = pulses(f0)
    sound = torch.from_numpy(
        np.convolve(
            source[0].numpy(), np.exp(-np.arange(200) / 40) * np.cos(np.arange(200) / 5), "same"
        )
    ).float()
    real = (0.05 * sound / sound.std()).unsqueeze(0)
    vocoder, mel = Vocoder(SMALL), log_mel(real)
    optimiser = torch.optim.Adam(vocoder.parameters(), lr=3e-3)
    losses = []
    for _ in range(25):
        made = vocoder(mel, f0)
        loss = spectral_loss(made, real) + mel_loss(made, real)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.67 * losses[0]
