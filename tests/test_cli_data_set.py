"""`timbre summary` and `timbre export-data-set`: what they print, write and refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.audio.files import write_wav
from studio.cli import main
from studio.cli.exit_codes import FAILED, OK, USAGE
from studio.core.library import Library

Timbre = Callable[..., tuple[int, str, str]]


@pytest.fixture
def timbre(
    library: Library,
    tmp_path: Path,
    vowel: Callable[..., np.ndarray],
    capsys: pytest.CaptureFixture[str],
) -> Timbre:
    """`timbre("summary", …)` on a library with one voice of three takes, one of them set aside."""
    voice = library.create_voice("Anna")
    for number in range(3):
        write_wav(tmp_path / "a.wav", vowel(f0=120 + number, seconds=1.0), 24_000)
        library.add_take(voice.id, tmp_path / "a.wav", f"Sentence {number}.", included=number < 2)

    def run(*words: str | Path) -> tuple[int, str, str]:
        command, *rest = map(str, words)
        code = main([command, "--library", str(library.root), *rest])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_summary_in_words_and_as_json(timbre: Timbre) -> None:
    code, out, _ = timbre("summary", "Anna", "-q")
    assert code == OK
    assert "2 of 3 takes used" in out
    assert "Pitch" in out
    assert "120" in out
    code, out, _ = timbre("summary", "Anna", "-q", "--json")
    assert code == OK
    assert json.loads(out)["included"] == 2


def test_export_writes_what_it_says_and_nothing_over(timbre: Timbre, tmp_path: Path) -> None:
    code, out, _ = timbre("export-data-set", "Anna", tmp_path / "lj", "-q")
    assert code == OK
    assert f"Wrote 2 takes, 0:02, into {tmp_path / 'lj'}" in out
    sounds = sorted((tmp_path / "lj" / "wavs").iterdir())
    assert [soundfile.info(path).samplerate for path in sounds] == [22_050, 22_050]
    code, _, err = timbre("export-data-set", "Anna", tmp_path / "lj", "-q")
    assert code == FAILED
    assert "nothing is overwritten" in err
    code, _, _ = timbre(
        "export-data-set", "Anna", tmp_path / "all", "-q", "--format", "plain", "--all"
    )
    assert code == OK
    assert len(list((tmp_path / "all").glob("*.wav"))) == 3


def test_what_cannot_be_is_refused_in_one_sentence(timbre: Timbre, tmp_path: Path) -> None:
    code, _, err = timbre("export-data-set", "Nobody", tmp_path / "x", "-q")
    assert code == FAILED
    assert "Traceback" not in err
    code, _, err = timbre("export-data-set", "Anna", tmp_path / "x", "-q", "--rate", "12345")
    assert code == FAILED
    assert "cannot be exported" in err
    with pytest.raises(SystemExit) as left:
        timbre("export-data-set", "Anna", tmp_path / "x", "--format", "csv")
    assert left.value.code == USAGE
