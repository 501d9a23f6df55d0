"""The data set page beyond the list: views, review, checks, clean-up, summary, export."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.gui import data_set_work, take_scores
from studio.gui.dialogs.cleanup import CleanupDialog
from studio.gui.dialogs.export_data_set import ExportDialog
from studio.gui.dialogs.import_report import ImportReport
from studio.gui.main_window import MainWindow
from studio.gui.pages.recordings import SUMMARY, TAKES, RecordingsPage
from studio.gui.take_list import ACCEPTED, View, counts, doubt, is_doubtful, status
from studio.gui.takes_model import CHECK, NOTE, TEXT, TakesModel
from studio.gui.widgets import takes_view as view_module
from studio.gui.widgets.cleanup_panel import CleanupSettings
from studio.gui.widgets.phoneme_track import boundaries
from tests.gui.conftest import SilentPlayer

OURS = "tests.gui.data_set_tasks"
REFUSED = {"check": {"verdict": "refuse", "faults": [], "drift": [], "misreading": None}}
WARNED = {"check": {"verdict": "warn", "faults": [], "drift": [], "misreading": None}}
GOOD = {"check": {"verdict": "good", "faults": [], "drift": [], "misreading": None}}


@pytest.fixture(autouse=True)
def quick_tasks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(take_scores, "SCORE_TASK", f"{OURS}:score")
    monkeypatch.setattr(data_set_work, "CHECK_TASK", f"{OURS}:check_takes")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def page(window: MainWindow, anna: Voice, qtbot: QtBot) -> Iterator[RecordingsPage]:
    window._go("recordings", anna.id)
    made = window.page("recordings")
    assert isinstance(made, RecordingsPage)
    qtbot.waitUntil(lambda: made.view.model.rowCount() == 12)
    yield made
    made.job.cancel()
    qtbot.waitUntil(lambda: not made.job.running, timeout=15_000)


def some_takes(count: int) -> list[Take]:
    checks: list[dict[str, Any]] = [REFUSED, WARNED, GOOD, {}]
    return [
        Take(
            f"{number:032x}", "v", Path(f"/nowhere/{number}.wav"),
            f"Sentence number {number} of the harbour.", 1 + number % 7, 48_000, 1, "", "import",
            checks=checks[number % 4], prompt_id=f"p{number}", included=number % 5 > 0,
        )
        for number in range(count)
    ]  # fmt: skip


# Which takes are shown


def test_the_most_doubtful_come_first() -> None:
    takes = some_takes(8)
    order = [status(takes[row]) for row in View(order="doubt").rows(takes)]
    assert order == ["refuse"] * 2 + ["warn"] * 2 + [""] * 2 + ["good"] * 2
    unsure = replace(takes[1], checks=WARNED | {"confidence": 0.3})
    assert doubt(takes[0]) > doubt(unsure) > doubt(takes[1]) > doubt(takes[3]) > doubt(takes[2])


def test_what_was_accepted_is_doubtful_no_more() -> None:
    take = some_takes(1)[0]
    assert is_doubtful(take)
    assert not is_doubtful(replace(take, checks=take.checks | {ACCEPTED: True}))
    assert is_doubtful(replace(take, checks={}, note="Listen whether “so” is said."))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("all", 20), ("doubtful", 10), ("refused", 5), ("unused", 4), ("unchecked", 5),
     ("heard", 0), ("starred", 0), ("mended", 0)],
)  # fmt: skip
def test_filters(name: Any, expected: int) -> None:
    takes = some_takes(20)
    assert len(View(filter=name).rows(takes)) == expected == counts(takes)[name]


def test_search_looks_in_texts_prompts_and_notes() -> None:
    takes = some_takes(20)
    takes[4] = replace(takes[4], note="A door slams.")
    assert View(needle="HARBOUR number 13").rows(takes) == [13]
    assert View(needle="p17").rows(takes) == [17]
    assert View(needle="door slams").rows(takes) == [4]
    assert View(needle="nowhere").rows(takes) == []


def test_five_thousand_takes_stay_quick(qtbot: QtBot) -> None:
    model = TakesModel()
    model.show_takes(some_takes(5_000))
    views = (View(order="doubt"), View(needle="number 49"), View(order="text", backwards=True))
    for view in views:
        began = time.process_time()
        model.look(view)
        assert time.process_time() - began < 0.2  # 10 ms on an idle machine
    began = time.process_time()
    for row in range(200):
        for column in range(NOTE + 1):
            model.data(model.index(row, column))
    assert time.process_time() - began < 0.2


def test_editing_moves_no_row_until_the_view_is_chosen_anew(qtbot: QtBot) -> None:
    model = TakesModel()
    model.show_takes(some_takes(8))
    model.look(View(filter="doubtful"))
    first = model.take_at(0)
    assert first is not None
    model.change(first.id, checks={ACCEPTED: True})
    assert model.row_of(first.id) == 0
    model.look(model.view)
    assert model.row_of(first.id) == -1
    assert model.take(first.id) is not None


def test_a_heard_text_counts_as_given_when_a_person_says_so(qtbot: QtBot) -> None:
    takes = [replace(take, checks={"text_by": "recogniser"}) for take in some_takes(3)]
    model = TakesModel()
    model.show_takes(takes)
    model.look(View(filter="heard"))
    assert model.rowCount() == 3
    about = model.data(model.index(0, TEXT), Qt.ItemDataRole.ToolTipRole)
    assert "heard, not given" in about
    saved: dict[str, dict[str, Any]] = {}
    model.edited.connect(saved.__setitem__)
    model.change(takes[0].id, text="What is said.")
    model.change(takes[1].id, checks={ACCEPTED: True})
    model.change(takes[2].id, included=False)
    assert [saved[take.id].get("checks", {}).get("text_by") for take in takes] == [
        *("person", "person"),
        None,
    ]
    model.look(model.view)
    assert model.rowCount() == 1


def test_doubt_is_told_by_word_and_shape_not_by_colour_alone(qtbot: QtBot) -> None:
    model = TakesModel()
    model.show_takes(some_takes(4))
    words = [model.data(model.index(row, CHECK)) for row in range(4)]
    assert words == ["Refused", "Doubtful", "Good", "Not checked"]
    spoken = model.data(model.index(0, TEXT), Qt.ItemDataRole.AccessibleTextRole)
    assert "Refused" in spoken


def test_filter_and_search_on_the_page(qtbot: QtBot, page: RecordingsPage) -> None:
    page.view.filter.search.setText("number 7")
    page.view.filter.search.textEdited.emit("number 7")
    qtbot.waitUntil(lambda: page.view.model.rowCount() == 1)
    assert page.view.filter.shown.text() == "1 of 12"
    page.go_to(page.view.model.takes[3].id)  # one click from the summary, whatever is filtered
    take = page.view.table.current()
    assert take is not None
    assert take.text == "This is sentence number 3."
    assert page.view.filter.search.text() == ""


def test_headings_sort(qtbot: QtBot, page: RecordingsPage) -> None:
    page.view.table.sortByColumn(TEXT, Qt.SortOrder.DescendingOrder)
    first = page.view.model.take_at(0)
    assert first is not None
    assert first.text == "This is sentence number 9."
    page.view.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert [page.view.model.take_at(row) for row in range(12)] == list(page.view.model.takes)


# Checks and review


def test_a_take_is_seen_with_its_phonemes_and_pitch(qtbot: QtBot, page: RecordingsPage) -> None:
    qtbot.waitUntil(lambda: page.view.panel.score is not None, timeout=20_000)
    assert page.view.panel.phonemes.text() == "hˈI."
    assert [mark.text for mark in page.view.panel.view._words] == ["Hi"]
    assert boundaries(page.view.panel.view._phonemes) == [0.2, 0.5, 1.0]
    assert max(page.view.panel.view._f0) == 120.0


def test_takes_are_checked_in_the_background(
    qtbot: QtBot, page: RecordingsPage, window: MainWindow, library: Library, anna: Voice
) -> None:
    takes = page.view.model.takes
    page.view.model.change(takes[1].id, text="A noisy one.")
    page.view.model.change(takes[2].id, text="A wrong one.")
    qtbot.waitUntil(lambda: library.take(takes[2].id).text == "A wrong one.")
    page.check_takes("unchecked")
    assert page.job.running
    assert not page.actions_.check.isEnabled()
    qtbot.waitUntil(lambda: not page.job.running, timeout=20_000)
    assert window.banner.text.text() == "12 takes checked, 2 doubtful."
    qtbot.waitUntil(lambda: status(page.view.model.takes[2]) == "refuse")
    page.view.table.select(1)
    assert page.view.panel.card.heading.text() == "Doubtful"
    assert "switch off the fan" in page.view.panel.card.text.text()


def test_one_take_is_checked_at_once(qtbot: QtBot, page: RecordingsPage, library: Library) -> None:
    take = page.view.model.takes[3]
    page.view.model.change(take.id, text="A wrong one.")
    qtbot.waitUntil(lambda: library.take(take.id).text == "A wrong one.")
    page.view.table.select(3)
    qtbot.keyClick(page.view.table, Qt.Key.Key_K)
    assert page.view.panel.card.heading.text() == "Checking…"
    qtbot.waitUntil(lambda: page.view.panel.card.heading.text() == "Refused", timeout=20_000)
    assert not page.strip.isVisible()


def test_checking_can_be_stopped(
    qtbot: QtBot, page: RecordingsPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_set_work, "CHECK_TASK", f"{OURS}:check_until_cancelled")
    page.check_takes("all")
    qtbot.waitUntil(page.strip.isVisible)
    page.strip.cancel.click()
    qtbot.waitUntil(lambda: not page.job.running, timeout=20_000)
    assert "stopped" in window.banner.text.text()


def test_review_by_keys_alone(
    qtbot: QtBot,
    page: RecordingsPage,
    library: Library,
    anna: Voice,
    player: type[SilentPlayer],
) -> None:
    for number, take in enumerate(library.takes(anna.id)[:3]):
        note = f"Listen whether “{number}” is said, and mend the text."
        library.update_take(take.id, note=note, checks={"confidence": 0.9 - 0.3 * number})
    page._imported(
        ImportReport.of(
            {
                "added": ["a", "b", "c"], "seconds": 9.0, "already": [], "set_aside": [],
                "noted": [], "missing": [], "without_text": [],
                "takes": [{"kind": "doubtful"}] * 3, "aside": [],
            }
        )
    )  # fmt: skip
    page.refresh()
    qtbot.waitUntil(lambda: page.view.model.view.filter == "doubtful")
    assert page.view.model.rowCount() == 3
    assert page.view.table.hasFocus()
    page.view.filter.play_each.setChecked(True)
    for number in (2, 1, 0):  # the least sure first
        take = page.view.table.current()
        assert take is not None
        assert f"“{number}”" in take.note
        qtbot.keyClick(page.view.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: all(t.checks.get(ACCEPTED) for t in library.takes(anna.id)[:3]))
    assert all(not take.note and take.included for take in library.takes(anna.id)[:3])
    qtbot.waitUntil(lambda: len(player.played) >= 1)


def test_a_mended_text_is_checked_anew_and_acceptance_ends(
    qtbot: QtBot, page: RecordingsPage, library: Library
) -> None:
    take = library.update_take(page.view.model.takes[0].id, checks=REFUSED | {ACCEPTED: True})
    page.refresh()
    qtbot.waitUntil(lambda: bool(page.view.model.takes[0].checks.get(ACCEPTED)))
    page.view.panel.text_changed.emit(take.id, "A noisy sentence.")
    qtbot.waitUntil(lambda: status(page.view.model.takes[0]) == "warn", timeout=20_000)
    assert not page.view.model.takes[0].checks[ACCEPTED]
    assert not page.strip.isVisible()  # one take is checked without a word


def test_said_text_becomes_the_text(qtbot: QtBot, page: RecordingsPage, library: Library) -> None:
    misreading = {
        "words": [{"text": "is", "span": [5, 7], "start": 0.2, "end": 0.4, "status": "changed",
                   "heard": "was"}],
        "added": [], "said_text": "This was sentence number 0.", "misread": True,
    }  # fmt: skip
    check = {"verdict": "refuse", "faults": [], "drift": [], "misreading": misreading}
    take = library.update_take(page.view.model.takes[0].id, checks={"check": check})
    page.refresh()
    qtbot.waitUntil(page.view.panel.card.said.isVisible)
    assert "“is” sounded like “was”" in page.view.panel.card.text.text()
    page.view.panel.card.said.click()
    qtbot.waitUntil(lambda: library.take(take.id).text == "This was sentence number 0.")


def test_keys_change_all_that_are_selected(
    qtbot: QtBot, page: RecordingsPage, library: Library, anna: Voice
) -> None:
    page.view.table.selectAll()
    qtbot.keyClick(page.view.table, Qt.Key.Key_S)
    qtbot.keyClick(page.view.table, Qt.Key.Key_X)
    qtbot.waitUntil(
        lambda: all(take.starred and not take.included for take in library.takes(anna.id))
    )


# Clean-up


def test_settings_are_what_the_clean_up_reads(qtbot: QtBot) -> None:
    from studio.audio.cleanup import Cleanup

    settings = CleanupSettings()
    qtbot.addWidget(settings)
    assert settings.value == {}
    chosen = Cleanup(noise_db=12.0, hum_hz=50.0, trim=True, level_dbfs=-24.0)
    settings.show_value(chosen.as_dict())
    assert Cleanup.from_dict(settings.value) == chosen
    settings.show_value({})
    assert settings.value == {}


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform has no window manager
def test_before_and_after_are_seen_heard_and_decided(
    qtbot: QtBot,
    page: RecordingsPage,
    library: Library,
    player: type[SilentPlayer],
) -> None:
    take = page.view.model.takes[0]
    recorded = take.path.read_bytes()
    dialog = CleanupDialog(take, 2, page._bridge, page._playback, page)
    dialog.show()
    panel = dialog.panel
    panel.settings.level_on.setChecked(True)
    panel.settings.level.setValue(-30)
    qtbot.waitUntil(lambda: panel.ready and panel.before is not None, timeout=20_000)
    assert panel.before is not None
    assert panel.after is not None
    assert panel.before.speech_dbfs == pytest.approx(-20.0, abs=0.6)
    assert panel.after.speech_dbfs == pytest.approx(-30.0, abs=0.2)
    preview = panel.after.path
    qtbot.keyClick(dialog, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: len(player.played) == 1)
    qtbot.keyClick(dialog, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(player.played) == 2)
    dialog.accept()
    qtbot.waitUntil(lambda: not preview.exists())
    page.view.mend(page.view.model.takes[:2], dialog.value)
    qtbot.waitUntil(lambda: library.take(page.view.model.takes[1].id).cleanup != {})
    assert library.take(take.id).cleanup["level_dbfs"] == -30.0
    assert take.path.read_bytes() == recorded
    page.view.panel.toggle_play()  # what is trained on is what is played
    qtbot.waitUntil(lambda: len(player.played) == 3)
    assert page.view.panel.raw.isVisible()
    page.view.mend(page.view.model.takes[:2], {})  # and back
    qtbot.waitUntil(lambda: library.take(take.id).cleanup == {})


# Summary and export


def test_the_summary_leads_to_the_takes_that_stand_out(
    qtbot: QtBot,
    page: RecordingsPage,
    library: Library,
    anna: Voice,
    wav: Callable[..., Path],
) -> None:
    odd = library.add_take(anna.id, wav("long.wav", 11.0), "This one is much longer.")
    page.refresh()
    qtbot.waitUntil(lambda: len(page.view.model.takes) == 13)
    page.tabs.setCurrentIndex(SUMMARY)
    qtbot.waitUntil(lambda: page.summary.figures is not None, timeout=60_000)
    qtbot.waitUntil(lambda: not page.job.running)
    table = page.summary.outliers
    why = [item.text() for row in range(table.rowCount()) if (item := table.item(row, 1))]
    assert any("longer than most: 11" in sentence for sentence in why)
    page.summary.outliers.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.tabs.currentIndex() == TAKES
    take = page.view.table.current()
    assert take is not None
    assert take.id == odd.id
    page.tabs.setCurrentIndex(SUMMARY)
    assert not page.job.running  # the same takes are not measured twice
    said = page.summary.spreads["length"].accessibleName()
    assert said.startswith("Length: median 2.0 s")


def test_a_summary_that_was_stopped_can_be_asked_for_again(
    qtbot: QtBot, page: RecordingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary_task = data_set_work.SUMMARY_TASK
    monkeypatch.setattr(data_set_work, "SUMMARY_TASK", f"{OURS}:check_until_cancelled")
    page.tabs.setCurrentIndex(SUMMARY)
    assert page.job.running
    page.check_takes("all")  # one thing at a time
    page.job.cancel()
    qtbot.waitUntil(lambda: not page.job.running, timeout=20_000)
    assert page.summary.figures is None
    monkeypatch.setattr(data_set_work, "SUMMARY_TASK", summary_task)
    qtbot.waitUntil(page.summary._empty.button.isVisible)
    page.summary._empty.button.click()
    qtbot.waitUntil(lambda: page.summary.figures is not None, timeout=60_000)
    assert not page.summary._empty.isVisible()


def test_enter_in_the_search_goes_on_to_what_was_found(qtbot: QtBot, page: RecordingsPage) -> None:
    page.view.filter.search.setFocus()
    qtbot.keyClicks(page.view.filter.search, "number 11")
    qtbot.keyClick(page.view.filter.search, Qt.Key.Key_Return)
    assert page.view.model.rowCount() == 1
    assert page.view.table.hasFocus()
    take = page.view.table.current()
    assert take is not None
    assert take.text == "This is sentence number 11."


def test_export_collects_and_writes(
    qtbot: QtBot, page: RecordingsPage, window: MainWindow, tmp_path: Path
) -> None:
    dialog = ExportDialog("Anna", tmp_path, False, page)
    qtbot.addWidget(dialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled()
    dialog.plain.setChecked(True)
    assert dialog.choice["rate"] == 0
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine").touch()
    dialog.path.setText(str(tmp_path / "there"))
    assert not ok.isEnabled()
    assert "nothing is overwritten" in dialog.hint.text()
    dialog.path.setText(str(tmp_path / "new"))
    page.export_to(dialog.folder, dialog.choice)
    qtbot.waitUntil(lambda: not page.job.running, timeout=30_000)
    assert len(list((tmp_path / "new").glob("*.wav"))) == 12
    assert "12 takes" in window.banner.text.text()


def test_a_selection_is_deleted_after_one_question(
    qtbot: QtBot, page: RecordingsPage, library: Library, anna: Voice, monkeypatch: Any
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(view_module, "confirm", lambda _page, what, *_: asked.append(what) or True)
    page.view.table.selectAll()
    qtbot.keyClick(page.view.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.view.model.rowCount() == 0)
    assert asked == ["Delete 12 takes?"]
    assert library.takes(anna.id) == []


def test_the_report_of_a_long_import_counts_what_is_to_be_reviewed() -> None:
    aside = {"file": "talk.mp3", "note": "Somebody else speaks.", "kind": "speaker"}
    result = {
        "added": ["1", "2"], "seconds": 60.0, "already": [], "missing": [], "without_text": [],
        "set_aside": [("talk.mp3 1:02–1:07", "Somebody else speaks."), ("bad.wav", "Broken.")],
        "noted": [], "takes": [{"kind": "doubtful"}, {"kind": "", "heard": True}], "aside": [aside],
        "given": ["c.wav"],
    }  # fmt: skip
    report = ImportReport.of(result)
    assert (report.heard, report.given) == (1, 1)
    assert "was heard, not given" in report.sentence()
    assert (report.doubtful, report.aside, report.to_review) == (1, 1, 2)
    assert report.refused == (("bad.wav", "Broken."),)
    assert "1 doubtful" in report.sentence()
