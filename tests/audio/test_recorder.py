"""The recorder through a real sound server (recording_loopback.py), and without one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from studio.audio.capture_file import CaptureFile
from studio.audio.files import read_sound
from studio.audio.recorder import Recorder
from studio.audio.running_take import History, RunningTake
from studio.core.errors import StudioError

from .test_player import ROOT, TESTS, needs_server, without_sound

LOST = (
    "The microphone stopped answering (what you said so far is kept); check its plug and the "
    "system's sound settings, then open it again."
)


def measured(*scenarios: str) -> dict[str, Any]:
    """Run scenarios of recording_loopback.py beside a sound server of their own."""
    done = subprocess.run(
        [TESTS / "virtual-audio.sh", sys.executable, "-W", "error",
         TESTS / "audio" / "recording_loopback.py", *scenarios],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    """One sound server for everything that leaves it alive."""
    return measured("under_load=3", "tone=44100", "pre_roll", "slow_disk", "disk_full", "killed=4")


@pytest.fixture(scope="module")
def lost() -> dict[str, Any]:
    """One sound server for microphones that go, and then it goes itself."""
    return measured("unplugged", "server_hangs", "server_dies")


def is_whole(take: dict[str, Any]) -> bool:
    return take["complete"] and not (take["lost_frames"] or take["gaps"] or take["trouble"])


@needs_server
@pytest.mark.slow
def test_no_sample_is_lost_while_others_use_both_cores(recorded: dict[str, Any]) -> None:
    take = recorded["under_load=3"]
    assert take["sent"] == take["received"] == take["exact"] == 3 * 48_000
    assert take["outside"] == 0  # and nothing is in it that was not played
    assert take["drift"] == [0, 0, 0]
    assert is_whole(take)
    assert take["shown"] > take["sent"]  # the window has seen it all too
    assert take["seconds"] < take["wall"] + 0.3 + 0.25 + 0.5  # nothing doubled


@needs_server
@pytest.mark.slow
def test_a_tone_keeps_its_pitch_and_level_at_another_rate(recorded: dict[str, Any]) -> None:
    take = recorded["tone=44100"]
    assert take["hertz"] == pytest.approx(997, abs=0.5)
    assert take["peak"] == pytest.approx(0.25, rel=0.02)
    assert take["heard"] > 1.15
    assert is_whole(take)
    peak, hold, rms, clipped = take["meter"]
    # Where the tone begins, or is torn on a busy machine, the resampling filter overshoots.
    assert peak == pytest.approx(-12.04, abs=1.5)
    assert hold == pytest.approx(-12.04, abs=1.5)
    assert rms == pytest.approx(-15.05, abs=0.3)
    assert not clipped


@needs_server
@pytest.mark.slow
def test_a_take_begins_before_the_key(recorded: dict[str, Any]) -> None:
    takes = recorded["pre_roll"]
    # What the window had seen last was pressed "now" (drawn up to 30 ms later).
    assert takes["before"] == pytest.approx(0.3, abs=0.1)
    assert takes["steps"] == [[1], [1]]  # each sample once, in both takes
    assert takes["overlap"] == pytest.approx(0.3 + 0.25, abs=0.1)


@needs_server
@pytest.mark.slow
def test_a_slow_disk_holds_nobody_up(recorded: dict[str, Any]) -> None:
    slow = recorded["slow_disk"]
    assert all(is_whole(take) for take in slow["takes"])
    assert slow["steps"] == [[1], [1]]
    assert slow["longest_without_picture"] < 0.5  # flushing takes 1 s; idle it is 0.05
    assert slow["finish_took"] < 0.05


@needs_server
@pytest.mark.slow
def test_a_full_disk_keeps_what_was_said(recorded: dict[str, Any]) -> None:
    take = recorded["disk_full"]
    assert take["frames"] == (100_001 - 58) // 4  # every frame that found room
    assert take["seconds"] == pytest.approx(take["frames"] / 48_000)
    assert not take["complete"]
    assert take["sentences"][0] == take["trouble"]
    assert take["trouble"].startswith("The disk is full, so recording has stopped; what you said")
    assert take["listens"]  # the microphone stays open
    assert take["refused"] == take["sentences"][1]
    assert take["refused"].startswith("The disk is full: ")
    assert is_whole(take["after"])
    assert take["left"] == ["next.wav", "next.wav.json", "take.wav", "take.wav.json"]


@needs_server
@pytest.mark.slow
def test_a_killed_process_loses_next_to_nothing(recorded: dict[str, Any]) -> None:
    killed = recorded["killed=4"]
    assert killed["torn"] == []
    assert killed["finished"] > 0
    assert killed["unfinished"] > 0
    assert max(killed["missing_seconds"]) < 0.5


@needs_server
@pytest.mark.slow
def test_a_microphone_is_plugged_in_and_out(lost: dict[str, Any]) -> None:
    take = lost["unplugged"]
    first, second = "Monitor of Null Output [PulseAudio]", "Second [PulseAudio]"
    assert take["names"] == [[first], [first, second], [first]]
    assert take["form"] == [44_100, 1]  # its own rate
    assert take["noticed"] < 3.0  # 0.5 s on an idle machine
    assert take["sentences"] == [LOST]
    assert take["trouble"] == LOST
    assert not take["complete"]
    assert take["seconds"] > 0.5
    assert take["without"] == (
        "The microphone Second [PulseAudio] is not there; plug it in and try again, or choose "
        "another one."
    )


@needs_server
@pytest.mark.slow
def test_a_sound_server_that_hangs_is_noticed(lost: dict[str, Any]) -> None:
    take = lost["server_hangs"]
    assert 1.0 < take["noticed"] < 4.0  # 1.1 s on an idle machine
    assert take["sentences"] == [LOST]
    assert take["seconds"] > 0.5
    assert not take["complete"]


@needs_server
@pytest.mark.slow
def test_a_sound_server_that_dies_keeps_what_was_said(lost: dict[str, Any]) -> None:
    take = lost["server_dies"]
    assert take["noticed"] < 3.0
    assert take["sentences"] == [LOST]
    assert take["seconds"] > 0.9
    assert take["frames"] == round(take["seconds"] * 48_000)
    assert not take["complete"]
    assert take["again"].startswith("No sound device answers; connect a microphone")
    assert is_whole(take["after"])  # once it runs again, one click goes on


def heard(rate: int = 1_000) -> Any:
    return SimpleNamespace(rate=rate, channels=1, gaps=0, lost=0, heard=0)


def fed(microphone: Any, history: History, takes: list[RunningTake], frames: int) -> None:
    start = microphone.heard
    microphone.heard += frames
    column = np.arange(start, start + frames, dtype=np.float32)
    history.add(column[:, None])
    for take in takes:
        if not take.captured.done():
            take.follow(history)
    history.trim()


def test_take_of_a_thread_that_lags_behind(tmp_path: Path) -> None:
    """The disk hung for seconds: a take still begins and ends where the keys were pressed."""
    microphone, history = heard(8_000), History(2_400)
    fed(microphone, history, [], 4_000)
    microphone.heard = 20_000  # in the ring, not yet in the history
    take = RunningTake(microphone, tmp_path / "a.wav", {}, 20_000 - 2_400)
    microphone.heard = 28_000
    take.end_soon(0.25)
    microphone.heard = 4_000
    fed(microphone, history, [take], 12_000)  # before it begins
    assert not take.captured.done()
    assert take.is_running is False
    fed(microphone, history, [take], 20_000)
    result = take.captured.result(0)
    samples = read_sound(result.path).samples.ravel()
    assert samples[0] == 17_600
    assert samples[-1] == 28_000 + 2_000 - 1
    assert np.array_equal(np.diff(samples), np.ones(len(samples) - 1))
    assert result.complete


def test_lost_frames_and_gaps_belong_to_the_take_they_are_in(tmp_path: Path) -> None:
    microphone, history = heard(8_000), History(2_400)
    microphone.lost, microphone.gaps = 100, 2  # before
    take = RunningTake(microphone, tmp_path / "a.wav", {}, 0)
    fed(microphone, history, [take], 1_000)
    microphone.lost, microphone.gaps = 107, 3
    take.end_soon(0.0)
    fed(microphone, history, [take], 1_000)
    result = take.captured.result(0)
    assert (result.lost_frames, result.gaps, result.complete) == (7, 1, False)
    assert result.seconds == 1_000 / 8_000


def test_nothing_heard_leaves_no_file(tmp_path: Path) -> None:
    take = RunningTake(heard(), tmp_path / "a.wav", {}, 0)
    take.follow(History(10))
    assert list(tmp_path.glob("*.wav*"))
    take.complete(StudioError("gone"))
    with pytest.raises(StudioError, match="gone"):
        take.captured.result(0)
    assert not list(tmp_path.glob("*.wav*"))


def test_bugs_do_not_leave_the_window_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(capture: CaptureFile) -> None:
        capture.discard()
        raise ZeroDivisionError

    monkeypatch.setattr(CaptureFile, "finish", broken)
    microphone, history = heard(8_000), History(2_400)
    take = RunningTake(microphone, tmp_path / "a.wav", {}, 0)
    fed(microphone, history, [take], 100)
    take.end_soon(0.0)
    with pytest.raises(ZeroDivisionError):
        fed(microphone, history, [take], 100)
    assert isinstance(take.captured.exception(0), ZeroDivisionError)


def test_without_a_microphone_open(tmp_path: Path) -> None:
    recorder = Recorder()
    assert not recorder.is_open
    assert not recorder.is_recording
    assert recorder.drain().samples.shape == (0, 1)
    with pytest.raises(StudioError, match="No microphone is open"):
        recorder.start(tmp_path / "a.wav")
    with pytest.raises(RuntimeError):
        recorder.stop()
    recorder.close()


def test_without_a_device(tmp_path: Path) -> None:
    code = """
