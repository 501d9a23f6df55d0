"""The lexicon of a voice in the window, by mouse and by keys, and what a report says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.core.entities import Voice
from studio.core.lexicon_store import LexiconEntry
from studio.core.library import Library
from studio.gui.dialogs import lexicon as dialog_module
from studio.gui.dialogs.lexicon import LexiconDialog
from studio.gui.main_window import MainWindow
from studio.gui.pages.speak import SpeakPage
from studio.gui.pages.train import TrainPage
from studio.gui.widgets.lexicon_table import FROM, HEARD, SAY, WORD
from tests.gui.conftest import TASKS, SilentPlayer

# The offscreen platform has no window manager.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

HEARD_WORD = LexiconEntry("last", "/lˈast/", "heard", count=3, margin=15.0, language="en-us")


@pytest.fixture
def trained(library: Library) -> Voice:
    voice = library.create_voice("Ada")
    run = library.create_run(voice.id, "quick", "cpu")
    library.update_run(run.id, state="kept")
    library.keep_run(voice.id, run.id)
    library.change_lexicon(voice.id, lambda lexicon: lexicon.with_heard((HEARD_WORD,)))
    return library.voice(voice.id)


@pytest.fixture
def dialog(
    trained: Voice, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> LexiconDialog:
    monkeypatch.setattr(dialog_module, "TRY_TASK", f"{TASKS}:try_word")
    window.show_page("speak")
    page = window.page("speak")
    assert isinstance(page, SpeakPage)
    qtbot.waitUntil(lambda: bool(page.controls.voice_id))
    page.controls.voice.setCurrentIndex(page.controls.voice.findData(trained.id))
    made = page.open_lexicon()
    assert made is not None
    qtbot.waitUntil(lambda: len(made.model.rows) == 1)
    return made


def cells(dialog: LexiconDialog, row: int) -> list[str]:
    return [dialog.model.index(row, column).data() for column in (WORD, SAY, FROM, HEARD)]


def test_stock_voices_have_none(trained: Voice, window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("speak")
    page = window.page("speak")
    assert isinstance(page, SpeakPage)
    qtbot.waitUntil(lambda: bool(page.controls.voice_id))
    page.controls.voice.setCurrentIndex(page.controls.voice.findData("af_heart"))
    page.controls.voice.activated.emit(page.controls.voice.currentIndex())
    assert not page.lexicon_button.isEnabled()
    assert page.open_lexicon() is None
    page.controls.voice.setCurrentIndex(page.controls.voice.findData(trained.id))
    page.controls.voice.activated.emit(page.controls.voice.currentIndex())
    assert page.lexicon_button.isEnabled()


def test_words_are_added_tried_and_removed_by_keys(
    dialog: LexiconDialog,
    trained: Voice,
    library: Library,
    qtbot: QtBot,
    player: type[SilentPlayer],
) -> None:
    assert cells(dialog, 0) == ["last", "/lˈast/", "heard 3 ×", ""]
    qtbot.keyClicks(dialog.word, "Nguyen")
    qtbot.keyClick(dialog.word, Qt.Key.Key_Return)
    dialog.say.setText("/ˈwɪn/")
    qtbot.keyClick(dialog.say, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 2)
    assert cells(dialog, 1) == ["Nguyen", "/wˈɪn/", "you", ""]
    assert not dialog.word.text()

    dialog.table.selectRow(1)
    assert (dialog.word.text(), dialog.say.text()) == ("Nguyen", "/wˈɪn/")
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.trying
    qtbot.waitUntil(lambda: not dialog.trying, timeout=30_000)
    assert cells(dialog, 1)[3] == "heard as /bˈɪn/"
    assert "Nguyen" in dialog.remarks.text()
    qtbot.waitUntil(lambda: bool(player.played))

    dialog.table.selectRow(0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 1)
    kept = library.lexicon(trained.id)
    assert [entry.word for entry in kept.entries] == ["Nguyen"]
    assert kept.refused == {"last"}  # a later training does not bring it back


def test_what_cannot_be_said_is_said_so(dialog: LexiconDialog, qtbot: QtBot) -> None:
    dialog.word.setText("x")
    dialog.say.setText("😀")
    dialog.add()
    qtbot.waitUntil(lambda: "cannot be read out" in dialog.remarks.text())
    assert dialog.say.text() == "😀"


def test_tables_come_and_go(dialog: LexiconDialog, qtbot: QtBot, tmp_path: Path) -> None:
    table = tmp_path / "words.csv"
    table.write_text("word,say\nSiobhan,shi-VAWN\nbad,😀\n", encoding="utf-8")
    dialog.import_file(table)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 2)
    assert "1 word imported" in dialog.remarks.text()
    assert "Line 3" in dialog.remarks.text()
    dialog.export_file(tmp_path / "out.csv")
    qtbot.waitUntil(lambda: "Saved" in dialog.remarks.text())
    assert "Siobhan,shi-VAWN,you," in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_a_report_says_which_words_and_which_english(
    trained: Voice, library: Library, window: MainWindow, qtbot: QtBot
) -> None:
    page = window.page("train")
    assert isinstance(page, TrainPage)
    way = {"word": "last", "usual": "lˈɑːst", "said": "lˈast", "count": 3, "margin": 15.0}
    report: dict[str, Any] = {
        "kept": True, "sentence": "Kept.",
        "ways": {"words": [way], "suggests": "en-gb", "accent": "en-gb"},
    }  # fmt: skip
    page.report.show_report(report, trained.id)
    line = page.report.ways
    assert line.words.text() == "1 word as you say it: last /lˈast/"
    assert "English (UK)" in line.accent.text()
    line.change.click()
    qtbot.waitUntil(lambda: library.voice(trained.id).language == "en-gb")
    page.report.show_report(report)
    assert line.change.isHidden()  # an earlier report changes nothing
    page.report.show_report({"kept": True, "sentence": "Kept."})
    assert line.isHidden()
