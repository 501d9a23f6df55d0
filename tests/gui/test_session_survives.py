"""Recording sessions that are killed again and again lose nothing that was accepted."""

import json
import os
import subprocess
import sys

import pytest

from tests.audio.test_player import ROOT, TESTS, needs_server

KILLS = 50


@needs_server
@pytest.mark.slow
def test_fifty_kills_lose_nothing_that_was_accepted() -> None:
    """Four programs at a time, on one library."""
    done = subprocess.run(
        [TESTS / "virtual-audio.sh", sys.executable, "-W", "error",
         TESTS / "gui" / "session_loopback.py", str(KILLS)],
        capture_output=True,
        text=True,
        timeout=400,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["accepted"] > KILLS / 2
    assert found["found"] > 0
    assert (found["lost"], found["twice"], found["stray"]) == ([], 0, [])
