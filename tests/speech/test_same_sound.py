"""Which words an ear cannot tell apart, by the lexicon."""

from __future__ import annotations

import pytest

from studio.speech.same_sound import joined_alike, sounds_of


@pytest.mark.parametrize("words", ["to too two", "their there they're", "write right", "hour our"])
def test_homophones_share_a_pronunciation(words: str) -> None:
    first, *others = words.split()
    for other in others:
        assert sounds_of(first) & sounds_of(other)


@pytest.mark.parametrize("pair", ["than then", "insight incite", "of off", "is his", "b p"])
def test_words_that_are_only_alike_share_none(pair: str) -> None:
    one, other = pair.split()
    assert sounds_of(one) and sounds_of(other)
    assert not sounds_of(one) & sounds_of(other)


def test_of_a_word_that_would_have_to_be_guessed_nothing_is_known() -> None:
    assert not sounds_of("zvorkle")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("wakeup", "wake up", True),
        ("today", "to day", True),
        ("somewhere", "some where", True),
        ("zvorkle", "zvor kle", True),  # nobody knows better than the letters
        ("therapist", "the rapist", False),
        ("nowhere", "now here", False),
        ("manslaughter", "man's laughter", False),
    ],
)
def test_words_joined_sound_as_they_do_apart_or_not(one: str, other: str, same: bool) -> None:
    assert joined_alike(one.split(), other.split()) is same
