"""What a voice leaves on this computer, and the search which shows that nothing of it is left.

Before a voice is deleted a `Manifest` is taken (`manifest.py`). Afterwards `search` looks through
the library, the settings, the cache and the folder for temporary files for

- files with the same bytes, under whatever name,
- files, database pages and log frames that hold one of the ids, also in parts that are free,
- in what is Timbre's own, also its texts: name, consent, and the sentences that no other voice has
  and that no shipped script holds (of sounds and weights in the 64 KB at either end).

Outside of this are sounds that the person has saved or exported elsewhere, copies that were changed
or packed (another format, an archive, a backup), texts that are broken over two database pages, and
what the disk itself keeps in blocks that no file has any more: only an encrypted disk protects
from that.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from studio import paths
from studio.dataset.manifest import WINDOW, Manifest, TextMark, inside, rolling

CHUNK = 1 << 22  # bytes read at once
OVERLAP = 1 << 12  # bytes that two pieces have in common: more than any text that is sought
EDGE = 1 << 16  # bytes at either end of a sound or of weights, where their words stand
MOST_PLACES = 4  # of one kind in a file that are named one by one
MOST_FOREIGN = 1 << 24  # bytes of a file that is not ours and is still read
_TEXTUAL = (".json", ".ini", ".txt", ".tsv", ".csv", ".log", ".md", ".toml")
_IDS = re.compile(rb"[0-9a-f]{32,}")

PLACES = ("library", "settings", "cache", "temporary files")


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


def search(
    manifest: Manifest,
    places: Iterable[Place],
    tell: Callable[[str, int], object] = lambda place, files: None,
    *,
    quick: bool = False,
) -> Found:
    """Look for what a manifest names. `tell` hears of the place and how many files were seen.

    With `quick`, of our own sounds and weights only the ends are read (and the whole of those that
    are as long as one of the voice's): a library may hold gigabytes of other voices.
    """
    found, seen = Found(), set[tuple[int, int]]()
    look = _Look(manifest, quick)
    for place in places:
        found.files.setdefault(place.name, 0)
        for path, about in inside(place.folder, found.unread):
            if (about.st_dev, about.st_ino) in seen:
                continue  # places may lie in one another
            seen.add((about.st_dev, about.st_ino))
            if not place.own and not _mine(about):
                continue
            own = place.own or _is_ours(path.relative_to(place.folder).parts[0])
            if stat.S_ISDIR(about.st_mode):
                if look.has_id(path.name):
                    found.traces.append(Trace(path, place.name, "an id in its name", own))
                continue
            found.files[place.name] += 1
            tell(place.name, found.files[place.name])
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

    def __init__(self, manifest: Manifest, quick: bool) -> None:
        self._quick = quick
        self._ids = {one.encode() for one in manifest.ids}
        self._sizes = {mark.size for mark in manifest.files}
        self._files = {mark.sha256: mark.path for mark in manifest.files}
        self._salt = bytes.fromhex(manifest.salt)
        self._texts: dict[int, list[TextMark]] = {}
        for mark in manifest.texts:
            self._texts.setdefault(min(mark.length, WINDOW), []).append(mark)

    def has_id(self, name: str) -> bool:
        """Whether the name of a file or folder holds an id."""
        return any(run in self._ids for run in _runs(os.fsencode(name)))

    def at(self, path: Path, size: int, own: bool) -> list[str] | None:
        """What of the voice a file holds; None when it was not read."""
        what = ["an id in its name"] if self.has_id(path.name) else []
        if size in self._sizes and (copy := self._files.get(sha256_of_open(path))):
            return [*what, f"the same bytes as {copy}"]
        if not own and size > MOST_FOREIGN:
            return what or None
        ids, texts = self._in_content(path, own)
        return what + _few(ids) + _few(texts)

    def _in_content(self, path: Path, own: bool) -> tuple[list[str], list[str]]:
        """Where in a file ids stand, and texts."""
        ids, texts = dict[str, None](), dict[str, None]()  # each place once, in order
        textual = ".sqlite" in path.name or path.suffix.lower() in _TEXTUAL
        with path.open("rb") as file:
            page = _page_size(file.read(16 + 2))
            for start, data in _ends(file) if self._quick and own and not textual else _all(file):
                ids.update((_where("an id", start + o, page), None) for o in self._ids_in(data))
                if own and textual:
                    self._add_texts(texts, start, data, page)
            for start, data in _ends(file) if own and not textual else ():
                self._add_texts(texts, start, data, page)
        return list(ids), list(texts)

    def _add_texts(self, texts: dict[str, None], start: int, data: bytes, page: int) -> None:
        found = sorted(self._texts_in(data))
        texts.update((_where("a text", start + offset, page), None) for offset in found)

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
            rolled = rolling(data, window, self._salt)
            for offset in np.flatnonzero(np.isin(rolled, [mark.head for mark in marks])):
                for mark in marks:
                    text = data[offset : offset + mark.length]
                    if hashlib.sha256(self._salt + text).hexdigest() == mark.sha256:
                        yield int(offset)


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


def _all(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """A file in pieces that overlap, each with where it begins."""
    start = file.seek(0)
    rest = b""
    while block := file.read(CHUNK):
        data = rest + block
        yield start, data
        rest = data[-OVERLAP:]
        start += len(data) - len(rest)


def _ends(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The beginning of a file, and its end where that is not in it."""
    file.seek(0)
    yield 0, file.read(EDGE)
    size = file.seek(0, os.SEEK_END)
    if size > EDGE:
        start = file.seek(max(EDGE, size - EDGE))
        yield start, file.read()


def _few(places: list[str]) -> list[str]:
    """The first places by name, the others by their number."""
    if len(places) <= MOST_PLACES:
        return places
    shown = places[: MOST_PLACES - 1]
    return [*shown, f"{len(places) - len(shown)} places more like that"]


def _where(what: str, offset: int, page: int) -> str:
    return f"{what} on page {offset // page + 1}" if page > 0 else f"{what} at byte {offset}"
