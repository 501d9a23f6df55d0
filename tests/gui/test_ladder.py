"""The ladder in the window: read, heard equally loud, compared blind, chosen, cleared."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from studio.audio.files import write_wav
from studio.audio.loudness import integrated_loudness
from studio.core.entities import Run, Voice
from studio.core.library import Library
from studio.gui import laddering as laddering_module
from studio.gui.dialogs.blind_ladder import BlindLadderDialog
from studio.gui.laddering import Laddering
from studio.gui.main_window import MainWindow
from studio.gui.pages.train import LADDER, TrainPage
from studio.gui.widgets.ladder_view import LOUDNESS
from studio.training.ladder import Ladder, Rung, choice_of
from tests.gui.conftest import SilentPlayer
from tests.gui.tasks import REPORT

# Dialogs open as they do in the program; the offscreen platform has no window manager.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TASKS = "tests.gui.ladder_tasks"
TEXTS = ("Held out.", "Is it you?", "What a day!")


def climb(library: Library, voice: Voice, report: dict[str, Any] | None) -> Run:
    """A run with a start and three rungs of which the middle one is the program's choice."""
    run = library.create_run(voice.id, "quick", "cpu")
    rungs = [Rung(s, 0.8 + s / 10_000, 0.1, 1.0, 0.7 + s / 10_000) for s in (0, 300, 600, 900)]
    ladder = Ladder(run.folder, TEXTS, tuple(rungs))
    ladder.save()
    time = np.arange(14_400) / 24_000
    for number, rung in enumerate(rungs):  # each twice as loud as the one before
        tone = 0.02 * 2**number * np.sin(2 * np.pi * 220 * time).astype(np.float32)
        for sentence in range(3):
            path = ladder.sample(rung.step, sentence)
            path.parent.mkdir(exist_ok=True)
            write_wav(path, tone, 24_000)
        if rung.step:
            ladder.weights(rung.step).mkdir()
            (ladder.weights(rung.step) / "voice.json").write_text("{}")
    if report is None:
        return library.update_run(run.id, state="cancelled")
    if report["kept"]:
        (run.folder / "voice.json").write_text('{"step": 600}')
        library.keep_run(voice.id, run.id)
    return library.update_run(run.id, state="kept" if report["kept"] else "rejected", report=report)


@pytest.fixture
def sounds(player: type[SilentPlayer], monkeypatch: pytest.MonkeyPatch) -> list[NDArray]:
    """What is sent to the device."""
    sent: list[NDArray] = []
    take = player.play

    def play(self: SilentPlayer, samples: NDArray, rate: int) -> None:
        sent.append(samples)
        take(self, samples, rate)

    monkeypatch.setattr(player, "play", play)
    return sent


@pytest.fixture
def open_page(window: MainWindow, qtbot: QtBot) -> Callable[[Voice], TrainPage]:
    def open_it(voice: Voice) -> TrainPage:
        window._go("train", voice.id)
        page = window.page("train")
        assert isinstance(page, TrainPage)
        page.tabs.setCurrentIndex(LADDER)
        qtbot.waitUntil(lambda: page._summary is not None)
        return page

    return open_it


@pytest.fixture
def laddering(
    library: Library, anna: Voice, open_page: Callable[[Voice], TrainPage], qtbot: QtBot
) -> Laddering:
    """Of a run that the program kept."""
    library.record_consent(anna.id, "attestation", "Anna", "I am she.")
    climb(library, anna, REPORT)
    found = open_page(anna).laddering
    qtbot.waitUntil(lambda: found.state is not None)
    return found


def cells(table: QTableWidget, column: int) -> list[str]:
    items = [table.item(line, column) for line in range(table.rowCount())]
    return [item.text() if item else "" for item in items]


def test_the_rungs_with_their_figures_and_who_chose(laddering: Laddering) -> None:
    table = laddering.view.table
    assert cells(table, 0) == ["Start", "300", "600", "900"]
    assert cells(table, 1) == ["0.800", "0.830", "0.860", "0.890"]
    assert cells(table, 4) == [
        "the stock voice it started from",
        "",
        "speaks now · the program's choice",
        "",
    ]
    view = laddering.view
    assert view.step == 600 and not view.use.isEnabled()  # it speaks already
    view.choose_step(0)
    assert not view.use.isEnabled() and "Step 0 is the stock voice" in view.why_not.text()
    view.choose_step(900)
    assert view.use.isEnabled() and view.why_not.isHidden()
    assert view.back.isHidden()


