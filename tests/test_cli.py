"""`timbre`: what it prints, what it refuses, what it returns to the shell, and that it cancels."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.files import read_sound, write_wav
from studio.cli import main
from studio.cli.exit_codes import ANSWER_IS_NO, BROKEN, CANCELLED, FAILED, OK, USAGE
from studio.cli.report_text import report_text
from studio.cli.selftest import check_models
from studio.cli.terminal import ProgressLine, duration, progress_text
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Progress
from studio.paths import resources_dir
from tests.dataset.long_sounds import RATE, recording

SCRIPT = [sys.executable, "-c", "import sys; from studio.cli import main; sys.exit(main())"]

REPORT: dict[str, Any] = {
    "kept": True,
    "sentence": "Kept: 93% of the likeness.",
    "preset": "quick",
    "device": "cpu",
    "minutes_of_speech": 3.4,
    "minutes_of_training": 6.0,
    "start": {"similarity": 0.78, "share_of_ceiling": 0.86, "wer": 0.02, "per": 0.09,
              "distillmos": 4.1},
    "end": {"similarity": 0.86, "share_of_ceiling": 0.93, "wer": 0.03, "per": 0.1,
            "distillmos": 3.6},
    "real": {"similarity": 0.91, "share_of_ceiling": 1.0, "wer": 0.0, "per": 0.05,
             "distillmos": 4.3, "nearest_stock": "af_heart", "nearest_stock_similarity": 0.78},
    "held_out": ["Nobody has learnt this."],
    "set_aside": [["Wrong text.", "Other words are said."]],
    "steps": 400,
    "chosen_step": 300,
    "weak": {
        "phonemes": [
            {"phoneme": "θ", "ipa": "θ", "word": "thin", "reason": "misheard", "examples": 9,
             "said": 4, "misheard": 2, "misheard_real": 0, "heard_as": "s"},
            {"phoneme": "Y", "ipa": "ɔɪ", "word": "boy", "reason": "few", "examples": 3,
             "said": 0, "misheard": 0, "misheard_real": 0, "heard_as": ""},
        ],
        "prompts": [{"id": "nar-001", "text": "A thin boy."}],
    },
}  # fmt: skip


@pytest.fixture
def timbre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """`timbre("voices")`: exit code, stdout and stderr, in a library of the test."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        command, *rest = map(str, words)
        code = main([command, "--library", str(tmp_path / "library"), *rest])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


Timbre = Callable[..., tuple[int, str, str]]


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    script = (
        "import sys; from studio.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = ('torch', 'numpy', 'PySide6', 'soundfile', 'scipy')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    *help_text, loaded = done.stdout.strip().splitlines()
    assert loaded == "[]"
    text = "\n".join(help_text)
    for command in (
        "voices", "new", "import", "train", "speak", "hear", "report", "consent", "delete",
        "traces", "selftest", "demo", "exit codes",
    ):  # fmt: skip
        assert command in text


def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == OK
    assert "usage: timbre" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["sing"],
        ["speak", "af_heart", "Hi"],
        ["train", "A", "--preset", "huge"],
        ["train", "A", "--search", "5"],
        ["train", "A", "--search", "long"],
    ],
)
def test_a_wrong_command_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == USAGE
    assert "usage:" in capsys.readouterr().err


def test_looking_at_voices_makes_no_library(timbre: Timbre, tmp_path: Path) -> None:
    code, out, _ = timbre("voices")
    assert code == OK
    assert "af_heart" in out
    assert not (tmp_path / "library").exists()


def test_a_voice_from_making_to_deleting(timbre: Timbre, tmp_path: Path) -> None:
    code, out, _ = timbre("new", "Anna", "--language", "en-gb")
    assert code == OK
    assert "timbre consent" in out
    code, _, err = timbre("new", "anna")
    assert (code, err.count("\n")) == (FAILED, 1)
    assert "already" in err
    _, out, _ = timbre("voices")
    assert "consent is missing" in out
    code, _, err = timbre("train", "Anna")
    assert code == FAILED
    assert "Training is locked" in err
    code, out, _ = timbre("consent", "Anna", "--by", "Anna  Muster", "--json")
    assert json.loads(out)["name"] == "Anna Muster"
    consent = Library(tmp_path / "library").consent("Anna")
    assert consent is not None
    assert (consent.kind, consent.name) == ("attestation", "Anna Muster")
    assert "I, Anna Muster, declare" in consent.text
    assert consent.date
    code, _, err = timbre("report", "Anna")
    assert code == FAILED
    assert "no report card" in err or "not been trained" in err
    code, _, err = timbre("delete", "Anna")
    assert (code, "--yes" in err) == (FAILED, True)
    code, out, _ = timbre("delete", "Anna", "--yes", "--json")
    assert json.loads(out) == {"deleted": "Anna"}
    assert Library(tmp_path / "library").voices() == []


