"""Words are matched by their sound, not by their spelling."""

import pytest

from studio.dataset.differences import _other_spelling
from studio.dataset.word_match import Match, match_words, sound_distance
from studio.text.phonemes import phonemize


def matched(text: str, heard: str) -> list[tuple[str, str]]:
    """Pairs of words that do not sound the same."""
    one, other = phonemize(text), phonemize(heard)
    return [
        (
            " ".join(w.text for w in one.words[m.first : m.last]),
            " ".join(w.text for w in other.words[m.heard_first : m.heard_last]),
        )
        for m in match_words(one, other)
        if m.distance > 0
    ]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("The cat sat.", "the cat sat"),
        ("15 of them", "fifteen of them"),
        ("They went there too", "They went their two"),
        ("a nearby lighthouse keeper", "a near by light house keeper"),
        ("I read it yesterday, and you will read it", "I read it yesterday and you will read it"),
    ],
)
def test_what_sounds_the_same_is_the_same(text: str, heard: str):
    assert matched(text, heard) == []


@pytest.mark.parametrize(
    ("text", "heard", "differs"),
    [
        ("Press five now", "Press nine now", [("five", "nine")]),
        ("Press five now", "Press now", [("five", "")]),
        ("Press five now", "Press five right now", [("", "right")]),
        ("one cat", "two dogs", [("one", "two"), ("cat", "dogs")]),
    ],
)
def test_what_differs_is_found_in_its_place(text: str, heard: str, differs: list[tuple[str, str]]):
    assert matched(text, heard) == differs


def test_every_word_is_matched_once_and_in_order():
    one = phonemize("She sells sea shells by the sea shore")
    other = phonemize("He sold shells at the shore of the sea")
    first = heard_first = 0
    for match in match_words(one, other):
        assert (match.first, match.heard_first) == (first, heard_first)
        first, heard_first = match.last, match.heard_last
    assert (first, heard_first) == (len(one.words), len(other.words))


def test_another_text_of_great_length_is_matched_as_a_whole():
    one, other = phonemize("alpha bravo " * 100), phonemize("house garden river " * 10)
    assert match_words(one, other) == [Match(0, 200, 0, 30, 230.0)]


def test_near_sounds_are_nearer_than_far_ones():
    assert sound_distance("kæt", "kæt") == 0
    assert 0 < sound_distance("kæt", "kæd") < sound_distance("kæt", "kæs")
    assert sound_distance("kæt", "kæs") < sound_distance("kæt", "bɪɡɪn")
    assert sound_distance("", "kæt") == sound_distance("kæt", "")


@pytest.mark.parametrize(("heard", "same"), [("press two now", True), ("press to now", False)])
def test_figures_are_another_spelling_only_of_what_is_written_of_them(heard: str, same: bool):
    one, other = phonemize("Press 2 now"), phonemize(heard)
    assert _other_spelling(Match(1, 2, 1, 2, 0.0), one, other) is same
