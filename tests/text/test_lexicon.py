"""Looking words up: lists, inflections, compounds, a person's own pronunciations."""

from __future__ import annotations

import pytest

from studio.core.errors import StudioError
from studio.text.lexicon import Lexicon, check_overrides, lexicon_for
from studio.text.morphology import derive
from studio.text.pronounce import entry_for


def test_lists_load_quickly() -> None:
    assert min(Lexicon("us").seconds_to_load for _ in range(2)) < 0.5


def test_case() -> None:
    lexicon = lexicon_for("en-us")
    polish, country = lexicon.entry("polish"), lexicon.entry("Polish")
    assert polish is not None and country is not None
    assert polish["DEFAULT"] == "pˈɑlɪʃ"
    assert country["DEFAULT"] == "pˈOlɪʃ"
    assert lexicon.entry("STOP") == lexicon.entry("stop")
    assert lexicon.entry("london") == lexicon.entry("London")
    assert lexicon.entry("qzxv") is None


def test_an_entry_may_have_parts_of_speech() -> None:
    record = lexicon_for("en-gb").entry("record")
    assert record == {"DEFAULT": "ɹˈɛkɔːd", "VERB": "ɹɪkˈɔːd"}


@pytest.mark.parametrize(
    ("word", "language", "phonemes"),
    [
        ("Chris's", "en-us", "kɹˈɪsᵻz"),
        ("dogs'", "en-us", "dˈɔɡz"),
        ("googled", "en-us", "ɡˈuɡᵊld"),
        ("ungoogled", "en-us", "ˌʌnɡˈuɡᵊld"),
        ("there'll", "en-gb", "ðɛːᵊl"),
    ],
)
def test_words_made_of_listed_words(word: str, language: str, phonemes: str) -> None:
    assert not lexicon_for(language).is_listed(word)
    assert entry_for(word, language)["DEFAULT"] == phonemes


def test_accents_and_other_scripts() -> None:
    assert entry_for("café", "en-us") == entry_for("cafe", "en-us")
    assert entry_for("你好", "en-us")["DEFAULT"] == ""


def test_endless_words_take_no_time() -> None:
    assert derive("s" * 10_000, lexicon_for("en-us")) is None


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(StudioError, match="'de'"):
        lexicon_for("de")


def test_own_pronunciations_are_checked() -> None:
    assert check_overrides({"Nguyen": "nwˈɪn"}) == {"nguyen": "nwˈɪn"}
    with pytest.raises(StudioError, match="'g'"):
        check_overrides({"gif": "gˈɪf"})  # the Latin g is not the IPA ɡ
    with pytest.raises(StudioError, match="empty"):
        check_overrides({"gif": "ˈ"})