def test_the_statement_is_printed_read_shown_and_taken_back(timbre: Timbre, tmp_path: Path) -> None:
    asked = ("--by", "Sam Sample", "--date", "2026-11-22", "--use", "private")
    timbre("new", "Sam")
    code, out, _ = timbre("consent", "Sam", *asked, "--print")
    assert code == OK
    assert out.startswith("My name is Sam Sample. Today is the twenty-second of November")
    code, _, err = timbre("consent", "Sam", "--by", "Sam", "--print")
    assert (code, "may be used for" in err) == (FAILED, True)
    recorded = Path(__file__).parent / "dataset" / "data" / "statement.ogg"
    other = ("--by", "Sam Sample", "--date", "2026-11-22", "--other", "selling old cars to dragons")
    code, out, _ = timbre("consent", "Sam", *other, "--statement", recorded, "--quiet")
    assert code == ANSWER_IS_NO
    assert "nothing was kept" in out
    code, out, _ = timbre("consent", "Sam", *asked, "--statement", recorded, "--quiet")
    assert code == OK
    assert "Words heard: 100%" in out
    code, out, _ = timbre("consent", "Sam")
    for words in ("read aloud", "By Sam Sample", "For my own private use", "SHA-256", "is open"):
        assert words in out
    code, _, err = timbre("consent", "Sam", "--by", "Sam Sample")
    assert (code, "says more than an attestation" in err) == (FAILED, True)
    code, out, _ = timbre("consent", "Sam", "--withdraw")
    assert "neither trained nor spoken with" in out
    _, out, _ = timbre("voices")
    assert "consent was withdrawn" in out
    code, _, err = timbre("train", "Sam")
    assert (code, "was withdrawn" in err) == (FAILED, True)


def test_deleting_proves_that_nothing_is_left(
    timbre: Timbre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    timbre("new", "Anna", "--by", "Anna Muster")
    library = Library(tmp_path / "library")
    voice = library.voice("Anna")
    sound = read_sound(resources_dir() / "sample_voice" / "04.ogg")
    write_wav(tmp_path / "a.wav", sound.samples, sound.rate)
    take = library.add_take(voice.id, tmp_path / "a.wav", "Please leave your boots.")
    copy, manifest = temporary / "copy.bin", tmp_path / "hashes.json"
    copy.write_bytes(take.path.read_bytes())
    code, out, _ = timbre("traces", "Anna", "--quiet")
    assert code == OK
    assert str(take.path) in out
    assert str(copy) in out
    code, out, _ = timbre("delete", "Anna", "--yes", "--prove", "--manifest", manifest, "--quiet")
    assert code == ANSWER_IS_NO
    assert f"{copy} – the same bytes as" in out
    copy.unlink()
    for what in (str(manifest), voice.id, "Anna"):
        code, out, _ = timbre("traces", what, "--quiet")
        assert code == OK
        assert "Nothing is left." in out
        assert "Not searched: what you have saved" in out
    _, out, _ = timbre("traces", manifest, "--quiet", "--json")
    assert json.loads(out)["left"] == []
    assert {place["place"] for place in json.loads(out)["searched"]} == {
        "library", "settings", "cache", "temporary files",
    }  # fmt: skip


def test_consent_comes_with_a_new_voice_or_neither(timbre: Timbre, tmp_path: Path) -> None:
    code, out, _ = timbre("new", "Anna", "--by", "Anna Muster", "--json")
    assert code == OK
    assert json.loads(out)["consent"]["name"] == "Anna Muster"
    code, _, err = timbre("new", "Berta", "--by", "  ")
    assert code == FAILED
    assert "full name" in err
    assert [v.name for v in Library(tmp_path / "library").voices()] == ["Anna"]
    for name, words in (("Heart", ()), ("Carla", ("--base", "af_nobody"))):
        code, _, err = timbre("new", name, *words)
        assert code == FAILED
        assert "stock voice" in err


def test_importing_names_what_was_not_taken(timbre: Timbre, tmp_path: Path) -> None:
    folder = tmp_path / "takes"
    folder.mkdir()
    sample = resources_dir() / "sample_voice"
    sound = read_sound(sample / "04.ogg")
    write_wav(folder / "good.wav", sound.samples, sound.rate)
    (folder / "text.wav").write_text("no sound at all")
    (folder / "transcripts.tsv").write_text(
        "good.wav\tPlease leave your boots by the kitchen door.\n"
        "text.wav\tThis is no sound.\ngone.wav\tThis is not there.\n"
    )
    timbre("new", "Anna")
    code, out, err = timbre("import", "Anna", folder)
    assert code == OK
    assert "Imported 1 takes" in out
    assert "Set aside: text.wav" in out
    assert "not there: gone.wav" in out
    assert "Importing" in err
    _, out, _ = timbre("import", "Anna", folder, "--json")
    assert json.loads(out)["already"] == ["good.wav"]
    code, _, err = timbre("import", "Anna", tmp_path / "nowhere")
    assert code == FAILED
    assert err.strip().splitlines()[-1].startswith("timbre: ")


def test_speaking_and_hearing(timbre: Timbre, tmp_path: Path) -> None:
    text, out, picture = tmp_path / "text.txt", tmp_path / "a.wav", tmp_path / "a.png"
    text.write_text("\ufeffThe boat leaves at nine.", encoding="utf-8")
    code, said, err = timbre(
        "speak", "heart", "-f", text, "-o", out, "--picture", picture, "--json"
    )
    assert code == OK
    done = json.loads(said)
    assert done["path"] == str(out)
    assert read_sound(out).seconds == pytest.approx(done["seconds"], abs=0.01)
    assert done["picture"] == str(picture)
    assert picture.stat().st_size > 10_000
    assert "Speaking" in err
    code, said, _ = timbre("hear", out, "--text", "The elephant leaves at nine.", "--quiet")
    assert code == ANSWER_IS_NO
    assert "Not heard:" in said
    assert "elephant" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("speak", "nobody", "Hello.", "-o", "a.wav"), "There is no voice"),
        (("speak", "af_heart", "-o", "a.wav"), "either as TEXT or with -f"),
        (("speak", "af_heart", "-f", "gone.txt", "-o", "a.wav"), "gone.txt does not exist"),
        (("hear", "gone.wav"), "gone.wav does not exist"),
        (("report", "nobody"), "There is no voice “nobody”"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    timbre: Timbre, words: tuple[str, ...], sentence: str
) -> None:
    code, out, err = timbre(*words, "--quiet")
    assert (code, out) == (FAILED, "")
    assert sentence in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_a_mistake_of_the_program_shows_its_trace_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a mistake")

    monkeypatch.setattr("studio.cli.voice_commands.voices", broken)
    assert main(["voices"]) == BROKEN
    assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setenv("TIMBRE_DEBUG", "1")
    assert main(["voices"]) == BROKEN
    assert "a mistake" in capsys.readouterr().err


