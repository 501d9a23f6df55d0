"""A voice's takes as a folder that other programs read: LJSpeech's form, or a plain folder.

The folder appears whole or not at all, and nothing that exists is overwritten.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import uuid
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import soundfile

from studio import __version__
from studio.audio.files import Sound, read_sound, resample, to_mono
from studio.core.entities import Consent, Take, Voice
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import PART_PREFIX
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.mended import is_deep, take_sound
from studio.text.normalise import normalise

ExportFormat = Literal["ljspeech", "plain"]
FORMATS: tuple[str, ...] = get_args(ExportFormat)

LJSPEECH_RATE = 22_050  # Hz, as LJSpeech has it and its many readers expect
RATES = (0, 16_000, LJSPEECH_RATE, 24_000, 44_100, 48_000)
"""0 = each take keeps its own."""


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What is exported, and how."""

    format: ExportFormat = "ljspeech"
    rate: int = LJSPEECH_RATE
    """Samples a second; 0 = each take keeps its own."""
    cleaned: bool = True
    """The sounds as training uses them; otherwise as they were recorded."""
    included_only: bool = True

    def checked(self) -> ExportChoice:
        """Return itself. StudioError when it asks for what there is not."""
        if self.format not in FORMATS:
            raise StudioError(
                f"There is no format “{self.format}” to export; choose {' or '.join(FORMATS)}."
            )
        if self.rate not in RATES:
            rates = ", ".join(str(rate) for rate in RATES[1:])
            raise StudioError(f"{self.rate} samples a second cannot be exported; choose {rates}.")
        return self


@dataclass(frozen=True, slots=True)
class _Row:
    """One take in the exported folder."""

    take: Take
    name: str
    """Of its sound file, without suffix."""


def export_data_set(
    library: Library, voice_id: str, folder: Path, choice: ExportChoice | None = None
) -> Generator[Message, None, dict[str, Any]]:
    """Write the takes of a voice into a new folder.

    Returns folder, takes, seconds, format and bytes. StudioError, and no folder, when one is there
    already, when there is nothing to export, or when the disk is full or read-only.
    """
    choice = (choice or ExportChoice()).checked()
    folder = _free(Path(folder).expanduser().absolute(), library.root)
    voice = library.voice(voice_id)
    takes = library.takes(voice.id, included_only=choice.included_only)
    if not takes:
        raise StudioError(
            f"“{voice.name}” has no take to export; record or import some, or include them."
        )
    consent = library.consent(voice.id)
    yield Progress("export", 0.0)
    part = folder.with_name(f"{PART_PREFIX}{uuid.uuid4().hex[:12]}-{folder.name}")
    try:
        part.mkdir(parents=True)
        rows = _named(voice, takes)
        seconds = 0.0
        for done, row in enumerate(rows, start=1):
            seconds += _write_sound(part, row, choice)
            yield Progress("export", done / len(rows))
        about = _readme(voice, consent, len(rows), seconds, choice)
        _write(part / "README.md", about.encode())
        _write_tables(part, rows, voice, choice)
        size = _flush(part)
        part.rename(folder)
        _flush_names(folder.parent)
    except OSError as error:
        raise explain_os_error(error, folder) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return {
        "folder": str(folder), "takes": len(rows), "seconds": round(seconds, 1), "bytes": size,
        **asdict(choice),
    }  # fmt: skip


def _free(folder: Path, library: Path) -> Path:
    """Refuse a place where something is, or where an export does not belong."""
    if folder.is_relative_to(library.absolute()):
        raise StudioError(f"{folder} lies inside the library; choose a folder outside it.")
    try:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise StudioError(f"{folder} is there already; choose another name.")
        if folder.is_dir() and any(folder.iterdir()):
            raise StudioError(
                f"{folder} is there already and holds files, and nothing is overwritten; "
                "choose a new name."
            )
    except OSError as error:
        raise explain_os_error(error, folder) from error
    return folder


def _named(voice: Voice, takes: Sequence[Take]) -> list[_Row]:
    plain = re.sub(r"[^a-z0-9]+", "-", voice.name.lower()).strip("-") or "take"
    digits = max(4, len(str(len(takes))))
    return [_Row(take, f"{plain}-{n:0{digits}}") for n, take in enumerate(takes, start=1)]


def _write_sound(part: Path, row: _Row, choice: ExportChoice) -> float:
    """Write one take and, in the plain form, its text beside it; return its seconds."""
    take = row.take
    mended = choice.cleaned and bool(take.cleanup)
    if choice.format == "plain" and not mended and choice.rate in (0, take.rate):
        _write(part / _file_name(row, choice), take.path.read_bytes())
        _write(part / f"{row.name}.txt", f"{take.text}\n".encode())
        return take.seconds
    sound = take_sound(take) if choice.cleaned else read_sound(take.path)
    rate = choice.rate or sound.rate
    samples = resample(sound.samples, sound.rate, rate)
    if choice.format == "ljspeech":
        _write(part / _file_name(row, choice), _wav(Sound(to_mono(samples), rate), "PCM_16"))
    else:
        depth = "PCM_24" if is_deep(take.path) or mended else "PCM_16"
        _write(part / _file_name(row, choice), _wav(Sound(samples, rate), depth))
        _write(part / f"{row.name}.txt", f"{take.text}\n".encode())
    return sound.seconds


