"""One delivered file, from its program to a file that was read again and held against its aim.

    program → rate → gain → room tone → telephone band → (mark) → limiter → file → measured, marked?

The lines carry the mark already. It outlives all of this (models/watermark/README.md), and still
each file is looked at as it lies on the disk; where the mark does not stand, it is written anew,
and where that does not help either, the result says so.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from studio.audio.blocks import Blocks, in_context
from studio.audio.files import Samples, resample, sound_form
from studio.audio.mastering import (
    ACX,
    ACX_PEAK,
    EBU,
    PODCAST,
    Measured,
    Meter,
    Target,
    amplified,
    finding_gain,
    telephone_band,
)
from studio.audio.mel_spec import RATE
from studio.audio.room_tone import with_tones
from studio.audio.streams import resampled
from studio.audio.true_peak import limited
from studio.speech import export, watermark
from studio.speech.delivery import DeliverySettings
from studio.speech.detect import Finding, Search
from studio.speech.programs import Program, line_gains, sound_blocks

PASSES = 5
"""How often a sound is gone through, about: two or three for its gain, to write it, to read it."""
ATTEMPTS = 3  # at a file whose mark or peak is not as it should be
_LOUDNESS_GOOD = 0.2  # dB; more is made again …
_LOUDNESS_OFF = 0.5  # … and more than this is told where that did not help
_PEAK_SPARE = 0.1  # dB

_SUBTYPES = {"16": "PCM_16", "24": "PCM_24", "float": "FLOAT", "ulaw": "ULAW", "alaw": "ALAW"}
_TARGETS = {"podcast": PODCAST, "ebu": EBU, "acx": ACX}
AS_RENDERED = Target(true_peak_dbtp=-0.3)
"""Nothing is asked of the loudness; a new rate or a lossy format must not clip."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all files of a delivery have in common."""

    settings: DeliverySettings
    tones: dict[str, Samples] = field(default_factory=dict)
    """Voice → tone of its room, marked, at 24 kHz; a voice without one has none."""

    @property
    def target(self) -> Target:
        return _TARGETS.get(self.settings.loudness, replace(AS_RENDERED))

    @property
    def peak_limit(self) -> float:
        """The highest peak that a finished file may have, in dB."""
        return ACX_PEAK if self.settings.loudness == "acx" else max(self.target.true_peak_dbtp, -1)

    def finished(
        self, program: Program, rate: int, gain_db: float, ceiling_dbtp: float, mark: bool = False
    ) -> Blocks:
        """Yield the sound as it is to be written, `[n]` at `rate`."""
        sound = amplified(resampled(program.blocks(), RATE, rate), gain_db)
        if self.tones:
            sound = with_tones(sound, self._regions(program, rate), rate)
        if self.settings.telephone:
            sound = telephone_band(sound, rate)
        if mark:
            sound = in_context(sound, rate, lambda part: watermark.mark(part, rate))
        return limited(sound, rate, ceiling_dbtp)

    def _regions(self, program: Program, rate: int) -> list[tuple[int, Samples | None]]:
        """From where on which room is heard: it changes in the middle between two lines.

        In a stem, the room is there only while its character speaks.
        """
        tones = {voice: resample(tone, RATE, rate) for voice, tone in self.tones.items()}
        regions: list[tuple[int, Samples | None]] = []
        alone = len(program.sounding) < len(program.parts)
        end = 0
        for part in program.parts:
            tone = tones.get(part.line.voice) if part.sounding else None
            begin = part.start if alone else (end + part.start) // 2 if regions else 0
            regions.append((begin * rate // RATE, tone))
            end = part.end
            if alone:
                regions.append((end * rate // RATE, None))
        return regions


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it lies on the disk, and what is wrong with it."""

    measured: Measured
    finding: Finding
    marked_again: bool
    warnings: tuple[str, ...]

    @property
    def marked(self) -> bool:
        """Whether the mark is found wherever something sounds."""
        return is_marked(self.finding)


def is_marked(finding: Finding) -> bool:
    """Whether the mark is found in every window in which something sounds."""
    return bool(finding.windows) and all(window.marked for window in finding.windows)


def with_line_gains(program: Program, lufs: float) -> Generator[float, None, Program]:
    """Return the program with each line at `lufs` on its own; yields seconds gone through."""
    gains = {}
    for part, gain in line_gains(program, lufs):
        gains[part.number] = gain
        yield part.samples / RATE
    parts = tuple(replace(p, gain_db=gains.get(p.number, 0.0)) for p in program.parts)
    return replace(program, parts=parts)


def gain_of(desk: Desk, program: Program) -> Generator[float, None, float]:
    """Find the gain in dB that brings a program to the delivery's loudness."""
    target = desk.target
    if target.lufs is None and target.rms_dbfs is None:
        return 0.0
    rate = min(RATE, desk.settings.rate)  # more would change what is measured by some hundredths

    def made(gain: float) -> Blocks:
        return desk.finished(program, rate, gain, target.true_peak_dbtp)

    return (yield from finding_gain(made, rate, target))


def making(
    desk: Desk, program: Program, gain_db: float, path: Path, origin: export.Origin
) -> Generator[float, None, Checked]:
    """Write the file and check it; yields seconds of sound gone through, returns what was found.

    It appears under its name after the first attempt that nothing is wrong with, or the last one.
    """
    rate, ceiling, mark = desk.settings.rate, desk.target.true_peak_dbtp, False
    subtype = _SUBTYPES[desk.settings.depth] if desk.settings.format in ("wav", "flac") else None
    attempt = 0
    while True:
        attempt += 1
        sound = desk.finished(program, rate, gain_db, ceiling, mark)
        with export.writing(path, rate, origin, subtype) as file:
            for block in sound:
                file.write(block)
                yield len(block) / rate
        measured, finding = yield from _checking(path)
        over = _peak(desk, measured) - desk.peak_limit
        unmarked = not is_marked(finding)
        missing = _missing(desk, measured)
        good = over <= 0 and abs(missing) <= _LOUDNESS_GOOD and (not unmarked or mark)
        if good or attempt == ATTEMPTS:
            break
        ceiling -= over + _PEAK_SPARE if over > 0 else 0.0
        gain_db += missing  # formats, a lower ceiling and a new mark change the loudness
        mark = mark or unmarked
    return Checked(measured, finding, mark, tuple(_warnings(desk, path, measured, finding)))


def _checking(path: Path) -> Generator[float, None, tuple[Measured, Finding]]:
    """Read a file again, as whoever gets it will."""
    rate = sound_form(path).rate
    meter, search = Meter(rate), Search(rate)
    for block in sound_blocks(path, rate):
        meter.add(block)
        search.add(block)
        yield len(block) / rate
    return meter.result(), search.finding()


def _missing(desk: Desk, measured: Measured) -> float:
    """By how many dB a file is too quiet; stems are held against their sum, not one by one."""
    return 0.0 if desk.settings.layout == "stems" else desk.target.wanted_gain(measured)


def _peak(desk: Desk, measured: Measured) -> float:
    return measured.peak_dbfs if desk.settings.loudness == "acx" else measured.true_peak_dbtp


def _warnings(desk: Desk, path: Path, measured: Measured, finding: Finding) -> Iterator[str]:
    name = path.name
    if not finding.windows:
        yield f"{name} is too short or too quiet to carry the watermark."
    elif not is_marked(finding):
        lost = [w for w in finding.windows if not w.marked]
        yield (
            f"{name} DOES NOT CARRY THE WATERMARK everywhere: it is not found in {len(lost)} of "
            f"{len(finding.windows)} parts, first at {lost[0].start:.0f} s. Choose a format of "
            "higher quality."
        )
    if _peak(desk, measured) > desk.peak_limit:
        yield f"{name} has a peak of {_peak(desk, measured):.1f} dB, above {desk.peak_limit:g} dB."
    missing = _missing(desk, measured)
    if missing > _LOUDNESS_OFF:
        yield f"{name} is {missing:.1f} dB quieter than asked for."
    elif missing < -_LOUDNESS_OFF:
        yield f"{name} is {-missing:.1f} dB louder than asked for."


def mix_of(files: Sequence[Program]) -> Program:
    """All stems in one, to find the gain that they share."""
    return replace(files[0], parts=tuple(replace(p, sounding=True) for p in files[0].parts))
