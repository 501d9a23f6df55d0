"""Distances between made and real sound that training lowers."""

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional as fn

from studio.voice.mel import log_mel

RESOLUTIONS = ((2048, 512), (1024, 256), (512, 128), (256, 64))  # FFT size and hop at 24 kHz


@cache
def _window(size: int, device: torch.device) -> Tensor:
    return torch.hann_window(size, device=device)


def _amplitude(sound: Tensor, n_fft: int, hop: int) -> Tensor:
    spectrum = torch.stft(
        sound, n_fft, hop, window=_window(n_fft, sound.device), return_complex=True, normalized=True
    )
    return (spectrum.real.square() + spectrum.imag.square() + 1e-9).sqrt()


def spectral_loss(made: Tensor, real: Tensor) -> Tensor:
    """Multi-resolution STFT distance of ``[B, N]`` sounds: log amplitudes and convergence.

    Yamamoto et al. 2020 (arXiv:1910.11480), with four resolutions.
    """
    total = made.new_zeros(())
    for n_fft, hop in RESOLUTIONS:
        a, b = _amplitude(made, n_fft, hop), _amplitude(real, n_fft, hop)
        floor = 1e-4
        total = total + fn.l1_loss(torch.log(a + floor), torch.log(b + floor))
        total = total + torch.linalg.norm(a - b) / torch.linalg.norm(b).clamp(min=1e-3)
    return total / len(RESOLUTIONS)


def mel_loss(made: Tensor, real: Tensor) -> Tensor:
    """Mean absolute difference of the log mel spectrograms (nepers) of ``[B, N]`` sounds."""
    return fn.l1_loss(log_mel(made), log_mel(real))
