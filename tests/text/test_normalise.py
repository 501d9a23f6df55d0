"""The normaliser: spans, punctuation, and what the table of hard sentences does not reach."""

from __future__ import annotations

import random

import pytest

from studio.text import numbers
from studio.text.normalise import normalise


def spoken(text: str, language: str = "en-us") -> str:
    return " ".join(token.spoken for token in normalise(text, language) if token.spoken)


def marks(text: str) -> str:
    return "".join(token.mark for token in normalise(text))


def test_spans_point_into_the_source() -> None:
    text = "Dr. Smith paid $5.99 on March 3, 2021 — twice!"
    tokens = normalise(text)
    assert [token.text for token in tokens] == [
        *["Dr.", "Smith", "paid", "$5.99", "on", "March 3, 2021", "—", "twice", "!"]
    ]
    assert all(token.text == text[token.start : token.end] for token in tokens)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Hello," he said.', "“,”."),
        ("Wait... what?!", "…?!"),
        ("a -- b – c - d", "———"),
        ("(see below); really: yes!!!", "();:!"),
        ("well-known co-op", ""),
        ("你好，世界。", ",."),
    ],
)
def test_punctuation(text: str, expected: str) -> None:
    assert marks(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("5 m", "en-gb", "five metres"),
        (
            "192.168.0.1",
            "en-us",
            "one hundred ninety two dot one hundred sixty eight dot zero dot one",
        ),
        ("1.05", "en-us", "one point zero five"),
        ("$1.05", "en-us", "one dollar and five cents"),
        ("£0.01", "en-gb", "one penny"),
        ("-3", "en-us", "minus three"),
        ("1000000", "en-us", "one million"),
        ("1" * 30, "en-us", " ".join(["one"] * 30)),
        ("1914-18", "en-us", "nineteen fourteen to eighteen"),
        ("31/2/2020", "en-gb", None),
        ("rock 'n' roll", "en-us", "rock and roll"),
        ("the dogs' bowls", "en-us", "the dogs' bowls"),
        ("John's and ’tis", "en-us", "John's and 'tis"),
        ("MIX it", "en-us", "MIX it"),
        ("Part I", "en-us", "Part one"),
        ("FBI's", "en-us", "F B Is"),
    ],
)
def test_forms(text: str, language: str, expected: str | None) -> None:
    if expected is None:
        assert spoken(text, language)  # no such day, but something is said and nothing raised
    else:
        assert spoken(text, language) == expected


def test_numbers_in_words() -> None:
    assert numbers.cardinal(0) == "zero"
    assert numbers.cardinal(1_000_005, british=True) == "one million and five"
    assert numbers.cardinal(10**30).startswith("one zero")
    assert numbers.ordinal(20) == "twentieth"
    assert [numbers.roman(text) for text in ("XIV", "IIII", "MCMXCIX", "")] == [
        14,
        None,
        1999,
        None,
    ]
    for number in (1, 4, 9, 40, 90, 400, 1994, 3999):
        assert numbers.roman(numbers.to_roman(number)) == number


def test_any_text_is_survived() -> None:
    rng = random.Random(7)
    letters = list(
        "abXIV0123456789  .,;:!?'’\"“”()-–—/$£€%@#&+=~^*_|\\<>[]{}\n½²①Ⅷ٣四🎉é中°×\u0301"
    )
    for _ in range(300):
        text = "".join(rng.choice(letters) for _ in range(rng.randint(0, 50)))
        position = 0
        for token in normalise(text, rng.choice(["en-us", "en-gb"])):
            assert token.start >= position
            assert token.text == text[token.start : token.end]
            assert bool(token.spoken) != bool(token.mark)
            position = token.end
