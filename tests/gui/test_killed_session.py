"""A session that is killed at random moments: nothing accepted is lost, and the library opens.

python -m tests.gui.test_killed_session 50     kills fifty sessions and prints what was found
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from studio.audio.files import read_sound
from studio.core.library import Library
from studio.gui.recording import keeping
from tests.gui.killed_session import digest

ROOT = Path(__file__).resolve().parents[2]


def kill_sessions(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    """Kill so many sessions of one library, each at a random moment of its recording."""
    chance = random.Random(seed)
    accepted: dict[str, str] = {}
    found = {"kills": 0, "recovered": 0}
    for number in range(kills):
        # Before the first take has been checked, or in the middle of those that follow.
        sign, seconds = ('"began"', 1.0) if chance.random() < 0.4 else ('"fresh": true', 1.5)
        for line in _until_killed(folder, seed + number, sign, chance.uniform(0.0, seconds)):
            if "accepted" in line:
                accepted[line["accepted"]] = line["sha256"]
            found["recovered"] += len(line.get("left", ()))
        found["kills"] += 1
        _check(Library(folder), accepted)
    return {**found, "accepted": len(accepted)}


def _until_killed(folder: Path, seed: int, sign: str, seconds: float) -> list[dict[str, Any]]:
    """Return what a session said until it was killed, `seconds` after it gave a sign."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.gui.killed_session", str(folder), str(seed)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)},
    )  # fmt: skip
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout or ()])
    reader.start()
    said = []
    with contextlib.suppress(queue.Empty):
        while sign not in (line := lines.get(timeout=60)):
            said.append(line)
    time.sleep(seconds)
    process.kill()
    process.wait()
    reader.join()
    process.stdout.close()
    said += [lines.get() for _ in range(lines.qsize())]
    return [json.loads(line) for line in said if line.endswith("\n")]


def _check(library: Library, accepted: dict[str, str]) -> None:
    """Everything that was said to be accepted is there as it was, and every take can be read."""
    voice = library.voices()[0]
    takes = {take.id: take for take in library.takes(voice.id)}
    for take_id, sha256 in accepted.items():
        assert takes[take_id].included
        assert digest(takes[take_id]) == sha256
    for take in takes.values():
        assert read_sound(take.path).seconds == pytest.approx(take.seconds, abs=1e-4)
    known = {path.name for path in (library.root / "voices" / voice.id / "takes").iterdir()}
    assert known == {take.path.name for take in takes.values()}


@pytest.mark.slow
def test_nothing_accepted_is_lost_by_kills(tmp_path: Path) -> None:
    found = kill_sessions(tmp_path / "library", 6, seed=7)
    assert found["kills"] == 6
    assert found["accepted"] >= 3
    voice = (library := Library(tmp_path / "library")).voices()[0]
    left = keeping.left_behind(library, voice.id)
    assert all(capture.about["text"].startswith("Sentence") for capture in left)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(kill_sessions(Path(place) / "library", int(sys.argv[1]), seed=1))
