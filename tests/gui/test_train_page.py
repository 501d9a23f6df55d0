"""The Train page with a real worker: locked, started, watched, cancelled, resumed, judged."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui import main_window
from studio.gui.main_window import MainWindow
from studio.gui.pages import train as page_module
from studio.gui.pages.record import RecordPage
from studio.gui.pages.train import REPORT as REPORT_TAB
from studio.gui.pages.train import TrainPage
from studio.gui.recording import checking, microphone
from studio.gui.recording.reading import MEND
from studio.gui.widgets.job_strip import JobStrip
from studio.jobs.messages import Progress
from studio.training.search import SPACE
from tests.gui.conftest import TASKS, SilentPlayer
from tests.gui.fake_microphone import World
from tests.gui.tasks import REPORT


@pytest.fixture
def page(window: MainWindow, anna: Voice, qtbot: QtBot) -> TrainPage:
    window._go("train", anna.id)
    made = window.page("train")
    assert isinstance(made, TrainPage)
    qtbot.waitUntil(lambda: made._summary is not None)
    return made


@pytest.fixture
def consented(page: TrainPage, library: Library, anna: Voice, qtbot: QtBot) -> TrainPage:
    library.record_consent(anna.id, "attestation", "Anna", "I am she.")
    page.refresh()
    qtbot.waitUntil(page.settings.start.isEnabled)
    return page


def cell(table: QTableWidget, row: int, column: int) -> str:
    item = table.item(row, column)
    return item.text() if item else ""


def test_without_consent_it_is_locked_and_says_why(
    qtbot: QtBot, page: TrainPage, library: Library, anna: Voice
) -> None:
    assert not page.settings.start.isEnabled()
    assert "nobody has consented yet" in page.settings._consent_text.text()
    assert page.settings.why_not.text()
    page.start()
    assert not page.busy
    library.record_consent(anna.id, "attestation", "Anna Smith", "I am she.")
    page.refresh()
    qtbot.waitUntil(page.settings.start.isEnabled)
    assert "Anna Smith" in page.settings._consent_text.text()


def test_devices_are_named_and_a_card_that_cannot_be_used_is_said(
    qtbot: QtBot, page: TrainPage
) -> None:
    settings, hint = page.settings, page.settings._device_hint
    qtbot.waitUntil(lambda: "No graphics card" in hint.text(), timeout=20_000)
    names = [settings.device.itemText(index) for index in range(settings.device.count())]
    assert names == ["Automatic", f"{settings._cores}-core processor"]
    why = "NVIDIA X cannot be used, because this PyTorch was not built for it."
    settings.show_devices("", "", why)
    assert (hint.text(), settings.device.count()) == (why, 2)
    settings.show_devices("cuda", "NVIDIA GeForce RTX 4070, 12 GB", "")
    assert settings.device.itemText(2) == "NVIDIA GeForce RTX 4070, 12 GB"
    assert settings.device.itemData(2) == "cuda"
    settings.retranslate()
    assert settings.device.itemText(2) == "NVIDIA GeForce RTX 4070, 12 GB"
    settings.show_devices("mps", "Apple M2 (Metal)", "")
    assert "experimental" in hint.text()


def test_too_little_speech_is_said(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    voice = library.create_voice("Ben")
    window._go("train", voice.id)
    page = window.page("train")
    assert isinstance(page, TrainPage)
    qtbot.waitUntil(lambda: page._summary is not None)
    assert "20 seconds" in page.settings.why_not.text()


def test_a_run_is_watched_to_its_report(
    qtbot: QtBot,
    consented: TrainPage,
    window: MainWindow,
    library: Library,
    anna: Voice,
    player: type[SilentPlayer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = consented
    monkeypatch.setattr(page_module, "TRAIN_TASK", f"{TASKS}:train")
    told: list[tuple[str, float]] = []
    page.working.connect(lambda what, fraction: told.append((what, fraction)))
    page.settings.start.click()
    assert page.busy
    assert not page.settings.start.isEnabled()
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)
    assert told[-1] == ("", -1.0)
    assert len(page.curves.curves["L_G"].values) == 20
    assert page.curves.curves["validation"].values == [2.0, 1.8]
    qtbot.waitUntil(lambda: page.curves.plot is not None, timeout=20_000)
    assert page.samples.list.count() == 1
    assert page.tabs.currentIndex() == REPORT_TAB
    table = page.report.table
    assert [cell(table, 0, column) for column in (1, 2, 4)] == ["0.780", "0.885", "0.910"]
    changes = [cell(table, row, 3) for row in range(5)]
    assert changes == ["better", "better", "better", "same", "worse"]
    assert "Heart" in page.report.facts.text()
    assert library.voice(anna.id).run is not None
    qtbot.waitUntil(lambda: page.runs.rowCount() == 1)
    assert cell(page.runs, 0, 3) == "speaks now"
    page.samples.toggle_play()
    qtbot.waitUntil(lambda: player.played == [(4800, 24_000)])


def test_the_report_says_why_and_leads_to_what_mends_it(
    qtbot: QtBot,
    page: TrainPage,
    window: MainWindow,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    monkeypatch.setattr(microphone, "make_recorder", world.recorders)
    monkeypatch.setattr(microphone, "make_watch", world.watch)
    monkeypatch.setattr(checking, "WARM_UP_TASK", "tests.gui.recording_tasks:warm_up")
    old = library.create_run(anna.id, "quick", "cpu")
    library.update_run(old.id, state="kept", report=REPORT)
    new = library.create_run(anna.id, "quick", "cpu")
    library.update_run(new.id, state="rejected", report=REPORT)
    page.refresh()
    qtbot.waitUntil(lambda: page.runs.rowCount() == 2)
    page.tabs.setCurrentIndex(REPORT_TAB)
    weak = page.report.weak
    assert weak.isVisible()
    lines = weak.sounds.text().splitlines()
    assert "θ as in “thin”: heard wrongly 3 of 4 times, mostly as s" in lines
    assert "ɔɪ as in “boy”: too few in the recordings (1)" in lines
    texts = [prompt["text"] for prompt in REPORT["weak"]["prompts"]]
    assert weak.prompts.text() == "\n".join(f"“{text}”" for text in texts)
    assert weak.record.text().strip() == "Record these five"
    page._open_run(library.run(old.id))  # the Record page has the newest run's
    assert not weak.record.isVisible()
    page._open_run(library.run(new.id))
    weak.record.click()
    record = window.page("record")
    assert isinstance(record, RecordPage)
    assert record.isVisible()
    qtbot.waitUntil(lambda: len(record.controller.plan.lines) == 5, timeout=20_000)
    line = record.controller.line
    assert line is not None and line.prompt.text == texts[0]
    assert record.script.currentData() == MEND
    assert record.script.currentText() == "Mend weak sounds  (5)"


def test_a_report_without_weak_sounds_says_so_or_nothing(page: TrainPage) -> None:
    weak, none = page.report.weak, {"phonemes": [], "prompts": []}
    page.report.show_report(REPORT | {"weak": none}, "anna")
    assert "No sound stands out" in weak.sounds.text()
    assert weak.record.isHidden()
    assert not weak.isHidden()
    page.report.show_report({k: v for k, v in REPORT.items() if k != "weak"}, "anna")
    assert weak.isHidden()  # by an older Timbre


def test_trying_for_longer_takes_its_minutes_and_shows_its_trials(
    qtbot: QtBot,
    consented: TrainPage,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, settings = consented, consented.settings
    monkeypatch.setattr(page_module, "TRAIN_TASK", f"{TASKS}:train")
    assert settings.search is None
    assert not settings.minutes.isEnabled()
    settings.presets["longer"].setChecked(True)
    assert settings.minutes.isEnabled()
    settings.minutes.setValue(9000)
    assert settings.minutes.value() == 480
    settings.minutes.setValue(90)
    seen: list[tuple[str, str]] = []
    follow = page.strip.follow

    def noted(progress: Progress) -> None:
        follow(progress)
        seen.append((page.strip._what.text(), page.strip._left.text()))

    monkeypatch.setattr(page.strip, "follow", noted)
    page.start()
    assert not settings.minutes.isEnabled()
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)
    (left,) = [left for what, left in seen if what == "Trying recipes: 3 of 8"]
    assert "best so far 0.712, the usual recipe 0.701" in left
    assert "2 h" in left or "1 h 30 min" in left
    run = library.runs(anna.id)[-1]
    assert run.report is not None
    assert (run.preset, run.report["search_minutes"]) == ("longer", 90.0)
    assert page.report.trials.isHidden()  # that run says nothing of trials


def test_the_report_says_what_was_tried_and_what_won(page: TrainPage) -> None:
    card, trials = page.report, page.report.trials
    rows = [
        {"changes": {}, "seconds": 540, "level": 2, "score": 0.70, "note": ""},
        {"changes": {"mel_rate": 0.001, "trust": 1.0}, "seconds": 540, "level": 2, "score": 0.72,
         "note": ""},
        {"changes": {"vocoder_rate": 0.0006}, "seconds": 60, "level": 1, "score": None,
         "note": "broken"},
    ]  # fmt: skip
    search = {
        "minutes": 30.0, "usual": {"mel_rate": 0.0004, "trust": 0.0, "vocoder_rate": 0.0002},
        "trials": rows, "winner": 1, "gain": 0.018, "noise": 0.006,
    }  # fmt: skip
    means = {"steps": [300, 600], "score": 0.73, "gain": 0.01, "taken": True}
    found = {"search": search, "averaged": means, "strength": {"taken": 0.85}}
    card.show_report(REPORT | found, "anna")
    assert not trials.isHidden()
    assert "Recipe 1 won: 0.018 better" in trials.verdict.text()
    assert [cell(trials.table, row, 0) for row in range(3)] == ["1", "usual", "2"]
    assert [cell(trials.table, row, 3) for row in range(3)] == ["0.720", "0.700", "–"]
    changes = cell(trials.table, 0, 1)
    assert changes == (
        "learning rate of the mel stage 0.001 instead of 0.0004; "
        "trust in clear takes 1 instead of 0"
    )
    item = trials.table.item(2, 0)
    assert item is not None and "broke down" in item.toolTip()
    assert "mean of its checkpoints 300, 600" in card.facts.text()
    assert "goes 85 % of the way" in card.facts.text()
    card.show_report(REPORT | {"search": search | {"winner": 0}}, "anna")
    assert "None was better than the usual one" in trials.verdict.text()
    assert "best of its checkpoints is step 600" in card.facts.text()
    assert trials.names().keys() == SPACE.keys()


@pytest.mark.parametrize("left", [True, False])
def test_cores_are_left_alone_when_that_is_chosen(
    qtbot: QtBot,
    consented: TrainPage,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
    left: bool,
) -> None:
    page = consented
    monkeypatch.setattr(page_module, "TRAIN_TASK", f"{TASKS}:train")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert not page.settings.leave_cores.isChecked()  # what the measured figures are of
    page.settings._cores = 4
    page.settings.leave_cores.setChecked(left)
    page.start()
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)
    report = library.runs(anna.id)[-1].report
    assert report is not None
    assert report["threads"] == (3 if left else None)
    assert report["threads_of_process"] == ("3" if left else None)


def test_cancel_then_resume_is_offered(
    qtbot: QtBot,
    consented: TrainPage,
    window: MainWindow,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = consented
    assert page.settings.resume.isHidden()
    monkeypatch.setattr(page_module, "TRAIN_TASK", f"{TASKS}:train_until_cancelled")
    page.start()
    qtbot.waitUntil(lambda: bool(page.curves.curves["L"].values), timeout=20_000)
    assert "%" in page.strip._left.text()
    page.strip.cancel.click()
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
    qtbot.waitUntil(lambda: not page.settings.resume.isHidden())
    assert library.runs(anna.id)[-1].state == "cancelled"
    assert window.banner.text.text()


def test_pause_and_resume(
    qtbot: QtBot, consented: TrainPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, strip = consented, consented.strip
    monkeypatch.setattr(page_module, "TRAIN_TASK", f"{TASKS}:train_until_cancelled")
    page.start()
    assert strip.pause.isHidden()  # nothing has begun that could stand still
    qtbot.waitUntil(lambda: bool(page.curves.curves["L"].values), timeout=20_000)
    assert strip.pause.text().strip() == "Pause"
    assert strip.pause.shortcut().toString() == "Ctrl+P"
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: strip.pause.text().strip() == "Resume")
    qtbot.waitUntil(lambda: strip.paused, timeout=20_000)
    assert "paused" in strip._left.text()
    assert window.sidebar._work_text.text().endswith("paused")
    seen = len(page.curves.curves["L"].values)
    qtbot.wait(150)  # it yields every 10 ms when it runs
    assert len(page.curves.curves["L"].values) == seen
    assert page.busy
    strip.pause.click()
    qtbot.waitUntil(lambda: len(page.curves.curves["L"].values) > seen, timeout=20_000)
    assert not strip.paused
    assert strip.pause.text().strip() == "Pause"
    strip.pause.click()
    qtbot.waitUntil(lambda: strip.paused, timeout=20_000)
    strip.cancel.click()
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
    qtbot.waitUntil(lambda: not page.settings.resume.isHidden())


def test_what_is_paused_late_is_not_shown_as_paused(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    strip = JobStrip(around)
    strip.begin("Working", can_pause=True)
    strip.follow(Progress("tune", 0.5, 30.0))
    for _ in range(3):  # pause, go on, pause again, before the task has answered
        strip.pause.click()
    strip.show_paused()  # of the first time
    strip.follow(Progress("tune", 0.6, 20.0))
    assert not strip.paused
    assert "pausing" in strip._left.text()
    strip.show_paused()
    assert strip.paused
    strip.pause.click()
    strip.show_paused()
    assert not strip.paused


def test_buttons_keep_their_keys(consented: TrainPage) -> None:
    assert consented.settings.start.shortcut().toString() == "Ctrl+Return"


def test_closing_while_training_asks_and_ends_cleanly(
    qtbot: QtBot,
    consented: TrainPage,
    window: MainWindow,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [False, True]
    monkeypatch.setattr(main_window, "confirm", lambda *_: answers.pop(0))
    monkeypatch.setattr(page_module, "TRAIN_TASK", f"{TASKS}:train_until_cancelled")
    consented.start()
    qtbot.waitUntil(lambda: bool(consented.curves.curves["L"].values), timeout=20_000)
    assert not window.close()
    assert window.isVisible()
    assert consented.busy
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert library.runs(anna.id)[-1].state == "cancelled"


def test_a_synthetic_voice_needs_nobodys_consent(
    qtbot: QtBot, window: MainWindow, library: Library
) -> None:
    voice = library.create_voice("Made", kind="sample", synthetic=True)
    window._go("train", voice.id)
    page = window.page("train")
    assert isinstance(page, TrainPage)
    qtbot.waitUntil(lambda: page._summary is not None)
    page.ask_for_consent()
    qtbot.waitUntil(lambda: library.consent(voice.id) is not None)
