"""Marks in the text of the Speak page: faults at their place, and help to write them."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCharFormat, QTextCursor
from pytestqt.qtbot import QtBot

from studio.gui.main_window import MainWindow
from studio.gui.pages.speak import SpeakPage
from studio.gui.speaking.marking import fault_in


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("Wait [pause 90] now.", "[pause 90]", "wrong"),
        ("Wait [pause two] now.", "[pause two]", "words"),
        ("[say x as y]", "[say x as y]", "words"),
        ("<speak>ü <audio src='a'/></speak>", "<audio src='a'/>", "wrong"),
        ("<speak>\nü <break time='90s'/></speak>", "<break time='90s'/>", "wrong"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, place: str, kind: str) -> None:
    fault = fault_in(text)
    assert fault is not None
    assert (text[fault.start : fault.end], fault.kind) == (place, kind)


@pytest.mark.parametrize(
    "text",
    ["", "A [note] and 5*3*2.", "[pause 0.5] *yes* [spell ABC] [say a as /ə/]",
     "<speak>[pause two] <s>Yes.</s></speak>"],
)  # fmt: skip
def test_what_can_be_read_has_no_fault(text: str) -> None:
    assert fault_in(text) is None


def test_a_fault_is_underlined_and_said_below(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("speak")
    page = window.page("speak")
    assert isinstance(page, SpeakPage)
    page.text.setPlainText("😀 Wait [pause 90] now.")
    qtbot.waitUntil(page.look.fault.isVisible)
    assert "at most 60 seconds" in page.look.fault.text()
    (selection,) = page.text.extraSelections()
    assert selection.cursor.selectedText() == "[pause 90]"
    dashes = QTextCharFormat.UnderlineStyle.DashUnderline
    assert selection.format.underlineStyle() == dashes
    page.text.setPlainText("Wait.")
    qtbot.waitUntil(page.look.fault.isHidden)
    assert page.text.extraSelections() == []


def test_marks_are_written_around_what_is_selected(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("speak")
    page = window.page("speak")
    assert isinstance(page, SpeakPage)
    page.text.setPlainText("Say Nguyen now.")
    page.text.find("Nguyen")
    say = page.look.marks.marks[3]
    assert "as /…/" in say.text()
    say.trigger()
    assert page.text.toPlainText() == "Say [say Nguyen as /…/] now."
    assert page.text.textCursor().selectedText() == "…"
    page.text.moveCursor(QTextCursor.MoveOperation.Start)
    page.look.marks.tags[0].trigger()
    assert page.text.toPlainText().startswith('<break time="500ms"/>Say')
