"""Recording sessions that are killed again and again lose nothing that was accepted."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
KILLS = 50


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("pulseaudio") is None or shutil.which("pacat") is None,
    reason="needs pulseaudio, pulseaudio-utils and libasound2-plugins",
)
def test_fifty_kills_lose_nothing_that_was_accepted() -> None:
    """Four programs at a time, on one library."""
    done = subprocess.run(
        [TESTS / "virtual-audio.sh", sys.executable, "-W", "error",
         TESTS / "gui" / "session_loopback.py", str(KILLS)],
        capture_output=True,
        text=True,
        timeout=400,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["accepted"] > KILLS / 2
    assert found["found"] > 0
    assert (found["lost"], found["twice"], found["stray"]) == ([], 0, [])
