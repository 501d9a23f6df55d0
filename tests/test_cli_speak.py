"""`timbre speak`: an option for each control, and edits from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main
from studio.cli.parser import build_parser
from studio.cli.speech_commands import _edits
from studio.core.errors import StudioError
from studio.core.manner import CONTROLS


def test_every_control_has_an_option_which_changes_nothing_by_itself() -> None:
    words = ["speak", "af_heart", "Hi.", "-o", "a.wav"]
    given = build_parser().parse_args(words)
    usual = {name: control.normal for name, control in CONTROLS.items()}
    assert {name: getattr(given, name) for name in CONTROLS} == usual
    moved = build_parser().parse_args([*words, "--pitch-range", "1.5", "--steps", "4"])
    assert (moved.pitch_range, moved.steps) == (1.5, 4)


def test_edits_are_a_list_or_stand_in_a_score(tmp_path: Path) -> None:
    edits = [{"index": 0, "text": "Hi."}]
    alone, score = tmp_path / "edits.json", tmp_path / "a.score.json"
    alone.write_text(json.dumps(edits), encoding="utf-8")
    score.write_text(json.dumps({"voice": "Heart", "edits": edits}), encoding="utf-8")
    assert _edits(alone) == _edits(score) == edits
    assert _edits(None) == []
    for wrong in ("{", "3", '{"edits": 3}', "[3]"):
        alone.write_text(wrong, encoding="utf-8")
        with pytest.raises(StudioError, match=r"is no JSON|holds no list of edits"):
            _edits(alone)


def test_the_help_tells_the_marks(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speak", "--help"])
    told = capsys.readouterr().out
    for mark in ("[pause 0.5]", "*emphasis*", "[spell ABC]", "[say Nguyen as /wɪn/]", "--formants"):
        assert mark in told
