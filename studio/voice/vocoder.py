"""The vocoder: mel frames and F0 to sound, by a source and filters that a small network steers.

The source is exact (a band-limited pulse train that follows F0, and noise), the filters are one per
half frame, and both are what speech is made of; so few parameters and minutes of training go far.
After the ultra-light DDSP vocoder of Agrawal et al. 2024 (arXiv:2401.10460), with a second noise
that breathes with the pulses and a learned rotation of the pulses' phase.

Letters: B batch, F mel frames (80 a second), H half frames (160 a second, two to a frame),
N samples (24 kHz, 300 to a frame), K frequency bins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from studio.audio import mel_spec
from studio.voice.colour import Colour
from studio.voice.convnext import ConvNeXtBlock
from studio.voice.filter_bands import LN_FROM_GAIN, N_FFT, Spreads
from studio.voice.precision import widened

STEP = mel_spec.HOP // 2  # 150 samples: a filter every 6.25 ms, so that stops stay short
WINDOW = 4 * STEP  # 25 ms of source go through one filter
VOICED_HZ = 45.0  # F0 below this is no voice

Filters = tuple[Tensor, Tensor, Tensor]
"""Of pulses (complex), noise and breath, ``[B, H, K]``."""


@dataclass(frozen=True)
class VocoderConfig:
    """Sizes of the vocoder's network."""

    channels: int = 288
    blocks: int = 8
    expansion: int = 3
    pulse_bands: int = 128
    noise_bands: int = 80
    phase_bands: int = 40


def pulses(f0: Tensor) -> tuple[Tensor, Tensor]:
    """A band-limited pulse train that follows F0.

    Args:
        f0: ``[B, F]`` in Hz; below `VOICED_HZ` is unvoiced.

    Returns:
        The pulses ``[B, N]`` (RMS 1 where voiced, 0 elsewhere), and how near the closest pulse is
        ``[B, N]`` (1 at a pulse, 0 half a period away; 1 where unvoiced), N = 300 F.
    """
    voiced = f0 >= VOICED_HZ
    held = _held_through_pauses(f0, voiced)
    paused = last_frame(unsounding(voiced))
    return pulse_train(lines(held), lines(voiced.float()), paused)


def lines(values: Tensor) -> Tensor:
    """``[B, F]`` to ``[B, 300 F]``: straight lines between the middles of frames.

    By the place in the frame alone: `interpolate` counts places in float32 from the beginning, and
    is off by a thousandth of a hertz after twenty seconds.
    """
    end = values.shape[1] - 1
    before = torch.cat([values[:, :1], values[:, :end]], dim=1)
    behind = torch.cat([values[:, 1:], values[:, end:]], dim=1)
    around = torch.stack([before, values, behind], dim=2)  # [B, F, 3]
    at = (torch.arange(mel_spec.HOP, device=values.device) + 0.5) / mel_spec.HOP - 0.5
    return (around @ torch.stack([fn.relu(-at), 1 - at.abs(), fn.relu(at)])).flatten(1)


def pulse_train(hz: Tensor, on: Tensor, paused: Tensor) -> tuple[Tensor, Tensor]:
    """What `pulses` returns, of F0 in Hz and how voiced it is (0..1), both ``[B, N]``.

    ``paused [B, F]``: the last frame so far, counted from 1, in which nothing of it sounds.

    Two things keep what a millionth of a hertz does to the sound small, so that another runtime
    says the same: pulses are counted from the end of a pause on, and the highest harmonic fades
    out below half the rate and does not go off there.
    """
    turns = torch.cumsum(widened(hz) / mel_spec.RATE, dim=1)
    ends = fn.pad(turns[:, mel_spec.HOP - 1 :: mel_spec.HOP], (1, 0))
    begun = ends.gather(1, paused).unsqueeze(2)
    turns = turns - begun.expand(*paused.shape, mel_spec.HOP).flatten(1)
    phase = (turns - turns.round()).to(hz.dtype) * (2 * torch.pi)
    room = (mel_spec.RATE / 2 - 1) / hz
    full = torch.floor(room) - 1  # harmonics; one more is there in part
    highest = room - torch.floor(room)
    half = phase / 2
    sine = torch.sin(half)
    near = sine.abs() < 1e-4
    safe = torch.where(near, torch.ones_like(sine), sine)
    kernel = torch.sin((2 * full + 1) * half) / (2 * safe) - 0.5
    train = torch.where(near, full, kernel) + highest * torch.cos((full + 1) * phase)
    train = train * torch.sqrt(2 / (full + highest.square()))
    closeness = 1 - on * (1 - (0.5 + 0.5 * torch.cos(phase)))
    return train * on, closeness


