"""Every text of the window is translated, and what is compiled is what is written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from studio.paths import resources_dir

ROOT = Path(__file__).resolve().parents[2]
FOLDER = resources_dir() / "i18n"
CHINESE = FOLDER / "timbre_zh_CN.ts"
LUPDATE = Path(sys.executable).parent / "pyside6-lupdate"
LRELEASE = Path(sys.executable).parent / "pyside6-lrelease"


def messages(file: Path) -> list[tuple[str, str, list[str], bool]]:
    """Context, source, translations, and whether each message is finished."""
    found = []
    for context in ElementTree.parse(file).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            target = message.find("translation")
            assert target is not None
            forms = [form.text or "" for form in target.iter("numerusform")]
            found.append(
                (
                    name,
                    message.findtext("source") or "",
                    forms or [target.text or ""],
                    target.get("type") is None,
                )
            )
    return found


@pytest.mark.parametrize("file", [CHINESE, FOLDER / "timbre_en.ts"])
def test_nothing_is_unfinished(file: Path) -> None:
    unfinished = [m for m in messages(file) if not m[3] or not all(text.strip() for text in m[2])]
    assert unfinished == []


def test_places_to_fill_in_are_the_same() -> None:
    for _, source, translations, _ in messages(CHINESE):
        for translation in translations:
            assert sorted(re.findall(r"\{\d\}|%n", translation)) == sorted(
                re.findall(r"\{\d\}|%n", source)
            ), source


def test_the_source_holds_no_text_that_is_not_in_the_file(tmp_path: Path) -> None:
    fresh = tmp_path / CHINESE.name
    shutil.copy(CHINESE, fresh)
    sources = [str(path) for path in sorted((ROOT / "studio" / "gui").rglob("*.py"))]
    subprocess.run(
        [LUPDATE, "-no-obsolete", "-locations", "none", *sources, "-ts", str(fresh)],
        check=True,
        capture_output=True,
    )
    known = {message[:2] for message in messages(CHINESE)}
    assert {message[:2] for message in messages(fresh)} == known


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_is_compiled_is_what_is_written(language: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    source = FOLDER / f"timbre_{language}.ts"
    subprocess.run([LRELEASE, str(source), "-qm", str(fresh)], check=True, capture_output=True)
    assert fresh.read_bytes() == (FOLDER / f"timbre_{language}.qm").read_bytes()
