"""The commands in the README are ones that the program has, and the quick ones work."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from studio.cli import main
from studio.cli.parser import build_parser
from studio.paths import resources_dir

ROOT = Path(__file__).resolve().parent.parent
QUICK = ("voices", "new", "import")  # the others need a trained voice, or minutes


def commands(program: str) -> list[list[str]]:
    """The words of each line in the README's shell blocks that calls a program."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [words[1:] for words in lines if words and words[0] == program]


def test_every_command_of_the_program_is_shown() -> None:
    shown = {words[0] for words in commands("timbre")}
    assert {"voices", "speak", "new", "import", "train", "report", "hear", "selftest"} <= shown


@pytest.mark.parametrize("words", commands("timbre"), ids=" ".join)
def test_the_command_line_takes_what_the_readme_types(words: list[str]) -> None:
    assert callable(build_parser().parse_args(words).run)


def test_make_has_the_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert {words[0] for words in commands("make")} <= targets


def test_the_quick_ones_work_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIMBRE_LIBRARY", str(tmp_path / "library"))
    recordings, sample = tmp_path / "recordings", resources_dir() / "sample_voice"
    recordings.mkdir()
    lines = (sample / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[:2]
    (recordings / "transcripts.tsv").write_text("\n".join(lines), encoding="utf-8")
    for line in lines:
        shutil.copy(sample / line.split("\t")[0], recordings)
    ran = [words for words in commands("timbre") if words[0] in QUICK]
    assert len(ran) >= 3
    for words in ran:
        assert main(words) == 0
