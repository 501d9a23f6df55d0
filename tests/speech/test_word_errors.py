"""The word error rate: what counts as the same, and that nothing else does."""

from __future__ import annotations

import pytest

from studio.speech.word_errors import WordErrors, cardinal, word_errors


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("It's five o'clock.", "it is 5 o'clock"),
        ("Don't you think he'd won't?", "do not you think he would will not"),
        ("In 1964 it cost $5.20.", "in nineteen sixty-four it cost five dollars and twenty cents"),
        ("We sold 1,964 units", "we sold one thousand nine hundred and sixty four units"),
        ("We sold 1,964 units", "we sold one thousand nine hundred sixty-four units"),
        ("nineteen oh five", "1905"),
        ("two thousand and twenty six", "2026"),
        ("twenty twenty-six", "2026"),
        ("the nineteen nineties", "the 1990s"),
        ("room 405", "room four oh five"),
        ("5% of them", "five per cent of them"),
        ("5% of them", "five percent of them"),
        ("the 21st of May", "the twenty-first of May"),
        ("the 30th", "the thirtieth"),
        ("£1.50", "one pound fifty"),
        ("$3.5 million", "three point five million dollars"),
        ("at 7:05 p.m.", "at seven oh five PM"),
        ("Press 1 for Dr. Smith", "press one for doctor Smith"),
        ("The U.S. PIN", "the US pin"),
        ("Q&A mode", "q and a mode"),
        ("Call 555-0142", "call five five five zero one four two"),
        ("a well-known café", "a well known cafe"),
        ("a wellknown fact", "a well-known fact"),
        ("The colour of the theatre was realised", "the color of the theater was realized"),
        ("they travelled with a dialogue", "they traveled with a dialog"),
        ("“Hello,” she said — twice!", "Hello she said, twice."),
        ("a wakeup call", "a wake up call"),
        ("a one-time onetime code", "a onetime one time code"),
        ("Powered by FreeSWITCH.", "Powered by free switch."),
        ("the PowerPBX", "the power P B X"),
        ("my pass word is here today", "my password is here to day"),
        ("has changed to off", "has changed too off"),
        ("two for their son", "too four there sun"),
        ("They're here, you're right", "there hear your write"),
        ("press B to see why", "press be two C Y"),
        ("room 2", "room to"),
        # Where a word ends cannot be heard.
        ("a nice man", "an ice man"),
    ],
)
def test_the_same_words_written_otherwise_are_no_error(said: str, heard: str) -> None:
    assert word_errors(said, heard).errors == 0, (said, heard)
    assert word_errors(heard, said).errors == 0, (heard, said)


@pytest.mark.parametrize(
    ("said", "heard", "substitutions", "deletions", "insertions", "words"),
    [
        ("the cat sat on the mat", "the cat sat on a mat", 1, 0, 0, 6),
        ("the cat sat", "the sat", 0, 1, 0, 3),
        ("the cat sat", "the black cat sat", 0, 0, 1, 3),
        ("the cat sat", "", 0, 3, 0, 3),
        ("", "anything at all", 0, 0, 3, 0),
        ("it costs 15 dollars", "it costs 50 dollars", 1, 0, 0, 4),
        ("in 1964", "in 1965", 1, 0, 0, 4),
        ("I can't", "I can", 1, 0, 0, 2),
        ("the uncle", "the ankle", 1, 0, 0, 2),
        ("want to go", "wanna go", 1, 1, 0, 3),
        ("going to go", "gonna go", 1, 1, 0, 3),
        ("the rapist", "therapist", 1, 1, 0, 2),
        ("now here", "nowhere", 1, 1, 0, 2),
        ("a wakeup call", "a wake call", 1, 0, 0, 3),
        ("this then that", "this than that", 1, 0, 0, 3),
        ("to insight", "to incite", 1, 0, 0, 2),
        ("an ice man", "a nasty man", 2, 0, 0, 3),
        ("the Kleinian code", "the Clinean code", 1, 0, 0, 3),
    ],
)
def test_wrong_words_stay_wrong(
    said: str, heard: str, substitutions: int, deletions: int, insertions: int, words: int
) -> None:
    found = word_errors(said, heard)
    assert (found.errors, found.words) == (substitutions + deletions + insertions, words)
    assert found == WordErrors(substitutions, deletions, insertions, words)


@pytest.mark.parametrize(
    ("one", "other"), [("a wakeup call", "a wake up call"), ("changed to", "changed too")]
)
def test_where_spelling_counts_it_is_an_error(one: str, other: str) -> None:
    assert word_errors(one, other).errors == 0
    assert word_errors(one, other, spelling=True).errors > 0
    assert word_errors(other, one, spelling=True).errors > 0


def test_counts_of_sentences_add_up_to_one_rate() -> None:
    total = word_errors("one two three", "one two") + word_errors("four", "four five")
    assert total == WordErrors(0, 1, 1, 4)
    assert total.rate == pytest.approx(0.5)
    assert WordErrors().rate == 0.0


def test_numbers_in_words() -> None:
    assert " ".join(cardinal(1_002_345)) == "one million two thousand three hundred forty five"
    assert " ".join(cardinal(1_001, british=True)) == "one thousand and one"
    assert " ".join(cardinal(999, british=True)) == "nine hundred and ninety nine"
