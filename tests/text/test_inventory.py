"""The symbol inventory: rows of the generator, classes of the inverse model."""

from __future__ import annotations

import pytest

from studio.text import inventory


def test_rows_are_kokoros() -> None:
    assert len(inventory.SYMBOLS) == 114
    assert max(inventory.SYMBOLS.values()) == inventory.SYMBOL_COUNT - 1
    assert inventory.PAD not in inventory.SYMBOLS.values()
    assert len(inventory.BY_ID) == len(inventory.SYMBOLS), "two symbols share a row"
    assert inventory.encode("həlˈO, wˈɜɹld!") == [
        *[50, 83, 54, 156, 31, 3, 16, 65, 156, 87, 123, 54, 46, 5]
    ]


def test_decode_undoes_encode() -> None:
    phonemes = "ðə kwˈɪk bɹˈWn fˈɑks — ʤˈʌmps."
    assert inventory.decode([0, *inventory.encode(phonemes), 0]) == phonemes


def test_encode_names_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="'g' is not"):
        inventory.encode("gˈO")
    assert inventory.unknown_symbols("gˈOg❓") == "g❓"


def test_every_symbol_is_exactly_one_of_sound_mark_punctuation_space() -> None:
    for symbol in inventory.SYMBOLS:
        kinds = [
            inventory.is_phoneme(symbol),
            symbol in inventory.STRESS_MARKS,
            symbol in inventory.MODIFIERS,
            symbol in inventory.PUNCTUATION,
            symbol == " ",
        ]
        assert sum(kinds) == 1, symbol


def test_classes() -> None:
    assert len(inventory.PHONEMES) == len(set(inventory.PHONEMES)) == 42
    assert all(inventory.is_phoneme(vowel) for vowel in inventory.VOWELS)
    assert inventory.plain("pˈɛnᵊlTi, ɐ bˈɑːθ.") == "pɛnəlTiəbɑθ"
    positions = [position for position, _ in inventory.sounds("ðə pˈɛn.")]
    assert positions == [0, 1, 3, 5, 6]
