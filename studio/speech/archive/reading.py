"""A voice file that somebody gave us: nothing of it is believed before it was checked.

In this order: the end of the archive, its directory (names, sizes, places, kinds), the bytes of
each member against the manifest's checksums, what the JSON says, the weights. All of it happens
before the library hears of the voice, in a folder that goes again when something is wrong.
"""

from __future__ import annotations

import hashlib
import stat
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from studio.core import lexicon_store
from studio.core.entities import Consent, Voice
from studio.core.errors import StudioError, explain_os_error
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.speech import catalogue
from studio.speech.archive import layout, parts, weights
from studio.speech.archive.layout import DamagedError

_END = struct.Struct("<4s4H2LH")  # the end of an archive: its directory's place and sizes
_LOCAL = struct.Struct("<4s5H3L2H")  # what stands before each member
_UTF8 = 0x800
_BLOCK = 1 << 20
_ERRORS = (
    zipfile.BadZipFile,
    ValueError,
    LookupError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    EOFError,
    struct.error,
)


def import_voice(library: Library, path: Path, name: str | None = None) -> Voice:
    """Take the voice of a file into the library, under its own name or another one.

    Raises StudioError in one sentence when anything is wrong; the library is as before then.
    """
    try:
        with path.open("rb") as file, library.staging() as staged:
            try:
                members = _unpack(file, staged.run)
                card, consent, lexicon, report = _said(staged.run)
                wanted = name or card.name
                if catalogue.is_stock(wanted):
                    raise StudioError(
                        f"“{wanted}” is the name of a stock voice: choose another name."
                    )
                _check_weights(staged.run, members)
            except DamagedError as error:
                raise _damaged(path, error) from error
            write_atomically(staged.folder / "lexicon.json", lexicon_store.written(lexicon))
            for text in (layout.MANIFEST, layout.README, layout.LEXICON, layout.REPORT):
                (staged.run / text).unlink(missing_ok=True)  # whose voice it is stays beside it
            return library.adopt_voice(
                staged, wanted, card.language, consent,
                synthetic=card.synthetic, device=str((report or {}).get("device", "")),
                report=report,
            )  # fmt: skip
    except OSError as error:
        raise explain_os_error(error, path) from error


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """What a voice file says of itself, before any of it is taken in."""

    path: Path
    card: parts.Card
    consent: Consent
    """Of a voice that has no id yet."""
    words: int
    """In its lexicon."""


def look_into(path: Path) -> VoiceFile:
    """Read whose voice a file holds and what it is given for; the weights are not looked at.

    Raises StudioError in one sentence when the file is damaged or none.
    """
    try:
        with path.open("rb") as file:
            _, texts = _texts(file)
        card, consent, lexicon, _ = _checked_texts(texts)
    except DamagedError as error:
        raise _damaged(path, error) from error
    except _ERRORS as error:
        raise _damaged(path, DamagedError("its parts cannot be read")) from error
    except OSError as error:
        raise explain_os_error(error, path) from error
    return VoiceFile(path, card, consent, len(lexicon.entries))


def check_file(path: Path) -> list[str]:
    """Check everything but the weights' numbers; returns the members. Raises DamagedError."""
    with path.open("rb") as file:
        names, texts = _texts(file)
    _checked_texts(texts)
    return [*names]


def _texts(file: IO[bytes]) -> tuple[dict[str, int], dict[str, bytes]]:
    """The members with their sizes, and the bytes of those that are text."""
    found = _open(file)
    names = _directory(found, file)
    listed = _manifest(found, names)
    return names, {n: found.read(n) for n in listed if not n.endswith(".safetensors")}


def _damaged(path: Path, error: DamagedError) -> StudioError:
    return StudioError(
        f"{path.name} is damaged or no voice file ({error}): copy it again, or ask for it anew."
    )


def _unpack(file: IO[bytes], folder: Path) -> Mapping[str, int]:
    """Write every member into an empty folder, as its checksum says. Returns their sizes."""
    try:
        found = _open(file)
        names = _directory(found, file)
        listed = _manifest(found, names)
        for name, (size, sha256) in listed.items():
            _copy(found, name, size, sha256, folder / name)
    except _ERRORS as error:
        raise DamagedError("its parts cannot be read") from error
    return {name: size for name, (size, _) in listed.items()}


