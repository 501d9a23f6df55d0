"""Words that no list has: the letter-to-sound model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studio.core.errors import StudioError
from studio.paths import models_dir
from studio.text import inventory
from studio.text.g2p import Guesser, check_manifest, guesser

FOLDER = models_dir() / "g2p"


@pytest.mark.parametrize(
    ("word", "phonemes"),
    [
        ("blanded", "blˈændᵻd"),
        ("gression", "ɡɹˈɛʃən"),
        ("thortification", "θˌɔɹTəfəkˈAʃən"),
        ("trunker", "tɹˈʌŋkəɹ"),
        ("plishing", "plˈɪʃɪŋ"),
    ],
)
def test_invented_words_sound_as_they_look(word: str, phonemes: str) -> None:
    guess = guesser("en-us").guess(word).replace("ɾ", "T")
    assert inventory.plain(guess) == inventory.plain(phonemes)
    assert guess.count("ˈ") == 1


def test_accents_differ() -> None:
    assert guesser("en-us").guess("tarfer").endswith("əɹ")
    assert guesser("en-gb").guess("tarfer").endswith("ə")


@pytest.mark.parametrize("word", ["", "a", "x", "zzzz", "e" * 500, "mañana", "o'w"])
def test_any_letters_are_survived(word: str) -> None:
    guess = guesser("en-us").guess(word)
    assert not inventory.unknown_symbols(guess.replace("ɾ", "T"))
    assert guess or not any("a" <= letter <= "z" for letter in word)


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "g2p"
    shutil.copytree(FOLDER, folder)
    check_manifest(folder)
    data = bytearray((folder / "us.safetensors").read_bytes())
    data[-100] ^= 1
    (folder / "us.safetensors").write_bytes(data)
    with pytest.raises(StudioError, match="damaged"):
        check_manifest(folder)


def test_a_cut_file_is_found(tmp_path: Path) -> None:
    for path in FOLDER.glob("us.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes()[:-50])
    with pytest.raises(StudioError, match="damaged"):
        Guesser(tmp_path, "us")


def test_files_are_small() -> None:
    assert all(path.stat().st_size < 2_000_000 for path in FOLDER.iterdir())
