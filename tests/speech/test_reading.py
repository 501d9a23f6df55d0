"""Texts in utterances: nothing lost, nothing too long, one bad part does not lose the others."""

from __future__ import annotations

import itertools

import pytest

from studio.speech import reading
from studio.speech.reading import MAX_LETTERS, has_words, readings
from studio.text.inventory import MAX_SYMBOLS

TEXT = "Hello there, Dr. Smith. It costs $5!\n\nA new paragraph, with\nno end"


def test_utterances_know_their_place_and_what_came_before() -> None:
    found = list(readings(TEXT, "en-us"))
    assert [r.after for r in found] == ["start", "sentence", "paragraph"]
    for r in found:
        assert TEXT[r.start : r.start + len(r.text)] == r.text
        assert r.utterance is not None


def test_long_sentences_are_cut_where_one_breathes() -> None:
    text = ("many words and more of them, " * 100).strip()
    found = list(readings(text, "en-us"))
    assert len(found) > 1
    assert all(r.utterance and len(r.utterance.phonemes) <= MAX_SYMBOLS for r in found)
    assert {r.after for r in found[1:]} == {"clause"}
    words = [w.text for r in found if r.utterance for w in r.utterance.words]
    assert len(words) == 600


def test_a_hundred_thousand_letters_without_a_stop_start_at_once() -> None:
    text = "word " * 20_000
    first = list(itertools.islice(readings(text, "en-us"), 3))
    assert sum(len(r.text) for r in first) < 2 * MAX_LETTERS


@pytest.mark.parametrize("text", ["", "  \n\n ", "👍🎉", "… — !", "(?)"])
def test_texts_without_a_word(text: str) -> None:
    assert not has_words(text, "en-us")


def test_one_bad_sentence_does_not_lose_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reading.utterances

    def failing(text: str, *rest: object) -> object:
        if "Two" in text:
            raise ValueError("no such thing")
        return whole(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "utterances", failing)
    found = list(readings("One is fine. Two is not. Three is fine.", "en-us"))
    assert [bool(r.error) for r in found] == [False, True, False]
    assert "no such thing" in found[1].error


def test_a_symbol_nobody_can_speak_is_said_so() -> None:
    found = list(readings("Two ways. Plain.", "en-us", {"ways": "wˈAz"}))
    assert not any(r.error for r in found)
    (utterance,) = [r.utterance for r in found[:1]]
    assert utterance is not None
    assert "wˈAz" in utterance.phonemes
