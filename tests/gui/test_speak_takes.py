"""The takes of the Speak page: kept, starred, brought back, compared, deleted and taken back."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.core.entities import HeardBack
from studio.core.library import Library
from studio.core.manner import Manner
from studio.gui.bridge import Bridge
from studio.gui.dialogs.compare_takes import Compared, CompareDialog
from studio.gui.main_window import MainWindow
from studio.gui.pages.speak import SpeakPage
from studio.gui.speaking.speaking import Order
from studio.gui.speaking.takes import Takes, real_recording
from studio.gui.spoken import Spoken
from tests.gui.conftest import SilentPlayer

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def page(speak_page: SpeakPage) -> SpeakPage:
    return speak_page


def say(qtbot: QtBot, page: SpeakPage, text: str) -> None:
    count = len(page.desk.takes.list)
    page.text.setPlainText(text)
    page.speak()
    qtbot.waitUntil(lambda: len(page.desk.takes.list) == count + 1, timeout=30_000)


def test_takes_are_kept_starred_brought_back_deleted_and_taken_back(
    qtbot: QtBot, page: SpeakPage, library: Library, player: type[SilentPlayer]
) -> None:
    page.look.open("takes")
    page.look.manner.rows["pitch"].set(4.0)
    say(qtbot, page, "One two three.")
    page.look.manner.rows["pitch"].set(0.0)
    say(qtbot, page, "Four five.")
    newest, first = library.renderings(project_id="")
    assert (first.text, first.manner) == ("One two three.", {"pitch": 4.0})
    assert first.voice == page.controls.voice_id
    assert first.heard is not None
    assert first.heard == HeardBack(1 - 1 / 3, 0.1, "two", 0.1, (("two", 0.1, 0.9),))

    shown = page.desk.view.list
    assert "One two three." in shown.item(1).text()
    assert "pitch 4 st" in shown.item(1).text()
    shown.setFocus()
    shown.setCurrentRow(1)
    qtbot.keyClick(shown, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: library.rendering(first.id).starred)
    player.played.clear()
    qtbot.keyClick(shown, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: player.played == [(24_000, 24_000)])

    qtbot.keyClick(shown, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.text.toPlainText() == "One two three.")
    assert page.look.manner.way.manner == Manner(pitch=4.0)
    assert page._spoken is not None
    assert page._spoken.path == first.path
    assert [word.text for word in page._spoken.doubtful] == ["two"]
    qtbot.waitUntil(lambda: page.view.picture is not None)

    shown.setCurrentRow(0)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: [one.id for one in page.desk.takes.list] == [first.id])
    assert not page.desk.view.buttons["undo"].isHidden()
    qtbot.keyClick(shown, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [o.id for o in page.desk.takes.list] == [newest.id, first.id])
    assert page._playback.playing == f"take {first.id}"  # nothing of it stopped the sound
    page.stop()


def test_two_readings_and_the_real_one_are_compared_blind(
    qtbot: QtBot, window: MainWindow, page: SpeakPage, player: type[SilentPlayer],
    wav: Callable[..., Path], library: Library,
) -> None:  # fmt: skip
    sounds = [Compared(wav(f"{n}.wav"), f"take {n}", str(n)) for n in range(2)]
    sounds.append(Compared(wav("real.wav"), "real recording"))
    dialog = CompareDialog(sounds, page._playback, window, random.Random(4))
    qtbot.addWidget(dialog)
    dialog.show()
    assert [name.text() for name in dialog.names] == ["take 0", "take 1", "real recording"]
    qtbot.keyClick(dialog, Qt.Key.Key_H)
    assert [name.text() for name in dialog.names] == ["?"] * 3
    assert dialog.sounds != sounds
    assert not dialog.use_button.isEnabled()
    place = next(n for n, one in enumerate(dialog.sounds) if one.id == "1")
    qtbot.keyClick(dialog, Qt.Key(Qt.Key.Key_A + place))
    qtbot.waitUntil(lambda: len(player.played) == 1)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_R)
    assert dialog.names[place].text() == "take 1"
    assert dialog.chosen == "1"
    dialog.use_button.click()
    assert dialog.result() == CompareDialog.DialogCode.Accepted
    assert page._playback.playing == ""


def test_the_persons_own_recording_of_a_text_is_found(
    library: Library, wav: Callable[..., Path]
) -> None:
    voice = library.create_voice("Anna")
    take = library.add_take(voice.id, wav(), "So, this is it!")
    assert real_recording(library, f"{voice.id}:0.7+af_heart:0.3", "so this is it") == take.path
    assert real_recording(library, voice.id, "So this was it.") is None
    assert real_recording(library, "af_heart", "So, this is it!") is None


def test_what_sounds_just_the_same_is_no_other_take(
    library: Library, bridge: Bridge, qtbot: QtBot, wav: Callable[..., Path], tmp_path: Path
) -> None:
    score = tmp_path / "a.json"
    score.write_text("{}")
    takes = Takes(library, bridge)
    for keys in (["a", "b"], ["a", "c"], ["a", "b"], ["", "b"], ["", "b"]):
        sentences = [{"text": "So.", "start": 0.0, "end": 1.0, "key": key} for key in keys]
        result = {"path": str(wav()), "seconds": 2.0, "score": str(score), "sentences": sentences}
        takes.keep(Order("af_heart", "So.", "en-us"), Spoken.of(result))
        done: list[object] = []
        bridge.write(lambda: None, done.append)  # changes of the library happen in order
        qtbot.waitUntil(lambda done=done: bool(done))
        with qtbot.waitSignal(takes.changed):
            takes.refresh()
    assert len(takes.list) == 4  # without a key, nobody knows
