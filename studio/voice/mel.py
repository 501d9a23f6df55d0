"""The mel spectrogram of `studio.audio.mel_spec` in torch, differentiable in the sound."""

from functools import cache

import torch
from torch import Tensor

from studio.audio import mel_spec


@cache
def _constants(device: torch.device) -> tuple[Tensor, Tensor]:
    window = torch.from_numpy(mel_spec.window().copy()).to(device)
    bands = torch.from_numpy(mel_spec.filterbank().copy()).to(device)
    return window, bands


def log_mel(sound: Tensor) -> Tensor:
    """Natural-log mel amplitudes of 24 kHz sound: ``[B, n] -> [B, BANDS, n // HOP]``.

    Same numbers as `studio.audio.spectrogram`; ``n`` has to be above ``mel_spec.PAD``.
    """
    window, bands = _constants(sound.device)
    padded = torch.nn.functional.pad(
        sound.unsqueeze(1), (mel_spec.PAD, mel_spec.PAD), mode="reflect"
    )
    spectrum = torch.stft(
        padded.squeeze(1),
        mel_spec.N_FFT,
        mel_spec.HOP,
        window=window,
        center=False,
        return_complex=True,
    )
    # The square root has no slope at zero, so digital silence would give NaN gradients.
    amplitude = (spectrum.real.square() + spectrum.imag.square() + 1e-12).sqrt()
    return torch.log(torch.clamp(bands @ amplitude, min=mel_spec.FLOOR))
