"""Losses and judges: zero for the same sound, larger for a worse one, a gradient everywhere."""

import torch

from studio.training.discriminators import (
    Discriminators,
    adversarial_losses,
    discriminator_loss,
)
from studio.training.losses import mel_loss, spectral_loss


def test_the_same_sound_costs_nothing_and_noise_costs_more_the_louder_it_is() -> None:
    torch.manual_seed(2)
    sound = torch.sin(torch.arange(9600) / 20).unsqueeze(0) * 0.1
    noise = torch.randn_like(sound)
    for loss in (spectral_loss, mel_loss):
        same, little, much = (loss(sound + k * noise, sound).item() for k in (0.0, 0.001, 0.03))
        assert same < 1e-5 < little < much


def test_judges_learn_to_tell_tones_from_noise() -> None:
    torch.manual_seed(2)
    judges = Discriminators(8)
    optimiser = torch.optim.Adam(judges.parameters(), lr=2e-3)
    tones = 0.1 * torch.sin(torch.arange(4800) * torch.tensor([[0.1], [0.13], [0.2], [0.31]]))
    loss = torch.tensor(2.0)
    for _ in range(30):
        loss = discriminator_loss(judges(tones), judges(0.1 * torch.randn(4, 4800)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss.item() < 1.0


def test_what_the_generator_lowers_reaches_its_sound() -> None:
    judges = Discriminators(8)
    made = (0.1 * torch.randn(2, 4800)).requires_grad_(True)
    found_out, features = adversarial_losses(judges(0.1 * torch.randn(2, 4800)), judges(made))
    (found_out + features).backward()
    assert made.grad is not None and made.grad.abs().sum() > 0
