"""The first way through a recording: where its pieces are, and who speaks in them.

The file is read block by block and cut; of each piece stay its place and its speaker embeddings,
never its sound. `sounds_of` reads the file again and gives each piece its sound.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from studio.audio.files import Samples
from studio.audio.streams import SoundStream, open_stream, resampled
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.files import sha256_of
from studio.core.library import Library
from studio.dataset.cutting import MOST_SECONDS, Cutter, Piece
from studio.dataset.main_speaker import Embeddings, Likeness, likenesses
from studio.dataset.transcribe import RATE
from studio.voice import speaker_encoder

_EVERY = 5.0  # seconds of sound between two messages
_KNOWN_TAKES = 20  # takes that tell how the voice sounds
_KNOWN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Source:
    """A recording that is to be cut."""

    path: Path
    name: str
    """What it is called in notes and checks."""
    text: str | None = None
    """What is said in it, where that is known and does not lie beside it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A piece without its sound; times in seconds, the rest as `cutting.Piece` has it."""

    start: float
    end: float
    snr_db: float
    voiced: float
    forced: bool
    speaker: Embeddings

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(slots=True)
class Plan:
    """The pieces of one recording."""

    source: Source
    sha256: str
    rate: int
    subtype: str
    seconds: float = 0.0
    pieces: list[Planned] = field(default_factory=list)
    wordless: list[tuple[float, float]] = field(default_factory=list)
    """Where there is sound for some seconds and nobody speaks."""
    notes: list[str] = field(default_factory=list)
    """Sentences about the file."""

    @property
    def is_one_take(self) -> bool:
        """Whether the whole file is a single piece: a short recording of one sentence."""
        return len(self.pieces) == 1 and self.seconds <= MOST_SECONDS


def planned(source: Source) -> Generator[float, None, Plan]:
    """Cut a file without keeping its sound; yields the share that is done.

    StudioError when the file cannot be read at all.
    """
    yield 0.0
    sha256 = sha256_of(source.path)
    with open_stream(source.path) as stream:
        form = stream.form
        deep = form.deep or form.channels > 1
        plan = Plan(source, sha256, form.rate, "PCM_24" if deep else "PCM_16")
        cutter = Cutter()
        said, told = form.seconds, 0.0
        for block in resampled(stream.blocks(), form.rate, RATE):
            plan.pieces += [without_sound(piece) for piece in cutter.feed(block)]
            if cutter.seconds - told >= _EVERY:
                told = cutter.seconds
                yield min(1.0, told / said) if said else 0.0
        plan.pieces += [without_sound(piece) for piece in cutter.finish()]
        plan.seconds = cutter.seconds
        plan.wordless = cutter.loud_and_wordless
        plan.notes += stream.notes
    return plan


def without_sound(piece: Piece) -> Planned:
    """What the second way needs of a piece."""
    sound = speaker_encoder.without_silence(speaker_encoder.set_level(piece.sound))
    speaker = np.zeros((0, speaker_encoder.SIZE), np.float32)
    if len(sound) >= speaker_encoder.MIN_SECONDS * RATE:
        speaker = speaker_encoder.embed_partials(sound)
    return Planned(
        piece.start,
        piece.end,
        piece.speech_dbfs - piece.background_dbfs,
        piece.voiced,
        piece.forced,
        speaker,
    )


def sounds_of(plan: Plan) -> Iterator[tuple[Planned, Samples]]:
    """Read the file again and yield each piece with its sound `[n]` at the file's rate."""
    with open_stream(plan.source.path) as stream:
        yield from _spans(stream, plan)


def _spans(stream: SoundStream, plan: Plan) -> Iterator[tuple[Planned, Samples]]:
    blocks = stream.blocks()
    held, first = np.zeros(0, np.float32), 0  # `first`: number of the first sample held
    for piece in plan.pieces:
        start, end = round(piece.start * plan.rate), round(piece.end * plan.rate)
        while first + len(held) < end and (block := next(blocks, None)) is not None:
            keep = held[max(0, start - first) :]
            first += len(held) - len(keep)
            held = np.concatenate([keep, block])
        yield piece, held[max(0, start - first) : end - first]


def who_speaks(
    library: Library, voice: Voice, plans: Sequence[Plan]
) -> list[list[Likeness | None]]:
    """How much each piece of each plan sounds like the person of the voice.

    All recordings are looked at together: a short one alone cannot tell who its speaker is.
    """
    pieces = [piece for plan in plans for piece in plan.pieces]
    if not pieces:
        return [[] for _ in plans]
    known = _sounds_like(library, voice, plans)
    spoken = [piece.voiced * piece.seconds for piece in pieces]
    found = iter(likenesses([piece.speaker for piece in pieces], known, spoken))
    return [[next(found) for _ in plan.pieces] for plan in plans]


def _sounds_like(library: Library, voice: Voice, plans: Sequence[Plan]) -> Embeddings | None:
    """How the voice sounds in takes from elsewhere; None where there are too few."""
    here = {plan.sha256 for plan in plans}
    takes = [
        take
        for take in library.takes(voice.id, included_only=True)
        if take.checks.get("source_sha256") not in here
    ]
    if sum(take.seconds for take in takes) < _KNOWN_SECONDS:
        return None
    found = []
    for number in np.linspace(0, len(takes) - 1, min(len(takes), _KNOWN_TAKES)).astype(int):
        try:
            with open_stream(takes[number].path) as stream:
                sound = np.concatenate(list(stream.blocks()))
                found.append(speaker_encoder.embed(sound, stream.form.rate))
        except StudioError:  # silent, or its file is gone: others tell
            continue
    return speaker_encoder.centroid(found) if found else None
