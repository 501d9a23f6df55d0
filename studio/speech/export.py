"""Spoken text as files: sound that says of itself that it is generated, and its score.

WAV carries the words in LIST INFO, bext and iXML chunks, FLAC and Ogg in Vorbis comments, MP3 in
ID3. All are written piece by piece, so that a book takes no more memory than a sentence, and appear
whole or not at all.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from studio import __version__
from studio.audio.files import why_not_written
from studio.audio.id3 import id3_tag, put_in_front
from studio.audio.wav_chunks import append_chunks, bext, ixml
from studio.core.errors import StudioError
from studio.core.files import atomic_path

FORMATS = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}
MP3_CONSTANT = ("CONSTANT", 0.4)
"""192 kbit/s at 44.1 and 48 kHz, which ACX asks for; 96 at 24 kHz."""
_BLOCK = 1 << 15  # samples; libsndfile's Vorbis encoder takes its blocks from the stack
_TITLE = 80  # letters


@dataclass(frozen=True, slots=True)
class Origin:
    """What a generated sound says about where it comes from."""

    voice: str
    """For people: "Heart"."""
    source: str
    """"the stock voice Heart", "the cloned voice “Anna”"."""
    text: str
    span: tuple[float, float] | None = None
    """Which part is generated, in seconds; None: all of it."""

    def only(self, start: float, end: float) -> Origin:
        """The same of a recording in which only a part is generated."""
        return replace(self, span=(start, end))

    def tags(self) -> dict[str, str]:
        """The words in libsndfile's names."""
        title = " ".join(self.text.split())
        if self.span is None:
            kind, what, whole = (
                "synthetic speech",
                "Generated speech",
                "It was not said by a person.",
            )
        else:
            start, end = self.span
            kind, what = (
                "partly synthetic speech",
                f"Generated speech from {start:.1f} to {end:.1f} s",
            )
            whole = "That part was not said by a person; the rest is a recording."
        return {
            "title": title if len(title) <= _TITLE else title[: _TITLE - 1] + "…",
            "artist": f"{self.voice} ({kind})",
            "software": f"Timbre {__version__}",
            "comment": (
                f"{what}: made by Timbre {__version__} with {self.source}. "
                f"{whole} The sound carries an inaudible watermark."
            ),
            "date": date.today().isoformat(),
        }


class _NotWrittenError(Exception):
    """libsndfile did not take the samples."""


class SoundWriter:
    """A sound file that grows; made by `writing`."""

    def __init__(self, file: soundfile.SoundFile) -> None:
        self._file = file
        self.samples = 0
        """How many are written."""

    def write(self, samples: NDArray[np.float32]) -> None:
        """Add samples, -1 to 1: `[n]`, or `[n, channels]` where there are several."""
        try:
            for begin in range(0, len(samples), _BLOCK):
                self._file.write(np.clip(samples[begin : begin + _BLOCK], -1.0, 1.0))
        except (soundfile.SoundFileError, AssertionError) as error:  # soundfile asserts its count
            raise _NotWrittenError from error
        self.samples += len(samples)


@contextlib.contextmanager
def writing(
    path: Path, rate: int, origin: Origin, subtype: str | None = None, channels: int = 1
) -> Iterator[SoundWriter]:
    """Write a sound file piece by piece; it appears under its name when the block ends well.

    The kind follows from the name: .wav, .flac, .ogg (Vorbis), .opus or .mp3; `subtype` is another
    than the kind's usual one, in libsndfile's words. StudioError for another name, a full disk or
    a folder that cannot be written.
    """
    container, usual = _format(path)
    mode, level = MP3_CONSTANT if container == "MP3" else (None, None)
    with atomic_path(path) as part:
        try:
            file = soundfile.SoundFile(
                part, "w", rate, channels, subtype or usual, format=container,
                compression_level=level, bitrate_mode=mode,
            )  # fmt: skip
            with file:
                if container != "MP3":
                    _tag(file, origin.tags())
                yield SoundWriter(file)
            if container == "WAV":
                append_chunks(part, _chunks(origin.tags()))
            elif container == "MP3":
                put_in_front(part, id3_tag(origin.tags()))
        except (soundfile.SoundFileError, _NotWrittenError) as error:
            raise why_not_written(path, part) from error


def write(path: Path, samples: NDArray[np.float32], rate: int, origin: Origin) -> None:
    """Write mono samples as a sound file that says where it comes from; see `writing`."""
    with writing(path, rate, origin) as file:
        file.write(samples)


def check_name(path: Path) -> None:
    """Refuse a name that no kind of sound file has. Raises StudioError."""
    _format(path)


def score_path(sound: Path) -> Path:
    """Where the score of a sound file lies: beside it, "hello.wav" -> "hello.score.json"."""
    return sound.with_name(f"{sound.stem}.score.json")


class ScoreWriter:
    """A score that grows by a sentence at a time; made by `writing_score`."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self._first = True

    def write(self, sentence: Mapping[str, Any]) -> None:
        """Add a sentence: its text, its words and symbols with their times."""
        self._lines.write(("" if self._first else ",") + "\n    " + _json(sentence))
        self._first = False


@contextlib.contextmanager
def writing_score(path: Path, head: Mapping[str, Any]) -> Iterator[ScoreWriter]:
    """Write the score of a sound: `head`, then "sentences", one on a line."""
    with atomic_path(path) as part, part.open("w", encoding="utf-8") as lines:
        lines.write("{\n")
        for key, value in head.items():
            lines.write(f"  {_json(key)}: {_json(value)},\n")
        lines.write('  "sentences": [')
        yield ScoreWriter(lines)
        lines.write("\n  ]\n}\n")


def read_tags(path: Path) -> dict[str, str]:
    """What a sound file says about itself, in libsndfile's names. StudioError when it is none."""
    try:
        with soundfile.SoundFile(path) as file:
            return dict(file.copy_metadata())
    except soundfile.SoundFileError as error:
        raise StudioError(f"{path} is not a sound file that can be read.") from error


def save_copy(source: Path, target: Path) -> None:
    """Write a spoken sound under another name, in the kind that follows from it, with its tags.

    Nothing is made louder or resampled. StudioError when it cannot be read or written.
    """
    container, subtype = _format(target)
    tags = read_tags(source)
    with atomic_path(target) as part:
        try:
            samples, rate = soundfile.read(source, dtype="int16")  # as it lies in the WAV
            file = soundfile.SoundFile(part, "w", rate, 1, subtype, format=container)
            with file:
                if container != "MP3":
                    _tag(file, tags)
                for begin in range(0, len(samples), _BLOCK):
                    file.write(samples[begin : begin + _BLOCK])
            if container == "WAV":
                append_chunks(part, _chunks(tags))
            elif container == "MP3":
                put_in_front(part, id3_tag(tags))
        except soundfile.SoundFileError as error:
            raise why_not_written(target, part) from error


def _chunks(tags: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The words of a WAV file once more, for its broadcast chunks."""
    said = {name: tags.get(name, "") for name in ("title", "comment", "software", "date")}
    return [
        bext(said["comment"], said["software"], said["date"], "A=PCM,T=synthetic speech"),
        ixml(said["title"], said["comment"]),
    ]


def _tag(file: soundfile.SoundFile, tags: Mapping[str, str]) -> None:
    for name, value in tags.items():
        setattr(file, name, value)


def _format(path: Path) -> tuple[str, str]:
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(FORMATS)
        raise StudioError(f"{path.name} must end in one of {known}, to say its kind.") from None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
