"""Casting, words and export of a script; one script really spoken, delivered and looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from studio.core.entities import Casting, SourceLine
from studio.core.library import Library
from studio.gui import auditions, script_work
from studio.gui.bridge import Bridge
from studio.gui.dialogs import lexicon as lexicon_module
from studio.gui.dialogs.deliver import DeliverDialog
from studio.gui.dialogs.delivered import DeliveredDialog
from studio.gui.lexicon_rows import Book, invented_words
from studio.gui.main_window import MainWindow
from studio.gui.pages.scripts import ScriptsPage
from studio.gui.widgets.lexicon_table import HEARD, WORD
from studio.speech.delivery import DeliveredLine
from tests.gui.conftest import SilentPlayer

TASKS = "tests.gui.script_tasks"
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LONG = 20_000  # milliseconds for a process to start on a busy machine
LINES = [
    SourceLine("Grishnakh is here.", "a", "ANN"),
    SourceLine("So is Xochitl, at nine o'clock.", "b", "BOB"),
    SourceLine("The unlocked gate's bell rang.", "c", ""),
]


def wait(qtbot: QtBot, until: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(until()), timeout=LONG)


@pytest.fixture
def page(window: MainWindow, library: Library, qtbot: QtBot) -> ScriptsPage:
    library.create_project("Play", LINES)
    window.show_page("scripts")
    made = window.page("scripts")
    assert isinstance(made, ScriptsPage)
    wait(qtbot, lambda: made.lines.model.held == 3 and made._found is not None)
    return made


def test_a_cast_is_chosen_heard_and_kept(
    qtbot: QtBot, page: ScriptsPage, library: Library, player: type[SilentPlayer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(auditions, "SPEAK_TASK", f"{TASKS}:speak")
    assert "ANN" in page.subtitle.text()  # nobody speaks her
    page.actions_.cast.click()
    wait(qtbot, lambda: page.casting is not None)
    dialog = page.casting
    assert dialog is not None
    assert "ANN" in dialog.remarks.text()
    dialog.choose("", "af_heart")
    dialog.choose("BOB", "am_michael:0.7+bm_george:0.3", {"speed": 1.2})
    assert dialog.remarks.text() == ""
    assert "30" in dialog.list.item(2).text()
    assert dialog.changes == {
        "": Casting("af_heart"),
        "BOB": Casting("am_michael:0.7+bm_george:0.3", {"speed": 1.2}),
    }
    wait(qtbot, lambda: len(dialog._texts) == 3)
    dialog.hear_all.click()
    wait(qtbot, lambda: bool(player.played))
    wait(qtbot, lambda: "bell rang" in dialog.remarks.text())  # the narrator comes first
    dialog.hear_all.click()
    wait(qtbot, lambda: not dialog.auditions.running)
    dialog.accept()
    assert page.project is not None
    project_id = page.project.id
    wait(qtbot, lambda: len(library.casting(project_id)) == 2)
    wait(qtbot, lambda: "ANN" not in page.subtitle.text())
    # Back to everybody's voice.
    page.cast_so(page.project, {"BOB": None})
    wait(qtbot, lambda: len(library.casting(project_id)) == 1)


def test_invented_words_are_found(library: Library) -> None:
    project = library.create_project("Play", LINES)
    book = Book(library, project.id, of_project=True)
    assert invented_words(book) == ["Grishnakh", "Xochitl"]


def test_words_of_a_script_are_tried_and_written(
    qtbot: QtBot, page: ScriptsPage, library: Library, monkeypatch: pytest.MonkeyPatch,
    player: type[SilentPlayer],
) -> None:  # fmt: skip
    monkeypatch.setattr(lexicon_module, "TRY_TASK", f"{TASKS}:try_word")
    page.actions_.words.trigger()
    dialog = page.words
    assert dialog is not None
    dialog.try_all_button.click()
    wait(qtbot, lambda: "1" in dialog.remarks.text() and "2" in dialog.remarks.text())
    model = dialog.model
    assert [model.index(row, WORD).data() for row in range(2)] == ["Xochitl", "Grishnakh"]
    assert "heard as" in model.index(0, HEARD).data()
    assert player.played == []  # they are looked at
    dialog.write_word("Xochitl")
    dialog.say.setText("SO-cheel")
    dialog.add()
    assert page.project is not None
    project_id = page.project.id
    wait(qtbot, lambda: library.project_lexicon(project_id).entry("xochitl") is not None)
    wait(qtbot, lambda: len(model.rows) == 2 and model.rows[0].entry.say)
    dialog.reject()


@pytest.fixture
def made(tmp_path: Path) -> list[DeliveredLine]:
    sound, score = tmp_path / "a.wav", tmp_path / "a.json"
    who = ("ANN", "BOB", "ANN")
    return [
        DeliveredLine(f"{number:02}", name, "Hello.", sound, score, "af_heart")
        for number, name in enumerate(who)
    ]


def test_purposes_and_names(
    qtbot: QtBot, bridge: Bridge, made: list[DeliveredLine], tmp_path: Path
) -> None:
    dialog = DeliverDialog(bridge, "Play", tmp_path, made, 1)
    qtbot.addWidget(dialog)
    dialog.show()
    wait(qtbot, lambda: dialog.names.text() == "Play.mp3")
    assert "1" in dialog.missing.text()
    dialog.choose_purpose("game")
    wait(qtbot, lambda: dialog.names.text().startswith("ANN/00_001.wav   BOB/01_002.wav"))
    assert (dialog.settings.layout, dialog.settings.lipsync) == ("lines", True)
    dialog.template.setText("{character}")
    wait(qtbot, lambda: "“ANN”" in dialog.hint.text())  # two files would have one name
    ok = dialog.buttons.buttons()[0]
    assert not ok.isEnabled()
    dialog.template.setText("{nobody}")
    wait(qtbot, lambda: "{nobody}" in dialog.hint.text())
    dialog.choose_purpose("film")
    wait(qtbot, lambda: dialog.names.text() == "Play_ANN.wav   Play_BOB.wav")
    assert (dialog.settings.depth, dialog.settings.loudness) == ("24", "ebu")
    dialog.choose_purpose("telephone")
    assert (dialog.settings.depth, dialog.settings.rate) == ("ulaw", 8_000)
    dialog.format.setCurrentIndex(dialog.format.findData("opus"))
    dialog.format.activated.emit(0)
    assert (dialog.settings.depth, dialog.settings.rate) == ("16", 48_000)
    wait(qtbot, ok.isEnabled)
    dialog.path.setText("relative")
    wait(qtbot, lambda: not ok.isEnabled())


def report(found: bool, acx: list[dict[str, Any]]) -> dict[str, Any]:
    file = {
        "file": "a.wav", "change": "added", "seconds": 2.0, "acx": acx,
        "measured": {"lufs": -16.0, "true_peak_dbtp": -1.5}, "watermark": {"found": found},
    }  # fmt: skip
    changes = {"added": 1, "changed": 0, "same": 0, "removed": 0}
    passed = all(one["passed"] for one in acx) if acx else None
    return {
        "folder": "/nowhere", "files": [file], "passed": passed, "warnings": [],
        "changes": changes, "seconds": 2.0, "marked": found,
    }  # fmt: skip


def test_a_missing_mark_and_what_fails_are_said_loudly(qtbot: QtBot) -> None:
    floor = {"name": "noise floor", "found": "−50.0 dB", "wanted": "−60.0 dB", "passed": False}
    dialog = DeliveredDialog(report(False, [floor]))
    qtbot.addWidget(dialog)
    (mark, sentence), (passed, acx), *_ = dialog.verdicts
    assert not mark and "NOT MARKED" in sentence and "a.wav" in sentence
    assert not passed and "noise floor" in acx
    fine = DeliveredDialog(report(True, [{**floor, "passed": True}]))
    qtbot.addWidget(fine)
    assert all(good for good, _ in fine.verdicts)


def test_two_lines_are_really_spoken_and_delivered(
    qtbot: QtBot, window: MainWindow, library: Library, tmp_path: Path
) -> None:
    assert script_work.RENDER_TASK.startswith("studio.")
    window.show_page("scripts")
    page = window.page("scripts")
    assert isinstance(page, ScriptsPage)
    page.open_text("Good morning.\n\nThe door is open.", "Two")
    wait(qtbot, lambda: page.lines.model.held == 2)
    wait(qtbot, page.actions_.render_.isEnabled)
    with qtbot.waitSignal(page.work.ended, timeout=120_000):
        page.actions_.render_.click()
    assert page.project is not None
    lines = library.script_lines(page.project.id)
    assert [line.state for line in lines] == ["rendered", "rendered"]
    wait(qtbot, lambda: page.lines.panel.view.picture is not None)
    wait(qtbot, page.actions_.export.isEnabled)
    page.actions_.export.click()
    wait(qtbot, lambda: page.delivery is not None and page.delivery.names.text())
    dialog = page.delivery
    assert dialog is not None
    dialog.choose_purpose("game")
    dialog.path.setText(str(tmp_path / "out"))
    wait(qtbot, lambda: dialog.names.text().count(".wav") == 2)
    with qtbot.waitSignal(page.work.delivered, timeout=120_000):
        dialog.accept()
    assert page.report is not None
    assert all(good for good, _ in page.report.verdicts)
    assert len(list((tmp_path / "out").rglob("*.wav"))) == 2
    page.report.reject()
