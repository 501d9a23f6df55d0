"""Networks that tell made from real sound, small enough to train beside the vocoder on a CPU."""

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

SPECTRA = (
    (2048, 480),
    (1024, 240),
    (512, 120),
)  # FFT size and hop of each discriminator, at 24 kHz
SLOPE = 0.1  # of the leaky rectifiers


class SpectrumDiscriminator(nn.Module):
    """Judges the complex spectrogram at one resolution, patch by patch.

    After the multi-scale STFT discriminator of EnCodec (arXiv:2210.13438), with a third of its
    width and with strides in time as well.
    """

    window: Tensor

    def __init__(self, n_fft: int, hop: int, channels: int = 16) -> None:
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft), persistent=False)
        shapes = [(3, channels, 1, 2), (channels, channels, 1, 2), (channels, 2 * channels, 2, 2)]
        shapes += [(2 * channels, 2 * channels, 2, 2), (2 * channels, 2 * channels, 1, 2)]
        self.layers = nn.ModuleList(
            nn.Conv2d(i, o, (3, 7), stride=(time, band), padding=(1, 3))
            for i, o, time, band in shapes
        )
        self.verdict = nn.Conv2d(2 * channels, 1, 3, padding=1)
        for layer in [*self.layers, self.verdict]:
            assert isinstance(layer, nn.Conv2d)
            nn.utils.parametrizations.weight_norm(layer)

    def forward(self, sound: Tensor) -> tuple[Tensor, list[Tensor]]:
        """``[B, N]`` to verdicts ``[B, 1, T', K']`` (high: real) and what each layer saw."""
        spectrum = torch.stft(
            sound, self.n_fft, self.hop, window=self.window, normalized=True, return_complex=True
        ).transpose(1, 2)
        # Compressed amplitudes: otherwise vowels drown every consonant.
        size = (spectrum.real.square() + spectrum.imag.square() + 1e-9).sqrt()
        pressed = size.pow(0.3)
        x = torch.stack(
            [spectrum.real / size * pressed, spectrum.imag / size * pressed, pressed], dim=1
        )
        seen = []
        for layer in self.layers:
            x = fn.leaky_relu(layer(x), SLOPE)
            seen.append(x)
        return self.verdict(x), seen


class Discriminators(nn.Module):
    """One `SpectrumDiscriminator` for each of `SPECTRA`."""

    def __init__(self, channels: int = 16) -> None:
        super().__init__()
        self.judges = nn.ModuleList(SpectrumDiscriminator(*s, channels) for s in SPECTRA)

    def forward(self, sound: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        """``[B, N]`` to what each judge says and saw."""
        return [judge(sound) for judge in self.judges]


Verdicts = list[tuple[Tensor, list[Tensor]]]


def discriminator_loss(real: Verdicts, made: Verdicts) -> Tensor:
    """Hinge loss of the judges, averaged over them."""
    pairs = zip(real, made, strict=True)
    losses = [fn.relu(1 - r).mean() + fn.relu(1 + m).mean() for (r, _), (m, _) in pairs]
    return torch.stack(losses).mean()


def adversarial_losses(real: Verdicts, made: Verdicts) -> tuple[Tensor, Tensor]:
    """What the generator is to lower: that it is found out, and how its features differ.

    Feature matching is relative to the size of the real features (arXiv:2210.13438, eq. 5).
    """
    found_out = torch.stack([-m.mean() for m, _ in made]).mean()
    distances = [
        (a.detach() - b).abs().mean() / (a.detach().abs().mean() + 1e-6)
        for (_, seen_real), (_, seen_made) in zip(real, made, strict=True)
        for a, b in zip(seen_real, seen_made, strict=True)
    ]
    return found_out, torch.stack(distances).mean()
