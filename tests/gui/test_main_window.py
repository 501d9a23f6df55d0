"""The whole window: every page in both languages and both appearances, by keyboard, named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui import app as app_module
from studio.gui.main_window import PAGES, MainWindow
from studio.gui.theme import DARK, LIGHT, Theme

ROOT = Path(__file__).resolve().parents[2]


def test_opening_the_window_loads_neither_torch_nor_numpy() -> None:
    script = (
        "import studio.gui.app, studio.gui.pages.library, sys;"
        "print(*({'torch', 'scipy', 'numpy', 'sounddevice', 'pyqtgraph'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_without_a_display_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    if sys.platform != "linux":
        return
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    assert app_module.main(["--library", str(tmp_path)]) == 1
    assert "display" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_every_page_in_every_look(
    qtbot: QtBot, window: MainWindow, anna: Voice, language: str, appearance: str
) -> None:
    window._choose_voice(anna.id)
    for name in PAGES:
        window.show_page(name)
    window._choose_language(language)
    window._choose_appearance(appearance)
    window.resize(1024, 700)
    for name in PAGES:
        window.show_page(name)
        qtbot.wait(20)
        picture = window.grab().toImage()
        corner = picture.pixelColor(picture.width() - 4, picture.height() - 4)
        assert (corner.lightness() < 80) == (appearance == "dark")
        title = window.page(name).title.text()
        assert title.isascii() == (language == "en")
    assert Theme.colours().dark == (appearance == "dark")
    assert window.width() == 1024


def test_a_theme_change_reaches_what_has_a_page_for_parent(
    qtbot: QtBot, window: MainWindow, anna: Voice
) -> None:
    window._choose_voice(anna.id)
    for name in PAGES:
        window.show_page(name)
    hidden, shown = QDialog(window.page("record")), QDialog(window.shown)
    window._choose_appearance("dark")
    for part in (shown, window.shown, window.sidebar, hidden):
        wanted = QColor(DARK.panel if part is window.sidebar else DARK.window)
        qtbot.waitUntil(lambda part=part, wanted=wanted: _ground(part) == wanted)
    window._choose_appearance("light")
    assert _ground(hidden) == QColor(DARK.window)  # its turn has not come
    window.show_page("record")
    assert _ground(hidden) == _ground(window.shown) == QColor(LIGHT.window)


def _ground(widget: QWidget) -> QColor:
    return widget.palette().window().color()


def test_pages_are_made_ahead_and_the_one_that_is_waited_for_comes_first(
    qtbot: QtBot, window: MainWindow
) -> None:
    ended: list[list[str]] = []
    window.load_ahead(lambda: ended.append(list(window._pages)))
    window.sidebar.buttons["scripts"].click()
    assert window.sidebar.buttons["scripts"].isChecked()
    assert window.shown is window.page("library")
    qtbot.waitUntil(lambda: window.shown is window._pages.get("scripts"), timeout=20_000)
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    [made] = ended
    assert made[:2] == ["library", "scripts"]
    assert set(made) == set(PAGES)
    assert window.shown is window.page("scripts")


def test_keys_lead_to_every_page(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    keys = [Qt.Key(Qt.Key.Key_1 + place) for place in range(len(PAGES))]
    for key, name in zip(reversed(keys), reversed(PAGES), strict=True):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.shown is window.page(name)
        assert window.sidebar.buttons[name].isChecked()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_that_takes_the_focus_has_a_name(
    window: MainWindow, anna: Voice, language: str
) -> None:
    window._choose_voice(anna.id)
    window._choose_language(language)
    nameless = []
    for name in PAGES:
        window.show_page(name)
        for widget in window.page(name).findChildren(QWidget):
            asks = isinstance(widget, QAbstractButton | QAbstractItemView | QComboBox | QLineEdit)
            if widget.window() is not window:
                continue  # the list that a combo box opens
            if asks and not _is_inner(widget) and not widget.accessibleName():
                nameless.append((name, type(widget).__name__, type(widget.parent()).__name__))
    assert not nameless, nameless


def test_the_sample_voice_is_added_once(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    window.add_sample_voice()
    qtbot.waitUntil(lambda: not window.sidebar._work.isHidden(), timeout=30_000)
    qtbot.waitUntil(window.sidebar._work.isHidden, timeout=120_000)
    assert [voice.kind for voice in library.voices()] == ["sample"]
    assert len(library.takes(library.voices()[0].id)) > 30
    window.add_sample_voice()
    assert window.sidebar._work.isHidden()


def test_the_window_remembers(window: MainWindow, anna: Voice) -> None:
    window._choose_voice(anna.id)
    window._choose_appearance("dark")
    assert window._settings.get("voice") == anna.id
    assert window._settings.get("appearance") == "dark"


def _is_inner(widget: QWidget) -> bool:
    """Whether Qt made a widget inside another: a header, the list of a combo box."""
    names = ("qt_", "QTableCornerButton", "ScrollLeftButton", "ScrollRightButton")
    parents = (QComboBox, QAbstractItemView)
    inner = isinstance(widget.parentWidget(), parents) or widget.objectName().startswith(names)
    return inner or type(widget).__name__ in ("QHeaderView", "QTabBar", "QComboBoxListView")
