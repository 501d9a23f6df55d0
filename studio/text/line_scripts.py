"""Scripts that are to be spoken, as lines: plain text, Markdown, tables, subtitles, Fountain.

`open_script` says what a file is; its `lines` come one after another, so that a long script can go
into the library without being held as a whole:

    script = open_script(Path("play.fountain"))
    library.create_project(script.name, script.lines)

Prose is cut into lines that are good to make, to listen to and to make again: paragraphs, and
groups of sentences where a paragraph is long. What of Markdown is read is said in
`markdown_lines.py`, and of Fountain in `fountain.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from studio.core.entities import Gap, SourceLine
from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.text import fountain, markdown_lines
from studio.text.script_blocks import Block
from studio.text.script_bytes import MAX_BYTES, clean, read_text
from studio.text.script_rows import Row, is_subtitles, is_table, subtitle_rows, table_rows
from studio.text.scripts import is_wrapped
from studio.text.sentences import split_sentences

Kind = Literal["text", "markdown", "table", "subtitles", "fountain"]
KINDS: tuple[str, ...] = get_args(Kind)

COMFORTABLE = 300
"""Characters, about 20 s: longer paragraphs become several lines."""
LONGEST = 5000
"""Characters of a row of a table, which is not cut; more is a quotation mark that is open."""

SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".text": "text",
    ".md": "markdown", ".markdown": "markdown",
    ".csv": "table", ".tsv": "table", ".tab": "table",
    ".srt": "subtitles",
    ".fountain": "fountain", ".spmd": "fountain",
}  # fmt: skip

_SPOKEN = re.compile(r"[^\W_]")
_TIME_LINE = re.compile(r"\s*\d{1,3}:\d{2}:\d{2}(?:[,.]\d{1,3})?\s*-->")
_HEADING = re.compile(r"(?:chapter|part|book|act|scene|prologue|epilogue)\b.{0,60}", re.IGNORECASE)
_SENTENCE_END = tuple(".!?…:;,\"'”’)")
_SETTING = re.compile(r"([A-Za-z_]+)\s*[=:]\s*([^\s,;]+)")


@dataclass(slots=True)
class LineScript:
    """A script, ready to be taken line by line."""

    name: str
    kind: Kind
    lines: Iterator[SourceLine]
    """To be taken once. Raises StudioError, naming the line, where the script is not as it is."""
    source: str = ""
    """The path of the file; "" = it was pasted."""
    remarks: list[str] = field(default_factory=list)
    """What was mended or left out, a sentence each; complete when all lines were taken."""


def open_script(
    source: Path | str, *, name: str = "", kind: Kind | None = None, actions: bool = False
) -> LineScript:
    """A script from a file (a Path) or from pasted text (a str).

    `kind` is told from the file's name, and what is in it, when it is None. `actions`: also speak
    the actions of a screenplay. Raises StudioError for a file that is no text or too large.
    """
    remarks: list[str] = []
    if isinstance(source, Path):
        text, remark = read_text(source)
        remarks += [remark] if remark else []
        kind = kind or SUFFIXES.get(source.suffix.lower())
        name = name or source.stem
    else:
        text = source
        if len(text) > MAX_BYTES:
            raise StudioError("The pasted text is too long for a script: paste it in parts.")
    text = clean(text)
    _check_language(text)
    kind = kind or ("subtitles" if is_subtitles(text) else "table" if is_table(text) else "text")
    if kind == "table":
        lines = _rows(table_rows(text), remarks)
    elif kind == "subtitles":
        lines = _rows(_cues(text), remarks)
    else:
        read: dict[Kind, Callable[[str, list[str]], Iterator[Block]]] = {
            "text": _plain,
            "markdown": markdown_lines.blocks,
            "fountain": lambda text, remarks: fountain.blocks(text, remarks, actions),
        }
        lines = _lines(read[kind](text, remarks))
    name = name or (fountain.title(text) if kind == "fountain" else "") or _first_words(text)
    where = str(source.absolute()) if isinstance(source, Path) else ""
    return LineScript(name[:60].strip(), kind, lines, where, remarks)


def settings_of(text: str) -> dict[str, float]:
    """Settings as they are written in a table: "speed=0.9 pitch=-2" -> {"speed": 0.9, …}.

    Raises StudioError for what is no setting, an unknown one, or one outside its range.
    """
    found: dict[str, float] = {}
    for name, value in _SETTING.findall(text):
        try:
            number = float(value)
        except ValueError:
            raise StudioError(f"“{value}” is no number: write {name}=1.") from None
        found[name.lower()] = int(number) if number.is_integer() else number
    if rest := _SETTING.sub("", text).strip(" ,;"):
        raise StudioError(f"“{rest}” is no setting: write them like speed=0.9 pitch=-2.")
    changes = Manner.from_dict(found).to_dict()
    return {name: changes[name] for name in found}


def settings_text(settings: dict[str, float]) -> str:
    """The same, to be read by `settings_of`."""
    return " ".join(f"{name}={value:g}" for name, value in settings.items())


def _check_language(text: str) -> None:
    letters = sum(character.isalpha() for character in text)
    latin = sum(character.isalpha() and character < "\u0250" for character in text)
    if letters and 2 * latin < letters:
        raise StudioError("This script is not in English, the language that the voices speak.")


def _first_words(text: str) -> str:
    line = next((line for line in text.split("\n") if _SPOKEN.search(line)), "Script")
    return line.strip(" #>*_\t")[:40].rpartition(" ")[0] or line[:40]


def _plain(text: str, remarks: list[str]) -> Iterator[Block]:
    """Paragraphs of a plain text: between empty lines, or each line where they are not wrapped."""
    wrapped = is_wrapped(text)
    gathered: list[str] = []
    first, empty = 1, 2
    for row, line in enumerate((*text.split("\n"), ""), 1):
        stripped = line.strip()
        if gathered and (not stripped or not wrapped):
            yield _prose(" ".join(gathered), first, empty)
            gathered, empty = [], 0
        if not stripped:
            empty += 1
        elif not _SPOKEN.search(stripped):
            empty = 2  # "* * *"
        else:
            first = first if gathered else row
            gathered.append(stripped)
    if gathered:
        yield _prose(" ".join(gathered), first, empty)


def _prose(text: str, row: int, empty: int) -> Block:
    """A paragraph behind so many empty lines."""
    heading = len(text) <= 80 and not text.endswith(_SENTENCE_END)
    if empty > 1 or (heading and (_HEADING.fullmatch(text) or text.isupper())):
        return Block(text, row, "section")
    return Block(text, row, "paragraph" if empty else "sentence")


def _lines(blocks: Iterable[Block]) -> Iterator[SourceLine]:
    """The lines of blocks: long ones in groups of sentences."""
    for block in blocks:
        gap: Gap = block.gap
        for text in groups(block.text):
            yield SourceLine(
                text, character=block.character, direction=block.direction, gap=gap, row=block.row
            )
            gap = "sentence"


def groups(text: str, comfortable: int = COMFORTABLE) -> Iterator[str]:
    """A paragraph in groups of sentences of about the same length; a sentence is never cut."""
    text = " ".join(text.split())
    if len(text) <= comfortable:
        yield from [text] if _SPOKEN.search(text) else []
        return
    wanted = len(text) / -(-len(text) // comfortable)
    group, length = list[str](), 0
    for sentence in split_sentences(text):
        if group and length + len(sentence.text) / 2 > wanted:
            yield " ".join(group)
            group, length = [], 0
        group.append(sentence.text)
        length += len(sentence.text) + 1
    if group and _SPOKEN.search(" ".join(group)):
        yield " ".join(group)


def _rows(rows: Iterable[Row], remarks: list[str]) -> Iterator[SourceLine]:
    """The lines of a table or of subtitles, checked."""
    silent = 0
    for row in rows:
        if not _SPOKEN.search(row.text):
            silent += 1
            continue
        if len(row.text) > LONGEST:
            raise StudioError(
                f"Line {row.line} is too long ({len(row.text):,} characters): divide it, or look "
                "for a quotation mark that is never closed."
            )
        try:
            settings = settings_of(row.settings)
        except StudioError as error:
            raise StudioError(f"Line {row.line}: {error}") from error
        line = SourceLine(row.text, row.id, row.character, row.direction, settings, row=row.line)
        yield replace(line, start=row.start, end=row.end)
    if silent:
        lines = "1 line" if silent == 1 else f"{silent} lines"
        remarks.append(f"Left out as there is nothing to say in them: {lines}.")


def _cues(text: str) -> Iterator[Row]:
    """The cues of subtitles. StudioError, naming the line, where a time is none."""
    for number, line in enumerate(text.split("\n"), 1):
        if "->" in line and not _TIME_LINE.match(line):
            raise StudioError(
                f"Line {number} is no time of a subtitle: write it like "
                "00:00:01,000 --> 00:00:04,000."
            )
    for row in subtitle_rows(text):
        if row.start is not None and row.end is not None and row.end <= row.start:
            raise StudioError(f"The subtitle on line {row.line} ends before it begins: correct it.")
        yield row
