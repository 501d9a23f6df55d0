"""Screenplays in Fountain (fountain.io/syntax) as speeches.

Spoken: dialogue and lyrics; a parenthetical is the direction of what follows it, as is what stands
behind a name (V.O., O.S.). Not spoken: title page, scene headings, transitions, sections,
synopses, notes and what is commented out; actions only when asked for, without a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.entities import Gap
from studio.text.script_blocks import Block

_BONEYARD = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_NOTE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_TITLE_KEY = re.compile(r"[A-Za-z][A-Za-z ]*:")
_SCENE = re.compile(r"(?:(?:INT|EXT|EST|INT\./EXT|INT/EXT|I/E)[. ]|\.(?!\.))", re.IGNORECASE)
_NAME = re.compile(r"(?P<name>[^a-z()^]*[A-Z][^a-z()^]*?)\s*(?P<notes>(?:\([^)]*\)\s*)*)\^?\s*")
_FORCED_NAME = re.compile(r"@(?P<name>[^(^]+?)\s*(?P<notes>(?:\([^)]*\)\s*)*)\^?\s*")
_TRANSITION = re.compile(r"[^a-z]*TO:|>.*(?<!<)")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)(.+?)(?<=[^\s\\])\1")
_CONTINUED = re.compile(r"cont['’]?d\.?|continued", re.IGNORECASE)


def blocks(text: str, remarks: list[str], actions: bool = False) -> Iterator[Block]:
    """The speeches of a screenplay, and with `actions` what is between them."""
    for pattern in (_BONEYARD, _NOTE):
        text = pattern.sub(lambda found: "\n" * found.group().count("\n"), text)
    lines = text.split("\n")
    at, gap = _behind_title_page(lines), "section"
    skipped = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line or line.startswith(("=", "#")):
            at += 1
        elif _is_alone(lines, at) and (_SCENE.match(line) or _TRANSITION.fullmatch(line)):
            at, gap = at + 1, "section"
        elif name := _character(lines, at):
            end = _end_of(lines, at + 1)
            for block in _speech(lines, at + 1, end, name, gap):
                yield block
                gap = "sentence"
            at, gap = end, "paragraph"
        else:
            end = _end_of(lines, at)
            action = " ".join(map(_plain, lines[at:end])).strip().removeprefix("!")
            if actions and action:
                yield Block(action.strip("<> "), at + 1, gap)
                gap = "paragraph"
            skipped += not actions
            at = end
    if skipped:
        number = "1 paragraph" if skipped == 1 else f"{skipped} paragraphs"
        remarks.append(f"Actions are not spoken: {number}.")


def title(text: str) -> str:
    """What the title page says that it is; "" where it says nothing."""
    lines = text.split("\n")
    for at, line in enumerate(lines[: _behind_title_page(lines)]):
        key, _, value = line.partition(":")
        if key.strip().lower() == "title":
            following = lines[at + 1] if at + 1 < len(lines) else ""
            return _plain(value.strip() or following.strip())
    return ""


def _behind_title_page(lines: list[str]) -> int:
    """A title page is what stands before the first empty line, if it begins with a key."""
    if not _TITLE_KEY.match(lines[0]) or _TRANSITION.fullmatch(lines[0].strip()):
        return 0
    return next((at for at, line in enumerate(lines) if not line.strip()), len(lines))


def _character(lines: list[str], at: int) -> tuple[str, str] | None:
    """Who begins to speak on a line, and what is said behind the name; None = nobody."""
    line = lines[at].strip()
    if at + 1 >= len(lines) or not lines[at + 1].strip() or (at and lines[at - 1].strip()):
        return None
    found = (_FORCED_NAME if line.startswith("@") else _NAME).fullmatch(line)
    if found is None or line.startswith(("!", ">", "~")):
        return None
    notes = [note.strip() for note in re.findall(r"\(([^)]*)\)", found["notes"])]
    kept = ", ".join(note for note in notes if note and not _CONTINUED.fullmatch(note))
    return _plain(found["name"]), kept


def _speech(
    lines: list[str], at: int, end: int, name: tuple[str, str], gap: Gap
) -> Iterator[Block]:
    """What a character says until the next empty line, in parts with a direction each."""
    character, notes = name
    said, first, aside = list[str](), at, ""

    def part() -> Iterator[Block]:
        text = " ".join(filter(None, said))
        if text:
            direction = ", ".join(filter(None, (notes, aside)))
            yield Block(text, first + 1, gap, character, direction)

    for number in range(at, end):
        line = lines[number].strip()
        if line.startswith("(") and line.endswith(")"):
            yield from part()
            gap = "sentence" if any(said) else gap
            said, aside = [], line[1:-1].strip()
        else:
            first = first if any(said) else number
            said.append(_plain(line.removeprefix("~")))
    yield from part()


def _end_of(lines: list[str], at: int) -> int:
    """Where a paragraph ends; a line of two spaces goes on in a speech, as the format has it."""
    while at < len(lines) and (lines[at].strip() or lines[at] == "  "):
        at += 1
    return at


def _is_alone(lines: list[str], at: int) -> bool:
    before = at == 0 or not lines[at - 1].strip()
    return before and (at + 1 >= len(lines) or not lines[at + 1].strip())


def _plain(line: str) -> str:
    """A line without emphasis and backslashes."""
    line = line.strip()
    while line != (line := _EMPHASIS.sub(r"\2", line)):
        pass
    return re.sub(r"\\([*_])", r"\1", line)
