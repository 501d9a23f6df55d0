"""The Library page with a real library."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui.dialogs.new_voice import NewVoiceDialog
from studio.gui.main_window import MainWindow
from studio.gui.pages import library as page_module
from studio.gui.pages.library import LibraryPage

LONG = 60_000  # milliseconds for a process to load what it needs on a busy machine


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
    assert window.shown is window.page("train")


def test_a_stock_voice_can_be_spoken_with_at_once(
    qtbot: QtBot, page: LibraryPage, window: MainWindow
) -> None:
    qtbot.waitUntil(lambda: page.voices.model().rowCount() > 8)
    page.voices.select("bm_george")
    assert page.details.currentIndex() == 2
    qtbot.mouseClick(page.speak, Qt.MouseButton.LeftButton)
    speak = window.page("speak")
    assert window.shown is speak
    qtbot.waitUntil(lambda: speak.controls.voice_id == "bm_george")  # type: ignore[attr-defined]
    assert speak.controls.language_code == "en-gb"  # type: ignore[attr-defined]


def drop(on: QWidget, path: Path) -> None:
    """Let a file go over a widget, as the system does it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), action, data, left, none)
    QApplication.sendEvent(on, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(on, QDropEvent(QPointF(5, 5), action, data, left, none))


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_voice_goes_into_a_file_and_out_of_it_once_the_consent_was_read(
    qtbot: QtBot, page: LibraryPage, window: MainWindow, library: Library, tmp_path: Path
) -> None:
    from tests.benchmarks.damaged_voices import small_voice

    ada = small_voice(library)
    banner = window.banner
    page.refresh()
    qtbot.waitUntil(lambda: page._current == ada and page.export.isEnabled())
    path = tmp_path / "ada.timbre"
    with qtbot.waitSignal(page.files.ended, timeout=LONG):
        page.files.export(library.voice(ada), path.with_suffix(""))
    assert path.is_file()
    assert "no recordings" in banner.text.text()

    window.show_page("scripts")
    drop(window, path)
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=LONG)
    assert window.shown is page
    dialog = page.dialog
    assert dialog is not None
    facts = dict(dialog.facts)
    assert facts["Whose voice"] == "Ada Lovelace"
    assert "stories" in facts["May be used for"]
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    dialog.promise.setChecked(True)
    assert not ok.isEnabled() and "already" in dialog.hint.text()
    dialog.name_field.setText("Ada's copy")
    assert ok.isEnabled()
    dialog.promise.setChecked(False)
    assert not ok.isEnabled()  # nothing is taken in without it
    dialog.promise.setChecked(True)
    with qtbot.waitSignal(page.files.ended, timeout=LONG):
        ok.click()
    copy = library.voice("Ada's copy")
    assert copy.kind == "imported"
    qtbot.waitUntil(lambda: page._current == copy.id and page.details.currentIndex() == 1)
    with qtbot.waitSignal(page.files.ended, timeout=LONG):
        page.files.export(copy, tmp_path / "again.timbre")
    assert "not passed on from here" in banner.text.text()
    assert not (tmp_path / "again.timbre").exists()


def test_a_damaged_voice_file_is_refused_in_one_sentence(
    qtbot: QtBot, page: LibraryPage, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "broken.timbre"
    path.write_bytes(b"PK" + bytes(500))
    drop(window, path)
    qtbot.waitUntil(lambda: "broken.timbre is damaged" in window.banner.text.text(), timeout=LONG)
    drop(window, tmp_path / "gone.timbre")
    qtbot.waitUntil(lambda: "gone.timbre" in window.banner.text.text(), timeout=LONG)
    assert page.dialog is None
