"""What a voice leaves on this computer, and the search which shows that nothing of it is left.

Before a voice is deleted a `Manifest` is taken: path, size and SHA-256 of each of its files, its
ids (random numbers), and salted hashes of its texts. Afterwards `search` looks through the library,
the settings, the cache and the folder for temporary files for

- files with the same bytes, under whatever name,
- files, database pages and log frames that hold one of the ids, also in parts that are free,
- in what is Timbre's own, also its texts: name, consent, and the sentences that no other voice has
  and that no shipped script holds.

A manifest holds no sound and no word, only hashes; but whoever guesses a short name can check the
guess, so it is to be deleted once it has served.

Outside of this are sounds that the person has saved or exported elsewhere, copies that were changed
or packed (another format, an archive, a backup), texts that are broken over two database pages, and
what the disk itself keeps in blocks that no file has any more: only an encrypted disk protects
from that.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
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
CHUNK = 1 << 22  # bytes read at once
MOST_FOREIGN = 1 << 24  # bytes of a file that is not ours and is still read
_IDS = re.compile(rb"[0-9a-f]{32,}")

PLACES = ("library", "settings", "cache", "temporary files")


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
    """Of its first `WINDOW` bytes (`_rolling`)."""
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


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to search."""

    name: str
    """One of `PLACES`."""
    folder: Path
    own: bool = True
    """Whether all in it is Timbre's; otherwise large files are not read and no text is sought."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that is left of a voice."""

    path: Path
    place: str
    what: str
    """"the same bytes as voices/…/….flac", "an id on page 12", …"""
    own: bool = False
    """Whether it lies in a folder of this program's, and not among files of others."""


@dataclass(slots=True)
class Found:
    """What a search came to."""

    traces: list[Trace] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    """How many were looked at in each place."""
    unread: list[Path] = field(default_factory=list)
    """Files that could not be read, or of somebody else's and too large."""


def places_of(library_root: Path) -> tuple[Place, ...]:
    """Where this program keeps things for this library."""
    return (
        Place("library", library_root),
        Place("settings", paths.config_dir()),
        Place("cache", paths.cache_dir()),
        Place("temporary files", Path(tempfile.gettempdir()), own=False),
    )


def own_places(library_root: Path) -> tuple[Place, ...]:
    """The same without what others have put into the folder for temporary files: quicker."""
    *ours, temporary = places_of(library_root)
    with contextlib.suppress(OSError):
        for path in sorted(temporary.folder.iterdir()):
            if _is_ours(path.name) and path.is_dir() and not path.is_symlink():
                ours.append(Place(temporary.name, path))
    return tuple(ours)


def take_manifest(library: Library, voice: Voice) -> Manifest:
    """What there is of a voice now. Reads all of its files."""
    folder = library.root / "voices" / voice.id
    files = []
    for path, _ in _files(folder):
        size, sha256 = path.stat().st_size, sha256_of(path)
        if size:  # an empty file is like every other one
            files.append(FileMark(path.relative_to(library.root).as_posix(), size, sha256))
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


def search(
    manifest: Manifest,
    places: Iterable[Place],
    tell: Callable[[str, int], object] = lambda place, files: None,
) -> Found:
    """Look for what a manifest names. `tell` hears of the place and how many files were seen."""
    found, seen = Found(), set[tuple[int, int]]()
    look = _Look(manifest)
    for place in places:
        found.files.setdefault(place.name, 0)
        for path, about in _files(place.folder, found.unread):
            if (about.st_dev, about.st_ino) in seen:
                continue  # places may lie in one another
            seen.add((about.st_dev, about.st_ino))
            if not place.own and not _mine(about):
                continue
            found.files[place.name] += 1
            tell(place.name, found.files[place.name])
            own = place.own or _is_ours(path.relative_to(place.folder).parts[0])
            try:
                what = look.at(path, about.st_size, own)
            except OSError:
                if path.exists():  # otherwise it has gone in the meantime
                    found.unread.append(path)
                continue
            if what is None:
                found.unread.append(path)
            found.traces += [Trace(path, place.name, one, own) for one in what or ()]
    return found


