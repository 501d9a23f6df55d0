"""The player through a real sound server (tests/virtual-audio.sh), and without one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent

needs_server = pytest.mark.skipif(
    shutil.which("pulseaudio") is None or shutil.which("pacat") is None,
    reason="needs pulseaudio, pulseaudio-utils and libasound2-plugins",
)


def loopback(scenario: str, *values: int) -> dict:
    """Run a scenario of loopback.py beside a sound server of its own."""
    done = subprocess.run(
        [TESTS / "virtual-audio.sh", sys.executable, "-W", "error",
         TESTS / "audio" / "loopback.py", scenario, *map(str, values)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def without_sound(code: str, path: Path, **variables: str) -> str:
    """Run code in a fresh interpreter which finds no sound server and no configured device."""
    (path / "no-devices.conf").write_text("pcm.none { type hw card 99 }\n")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PULSE")},
        "PYTHONPATH": str(ROOT),
        "ALSA_CONFIG_PATH": str(path / "no-devices.conf"),
        **variables,
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_server
@pytest.mark.slow
@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_what_is_played_is_heard(rate: int) -> None:
    heard = loopback("play_to_the_end", rate)
    assert heard["hertz"] == pytest.approx(997, abs=2)
    assert heard["peak"] == pytest.approx(0.25, rel=0.05)
    # No upper bound: a busy machine tears gaps into it, of seconds when all cores are taken.
    assert heard["seconds"] > 1.15
    assert heard["told"] == [None]
    assert heard["rising"]
    assert heard["end"] == pytest.approx(1.2, abs=0.01)
    assert not heard["playing"]


@needs_server
@pytest.mark.slow
def test_stop_is_instant() -> None:
    heard = loopback("stop_in_the_middle")
    assert heard["took"] < 0.2
    assert heard["heard_after"] < 0.3
    assert not heard["playing"]
    assert heard["told"]
    assert 0.4 < heard["position"] < 3


@needs_server
@pytest.mark.slow
def test_sound_server_that_dies_is_told() -> None:
    heard = loopback("server_dies")
    assert heard["ended"]
    assert heard["told"] == [
        "The sound device stopped answering; check the system's sound and play it again."
    ]
    assert heard["again"].startswith("No sound device answers")


def test_without_a_device(tmp_path: Path) -> None:
    code = """
import numpy as np
from studio.audio import devices
from studio.audio.player import Player
from studio.core.errors import StudioError
player = Player()
try:
    player.play(np.zeros(100, np.float32), 24_000)
except StudioError as error:
    print(error)
player.stop()
print(player.playing, player.position, devices.outputs(), devices.inputs())
"""
    lines = without_sound(code, tmp_path).splitlines()
    assert lines[0].startswith("No sound device answers; connect loudspeakers")
    assert lines[1] == "False 0.0 [] []"


def test_without_portaudio(tmp_path: Path) -> None:
    """sounddevice raises OSError while it is imported when there is no PortAudio."""
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    code = """
import numpy as np
from studio.audio.player import Player
from studio.core.errors import StudioError
try:
    Player().play(np.zeros(100, np.float32), 24_000)
except StudioError as error:
    print(error)
"""
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    told = without_sound(code, tmp_path, PYTHONPATH=path)
    assert "PortAudio library is missing; install it" in told


def test_importing_the_player_loads_no_sound_library() -> None:
    code = (
        "import sys, studio.audio.player, studio.audio.devices; print('sounddevice' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "False"