def unsounding(voiced: Tensor) -> Tensor:
    """Frames ``[B, F]`` in which no pulse sounds: neither they nor their neighbours are voiced."""
    return fn.max_pool1d(voiced.float().unsqueeze(1), 3, stride=1, padding=1).squeeze(1) == 0


def last_frame(marked: Tensor) -> Tensor:
    """The last marked frame so far, counted from 1; 0 before the first. ``[B, F]``."""
    number = torch.arange(1, marked.shape[1] + 1, device=marked.device).expand_as(marked)
    return torch.where(marked, number, torch.zeros_like(number)).cummax(dim=1).values


def _held_through_pauses(f0: Tensor, voiced: Tensor) -> Tensor:
    """F0 with the last voiced value (at the start the first one) carried through pauses."""
    last = last_frame(voiced)
    first = voiced.float().argmax(dim=1, keepdim=True)
    held = f0.gather(1, torch.where(last < 1, first, last - 1))
    return torch.where(held >= VOICED_HZ, held, torch.full_like(held, 120.0))


def _mixed(spectra: Sequence[Tensor], filters: Filters) -> Tensor:
    """The spectra ``[B, H, K]`` of pulses, noise and breath through their filters, together."""
    return spectra[0] * filters[0] + spectra[1] * filters[1] + spectra[2] * filters[2]


