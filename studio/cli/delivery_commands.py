"""`timbre deliver`, `timbre detect` and `timbre punch-in`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import library_if_any, progress_line
from studio.cli.terminal import duration, print_json
from studio.cli.watching import CancelledByPerson, watch
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.speech.delivery import (
    DeliveredLine,
    DeliverySettings,
    line_of_sound,
    lines_of_project,
)

DELIVER = "studio.speech.delivery_task:deliver"
DETECT = "studio.speech.detect:detect"
PUNCH_IN = "studio.speech.punch_in:punch_in"
KEPT = "Files that were finished are whole; the same command writes those that are missing."


def deliver(given: argparse.Namespace) -> int:
    """Make files of rendered lines, and say what they measure and whether they carry the mark."""
    library = library_if_any(given)
    lines, name = _lines(given, library)
    try:
        done = watch(
            DELIVER,
            progress_line(given),
            library=None if library is None else library.root,
            lines=lines,
            out=given.out,
            settings=_settings(given, name),
        )
    except CancelledByPerson as cancelled:
        cancelled.args = (KEPT,)
        raise
    if given.json:
        print_json(done)
    else:
        print_delivered(done)
    return ANSWER_IS_NO if done["passed"] is False or not done["marked"] else OK


def print_delivered(done: dict[str, Any]) -> None:
    """What came of delivering, for a person."""
    changes = ", ".join(f"{count} {what}" for what, count in done["changes"].items() if count)
    print(
        f"{done['folder']}: {duration(done['seconds'])} in {len(done['files'])} files: {changes}."
    )
    for row in done["files"]:
        found = row["measured"]
        lufs = "silence" if found["lufs"] is None else f"{found['lufs']:.1f} LUFS"
        marked = f"watermark {row['watermark']['certainty']:.0%}"
        peak = f"true peak {found['true_peak_dbtp']:.1f} dB"
        print(f"  {row['file']}  {duration(row['seconds'])}  {lufs}  {peak}  {marked}")
        for one in row.get("acx", ()):
            verdict = "passes" if one["passed"] else "FAILS"
            print(f"    ACX {one['name']}: {one['found']} ({one['wanted']}) {verdict}")
    for voice in done["voices"]:
        room = done["rooms"].get(voice["voice"], {})
        if room.get("kind") == "own":
            print(
                f"Between the sentences of {voice['name']} lies the room of their recordings, at "
                f"{room['dbfs']:.0f} dB ({room['recorded_dbfs']:.0f} dB in them)."
            )
    for warning in done["warnings"]:
        print(warning, file=sys.stderr)


def detect(given: argparse.Namespace) -> int:
    """Say whether a sound carries the watermark, and what it says about itself."""
    found = watch(DETECT, progress_line(given), path=given.audio)
    if given.json:
        print_json(found)
    else:
        print(found["sentence"])
        for name in ("comment", "artist", "software", "date"):
            if found["tags"].get(name):
                print(f"  {name}: {found['tags'][name]}")
    return OK if found["found"] else ANSWER_IS_NO


def punch_in(given: argparse.Namespace) -> int:
    """Let the voice say a sentence of a recording anew; the recording stays as it is."""
    library = library_if_any(given)
    done = watch(
        PUNCH_IN,
        progress_line(given),
        library=None if library is None else library.root,
        recording=given.audio,
        text=given.text,
        replace=given.replace,
        new=given.new,
        voice=given.voice,
        out=given.out,
        language=given.language,
        seed=given.seed,
    )
    if given.json:
        print_json(done)
    else:
        print(
            f"{done['path']}: {done['start']:.1f} to {done['end']:.1f} s are new. Beside the "
            f"recording: level {done['level_difference_db']:+.1f} dB, tone "
            f"{done['spectral_difference_db']:.1f} dB (before matching "
            f"{done['spectral_difference_before_db']:.1f} dB)."
        )
        if done["missing"]:
            print(f"Not heard: {', '.join(done['missing'])}")
        else:
            print("Every new word was heard back.")
    return ANSWER_IS_NO if done["missing"] else OK


def _lines(given: argparse.Namespace, library: Library | None) -> tuple[list[DeliveredLine], str]:
    """The lines of a project, or those that sound files hold; and what to call them together."""
    paths = [Path(one) for one in given.project]
    if all(path.suffix.lower() == ".wav" and path.is_file() for path in paths):
        return [line_of_sound(path, given.voice) for path in paths], paths[0].stem
    if len(paths) > 1:
        raise StudioError(f"{_first_missing(paths)} is no WAV file; name one project, or sounds.")
    if library is None:
        raise StudioError(f"There is no project “{given.project[0]}”: the library is empty.")
    project = library.project(given.project[0])
    lines, missing = lines_of_project(library, project.id)
    if missing:
        print(f"{missing} lines are not rendered yet and are left out.", file=sys.stderr)
    return lines, project.name


def _first_missing(paths: Sequence[Path]) -> Path:
    return next(p for p in paths if p.suffix.lower() != ".wav" or not p.is_file())


def _settings(given: argparse.Namespace, name: str) -> DeliverySettings:
    usual = 8_000 if given.depth in ("ulaw", "alaw") else 44_100 if given.loudness == "acx" else 0
    return DeliverySettings(
        format=given.format,
        depth=given.depth,
        rate=given.rate or usual or 48_000,
        layout=given.layout,
        name=given.name or name,
        template=given.template,
        gap=given.gap,
        loudness=given.loudness,
        target_lufs=given.lufs,
        room_tone=given.room_tone,
        subtitles=tuple(dict.fromkeys(given.subtitles)),
        lipsync=given.lipsync,
        remove_old=given.remove_old,
    )
