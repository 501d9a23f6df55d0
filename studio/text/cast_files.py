"""Who speaks whom, as a table: character, voice, settings.

    character,voice,settings
    *,af_heart,
    ANN,Ada,speed=0.9

`*` is everybody who has no row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from studio.core.entities import Casting
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.project_store import DEFAULT
from studio.text.line_scripts import settings_of, settings_text
from studio.text.script_bytes import clean, read_text

EVERYBODY = "*"
HEAD = ("character", "voice", "settings")


def read_cast(path: Path) -> dict[str, Casting]:
    """The casting in a table, by character; everybody else under `DEFAULT`.

    Commas, semicolons or tabs; a head is passed over. Raises StudioError, naming the line, where a
    row has no voice, a character stands twice, or a setting cannot be.
    """
    text = clean(read_text(Path(path))[0])
    first = text.lstrip("\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max("\t;,", key=first.count) if first else ",")
    cast: dict[str, Casting] = {}
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and tuple(cell.lower() for cell in cells[:2]) != HEAD[:2]:
                character, casting = _row(cells)
                if character in cast:
                    raise StudioError(f"“{cells[0]}” stands there twice: leave one of the rows.")
                cast[character] = casting
    except csv.Error as error:
        raise StudioError(f"Line {reader.line_num} is no row of a table ({error}).") from error
    except StudioError as error:
        raise StudioError(f"Line {reader.line_num}: {error}") from error
    if not cast:
        raise StudioError(f"{Path(path).name} casts nobody: write rows of character and voice.")
    return cast


def write_cast(path: Path, cast: Mapping[str, Casting]) -> None:
    """Write a casting as `read_cast` reads it."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(HEAD)
    for character, casting in cast.items():
        writer.writerow(
            (character or EVERYBODY, casting.voice, settings_text(dict(casting.manner)))
        )
    write_atomically(path, table.getvalue().encode())


def _row(cells: list[str]) -> tuple[str, Casting]:
    if len(cells) < 2 or not cells[1]:
        raise StudioError(f"“{cells[0]}” has no voice: write character, voice.")
    character = DEFAULT if cells[0] == EVERYBODY else cells[0]
    return character, Casting(cells[1], dict(settings_of(cells[2] if len(cells) > 2 else "")))
