"""The consent statement read through a real sound server (statement_session.py)."""

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
    done = subprocess.run(
        [TESTS / "virtual-audio.sh", sys.executable, TESTS / "gui" / "statement_session.py"],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_half_a_statement_is_refused_with_what_to_do(measured: dict[str, Any]) -> None:
    assert "read" in measured["refused"].lower()


def test_the_whole_statement_unlocks_the_training(measured: dict[str, Any]) -> None:
    assert not measured["locked"]
    checks = measured["checks"]
    assert checks["accepted"]
    assert checks["words_heard"] > 0.9
    assert checks["name_said"]
    assert checks["similarity"] > checks["same_speaker_from"]
    assert measured["seconds"] > measured["sent"]


def test_no_draft_is_left(measured: dict[str, Any]) -> None:
    assert measured["left"] == []
