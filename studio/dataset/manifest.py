"""What is known of a voice after it is gone: hashes and ids, by which `traces.py` searches.

A manifest holds path, size and SHA-256 of each file of a voice and of all that was spoken with it,
its ids (random numbers), and salted hashes of its texts: name, consent, and the sentences that no
other voice has and that no shipped script holds. No sound and no word is in it; but whoever guesses
a short name can check the guess, so it is to be deleted once it has served.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from studio import paths
from studio.core.entities import Voice, VoiceKind
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import sha256_of, write_atomically
from studio.core.layout import is_id
from studio.core.library import Library
from studio.core.names import name_key
from studio.core.store import now

VERSION = 1
SHORTEST_TEXT = 8  # bytes; shorter ones are anywhere
WINDOW = 16  # bytes of a text by which its place is found


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file of a voice."""

    path: str
    """In the library's folder."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TextMark:
    """A text of a voice, as hashes."""

    length: int
    """Bytes in UTF-8."""
    head: int
    """Of its first `WINDOW` bytes (`rolling`)."""
    sha256: str
    """Of salt and text."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What can be searched for after a voice is gone."""

    voice_id: str
    ids: tuple[str, ...]
    """Of the voice, its takes, runs, sessions and scripts, and the names of their files."""
    taken: str
    salt: str = ""
    files: tuple[FileMark, ...] = ()
    texts: tuple[TextMark, ...] = ()

    def write(self, path: Path) -> None:
        """Keep it as JSON."""
        said = {"timbre": "manifest", "version": VERSION, **asdict(self)}
        write_atomically(path, json.dumps(said, indent=1).encode())

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read one. Raises StudioError when the file is something else."""
        try:
            said: Mapping[str, Any] = json.loads(Path(path).read_bytes())
            if said["timbre"] != "manifest" or said["version"] != VERSION:
                raise ValueError("another kind or version")
            made = cls(
                str(said["voice_id"]),
                tuple(str(one) for one in said["ids"]),
                str(said["taken"]),
                str(said["salt"]),
                tuple(
                    FileMark(str(f["path"]), int(f["size"]), str(f["sha256"]))
                    for f in said["files"]
                ),
                tuple(
                    TextMark(int(t["length"]), int(t["head"]), str(t["sha256"]))
                    for t in said["texts"]
                ),
            )
            bytes.fromhex(made.salt)
            if not all(is_id(one) for one in made.ids):
                raise ValueError("no ids")
            return made
        except OSError as error:
            raise explain_os_error(error, path) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StudioError(
                f"{path} is no manifest of a voice; `timbre traces NAME --save FILE` makes one."
            ) from error


def take_manifest(library: Library, voice: Voice) -> Manifest:
    """What there is of a voice now. Reads all of its files."""
    folder = library.root / "voices" / voice.id
    found = [path for path, about in inside(folder) if stat.S_ISREG(about.st_mode)]
    files = []
    for path in (*found, *library.rendering_files_of(voice.id)):
        if size := path.stat().st_size:  # an empty file is like every other one
            name = path.relative_to(library.root).as_posix()
            files.append(FileMark(name, size, sha256_of(path)))
    takes, sessions = library.takes(voice.id), library.sessions(voice.id)
    scripts, runs = library.scripts(voice.id), library.runs(voice.id)
    named = {i for mark in files for i in re.findall(r"[0-9a-f]{32}", mark.path)}
    ids = named.union([voice.id], *([one.id for one in many] for many in (takes, sessions)))
    ids = ids.union(*([one.id for one in many] for many in (scripts, runs)))
    salt = secrets.token_bytes(16)
    texts = tuple(_text_mark(text, salt) for text in sorted(_texts_of_this_alone(library, voice)))
    return Manifest(voice.id, tuple(sorted(ids)), now(), salt.hex(), tuple(files), texts)


def manifest_of_id(voice_id: str) -> Manifest:
    """What can be searched for when nothing is known but the id of a voice."""
    return Manifest(voice_id, (voice_id,), now())


def manifest_of_name(name: str) -> Manifest:
    """What can be searched for when nothing is known but the name of a voice."""
    salt = secrets.token_bytes(16)
    kinds: tuple[VoiceKind, ...] = get_args(VoiceKind)
    voices = [Voice("", name, kind, "en-us", "") for kind in kinds]
    texts = {text for voice in voices for text in _name_texts(voice)}
    return Manifest("", (), now(), salt.hex(), (), tuple(_text_mark(t, salt) for t in texts))


def _texts_of_this_alone(library: Library, voice: Voice) -> set[str]:
    """Texts that are evidence of this voice: no other voice and no shipped script holds them."""
    others = "\n".join(
        text
        for other in library.voices()
        if other.id != voice.id
        for text in (*_texts(library, other), *_name_texts(other))
    )
    shipped = "\n".join(_shipped_texts())
    texts = {t for t in _texts(library, voice) if t not in others and t not in shipped}
    texts |= {text for text in _name_texts(voice) if text not in others}
    return {text for text in texts if len(text.encode()) >= SHORTEST_TEXT}


def _texts(library: Library, voice: Voice) -> set[str]:
    consent = library.consent(voice.id)
    said = {take.text for take in library.takes(voice.id)}
    said |= {prompt.text for script in library.scripts(voice.id) for prompt in script.prompts}
    said |= library.rendering_texts_of(voice.id)
    return said | ({consent.text, consent.name} if consent is not None else set())


def _name_texts(voice: Voice) -> tuple[str, ...]:
    """The name as it stands in a row, in the tags of a sound and in a score; alone it is a word."""
    in_row = f"{voice.name}{name_key(voice.name)}{voice.kind}"
    in_scores = (json.dumps(voice.name, ensure_ascii=ascii) for ascii in (False, True))
    return in_row, f"voice “{voice.name}”", *(f'"voice": {text}' for text in in_scores)


def _shipped_texts() -> Iterator[str]:
    for path in paths.resources_dir().rglob("*.tsv"):
        yield path.read_text(encoding="utf-8")


def _text_mark(text: str, salt: bytes) -> TextMark:
    data = text.encode()
    head = rolling(data[:WINDOW], min(len(data), WINDOW), salt)
    return TextMark(len(data), int(head[0]), hashlib.sha256(salt + data).hexdigest())


def rolling(data: bytes, window: int, salt: bytes) -> Any:
    """A hash of each `window` bytes of `data`: [len(data) - window + 1] of uint64."""
    import numpy as np

    factor = np.uint64(int.from_bytes(salt[:8], "little") | 1)
    values = np.frombuffer(data, np.uint8)
    count = len(values) - window + 1
    rolled = np.zeros(count, np.uint64)
    for place in range(window):  # wraps around at 2^64, as it should
        rolled = rolled * factor + values[place : place + count]
    return rolled


def inside(folder: Path, unread: list[Path] | None = None) -> Iterator[tuple[Path, os.stat_result]]:
    """Every plain file and every folder below a folder, in order; links are not followed."""

    def not_listed(error: OSError) -> None:
        if unread is not None and error.filename and not isinstance(error, FileNotFoundError):
            unread.append(Path(error.filename))

    for parent, folders, names in os.walk(folder, onerror=not_listed):
        folders.sort()
        for name in (*folders, *sorted(names)):
            path = Path(parent, name)
            with contextlib.suppress(OSError):  # gone in the meantime
                about = path.lstat()
                if stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode):
                    yield path, about