def test_every_step_is_played_equally_loud_with_the_keys(
    qtbot: QtBot, laddering: Laddering, sounds: list[NDArray]
) -> None:
    table = laddering.view.table
    for count, step in enumerate((300, 900), start=1):
        laddering.view.choose_step(step)
        qtbot.keyClick(table, Qt.Key.Key_2)
        qtbot.keyClick(table, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda count=count: len(sounds) == count)
        qtbot.keyClick(table, Qt.Key.Key_Space)  # stops
        qtbot.waitUntil(lambda: not laddering._playback.playing)
    assert laddering.view.sentence.currentText().endswith("Is it you?")
    for sound in sounds:
        assert integrated_loudness(sound, 24_000) == pytest.approx(LOUDNESS, abs=0.1)


def test_blind_from_the_first_letter_to_the_voice(
    qtbot: QtBot,
    laddering: Laddering,
    library: Library,
    anna: Voice,
    sounds: list[NDArray],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the keyboard alone."""
    monkeypatch.setattr(laddering_module, "CHOOSE_TASK", f"{TASKS}:choose_rung")
    laddering.dice.seed(5)
    laddering.view.blind.setFocus()
    qtbot.keyClick(laddering.view.blind, Qt.Key.Key_Space)
    dialog = laddering.dialog
    assert dialog is not None
    steps = [rung.step for rung in dialog.rungs]
    assert sorted(steps) == [0, 300, 600, 900] != steps
    assert [made.text().strip() for made in dialog.letters] == ["A", "B", "C", "D"]
    seen = [w.text() for w in (dialog.heading, dialog.about, dialog.text, dialog.marked)]
    assert not any(str(step) in text for text in seen for step in steps[1:])
    assert dialog.table.isHidden() and dialog.use_button.isHidden()
    letter = steps.index(900)
    for sentence in (Qt.Key.Key_1, Qt.Key.Key_2):
        qtbot.keyClick(dialog, sentence)
        before = len(sounds)
        qtbot.keyClick(dialog, Qt.Key(Qt.Key.Key_A.value + letter))
        qtbot.waitUntil(lambda before=before: len(sounds) == before + 1)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.text.text() == TEXTS[1]
    name = chr(65 + letter)
    assert dialog.marked.text() == f"Favourites: 1: {name}   2: {name}"
    qtbot.keyClick(dialog, Qt.Key.Key_R)
    assert cells(dialog.table, 1) == ["Start" if step == 0 else str(step) for step in steps]
    assert cells(dialog.table, 4)[letter] == "your favourite for 1, 2"
    assert cells(dialog.table, 4)[steps.index(600)] == "the program's choice · speaks now"
    assert dialog.table.currentRow() == letter
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.chosen == 900
    qtbot.waitUntil(lambda: choice_of(library.runs(anna.id)[-1]) == 900, timeout=20_000)
    qtbot.waitUntil(lambda: laddering.state is not None and laddering.state.speaking == 900)
    assert cells(laddering.view.table, 4)[3] == "speaks now, chosen by you"
    assert laddering.view.back.isVisible()


def test_the_favourite_is_the_one_marked_most_and_the_start_is_not_used(
    qtbot: QtBot, laddering: Laddering
) -> None:
    state = laddering.state
    assert state is not None
    dialog = BlindLadderDialog(state, False, laddering._playback, dice=random.Random(1))
    qtbot.addWidget(dialog)
    steps = [rung.step for rung in dialog.rungs]
    assert steps[dialog.favourite()] == 600  # the program's, as long as nobody has marked one
    dialog.favourites = {0: steps.index(300), 1: steps.index(0), 2: steps.index(0)}
    assert steps[dialog.favourite()] == 0
    dialog.reveal()
    assert not dialog.use_button.isEnabled()
    assert "stock voice" in dialog.why_not.text()
    dialog.use()
    assert dialog.chosen is None
    dialog.mark()
    assert len(dialog.favourites) == 3  # nothing is marked any more
    dialog.table.selectRow(steps.index(300))
    assert dialog.use_button.isEnabled()


@pytest.mark.parametrize("answer", [False, True])
def test_what_the_program_did_not_keep_is_used_only_after_a_question(
    qtbot: QtBot,
    library: Library,
    anna: Voice,
    open_page: Callable[[Voice], TrainPage],
    monkeypatch: pytest.MonkeyPatch,
    answer: bool,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(laddering_module, "CHOOSE_TASK", f"{TASKS}:choose_rung")
    monkeypatch.setattr(
        laddering_module, "confirm", lambda *words: asked.extend(words[1:3]) or answer
    )
    refused = REPORT | {"kept": False, "sentence": "Not kept: words became less clear."}
    run = climb(library, anna, refused)
    found = open_page(anna).laddering
    qtbot.waitUntil(lambda: found.state is not None)
    assert "did not keep" in found.view.hint.text()
    found.view.choose_step(300)
    found.view.use.click()
    assert "did not keep" in asked[0]
    assert "words became less clear" in asked[1] and "similarity 0.830" in asked[1]
    if answer:
        qtbot.waitUntil(lambda: choice_of(library.run(run.id)) == 300, timeout=20_000)
    assert found._working is False or answer


def test_a_run_that_has_not_ended_is_heard_and_not_used(
    qtbot: QtBot, library: Library, anna: Voice, open_page: Callable[[Voice], TrainPage]
) -> None:
    climb(library, anna, None)
    found = open_page(anna).laddering
    qtbot.waitUntil(lambda: found.state is not None)
    found.view.choose_step(600)
    assert not found.view.use.isEnabled() and found.view.play.isEnabled()
    assert "has not ended" in found.view.why_not.text()


def test_a_run_that_is_being_trained_is_shown_as_it_climbs(
    qtbot: QtBot, laddering: Laddering, library: Library, anna: Voice
) -> None:
    run = climb(library, anna, None)
    laddering.show_voice("", False)  # as the page does when a training starts
    assert laddering.state is None and laddering.view.table.isHidden()
    laddering.follow(anna.id, run.folder / "samples" / "step-000300-1.wav")
    qtbot.waitUntil(lambda: laddering.state is not None and laddering.state.run.id == run.id)
    assert laddering.view.blind.isEnabled() and not laddering.view.use.isEnabled()


def test_an_old_run_has_none_and_clearing_gives_the_disk_back(
    qtbot: QtBot,
    laddering: Laddering,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(laddering_module, "confirm", lambda *_: True)
    state = laddering.state
    assert state is not None
    (state.ladder.weights(900) / "generator.safetensors").write_bytes(bytes(3_000_000))
    laddering.show_voice(anna.id, False)
    qtbot.waitUntil(lambda: "3 MB" in laddering.view.disk.text())
    laddering.view.clear.click()
    qtbot.waitUntil(lambda: "0 MB" in laddering.view.disk.text())
    assert cells(laddering.view.table, 4)[3] == "weights not kept"
    assert not laddering.view.blind.isEnabled()
    old = library.create_run(anna.id, "quick", "cpu")
    laddering.show_voice(anna.id, False, old.id)
    qtbot.waitUntil(laddering.view.table.isHidden)
    assert "three sentences" in laddering.view.hint.text()


def test_samples_of_earlier_and_later_runs_are_named(
    laddering: Laddering, window: MainWindow, tmp_path: Path
) -> None:
    page = window.page("train")
    assert isinstance(page, TrainPage)
    folder = tmp_path / "samples"
    folder.mkdir()
    for name in ("step-000000-1", "step-000300-2", "step-000600", "other"):
        write_wav(folder / f"{name}.wav", np.zeros(2400, np.float32), 24_000)
    page.samples.show_folder(folder)
    list_ = page.samples.list
    names = [list_.item(number).text() for number in range(list_.count())]
    assert names == ["Step 600", "Step 300  sentence 2", "Start  sentence 1", "other"]
