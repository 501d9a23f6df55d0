"""Captures: always a whole file, found again after a kill, and told to one window only."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.audio import capture_file
from studio.audio.capture_file import CaptureFile, forget, recover
from studio.audio.files import read_sound
from studio.core.errors import StudioError

ROOT = Path(__file__).parents[2]
RATE = 48_000


def noise(frames: int, channels: int = 1, seed: int = 0) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return generator.uniform(-1, 1, (frames, channels)).astype(np.float32)


def left_by_another(folder: Path, code: str) -> None:
    """Let a process write a capture of noise into `folder` and die without a word."""
    setup = (
        "import os, sys, signal, numpy as np; from pathlib import Path\n"
        "from studio.audio.capture_file import CaptureFile\n"
        "folder = Path(sys.argv[1])\n"
        "sound = np.random.default_rng(0).uniform(-1, 1, (4_800, 1)).astype(np.float32)\n"
        "about = {'prompt_id': 'p1', 'text': 'Häuser 房子'}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", setup + code + "\nos.kill(os.getpid(), signal.SIGKILL)", folder],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr


UNFINISHED = "CaptureFile(folder / 'a.wav', 48_000, 1, about).write(sound)"


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_written_is_read_bit_for_bit(tmp_path: Path, channels: int) -> None:
    sound = noise(10_000, channels) * np.float32(1.5)  # float devices go beyond full scale
    capture = CaptureFile(tmp_path / "new" / "a.wav", 96_000, channels)
    for start in range(0, len(sound), 777):
        capture.write(sound[start : start + 777])
        growing = next((tmp_path / "new").glob("*.unfinished"))
        read, rate = soundfile.read(growing, dtype="float32", always_2d=True)
        assert np.array_equal(read, sound[: start + 777])  # whole at every moment
    capture.finish()
    read, rate = soundfile.read(tmp_path / "new" / "a.wav", dtype="float32", always_2d=True)
    assert np.array_equal(read, sound)
    assert rate == 96_000
    assert soundfile.info(tmp_path / "new" / "a.wav").subtype == "FLOAT"
    assert read_sound(tmp_path / "new" / "a.wav").channels == channels


def test_samples_that_are_no_numbers_become_silence(tmp_path: Path) -> None:
    capture = CaptureFile(tmp_path / "a.wav", RATE, 1)
    capture.write(np.array([[0.5], [np.nan], [np.inf], [-0.5]], np.float32))
    capture.finish()
    assert read_sound(tmp_path / "a.wav").samples.ravel().tolist() == [0.5, 0, 0, -0.5]


def test_recovers_what_a_killed_process_left(tmp_path: Path) -> None:
    left_by_another(tmp_path, UNFINISHED)
    part = tmp_path / "a.wav.unfinished"
    with part.open("ab") as file:
        file.write(noise(100).tobytes() + b"\x01\x02\x03")  # samples without sizes, half a frame
    (found,) = recover(tmp_path)
    assert (found.path, found.finished) == (tmp_path / "a.wav", False)
    assert (found.rate, found.channels, found.seconds) == (RATE, 1, 4_900 / RATE)
    assert found.about == {"prompt_id": "p1", "text": "Häuser 房子"}
    read = read_sound(found.path).samples.reshape(-1, 1)
    assert np.array_equal(read, np.concatenate([noise(4_800), noise(100)]))
    assert not part.exists()
    assert recover(tmp_path) == ()  # ours already
    forget(found.path)
    assert recover(tmp_path) == ()
    assert not list(tmp_path.glob("*wav*"))


def test_recovers_a_finished_take_that_the_library_does_not_know_yet(tmp_path: Path) -> None:
    left_by_another(
        tmp_path,
        "c = CaptureFile(folder / 'a.wav', 48_000, 1, about); c.write(sound); c.finish()",
    )
    (found,) = recover(tmp_path)
    assert found.finished
    assert found.about["prompt_id"] == "p1"
    assert np.array_equal(read_sound(found.path).samples.reshape(-1, 1), noise(4_800))
    forget(found.path)


def test_a_header_that_never_reached_the_disk(tmp_path: Path) -> None:
    """A power failure may leave zeros where the header was; the text beside it knows the form."""
    left_by_another(tmp_path, UNFINISHED)
    with (tmp_path / "a.wav.unfinished").open("r+b") as file:
        file.write(bytes(58))
    (found,) = recover(tmp_path)
    assert np.array_equal(read_sound(found.path).samples.reshape(-1, 1), noise(4_800))
    forget(found.path)


@pytest.mark.parametrize("told", [b"", b"{", b'{"rate": "x"}', b"[1]", b'{"about": 3}'])
def test_what_was_known_is_lost(tmp_path: Path, told: bytes) -> None:
    left_by_another(tmp_path, UNFINISHED)
    (tmp_path / "a.wav.json").write_bytes(told)
    (found,) = recover(tmp_path)
    assert found.about == {}
    assert found.seconds == 0.1
    forget(found.path)


def test_empty_captures_and_leftovers_go(tmp_path: Path) -> None:
    left_by_another(tmp_path, "CaptureFile(folder / 'a.wav', 48_000, 1, about)")
    (tmp_path / "b.wav.json").write_text(json.dumps({"rate": RATE, "channels": 1, "about": {}}))
    (tmp_path / "c.wav.unfinished").touch()
    assert recover(tmp_path) == ()
    assert not list(tmp_path.glob("*wav*"))


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "song.wav"
    soundfile.write(foreign, noise(100), RATE, "PCM_16")
    (tmp_path / "zeros.wav.unfinished").write_bytes(bytes(5_000))
    before = foreign.read_bytes()
    assert recover(tmp_path) == ()
    assert foreign.read_bytes() == before
    assert (tmp_path / "zeros.wav.unfinished").exists()


def test_another_window_does_not_take_what_is_being_recorded(tmp_path: Path) -> None:
    capture = CaptureFile(tmp_path / "a.wav", RATE, 1)
    capture.write(noise(1_000))
    look = (
        "import sys; from pathlib import Path\n"
        "from studio.audio.capture_file import recover\n"
        "print([one.path.name for one in recover(Path(sys.argv[1]))])"
    )

    def other_window() -> str:
        return subprocess.run(
            [sys.executable, "-c", look, tmp_path],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    assert other_window() == "[]"
    capture.write(noise(1_000, seed=1))
    capture.finish()
    assert other_window() == "[]"  # finished, but not yet in the library
    assert len(read_sound(tmp_path / "a.wav").samples) == 2_000
    forget(tmp_path / "a.wav")


def test_locks_of_what_was_moved_away_are_given_back(tmp_path: Path) -> None:
    for number in range(20):
        capture = CaptureFile(tmp_path / f"{number}.wav", RATE, 1)
        capture.write(noise(10))
        capture.finish()
        (tmp_path / f"{number}.wav").rename(tmp_path / f"taken-{number}")
    assert len([path for path in capture_file._claimed if path.parent == tmp_path]) <= 1
    forget(tmp_path / "19.wav")


def test_long_takes_are_flushed_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    flush = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (flushed.append(handle), flush(handle)))
    capture = CaptureFile(tmp_path / "a.wav", 8_000, 1)
    flushed.clear()  # what tells of it is flushed as well
    for _ in range(11):
        capture.write(noise(8_000))
    assert len(flushed) == 2
    capture.discard()
    assert not list(tmp_path.glob("*wav*"))


def test_refuses_a_name_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    with pytest.raises(ValueError, match="finished"):
        CaptureFile(tmp_path / "a.wav", RATE, 1)
    with pytest.raises(ValueError, match=r"\.wav"):
        CaptureFile(tmp_path / "a.flac", RATE, 1)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StudioError, match="folder"):
        CaptureFile(tmp_path / "file" / "a.wav", RATE, 1)
    assert recover(tmp_path / "nowhere") == ()
