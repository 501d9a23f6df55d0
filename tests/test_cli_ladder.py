"""`timbre ladder`: listing, choosing with real weights, going back, clearing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from studio.cli import main
from studio.cli.exit_codes import FAILED, OK
from studio.core.entities import Run
from studio.core.library import Library
from studio.speech.speakers import blended_style
from studio.training.ladder import Ladder, Rung
from studio.voice.voice_file import load_voice, save_voice
from tests.test_cli import REPORT

Timbre = Callable[..., tuple[int, str, str]]


@pytest.fixture
def timbre(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Timbre:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(["ladder", "--library", str(tmp_path / "library"), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def run(library: Library) -> Run:
    """A kept run of the voice Sam with rungs at 200 and 300, the program's choice."""
    voice = library.create_voice("Sam", kind="sample", synthetic=True)
    library.record_consent(voice.id, "synthetic", "", "made by this project")
    run = library.create_run(voice.id, "quick", "cpu")
    rungs = [Rung(step, 0.8 + step / 10_000, 0.05, 1.1, 0.78) for step in (0, 200, 300)]
    ladder = Ladder(run.folder, ("Held out.", "Is it you?", "What a day!"), tuple(rungs))
    ladder.save()
    style = blended_style({"af_heart": 1.0})
    for step in (200, 300):
        ladder.weights(step).mkdir()
        save_voice(ladder.weights(step), {"vocoder.a": torch.ones(3) * step}, style, step=step)
    save_voice(run.folder, {"vocoder.a": torch.ones(3) * 300}, style, step=300)
    library.update_run(run.id, report=REPORT)
    library.keep_run(voice.id, run.id)
    return run


def test_the_rungs_are_listed_with_figures_and_who_chose(timbre: Timbre, run: Run) -> None:
    code, out, _ = timbre("Sam")
    lines = [line.split() for line in out.splitlines()]
    assert code == OK
    assert lines[1][:5] == ["0", "0.800", "5.0%", "1.100", "0.780"]
    assert " ".join(lines[1][5:]) == "the stock voice it started from"
    assert lines[3][:2] == ["300", "0.830"]
    assert " ".join(lines[3][5:]) == "speaks now; chosen by the program"
    assert "  2  Is it you?" in out and "take 1 MB" in out
    _, out, _ = timbre("Sam", "--json")
    found = json.loads(out)
    assert (found["speaks"], found["chosen_by"], found["run"]) == (300, "program", run.id)
    assert [rung["can_be_chosen"] for rung in found["rungs"]] == [False, True, True]
    assert found["rungs"][1]["samples"][2].endswith("step-000200-3.wav")


def test_another_one_is_used_and_the_way_back(timbre: Timbre, library: Library, run: Run) -> None:
    code, out, _ = timbre("-q", "Sam", "--use", "200")
    assert code == OK
    assert "step 200 now, chosen by you; the program had chosen step 300" in out
    assert load_voice(run.folder).step == 200
    assert "speaks now, chosen by you" in timbre("Sam")[1]
    code, out, _ = timbre("Sam", "--clear")
    assert code == OK and "Cleared the ladder" in out
    assert "weights not kept" in timbre("Sam")[1].splitlines()[2]
    code, out, _ = timbre("-q", "Sam", "--back")
    assert code == OK and "step 300 again" in out
    assert load_voice(run.folder).step == 300


def test_what_cannot_be_done_is_said(timbre: Timbre, library: Library, run: Run) -> None:
    code, _, err = timbre("-q", "Sam", "--use", "0")
    assert code == FAILED and "stock voice" in err
    library.create_voice("Old")
    code, _, err = timbre("Old")
    assert code == FAILED and "no checkpoints to compare" in err
    code, _, err = timbre("Sam", "--run", "0" * 32)
    assert code == FAILED and "no checkpoints to compare" in err
