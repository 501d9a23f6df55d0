"""A recording session without a window: states, takes, verdicts, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from studio.audio.capture_file import CaptureFile
from studio.audio.files import read_sound
from studio.core.entities import Prompt, Voice
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.recording import checking, keeping
from studio.gui.recording.controller import RecordingController
from studio.gui.settings import Settings
from tests.gui.fake_microphone import World

TASKS = "tests.gui.recording_tasks"
Sound = NDArray[np.float32]
LINES = ("One fine sentence.", "This is loud.", "The cat sat down.", "A silence here.", "The end.")


@pytest.fixture
def voice(library: Library) -> Voice:
    return library.create_voice("Anna")


@pytest.fixture
def settings(library: Library, voice: Voice) -> Settings:
    made = Settings()
    prompts = [Prompt(str(number), text) for number, text in enumerate(LINES)]
    made.set("script", library.add_script(voice.id, "Five lines", prompts).id)
    made.set("auto_advance", False)
    return made


@pytest.fixture
def controller(
    qtbot: QtBot, library: Library, bridge: Bridge, settings: Settings, voice: Voice, world: World
) -> Iterator[RecordingController]:
    made = RecordingController(library, bridge, settings)
    made.set_voice(voice)
    made.read_library()
    made.open()
    qtbot.waitUntil(lambda: made.phase == "ready" and made.line is not None, timeout=20_000)
    qtbot.waitUntil(lambda: made.session is not None)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def speak(qtbot: QtBot, world: World, vowel: Callable[..., Sound]) -> Callable[..., Sound]:
    """`speak(seconds)`: the microphone hears a voice, in blocks, and the window looks."""

    def say(seconds: float = 0.5, silence: float = 0.0) -> Sound:
        assert world.recorder is not None
        rate = world.recorder.rate
        quiet = np.zeros(round(silence * rate), np.float32)
        sound = np.concatenate([vowel(seconds=seconds, rate=rate), quiet]).astype(np.float32)
        for block in np.array_split(sound, max(1, len(sound) // 1600)):
            world.say(block)
            qtbot.wait(1)
        qtbot.wait(50)
        return sound

    return say


def record(qtbot: QtBot, controller: RecordingController, speak: Callable[..., Sound]) -> Sound:
    controller.toggle()
    assert controller.phase == "recording"
    sound = speak()
    controller.toggle()
    qtbot.waitUntil(lambda: controller.phase == "judged", timeout=20_000)
    return sound


def test_a_good_take_is_kept_checked_and_accepted(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice,
    speak: Callable[..., Sound],
) -> None:  # fmt: skip
    heard = record(qtbot, controller, speak)
    qtbot.waitUntil(lambda: controller.plan.read == 1 and controller.desk.coverage is not None)
    qtbot.waitUntil(lambda: [take.included for take in library.takes(voice.id)] == [True])
    take = library.takes(voice.id)[0]
    assert take.text == LINES[0]
    assert take.source == "recording"
    assert take.starred
    assert take.note == ""
    assert take.session_id == library.sessions(voice.id)[0].id
    assert library.sessions(voice.id)[0].device == "Desk microphone"
    assert take.prompt_id == controller.plan.lines[0].key
    kept = read_sound(take.path)
    assert kept.rate == 48_000
    assert np.array_equal(kept.samples.reshape(-1), heard)  # sample by sample, nothing lost
    assert list(library.capture_folder(voice.id).glob("*.wav*")) == []


def test_a_take_is_in_the_library_before_anything_looks_at_it(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice,
    speak: Callable[..., Sound], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(checking, "CHECK_TASK", f"{TASKS}:check_nothing")
    record(qtbot, controller, speak)
    assert controller.verdict is not None
    assert controller.verdict.level == "warn"
    assert controller.verdict.findings[0].kind == checking.NOT_CHECKED
    take = library.takes(voice.id)[0]
    assert not take.included
    controller.accept()
    qtbot.waitUntil(lambda: library.take(take.id).included)


def test_auto_advance_goes_to_the_next_sentence(
    qtbot: QtBot, controller: RecordingController, settings: Settings, speak: Callable[..., Sound]
) -> None:
    settings.set("auto_advance", True)
    record(qtbot, controller, speak)
    qtbot.waitUntil(lambda: controller.plan.place == 1)
    assert controller.phase == "ready"
    assert controller.take is None


def test_a_refused_take_waits_and_the_best_of_two_is_starred(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice,
    settings: Settings, speak: Callable[..., Sound],
) -> None:  # fmt: skip
    settings.set("auto_advance", True)
    controller.next()
    record(qtbot, controller, speak)
    assert controller.verdict is not None
    assert controller.verdict.level == "refuse"
    assert "lower the input gain" in controller.verdict.reason
    qtbot.wait(900)
    assert controller.plan.place == 1  # it did not go on
    first = controller.take
    controller.again()
    speak()
    controller.toggle()
    qtbot.waitUntil(lambda: len(controller.desk.prompt_takes) == 2 and controller.phase == "judged")
    controller.accept()
    assert controller.plan.place == 2
    qtbot.waitUntil(lambda: [t.starred for t in library.takes(voice.id)] == [False, True])
    controller.back()
    assert controller.take is not None
    assert first is not None
    assert controller.take.id != first.id  # the starred one
    controller.look_at_take(first.id)
    controller.accept()
    qtbot.waitUntil(lambda: [t.starred for t in library.takes(voice.id)] == [True, False])


def test_the_text_can_say_what_was_said(
    qtbot: QtBot, controller: RecordingController, library: Library, speak: Callable[..., Sound]
) -> None:
    controller.next()
    controller.next()
    record(qtbot, controller, speak)
    assert controller.verdict is not None
    assert controller.verdict.misread
    assert controller.verdict.read is not None
    assert controller.take is not None
    take_id = controller.take.id
    controller.accept(text=controller.verdict.read.said)
    qtbot.waitUntil(lambda: library.take(take_id).text == "The cut very sat")
    qtbot.waitUntil(lambda: library.take(take_id).included)


def test_silence_can_be_trimmed_and_the_recording_stays_whole(
    qtbot: QtBot, controller: RecordingController, library: Library, speak: Callable[..., Sound]
) -> None:
    for _ in range(3):
        controller.next()
    heard = record(qtbot, controller, speak)
    assert controller.verdict is not None
    assert controller.verdict.trimmable
    assert controller.take is not None
    take_id = controller.take.id
    controller.accept(trim=True)
    qtbot.waitUntil(lambda: library.take(take_id).included)
    take = library.take(take_id)
    assert take.cleanup["trim"] is True
    assert len(read_sound(take.path).samples) == len(heard)


def test_the_take_ends_by_itself_after_silence(
    qtbot: QtBot, controller: RecordingController, settings: Settings, speak: Callable[..., Sound]
) -> None:
    settings.set("auto_stop", True)
    controller.toggle()
    speak(0.6, silence=1.6)
    qtbot.waitUntil(lambda: controller.phase == "judged", timeout=20_000)
    assert controller.take is not None
    assert controller.take.seconds < 2.3


def test_the_count_leads_to_a_take_and_can_be_called_off(
    qtbot: QtBot, controller: RecordingController, settings: Settings, speak: Callable[..., Sound]
) -> None:
    settings.set("count_in", True)
    controller.toggle()
    assert controller.phase == "counting"
    controller.toggle()
    assert controller.phase == "ready"
    qtbot.wait(1000)
    assert controller.phase == "ready"
    beats: list[int] = []
    controller.count_in.beat.connect(beats.append)
    controller.toggle()
    qtbot.waitUntil(lambda: controller.phase == "recording", timeout=10_000)
    assert beats == [3, 2, 1]


def test_nothing_moves_while_a_take_is_under_way(
    qtbot: QtBot, controller: RecordingController, speak: Callable[..., Sound]
) -> None:
    controller.toggle()
    controller.next()
    controller.accept()
    assert controller.plan.place == 0
    assert controller.phase == "recording"


def test_again_keeps_what_was_begun(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice,
    speak: Callable[..., Sound],
) -> None:  # fmt: skip
    controller.toggle()
    speak()
    controller.again()
    qtbot.waitUntil(lambda: controller.phase == "recording")
    speak()
    controller.toggle()
    qtbot.waitUntil(lambda: controller.phase == "judged", timeout=20_000)
    takes = library.takes(voice.id)
    assert len(takes) == 2
    assert controller.take is not None
    assert controller.take.id == takes[1].id


def test_a_microphone_that_goes_keeps_what_was_said(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice, world: World,
    speak: Callable[..., Sound],
) -> None:  # fmt: skip
    controller.toggle()
    heard = speak()
    lost: list[object] = []
    controller.kept_broken.connect(lost.append)
    key = world.devices[0].key
    world.unplug(key, "The microphone stopped answering; check its plug and open it again.")
    qtbot.waitUntil(lambda: bool(lost), timeout=10_000)
    assert controller.phase == "away"
    assert "stopped answering" in controller.trouble
    take = library.takes(voice.id)[0]
    assert np.array_equal(read_sound(take.path).samples.reshape(-1), heard)
    assert not take.included
    assert "stopped answering" in take.note
    controller.open()  # "connect again": the headset is the system's microphone now
    qtbot.waitUntil(lambda: controller.phase == "ready", timeout=10_000)
    assert controller.microphone.device_name == "Headset"
    qtbot.waitUntil(lambda: len(library.sessions(voice.id)) == 2)
    assert controller.plan.place == 0


def test_leaving_in_the_middle_of_a_take_keeps_it(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice,
    speak: Callable[..., Sound],
) -> None:  # fmt: skip
    controller.toggle()
    speak()
    controller.close()
    qtbot.waitUntil(lambda: len(library.takes(voice.id)) == 1)
    qtbot.waitUntil(lambda: controller.phase == "closed")
    assert not controller.microphone.is_open


def test_another_microphone_is_remembered(
    qtbot: QtBot, controller: RecordingController, settings: Settings, world: World
) -> None:
    controller.choose_microphone(world.devices[1].key)
    qtbot.waitUntil(lambda: controller.phase == "ready")
    assert controller.microphone.rate == 44_100
    assert settings.get("microphone") == world.devices[1].key
    qtbot.waitUntil(lambda: controller.session is not None and controller.session.rate == 44_100)


def test_one_sitting_is_one_session(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice
) -> None:
    controller.use_room({"noise_dbfs": -61.0})
    qtbot.waitUntil(lambda: library.sessions(voice.id)[0].room == {"noise_dbfs": -61.0})
    controller.close()
    controller.open()
    qtbot.waitUntil(lambda: controller.phase == "ready")
    again = keeping.sitting(library, voice.id, "Desk microphone", 48_000)
    assert [session.id for session in library.sessions(voice.id)] == [again.id]


def test_what_a_killed_program_left_is_offered_and_kept(
    qtbot: QtBot, library: Library, bridge: Bridge, settings: Settings, voice: Voice, world: World,
    vowel: Callable[..., Sound],
) -> None:  # fmt: skip
    sound = vowel(seconds=0.5, rate=48_000)
    script = library.scripts(voice.id)[0]
    reading = keeping.Reading(voice.id, LINES[4], f"{script.id}/4", "")
    file = CaptureFile(library.capture_folder(voice.id) / "left.wav", 48_000, 1, reading.about())
    file.write(sound[:, None])
    _let_go(file)  # as the system does when a process is killed
    controller = RecordingController(library, bridge, settings)
    controller.set_voice(voice)
    with qtbot.waitSignal(controller.left_behind.found, timeout=10_000) as found:
        controller.read_library()
    qtbot.waitUntil(lambda: controller.line is not None)
    captures = (found.args or [()])[0]
    assert len(captures) == 1
    controller.left_behind.keep(voice, captures)
    qtbot.waitUntil(lambda: [t.text for t in library.takes(voice.id)] == [LINES[4]])
    take = library.takes(voice.id)[0]
    assert np.array_equal(read_sound(take.path).samples.reshape(-1), sound)
    qtbot.waitUntil(lambda: controller.plan.place == 4)
    assert keeping.left_behind(library, voice.id) == ()
    qtbot.waitUntil(lambda: controller.verdict is not None, timeout=20_000)


def test_what_is_in_the_library_already_is_not_offered(
    library: Library, voice: Voice, vowel: Callable[..., Sound]
) -> None:
    path = library.capture_folder(voice.id) / "left.wav"
    file = CaptureFile(path, 48_000, 1, {"text": "Said."})
    file.write(vowel(seconds=0.3, rate=48_000)[:, None])
    file.finish()
    copy = path.read_bytes()
    keeping.keep_capture(library, path, keeping.Reading(voice.id, "Said.", "", ""), "")
    path.write_bytes(copy)  # as if the program had died before it was removed
    assert keeping.left_behind(library, voice.id) == ()
    assert not path.exists()


def test_a_disk_that_takes_nothing_says_so_and_keeps_the_capture(
    qtbot: QtBot, controller: RecordingController, library: Library, voice: Voice,
    speak: Callable[..., Sound], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from studio.core.errors import StudioError

    def full(*_: object, **__: object) -> None:
        raise StudioError("The disk is full: make room, try again.")

    monkeypatch.setattr(library, "add_take", full)
    controller.toggle()
    speak()
    with qtbot.waitSignal(controller.said) as told:
        controller.toggle()
    assert told.args is not None
    assert "disk is full" in told.args[1]
    assert controller.phase == "ready"
    assert len(list(library.capture_folder(voice.id).glob("*.wav"))) == 1  # offered next time


def test_a_doubtful_take_of_a_sentence_that_was_left_is_told(
    qtbot: QtBot, controller: RecordingController, speak: Callable[..., Sound]
) -> None:
    controller.next()
    controller.toggle()
    speak()

    def leave() -> None:
        if controller.phase == "checking":
            controller.next()

    controller.changed.connect(leave)
    with qtbot.waitSignal(controller.judged_elsewhere, timeout=20_000) as told:
        controller.toggle()
    assert told.args is not None
    assert told.args[0].text == LINES[1]


def _let_go(file: CaptureFile) -> None:
    from studio.audio import capture_file

    capture_file._release(file.path)
    file._file.close()
