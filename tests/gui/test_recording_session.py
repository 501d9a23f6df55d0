"""A whole session through a real sound server (recording_session.py): nothing said is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.audio.test_player import ROOT, TESTS, needs_server

pytestmark = [needs_server, pytest.mark.slow]


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """One sound server for all; the last scenario kills it."""
    done = subprocess.run(
        [TESTS / "virtual-audio.sh", sys.executable, TESTS / "gui" / "recording_session.py",
         "session=10", "ticks", "server_dies"],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ten_prompts_are_recorded_checked_and_accepted(measured: dict[str, Any]) -> None:
    session = measured["session"]
    assert [text for text, _ in session["told"]] == session["texts"]
    assert all(starred for _, starred in session["told"])
    assert session["left"] == []
    # Nothing of the sample voice is misread or refused; a pause may be long on a busy machine.
    assert {take["verdict"] for take in session["takes"]} <= {"good", "warn"}
    assert all("silence" in why for take in session["takes"] for why in take["why"])


def test_no_sample_is_lost_while_both_cores_are_busy(measured: dict[str, Any]) -> None:
    for take in measured["session"]["takes"]:
        assert take["rate"] == 48_000
        # In place and bit by bit: a lost sample would shift all that come after it.
        assert take["received"] == take["sent"]
        assert take["exact"] == take["sent"]


def test_the_count_is_heard_but_never_recorded(measured: dict[str, Any]) -> None:
    ticks = measured["ticks"]
    assert 0.01 < ticks["before"] < 0.05
    assert ticks["take"] == 0.0
    assert ticks["seconds"] > 1.0


def test_a_sound_server_that_dies_keeps_what_was_said(measured: dict[str, Any]) -> None:
    died = measured["server_dies"]
    assert died["offered"]
    assert "stopped answering" in died["banner"][0]
    assert not died["included"]
    assert "stopped answering" in died["note"]
    assert died["compared"] > 24_000
    assert died["exact"] == died["compared"]
