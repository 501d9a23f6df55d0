"""Scripts to be spoken: what of each kind of file is read, as what, and what a bad one says."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from studio.core.entities import SourceLine
from studio.core.errors import StudioError
from studio.text.line_scripts import COMFORTABLE, groups, open_script, settings_of, settings_text


def read(path: Path, text: str, *, actions: bool = False) -> tuple[list[SourceLine], list[str]]:
    path.write_text(text, encoding="utf-8")
    script = open_script(path, actions=actions)
    return list(script.lines), script.remarks


def said(lines: list[SourceLine]) -> list[tuple[str, str, str]]:
    return [(line.character, line.direction, line.text) for line in lines]


def test_plain_text_becomes_paragraphs_and_groups_of_sentences(tmp_path: Path) -> None:
    sentence = "The harbour was quiet and the boats lay still in the grey light of the morning."
    text = (
        "CHAPTER ONE\n\nIt was a wrapped line\nthat goes on here, and\nthen ends.\n\n"
        + " ".join([sentence] * 7)
        + "\n\n* * *\n\nAfter the break\nit went on."
    )
    lines, _ = read(tmp_path / "book.txt", text)
    assert lines[0].text == "CHAPTER ONE" and lines[0].gap == "section"
    assert (lines[1].text, lines[1].gap, lines[1].row) == (
        "It was a wrapped line that goes on here, and then ends.", "paragraph", 3
    )  # fmt: skip
    assert lines[-1].gap == "section" and lines[-1].text == "After the break it went on."
    parts = lines[2:-1]
    assert [len(p.text) // len(sentence) for p in parts] in ([4, 3], [3, 4])
    assert [p.gap for p in parts] == ["paragraph", "sentence"]
    assert " ".join(p.text for p in parts) == " ".join([sentence] * 7)


def test_unwrapped_lines_are_lines_of_their_own(tmp_path: Path) -> None:
    lines, _ = read(tmp_path / "list.txt", "Hello there.\nHow are you?\n\nFine. Thanks.\n")
    assert [(line.text, line.gap) for line in lines] == [
        ("Hello there.", "section"), ("How are you?", "sentence"), ("Fine. Thanks.", "paragraph")
    ]  # fmt: skip
    assert list(groups("")) == [] and list(groups("...")) == []


MARKDOWN = """\
---
title: Not read
---
# The *first* chapter

