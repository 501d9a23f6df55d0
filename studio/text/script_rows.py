"""Tables (CSV) and subtitles (SRT) as rows of a script, each with the line it stands on."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.core.errors import StudioError

COLUMNS: dict[str, frozenset[str]] = {
    name: frozenset(heads.split("|"))
    for name, heads in {
        "id": "id|ids|key|identifier|line id|string id|number|no|no.|#|编号|序号",
        "character": "character|speaker|role|actor|who|角色|人物|说话人",
        "text": "text|line|lines|sentence|dialogue|dialog|transcript|prompt|文本|台词|句子|内容",
        "direction": "direction|directions|note|notes|emotion|delivery|style|tone"
        "|指导|情绪|语气|备注|说明",
        "settings": "settings|setting|manner|controls|设置|参数",
    }.items()
}
"""What the head of a column may say, in lower case."""

_WITHOUT_HEADER = {
    1: ("text",),
    2: ("id", "text"),
    3: ("id", "character", "text"),
    4: ("id", "character", "text", "direction"),
}
_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
_SNIFFED_ROWS = 30
_MOST = 0.7
_TIME = r"\d{1,3}:\d{2}:\d{2}(?:[,.]\d{1,3})?"
_TIMING = re.compile(rf"[^\S\n]*+({_TIME})[^\S\n]*+-->[^\S\n]*+({_TIME})[^\n]*+")
_SRT_START = re.compile(rf"(?:\d++[^\S\n]*+\n)?[^\S\n]*+{_TIME}[^\S\n]*+-->")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
_DASH = re.compile(r"^[-–—]\s*")
_NOT_SAID = re.compile(r"[\[(（【♪][^\n]*[\])）】♪]|♪+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line to read as the file has it; `line` counts from 1."""

    line: int
    id: str
    text: str
    direction: str = ""
    character: str = ""
    settings: str = ""
    """As it is written: "speed=0.9 pitch=-2"."""
    start: float | None = None
    """Seconds, of a cue of subtitles."""
    end: float | None = None


def is_subtitles(text: str) -> bool:
    """Whether a text begins as subtitles (SRT) do."""
    return _SRT_START.match(text.lstrip()) is not None


def subtitle_rows(text: str) -> Iterator[Row]:
    """The cues of subtitles: numbers as ids, tags stripped, lines joined.

    What is only in brackets or between notes ("[door slams]") is not said: its text is "".
    """
    lines = text.split("\n")
    times = {index: found for index, line in enumerate(lines) if (found := _TIMING.fullmatch(line))}
    starts = list(times)
    for start, following in itertools.zip_longest(starts, starts[1:], fillvalue=len(lines) + 1):
        number = lines[start - 1].strip() if start else ""
        number = number if number.isdecimal() else ""
        end = following - 1 if following <= len(lines) else len(lines)
        cue = [_DASH.sub("", _TAG.sub("", line).strip()) for line in lines[start + 1 : end]]
        said = " ".join(" ".join(cue).split())
        begin, until = (_seconds(time) for time in times[start].groups())
        said = "" if _NOT_SAID.fullmatch(said) else said
        yield Row(start + 1, number, said, start=begin, end=until)


def _seconds(time: str) -> float:
    """ "00:01:02,500" -> 62.5."""
    hours, minutes, seconds = time.replace(",", ".").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


def is_table(text: str) -> bool:
    """Whether a pasted text is a table: a head with a known column, or tabs in every line."""
    lines = [line for line in text.split("\n", _SNIFFED_ROWS)[:_SNIFFED_ROWS] if line.strip()]
    if not lines:
        return False
    heads = (_header(_cells(lines[0], delimiter)) for delimiter in _DELIMITERS)
    if any(head and len(head) > 1 for head in heads):
        return True
    columns = {line.count("\t") for line in lines}
    return len(lines) > 1 and len(columns) == 1 and 0 < columns.pop() < len(_WITHOUT_HEADER)


def table_rows(text: str) -> Iterator[Row]:
    """The rows of a table: columns by their head, else id, character, text, direction.

    Without a head two columns are id and text, three are id, character and text; settings need a
    head. Empty rows are passed over. Raises StudioError, naming the line, where a row has more
    columns than the first.
    """
    delimiter = _delimiter(text)
    records = _records(text, delimiter)
    first = next(records, None)
    if first is None:
        return
    head = _header(first[1])
    if head is None:
        records = itertools.chain([first], records)
    columns = head if head is not None else _guessed(first[1])
    for line, cells in records:
        if any(cells[len(first[1]) :]):
            raise StudioError(
                f"Line {line} has more columns than the first line: put quotation marks around "
                f"a text that contains {_DELIMITERS.get(delimiter, 'tabs')}."
            )
        found = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        if any(cells):
            yield Row(
                line,
                found.get("id", ""),
                found.get("text", ""),
                found.get("direction", ""),
                found.get("character", ""),
                found.get("settings", ""),
            )


def _guessed(first: Sequence[str]) -> dict[str, int]:
    """Name → place of the columns of a table without a head."""
    names = _WITHOUT_HEADER.get(len(first))
    if names is None:
        raise StudioError(
            f"The table has {len(first)} columns and no heads: write a first line that names them "
            "(id, character, text, direction)."
        )
    return {name: place for place, name in enumerate(names)}


def _header(cells: Sequence[str]) -> dict[str, int] | None:
    """Name → place of the columns when the cells are the heads of columns; None when not."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        said = " ".join(cell.casefold().replace("_", " ").split())
        name = next((name for name, words in COLUMNS.items() if said in words), None)
        if name is not None:
            found.setdefault(name, place)
    return found if "text" in found else None


def _delimiter(text: str) -> str:
    """The delimiter by which the first rows fall into equally many columns, or with a head.

    "" where there is one column, as in a list of sentences with a comma here and there.
    """

    def score(delimiter: str) -> tuple[bool, float, int]:
        records = itertools.islice(_records(text, delimiter), _SNIFFED_ROWS)
        rows = [cells for _, cells in records]
        if not rows or len(rows[0]) < 2:
            return (False, 0.0, 0)
        # What stands in the first column is an id, and ids have no spaces.
        like = sum(len(cells) == len(rows[0]) and " " not in cells[0] for cells in rows)
        return (len(_header(rows[0]) or ()) > 1, like / len(rows), len(rows[0]))

    best = max(_DELIMITERS, key=score)
    headed, like_first, _ = score(best)
    return best if headed or like_first > _MOST else ""


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a table with the line on which each begins."""
    if not delimiter:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield number, [line.strip().strip('"').strip()]
        return
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise StudioError(
                f"The table cannot be read from line {line} on: look for a quotation mark there "
                "that is never closed."
            ) from error
        cells = [" ".join(cell.split()) for cell in cells]
        if any(cells):
            yield line, cells


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a single line."""
    return next((cells for _, cells in _records(line, delimiter)), [])
