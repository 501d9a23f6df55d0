"""Sound files that say of themselves that they are generated, written whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from studio.audio.files import read_sound
from studio.core.errors import StudioError
from studio.speech import export
from studio.speech.export import Origin, read_tags, score_path, writing, writing_score

Tone = Callable[..., np.ndarray]
ORIGIN = Origin("Anna", "the cloned voice “Anna”", "Hello,\n  there. " + "And more. " * 20)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".opus"])
def test_every_kind_says_that_it_is_generated(tmp_path: Path, suffix: str, tone: Tone) -> None:
    path = tmp_path / f"hello{suffix}"
    with writing(path, 24_000, ORIGIN) as file:
        file.write(tone(seconds=1.0))
        file.write(tone(seconds=2.0))
    tags = read_tags(path)
    assert "Generated speech" in tags["comment"]
    assert "the cloned voice “Anna”" in tags["comment"]
    assert tags["software"].startswith("Timbre ")
    assert tags["artist"] == "Anna (synthetic speech)"
    assert tags["title"].startswith("Hello, there. And more.")
    assert len(tags["title"]) <= 80
    sound = read_sound(path)
    assert sound.seconds == pytest.approx(3.0, abs=0.05)
    assert sound.rate in (24_000, 48_000)


def test_samples_are_as_they_were(tmp_path: Path, tone: Tone) -> None:
    said = tone(seconds=3.0, dbfs=-6.0)
    said[100], said[101] = 1.7, -1.7
    with writing(tmp_path / "a.wav", 24_000, ORIGIN) as file:
        file.write(said)
    read = read_sound(tmp_path / "a.wav").samples
    np.testing.assert_allclose(read, np.clip(said, -1, 1), atol=1e-4)


def test_nothing_is_left_of_a_file_that_was_not_finished(tmp_path: Path, tone: Tone) -> None:
    (tmp_path / "a.wav").write_bytes(b"the old one")
    with (
        pytest.raises(RuntimeError, match="stopped"),
        writing(tmp_path / "a.wav", 24_000, ORIGIN) as file,
    ):
        file.write(tone(seconds=1.0))
        raise RuntimeError("stopped")
    assert (tmp_path / "a.wav").read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


def test_other_names_and_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"must end in one of \.wav"):
        export.check_name(Path("a.mp9"))
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StudioError, match="goes through a file"),
        writing(tmp_path / "file" / "a.wav", 24_000, ORIGIN),
    ):
        pass


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import resource, sys, numpy as np; from pathlib import Path\n"
        "from studio.speech.export import writing, Origin\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    with writing(Path(sys.argv[1]), 24000, Origin('a', 'b', 'c')) as file:\n"
        "        for _ in range(20): file.write(np.zeros(24000, np.float32))\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.wav")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("StudioError The disk is full")
    assert list(tmp_path.iterdir()) == []


def test_the_score_grows_by_sentences(tmp_path: Path) -> None:
    path = score_path(tmp_path / "hello.wav")
    assert path.name == "hello.score.json"
    with writing_score(path, {"voice": "Anna", "by": "x"}) as score:
        score.write({"text": "Eins “zwei”", "words": []})
        score.write({"text": "ə", "words": []})
    read = json.loads(path.read_text(encoding="utf-8"))
    assert read["voice"] == "Anna"
    assert [s["text"] for s in read["sentences"]] == ["Eins “zwei”", "ə"]
    with writing_score(path, {"voice": "Nobody"}):
        pass
    assert json.loads(path.read_text(encoding="utf-8"))["sentences"] == []
