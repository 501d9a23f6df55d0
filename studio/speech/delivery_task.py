"""The task that delivers: rendered lines become the files that somebody asked for.

A task as `studio.jobs.worker` runs it: a generator of messages whose return value is the result.
torch is loaded inside it, never by importing this module.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import StudioError, explain_os_error
from studio.core.files import sha256_of
from studio.core.messages import Message, Progress
from studio.speech.delivery import DeliveredLine, DeliverySettings

if TYPE_CHECKING:
    from studio.audio.files import Samples
    from studio.audio.room_tone import Room
    from studio.core.library import Library
    from studio.speech.delivery_sound import Checked, Desk
    from studio.speech.export import Origin
    from studio.speech.programs import Program
    from studio.speech.provenance import Provenance

Task = Generator[Message, None, dict[str, Any]]
_TAKES = 150  # of a voice, that are listened to for its room


def deliver(
    library: Path | None,
    lines: Sequence[DeliveredLine],
    out: Path,
    settings: DeliverySettings | None = None,
) -> Task:
    """Write the lines, in their order, into the folder `out`.

    Returns folder, manifest (path), seconds, changes (how many files were added, changed, same,
    removed), marked (whether the watermark is found in all of them), passed (ACX; None where not
    asked for), warnings (sentences: to be shown), voices, and files: file (path below the folder),
    change, seconds, bytes, sha256, lines (their ids), beside (names), measured (lufs,
    true_peak_dbtp, peak_dbfs, rms_dbfs, floor_dbfs), watermark (found, certainty, share, weakest,
    windows, marked, marked_again), acx (name, found, wanted, passed of each requirement) and
    warnings; and rooms: by voice, what lies between the sentences (`_tones`). StudioError when
    nothing can be delivered so, before anything is written.
    """
    yield Progress("load")
    from studio.core.library import Library
    from studio.speech import delivery_manifest as manifest
    from studio.speech.delivery_beside import suffixes
    from studio.speech.programs import programs
    from studio.speech.provenance import provenance

    settings = settings or DeliverySettings()
    out = Path(out).expanduser().absolute()
    books = None if library is None else Library(Path(library))
    voices = {voice: provenance(books, voice) for voice in dict.fromkeys(x.voice for x in lines)}
    files = programs(lines, settings)
    targets = [_target(out, program, settings) for program in files]
    before, hashes = manifest.last_files(out), manifest.Hashes()
    tones, rooms = _tones(books, voices, settings)
    tone_hashes = {v: hashlib.sha256(t.tobytes()).hexdigest() for v, t in tones.items()}
    prints = [manifest.fingerprint(p, settings, voices, tone_hashes, hashes) for p in files]
    names = [path.relative_to(out).as_posix() for path in targets]
    beside = [[f"{Path(name).stem}{end}" for end in suffixes(settings)] for name in names]
    todo = [
        not manifest.is_same(out, before.get(name), print_)
        for name, print_ in zip(names, prints, strict=True)
    ]
    rows: list[dict[str, Any]] = []
    work = _Work(settings, tones, [p for p, now in zip(files, todo, strict=True) if now])

    def write(others: Iterable[dict[str, Any]]) -> Path:
        """Write the manifest: the files that are done with, and others."""
        about = list(voices.values()), [*rows, *others], _line_rows(lines, hashes)
        return manifest.write_manifest(out, settings, *about)

    with _kept_when_stopped(rows, before, write):
        yield from work.find_shared_gain()
        for n, program in enumerate(files):
            old = before.get(names[n])
            row: dict[str, Any] = {"file": names[n], "change": "same"}
            row |= {"fingerprint": prints[n], "beside": beside[n]}
            if todo[n]:
                origin = _origin(program, voices)
                row["change"] = "added" if old is None else "changed"
                row |= yield from work.make(program, targets[n], origin)
            elif old is not None:
                row = {**old, **row}
            _write_beside(program, targets[n], settings)
            rows.append(row)
            yield work.progress(0.0)
    gone = [one for name, one in before.items() if name not in set(names)]
    deleted = manifest.remove_old(out, gone) if settings.remove_old else []
    path = write({**one, "change": "removed"} for one in gone)
    done = _result(out, path, rows, gone, deleted, voices, settings)
    fallen_back = [room["why"] for room in rooms.values() if room["why"]]
    return {**done, "rooms": rooms, "warnings": [*fallen_back, *done["warnings"]]}


@contextlib.contextmanager
def _kept_when_stopped(
    rows: Sequence[dict[str, Any]],
    before: Mapping[str, dict[str, Any]],
    write: Callable[[Iterable[dict[str, Any]]], object],
) -> Iterator[None]:
    """Where it is cancelled or fails on the way, the manifest tells of what was finished.

    So the next delivery writes only what is missing. Of the last one's files, those that were not
    come to stay in it as they were.
    """
    try:
        yield
    except BaseException:
        if rows:
            reached = {row["file"] for row in rows}
            with contextlib.suppress(StudioError):  # what stopped it is what is told
                write(one for name, one in before.items() if name not in reached)
        raise


class _Work:
    """Makes files one after another, and knows how much is left."""

    def __init__(
        self, settings: DeliverySettings, tones: dict[str, Samples], files: Sequence[Program]
    ) -> None:
        from studio.speech.delivery_sound import PASSES, Desk

        self._desk: Desk = Desk(settings, tones)
        self._files, self._gain = files, 0.0
        self._expected = max(1e-9, sum(program.seconds for program in files) * PASSES)
        self._done, self._began = 0.0, time.monotonic()

    def progress(self, seconds: float) -> Progress:
        """Say how far it is after `seconds` more were gone through."""
        self._done += seconds
        share = min(self._done / self._expected, 0.99)
        spent = time.monotonic() - self._began
        left = spent * (1 - share) / share if share > 0.02 else None
        return Progress("deliver", share, left)

    def find_shared_gain(self) -> Generator[Message, None, None]:
        """Stems are made louder together, so that they add up to the whole."""
        from studio.speech.delivery_sound import gain_of, mix_of

        if self._desk.settings.layout == "stems" and self._files:
            self._gain = yield from self._watched(gain_of(self._desk, mix_of(self._files)))

    def make(
        self, program: Program, path: Path, origin: Origin
    ) -> Generator[Message, None, dict[str, Any]]:
        """Make one file; return what the manifest says of it."""
        from studio.speech.delivery_sound import gain_of, making, with_line_gains

        settings, gain = self._desk.settings, self._gain
        if settings.loudness == "game":
            program = yield from self._watched(with_line_gains(program, settings.target_lufs))
        elif settings.layout != "stems":
            gain = yield from self._watched(gain_of(self._desk, program))
        checked = yield from self._watched(making(self._desk, program, gain, path, origin))
        return _row(program, path, settings, checked)

    def _watched(self, steps: Generator[float, None, Any]) -> Generator[Message, None, Any]:
        """Pass on the progress of work that yields seconds; return what it returns."""
        told = 0.0
        while True:
            try:
                told += next(steps)
            except StopIteration as end:
                yield self.progress(told)
                return end.value
            if told >= 5.0:
                yield self.progress(told)
                told = 0.0


def _target(out: Path, program: Program, settings: DeliverySettings) -> Path:
    from studio.audio.wav_chunks import MAX_RIFF
    from studio.speech.delivery_names import inside

    path = inside(out, program.path, settings.suffix)
    width = {"16": 2, "24": 3, "float": 4}.get(settings.depth, 1)
    if settings.format == "wav" and program.seconds * settings.rate * width > MAX_RIFF:
        raise StudioError(
            f"{path.name} would be larger than 4 GB, which no WAV file can be; choose FLAC, or a "
            "file for each line."
        )
    return path


def _tones(
    library: Library | None, voices: dict[str, Provenance], settings: DeliverySettings
) -> tuple[dict[str, Samples], dict[str, dict[str, Any]]]:
    """The room of each voice, with the mark in it: what lies in the pauses is made, too.

    And what is told of it: kind ("own" or "soft"), dbfs as it is heard, recorded_dbfs, and why it
    is not the speaker's own where that was asked for ("" otherwise).
    """
    from studio.audio.levels import rms_dbfs
    from studio.audio.mel_spec import RATE
    from studio.audio.room_tone import heard_room, soft_tone
    from studio.speech import watermark

    if settings.room_tone == "none":
        return {}, {}
    soft, tones, told = soft_tone(RATE), {}, {}
    for voice, who in voices.items():
        tone, about = soft, {"kind": "soft", "why": ""}
        if settings.room_tone == "own":
            takes = [] if library is None else _takes(library, voice)
            room = heard_room(takes, RATE)
            about["why"] = _why_not_own(room, who.name)
            if not about["why"]:
                tone = room.tone(RATE)
                about |= {"kind": "own", "recorded_dbfs": round(room.dbfs, 1)}
        tones[voice] = watermark.mark(tone, RATE)
        told[voice] = {**about, "dbfs": round(rms_dbfs(tone), 1)}
    return tones, told


def _why_not_own(room: Room, name: str) -> str:
    """Why what is heard in a speaker's pauses is not put between the sentences; "" where it is."""
    if room.seconds == 0.0:
        return f"There is no recording of {name}: soft noise lies between the sentences instead."
    if room.shape is None:
        return (
            f"The recordings of {name} hold {room.seconds:.1f} s of pauses, too few to tell the "
            "room: soft noise lies between the sentences instead."
        )
    if room.clean:
        return (
            f"The recordings of {name} are so clean that no room is heard in their pauses: soft "
            "noise lies between the sentences instead."
        )
    if room.noisy:
        return (
            f"The recordings of {name} are too noisy between the words ({room.dbfs:.0f} dB): soft "
            "noise lies between the sentences instead."
        )
    return ""


