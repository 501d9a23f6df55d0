"""`timbre render`: a script becomes sound, and a program can follow how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.audio.files import read_sound
from studio.cli import main
from studio.cli.exit_codes import ANSWER_IS_NO, FAILED, OK
from studio.core.library import Library

SCRIPT = "id,character,text,settings\na1,ANN,Good morning.,speed=1.2\nb1,BO,Good night.,\n"


def test_a_script_is_rendered_delivered_and_only_its_changes_once_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script, cast, folder = tmp_path / "game.csv", tmp_path / "cast.csv", tmp_path / "library"
    script.write_text(SCRIPT)
    cast.write_text("character,voice,settings\n*,af_heart,\nBO,am_michael,pitch=-1\n")
    how = ["render", str(script), "--library", str(folder), "--cast", str(cast), "--tries", "0"]

    def events(*more: str) -> tuple[int, list[dict[str, Any]]]:
        code = main([*how, "--progress", "json", *more])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    code, said = events("--out", str(tmp_path / "out"))
    assert code == OK
    lines = {one["id"]: one for one in said if one["event"] == "line"}
    assert list(lines) == ["a1", "b1"]
    assert read_sound(Path(lines["b1"]["path"])).seconds == pytest.approx(lines["b1"]["seconds"])
    assert said[-1]["event"] == "done" and said[-1]["made"] == 2
    assert (tmp_path / "out" / "ANN" / "a1_001.wav").is_file()

    script.write_text(SCRIPT.replace("Good night.", "Good night").replace("a1,ANN", "a1,CY"))
    cast.write_text("BO,nobody\n")
    code, said = events()
    done = said[-1]
    assert code == ANSWER_IS_NO
    assert done["script"] == {"new": 0, "changed": 2, "kept": 0, "removed": 0}
    assert (done["same"], done["made"], done["failed"]) == (1, 0, 1)  # CY speaks as ANN did
    assert done["failures"][0][0] == "b1"
    library = Library(folder)
    assert library.script_line(library.project("game").id, "b1").rendering_id is not None


def test_what_cannot_be_rendered_is_told_in_json_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "bad.csv"
    script.write_text("id,text,settings\na,Hello.,speed=99\n")
    how = ["render", str(script), "--library", str(tmp_path / "library"), "--progress", "json"]
    assert main(how) == FAILED
    (said,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said["event"] == "failed" and said["sentence"].startswith("Line 2: The speed")
    assert Library(tmp_path / "library").projects() == []
