"""Which voices can be spoken with, and that listing them loads no torch."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from studio.core.errors import StudioError
from studio.core.library import Library
from studio.speech import catalogue
from studio.speech.catalogue import is_stock, speakable, stock_name


def test_at_least_eight_stock_voices_of_both_kinds_of_english() -> None:
    voices = catalogue.stock()
    assert len(voices) >= 8
    assert {voice.language for voice in voices} == {"en-us", "en-gb"}
    assert {voice.sex for voice in voices} == {"female", "male"}
    heart = next(voice for voice in voices if voice.id == "af_heart")
    assert (heart.name, heart.kind, heart.language, heart.sex) == (
        "Heart", "stock", "en-us", "female",
    )  # fmt: skip
    assert not any(voice.trained for voice in voices)


def test_voices_without_a_pack_are_not_offered() -> None:
    names = catalogue.stock_names()
    assert "af_alloy" not in names  # only its mean is shipped
    assert all(name[0] in "ab" for name in names)


def test_a_library_voice_counts_when_a_run_is_kept(library: Library) -> None:
    library.create_voice("Berta")
    anna = library.create_voice("Anna", language="en-gb")
    assert {voice.kind for voice in speakable(library)} == {"stock"}
    run = library.create_run(anna.id, "quick", "cpu")
    library.keep_run(anna.id, run.id)
    first = speakable(library)[0]
    assert (first.id, first.name, first.kind, first.language) == (anna.id, "Anna", "own", "en-gb")
    assert first.trained
    assert len(speakable(library)) == 1 + len(speakable(None))


def test_names_are_found_however_they_are_written() -> None:
    assert stock_name("Heart") == stock_name(" AF_Heart ") == "af_heart"
    assert stock_name("anna") is None
    assert is_stock("bm_george")


def test_damaged_files_are_one_sentence(tmp_path: Path) -> None:
    damaged = tmp_path / "voices.safetensors"
    for content in (b"", b"\xff" * 100, struct.pack("<Q", 4) + b"nope"):
        damaged.write_bytes(content)
        with pytest.raises(StudioError, match="cannot be read: install the program again"):
            catalogue._tensor_names(damaged)


def test_listing_loads_no_torch() -> None:
    script = (
        "import json, sys; from studio.speech.catalogue import stock; stock();"
        "print(json.dumps([m for m in ('torch', 'numpy', 'PySide6') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert json.loads(done.stdout) == []
