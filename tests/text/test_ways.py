"""Other ways of saying a word: what is its own, and what is only an accent's."""

from __future__ import annotations

import pytest

from studio.text.pronounce import entry_for
from studio.text.ways import accents, drops_r, lexical


@pytest.mark.parametrize(
    ("word", "language", "ways"),
    [
        ("leisure", "en-us", ("lˈɛʒəɹ",)),  # the other vowel, and its own ɹ
        ("schedule", "en-us", ("ʃˈɛʤˌul", "skˈɛʤəl")),
        ("bath", "en-gb", ("bˈaθ",)),
        ("bath", "en-us", ("bˈɑθ",)),
        ("talking", "en-us", ("tˈɔkɪn",)),
        ("person", "en-us", ()),  # ɹ alone is the accent
        ("water", "en-us", ()),
        ("new", "en-us", ()),
        ("beautiful", "en-gb", ()),
        ("to", "en-us", ()),  # the sentence decides
        ("read", "en-us", ()),
        ("FBI", "en-us", ()),
    ],
)
def test_ways_of_a_word(word: str, language: str, ways: tuple[str, ...]) -> None:
    assert lexical(word, entry_for(word, language)["DEFAULT"], language) == ways


def test_the_accents_own_sounds() -> None:
    person = entry_for("person", "en-us")["DEFAULT"]
    british = accents("person", person, "en-us")
    assert british is not None
    assert drops_r(person, british) == 1
    assert drops_r(british, person) == -1
    assert drops_r("skˈɛʤˌul", "ʃˈɛdjuːl") == 0
    assert accents("to", "tə", "en-us") is None
