"""Names of delivered files: made of a template, safe on every system, none outside the folder."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studio.core.errors import StudioError

FIELDS = ("character", "id", "n", "voice", "name")
NOBODY = "narrator"  # stands for a line without a character
MAX_PART = 100  # letters of one name
MAX_PATH = 200  # letters of a path below the folder

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # of Windows
_SPEC = re.compile(r"0?[1-9]?\d?")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name is made of."""

    id: str
    character: str
    voice: str


def check_template(template: str) -> None:
    """Refuse a template that names no file, or one outside the folder. Raises StudioError."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise _bad(template) from error
    for _, field, spec, conversion in parts:
        if field is None:
            continue
        if field not in FIELDS or conversion:
            raise _bad(template)
        if spec and not (field == "n" and _SPEC.fullmatch(spec)):
            raise _bad(template)
    if template.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", template):
        raise _bad(template)
    if not template.strip() or any(not one.strip() for one in template.split("/")):
        raise _bad(template)
    if any(one.strip() in (".", "..") for one in re.split(r"[/\\]", template)):
        raise _bad(template)


def line_names(template: str, lines: Sequence[Named], name: str) -> list[PurePosixPath]:
    """Return the path of each line's file, without suffix.

    StudioError when two lines get the same one: on many systems, names that differ in capitals
    alone are the same.
    """
    check_template(template)
    paths = [_path(template, line, n, name) for n, line in enumerate(lines, start=1)]
    _refuse_doubles(paths, [f"line “{line.id}”" for line in lines])
    return paths


def stem_names(name: str, characters: Sequence[str]) -> list[PurePosixPath]:
    """Return the path of each character's file, without suffix; StudioError for doubles."""
    paths = [PurePosixPath(safe(f"{name}_{one or NOBODY}")) for one in characters]
    _refuse_doubles(paths, [f"“{one or NOBODY}”" for one in characters])
    return paths


def safe(text: str) -> str:
    """Return a text as the name of a file: no separators, nothing that a system keeps for itself.

    >>> safe('../a: "b"?')
    '_a_ _b_'
    """
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", text))
    name = " ".join(name.split()).lstrip(". ")[:MAX_PART].rstrip(". ")
    if not name:
        return "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def inside(folder: Path, path: PurePosixPath, suffix: str) -> Path:
    """Return where a file lies. StudioError when a link leads out of the folder."""
    whole = folder / path.parent / f"{path.name}{suffix}"
    if not whole.parent.resolve().is_relative_to(folder.resolve()) or whole.is_symlink():
        raise StudioError(f"{whole} leads out of the folder through a link; choose another folder.")
    return whole


def _path(template: str, line: Named, number: int, name: str) -> PurePosixPath:
    values: Mapping[str, object] = {
        "character": safe(line.character or NOBODY),
        "id": safe(line.id),
        "n": number,
        "voice": safe(line.voice),
        "name": safe(name),
    }
    filled = template.format_map(values)
    path = PurePosixPath(*(safe(part) for part in filled.split("/")))
    if len(str(path)) > MAX_PATH:
        raise StudioError(f"The name “{str(path)[:40]}…” is too long; shorten the template.")
    return path


def _refuse_doubles(paths: Sequence[PurePosixPath], whose: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for path, who in zip(paths, whose, strict=True):
        key = unicodedata.normalize("NFKC", str(path)).casefold()
        if key in seen:
            raise StudioError(
                f"{seen[key]} and {who} would both become “{path}”; add the number or the id to "
                "the template, or give them other names."
            )
        seen[key] = who


def _bad(template: str) -> StudioError:
    known = ", ".join(f"{{{field}}}" for field in FIELDS)
    return StudioError(
        f"The template “{template}” names no file below the folder; it may hold {known}, and / for "
        "folders."
    )
