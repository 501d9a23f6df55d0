"""The Record page in the whole window: keys, dialogs, what is shown and what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from studio.core.entities import Prompt, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.gui.dialogs.own_script import OwnScriptDialog
from studio.gui.dialogs.recording_settings import RecordingSettingsDialog
from studio.gui.dialogs.room_check import RoomCheckDialog
from studio.gui.main_window import MainWindow
from studio.gui.pages import record_view
from studio.gui.pages.record import RecordPage
from studio.gui.widgets import prompter
from tests.gui.conftest import SilentPlayer
from tests.gui.fake_microphone import World

TASKS = "tests.gui.recording_tasks"
Sound = NDArray[np.float32]
LINES = ("One fine sentence.", "This is loud.", "The cat sat down.", "A silence here.")
Keys = Qt.Key


@pytest.fixture
def voice(library: Library) -> Voice:
    return library.create_voice("Anna")


@pytest.fixture
def page(
    qtbot: QtBot, world: World, window: MainWindow, library: Library, voice: Voice
) -> RecordPage:
    prompts = [Prompt(str(number), text) for number, text in enumerate(LINES)]
    prompts[1] = Prompt("1", LINES[1], "angry", "Captain")
    window._settings.set("script", library.add_script(voice.id, "Four lines", prompts).id)
    window._settings.set("auto_advance", False)
    window._go("record", voice.id)
    made = window.page("record")
    assert isinstance(made, RecordPage)
    controller = made.controller
    qtbot.waitUntil(
        lambda: controller.phase == "ready" and controller.line is not None, timeout=20_000
    )
    qtbot.waitUntil(lambda: controller.session is not None)
    return made


@pytest.fixture
def speak(qtbot: QtBot, world: World, vowel: Callable[..., Sound]) -> Callable[..., None]:
    def say(seconds: float = 0.4, silence: float = 0.0, gain: float = 1.0) -> None:
        assert world.recorder is not None
        rate = world.recorder.rate
        sound = 1e-4 * np.random.default_rng(1).standard_normal(round(silence * rate))
        if seconds:
            sound = np.concatenate([sound, gain * vowel(seconds=seconds, rate=rate)])
        for block in np.array_split(sound, max(1, len(sound) // 1600)):
            world.say(block)
            qtbot.wait(1)
        qtbot.wait(50)

    return say


def press(qtbot: QtBot, page: RecordPage, key: Qt.Key) -> None:
    qtbot.keyClick(QApplication.focusWidget() or page.prompter, key)


def _show(dialog: QDialog) -> None:
    """Show it without a window of the system's: the offscreen platform knows no hints for those."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    dialog.show()


def record(qtbot: QtBot, page: RecordPage, speak: Callable[..., None]) -> None:
    press(qtbot, page, Keys.Key_Space)
    speak()
    press(qtbot, page, Keys.Key_Space)
    qtbot.waitUntil(lambda: page.controller.phase == "judged", timeout=20_000)


def test_a_session_by_keyboard_alone(
    qtbot: QtBot, page: RecordPage, library: Library, voice: Voice, speak: Callable[..., None],
    player: type[SilentPlayer],
) -> None:  # fmt: skip
    assert page.prompter.hasFocus()
    record(qtbot, page, speak)
    qtbot.waitUntil(lambda: [t.starred for t in library.takes(voice.id)] == [True])
    press(qtbot, page, Keys.Key_P)
    qtbot.waitUntil(lambda: len(player.played) == 1)
    press(qtbot, page, Keys.Key_N)
    assert "angry" in page.prompter.accessibleName()
    assert LINES[1] in page.prompter.sentence.text()
    record(qtbot, page, speak)
    assert page.view.verdict.isVisible()
    assert "lower the input gain" in page.view.verdict.spoken()
    press(qtbot, page, Keys.Key_R)
    assert page.controller.phase == "recording"
    speak()
    press(qtbot, page, Keys.Key_Space)
    qtbot.waitUntil(lambda: page.controller.phase == "judged", timeout=20_000)
    assert page.view.side.takes.count() == 2
    press(qtbot, page, Keys.Key_Return)
    assert page.controller.plan.place == 2
    press(qtbot, page, Keys.Key_Left)
    press(qtbot, page, Keys.Key_B)
    assert page.controller.plan.place == 0
    press(qtbot, page, Keys.Key_Right)
    assert page.controller.plan.place == 1
    qtbot.waitUntil(lambda: sum(t.starred for t in library.takes(voice.id)) == 2)


