"""The Speak page with a real worker: it sounds sentence by sentence, shows, marks, saves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from pytestqt.qtbot import QtBot

from studio.core.manner import Manner
from studio.gui.main_window import MainWindow
from studio.gui.manners import Way, kept_way
from studio.gui.pages.speak import SpeakPage
from tests.gui.conftest import SilentPlayer


@pytest.fixture
def page(speak_page: SpeakPage) -> SpeakPage:
    return speak_page


def say(qtbot: QtBot, page: SpeakPage, text: str) -> None:
    page.text.setPlainText(text)
    page.speak()
    assert page.speaking
    qtbot.waitUntil(lambda: not page.speaking, timeout=30_000)


def test_it_sounds_is_drawn_and_marked(
    qtbot: QtBot, page: SpeakPage, player: type[SilentPlayer]
) -> None:
    page.text.setFocus()
    page.text.setPlainText("😀 Hello brave world.")
    qtbot.keyClick(page.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.speaking
    assert page.text.toPlainText() == "😀 Hello brave world."
    qtbot.waitUntil(lambda: not page.speaking, timeout=30_000)
    qtbot.waitUntil(lambda: player.played == [(7200, 24_000)] * 2)  # sentence by sentence
    qtbot.waitUntil(lambda: page.view.picture is not None)
    assert [mark.text for mark in page.view._phonemes] == ["ˈa", "ˈa"]
    selections = page.text.extraSelections()
    assert [selection.cursor.selectedText() for selection in selections] == ["Hello"]
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    assert selections[0].format.underlineStyle() == wave
    assert page.words.list.count() == 1
    assert "Hello" in page.words.list.item(0).text()
    page.words._tell(page.words.list.item(0))
    assert page.text.textCursor().selectedText() == "Hello"


def test_play_again_follows_the_sound(
    qtbot: QtBot, page: SpeakPage, player: type[SilentPlayer]
) -> None:
    say(qtbot, page, "One two.")
    qtbot.waitUntil(lambda: page.view.picture is not None)
    qtbot.waitUntil(lambda: not page._playback.playing)
    player.played.clear()
    page.play_again()
    qtbot.waitUntil(lambda: player.played == [(24_000, 24_000)])
    qtbot.waitUntil(lambda: page.view._position is not None)
    page.stop()
    assert page.view._position is None


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_what_was_said_is_saved(
    qtbot: QtBot, page: SpeakPage, window: MainWindow, tmp_path: Path, kind: str
) -> None:
    say(qtbot, page, "One two.")
    target = tmp_path / f"said.{kind}"
    page.save_as(target)
    qtbot.waitUntil(lambda: "said" in window.banner.text.text())
    assert page._spoken is not None
    saved, rate = soundfile.read(target, dtype="int16")
    made, _ = soundfile.read(page._spoken.path, dtype="int16")
    assert rate == 24_000
    assert (saved == made).all()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    qtbot: QtBot, page: SpeakPage, window: MainWindow, tmp_path: Path
) -> None:
    say(qtbot, page, "One two.")
    (tmp_path / "file").write_text("not a folder")
    page.save_as(tmp_path / "file" / "said.wav")
    qtbot.waitUntil(lambda: "folder" in window.banner.text.text())


def test_nothing_to_say_is_one_sentence(qtbot: QtBot, page: SpeakPage, window: MainWindow) -> None:
    page.text.setPlainText("  ")
    page.speak()
    assert not page.speaking
    assert window.banner.text.text()
    say(qtbot, page, "nothing")
    assert "holds no word" in window.banner.text.text()
    assert page.speak_button.isEnabled()
    assert not page.save_button.isEnabled()


def test_without_a_sound_device_the_rest_works(
    qtbot: QtBot, page: SpeakPage, window: MainWindow, player: type[SilentPlayer]
) -> None:
    player.broken = "There is no sound device; connect one."
    say(qtbot, page, "One two.")
    qtbot.waitUntil(lambda: window.banner.text.text() == player.broken)
    qtbot.waitUntil(lambda: page.view.picture is not None)
    assert page.save_button.isEnabled()


def pitch_of(path: Path) -> float:
    """Of a tone, in Hz."""
    samples, rate = soundfile.read(path)
    return float(np.abs(np.fft.rfft(samples)).argmax()) * rate / len(samples)


def test_questions_have_a_control_where_the_voice_knows_them(page: SpeakPage) -> None:
    row = page.look.manner.rows["questions"]
    assert all(widget.isHidden() for widget in (row.label, row.slider, row.box))
    knowing = replace(page._voices[0], knows_questions=True)
    page._show_voices([knowing, *page._voices[1:]])
    page._voice_chosen(knowing.id)
    assert not any(widget.isHidden() for widget in (row.label, row.slider, row.box))
    page._voice_chosen(page._voices[1].id)
    assert row.slider.isHidden()


def test_a_control_is_heard_at_once_and_kept_with_its_voice(
    qtbot: QtBot, page: SpeakPage, player: type[SilentPlayer]
) -> None:
    settings = page._settings
    say(qtbot, page, "One two. Three four.")
    made = page._spoken
    page.text.moveCursor(QTextCursor.MoveOperation.End)
    page.look.open("controls")
    row = page.look.manner.rows["pitch"]
    player.played.clear()
    with qtbot.waitSignal(page.speech.finished, timeout=30_000) as heard:
        qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert heard.args is not None
    order, result = heard.args
    assert (order.kind, order.text) == ("trial", "Three four.")
    assert order.manner == Manner(pitch=0.5, seed=1)
    assert pitch_of(Path(result["path"])) == pytest.approx(220 * 2 ** (0.5 / 12), abs=1)
    qtbot.waitUntil(lambda: len(player.played) == 2)
    assert page._spoken is made  # what was said stays
    assert page.text.toPlainText() == "One two. Three four."
    first = page.controls.voice_id
    page.controls.voice.setCurrentIndex(page.controls.voice.findData("bm_george"))
    page.controls.voice.activated.emit(page.controls.voice.currentIndex())
    assert row.value == 0.0
    page.controls.voice.setCurrentIndex(page.controls.voice.findData(first))
    page.controls.voice.activated.emit(page.controls.voice.currentIndex())
    assert row.value == 0.5
    assert row.label.font().bold()
    qtbot.keyClick(row.slider, Qt.Key.Key_Delete)
    assert row.value == 0.0
    assert kept_way(settings, first) == Way()


def test_a_blend_another_reading_and_as_it_was(qtbot: QtBot, page: SpeakPage) -> None:
    panel = page.look.manner
    panel.other.setCurrentIndex(panel.other.findData("bm_george"))
    panel.other.activated.emit(panel.other.currentIndex())
    panel.share.setValue(8)
    panel.seed_button.click()
    assert panel.way.voice("af_heart") == "af_heart:0.6+bm_george:0.4"
    assert panel.way.manner.seed > 0
    assert Way.from_dict(panel.way.to_dict()) == panel.way
    panel.reset_button.click()
    assert panel.way == Way()
    assert not panel.reset_button.isEnabled()
    assert page._moving.isActive()  # and that is heard, too


def test_tab_goes_from_the_text_to_what_is_folded_away(qtbot: QtBot, page: SpeakPage) -> None:
    page.look.open("controls")
    stops = page.look.tab_stops()
    assert len(set(stops)) == len(stops)
    chain, now = [], page.text
    while (now := now.nextInFocusChain()) is not page.text:
        chain.append(now)
    places = [chain.index(stop) for stop in stops[1:]]
    assert places == sorted(places)
    page.text.setFocus()
    qtbot.keyClick(page.text, Qt.Key.Key_Tab)
    assert page.window().focusWidget() is page.speak_button
    unnamed = [stop for stop in stops if not stop.accessibleName()]
    assert [type(stop).__name__ for stop in unnamed] == []


def test_a_control_lets_all_of_an_ssml_text_be_heard(qtbot: QtBot, page: SpeakPage) -> None:
    text = "<speak>One two. <s>Three.</s></speak>"
    page.text.setPlainText(text)
    with qtbot.waitSignal(page.speech.began, timeout=30_000) as began:
        page.look.manner.rows["speed"].box.stepUp()
    assert began.args is not None
    assert (began.args[0].kind, began.args[0].text) == ("trial", text)
    qtbot.waitUntil(lambda: not page.speaking, timeout=30_000)