def _file_name(row: _Row, choice: ExportChoice) -> str:
    if choice.format == "ljspeech":
        return f"wavs/{row.name}.wav"
    untouched = choice.rate in (0, row.take.rate) and not (choice.cleaned and row.take.cleanup)
    return f"{row.name}{row.take.path.suffix if untouched else '.wav'}"


def _wav(sound: Sound, subtype: str) -> bytes:
    """Return a WAV file; made in memory, so that a full disk shows as the system's own error."""
    held = io.BytesIO()
    soundfile.write(held, np.clip(sound.samples, -1.0, 1.0), sound.rate, subtype, format="WAV")
    return held.getvalue()


def _write_tables(part: Path, rows: Sequence[_Row], voice: Voice, choice: ExportChoice) -> None:
    if choice.format == "ljspeech":
        lines = [
            "|".join((row.name, _cell(row.take.text), _cell(spoken(row.take.text, voice.language))))
            for row in rows
        ]
        _write(part / "metadata.csv", ("\n".join(lines) + "\n").encode())
        return
    lines = ["file\ttext\tprompt\tseconds\tstarred\tincluded\tsource\trecorded"]
    for row in rows:
        take = row.take
        cells = (
            _file_name(row, choice), _cell(take.text, "\t"), _cell(take.prompt_id, "\t"),
            f"{take.seconds:.3f}", "yes" if take.starred else "no",
            "yes" if take.included else "no", take.source, take.created,
        )  # fmt: skip
        lines.append("\t".join(cells))
    _write(part / "transcripts.tsv", ("\n".join(lines) + "\n").encode())


def _cell(text: str, bar: str = "|") -> str:
    """Return a text that stays in its column: on one line, and without what parts columns."""
    return " ".join(text.replace(bar, " ").split())


def spoken(text: str, language: str) -> str:
    """Return a text with numbers and abbreviations written out, as LJSpeech's third column."""
    pieces, at = [], 0
    for token in normalise(text, language):
        if token.spoken and token.spoken.lower() != token.text.lower():
            pieces += [text[at : token.start], token.spoken]
            at = token.end
    return "".join([*pieces, text[at:]])


def _readme(
    voice: Voice, consent: Consent | None, takes: int, seconds: float, choice: ExportChoice
) -> str:
    """Return what the folder says about itself: what it is, and what it may be used for."""
    rate = f"{choice.rate} Hz" if choice.rate else "the rate of each recording"
    sound = "cleaned up as chosen take by take" if choice.cleaned else "as recorded"
    form = {
        "ljspeech": "`wavs/` holds mono 16-bit WAV files; each line of `metadata.csv` is "
        "`name|text|text with numbers written out` (UTF-8, no quoting), as in LJSpeech.",
        "plain": "Each sound has its text beside it (`.txt`) and a line in `transcripts.tsv` "
        "(UTF-8, tab-separated, first line = names of the columns).",
    }[choice.format]
    return (
        f"# {voice.name}\n\n"
        f"{takes} takes, {seconds / 60:.1f} minutes, language {voice.language}; "
        f"sound {sound}, {rate}. Exported by Timbre {__version__}.\n\n"
        f"{form}\n\n## Consent\n\n{about_consent(voice, consent)}\n"
    )


def about_consent(voice: Voice, consent: Consent | None) -> str:
    """What goes with a voice to other people: why it may be used, in words."""
    if voice.synthetic:
        return "Nobody has this voice: these recordings were made by a machine, not by a person."
    if consent is None:
        return (
            "**No consent was written down for this voice.** A voice is somebody's: clone it only "
            "when its speaker has agreed, and ask them before you pass this folder on."
        )
    if consent.withdrawn:
        return (
            f"**The consent was taken back on {consent.withdrawn[:10]}.** This voice must not be "
            "cloned or spoken with; keep these recordings only if their speaker wants it."
        )
    how = {
        "statement": "said so in a recorded statement",
        "attestation": "signed for it",
        "synthetic": "declared it synthetic",
    }[consent.kind]
    said = " ".join(consent.text.split())
    sha256 = f" (SHA-256 of the recording: {consent.sha256})" if consent.sha256 else ""
    return (
        f"{consent.name} {how} on {consent.date[:10]}{sha256}:\n\n> {said}\n\n"
        "A voice is somebody's: use these recordings only for what was agreed to, and pass this "
        "note on with them."
    )


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def _flush(folder: Path) -> int:
    """Make the system write every file to the disk now; return how many bytes they are."""
    size = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
            size += path.stat().st_size
    return size


def _flush_names(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
