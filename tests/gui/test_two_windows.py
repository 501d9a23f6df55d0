"""Two windows on one library: what the other one changes is seen, and nothing breaks on it."""

from __future__ import annotations

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui.main_window import PAGES, MainWindow
from studio.gui.pages.library import LibraryPage
from studio.gui.pages.recordings import RecordingsPage


@pytest.fixture
def other(library: Library) -> Library:
    """The library as another window holds it."""
    return Library(library.root)


def test_a_voice_of_the_other_window_appears(
    qtbot: QtBot, window: MainWindow, other: Library
) -> None:
    page = window.page("library")
    assert isinstance(page, LibraryPage)
    qtbot.waitUntil(lambda: page.voices.model().rowCount() > 8)  # the stock voices
    other.create_voice("Bea")
    window.show_page("library")
    qtbot.waitUntil(lambda: [one.voice.name for one in page._shelf.own] == ["Bea"])


def test_a_take_that_the_other_window_deleted_cannot_be_changed(
    qtbot: QtBot, window: MainWindow, other: Library, anna: Voice
) -> None:
    window._go("recordings", anna.id)
    page = window.page("recordings")
    assert isinstance(page, RecordingsPage)
    qtbot.waitUntil(lambda: len(page.view.model.takes) == 12)
    gone = page.view.model.takes[3]
    other.delete_take(gone.id)
    page.view.model.change(gone.id, starred=True)
    qtbot.waitUntil(lambda: "no longer in the library" in window.banner.text.text())
    qtbot.waitUntil(lambda: len(page.view.model.takes) == 11)


def test_a_voice_that_the_other_window_deleted_is_let_go(
    qtbot: QtBot, window: MainWindow, other: Library, anna: Voice
) -> None:
    window._go("library", anna.id)
    for name in PAGES:
        window.show_page(name)
    other.delete_voice(anna.id)
    for name in PAGES:
        window.show_page(name)  # each reads the library anew
    qtbot.waitUntil(lambda: window._voice is None or "no voice" in window.banner.text.text())
    window._library_changed()
    assert window._voice is None
    for name in PAGES:
        window.show_page(name)


def test_both_may_write_at_once(qtbot: QtBot, window: MainWindow, other: Library) -> None:
    made: list[Voice] = []
    for number in range(10):
        create = partial(window._library.create_voice, f"Mine {number}")
        window._bridge.write(create, made.append)
        other.create_voice(f"Theirs {number}")
    qtbot.waitUntil(lambda: len(made) == 10)
    assert len(other.voices()) == 20
