"""Marks in plain text: few, found where they are meant, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from studio.core.errors import StudioError
from studio.text.marks import Cut, Fixed, Way, read_marks
from studio.text.spelled import spelled


def test_every_mark_and_where_its_words_stand() -> None:
    typed = "Wait. [pause 0.5] I *never* met [say Nguyen as /wɪn/] of [spell NATO].[pause 300 ms]"
    read = read_marks(typed)
    assert read.text == "Wait.  I never met Nguyen of NATO."
    assert read.cuts == (Cut(6, "pause", 0.5), Cut(34, "pause", 0.3))
    assert read.fixed == (Fixed(19, 25, "wɪn"), Fixed(29, 33, ""))
    assert read.ways == (Way(9, 14, emphasis=1.0),)
    for word in ("Wait", "I", "never", "met", "Nguyen", "of", "NATO"):
        start, end = read.typed(read.text.index(word), read.text.index(word) + len(word))
        assert typed[start:end] == word


@pytest.mark.parametrize(
    "text",
    [
        "Free* delivery for orders* of ten.",
        "2 * 3 * 4 = 24, and a*b*c",
        "He said [sic] that [he] would pause [0.5].",
        "**bold** and ***bolder*** and * item",
        "[say hello as we enter] [pause] [pause for effect] [spell it out]",
        "*\n*",
    ],
)
def test_what_is_no_mark_is_read_as_before(text: str) -> None:
    read = read_marks(text)
    assert (read.text, read.cuts, read.fixed, read.ways) == (text, (), (), ())
    assert read.typed(3, 7) == (3, 7)


def test_a_pause_of_hours_is_refused() -> None:
    with pytest.raises(StudioError, match=r"\[pause 3600\] is too long: a pause has at most 60"):
        read_marks("One [pause 3600] two.")


def test_letters_and_digits_have_names() -> None:
    assert spelled("AB-1", "en-us") == "ˈA bˈi wˈʌn"
    with pytest.raises(StudioError, match="cannot be spelled"):
        spelled("…", "en-us")