from studio.audio.recorder import Recorder
from studio.core.errors import StudioError
for device in (None, "Old one [ALSA]"):
    try:
        Recorder().open(device)
    except StudioError as error:
        print(error)
"""
    lines = without_sound(code, tmp_path).splitlines()
    assert lines == [
        "No sound device answers; connect a microphone, check the system's sound settings and try "
        "again.",
        "The microphone Old one [ALSA] is not there; plug it in and try again, or choose another "
        "one.",
    ]


def test_without_portaudio(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    code = """
from studio.audio.device_watch import DeviceWatch
from studio.audio.recorder import Recorder
from studio.core.errors import StudioError
try:
    Recorder().open()
except StudioError as error:
    print(error)
watch = DeviceWatch()
watch.look()
print(watch.changes, watch.inputs, watch.trouble)
watch.look()
print(watch.changes)
"""
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    lines = without_sound(code, tmp_path, PYTHONPATH=path).splitlines()
    assert "PortAudio library is missing; install it" in lines[0]
    assert lines[1] == f"1 () {lines[0]}"
    assert lines[2] == "1"


def test_importing_the_recorder_loads_no_sound_library() -> None:
    code = (
        "import sys, studio.audio.recorder, studio.audio.device_watch; "
        "print('sounddevice' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "False"
