"""From a recording of hours to takes: cut, told apart by speaker, written down and checked.

The file is read twice, block by block, and never held. On the first way through it is cut into
pieces and each piece gets its speaker embeddings; then it is known who speaks most. On the second
way each piece is written down, checked and added at once: what is in stays when the work is
stopped, and the same file imported again goes on behind it, because the pieces are the same.

Pieces of other people, of music, or without words are added too, but not included, with a note that
says why: a person can take them in.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from bisect import bisect_left
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from studio.audio.files import Samples, Sound, resample, write_flac
from studio.audio.importing import about_clipping, measured
from studio.audio.streams import SoundStream, clock, open_stream, resampled
from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.core.files import sha256_of
from studio.core.library import Library
from studio.dataset.cutting import LONGEST_SECONDS, Cutter, Piece
from studio.dataset.known_text import KnownText, text_beside
from studio.dataset.main_speaker import Embeddings, Likeness, likenesses
from studio.dataset.piece_verdict import why_aside, why_doubtful
from studio.dataset.transcribe import BELIEVED, RATE, Heard, Transcript, transcribed
from studio.voice import speaker_encoder

_EVERY = 5.0  # seconds of sound between two messages on the first way
_DEARER = 15.0  # times as long as cutting takes writing down; a guess until it is measured
_SAME = 0.7  # share of a piece that an older take of the same file covers, to be the same
_KNOWN_TAKES = 20  # takes that tell how the voice sounds
_KNOWN_SECONDS = 10.0
_TEXT_FITS = 0.3  # share of the pieces


@dataclass(frozen=True, slots=True)
class LongProgress:
    """How far the import of one recording is."""

    stage: str
    """"cut" or "transcribe"."""
    fraction: float
    seconds_left: float | None
    added: int


@dataclass(frozen=True, slots=True)
class NewTake:
    """A take that was made from a piece."""

    id: str
    file: str
    start: float
    """Seconds in the file."""
    end: float
    seconds: float
    confidence: float
    """Of its text, 0 to 1."""
    included: bool
    kind: str
    """Why it is set aside: "speaker", "noise", "wordless" or "uncut"; "doubtful" where it is
    included and a person should look; "" where all is well."""
    note: str

    @property
    def label(self) -> str:
        """Which piece it is, for a person."""
        return f"{self.file} {clock(self.start)}–{clock(self.end)}"


@dataclass(slots=True)
class LongReport:
    """What became of a recording."""

    takes: list[NewTake] = field(default_factory=list)
    already: int = 0
    """Pieces that the voice had before."""
    wordless: list[tuple[float, float]] = field(default_factory=list)
    """Where there is sound for some seconds and nobody speaks; nothing was made of it."""
    notes: list[str] = field(default_factory=list)
    """Sentences about the file."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A piece without its sound."""

    start: float
    end: float
    snr_db: float
    voiced: float
    forced: bool
    speaker: Embeddings


@dataclass(slots=True)
class _Plan:
    sha256: str
    rate: int
    subtype: str
    seconds: float = 0.0
    pieces: list[_Planned] = field(default_factory=list)
    report: LongReport = field(default_factory=LongReport)
    took: float = 0.0
    """Seconds of work."""


Steps = Generator[LongProgress, None, LongReport]


def import_recording(
    library: Library, voice_id: str, path: Path, name: str = "", text: str | None = None
) -> Steps:
    """Add the pieces of a recording of any length to a voice; the generator returns the report.

    `name` is what the file is called in notes and checks, `text` what is said in it, where that is
    known and does not lie beside it. StudioError when the file cannot be read at all, or the
    library cannot be written.
    """
    path = Path(path)
    name = name or path.name
    voice = library.voice(voice_id)
    plan = yield from _planned(path)
    report = plan.report
    if not plan.pieces:
        report.notes.append("Nobody speaks in it, or too softly to be heard.")
        return report
    if text is not None:
        known = KnownText(text, language=voice.language)
    else:
        known = _text_of(path, voice, report)
    before = _Before(library, voice, plan.sha256)
    like = likenesses([piece.speaker for piece in plan.pieces], _sounds_like(library, voice, plan))
    if all(one is not None and not one.own for one in like):
        report.notes.append(
            "Nobody in it sounds like the takes that the voice has, so that all of it is set aside."
        )
    maker = _Maker(library, voice, name, plan, known)
    with tempfile.TemporaryDirectory(prefix="timbre-import-") as folder:
        began, heard = time.monotonic(), 0.0
        total = sum(p.end - p.start for p in plan.pieces if before.same(p) is None)
        for number, (piece, sound) in enumerate(_cut(path, plan)):
            yield _second_way(plan, began, heard, total, len(report.takes))
            old = before.same(piece)
            if old is not None:
                report.already += 1
                maker.pass_over(old)
                continue
            report.takes.append(maker.add(piece, sound, like[number], Path(folder) / "take.flac"))
            heard += piece.end - piece.start
    report.notes += maker.notes(len(plan.pieces))
    yield LongProgress("transcribe", 1.0, 0.0, len(report.takes))
    return report


