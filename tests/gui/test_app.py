"""What the window says when it opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from studio.core import database
from studio.core.library import Library
from studio.gui import app as app_module
from studio.gui.language import Translation
from studio.gui.main_window import PAGES, MainWindow
from studio.gui.settings import Settings


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """One on a read-only disk, as far as the library can tell (tests may run as root)."""
    Library(tmp_path / "library").create_voice("Anna")
    monkeypatch.setattr(database, "_can_write", lambda _folder: False)
    return Library(tmp_path / "library")


@pytest.mark.parametrize(
    ("language", "read_only", "not_train"),
    [("en", "read-only", "not record"), ("zh_CN", "只读", "不能录音")],
)
def test_a_read_only_library_is_shown_and_told(
    qtbot: QtBot,
    window: MainWindow,
    library: Library,
    language: str,
    read_only: str,
    not_train: str,
) -> None:
    assert library.read_only
    window._choose_language(language)
    app_module.begin(window, library)
    assert window.banner.isVisible()
    assert read_only in window.banner.text.text()
    assert not_train in window.banner.text.text()
    for name in PAGES:
        window.show_page(name)
        qtbot.wait(10)
    assert [voice.name for voice in library.voices()] == ["Anna"]


def test_what_is_no_library_is_refused_in_the_chosen_language(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    made: list[Translation] = []
    monkeypatch.setattr(app_module, "Translation", lambda *how: made.append(Translation(*how)))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    file = tmp_path / "letter.txt"
    file.write_text("Dear Anna")
    before = Settings().get("language")
    Settings().set("language", "zh_CN")
    try:
        assert app_module.main(["--library", str(file)]) == 1
    finally:
        made[0].remove()
        Settings().set("language", before)
    assert len(told) == 1
    assert "letter.txt" in told[0]
    assert "文件" in told[0]
