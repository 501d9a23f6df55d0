"""A text beside a recording: subtitles and transcripts, found again by what was heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import StudioError
from studio.dataset.known_text import Cue, KnownText, read_cues, text_beside

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Mr. Smith paid</i> $5.99,
in 1465.

2
00:00:03,500 --> 00:00:05,000
- Did he? [laughs]

3
00:01:02.5 --> 00:01:04.25
{\\an8}“He did!” she said.

4
00:01:05,000 --> 00:01:06,000
♪ la la la ♪
"""
STORY = """Chapter One. It was the best of times, it was the worst of times – so they said.
“Call me Ishmael,” he said. In 1465 they paid $5.99 for the book. Nobody read this line aloud.
Then the rain stopped; the birds came back. The end."""


def test_subtitles_are_read_without_markup() -> None:
    assert read_cues(SRT) == (
        Cue(1.0, 3.5, "Mr. Smith paid $5.99, in 1465."),
        Cue(3.5, 5.0, "Did he?"),
        Cue(62.5, 64.25, "“He did!” she said."),
    )


def test_a_piece_that_ends_with_its_subtitles_has_their_text() -> None:
    known = KnownText("", read_cues(SRT))
    assert known.kind == "srt"
    assert known.by_time(0.8, 5.2) == "Mr. Smith paid $5.99, in 1465. Did he?"
    assert known.by_time(62.6, 64.0) == "“He did!” she said."
    assert known.by_time(1.0, 2.2) == ""  # ends within a subtitle
    assert known.by_time(20.0, 30.0) == ""


def test_subtitles_are_found_by_what_was_heard() -> None:
    known = KnownText("", read_cues(SRT))
    heard = "Mister Smith payed five dollars and ninety-nine cents"
    assert known.find(heard, (1.0, 2.6)) == "Mr. Smith paid $5.99,"
    assert known.find("He did, she said", (62.0, 65.0)) == "“He did!” she said."
    assert known.find("He did, she said", (1.0, 5.0)) == ""


def test_a_transcript_is_followed_past_what_nobody_reads() -> None:
    known = KnownText(STORY)
    assert known.find("it was the best of times") == "It was the best of times,"
    assert known.find("It was the worst of times, so they said.") == (
        "it was the worst of times – so they said."
    )
    assert known.find("Call me Ishmail, he said.") == "“Call me Ishmael,” he said."
    assert known.find("A word from our sponsor about soap and candles.") == ""
    assert known.find("In fourteen sixty-five, they paid 5 dollars and 99 cents for the book") == (
        "In 1465 they paid $5.99 for the book."
    )
    assert known.find("Then the rain stopped. The birds came back.") == (
        "Then the rain stopped; the birds came back."
    )


def test_a_part_far_ahead_is_found_when_it_is_long_enough() -> None:
    filler = "Nothing of what stands here was ever read aloud by anybody. " * 90
    known = KnownText(f"Hello there everybody. {filler} And this is how the story ends tonight.")
    assert known.find("Hello there, everybody") == "Hello there everybody."
    assert known.find("story ends") == ""
    assert known.find("And this is how the story ends tonight") == (
        "And this is how the story ends tonight."
    )


def test_beside_a_file(tmp_path: Path) -> None:
    sound = tmp_path / "a.wav"
    assert text_beside(sound, "en-us") is None
    (tmp_path / "a.txt").write_text("Some words.", encoding="utf-8")
    beside = text_beside(sound, "en-us")
    assert beside is not None
    assert (beside.kind, beside.words) == ("txt", 2)
    (tmp_path / "a.srt").write_text(SRT, encoding="utf-8")
    beside = text_beside(sound, "en-us")
    assert beside is not None
    assert beside.kind == "srt"
    (tmp_path / "a.srt").write_text("no times", encoding="utf-8")
    with pytest.raises(StudioError, match="no subtitles with times"):
        text_beside(sound, "en-us")