# The first way: where the pieces are


def _planned(path: Path) -> Generator[LongProgress, None, _Plan]:
    """Cut a file without keeping its sound."""
    began = time.monotonic()
    yield LongProgress("cut", 0.0, None, 0)
    sha256 = sha256_of(path)
    with open_stream(path) as stream:
        form = stream.form
        plan = _Plan(
            sha256, form.rate, "PCM_24" if form.deep or form.channels > 1 else "PCM_16"
        )  # fmt: skip
        cutter = Cutter()
        said, told = form.seconds, 0.0
        for block in resampled(stream.blocks(), form.rate, RATE):
            plan.pieces += [_without_sound(piece) for piece in cutter.feed(block)]
            if cutter.seconds - told >= _EVERY:
                told = cutter.seconds
                share = min(1.0, told / said) if said else 0.0
                left = (time.monotonic() - began) * (1 + _DEARER - share) / share if share else None
                yield LongProgress("cut", share / (1 + _DEARER), left, 0)
        plan.pieces += [_without_sound(piece) for piece in cutter.finish()]
        plan.seconds = cutter.seconds
        plan.report.wordless = cutter.loud_and_wordless
        plan.report.notes += stream.notes
    plan.took = time.monotonic() - began
    return plan


def _without_sound(piece: Piece) -> _Planned:
    """What the second way needs of a piece."""
    sound = speaker_encoder.without_silence(speaker_encoder.set_level(piece.sound))
    speaker = np.zeros((0, speaker_encoder.SIZE), np.float32)
    if len(sound) >= speaker_encoder.MIN_SECONDS * RATE:
        speaker = speaker_encoder.embed_partials(sound)
    return _Planned(
        piece.start,
        piece.end,
        piece.speech_dbfs - piece.background_dbfs,
        piece.voiced,
        piece.forced,
        speaker,
    )


