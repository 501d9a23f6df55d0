"""What there is to read: the scripts that come with the program, and a person's own.

Shipped scripts are tables in `resources/prompts`, three remarks on top (`# title:`, `# language:`,
`# about:`), then id, direction and text between tabs. Own scripts are plain text, tables (CSV) or
subtitles (SRT), from a file or pasted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from studio import paths
from studio.core.entities import Prompt, Script, ScriptLanguage
from studio.core.errors import StudioError
from studio.text.script_bytes import MAX_BYTES, clean, read_text
from studio.text.script_rows import Row, is_subtitles, is_table, subtitle_rows, table_rows
from studio.text.sentences import split_sentences

Kind = Literal["text", "table", "subtitles"]

SHIPPED = (
    *("narration", "dialogue", "teaching", "telephone", "numbers", "barks"),
    *("zh_life", "zh_stage"),
)
"""The ids of the shipped scripts in the order in which they are offered."""

COMFORTABLE: dict[ScriptLanguage, int] = {"en": 200, "zh": 60}
"""Characters that take about 12 s to read; longer sentences of a plain text are cut."""
LONGEST: dict[ScriptLanguage, int] = {"en": 400, "zh": 120}
"""Characters of a line with an id, which cannot be cut: about 25 s, what the checks can hear."""

_SUFFIXES: dict[str, Kind] = {".srt": "subtitles", ".csv": "table", ".tsv": "table"}
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SPOKEN = re.compile(r"[^\W_]")
_BULLET = re.compile(r"^(?:[-*•–—]|\d{1,4}[.)])\s+")
_CLAUSE_END = re.compile(r"[,;:—–]\s+|[，；：、]")
_MANY_LINES_NAMED = 5


@dataclass(frozen=True, slots=True)
class OwnScript:
    """A script that a person brought, ready for the library."""

    name: str
    language: ScriptLanguage
    prompts: tuple[Prompt, ...]
    remarks: tuple[str, ...]
    """What was mended or left out, a sentence each."""


@lru_cache(maxsize=1)
def shipped_scripts() -> tuple[Script, ...]:
    """The scripts that come with the program, in the order in which they are offered."""
    return tuple(_shipped(script_id)[0] for script_id in SHIPPED)


@lru_cache(maxsize=len(SHIPPED))
def about(script_id: str) -> str:
    """What a shipped script is for, in its own language: one sentence."""
    return _shipped(script_id)[1]


def _shipped(script_id: str) -> tuple[Script, str]:
    path = paths.resources_dir() / "prompts" / f"{script_id}.tsv"
    text, _ = read_text(path)
    title, language, about, head, *rows = text.splitlines()
    said = [line.partition(": ")[2] for line in (title, language, about)]
    if head != "id\tdirection\ttext" or said[1] not in get_args(ScriptLanguage):
        raise StudioError(f"{path} is not a prompt script: install Timbre again.")
    prompts = []
    for row in rows:
        prompt_id, direction, line = row.split("\t")
        prompts.append(Prompt(prompt_id, line, direction))
    code: ScriptLanguage = "zh" if said[1] == "zh" else "en"
    return Script(script_id, said[0], code, tuple(prompts)), said[2]


def read_script(source: Path | str, name: str = "", kind: Kind | None = None) -> OwnScript:
    """A person's own script from a file (a Path) or from pasted text (a str).

    `kind` is told from the file's name and what is in it when it is None. Ids of tables and
    subtitles are kept, missing ones are made. Lines without a text are left out and long sentences
    of a plain text are cut, which the remarks tell. Raises StudioError, with the line's number
    where there is one, when a file is no text, an id stands twice with different texts, a line
    with an id is too long to read in one go, or nothing is left to read.
    """
    remarks: list[str] = []
    if isinstance(source, Path):
        text, remark = read_text(source)
        remarks += [remark] if remark else []
        name = name or source.stem
        kind = kind or _SUFFIXES.get(source.suffix.lower())
    else:
        text = source
        if len(text) > MAX_BYTES:
            raise StudioError("The pasted text is too long for a script: paste it in parts.")
    text = clean(text)
    language = _language(text)
    kind = kind or ("subtitles" if is_subtitles(text) else "table" if is_table(text) else "text")
    if kind == "text":
        prompts = _plain(text, language, remarks)
    else:
        rows = subtitle_rows(text) if kind == "subtitles" else table_rows(text)
        prompts = _from_rows(list(rows), language, remarks)
    if not prompts:
        raise StudioError("There is nothing to read in this script: add at least one sentence.")
    return OwnScript(name.strip() or prompts[0].text[:40], language, prompts, tuple(remarks))


def _language(text: str) -> ScriptLanguage:
    """English or Chinese, by the letters; StudioError for what is mostly neither."""
    chinese, latin = len(_CHINESE.findall(text)), len(_LATIN.findall(text))
    letters = sum(character.isalpha() for character in text)
    if letters and 2 * (chinese + latin) < letters:
        raise StudioError("This script is in neither English nor Chinese: choose another one.")
    return "zh" if 3 * chinese > latin else "en"  # a Chinese word is two characters or so


def _plain(text: str, language: ScriptLanguage, remarks: list[str]) -> tuple[Prompt, ...]:
    """The sentences of a plain text, each once, long ones cut, numbered in their order."""
    limit = COMFORTABLE[language]
    kept: dict[str, None] = {}
    repeated = long = silent = 0
    for sentence in split_sentences(_paragraphs(text)):
        line = " ".join(sentence.text.split())
        if not _SPOKEN.search(line):
            silent += 1
            continue
        long += len(line) > limit
        for piece in _pieces(line, limit):
            repeated += piece in kept
            kept.setdefault(piece)
    if long:
        remarks.append(f"Too long to read in one go and cut: {_sentences(long)}.")
    if repeated:
        remarks.append(f"Left out as they stood there before: {_sentences(repeated)}.")
    if silent:
        remarks.append(f"Left out as there is nothing to say in them: {_counted_lines(silent)}.")
    width = max(3, len(str(len(kept))))
    return tuple(Prompt(f"{number:0{width}}", line) for number, line in enumerate(kept, 1))


def _paragraphs(text: str) -> str:
    """The text with an empty line between lines that are sentences of their own."""
    if is_wrapped(text):
        return text
    lines = (line.strip() for line in text.split("\n"))
    return "\n\n".join(_BULLET.sub("", line) for line in lines if line)


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text end where the paper did, and not where a paragraph does.

    In running text that was wrapped most lines begin with a small letter; in a list hardly any.
    """
    written = [line for line in map(str.strip, text.split("\n")) if line]
    return sum(line[0].islower() for line in written) > 0.2 * len(written)


