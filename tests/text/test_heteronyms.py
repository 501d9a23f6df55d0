"""Choosing a pronunciation by the neighbours, with a probability for each."""

from __future__ import annotations

import pytest

from studio.text.phonemes import phonemize


def alternatives(text: str, word: str) -> dict[str, float]:
    found = [item for item in phonemize(text).words if item.text == word]
    return dict(found[0].alternatives)


def test_every_pronunciation_has_a_probability() -> None:
    read = alternatives("They read it.", "read")
    assert set(read) == {"ɹˈid", "ɹˈɛd"}
    assert sum(read.values()) == pytest.approx(1)
    assert all(0 < share < 1 for share in read.values())


def test_the_likeliest_comes_first_and_is_spoken() -> None:
    for word in phonemize("I live where the live music plays; do they record records?").words:
        shares = [share for _, share in word.alternatives]
        assert shares == sorted(shares, reverse=True)
        assert word.phonemes == word.alternatives[0][0]


def test_plain_cases_are_surer_than_open_ones() -> None:
    sure = alternatives("She has read the book.", "read")["ɹˈɛd"]
    unsure = alternatives("I read the book.", "read")["ɹˈɛd"]
    assert sure > 0.9
    assert 0.05 < unsure < 0.9


def test_words_said_in_two_ways() -> None:
    assert len(alternatives("Either will do.", "Either")) == 2
    assert alternatives("The cat sat.", "cat") == {"kˈæt": 1.0}
