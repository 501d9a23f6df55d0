"""Sentence splitting: what ends a sentence, what does not, and how long it takes."""

from __future__ import annotations

import time

import pytest

from studio.text.sentences import split_sentences


def split(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith met J. R. Hartley.", ["Dr. Smith met J. R. Hartley."]),
        ("Pi is 3.14. It goes on.", ["Pi is 3.14.", "It goes on."]),
        ("He moved to the U.S. He likes it.", ["He moved to the U.S.", "He likes it."]),
        ("The U.S. economy grew.", ["The U.S. economy grew."]),
        ("Bring pens, etc. Then go.", ["Bring pens, etc.", "Then go."]),
        ("See no. 5. No. That is wrong.", ["See no. 5.", "No.", "That is wrong."]),
        ('She said "Stop!" Then she left.', ['She said "Stop!"', "Then she left."]),
        ("“Why?” he asked.", ["“Why?” he asked."]),
        ("Well... maybe not. OK", ["Well... maybe not.", "OK"]),
        ("A heading\n\nA paragraph", ["A heading", "A paragraph"]),
        ("A line\nthat goes on.", ["A line\nthat goes on."]),
        ("今天很好。明天也好。", ["今天很好。", "明天也好。"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_split(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_every_sentence_says_where_it_starts() -> None:
    text = "  First one.   Second — 2.5 of it!\n\n\tThird"
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text


@pytest.mark.parametrize("piece", ["Mr. Fox saw 3.5 hens. ", "a. ", ".", "\n ", "word ", "?!\n\n"])
def test_hundred_thousand_characters_are_quick(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    count = sum(1 for _ in split_sentences(text))
    assert time.process_time() - started < 1.0
    assert count <= 100_000