class _Look:
    """Looks at one file after another."""

    def __init__(self, manifest: Manifest) -> None:
        self._ids = {one.encode() for one in manifest.ids}
        self._sizes = {mark.size for mark in manifest.files}
        self._files = {mark.sha256: mark.path for mark in manifest.files}
        self._salt = bytes.fromhex(manifest.salt)
        self._texts: dict[int, list[TextMark]] = {}
        for mark in manifest.texts:
            self._texts.setdefault(min(mark.length, WINDOW), []).append(mark)
        self._longest = max((mark.length for mark in manifest.texts), default=0)

    def at(self, path: Path, size: int, own: bool) -> list[str] | None:
        """What of the voice a file holds; None when it was not read."""
        what = []
        if any(run in self._ids for run in _runs(os.fsencode(path.name))):
            what.append("an id in its name")
        elif any(run in self._ids for run in _runs(os.fsencode(path.parent.name))):
            what.append("an id in its folder's name")
        if size in self._sizes and (copy := self._files.get(sha256_of_open(path))):
            return [*what, f"the same bytes as {copy}"]
        if not own and size > MOST_FOREIGN:
            return what or None
        return what + sorted(self._in_content(path, own))

    def _in_content(self, path: Path, own: bool) -> set[str]:
        found: set[str] = set()
        keep = max(64, self._longest if own else 0)
        page = 0
        with path.open("rb") as file:
            at, rest = 0, b""
            while block := file.read(CHUNK):
                if not page:
                    page = _page_size(block)
                data = rest + block
                start = at - len(rest)
                for offset in self._ids_in(data):
                    found.add(_where("an id", start + offset, page))
                for offset in self._texts_in(data) if own else ():
                    found.add(_where("a text", start + offset, page))
                at, rest = at + len(block), data[-keep:]
        return found

    def _ids_in(self, data: bytes) -> Iterator[int]:
        for run in _IDS.finditer(data):  # columns of a row stand side by side without a gap
            digits = run.group()
            for offset in range(len(digits) - 31):
                if digits[offset : offset + 32] in self._ids:
                    yield run.start() + offset

    def _texts_in(self, data: bytes) -> Iterator[int]:
        import numpy as np

        for window, marks in self._texts.items():
            if len(data) < window:
                continue
            rolled = _rolling(data, window, self._salt)
            for offset in np.flatnonzero(np.isin(rolled, [mark.head for mark in marks])):
                for mark in marks:
                    text = data[offset : offset + mark.length]
                    if hashlib.sha256(self._salt + text).hexdigest() == mark.sha256:
                        yield int(offset)


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
    head = _rolling(data[:WINDOW], min(len(data), WINDOW), salt)
    return TextMark(len(data), int(head[0]), hashlib.sha256(salt + data).hexdigest())


def _rolling(data: bytes, window: int, salt: bytes) -> Any:
    """A hash of each `window` bytes of `data`: [len(data) - window + 1] of uint64."""
    import numpy as np

    factor = np.uint64(int.from_bytes(salt[:8], "little") | 1)
    values = np.frombuffer(data, np.uint8)
    count = len(values) - window + 1
    rolled = np.zeros(count, np.uint64)
    for place in range(window):  # wraps around at 2^64, as it should
        rolled = rolled * factor + values[place : place + count]
    return rolled


def _files(folder: Path, unread: list[Path] | None = None) -> Iterator[tuple[Path, os.stat_result]]:
    """Every plain file below a folder, in order; links are not followed."""

    def not_listed(error: OSError) -> None:
        if unread is not None and error.filename and not isinstance(error, FileNotFoundError):
            unread.append(Path(error.filename))

    for parent, folders, names in os.walk(folder, onerror=not_listed):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            with contextlib.suppress(OSError):  # gone in the meantime
                about = path.lstat()
                if path.is_file() and not path.is_symlink():
                    yield path, about


def sha256_of_open(path: Path) -> str:
    """As `sha256_of`, with the operating system's own error."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _runs(name: bytes) -> Iterator[bytes]:
    for run in _IDS.finditer(name):
        digits = run.group()
        yield from (digits[at : at + 32] for at in range(len(digits) - 31))


def _is_ours(name: str) -> bool:
    """Whether a folder for temporary files is one of this program's, by its name."""
    return name.lower().startswith("timbre")


def _mine(about: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or about.st_uid == os.getuid()


def _page_size(head: bytes) -> int:
    """Of a SQLite file or its log; -1 for other files."""
    if head.startswith(b"SQLite format 3\0"):
        return int.from_bytes(head[16:18], "big")
    if head[:4] in (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"):  # a write-ahead log
        return int.from_bytes(head[8:12], "big") + 24  # with the head of each frame
    return -1


def _where(what: str, offset: int, page: int) -> str:
    return f"{what} on page {offset // page + 1}" if page > 0 else f"{what} at byte {offset}"
