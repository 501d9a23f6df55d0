"""`timbre lexicon`: what it changes, prints and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main
from studio.cli.exit_codes import FAILED, OK
from studio.cli.report_text import report_text
from studio.core.library import Library
from tests.test_cli import REPORT


def lexicon(library: Library, *given: str) -> int:
    return main(["lexicon", "Ada", "--library", str(library.root), *given])


def test_words_are_added_listed_written_and_removed(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library.create_voice("Ada")
    table, out = tmp_path / "words.csv", tmp_path / "out.csv"
    table.write_text("word,say\nSiobhan,shi-VAWN\nbad,😀\n", encoding="utf-8")
    given = ("--add", "Nguyen=win", "--add", "bath=/bɑːθ/", "--import", str(table))
    assert lexicon(library, *given) == OK
    printed = capsys.readouterr().out
    assert "/bɑːθ/" in printed
    assert "Line 3: “😀” cannot be read out" in printed
    assert lexicon(library, "--remove", "BATH", "--export", str(out), "--json") == OK
    said = json.loads(capsys.readouterr().out)
    assert [entry["word"] for entry in said["entries"]] == ["Nguyen", "Siobhan"]
    assert "Siobhan,shi-VAWN,you," in out.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("--add", "Nguyen"), "write WORD=SAY"),
        (("--add", "Nguyen=😀"), "cannot be read out"),
        (("--add", "new=nyoo", "--remove", "old"), "no entry for “old”"),
        (("--check",), "is not trained yet"),
    ],
)
def test_what_is_refused_changes_nothing(
    library: Library, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], why: str
) -> None:
    voice = library.create_voice("Ada")
    assert lexicon(library, *given) == FAILED
    assert why in capsys.readouterr().err
    assert library.lexicon(voice.id).entries == ()


def test_the_english_of_a_voice_can_be_changed(library: Library) -> None:
    voice = library.create_voice("Ada")
    assert lexicon(library, "--language", "en-gb") == OK
    assert library.voice(voice.id).language == "en-gb"


def test_the_report_names_own_words_and_the_english_that_was_heard() -> None:
    way = {"word": "last", "usual": "lˈɑːst", "said": "lˈast", "count": 3, "margin": 15.0}
    text = report_text("Ada", REPORT | {"ways": {"words": [way], "suggests": "en-us"}})
    assert "last: /lˈast/ instead of /lˈɑːst/, heard 3 ×" in text
    assert "timbre lexicon NAME --language en-us" in text