def test_what_was_misread_is_shown_without_colour(
    qtbot: QtBot, page: RecordPage, speak: Callable[..., None], library: Library, voice: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page.controller.go_to(page.controller.plan.lines[2].key)
    record(qtbot, page, speak)
    html = page.prompter.sentence.text()
    assert "<s " in html
    assert ">down.</s>" in html
    assert ">cat</u>" in html
    assert "(cut?)" in html
    assert "[very]" in html
    spoken = page.view.verdict.spoken()
    assert all(word in spoken for word in ("“down.”", "“cut”", "“very”"))
    monkeypatch.setattr(QInputDialog, "getText", lambda *given: (str(given[-1]), True))
    qtbot.mouseClick(page.view.verdict.said_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: library.takes(voice.id)[0].text == "The cut very sat")
    qtbot.waitUntil(lambda: library.takes(voice.id)[0].included)


def test_trim_is_offered_for_a_long_silence(
    qtbot: QtBot, page: RecordPage, speak: Callable[..., None], library: Library, voice: Voice
) -> None:
    page.controller.go_to(page.controller.plan.lines[3].key)
    record(qtbot, page, speak)
    assert page.view.verdict.trim_button.isVisible()
    assert not page.view.verdict.said_button.isVisible()
    qtbot.mouseClick(page.view.verdict.trim_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: library.takes(voice.id)[0].cleanup.get("trim") is True)


def test_the_meter_and_the_picture_follow_the_voice(
    qtbot: QtBot, page: RecordPage, world: World, tone: Callable[..., Sound]
) -> None:
    world.say(tone(440.0, 0.5, 48_000, -12.0))
    qtbot.waitUntil(lambda: page.view.meter.verdict() == "good level")
    assert page.view.meter.accessibleDescription() == "good level"
    press(qtbot, page, Keys.Key_Space)
    before = page.view.sound.live.painted
    for block in np.array_split(tone(440.0, 1.0, 48_000, 0.0), 60):
        world.say(block)
        qtbot.wait(8)
    assert page.view.meter.verdict() == "too loud"
    assert page.view.sound.live.painted - before > 15
    picture = page.view.sound.live.grab().toImage()
    colours = {picture.pixelColor(20, y).name() for y in range(picture.height())}
    assert len(colours) > 8
    press(qtbot, page, Keys.Key_Space)
    qtbot.waitUntil(lambda: page.controller.phase == "judged", timeout=20_000)
    press(qtbot, page, Keys.Key_C)
    world.say(tone(440.0, 0.1, 48_000, -30.0))
    qtbot.waitUntil(lambda: page.view.meter.verdict() != "too loud")


def test_a_lost_microphone_is_told_and_one_click_goes_on(
    qtbot: QtBot, page: RecordPage, world: World, window: MainWindow, library: Library,
    voice: Voice, speak: Callable[..., None],
) -> None:  # fmt: skip
    press(qtbot, page, Keys.Key_Space)
    speak()
    world.unplug(world.devices[0].key, "The microphone stopped answering; check its plug.")
    qtbot.waitUntil(lambda: len(library.takes(voice.id)) == 1, timeout=10_000)
    qtbot.waitUntil(page.view.away.isVisible)
    qtbot.waitUntil(lambda: "Kept as a take" in window.banner.text.text())
    assert not page.view.buttons["record"].isEnabled()
    assert page.view.meter.verdict() == "no microphone"
    qtbot.mouseClick(page.view.away.first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.controller.phase == "ready")
    assert not page.view.away.isVisible()
    assert page.view.buttons["record"].isEnabled()


def test_microphones_come_and_go(qtbot: QtBot, page: RecordPage, world: World) -> None:
    picker = page.view.devices
    qtbot.waitUntil(lambda: picker.count() == 3)
    picker.setCurrentIndex(2)
    picker.activated.emit(2)
    qtbot.waitUntil(lambda: page.controller.microphone.device_name == "Headset")
    world.unplug(world.devices[1].key, "The microphone stopped answering; check its plug.")
    qtbot.waitUntil(lambda: page.controller.phase == "away")
    qtbot.waitUntil(lambda: "not connected" in picker.currentText())
    assert page._settings.get("microphone") == picker.currentData()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_room_is_checked(
    qtbot: QtBot, page: RecordPage, bridge: object, library: Library, voice: Voice,
    speak: Callable[..., None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert page.view.room.isVisible()
    made: list[RoomCheckDialog] = []

    def run(dialog: RoomCheckDialog) -> int:
        made.append(dialog)
        _show(dialog)
        dialog.go.click()
        speak(0.0, silence=4.2)
        qtbot.waitUntil(lambda: dialog.step == "sentence")
        assert dialog.sentence.isVisible()
        speak(1.5, gain=3.0)
        dialog.go.click()
        qtbot.waitUntil(lambda: dialog.step == "report", timeout=20_000)
        assert dialog.report is not None
        dialog.go.click()
        return dialog.result()

    monkeypatch.setattr(RoomCheckDialog, "exec", run)
    qtbot.mouseClick(page.view.room.first, Qt.MouseButton.LeftButton)
    assert made
    qtbot.waitUntil(lambda: library.sessions(voice.id)[0].room is not None)
    room = library.sessions(voice.id)[0].room
    assert room is not None
    assert -85 < room["noise_dbfs"] < -75
    assert not page.view.room.isVisible()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_room_check_without_a_voice_says_what_to_do(
    qtbot: QtBot, page: RecordPage, speak: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def run(dialog: RoomCheckDialog) -> int:
        _show(dialog)
        dialog.go.click()
        speak(0.0, silence=4.2)
        qtbot.waitUntil(lambda: dialog.step == "sentence")
        speak(0.0, silence=1.0)
        dialog.go.click()
        qtbot.waitUntil(lambda: dialog.step == "ask", timeout=20_000)
        told.append(dialog.explanation.text())
        dialog.reject()
        return dialog.result()

    monkeypatch.setattr(RoomCheckDialog, "exec", run)
    page.check_room()
    assert "No voice was heard" in told[0]


def test_an_own_script_is_pasted_and_read(
    qtbot: QtBot, page: RecordPage, library: Library, voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(dialog: OwnScriptDialog) -> int:
        dialog.text.setPlainText("id,character,text,direction\nx7,Ann,Come here!,whispered\n")
        qtbot.waitUntil(lambda: dialog.script is not None)
        dialog.name_field.setText("Play")
        assert dialog.found.count() == 1
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(OwnScriptDialog, "exec", run)
    page.add_script()
    qtbot.waitUntil(lambda: "Come here!" in page.prompter.sentence.text())
    assert page.script.currentText().startswith("Play")
    assert page.prompter.direction.text() == "Ann · whispered"
    script = library.scripts(voice.id)[-1]
    assert script.prompts[0].id == "x7"


def test_an_own_script_says_what_is_wrong_with_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = OwnScriptDialog("", window)
    path = tmp_path / "film.csv"
    path.write_text("id,text\n1,One thing.\n1,Another thing.\n")
    dialog.read_file(path)
    assert dialog.script is None
    assert "same id" in dialog.remarks.text()
    path.write_text("id,text\n1,One thing.\n2,Another thing.\n")
    dialog = OwnScriptDialog("", window)
    dialog.read_file(path)
    assert dialog.script is not None
    assert [prompt.id for prompt in dialog.script.prompts] == ["1", "2"]
    assert dialog.name == "film"


def test_how_recording_goes_is_remembered(
    qtbot: QtBot, page: RecordPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(dialog: RecordingSettingsDialog) -> int:
        assert not dialog.boxes["ticks"].isEnabled()
        dialog.boxes["count_in"].click()
        assert dialog.boxes["ticks"].isEnabled()
        dialog.boxes["auto_stop"].click()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(RecordingSettingsDialog, "exec", run)
    page.choose_settings()
    assert page._settings.get("count_in") is True
    assert page._settings.get("auto_stop") is True
    page._settings._file.sync()
    from studio.gui.settings import Settings

    assert Settings().get("auto_stop") is True  # as the next start of the program reads it
    assert Settings().get("auto_advance") is False


def test_the_microphone_is_off_on_other_pages(
    qtbot: QtBot, page: RecordPage, window: MainWindow
) -> None:
    assert page.controller.microphone.is_open
    window.show_page("library")
    assert page.controller.phase == "closed"
    assert not page.controller.microphone.is_open
    window.show_page("record")
    qtbot.waitUntil(lambda: page.controller.phase == "ready")


def test_what_plays_is_not_recorded(
    qtbot: QtBot, page: RecordPage, speak: Callable[..., None], player: type[SilentPlayer]
) -> None:
    record(qtbot, page, speak)
    speak(1.2)
    press(qtbot, page, Keys.Key_R)
    speak(1.2)
    press(qtbot, page, Keys.Key_Space)
    qtbot.waitUntil(lambda: page.controller.phase == "judged", timeout=20_000)
    press(qtbot, page, Keys.Key_P)
    qtbot.waitUntil(lambda: page.view.sound.playing)
    press(qtbot, page, Keys.Key_Space)
    assert not page.view.sound.playing
    assert page.controller.phase != "recording"
    qtbot.waitUntil(lambda: page.controller.phase == "recording")


def test_closing_the_window_keeps_the_take(
    qtbot: QtBot, page: RecordPage, window: MainWindow, library: Library, voice: Voice,
    speak: Callable[..., None],
) -> None:  # fmt: skip
    press(qtbot, page, Keys.Key_Space)
    speak()
    window.close()
    assert window.isVisible()  # for a moment
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    assert len(library.takes(voice.id)) == 1
    assert list(library.capture_folder(voice.id).glob("*.wav*")) == []


def test_a_library_that_cannot_be_written_says_so(
    qtbot: QtBot, page: RecordPage, window: MainWindow, library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def read_only(_voice: str) -> Path:
        raise StudioError("The library is read-only: choose another folder.")

    monkeypatch.setattr(library, "capture_folder", read_only)
    page.controller._folder = None
    press(qtbot, page, Keys.Key_Space)
    assert page.controller.phase == "ready"
    assert "read-only" in window.banner.text.text()


@pytest.mark.parametrize("text", ["Hm.", "A long sentence with many words in it. " * 6])
def test_every_sentence_fits(qtbot: QtBot, page: RecordPage, window: MainWindow, text: str) -> None:
    window.resize(1024, 700)
    page.view.tell_left_behind(2)
    window.banner.say("warn", "A sentence about an earlier take that takes two lines. " * 3)
    qtbot.wait(20)
    page.prompter.show_lines(None, Prompt("1", text, "angry"), Prompt("2", text), "1 of 2")
    qtbot.wait(20)
    label = page.prompter.sentence
    needed = label.heightForWidth(label.width())
    assert needed <= label.height() + 1
    assert window.width() == 1024


def test_focus_goes_through_the_page_in_order(
    qtbot: QtBot, page: RecordPage, speak: Callable[..., None]
) -> None:
    page.controller.next()
    record(qtbot, page, speak)
    seen: list[QWidget] = []
    widget: QWidget = page.prompter
    for _ in range(60):
        following = widget.nextInFocusChain()
        assert following is not None
        widget = following
        tabbed = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if tabbed and widget.isVisible() and page.isAncestorOf(widget) and widget.isEnabled():
            assert widget.accessibleName(), widget
            seen.append(widget)
    buttons = page.view.buttons
    order = [seen.index(buttons[name]) for name in ("back", "record", "next", "play", "again")]
    assert order == sorted(order)


def test_a_button_that_was_clicked_leaves_the_keys_alone(qtbot: QtBot, page: RecordPage) -> None:
    qtbot.mouseClick(page.view.buttons["next"], Qt.MouseButton.LeftButton)
    assert page.controller.plan.place == 1
    assert page.prompter.hasFocus()
    press(qtbot, page, Keys.Key_Space)
    assert page.controller.phase == "recording"


def test_a_screen_reader_hears_the_whole_session(
    qtbot: QtBot, page: RecordPage, speak: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    for module in (prompter, record_view):
        monkeypatch.setattr(module, "announce", lambda _widget, text: told.append(text))
    press(qtbot, page, Keys.Key_N)
    assert any("Captain · angry" in text and LINES[1] in text for text in told)
    record(qtbot, page, speak)
    said = " ".join(told)
    for words in ("Recording", "Keeping", "Listening to it", "Read it again", "lower the input"):
        assert words in said, words
    order = [next(n for n, text in enumerate(told) if words in text)
             for words in ("● Recording", "Kept.", "lower the input")]  # fmt: skip
    assert order == sorted(order)


def test_what_a_killed_program_left_is_offered_on_the_page(
    qtbot: QtBot, window: MainWindow, library: Library, voice: Voice, world: World,
    vowel: Callable[..., Sound],
) -> None:  # fmt: skip
    from studio.audio import capture_file

    for number in range(2):
        path = library.capture_folder(voice.id) / f"left-{number}.wav"
        file = capture_file.CaptureFile(path, 48_000, 1, {"text": f"Left {number}."})
        file.write((0.5 + number) * vowel(seconds=0.3, rate=48_000)[:, None])
        capture_file._release(path)
        file._file.close()
    window._go("record", voice.id)
    page = window.page("record")
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(page.view.left.isVisible, timeout=10_000)
    assert "2 takes were being recorded" in page.view.left.accessibleName()
    qtbot.mouseClick(page.view.left.first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(library.takes(voice.id)) == 2)
    qtbot.waitUntil(lambda: not page.view.left.isVisible())
    assert [take.text for take in library.takes(voice.id)] == ["Left 0.", "Left 1."]
    assert not any(take.included for take in library.takes(voice.id))


def test_nobody_can_read_for_a_voice_that_was_made(window: MainWindow, library: Library) -> None:
    made = library.create_voice("Sample", kind="sample", synthetic=True)
    window._go("record", made.id)
    page = window.page("record")
    assert isinstance(page, RecordPage)
    assert page.stack.currentWidget() is page.no_voice
    assert page.controller.phase == "closed"
    assert "Nobody can read" in page.no_voice._heading.text()