def test_a_closed_pipe_is_no_error() -> None:
    with subprocess.Popen([*SCRIPT, "voices"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        assert p.stdout is not None
        assert p.stderr is not None
        p.stdout.close()
        assert p.wait(60) == OK
        assert p.stderr.read() == b""


def test_ctrl_c_cancels_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    text = tmp_path / "long.txt"
    text.write_text("This is one of very many sentences. " * 500)
    out = tmp_path / "out"
    command = [*SCRIPT, "speak", "af_heart", "-f", str(text), "-o", str(out / "a.wav")]
    with subprocess.Popen(
        [*command, "--library", str(tmp_path), "--no-check"], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:  # until it speaks
            if line.startswith("Speaking"):
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == CANCELLED
    assert "Cancelled." in rest
    assert "Traceback" not in rest
    assert list(out.iterdir()) == []


def test_the_report_card_of_the_last_run(timbre: Timbre, tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    voice = library.create_voice("Anna")
    first = library.create_run(voice.id, "quick", "cpu")
    library.update_run(first.id, state="kept", report=REPORT)
    library.keep_run(voice.id, first.id)
    worse = {**REPORT, "kept": False, "sentence": "Not kept: words became less clear."}
    second = library.create_run(voice.id, "quick", "cpu")
    library.update_run(second.id, state="rejected", report=worse)
    library.create_run(voice.id, "quick", "cpu")  # has none yet
    code, out, _ = timbre("report", "Anna")
    assert code == OK
    assert "Not kept" in out
    assert "another run speaks" in out
    _, out, _ = timbre("report", "Anna", "--run", first.id, "--json")
    assert json.loads(out)["speaks"] is True
    assert json.loads(out)["report"] == REPORT


def test_training_cannot_leave_every_core_alone(timbre: Timbre) -> None:
    timbre("new", "Anna")
    code, _, err = timbre("train", "Anna", "--leave-cores", "4096")
    assert code not in (OK, ANSWER_IS_NO)
    assert "4096 cores cannot be left alone" in err


def test_the_report_card_has_every_figure() -> None:
    text = report_text("Anna", REPORT)
    assert "without a text" not in text
    heard = report_text("Anna", REPORT | {"minutes_without_text": 1.2})
    assert "Of these 1.2 minutes came without a text" in heard
    for figure in ("0.780", "0.860", "0.910", "93.0%", "3.60", "af_heart", "3.4 minutes", "300"):
        assert figure in text
    assert "Nobody has learnt this." in text
    assert "θ as in “thin”: heard wrongly 2/4 times, mostly as s" in text
    assert "ɔɪ as in “boy”: too few in the recordings (3)" in text
    assert "“A thin boy.”" in text
    before = {key: value for key, value in REPORT.items() if key != "weak"}
    assert "Why it sounds" not in report_text("Anna", before)  # by an older Timbre
    assert "Other words are said." in text


def test_the_report_card_lists_what_a_search_tried() -> None:
    rows = [
        {"changes": {}, "seconds": 540.0, "score": 0.70, "note": ""},
        {"changes": {"mel_rate": 0.001}, "seconds": 540.0, "score": 0.72, "note": ""},
        {"changes": {"mel_batch": 16}, "seconds": 60.0, "score": None, "note": "memory"},
    ]
    search = {
        "minutes": 30.0, "usual": {"mel_rate": 0.0004, "mel_batch": 10}, "trials": rows,
        "winner": 1, "gain": 0.018, "noise": 0.006,
    }  # fmt: skip
    means = {"steps": [300, 600], "taken": True}
    found = {"search": search, "averaged": means, "strength": {"taken": 0.85}}
    text = report_text("Anna", REPORT | found)
    assert "*  1   0.720 after   9.0 min: mel_rate 0.001 instead of 0.0004" in text
    assert "   0   0.700 after   9.0 min: the usual recipe" in text
    assert "   2  failed after   1.0 min: mel_batch 16 instead of 10" in text
    assert "better by 0.018" in text
    assert "mean of its checkpoints 300, 600" in text
    assert "goes 85% of the way" in text
    lost = report_text("Anna", REPORT | {"search": search | {"winner": 0}})
    assert "None was better than the usual recipe" in lost


def test_damaged_models_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "kokoro" in check_models()
    model = tmp_path / "tiny"
    model.mkdir()
    (model / "a.bin").write_bytes(b"abc")
    lines = ['name = "tiny"', 'version = "1"', "[[file]]", 'name = "a.bin"', 'sha256 = "00"']
    (model / "manifest.toml").write_text("\n".join(lines))
    monkeypatch.setattr("studio.paths.models_dir", lambda: tmp_path)
    with pytest.raises(StudioError, match=r"a\.bin is damaged"):
        check_models()
    (model / "a.bin").unlink()
    with pytest.raises(StudioError, match=r"a\.bin"):
        check_models()


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal_is_one_line_that_updates() -> None:
    stream = Terminal()
    line = ProgressLine(stream=stream)
    line.show(Progress("tune", 0.25, 130.0, {"L": 1.234}))
    line.show(Progress("tune", 0.5, 65.0))
    line.note("A sample to listen to: a.wav")
    line.end()
    assert stream.getvalue().count("\n") == 1
    assert "Fine-tuning  [#####...............]   25 %  2:10 left  L 1.23" in stream.getvalue()


def test_progress_in_a_file_is_a_line_for_each_stage() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream=stream)
    for fraction in np.linspace(0, 1, 50):
        line.show(Progress("align", float(fraction)))
    line.show(Progress("tune"))
    assert stream.getvalue().splitlines() == [
        "Finding the phonemes in the takes    0 %",
        "Fine-tuning",
    ]
    silent = io.StringIO()
    ProgressLine(quiet=True, stream=silent).show(Progress("tune"))
    assert silent.getvalue() == ""


def test_times_as_people_write_them() -> None:
    assert [duration(s) for s in (0, 7.4, 65, 3725)] == ["0:00", "0:07", "1:05", "1:02:05"]
    assert progress_text(replace(Progress("tune"), seconds_left=0.2), bar=True) == "Fine-tuning"


def test_a_recording_without_a_text_is_cut_and_written_down(timbre: Timbre, tmp_path: Path) -> None:
    sound, _ = recording("ooxo")
    write_wav(tmp_path / "talk.wav", sound, RATE)
    timbre("new", "Ann")
    code, _, err = timbre("import", "Ann", tmp_path / "talk.wav", "--no-transcribe")
    assert (code, "choose the folder" in err) == (FAILED, True)
    code, out, _ = timbre("import", "Ann", tmp_path / "talk.wav")
    assert code == OK
    assert "Imported 3 takes" in out
    assert "not included (other people, noise, words not sure): 1." in out
    assert re.search(r"Set aside: talk\.wav 0:\d\d–0:\d\d – Somebody else speaks", out)
