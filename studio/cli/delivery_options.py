"""The options of `timbre deliver`, `timbre detect` and `timbre punch-in`."""

from __future__ import annotations

import argparse
from pathlib import Path

from studio.core.entities import LANGUAGES
from studio.speech.delivery import (
    DEPTHS,
    FORMATS,
    LAYOUTS,
    LINES_TEMPLATE,
    LOUDNESSES,
    RATES,
    ROOM_TONES,
    SUBTITLES,
)


def deliver_options(parser: argparse.ArgumentParser) -> None:
    """Which lines, into which files."""
    parser.add_argument(
        "project", metavar="PROJECT|WAV", nargs="+",
        help="a project of `timbre render`, or sounds of `timbre speak` in their order",
    )  # fmt: skip
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--voice", help="who speaks in the WAV files, where no score tells")
    parser.add_argument("--format", choices=FORMATS, default="wav")
    parser.add_argument(
        "--depth", choices=DEPTHS, default="16", help="ulaw and alaw: 8 kHz, for telephones"
    )
    parser.add_argument(
        "--rate", type=int, choices=RATES, metavar="HZ",
        help="default: 48000; 44100 for acx, 8000 for telephones",
    )  # fmt: skip
    parser.add_argument("--layout", choices=LAYOUTS, default="one")
    parser.add_argument("--name", default="", help="of the one file, or before those of stems")
    parser.add_argument(
        "--template", default=LINES_TEMPLATE,
        help="of a file per line: {character}, {id}, {n}, {voice}, {name} "
        "(default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--gap", type=float, default=0.6, metavar="S", help="between lines")
    parser.add_argument("--loudness", choices=LOUDNESSES, default="podcast")
    parser.add_argument(
        "--lufs", type=float, default=-23.0, help="of each line with --loudness game (default: -23)"
    )
    parser.add_argument(
        "--room-tone", choices=ROOM_TONES, default="soft",
        help="between sentences; own: the quiet of the speaker's recordings, if it is fit",
    )  # fmt: skip
    parser.add_argument("--subtitles", choices=SUBTITLES, action="append", default=[])
    parser.add_argument(
        "--lipsync", action="store_true", help="times of words, phonemes and visemes as JSON"
    )
    parser.add_argument(
        "--remove-old", action="store_true",
        help="delete files of the last delivery that are no longer part of it",
    )  # fmt: skip


def detect_options(parser: argparse.ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("audio", metavar="FILE", type=Path)


def punch_in_options(parser: argparse.ArgumentParser) -> None:
    """What is said anew, where."""
    parser.add_argument("audio", metavar="RECORDING", type=Path)
    parser.add_argument("--text", required=True, help="everything that the recording says")
    parser.add_argument("--replace", required=True, metavar="OLD", help="the words to be replaced")
    parser.add_argument("--with", required=True, dest="new", metavar="NEW", help="the new ones")
    parser.add_argument("--voice", required=True, metavar="NAME")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--language", choices=LANGUAGES, help="default: the voice's own")
    parser.add_argument("--seed", type=int, default=0, help="another number, another take")
