"""The Recordings page: a real import, a real library, and the keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from studio.audio.files import write_wav
from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui.dialogs.import_report import ImportReportDialog
from studio.gui.main_window import MainWindow
from studio.gui.pages.recordings import RecordingsPage
from studio.gui.takes_model import NOTE, TEXT
from studio.gui.widgets import takes_view as view_module
from tests.gui.conftest import SilentPlayer


@pytest.fixture
def page(window: MainWindow, anna: Voice, qtbot: QtBot) -> RecordingsPage:
    window._go("recordings", anna.id)
    made = window.page("recordings")
    assert isinstance(made, RecordingsPage)
    qtbot.waitUntil(lambda: made.view.model.rowCount() == 12)
    return made


def test_takes_are_listed_and_drawn(qtbot: QtBot, page: RecordingsPage) -> None:
    assert page.stack.currentWidget() is page.work
    qtbot.waitUntil(lambda: page.view.panel.view.picture is not None)
    assert "12" in page.subtitle.text()
    picture = page.view.panel.view.grab().toImage()
    colours = {picture.pixelColor(x, picture.height() // 2).name() for x in range(0, 300, 3)}
    assert len(colours) > 5  # a spectrogram, not an empty field


def test_keys_mend_a_take_in_the_library(
    qtbot: QtBot, page: RecordingsPage, library: Library, anna: Voice
) -> None:
    page.view.table.select(2)
    take = page.view.table.current()
    assert take is not None
    qtbot.keyClick(page.view.table, Qt.Key.Key_X)
    qtbot.keyClick(page.view.table, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: library.take(take.id).starred)
    assert not library.take(take.id).included
    spoken = page.view.model.data(
        page.view.model.index(2, TEXT), Qt.ItemDataRole.AccessibleTextRole
    )
    assert "not used" in spoken
    assert "starred" in spoken
    assert page.view.panel.star.isChecked()
    assert not page.view.panel.used.isChecked()
    page.view.model.setData(page.view.model.index(2, TEXT), "  What was  really said. ")
    qtbot.waitUntil(lambda: library.take(take.id).text == "What was really said.")


def test_the_text_can_be_mended_below(qtbot: QtBot, page: RecordingsPage, library: Library) -> None:
    take = page.view.table.current()
    assert take is not None
    page.view.panel.text.setText("Something else.")
    page.view.panel.text.editingFinished.emit()
    qtbot.waitUntil(lambda: library.take(take.id).text == "Something else.")


def test_taking_a_take_in_again_clears_its_note(
    qtbot: QtBot, page: RecordingsPage, library: Library
) -> None:
    take = page.view.model.takes[3]
    library.update_take(take.id, included=False, note="The words do not fit the text.")
    page.refresh()
    qtbot.waitUntil(lambda: not page.view.model.takes[3].included)
    assert not page.view.table.isColumnHidden(NOTE)
    page.view.model.change(take.id, included=True)
    qtbot.waitUntil(lambda: library.take(take.id).included)
    assert library.take(take.id).note == ""


def test_space_plays_and_stops(
    qtbot: QtBot, page: RecordingsPage, player: type[SilentPlayer]
) -> None:
    page.view.table.setFocus()
    qtbot.keyClick(page.view.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: player.played == [(48_000, 24_000)])
    qtbot.waitUntil(lambda: page.view.panel.view._position is not None)
    assert "Stop" in page.view.panel.play.text()
    qtbot.keyClick(page.view.table, Qt.Key.Key_Space)
    assert "Play" in page.view.panel.play.text()
    assert page.view.panel.view._position is None


def test_without_a_device_one_sentence_says_so(
    qtbot: QtBot, page: RecordingsPage, window: MainWindow, player: type[SilentPlayer]
) -> None:
    player.broken = "There is no sound device; connect one."
    page.view.panel.toggle_play()
    qtbot.waitUntil(lambda: window.banner.text.text() == player.broken)
    assert "Play" in page.view.panel.play.text()


def test_deleting_a_take_asks_first(
    qtbot: QtBot, page: RecordingsPage, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_module, "confirm", lambda *_: True)
    take = page.view.table.current()
    assert take is not None
    qtbot.keyClick(page.view.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.view.model.rowCount() == 11)
    assert not take.path.exists()


def test_a_dropped_folder_is_imported_and_bad_files_are_named(
    qtbot: QtBot,
    window: MainWindow,
    library: Library,
    tmp_path: Path,
    vowel: Callable[..., np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(3):
        write_wav(folder / f"{number}.wav", vowel(f0=100 + 20 * number, seconds=1.0), 16_000)
    (folder / "bad.wav").write_text("this is text")
    names = ["0.wav", "1.wav", "2.wav", "bad.wav", "lost.wav"]
    lines = [f"{name}\tThis is {name}." for name in names]
    (folder / "transcripts.tsv").write_text("\n".join(lines) + "\n")
    shown: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        ImportReportDialog,
        "exec",
        lambda dialog: shown.append(
            tuple(dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount()))
        ),
    )
    voice = library.create_voice("Ben")
    window._go("recordings", voice.id)
    page = window.page("recordings")
    assert isinstance(page, RecordingsPage)
    assert page.stack.currentWidget() is page.no_takes
    _drop(page, folder)
    assert page.importing
    qtbot.waitUntil(lambda: not page.importing, timeout=30_000)
    assert shown == [("bad.wav", "lost.wav")]
    qtbot.waitUntil(lambda: page.view.model.rowCount() == 3)
    assert len(library.takes(voice.id)) == 3


def test_an_empty_folder_is_one_sentence(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    page.import_folder(empty)
    qtbot.waitUntil(lambda: not page.importing, timeout=30_000)
    said = window.banner.text.text()
    assert said
    assert "Traceback" not in said
    assert "inside Timbre" not in said


def _drop(page: RecordingsPage, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    page.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
