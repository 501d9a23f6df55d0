"""The sound of one delivered file before it is mastered: lines in their places, block by block.

A program is what one file holds: a list of parts, each a line or silence, at 24 kHz. Nothing is
read before it is asked for, so an hour takes no more memory than a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import Path, PurePosixPath

import numpy as np

from studio.audio.blocks import Blocks
from studio.audio.files import Samples, sound_form
from studio.audio.loudness import LoudnessMeter
from studio.audio.mastering import MAX_GAIN_DB
from studio.audio.mel_spec import RATE
from studio.audio.streams import open_stream, resampled
from studio.core.errors import StudioError
from studio.speech.delivery import MAX_GAP, DeliveredLine, DeliverySettings
from studio.speech.delivery_names import Named, line_names, safe, stem_names

BLOCK_SECONDS = 2.0  # read at once
BLOCK = round(BLOCK_SECONDS * RATE)
LEAD, TAIL = round(0.75 * RATE), round(1.5 * RATE)
"""Room tone before and behind what is made for ACX, which asks for 0.5 to 1 s and 1 to 5 s."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line in its place, or its silence in the stem of another character."""

    line: DeliveredLine
    number: int
    """Of the line in the whole delivery, from 1."""
    start: int
    """In samples at 24 kHz."""
    samples: int
    sounding: bool = True
    gain_db: float = 0.0

    @property
    def end(self) -> int:
        return self.start + self.samples


@dataclass(frozen=True, slots=True)
class Program:
    """What one file holds."""

    path: PurePosixPath
    """Below the folder, without suffix."""
    parts: tuple[Part, ...]
    tail: int = 0
    """Samples of silence behind the last line."""

    @property
    def samples(self) -> int:
        return self.parts[-1].end + self.tail

    @property
    def seconds(self) -> float:
        return self.samples / RATE

    @property
    def sounding(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.sounding)

    def blocks(self, gain_db: float = 0.0) -> Iterator[Samples]:
        """Yield all of it, `[n]` at 24 kHz."""
        at = 0
        for part in self.parts:
            yield from _silence(part.start - at)
            if part.sounding:
                yield from _sound_of(part, gain_db)
            else:
                yield from _silence(part.samples)
            at = part.end
        yield from _silence(self.tail)


def programs(lines: Sequence[DeliveredLine], settings: DeliverySettings) -> list[Program]:
    """Put the lines into files. StudioError for a sound that is missing or names that clash."""
    if not lines:
        raise StudioError("There is no line to deliver; render some first.")
    if len({line.id for line in lines}) < len(lines):
        raise StudioError("Two lines have the same id; give each its own.")
    lengths = [_length(line.sound) for line in lines]
    lead, tail = (LEAD, TAIL) if settings.loudness == "acx" else (0, 0)
    if settings.layout == "lines":
        named = [Named(line.id, line.character, line.voice) for line in lines]
        paths = line_names(settings.template, named, settings.name)
        return [
            Program(path, (Part(line, n, lead, length),), tail)
            for n, (path, line, length) in enumerate(zip(paths, lines, lengths, strict=True), 1)
        ]
    parts = _in_a_row(lines, lengths, lead, round(settings.gap * RATE))
    if settings.layout == "one":
        return [Program(PurePosixPath(safe(settings.name)), tuple(parts), tail)]
    characters = list(dict.fromkeys(line.character for line in lines))
    return [
        Program(path, tuple(_of_character(parts, character)), tail)
        for path, character in zip(stem_names(settings.name, characters), characters, strict=True)
    ]


def line_gains(program: Program, lufs: float) -> Iterator[tuple[Part, float]]:
    """Yield each part that sounds with the gain in dB that brings it to `lufs`."""
    for part in program.sounding:
        meter = LoudnessMeter(RATE)
        for block in _sound_of(part, 0.0):
            meter.add(block)
        gain = lufs - meter.lufs
        yield part, min(gain, MAX_GAIN_DB) if isfinite(gain) else 0.0


def sound_blocks(path: Path, rate: int = RATE) -> Iterator[Samples]:
    """Yield a sound file's samples, `[n]` at `rate`. StudioError when it is not whole."""
    with open_stream(path) as stream:
        yield from resampled(stream.blocks(BLOCK_SECONDS), stream.form.rate, rate)
        if stream.notes:
            raise StudioError(f"{path.name} is damaged or cut off; make it again.")


def _length(path: Path) -> int:
    form = sound_form(path)
    return ceil(form.frames * RATE / form.rate)


def _in_a_row(
    lines: Sequence[DeliveredLine], lengths: Sequence[int], lead: int, gap: int
) -> list[Part]:
    parts: list[Part] = []
    for number, (line, length) in enumerate(zip(lines, lengths, strict=True), start=1):
        before = gap if line.gap is None else round(min(line.gap, MAX_GAP) * RATE)
        parts.append(Part(line, number, parts[-1].end + before if parts else lead, length))
    return parts


def _of_character(parts: Sequence[Part], character: str) -> Iterator[Part]:
    for part in parts:
        sounding = part.line.character == character
        yield Part(part.line, part.number, part.start, part.samples, sounding)


def _sound_of(part: Part, gain_db: float) -> Blocks:
    """Yield as many samples as the part has, whatever its file says now."""
    factor = np.float32(10 ** ((part.gain_db + gain_db) / 20))
    left = part.samples
    for block in sound_blocks(part.line.sound):
        if left <= 0:
            return
        yield block[:left] * factor
        left -= len(block)
    yield from _silence(left)


def _silence(samples: int) -> Iterator[Samples]:
    while samples > 0:
        yield np.zeros(min(samples, BLOCK), np.float32)
        samples -= BLOCK
