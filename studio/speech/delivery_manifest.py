"""The manifest of a delivery: what each file is, and what changed since the last one.

`manifest.json` lies in the folder. A file that would be made of the same sounds with the same
settings, and lies there as it was written, is not written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from studio import __version__
from studio.core.errors import StudioError
from studio.core.files import sha256_of, write_atomically
from studio.speech.delivery import DeliverySettings
from studio.speech.programs import Program
from studio.speech.provenance import Provenance

NAME = "manifest.json"
VERSION = 1
MAX_BYTES = 100_000_000
CHANGES = ("added", "changed", "same", "removed")


class Hashes:
    """SHA-256 of the rendered lines, each computed once."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        """Return it. StudioError when the file cannot be read."""
        if path not in self._known:
            self._known[path] = sha256_of(path)
        return self._known[path]


def fingerprint(
    program: Program,
    settings: DeliverySettings,
    voices: Mapping[str, Provenance],
    tones: Mapping[str, str],
    hashes: Hashes,
) -> str:
    """Return what tells one file from another before it is made: all that goes into it.

    `tones`: a hash of each voice's room tone.
    """
    kept = settings.as_dict()
    for name in ("name", "template", "remove_old", "extra", "subtitles", "lipsync"):
        del kept[name]  # they say nothing of the sound
    parts = [
        [
            part.start, part.samples, part.sounding, part.line.text, part.line.character,
            hashes.of(part.line.sound), voices[part.line.voice].source,
            tones.get(part.line.voice, ""),
        ]
        for part in program.parts
    ]  # fmt: skip
    whole = json.dumps([VERSION, kept, parts, program.tail], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def last_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what the folder's manifest says of its files, by path; {} where there is none.

    StudioError when there is a manifest of something else: the folder is then not ours.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        kept = json.loads(path.read_text(encoding="utf-8"))
        files = kept["files"]
        if kept["made_by"].split()[0] != "Timbre" or not isinstance(files, list):
            raise ValueError("of another program")
        return {str(one["file"]): _checked(one) for one in files if one["change"] != "removed"}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise StudioError(
            f"{path} is no manifest of an earlier delivery; choose another folder or move it away."
        ) from error


def _checked(one: dict[str, Any]) -> dict[str, Any]:
    path = PurePosixPath(one["file"])
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("a path that leaves the folder")
    return {**one, "fingerprint": str(one["fingerprint"]), "sha256": str(one["sha256"])}


def is_same(folder: Path, before: Mapping[str, Any] | None, print_now: str) -> bool:
    """Whether a file was made of the same things and lies there as it was written."""
    if before is None or before["fingerprint"] != print_now:
        return False
    path = folder / before["file"]
    return path.is_file() and not path.is_symlink() and sha256_of(path) == before["sha256"]


def remove_old(folder: Path, gone: Sequence[Mapping[str, Any]]) -> list[str]:
    """Delete files of the last delivery that lie there as they were written; return which.

    What was changed since belongs to somebody else now, and stays.
    """
    removed = []
    for one in gone:
        path = folder / one["file"]
        inside = path.parent.resolve().is_relative_to(folder.resolve())
        if inside and path.is_file() and not path.is_symlink():
            if sha256_of(path) != one["sha256"]:
                continue
            path.unlink()
            for beside in one.get("beside", ()):
                extra = path.parent / PurePosixPath(str(beside)).name
                if extra.is_file() and not extra.is_symlink():
                    extra.unlink()
            removed.append(one["file"])
    return removed


def write_manifest(
    folder: Path,
    settings: DeliverySettings,
    voices: Sequence[Provenance],
    files: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
) -> Path:
    """Write the manifest; return its path."""
    manifest = {
        "made_by": f"Timbre {__version__}",
        "manifest": VERSION,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "generated": "All sounds are generated speech: they were not said by a person.",
        "digital_source_type": "trainedAlgorithmicMedia",
        "settings": settings.as_dict(),
        "voices": [
            {"voice": one.voice, "name": one.name, "source": one.source,
             "consents": list(one.consents)}
            for one in voices
        ],
        "lines": list(lines),
        "files": list(files),
    }  # fmt: skip
    path = folder / NAME
    write_atomically(path, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    return path
