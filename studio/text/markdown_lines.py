"""Markdown as paragraphs to be spoken.

Read: headings, paragraphs, items of lists and quotations, without their marks; of links the text,
of emphasis and code in a line the words. Not read: blocks of code, tables, images, footnotes,
HTML and its comments, the head of the file (front matter), what is struck through. A heading and a
rule begin a section.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence

from studio.core.entities import Gap
from studio.text.script_blocks import Block

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:\s+(.*?))?(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_QUOTE = re.compile(r"^(?: {0,3}> ?)+")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s+|$)(?:\[[ xX]\]\s+)?")
_REFERENCE = re.compile(r" {0,3}\[[^\]]+\]:")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])", ""),  # an image
        (r"\[\^[^\]]+\]", ""),  # a footnote
        (r"\[([^\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)", r"\1"),
        (r"\[([^\]]*)\]\[[^\]]*\]", r"\1"),
        (r"<((?:https?://|mailto:)[^<>\s]+)>", r"\1"),
        (r"</?[A-Za-z][^<>]*>", ""),
        (r"~~.+?~~", ""),
        (r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1", r"\2"),
        (r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2"),
    )
)
_CODE = re.compile(r"(`+)(.+?)\1")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_KEPT = 0xE000  # of Unicode's private use: what a backslash protects is kept there meanwhile


def blocks(text: str, remarks: list[str]) -> Iterator[Block]:
    """The paragraphs of a Markdown text; what was left out is told in `remarks`."""
    plain = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    reader = _Reader(plain.split("\n"))
    yield from reader.blocks()
    for one, many, count in (
        ("block of code", "blocks of code", reader.codes),
        ("table", "tables", reader.tables),
    ):
        if count:
            remarks.append(f"Not read: {count} {one if count == 1 else many}.")


def inline(text: str) -> str:
    """A paragraph without the marks of Markdown."""
    text = _ESCAPED.sub(lambda found: chr(_KEPT + ord(found.group(1))), text)
    text = _CODE.sub(lambda found: "".join(map(_kept, found.group(2))), text)
    for pattern, put in _INLINE:
        text = pattern.sub(put, text)
    text = "".join(chr(ord(c) - _KEPT) if _KEPT <= ord(c) < _KEPT + 128 else c for c in text)
    return " ".join(html.unescape(text).split())


def _kept(character: str) -> str:
    """A character of code in a line: its marks are no marks."""
    protected = character.isascii() and not character.isalnum() and character != " "
    return chr(_KEPT + ord(character)) if protected else character


class _Reader:
    """Reads line by line, and gathers a paragraph until something ends it."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._gathered: list[str] = []
        self._row = 1
        self._gap: Gap = "section"
        self._in_list = False
        self.codes = self.tables = 0

    def blocks(self) -> Iterator[Block]:
        at = self._front_matter()
        while at < len(self._lines):
            line = _QUOTE.sub("", self._lines[at])
            after = self._behind_what_is_not_read(at, line)
            if after > at:
                yield from self._flush()
            else:
                yield from self._read(line, at + 1)
                after = at + 1
            at = after
        yield from self._flush()

    def _read(self, line: str, row: int) -> Iterator[Block]:
        if not line.strip():
            yield from self._flush()
        elif self._gathered and _UNDERLINE.match(line) and not self._in_list:
            self._gap = "section"
            yield from self._flush()
        elif _RULE.match(line):
            yield from self._flush()
            self._gap = "section"
        elif heading := _HEADING.match(line):
            yield from self._flush()
            self._gap, self._in_list = "section", False
            self._gather(heading.group(1) or "", row)
            yield from self._flush()
        elif item := _ITEM.match(line):
            yield from self._flush()
            self._gap = "sentence" if self._in_list and self._gap != "section" else self._gap
            self._in_list = True
            self._gather(line[item.end() :], row)
        else:
            if not self._gathered and not line[0].isspace():
                self._in_list = False
            self._gather(line, row)

    def _gather(self, text: str, row: int) -> None:
        self._row = self._row if self._gathered else row
        self._gathered.append(text)

    def _flush(self) -> Iterator[Block]:
        said = inline("\n".join(self._gathered))
        self._gathered = []
        if any(character.isalnum() for character in said):
            yield Block(said, self._row, self._gap)
            self._gap = "paragraph"

    def _front_matter(self) -> int:
        """Where the text begins behind a head between two lines of three hyphens."""
        if self._lines[0].rstrip() != "---":
            return 0
        ends = (at for at, line in enumerate(self._lines) if at and line.rstrip() in ("---", "..."))
        return next(ends, -1) + 1

    def _behind_what_is_not_read(self, at: int, line: str) -> int:
        """Where it goes on behind code, a table or a reference that begins here; `at` if none."""
        if fence := _FENCE.match(line):
            self.codes += 1
            mark = fence.group(1)
            ends = (
                end
                for end in range(at + 1, len(self._lines))
                if _QUOTE.sub("", self._lines[end]).strip().startswith(mark)
            )
            return next(ends, len(self._lines) - 1) + 1
        if line.startswith(("    ", "\t")) and not self._gathered and not self._in_list:
            self.codes += bool(line.strip())
            return self._while(at, lambda one: one.startswith(("    ", "\t")) or not one.strip())
        following = self._lines[at + 1] if at + 1 < len(self._lines) else ""
        if "|" in line and "|" in following and _TABLE_RULE.match(following):
            self.tables += 1
            return self._while(at, lambda one: "|" in one)
        return at + 1 if _REFERENCE.match(line) else at

    def _while(self, at: int, goes_on: Callable[[str], bool]) -> int:
        while at < len(self._lines) and goes_on(self._lines[at]):
            at += 1
        return at
