"""The Library page with a real library."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui.dialogs.new_voice import NewVoiceDialog
from studio.gui.main_window import MainWindow
from studio.gui.pages import library as page_module
from studio.gui.pages.library import LibraryPage


@pytest.fixture
def page(window: MainWindow) -> LibraryPage:
    made = window.page("library")
    assert isinstance(made, LibraryPage)
    return made


def test_an_empty_library_says_what_to_do(qtbot: QtBot, page: LibraryPage) -> None:
    qtbot.waitUntil(lambda: page.voices.model().rowCount() > 8)  # the stock voices
    assert page.details.currentIndex() == 0
    assert page.new.isEnabled()


def test_a_new_voice_is_created_and_chosen(
    qtbot: QtBot, page: LibraryPage, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_in(dialog: NewVoiceDialog) -> bool:
        dialog.name_field.setText("  Zoë  Smith ")
        dialog.language_field.setCurrentIndex(1)
        return True

    monkeypatch.setattr(NewVoiceDialog, "exec", fill_in)
    qtbot.mouseClick(page.new, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [voice.name for voice in library.voices()] == ["Zoë Smith"])
    assert library.voice("Zoë Smith").language == "en-gb"
    qtbot.waitUntil(lambda: page.details.currentIndex() == 1)
    assert page.steps._buttons["recordings"].property("role") == "primary"
    assert not page.steps._buttons["speak"].isEnabled()


def test_a_name_that_is_taken_cannot_be_chosen(qtbot: QtBot) -> None:
    dialog = NewVoiceDialog({"anna"})
    qtbot.addWidget(dialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    dialog.name_field.setText("ANNA")
    assert not ok.isEnabled()
    dialog.name_field.setText("Ann")
    assert ok.isEnabled()


def test_deleting_asks_first(
    qtbot: QtBot,
    page: LibraryPage,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answers = [False, True]
    monkeypatch.setattr(page_module, "confirm", lambda *_: answers.pop(0))
    page.refresh()
    qtbot.waitUntil(lambda: page._current == anna.id)
    page.delete_voice()
    assert library.voices() == [anna]
    page.delete_voice()
    qtbot.waitUntil(lambda: library.voices() == [])
    assert not (library.root / "voices" / anna.id).exists()


def test_the_next_step_leads_on(
    qtbot: QtBot, page: LibraryPage, window: MainWindow, anna: Voice
) -> None:
    page.refresh()
    qtbot.waitUntil(lambda: page._current == anna.id)
    train = page.steps._buttons["train"]
    assert train.property("role") == "primary"
    qtbot.mouseClick(train, Qt.MouseButton.LeftButton)
    assert window._stack.currentWidget() is window.page("train")


def test_a_stock_voice_can_be_spoken_with_at_once(
    qtbot: QtBot, page: LibraryPage, window: MainWindow
) -> None:
    qtbot.waitUntil(lambda: page.voices.model().rowCount() > 8)
    page.voices.select("bm_george")
    assert page.details.currentIndex() == 2
    qtbot.mouseClick(page.speak, Qt.MouseButton.LeftButton)
    speak = window.page("speak")
    assert window._stack.currentWidget() is speak
    qtbot.waitUntil(lambda: speak.controls.voice_id == "bm_george")  # type: ignore[attr-defined]
    assert speak.controls.language_code == "en-gb"  # type: ignore[attr-defined]
