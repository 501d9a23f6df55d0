"""From recordings of any length to takes: cut, told apart by speaker, written down and checked.

A file is read twice, block by block, and never held (`recording_plan`). On the first way through it
is cut into pieces and each piece gets its speaker embeddings; then it is known who speaks most. On
the second way each piece is written down, checked and added at once: what is in stays when the work
is stopped, and the same file imported again goes on behind it, because the pieces are the same.
Several recordings go the first way all together, so that short ones tell who their speaker is.

Pieces of other people, of music, without words, or whose words are not sure are added too, but not
included, with a note that says why: a person can take them in.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from bisect import bisect_left, insort
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.audio.files import Samples, Sound, resample, write_flac
from studio.audio.importing import about_clipping, measured
from studio.audio.streams import clock
from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.cutting import LONGEST_SECONDS
from studio.dataset.known_text import KnownText, text_beside
from studio.dataset.main_speaker import Likeness
from studio.dataset.piece_verdict import why_aside, why_doubtful
from studio.dataset.recording_plan import Plan, Planned, Source, planned, sounds_of, who_speaks
from studio.dataset.transcribe import BELIEVED, RATE, Heard, Transcript, transcribed

_DEARER = 15.0  # times as long as cutting takes writing down; a guess until it is measured
_SAME = 0.7  # share of a piece that an older take of the same file covers, to be the same
_TEXT_FITS = 0.3  # share of the pieces


@dataclass(frozen=True, slots=True)
class LongProgress:
    """How far the import is."""

    stage: str
    """"cut" or "transcribe"."""
    fraction: float
    seconds_left: float | None
    added: int
    """Takes of all recordings so far."""
    file: int = 0
    """Which recording it is at."""


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
    heard: bool
    """Whether its text is what was heard, not what somebody gave."""
    kind: str
    """Why it is set aside: "speaker", "noise", "wordless", "uncut" or "unsure"; "doubtful" where
    it is included and a person should look; "" where all is well."""
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


Steps = Generator[LongProgress, None, LongReport]


def import_recording(
    library: Library, voice_id: str, path: Path, name: str = "", text: str | None = None
) -> Steps:
    """Add the pieces of one recording to a voice; the generator returns the report.

    `name` is what the file is called in notes and checks, `text` what is said in it, where that is
    known and does not lie beside it. StudioError when the file cannot be read at all, or the
    library cannot be written.
    """
    source = Source(Path(path), name or Path(path).name, text)
    (report,) = yield from import_recordings(library, voice_id, [source])
    if isinstance(report, StudioError):
        raise report
    return report


def import_recordings(
    library: Library, voice_id: str, sources: Sequence[Source]
) -> Generator[LongProgress, None, list[LongReport | StudioError]]:
    """Add the pieces of recordings to a voice; the generator returns a report for each, or what is
    wrong with that file: one bad file stops nothing.
    """
    voice, work = library.voice(voice_id), _Work(len(sources))
    plans: list[Plan | StudioError] = []
    for source in sources:
        plans.append((yield from work.cutting(source, len(plans))))
    good = [plan for plan in plans if isinstance(plan, Plan)]
    like = iter(who_speaks(library, voice, good))
    before = _Before(library, voice)
    work.start_writing(sum(before.missing(plan) for plan in good))
    reports: list[LongReport | StudioError] = []
    for number, plan in enumerate(plans):
        if isinstance(plan, StudioError):
            reports.append(plan)
            continue
        try:
            found = _take_in(library, voice, plan, next(like), before)
            reports.append((yield from work.writing(found, number)))
        except StudioError as error:
            reports.append(error)
    yield work.done(len(sources))
    return reports


class _Work:
    """How far everything is, and how long it will take."""

    def __init__(self, files: int) -> None:
        self._files, self._began, self._took = max(1, files), time.monotonic(), 0.0
        self._total = self._heard = 0.0
        self._added = 0

    def cutting(
        self, source: Source, number: int
    ) -> Generator[LongProgress, None, Plan | StudioError]:
        """Go the first way."""
        steps = planned(source)
        while True:
            try:
                share = (number + next(steps)) / self._files
            except StopIteration as end:
                return end.value
            except StudioError as error:
                return error
            spent = time.monotonic() - self._began
            left = spent * (1 + _DEARER - share) / share if share else None
            yield LongProgress("cut", share / (1 + _DEARER), left, 0, number)

    def start_writing(self, total: float) -> None:
        """The first way is done; `total` seconds of sound are still to be heard."""
        self._took, self._total = time.monotonic() - self._began, total
        self._began = time.monotonic()

    def writing(
        self, steps: Generator[float, None, LongReport], number: int
    ) -> Generator[LongProgress, None, LongReport]:
        """Go the second way, whose steps are the seconds of pieces that were added."""
        while True:
            yield self._written(number)
            try:
                seconds = next(steps)
            except StopIteration as end:
                return end.value
            self._heard += seconds
            self._added += 1

    def done(self, number: int) -> LongProgress:
        """Everything is."""
        return LongProgress("transcribe", 1.0, 0.0, self._added, max(0, number - 1))

    def _written(self, number: int) -> LongProgress:
        share = min(1.0, self._heard / self._total) if self._total > 0 else 1.0
        spent, rest = time.monotonic() - self._began, max(0.0, self._total - self._heard)
        left = spent / self._heard * rest if self._heard else self._took * _DEARER
        fraction = (1 + _DEARER * share) / (1 + _DEARER)
        return LongProgress("transcribe", fraction, left, self._added, number)


def _take_in(
    library: Library,
    voice: Voice,
    plan: Plan,
    like: Sequence[Likeness | None],
    before: _Before,
) -> Generator[float, None, LongReport]:
    """Write the pieces of a plan down and add them; yields the seconds of each that is new."""
    report = LongReport(wordless=plan.wordless, notes=list(plan.notes))
    if not plan.pieces:
        report.notes.append("Nobody speaks in it, or too softly to be heard.")
        return report
    if before.whole(plan):
        report.already = len(plan.pieces)
        return report
    known = _text_of(plan.source, voice, report)
    if len(like) > 1 and all(one is not None and not one.own for one in like):
        report.notes.append(
            "Nobody in it sounds like the takes that the voice has, so that all of it is set aside."
        )
    maker = _Maker(library, voice, plan, known)
    with tempfile.TemporaryDirectory(prefix="timbre-import-") as folder:
        for number, (piece, sound) in enumerate(sounds_of(plan)):
            old = before.same(plan, piece)
            if old is not None:
                report.already += 1
                maker.pass_over(old)
                continue
            take, new = maker.add(piece, sound, like[number], Path(folder) / "take.flac")
            before.add(plan, take)
            report.takes.append(new)
            yield piece.seconds
    report.notes += maker.notes(len(plan.pieces))
    return report


def _text_of(source: Source, voice: Voice, report: LongReport) -> KnownText | None:
    if source.text is not None:
        return KnownText(source.text, language=voice.language)
    try:
        return text_beside(source.path, voice.language)
    except StudioError as error:
        report.notes.append(f"The text beside it was not used: {error}")
        return None


class _Before:
    """The takes that a voice has, by the file that they are from and where in it they lie."""

    def __init__(self, library: Library, voice: Voice) -> None:
        self._whole = library.origins(voice.id)
        self._takes: dict[str, list[Take]] = {}
        for take in library.takes(voice.id):
            self._put(str(take.checks.get("source_sha256", "")), take)

    def whole(self, plan: Plan) -> bool:
        """Whether the file is a take as it is."""
        return plan.sha256 in self._whole

    def same(self, plan: Plan, piece: Planned) -> Take | None:
        """The take that holds a piece already."""
        takes = self._takes.get(plan.sha256, [])
        first = bisect_left(takes, piece.start - LONGEST_SECONDS, key=_start_of)
        for take in takes[first : bisect_left(takes, piece.end, key=_start_of)]:
            shared = min(float(take.checks["end"]), piece.end) - max(_start_of(take), piece.start)
            if shared >= _SAME * piece.seconds:
                return take
        return None

    def missing(self, plan: Plan) -> float:
        """How many seconds of its pieces the voice does not have."""
        if self.whole(plan):
            return 0.0
        return sum(piece.seconds for piece in plan.pieces if self.same(plan, piece) is None)

    def add(self, plan: Plan, take: Take) -> None:
        """Know a new take: the same sound may come again under another name."""
        self._put(plan.sha256, take)

    def _put(self, sha256: str, take: Take) -> None:
        if sha256 and "start" in take.checks and "end" in take.checks:
            insort(self._takes.setdefault(sha256, []), take, key=_start_of)


def _start_of(take: Take) -> float:
    return float(take.checks["start"])


class _Maker:
    """Makes takes of pieces."""

    def __init__(self, library: Library, voice: Voice, plan: Plan, known: KnownText | None) -> None:
        self._library = library
        self._voice = voice
        self._name = plan.source.name
        self._plan = plan
        self._known = known
        self._fitting = 0

    def add(
        self, piece: Planned, sound: Samples, like: Likeness | None, flac: Path
    ) -> tuple[Take, NewTake]:
        """Write a piece down and add it to the library."""
        heard = Heard(resample(sound, self._plan.rate, RATE), self._voice.language)
        found = self._text(heard, piece)
        voiced = piece.voiced * piece.seconds
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
        return take, NewTake(
            take.id,
            self._name,
            checks["start"],
            checks["end"],
            take.seconds,
            checks["confidence"],
            included,
            take.text_is_heard,
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

    def _text(self, heard: Heard, piece: Planned) -> Transcript:
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

    def _origin(self, piece: Planned) -> str:
        if self._plan.is_one_take:  # it is known again when it comes with its text
            return self._plan.sha256
        span = f"{self._plan.sha256}:{piece.start:.3f}-{piece.end:.3f}"
        return hashlib.sha256(span.encode()).hexdigest()

    def _checks(self, piece: Planned, like: Likeness | None, found: Transcript) -> dict[str, Any]:
        return {
            "source": self._name,
            "source_sha256": self._plan.sha256,
            "start": round(piece.start, 3),
            "end": round(piece.end, 3),
            "confidence": round(found.confidence, 3),
            "text_by": found.by,
            "belief": round(found.belief, 3),
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
