"""From text to what the generator reads."""

from __future__ import annotations

import time

import pytest

from studio.core.errors import StudioError
from studio.text import inventory
from studio.text.phonemes import phonemize, utterances, with_pronunciations

PROSE = (
    "On 3 March 1921, Dr. Ada Byron-Smith (née Quigglesworth) read 1,024 letters; none, she "
    "said, was worth £5.50. “Why?” they asked — but the U.S. envoy, who lives on Elm St., left… "
)


def test_an_utterance() -> None:
    utterance = phonemize("The apple, Sam said, “fell” — again (twice)!")
    assert utterance.phonemes == "ði ˈæpᵊl, sˈæm sˈɛd, “fˈɛl” — əɡˈɛn (twˈIs)!"
    assert [word.text for word in utterance.words] == [
        *["The", "apple", "Sam", "said", "fell", "again", "twice"]
    ]


def test_words_know_their_places() -> None:
    for language in ("en-us", "en-gb"):
        for utterance in [phonemize(PROSE, language), *utterances(PROSE * 3, language)]:
            source = PROSE if utterance.start == 0 and utterance.text == PROSE else PROSE * 3
            for word in utterance.words:
                assert source[slice(*word.span)] == word.text
                assert utterance.phonemes[slice(*word.place)] == word.phonemes
            assert inventory.encode(utterance.phonemes)
            assert source[utterance.start :].startswith(utterance.text)


@pytest.mark.parametrize("text", ["", "   \n", "😀🎉👍🏽", "...", "你好", "—"])
def test_nothing_to_say(text: str) -> None:
    assert phonemize(text).words == ()
    assert list(utterances(text)) == []


def test_small_words_sound_by_what_follows() -> None:
    assert phonemize("the egg").phonemes.startswith("ði ")
    assert phonemize("the one").phonemes.startswith("ðə ")
    assert phonemize("to eat").phonemes.startswith("tʊ ")
    assert phonemize("what to").phonemes.endswith("tu")
    assert phonemize("a U.S. state").phonemes.startswith("ɐ jˌuˈɛs")
    assert phonemize("the FBI").phonemes == "ði ˌɛfbˌiˈI"


@pytest.mark.parametrize("language", ["en-us", "en-gb"])
def test_words_at_the_beginning_are_no_letters(language: str) -> None:
    said = phonemize("Is it you? As I said. Us two.", language).words
    assert [inventory.plain(said[place].phonemes) for place in (0, 6)] == ["ɪz", "ʌs"]
    letters = phonemize("Mind your Bs.", language).words[-1].phonemes
    assert inventory.plain(letters).replace("ː", "") == "biz"


def test_capitals_are_stressed() -> None:
    assert phonemize("you and me").words[1].phonemes == "ænd"
    assert phonemize("you AND me").words[1].phonemes == "ˈænd"


def test_own_pronunciations_come_first() -> None:
    own = {"nguyen": "nwˈɪn", "GIF": "ʤˈɪf", "U.S.": "mˈɜɹkə"}
    words = phonemize("Nguyen's U.S. gif by Nguyen", lexicon=own).words
    assert [word.phonemes for word in words][1:] == ["mˈɜɹkə", "ʤˈɪf", "bI", "nwˈɪn"]
    assert words[-1].alternatives == (("nwˈɪn", 1.0),)
    with pytest.raises(StudioError, match="'9'"):
        phonemize("x", lexicon={"x": "9"})


def test_another_language_is_refused() -> None:
    with pytest.raises(StudioError, match="en-us or en-gb"):
        phonemize("Guten Tag", "de-de")


def test_long_sentences_are_cut_at_clauses() -> None:
    clause = "when the rain had stopped and the sun was out again, "
    text = "Everybody left " + clause * 40 + "at last."
    parts = list(utterances(text, max_phonemes=200))
    assert len(parts) > 5
    assert all(len(part.phonemes) <= 200 for part in parts)
    assert all(part.phonemes.endswith(",") for part in parts[:-1])
    whole = phonemize(text)
    assert sum(len(part.words) for part in parts) == len(whole.words)


@pytest.mark.parametrize("text", ["x" * 3000, "word " * 2000, "supercali" * 100, "9" * 1000])
def test_no_utterance_is_too_long_for_the_generator(text: str) -> None:
    parts = list(utterances(text))
    assert parts
    assert all(0 < len(part.phonemes) <= inventory.MAX_SYMBOLS for part in parts)


def test_hundred_thousand_characters() -> None:
    text = (PROSE * 1000)[:100_000]
    started = time.process_time()
    count = sum(1 for _ in utterances(text))
    assert count > 1000
    assert time.process_time() - started < 10  # about 1 s on a free core


def test_another_pronunciation_takes_its_place() -> None:
    utterance = phonemize("I read the book.")
    changed = with_pronunciations(utterance, {1: "ɹˈɛd"})
    assert changed.phonemes == utterance.phonemes.replace("ɹˈid", "ɹˈɛd")
    assert changed.words[1].phonemes == "ɹˈɛd"
    for word in changed.words:
        assert changed.phonemes[slice(*word.place)] == word.phonemes
    assert with_pronunciations(utterance, {}) == utterance
