"""The whole check of a take, on the shipped sample voice with known faults put in."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from studio.audio.files import Sound
from studio.audio.fingerprint import Fingerprint
from studio.dataset.misreading import AddedWord, Misreading, ReadWord
from studio.dataset.take_check import check_take, comparable, fingerprints, misread_sentence

Spoken = tuple[np.ndarray, int, str]


@pytest.fixture
def take(sample_take: Callable[[int], Spoken]) -> tuple[Sound, str]:
    """ "She bought eight yellow cushions for the garden chairs.", with room around it."""
    samples, rate, text = sample_take(2)
    quiet = np.random.default_rng(1).normal(0, 1e-4, rate // 3).astype(np.float32)
    return Sound(np.concatenate([quiet, samples, quiet]), rate), text


def test_a_good_take_is_good(take: tuple[Sound, str]):
    found = check_take(*take, "en-us")
    assert (found.verdict, found.sentences) == ("good", ())
    assert found.misreading is not None and not found.misreading.misread
    assert found.fingerprint is not None
    assert 0 < found.seconds < 60


def test_a_misread_take_is_refused_and_says_what_to_do(take: tuple[Sound, str]):
    found = check_take(take[0], take[1].replace("eight", "nine"), "en-us")
    assert found.verdict == "refuse"
    (sentence,) = found.sentences
    assert "“nine” sounds like “eight”" in sentence
    assert "Read it again, or let the text say what you said." in sentence


def test_faults_of_the_recording_come_along(take: tuple[Sound, str]):
    loud = Sound(np.clip(take[0].samples * 30, -1, 1).astype(np.float32), take[0].rate)
    found = check_take(loud, take[1], "en-us")
    assert found.verdict == "refuse"
    assert "too_loud" in [fault.kind for fault in found.faults]
    assert "read it again" in found.sentences[0]


def test_a_silent_take_is_not_compared():
    found = check_take(Sound(np.zeros(24_000, np.float32), 24_000), "Good morning.", "en-us")
    assert found.verdict == "refuse" and found.misreading is None and found.fingerprint is None
    assert [fault.kind for fault in found.faults] == ["silent"]


def test_a_take_that_sounds_unlike_the_others_is_told(
    sample_take: Callable[[int], Spoken], take: tuple[Sound, str]
):
    others = []
    for number in range(8):
        samples, rate, _ = sample_take(number)
        print_ = Fingerprint.of(Sound(samples, rate))
        assert print_ is not None
        others.append(print_)
    fan = np.random.default_rng(0).normal(0, 0.01, len(take[0].samples)).astype(np.float32)
    found = check_take(Sound(take[0].samples + fan, take[0].rate), take[1], "en-us", None, others)
    assert found.verdict == "warn"
    assert "fan" in [drifted.kind for drifted in found.drift]
    assert any("fan" in sentence for sentence in found.sentences)


def test_it_can_be_kept_as_json(take: tuple[Sound, str]):
    found = check_take(take[0], take[1].replace("eight", "nine"), "en-us")
    kept = json.loads(json.dumps(found.as_dict()))
    assert kept["verdict"] == "refuse"
    assert Misreading.from_dict(kept["misreading"]) == found.misreading
    assert fingerprints([kept, {}, {"fingerprint": {"level_dbfs": "loud"}}]) == (found.fingerprint,)


@pytest.mark.parametrize(
    ("text", "language", "can"),
    [
        ("Good morning.", "en-us", True),
        ("1 2 3", "en-gb", True),
        ("Señor Müller", "en-us", True),
        ("🎉🎉", "en-us", False),
        ("你好", "en-us", False),
        ("Good morning.", "zh", False),
    ],
)
def test_what_can_be_compared(text: str, language: str, can: bool):
    assert comparable(text, language) is can


@pytest.mark.parametrize("samples", [0, 1, 1_600])
def test_a_take_of_next_to_nothing(samples: int):
    tiny = np.random.default_rng(0).normal(0, 0.1, samples).astype(np.float32)
    found = check_take(Sound(tiny, 16_000), "Good morning.", "en-us")
    assert found.verdict == "refuse"
    assert found.sentences


def word(text: str, status: str = "read", heard: str = "", start: float = 1.0) -> ReadWord:
    return ReadWord(text, (0, 1), start, start + 0.5, status, heard)  # type: ignore[arg-type]


def test_the_sentence_names_the_first_slips_in_their_order():
    words = tuple(word(f"w{n}", "missing" if n < 5 else "read", "", float(n)) for n in range(20))
    read = Misreading(words, (AddedWord("oh", 0.2, 0.4, 0),), None, True, 1.0)
    assert misread_sentence(read) == (
        "Misread: “w0” is missing at 0.0 s, “oh” at 0.2 s is not in the text, "
        "“w1” is missing at 1.0 s and 3 more. Read it again."
    )


def test_words_that_were_read_as_one_are_named_together():
    words = (word("a"), word("to", "changed", "toot"), word("it", "changed", "toot"), word("b"))
    found = misread_sentence(Misreading(words, (), "a toot b", True, 1.0))
    assert found is not None
    assert found.startswith("Misread: “to it” sounds like “toot” at 1.0 s.")


def test_another_text_is_told_as_such():
    words = tuple(word(f"w{n}", "changed", "x") for n in range(5))
    found = misread_sentence(Misreading(words, (), "x", True, 1.0))
    assert found is not None and "does not sound like the text" in found