def _takes(library: Library, voice: str) -> Iterable[tuple[Samples, int]]:
    """Recordings of the speaker; none for a stock voice or a blend."""
    from studio.core.names import name_key
    from studio.dataset.mended import take_sound

    for one in library.voices():
        if voice == one.id or name_key(voice) == name_key(one.name):
            for take in library.takes(one.id, included_only=True)[:_TAKES]:
                sound = take_sound(take)
                yield sound.samples, sound.rate


def _origin(program: Program, voices: dict[str, Provenance]) -> Origin:
    from studio.speech.provenance import origin

    parts = program.sounding
    text = " ".join(part.line.text for part in parts[:20])
    return origin([voices[voice] for voice in dict.fromkeys(p.line.voice for p in parts)], text)


def _write_beside(program: Program, path: Path, settings: DeliverySettings) -> None:
    from studio.speech.delivery_beside import write_beside

    write_beside(program, path.with_suffix(""), settings)


def _row(
    program: Program, path: Path, settings: DeliverySettings, checked: Checked
) -> dict[str, Any]:
    from studio.audio.mastering import acx_report

    try:
        size = path.stat().st_size
    except OSError as error:
        raise explain_os_error(error, path) from error
    row: dict[str, Any] = {
        "seconds": round(checked.measured.seconds, 3),
        "bytes": size,
        "sha256": sha256_of(path),
        "lines": [part.line.id for part in program.sounding],
        "measured": checked.measured.as_dict(),
        "watermark": {
            "found": checked.marked,
            **checked.finding.as_dict(),
            "marked_again": checked.marked_again,
        },
        "warnings": list(checked.warnings),
    }
    if settings.loudness == "acx":
        found = acx_report(checked.measured, settings.rate, settings.format)
        row["acx"] = [asdict(one) for one in found]
    return row


def _line_rows(lines: Sequence[DeliveredLine], hashes: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id, "character": line.character, "voice": line.voice, "text": line.text,
            "sound_sha256": hashes.of(line.sound),
        }
        for line in lines
    ]  # fmt: skip


def _result(
    out: Path,
    manifest: Path,
    rows: list[dict[str, Any]],
    gone: Sequence[Any],
    deleted: list[str],
    voices: dict[str, Provenance],
    settings: DeliverySettings,
) -> dict[str, Any]:
    changes = dict.fromkeys(("added", "changed", "same"), 0)
    for row in rows:
        changes[row["change"]] += 1
    acx = [one["passed"] for row in rows for one in row.get("acx", ())]
    return {
        "folder": str(out),
        "manifest": str(manifest),
        "seconds": round(sum(row["seconds"] for row in rows), 3),
        "changes": {**changes, "removed": len(gone)},
        "deleted": deleted,
        "marked": all(row["watermark"]["found"] for row in rows),
        "passed": all(acx) if settings.loudness == "acx" else None,
        "warnings": [warning for row in rows for warning in row["warnings"]],
        "voices": [asdict(one) for one in voices.values()],
        "files": rows,
    }
