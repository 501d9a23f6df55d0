"""What a WAV file says about itself beyond the words that libsndfile writes: chunks behind it.

Sources: EBU Tech 3285 (`bext`, version 1 without loudness), iXML specification 2.10 (`iXML`).
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from studio.core.errors import StudioError, explain_os_error

MAX_RIFF = 2**32 - 2**20  # bytes of a WAV file that every program reads, with room for its header
_MAX_CHUNK = 10_000_000
_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


def bext(description: str, originator: str, day: str, coding: str) -> tuple[bytes, bytes]:
    """Return the broadcast extension: description (256 letters kept), originator (32), date
    (YYYY-MM-DD), coding history."""
    head = struct.pack(
        "<256s32s32s10s8sQH64s190s",
        _ascii(description), _ascii(originator), b"", _ascii(day), b"00:00:00", 0, 1, b"", b"",
    )  # fmt: skip
    return b"bext", head + _ascii(coding) + b"\r\n"


def ixml(project: str, note: str) -> tuple[bytes, bytes]:
    """Return an iXML chunk with a project and a note."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<BWFXML><IXML_VERSION>2.10</IXML_VERSION>'
        f"<PROJECT>{escape(project)}</PROJECT><NOTE>{escape(note)}</NOTE></BWFXML>\n"
    )
    return b"iXML", text.encode()


def append_chunks(path: Path, chunks: Sequence[tuple[bytes, bytes]]) -> None:
    """Write chunks behind those of a WAV file, and its new length into its header.

    For a file that nobody reads yet. StudioError when it is none or cannot be written.
    """
    try:
        with path.open("r+b") as file:
            if file.read(4) != b"RIFF" or file.seek(8) != 8 or file.read(4) != b"WAVE":
                raise StudioError(f"{path.name} is no WAV file.")
            end = file.seek(0, 2)
            file.write(b"\0" * (end % 2))
            for name, data in chunks:
                file.write(struct.pack("<4sI", name, len(data)) + data + b"\0" * (len(data) % 2))
            size = file.tell() - 8
            file.seek(4)
            file.write(struct.pack("<I", size))
    except OSError as error:
        raise explain_os_error(error, path) from error


def read_chunks(path: Path, wanted: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the chunks of these names that a file has; none of a file that is no WAV."""
    found: dict[bytes, bytes] = {}
    try:
        with path.open("rb") as file:
            head = file.read(12)
            if head[:4] != b"RIFF" or head[8:] != b"WAVE":
                return found
            while len(start := file.read(8)) == 8:
                name, size = struct.unpack("<4sI", start)
                if name in wanted and size <= _MAX_CHUNK:
                    found[name] = file.read(size)
                    file.seek(size % 2, 1)
                else:
                    file.seek(size + size % 2, 1)
    except OSError as error:
        raise explain_os_error(error, path) from error
    return found


def _ascii(text: str) -> bytes:
    """The nearest in plain letters, which is all that `bext` may hold: “Änne” → "Anne"."""
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return letters.encode("ascii", "replace")