def _sounds_like(library: Library, voice: Voice, plan: _Plan) -> Embeddings | None:
    """How the voice sounds in takes that are not from this file; None where there are too few."""
    takes = [
        take
        for take in library.takes(voice.id, included_only=True)
        if take.checks.get("source_sha256") != plan.sha256
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


def _text_of(path: Path, voice: Voice, report: LongReport) -> KnownText | None:
    try:
        return text_beside(path, voice.language)
    except StudioError as error:
        report.notes.append(f"The text beside it was not used: {error}")
        return None


class _Before:
    """The takes that a voice has from a file, by where in it they lie."""

    def __init__(self, library: Library, voice: Voice, sha256: str) -> None:
        takes = [t for t in library.takes(voice.id) if t.checks.get("source_sha256") == sha256]
        self._takes = sorted(takes, key=lambda take: float(take.checks["start"]))
        self._starts = [float(take.checks["start"]) for take in self._takes]

    def same(self, piece: _Planned) -> Take | None:
        """The take that holds a piece already."""
        first = bisect_left(self._starts, piece.start - LONGEST_SECONDS)
        for take in self._takes[first : bisect_left(self._starts, piece.end)]:
            start, end = float(take.checks["start"]), float(take.checks["end"])
            shared = min(end, piece.end) - max(start, piece.start)
            if shared >= _SAME * (piece.end - piece.start):
                return take
        return None


# The second way: what is said in them


def _cut(path: Path, plan: _Plan) -> Iterator[tuple[_Planned, Samples]]:
    """Read the file again and yield each piece with its sound `[n]` at the file's rate."""
    with open_stream(path) as stream:
        yield from _spans(stream, plan)


def _spans(stream: SoundStream, plan: _Plan) -> Iterator[tuple[_Planned, Samples]]:
    blocks = stream.blocks()
    held, first = np.zeros(0, np.float32), 0  # `first`: number of the first sample held
    for piece in plan.pieces:
        start, end = round(piece.start * plan.rate), round(piece.end * plan.rate)
        while first + len(held) < end and (block := next(blocks, None)) is not None:
            keep = held[max(0, start - first) :]
            first += len(held) - len(keep)
            held = np.concatenate([keep, block])
        yield piece, held[max(0, start - first) : end - first]


def _second_way(plan: _Plan, began: float, heard: float, total: float, added: int) -> LongProgress:
    share = heard / total if total > 0 else 1.0
    spent = time.monotonic() - began
    left = spent / heard * (total - heard) if heard else plan.took * _DEARER
    return LongProgress("transcribe", (1 + _DEARER * share) / (1 + _DEARER), left, added)


class _Maker:
    """Makes takes of pieces."""

    def __init__(
        self, library: Library, voice: Voice, name: str, plan: _Plan, known: KnownText | None
    ) -> None:
        self._library = library
        self._voice = voice
        self._name = name
        self._plan = plan
        self._known = known
        self._fitting = 0

    def add(self, piece: _Planned, sound: Samples, like: Likeness | None, flac: Path) -> NewTake:
        """Write a piece down and add it to the library."""
        heard = Heard(resample(sound, self._plan.rate, RATE), self._voice.language)
        found = self._text(heard, piece)
        voiced = piece.voiced * (piece.end - piece.start)
        kind, why = why_aside(found, like, piece.snr_db, voiced, uncut=piece.forced)
        write_flac(flac, sound, self._plan.rate, self._plan.subtype)
        checks = {**self._checks(piece, like, found), **_measured(sound, self._plan.rate)}
        included = not kind
        if included:
            kind, why = why_doubtful(found, like, piece.snr_db)
            if not why and checks.get("clipped"):
                why = about_clipping(checks["clipped"])
        checks["kind"] = kind
        take = self._library.add_take(
            self._voice.id,
            flac,
            found.text,
            source="import",
            origin=self._origin(piece),
            included=included,
            note=why,
            checks=checks,
        )
        return NewTake(
            take.id,
            self._name,
            checks["start"],
            checks["end"],
            take.seconds,
            checks["confidence"],
            included,
            kind,
            why,
        )

    def pass_over(self, take: Take) -> None:
        """Go on behind a take that is there already."""
        if take.checks.get("text_by") in ("srt", "txt"):
            self._fitting += 1
        if self._known is not None and take.text:
            self._known.find(
                take.text, _span(take.checks["start"], take.checks["end"], self._known)
            )

    def notes(self, pieces: int) -> list[str]:
        """What is to be said at the end."""
        if self._known is None or self._fitting >= _TEXT_FITS * pieces:
            return []
        return [
            f"The text beside it ({self._known.kind}) fits {self._fitting} of {pieces} pieces; the "
            "others have what the recogniser heard."
        ]

    def _text(self, heard: Heard, piece: _Planned) -> Transcript:
        known = self._known
        if known is None:
            return transcribed(heard)
        by_time = known.by_time(piece.start, piece.end)
        if by_time:
            found = heard.judge(by_time, known.kind)
            if found.confidence >= BELIEVED:
                self._fitting += 1
                known.find(by_time, (piece.start, piece.end))
                return found
        written = transcribed(heard)
        text = known.find(written.text, _span(piece.start, piece.end, known))
        if text:
            found = heard.judge(text, known.kind)
            if found.confidence >= written.confidence - 0.1:
                self._fitting += 1
                return found
        return written

    def _origin(self, piece: _Planned) -> str:
        span = f"{self._plan.sha256}:{piece.start:.3f}-{piece.end:.3f}"
        return hashlib.sha256(span.encode()).hexdigest()

    def _checks(self, piece: _Planned, like: Likeness | None, found: Transcript) -> dict[str, Any]:
        return {
            "source": self._name,
            "source_sha256": self._plan.sha256,
            "start": round(piece.start, 3),
            "end": round(piece.end, 3),
            "confidence": round(found.confidence, 3),
            "text_by": found.by,
            "unheard": [[*word.span, word.text] for word in found.unheard],
            "extras": [[round(e.start, 2), round(e.end, 2), e.phonemes] for e in found.extras],
            "clearness": round(found.clearness, 3),
            "similarity": None if like is None else round(like.similarity, 3),
            "snr_db": round(piece.snr_db, 1),
        }


def _span(start: float, end: float, known: KnownText) -> tuple[float, float] | None:
    return (start, end) if known.kind == "srt" else None


def _measured(sound: Samples, rate: int) -> dict[str, Any]:
    try:
        return measured(Sound(sound, rate), "")
    except StudioError:  # nothing that stands out: the note says what it is
        return {}