def _open(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive, when its end is where it belongs and its directory is small."""
    size = file.seek(0, 2)
    if not _END.size < size <= layout.MAX_BYTES:
        raise DamagedError("it is too small" if size <= _END.size else "it is too large")
    file.seek(size - _END.size)
    mark, disk, other, here, all_of_them, length, start, comment = _END.unpack(file.read())
    if mark != b"PK\5\6" or comment or disk or other or here != all_of_them:
        raise DamagedError("its end is missing")
    if here > len(layout.LARGEST) or start + length + _END.size != size:
        raise DamagedError("its directory is damaged")
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except _ERRORS as error:
        raise DamagedError("its directory is damaged") from error


def _directory(found: zipfile.ZipFile, file: IO[bytes]) -> dict[str, int]:
    """The members in their order with their sizes: known, whole, side by side, nothing between."""
    place, names = 0, dict[str, int]()
    for info in found.infolist():
        name = info.filename
        if name not in layout.LARGEST or name in names or info.orig_filename != name:
            raise DamagedError("it holds a part that does not belong there")
        kind = stat.S_IFMT(info.external_attr >> 16)
        plain = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & ~_UTF8
        if not plain or info.extra or info.comment or kind not in (0, stat.S_IFREG):
            raise DamagedError(f"{name} is packed, a link or a folder")
        if info.file_size != info.compress_size or info.file_size > layout.LARGEST[name]:
            raise DamagedError(f"{name} has a size that cannot be")
        file.seek(place)
        local = _LOCAL.unpack(file.read(_LOCAL.size))
        sizes = (info.CRC, info.compress_size, info.file_size)
        if info.header_offset != place or local[6:9] != sizes or local[10] != 0:
            raise DamagedError("its directory is damaged")
        place += _LOCAL.size + len(name) + info.file_size
        names[name] = info.file_size
    if place != found.start_dir or next(iter(names), "") != layout.MANIFEST:
        raise DamagedError("its directory is damaged")
    return names


def _manifest(found: zipfile.ZipFile, names: Mapping[str, int]) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of every other member, as the first one says."""
    said = parts.parsed(_whole(found, layout.MANIFEST), layout.MANIFEST)
    version = said.get("format")
    if type(version) is int and version > layout.FORMAT:
        raise StudioError("The voice file was written by a newer Timbre; update this one.")
    known = ("format", "made_by", "created", "members")
    fields = parts.Fields(said, layout.MANIFEST, *known)
    fields.whole("format", layout.FORMAT, layout.FORMAT)
    fields.text("made_by", 60, 1)
    fields.moment("created")
    listed: dict[str, tuple[int, str]] = {}
    members = fields.raw("members")
    if not isinstance(members, list) or len(members) > len(layout.LARGEST):
        raise fields.wrong("members")
    for one in members:
        entry = parts.Fields(one, layout.MANIFEST, "name", "bytes", "sha256")
        name = entry.text("name", 40)
        listed[name] = (entry.whole("bytes", 1, layout.MAX_BYTES), entry.text("sha256", 64, 64))
    needed = layout.LARGEST.keys() - layout.MAY_BE_MISSING - {layout.MANIFEST}
    there = {name: size for name, size in names.items() if name != layout.MANIFEST}
    if len(listed) != len(members) or not listed.keys() >= needed:
        raise DamagedError("a part of it is missing")
    if {name: size for name, (size, _) in listed.items()} != there:
        raise DamagedError("its parts are not those of its list")
    return listed


def _whole(found: zipfile.ZipFile, name: str) -> bytes:
    try:
        return found.read(name)
    except _ERRORS as error:
        raise DamagedError(f"{name} cannot be read") from error


def _copy(found: zipfile.ZipFile, name: str, size: int, sha256: str, target: Path) -> None:
    digest, read = hashlib.sha256(), 0
    with found.open(name) as source, target.open("xb") as out:
        while block := source.read(_BLOCK):
            read += len(block)
            digest.update(block)
            out.write(block)
    if read != size or digest.hexdigest() != sha256:
        raise DamagedError(f"{name} is not what its checksum says")


def _said(folder: Path) -> Any:
    names = (layout.README, layout.CARD, layout.CONSENT, layout.LEXICON, layout.REPORT)
    return _checked_texts({n: (folder / n).read_bytes() for n in names if (folder / n).exists()})


def _checked_texts(
    texts: Mapping[str, bytes],
) -> tuple[parts.Card, Any, lexicon_store.VoiceLexicon, dict[str, Any] | None]:
    """Card, consent, lexicon and report, as far as JSON can be checked."""
    try:
        texts[layout.README].decode("utf-8")
    except ValueError as error:
        raise DamagedError(f"{layout.README} cannot be read") from error
    card = parts.read_card(texts[layout.CARD])
    consent = parts.read_consent(texts[layout.CONSENT], card, datetime.now(UTC))
    lexicon = parts.read_lexicon(texts[layout.LEXICON])
    report = texts.get(layout.REPORT)
    return card, consent, lexicon, None if report is None else parts.read_report(report)


def _check_weights(folder: Path, members: Mapping[str, int]) -> None:
    """See that the weights are this program's, and load them once as a speaker would."""
    from studio.voice.voice_file import GENERATOR, INVERSE, load_voice, model_versions

    about = parts.parsed((folder / "voice.json").read_bytes(), "voice.json")
    fields = parts.Fields(about, "voice.json", "format", "models", "files", "step", "created")
    versions = parts.Fields(fields.raw("models"), "voice.json", "kokoro", "base")
    fields.whole("step", 0, 1e9)
    fields.moment("created")
    kokoro = versions.text("kokoro", 64)
    versions.text("base", 64)
    if kokoro != model_versions()["kokoro"]:
        raise StudioError(
            "The voice file was made with other base models than this program has: import it "
            "with the same version of Timbre."
        )
    weights.check_generator(folder / GENERATOR)
    if INVERSE in members:
        weights.check_inverse(folder / INVERSE)
    try:
        voice = load_voice(folder)
        voice.check(weights.generator_shapes())
    except StudioError as error:
        raise DamagedError("its weights do not fit") from error
    if bool(voice.inverse) != (INVERSE in members):
        raise DamagedError("its parts are not those of its list")
