"""How a voice says words: what may be written, what is spoken, and tables from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import StudioError
from studio.core.lexicon_store import VoiceLexicon
from studio.text import voice_lexicon
from studio.text.phonemes import phonemize
from studio.text.voice_lexicon import (
    Sayings,
    checked_entry,
    heard_entry,
    read_csv,
    said_as,
    shown,
    write_csv,
)


def sayings(*pairs: tuple[str, str], language: str = "en-us") -> Sayings:
    return Sayings(
        VoiceLexicon().with_entries(*(checked_entry(word, say) for word, say in pairs)), language
    )


@pytest.mark.parametrize(
    ("word", "say", "phonemes"),
    [
        ("Nguyen", "win", "wˈɪn"),
        ("Nguyen", "noo-YEN", "nujˈɛn"),  # capitals are stressed
        ("bath", "/bɑːθ/", "bˈɑːθ"),  # a stress where the word has one
        ("bath", "bɑːθ", "bˈɑːθ"),  # no spelling has such letters
        ("the", "/ði/", "ði"),  # and none where it has none
        ("schedule", "/ˈskɛdʒuːl/", "skˈɛʤuːl"),  # IPA: stress before its syllable
        ("New York", "noo york", "nˈu jˈɔɹk"),
        ("résumé", "résumé", "ɹˈɛzəmˌA"),
    ],
)
def test_what_is_written_is_said(word: str, say: str, phonemes: str) -> None:
    entry = checked_entry(word, say)
    assert said_as(entry.word, entry.say, "en-us") == phonemes
    again = checked_entry(word, shown(entry.say))
    assert said_as(word, again.say, "en-us") == phonemes


@pytest.mark.parametrize(
    ("word", "say", "why"),
    [
        ("", "win", "word is empty"),
        ("x", "  ", "has no pronunciation"),
        ("😀", "win", "is no word"),
        ("x", "😀", "cannot be read out"),
        ("x", "你好", "cannot be read out"),
        ("x", "12", "cannot be read out"),
        ("x", "/h😀/", "no phoneme of this program"),
        ("x", "/ˈ/", "holds no sound"),
        ("x" * 90, "win", "too long"),
    ],
)
def test_what_cannot_be_said_is_refused(word: str, say: str, why: str) -> None:
    with pytest.raises(StudioError, match=why):
        checked_entry(word, say)


def test_words_are_found_in_every_case_and_form() -> None:
    own = sayings(("Nguyen", "noo-YEN"), ("boss", "/bɒs/"), ("hi", "high"))
    said = phonemize("Nguyen's boss bosses his NGUYENS', hi.", "en-us", own).phonemes
    assert said == "nujˈɛnz bˈɒs bˈɒsᵻz hɪz nujˈɛnz, hˈI."  # "his" is no plural of "hi"


def test_expressions_are_said_as_one() -> None:
    own = sayings(("New York", "noo york"), ("york", "yark"))
    text = "In New  York; in new, york."
    utterance = phonemize(text, "en-us", own)
    assert utterance.phonemes == "ɪn nˈu jˈɔɹk; ɪn nˈu, jˈɑɹk."
    assert [text[slice(*word.span)] for word in utterance.words][:2] == ["In", "New  York"]
    assert "nˈu jˈɔɹks" in phonemize("New York's mayor", "en-us", own).phonemes


def test_what_was_heard_counts_in_its_language_alone() -> None:
    heard = heard_entry("last", "lˈæst", 3, 15.3, "en-gb")
    lexicon = VoiceLexicon().with_heard((heard,))
    for language, expected in (("en-gb", "lˈæst"), ("en-us", "lˈæst")):
        assert phonemize("last", language, Sayings(lexicon, language)).phonemes == expected
    assert not Sayings(lexicon, "en-us")
    assert not Sayings(lexicon, "en-gb", "you")


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    entries = [checked_entry("New York", "noo york", "a, city"), checked_entry("bath", "/bɑːθ/")]
    write_csv(tmp_path / "words.csv", entries)
    found = read_csv(tmp_path / "words.csv")
    assert (list(found.entries), found.problems) == (entries, ())


def test_bad_rows_are_named_by_their_line(tmp_path: Path) -> None:
    table = tmp_path / "words.csv"
    table.write_text("word,say\nNguyen,win\n\nbath,/b😀/\n😀,x\nlonely\nx,\n", encoding="utf-8")
    found = read_csv(table)
    assert [entry.word for entry in found.entries] == ["Nguyen"]
    assert found.left_out == 4
    assert [problem.split(":")[0] for problem in found.problems] == [
        "Line 4", "Line 5", "Line 6", "Line 7",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n\n", "word,say\n", "x,\n", '"open,\nx', "\0\0\0,\0"])
def test_a_table_of_nothing_is_refused(tmp_path: Path, text: str) -> None:
    table = tmp_path / "words.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(StudioError):
        read_csv(table)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_lexicon, "MAX_ROWS", 2_000)
    table = tmp_path / "words.csv"
    rows = [f"w{number},/bɑːθ/" for number in range(2_000)]
    table.write_text("\n".join(rows), encoding="utf-8")
    lexicon = VoiceLexicon().with_entries(*read_csv(table).entries)
    assert phonemize("w1999", "en-us", Sayings(lexicon, "en-us")).phonemes == "bˈɑːθ"
    table.write_text("\n".join([*rows, "one,more"]), encoding="utf-8")
    with pytest.raises(StudioError, match="more than 2,000 rows"):
        read_csv(table)
