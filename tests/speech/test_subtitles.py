"""Cues that can be read, and names of files that cannot leave their folder."""

from __future__ import annotations

from itertools import pairwise

import pytest

from studio.core.errors import StudioError
from studio.speech.delivery_names import Named, check_template, line_names, safe, stem_names
from studio.speech.subtitles import LINE, MAX_SECONDS, Cue, cues, spread, srt, vtt
from studio.speech.timed import TimedSentence, TimedWord

TEXT = (
    "Nobody had seen the boats leave, and the lamps were still burning at four in the morning, "
    "although <the harbour> was empty & everybody knew that they would never come back again."
)


def sentence() -> TimedSentence:
    parts = TEXT.split()
    words = tuple(
        TimedWord(part.strip(",.<>"), part, "", 0.4 * n, 0.4 * n + 0.35)
        for n, part in enumerate(parts)
    )
    return TimedSentence(TEXT, 0.0, words[-1].end, words, ())


def test_cues_hold_every_word_once_and_can_be_read() -> None:
    found = list(spread(cues([sentence()], "Ann", shift=10.0)))
    assert " ".join(cue.text for cue in found) == TEXT
    for cue in found:
        assert len(cue.lines) <= 2
        assert all(len(line) <= LINE for line in cue.lines)
        assert cue.end - cue.start <= MAX_SECONDS + 1
    assert all(one.end < other.start for one, other in pairwise(found))
    assert found[0].start == 10.0
    assert found[0].text.endswith(",")  # cut where the speaker pauses


def test_both_kinds_are_written_as_their_readers_expect() -> None:
    words = (TimedWord("a", "a<b", "", 3661.5, 3661.8), TimedWord("c", "c&", "", 3662.0, 3662.2))
    cue = Cue(3661.5, 3662.5, words, "Ann")
    assert "".join(srt([cue], names=True)) == ("1\n01:01:01,500 --> 01:01:02,500\nANN: a<b c&\n\n")
    assert "".join(vtt([cue])) == (
        "WEBVTT\n\n01:01:01.500 --> 01:01:02.500\n<v Ann>a&lt;b <01:01:02.000>c&amp;\n\n"
    )


@pytest.mark.parametrize(
    "template",
    ["../x", "/x", "a/../b", "{id.__class__}", "{id!r}", "{nothing}", "{id", "a//b", "", "{n:>999}",
     "C:x", "~/x"],
)  # fmt: skip
def test_a_template_that_leaves_the_folder_is_refused(template: str) -> None:
    with pytest.raises(StudioError, match="names no file"):
        check_template(template)


def test_names_are_safe_on_every_system() -> None:
    named = [Named("../../etc/passwd", "", "v"), Named("b", "A/B: C?", "v"), Named("con", "x", "v")]
    paths = [str(path) for path in line_names("{character}/{id}", named, "x")]
    assert paths == ["narrator/_.._etc_passwd", "A_B_ C_/b", "x/_con"]
    assert safe("...") == "_"
    assert str(stem_names("a/b", ["Ann"])[0]) == "a_b_Ann"
    assert str(line_names("{id}_{n:03}", named, "x")[1]) == "b_002"


def test_two_lines_never_become_one_file() -> None:
    with pytest.raises(StudioError, match="would both become"):
        line_names("{id}", [Named("Ä", "", "v"), Named("A\u0308", "", "v")], "x")
    with pytest.raises(StudioError, match="would both become"):
        stem_names("x", ["Ann", "ANN"])
