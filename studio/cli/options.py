"""Options that several commands share, and what they mean."""

from __future__ import annotations

import argparse
from pathlib import Path

from studio.cli.terminal import ProgressLine
from studio.core.library import Library
from studio.core.manner import CONTROLS, shown
from studio.paths import user_library_dir

_MANNER = {
    "speed": "speed",
    "pitch": "pitch, up or down",
    "pitch_range": "how far the pitch moves",
    "energy": "effort, and so loudness",
    "pauses": "length of pauses",
    "breathiness": "breath beside the tone",
    "formants": "resonances up (a smaller speaker) or down",
    "questions": "how far questions end as the speaker ends them, where a voice knows it",
    "warmth": "how varied the sound is",
    "steps": "more are finer and slower",
    "seed": "another number, another take",
}


def add_library(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--library", type=Path, metavar="DIR", help="folder of the library (default: your own)"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def add_manner(parser: argparse.ArgumentParser) -> None:
    """An option for each control of speaking."""
    group = parser.add_argument_group("how to say it")
    for name, what in _MANNER.items():
        control = CONTROLS[name]
        unit = {"×": ", as a factor", "st": " in semitones", "dB": " in dB", "": ""}[control.unit]
        group.add_argument(
            f"--{name.replace('_', '-')}",
            dest=name,
            type=type(control.normal),
            default=control.normal,
            metavar="N",
            help=f"{what}{unit}: {shown(control.least)} to {shown(control.most)} "
            f"({shown(control.normal)})",
        )


def library_folder(given: argparse.Namespace) -> Path:
    return Path(given.library) if given.library is not None else user_library_dir()


def open_library(given: argparse.Namespace) -> Library:
    """The library that was asked for; made where there is none."""
    return Library(library_folder(given))


def library_if_any(given: argparse.Namespace) -> Library | None:
    """The library, when there is one: looking at voices makes no folders."""
    folder = library_folder(given)
    return Library(folder) if (folder / "library.sqlite").is_file() else None


def progress_line(given: argparse.Namespace) -> ProgressLine:
    return ProgressLine(quiet=given.quiet)