Some **bold** text with a [link](http://example.org/a_(b)), `code_name` and an
![image](x.png)escaped \\*star\\*.<!-- not
read --> 2 * 3 * 4 &amp; so_on.

Setext heading
--------------

- One item
- [x] Done item
  goes on

1. First

> A quoted _word_ and ~~gone~~ more.[^1]

```python
print("not read")
```

    indented code

| a | b |
|---|---|
| 1 | 2 |

[^1]: A footnote.
[ref]: http://example.org

***
The end.
"""


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    lines, remarks = read(tmp_path / "page.md", MARKDOWN)
    assert [(line.gap, line.text) for line in lines] == [
        ("section", "The first chapter"),
        ("paragraph", "Some bold text with a link, code_name and an escaped *star*."
                      " 2 * 3 * 4 & so_on."),
        ("section", "Setext heading"),
        ("paragraph", "One item"),
        ("sentence", "Done item goes on"),
        ("sentence", "First"),
        ("paragraph", "A quoted word and more."),
        ("section", "The end."),
    ]  # fmt: skip
    assert lines[1].row == 6
    assert remarks == ["Not read: 2 blocks of code.", "Not read: 1 table."]


def test_tables_carry_settings(tmp_path: Path) -> None:
    text = (
        "id,character,text,direction,settings\n"
        'a1,ANN,"Hello, you.",shy,speed=0.9 pitch=-2\n'
        "a2,BO,...,,\na3,BO,Good bye.,,\n"
    )
    lines, remarks = read(tmp_path / "game.csv", text)
    assert [line.id for line in lines] == ["a1", "a3"]
    assert (lines[0].text, lines[0].direction) == ("Hello, you.", "shy")
    assert lines[0].settings == {"speed": 0.9, "pitch": -2}
    assert settings_of(settings_text(lines[0].settings)) == lines[0].settings
    assert remarks == ["Left out as there is nothing to say in them: 1 line."]
    lines, _ = read(tmp_path / "game.tsv", "a1\tANN\tHello.\n")
    assert said(lines) == [("ANN", "", "Hello.")]


def test_subtitles_keep_their_times(tmp_path: Path) -> None:
    text = "1\n00:00:01,500 --> 00:00:04,000\n<i>Good\nmorning.</i>\n\n2\n01:00:00.250 --> 01:00:02"
    lines, _ = read(tmp_path / "film.srt", text + "\nYes.\n")
    assert [(a.id, a.text, a.start, a.end) for a in lines] == [
        ("1", "Good morning.", 1.5, 4.0), ("2", "Yes.", 3600.25, 3602.0)
    ]  # fmt: skip


FOUNTAIN = """\
Title:
    _**The Quiet Harbour**_
Author: Nobody

INT. KITCHEN - NIGHT

Ann comes in. /* cut
out */ She is tired.

ANN (V.O.)
(quietly)
I was *never* here.
(louder)
Never!

BO ^
[[a note]]You were.

@McCoy (CONT'D)
~Sing a song

!SCREAMING ACTION
is still action.

CUT TO:

.FORCED SCENE

# Section
= Synopsis

> centred <

STEEL CO.
Two words.
"""


def test_screenplays_are_read_by_their_speeches(tmp_path: Path) -> None:
    lines, remarks = read(tmp_path / "play.fountain", FOUNTAIN)
    assert said(lines) == [
        ("ANN", "V.O., quietly", "I was never here."),
        ("ANN", "V.O., louder", "Never!"),
        ("BO", "", "You were."),
        ("McCoy", "", "Sing a song"),
        ("STEEL CO.", "", "Two words."),
    ]
    assert [line.gap for line in lines] == [
        "section", "sentence", "paragraph", "paragraph", "section"
    ]  # fmt: skip
    assert lines[0].row == 12
    assert remarks == ["Actions are not spoken: 3 paragraphs."]
    spoken, _ = read(tmp_path / "play.fountain", FOUNTAIN, actions=True)
    assert [line.text for line in spoken if not line.character] == [
        "Ann comes in. She is tired.", "SCREAMING ACTION is still action.", "centred"
    ]  # fmt: skip
    assert open_script(FOUNTAIN, kind="fountain").name == "The Quiet Harbour"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "id,text,settings\na,Hello.,speed=9\n", r"Line 2: The speed must lie"),
        ("a.csv", "id,text,settings\na,Hello.,sped=1\n", r"Line 2: There is no control “sped”"),
        ("a.csv", "id,text,settings\na,Hello.,fast\n", r"Line 2: “fast” is no setting"),
        ("a.csv", "id,text,settings\n\na,Hello.,speed=x\n", r"Line 3: “x” is no number"),
        ("a.csv", f'id,text\na,"{"word " * 1200}\n', r"Line 2 is too long"),
        ("a.srt", "1\n00:00:01 -> 00:00:02\nHello.\n", r"Line 2 is no time of a subtitle"),
        ("a.srt", "1\n00:00:03,0 --> 00:00:02,0\nHello.\n", r"line 2 ends before it begins"),
        ("a.txt", "你好，世界。你好。", r"not in English"),
        ("a.md", "%PDF-1.7", r"is a PDF document"),
    ],
)
def test_bad_files_say_what_is_wrong_where(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    with pytest.raises(StudioError, match=words):
        read(tmp_path / name, text)


def test_a_million_characters_are_streamed(tmp_path: Path) -> None:
    paragraph = "Nobody had seen the boat since Tuesday. It had left at four, they said. " * 12
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join([paragraph] * 1160), encoding="utf-8")
    began = time.perf_counter()
    script = open_script(path)
    tracemalloc.start()
    letters = sum(len(line.text) for line in script.lines)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert letters > 990_000
    assert most < 8_000_000  # its lines of text, and not its lines as values
    assert time.perf_counter() - began < 20
    assert COMFORTABLE < 400