class Vocoder(nn.Module):
    """Mel and F0 to sound, ``V(mel, F0) = S``."""

    pulse_spread: Tensor
    noise_spread: Tensor
    turn_spread: Tensor
    window: Tensor

    def __init__(self, config: VocoderConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or VocoderConfig()
        channels = config.channels
        self.sizes = [
            config.pulse_bands,
            config.noise_bands,
            config.noise_bands,
            config.phase_bands,
        ]
        self.enter = nn.Conv1d(mel_spec.BANDS + 2, channels, 7, padding=3)
        self.blocks = nn.ModuleList(
            ConvNeXtBlock(channels, config.expansion) for _ in range(config.blocks)
        )
        self.norm = nn.LayerNorm(channels)
        self.head = nn.Linear(channels, 2 * sum(self.sizes))
        with torch.no_grad():
            self.head.weight.mul_(0.1)
            self.head.bias.zero_()
        spreads = Spreads.of(config.pulse_bands, config.noise_bands, config.phase_bands)
        self.register_buffer("pulse_spread", spreads.pulse, persistent=False)
        self.register_buffer("noise_spread", spreads.noise, persistent=False)
        self.register_buffer("turn_spread", spreads.turn, persistent=False)
        self.register_buffer("window", torch.hann_window(WINDOW), persistent=False)

    def bands(self, mel: Tensor, f0: Tensor) -> Tensor:
        """What the network says of ``mel [B, BANDS, F]``, ``f0 [B, F]``: ``[B, F, 2 sum(sizes)]``.

        In float32, whatever precision the caller chose for the network: the filters need all of it.
        """
        voiced = (f0 >= VOICED_HZ).to(mel.dtype)
        pitch = torch.log(f0.clamp(min=VOICED_HZ) / 150.0) * voiced
        x = self.enter(torch.cat([(mel + 4) / 3, pitch.unsqueeze(1), voiced.unsqueeze(1)], dim=1))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x.transpose(1, 2))).float()

    @property
    def spreads(self) -> Spreads:
        """Where the bands of the filters lie."""
        return Spreads(self.pulse_spread, self.noise_spread, self.turn_spread)

    def _filters_of(self, bands: Tensor, spreads: Spreads) -> Filters:
        """What the head says ``[B, F, 2 sum(sizes)]``, as filters."""
        halves = bands.reshape(bands.shape[0], bands.shape[1] * 2, -1)
        pulse, noise, breath, phase = halves.split(self.sizes, dim=-1)
        gain = torch.exp(LN_FROM_GAIN * (pulse @ spreads.pulse) - 3.0)
        turn = torch.cat([pulse, phase], dim=-1) @ spreads.turn
        pulse_filter = torch.complex(gain * torch.cos(turn), gain * torch.sin(turn))
        noise_filter = torch.exp(LN_FROM_GAIN * (noise @ spreads.noise) - 5.0)
        breath_filter = torch.exp(LN_FROM_GAIN * (breath @ spreads.noise) - 6.0)
        return pulse_filter, noise_filter, breath_filter

    def forward(
        self, mel: Tensor, f0: Tensor, noise: Tensor | None = None, colour: Colour | None = None
    ) -> Tensor:
        """Log mel ``[B, BANDS, F]`` and F0 ``[B, F]`` (Hz, 0 unvoiced) to sound ``[B, 300 F]``.

        ``noise [B, 300 F]``, normally distributed, makes the result repeatable. A ``colour`` is
        laid over it: breath and resonances leave the whole as loud as it was.
        """
        bands = self.bands(mel, f0)
        with torch.no_grad():
            train, closeness = pulses(f0)
            if noise is None:
                noise = torch.randn_like(train)
            breath = noise.roll(7919, dims=-1) * closeness.square()
            spectra = [self._frames(source) for source in (train, noise, breath)]
        with torch.autocast(mel.device.type, enabled=False):
            mixed = _mixed(spectra, self._filters_of(bands, self.spreads))
            if colour is not None and not colour.plain:
                mixed = self._coloured(bands, f0, spectra, mixed, colour)
        return self._overlap(mixed, train.shape[-1])

    def _coloured(
        self, bands: Tensor, f0: Tensor, spectra: Sequence[Tensor], plain: Tensor, colour: Colour
    ) -> Tensor:
        """The spectra ``[B, H, K]`` in another colour, by the effort louder than the plain ones."""
        pulse, noise, breath = self._filters_of(bands, colour.spreads(self.spreads))
        more = colour.breath(f0, VOICED_HZ)
        mixed = _mixed(spectra, (pulse, noise * more, breath * more))
        if colour.effort is not None:
            mixed = mixed * colour.brightness()
        power = [x.abs().square().sum((1, 2), keepdim=True) for x in (plain, mixed)]
        mixed = mixed * (power[0] / power[1].clamp(min=1e-20)).sqrt()
        return mixed if colour.effort is None else mixed * colour.loudness()

    def _frames(self, source: Tensor) -> Tensor:
        """``[B, N]`` to windowed spectra ``[B, H, K]``; h is centred on sample 150 h + 75."""
        side = (WINDOW - STEP) // 2
        frames = fn.pad(source, (side, side)).unfold(-1, WINDOW, STEP)
        return torch.fft.rfft(frames * self.window, n=N_FFT, dim=-1)

    def _overlap(self, spectra: Tensor, samples: int) -> Tensor:
        """Filtered spectra ``[B, H, K]`` back to sound ``[B, samples]`` by overlap and add.

        The transform's end holds what rings before the frame (zero-phase filters, rotated phases),
        so each frame is laid down from 212 samples before its start.
        """
        before = (N_FFT - WINDOW) // 2
        frames = torch.fft.irfft(spectra, n=N_FFT, dim=-1).roll(before, dims=-1)
        batch, count = frames.shape[:2]
        pieces = fn.pad(frames, (0, -N_FFT % STEP)).reshape(batch, count, -1, STEP).unbind(2)
        sound = frames.new_zeros(batch, count + len(pieces) - 1, STEP)
        for late, piece in enumerate(pieces):
            sound[:, late : late + count] += piece
        start = before + (WINDOW - STEP) // 2
        return sound.flatten(1)[:, start : start + samples] / 2  # Hanns at a quarter add up to 2