def _pieces(line: str, limit: int) -> Iterator[str]:
    """A sentence in pieces of at most `limit` characters: cut behind clauses, else at spaces."""
    while len(line) > limit:
        pieces = -(-len(line) // limit)
        wanted = len(line) // pieces  # pieces of about the same length read better
        ends = [match.end() for match in _CLAUSE_END.finditer(line, 0, limit + 1)]
        ends = [end for end in ends if end > limit // 4] or [
            match.end() for match in re.finditer(r"\s+", line[: limit + 1])
        ]
        end = min(ends, key=lambda end: abs(end - wanted)) if ends else limit
        yield line[:end].strip()
        line = line[end:].strip()
    if _SPOKEN.search(line):
        yield line


def _from_rows(
    rows: Sequence[Row], language: ScriptLanguage, remarks: list[str]
) -> tuple[Prompt, ...]:
    """The prompts of a table or of subtitles, checked."""
    silent = [row for row in rows if not _SPOKEN.search(row.text)]
    spoken = [row for row in rows if _SPOKEN.search(row.text)]
    if silent:
        remarks.append(f"Left out as there is nothing to say in them: {_lines(silent)}.")
    long = [row for row in spoken if len(row.text) > LONGEST[language]]
    if long:
        raise StudioError(
            f"Too long to read in one go (more than {LONGEST[language]} characters): "
            f"{_lines(long)}; divide it, or look for a quotation mark that is never closed."
        )
    unique = _without_repeats(spoken, remarks)
    taken = {row.id for row in unique}
    prompts = []
    for row in unique:
        prompt_id = row.id or _made_id(row.line, taken)
        taken.add(prompt_id)
        prompts.append(Prompt(prompt_id, row.text, row.direction, row.character))
    made = sum(not row.id for row in unique)
    if made and made < len(unique):
        remarks.append(f"Given an id because they had none: {_counted_lines(made)}.")
    return tuple(prompts)


def _without_repeats(rows: Sequence[Row], remarks: list[str]) -> list[Row]:
    """The rows without those that stand there twice; StudioError for an id with two texts."""
    first: dict[str, Row] = {}
    kept: list[Row] = []
    repeated: list[Row] = []
    for row in rows:
        before = first.setdefault(row.id, row) if row.id else row
        if before is row:
            kept.append(row)
        elif before.text == row.text:
            repeated.append(row)
        else:
            twice = sum(count > 1 for count in Counter(row.id for row in rows if row.id).values())
            others = f" ({twice - 1} more ids stand there twice)" if twice > 1 else ""
            raise StudioError(
                f"Lines {before.line} and {row.line} have the same id “{row.id[:40]}” and "
                f"different texts{others}: give each line an id of its own."
            )
    if repeated:
        remarks.append(f"Left out as they stood there before: {_lines(repeated)}.")
    return kept


def _made_id(line: int, taken: set[str]) -> str:
    """An id for the row on a line that is not taken yet."""
    made = f"line-{line}"
    while made in taken:
        made += "-x"
    return made


def _sentences(number: int) -> str:
    return "1 sentence" if number == 1 else f"{number} sentences"


def _counted_lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


def _lines(rows: Sequence[Row]) -> str:
    """The lines of rows as people name them: "line 4", "lines 4, 7 and 12 more"."""
    numbers = [str(row.line) for row in rows]
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    named = numbers[:_MANY_LINES_NAMED]
    if len(numbers) > len(named):
        return f"lines {', '.join(named)} and {len(numbers) - len(named)} more"
    return f"lines {', '.join(named[:-1])} and {named[-1]}"
