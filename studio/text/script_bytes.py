"""From the bytes of a file that somebody chose to text, or to a sentence that says why not."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from studio.core.errors import StudioError, explain_os_error

MAX_BYTES = 10_000_000
"""A novel is about one million; more than this is not something to read aloud."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DOCUMENTS = {
    b"PK\x03\x04": "a packed document",
    b"%PDF": "a PDF document",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "a Word document",
}
# Every byte above ASCII in a pair of the rows where GB 2312 keeps its characters.
_CHINESE = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MAX_CONTROLS = 0.01  # of the characters; text has none, anything else has many
_JOINERS = "\u200c\u200d"  # zero width, but part of how words and emoji are written


def read_text(path: Path) -> tuple[str, str]:
    """The text of a file, and a remark about its encoding ("" where there is nothing to say).

    UTF-8, or UTF-16 and UTF-32 with a byte order mark, GB 2312, else Windows Latin 1.
    Raises StudioError when the file cannot be read, is too large, or is no text.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise StudioError(
                f"{path.name} is too large for a script ({path.stat().st_size / 1e6:.0f} MB): "
                f"cut it into files of at most {MAX_BYTES / 1e6:.0f} MB."
            )
        data = path.read_bytes()
    except OSError as error:
        raise explain_os_error(error, path) from error
    text, remark = _decoded(data, path.name)
    if len(_CONTROLS.findall(text)) > _MAX_CONTROLS * len(text):
        raise _no_text(path.name)
    return text, remark


def clean(text: str) -> str:
    """Text with plain line ends and without characters that nobody sees."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n\n").replace("\x0c", "\n\n").replace("\x85", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    unseen = {
        ord(character): None
        for character in set(text) - set("\n\t" + _JOINERS)
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
    }
    return text.translate(unseen) if unseen else text


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for magic, what in _DOCUMENTS.items():
        if data.startswith(magic):
            raise StudioError(f"{name} is {what}: save it as plain text and open that.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ""
            except UnicodeDecodeError as error:
                raise StudioError(
                    f"{name} is damaged: it says that it is {encoding.upper()} and is not; "
                    "save it again as UTF-8."
                ) from error
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _without_unicode(data, name)


def _without_unicode(data: bytes, name: str) -> tuple[str, str]:
    """Text in an encoding of before Unicode, guessed."""
    if b"\0" in data:
        raise _no_text(name)
    if _CHINESE.fullmatch(data):
        try:
            return data.decode("gb18030"), f"{name} was read as GB 18030."
        except UnicodeDecodeError:
            pass
    remark = f"{name} is not UTF-8 and was read as Latin 1: look whether accents are right."
    try:
        return data.decode("cp1252"), remark
    except UnicodeDecodeError:
        return data.decode("latin-1"), remark


def _no_text(name: str) -> StudioError:
    return StudioError(f"{name} is not a text file: save it as plain text (UTF-8) and open that.")
