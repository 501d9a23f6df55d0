"""The Scripts page: open, look through, write, render, listen where it is doubtful, takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.core.entities import Casting, LineState, ScriptLine, SourceLine
from studio.core.library import Library
from studio.gui import script_work
from studio.gui.main_window import MainWindow
from studio.gui.pages.scripts import ScriptsPage
from studio.gui.script_model import CHARACTER, DIRECTION, HEARD, SETTINGS, STATE, TEXT
from studio.gui.widgets.script_lines import LINES, LISTEN
from tests.gui.conftest import SilentPlayer
from tests.gui.script_tasks import LOST_AT, SECONDS

TASKS = "tests.gui.script_tasks"
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LONG = 20_000  # milliseconds for a process to start on a busy machine


@pytest.fixture
def page(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> ScriptsPage:
    monkeypatch.setattr(script_work, "RENDER_TASK", f"{TASKS}:render")
    window.show_page("scripts")
    made = window.page("scripts")
    assert isinstance(made, ScriptsPage)
    return made


@pytest.fixture
def lamp(page: ScriptsPage, qtbot: QtBot) -> ScriptsPage:
    """With the example open."""
    page.example.click()
    wait(qtbot, lambda: page.lines.model.held == 8 and page.lines.table.current() is not None)
    return page


def wait(qtbot: QtBot, until: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(until()), timeout=LONG)


def states(page: ScriptsPage, library: Library) -> dict[LineState, int]:
    assert page.project is not None
    return {s: n for s, n in library.line_counts(page.project.id).items() if n}


def render(page: ScriptsPage, qtbot: QtBot) -> None:
    wait(qtbot, page.actions_.render_.isEnabled)
    with qtbot.waitSignal(page.work.ended, timeout=LONG):
        page.actions_.render_.click()


def cell(page: ScriptsPage, row: int, column: int) -> Any:
    return page.lines.model.index(row, column).data()


def test_the_empty_page_leads_to_a_script(qtbot: QtBot, page: ScriptsPage) -> None:
    assert page.stack.currentWidget() is page.empty
    assert not page.actions_.render_.isVisible()
    page.example.click()
    wait(qtbot, lambda: page.stack.currentWidget() is page.lines)
    wait(qtbot, lambda: cell(page, 0, TEXT) == "The storm came up the coast at half past "
                    "nine, and the lamp was dark.")  # fmt: skip
    wait(qtbot, lambda: "8" in page.subtitle.text())
    assert "3" in page.subtitle.text()  # characters
    assert cell(page, 1, DIRECTION) == "out of breath"
    assert not page.lines.table.isColumnHidden(DIRECTION)
    assert page.lines.table.isColumnHidden(SETTINGS)


def test_files_are_dropped_and_read_again_and_text_is_pasted(
    qtbot: QtBot, page: ScriptsPage, tmp_path: Path, library: Library
) -> None:
    script = tmp_path / "play.csv"
    script.write_text("id,character,text\na,ANN,Hello there.\nb,BOB,Good day.\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(script))])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), action, data, left, none))
    wait(qtbot, lambda: page.lines.model.held == 2)
    first = page.project
    assert first is not None and first.name == "play"

    script.write_text("id,character,text\na,ANN,Hello you.\nb,BOB,Good day.\n", encoding="utf-8")
    page.actions_.read.trigger()
    wait(qtbot, lambda: cell(page, 0, TEXT) == "Hello you.")
    page.open_text("A line.\n\nAnother line.", "Pasted")
    wait(qtbot, lambda: page.project is not None and page.project.name == "Pasted")
    assert [one.name for one in library.projects()] == ["Pasted", "play"]
    page.choose_project(first.id)
    wait(qtbot, lambda: page.project is not None and page.project.id == first.id)


def test_a_narrator_speaks_the_actions_of_a_screenplay_or_nobody(
    qtbot: QtBot, page: ScriptsPage, tmp_path: Path, window: MainWindow
) -> None:
    script = tmp_path / "play.fountain"
    script.write_text("INT. ROOM\n\nIt rains.\n\nANN\nHello.\n", encoding="utf-8")
    page.open_file(script)
    wait(qtbot, lambda: page.lines.model.held == 1 and window.banner.isVisible())
    assert "1 paragraph" in window.banner.text.text() and "narrator" in window.banner.text.text()
    narrate = page.actions_.narrate
    wait(qtbot, narrate.isEnabled)
    assert narrate.isVisible() and not narrate.isChecked()
    narrate.trigger()
    wait(qtbot, lambda: page.lines.model.held == 2 and cell(page, 0, TEXT) == "It rains.")
    assert cell(page, 1, CHARACTER) == "ANN"
    wait(qtbot, lambda: page.project and narrate.isChecked() and narrate.isEnabled())
    page.read_again()  # the choice stays
    wait(qtbot, lambda: window.banner.text.text().startswith("Read again: 0 new, 0 changed, 2"))
    wait(qtbot, lambda: page.project and narrate.isChecked() and narrate.isEnabled())
    narrate.trigger()
    wait(qtbot, lambda: page.lines.model.held == 1 and not narrate.isChecked())
    page.open_text("No screenplay.")
    wait(qtbot, lambda: not narrate.isVisible())


def test_search_and_filters_show_some_lines(qtbot: QtBot, lamp: ScriptsPage) -> None:
    lines = lamp.lines
    QTest.keyClick(lamp.window(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(lines.filter.search, "LIGHT")
    wait(qtbot, lambda: lines.model.rowCount() == 2 and "light" in str(cell(lamp, 0, TEXT)))
    assert "2" in lines.filter.shown.text() and "8" in lines.filter.shown.text()
    lines.filter.search.clear()
    lines.filter.character.setCurrentIndex(lines.filter.character.findData("TOBIAS"))
    lines.filter.character.activated.emit(0)
    wait(qtbot, lambda: lines.model.rowCount() == 3)
    lines.filter.filter.setCurrentIndex(lines.filter.filter.findData("rendered"))
    lines.filter.filter.activated.emit(0)
    wait(qtbot, lambda: lines.model.rowCount() == 0)
    wait(qtbot, lambda: "filter" in lines.panel._about.text())


def test_ten_thousand_lines_scroll_without_holding_the_window(
    qtbot: QtBot, page: ScriptsPage, library: Library
) -> None:
    many = (SourceLine(f"This is line number {n} of a long script.") for n in range(10_000))
    project = library.create_project("Long", many, voice="af_heart")
    page.choose_project(project.id)
    wait(qtbot, lambda: page.lines.model.held > 0)
    spent, last = list[float](), [time.thread_time()]

    def beat() -> None:
        now = time.thread_time()  # of this thread: a busy machine does not count
        spent.append(now - last[0])
        last[0] = now

    timer = QTimer(page, interval=0)
    timer.timeout.connect(beat)
    bar = page.lines.table.verticalScrollBar()
    timer.start()
    for step in range(0, bar.maximum(), bar.maximum() // 30):
        bar.setValue(step)
        QTest.qWait(1)
    bar.setValue(bar.maximum())
    wait(qtbot, lambda: cell(page, 9_999, TEXT) == "This is line number 9999 of a long script.")
    page.lines.table.selectAll()
    page.lines.table.grab()
    QTest.qWait(1)
    timer.stop()
    assert page.lines.model.held <= 3_000
    assert len(spent) > 30 and max(spent) < 0.05


def test_lines_are_written_in_place(
    qtbot: QtBot, lamp: ScriptsPage, window: MainWindow, library: Library
) -> None:
    model = lamp.lines.model
    render(lamp, qtbot)
    model.setData(model.index(0, TEXT), "It was dark.")
    wait(qtbot, lambda: cell(lamp, 0, TEXT) == "It was dark.")
    wait(qtbot, lambda: cell(lamp, 0, STATE) == "Changed")
    QTest.keyClick(lamp.lines.table, Qt.Key.Key_S)
    assert lamp.lines.table.editing and not lamp.lines.table.isColumnHidden(SETTINGS)
    QTest.keyClick(lamp.lines.table.focusWidget() or lamp, Qt.Key.Key_Escape)
    model.setData(model.index(1, SETTINGS), "speed=0.9, pitch=-2")
    wait(qtbot, lambda: cell(lamp, 1, SETTINGS) == "speed=0.9 pitch=-2")
    assert lamp.project is not None
    line = library.script_lines(lamp.project.id)[1]
    assert line.settings == {"speed": 0.9, "pitch": -2}
    model.setData(model.index(1, SETTINGS), "speed=9")
    wait(qtbot, lambda: "speed" in window.banner.text.text())
    assert cell(lamp, 1, SETTINGS) == "speed=0.9 pitch=-2"
    model.setData(model.index(2, DIRECTION), "slowly")
    wait(qtbot, lambda: cell(lamp, 2, DIRECTION) == "slowly")
    assert cell(lamp, 2, STATE) == "Made"  # for people alone


def test_render_follows_line_by_line_and_can_be_stopped(
    qtbot: QtBot, lamp: ScriptsPage, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_work, "RENDER_TASK", f"{TASKS}:render_until_cancelled")
    wait(qtbot, lamp.actions_.render_.isEnabled)
    lamp.actions_.render_.click()
    wait(qtbot, lambda: cell(lamp, 0, STATE) == "Made")
    assert lamp.work.running and not lamp.actions_.render_.isEnabled()
    lamp.strip.pause.click()
    wait(qtbot, lambda: lamp.strip.paused)
    lamp.strip.pause.click()
    with qtbot.waitSignal(lamp.work.ended, timeout=LONG):
        lamp.strip.cancel.click()
    assert states(lamp, library) == {"new": 7, "rendered": 1}
    monkeypatch.setattr(script_work, "RENDER_TASK", f"{TASKS}:render")
    render(lamp, qtbot)
    assert states(lamp, library) == {"rendered": 7, "flagged": 1}
    wait(qtbot, lambda: "wrench" in str(cell(lamp, 3, HEARD)))
    wait(qtbot, lambda: not lamp.actions_.render_.isEnabled())


def test_listen_here_by_keys(
    qtbot: QtBot, lamp: ScriptsPage, library: Library, player: type[SilentPlayer]
) -> None:
    render(lamp, qtbot)
    lines, table = lamp.lines, lamp.lines.table
    lines.go_to(LISTEN)
    wait(qtbot, lambda: lines.model.rowCount() == 1 and table.current() is not None)
    wait(qtbot, lambda: lines.panel.view.picture is not None)
    wait(qtbot, lambda: not lines.panel.accept.isHidden())
    assert not lines.panel.another_way.isHidden()
    QTest.keyClick(table, Qt.Key.Key_Return)  # from a second before the doubtful word on
    wait(qtbot, lambda: bool(player.played))
    assert player.played[0][0] == round((SECONDS - LOST_AT + 1.0) * 24_000)
    QTest.keyClick(table, Qt.Key.Key_Return)
    wait(qtbot, lambda: not lines.player.playing)

    QTest.keyClick(table, Qt.Key.Key_W)
    assert lamp.words is not None and lamp.words.word.text() == "wrench"
    lamp.words.reject()
    QTest.keyClick(table, Qt.Key.Key_A)
    wait(qtbot, lambda: lines.model.rowCount() == 0)
    assert states(lamp, library) == {"rendered": 8}

    lines.go_to(LINES)
    wait(qtbot, lambda: lines.model.held == 8)
    table.select(2)
    QTest.keyClick(table, Qt.Key.Key_F)
    wait(qtbot, lambda: states(lamp, library) == {"rendered": 7, "flagged": 1})
    wait(qtbot, lambda: "1" in lines.tabs.tabText(LISTEN))


def test_space_plays_on_line_after_line(
    qtbot: QtBot, lamp: ScriptsPage, player: type[SilentPlayer]
) -> None:
    render(lamp, qtbot)
    table = lamp.lines.table
    table.select(6)
    QTest.keyClick(table, Qt.Key.Key_Space)
    wait(qtbot, lambda: lamp._playback._player is not None and lamp._playback._place == 0)
    the_player: Any = lamp._playback._player
    the_player.playing = False  # it has been heard
    wait(qtbot, lambda: len(player.played) == 2)
    wait(qtbot, lambda: table.currentIndex().row() == 7)
    the_player.playing = False
    wait(qtbot, lambda: not lamp._playback.playing)  # it was the last


def test_takes_of_a_line(
    qtbot: QtBot, lamp: ScriptsPage, library: Library, player: type[SilentPlayer]
) -> None:
    render(lamp, qtbot)
    lines = lamp.lines
    takes = lines.panel.takes
    lines.table.select(3)
    with qtbot.waitSignal(lamp.work.ended, timeout=LONG):
        QTest.keyClick(lines.table, Qt.Key.Key_R)
    wait(qtbot, lambda: len(takes.takes) == 2 and "in use" in takes.list.item(0).text())
    assert lamp.project is not None
    newest, first = takes.takes
    line_id = newest.line_id
    chosen: Callable[[], str | None] = lambda: (  # noqa: E731
        library.script_line(newest.project_id, line_id).rendering_id
    )
    assert chosen() == newest.id
    takes.list.setCurrentRow(1)
    takes.use.click()
    wait(qtbot, lambda: chosen() == first.id)
    wait(qtbot, lambda: "in use" in takes.list.item(1).text())
    QTest.keyClick(takes.list, Qt.Key.Key_S)
    wait(qtbot, lambda: library.rendering(first.id).starred)
    takes.compare.click()
    lines.dialog.play(1)
    wait(qtbot, lambda: bool(player.played))
    lines.dialog.favourite = 0
    lines.dialog.accept()
    wait(qtbot, lambda: chosen() == newest.id)
    wait(qtbot, lambda: "in use" in takes.list.item(0).text())
    takes.list.setCurrentRow(0)
    QTest.keyClick(takes.list, Qt.Key.Key_Delete)
    wait(qtbot, lambda: chosen() == first.id)


def test_what_is_done_to_lines_is_taken_back_and_done_again(
    qtbot: QtBot, lamp: ScriptsPage, library: Library
) -> None:
    render(lamp, qtbot)
    lines, model = lamp.lines, lamp.lines.model
    assert lamp.project is not None
    project = lamp.project
    line: Callable[[], ScriptLine] = lambda: library.script_lines(project.id)[0]  # noqa: E731
    first = line()
    model.setData(model.index(0, TEXT), "It was dark.")
    wait(qtbot, lambda: cell(lamp, 0, STATE) == "Changed")
    model.setData(model.index(0, CHARACTER), "TOBIAS")
    wait(qtbot, lambda: cell(lamp, 0, CHARACTER) == "TOBIAS")
    lines.table.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(lines.table, Qt.Key.Key_Z, control)
    QTest.keyClick(lines.table, Qt.Key.Key_Z, control)
    wait(qtbot, lambda: cell(lamp, 0, TEXT) == first.text and cell(lamp, 0, STATE) == "Made")
    assert (line().rendering_id, line().state) == (first.rendering_id, "rendered")
    wait(qtbot, lines.ways.redo_button.isEnabled)
    lines.ways.redo_button.click()
    wait(qtbot, lambda: cell(lamp, 0, TEXT) == "It was dark." and cell(lamp, 0, STATE) == "Changed")

    takes = lines.panel.takes
    lines.table.select(1)
    wait(qtbot, lambda: takes.takes and takes.takes[0].line_id == line_ids(library, project.id)[1])
    made = takes.takes[0]
    takes.delete.click()
    wait(qtbot, lambda: cell(lamp, 1, STATE) == "To make")
    assert made.path.is_file() and made.score.is_file()
    assert library.rendering(made.id).deleted  # in the trash, also when the window is killed now
    lines.ways.undo_button.click()
    wait(qtbot, lambda: cell(lamp, 1, STATE) == "Made")
    assert library.script_lines(project.id)[1].rendering_id == made.id

    before = library.casting(project.id)
    lamp.cast_so(project, {"TOBIAS": Casting("am_michael")})
    undone: Callable[[str, str], bool] = lambda _, how: how == "undone"  # noqa: E731
    with qtbot.waitSignal(lines.steps.done, timeout=LONG, check_params_cb=undone):
        lines.ways.undo_button.click()  # at once, while the cast is on its way
    assert library.casting(project.id) == before
    lines.ways.redo_button.click()
    wait(qtbot, lambda: library.casting(project.id).get("TOBIAS") == Casting("am_michael"))
    lamp.open_text("Another script.")
    wait(qtbot, lambda: lamp.project is not None and lamp.project.id != project.id)
    assert not lines.ways.undo_button.isEnabled()


def line_ids(library: Library, project_id: str) -> list[str]:
    return [line.id for line in library.script_lines(project_id)]


def test_deleting_asks_first(
    qtbot: QtBot, lamp: ScriptsPage, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.gui.pages import scripts

    monkeypatch.setattr(scripts, "confirm", lambda *_: False)
    lamp.delete()
    assert library.projects()
    monkeypatch.setattr(scripts, "confirm", lambda *_: True)
    lamp.delete()
    wait(qtbot, lambda: lamp.stack.currentWidget() is lamp.empty)
    assert library.projects() == []
