"""Consent in the window: filled in, read aloud, checked, shown, taken back; and deleting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from studio.audio.capture_file import CaptureFile
from studio.audio.files import read_sound, write_wav
from studio.audio.recorder import Block, Captured
from studio.core.entities import Voice
from studio.core.library import Library
from studio.dataset.consent import Terms
from studio.gui import consenting as consenting_module
from studio.gui.dialogs.consent import ConsentDialog, GivenConsentDialog
from studio.gui.dialogs.statement import ASK, READ, StatementDialog
from studio.gui.main_window import MainWindow
from studio.gui.pages import library as library_page_module
from studio.gui.pages.library import LibraryPage
from studio.gui.pages.train import TrainPage
from studio.gui.recording import microphone
from tests.gui.conftest import TASKS, SilentPlayer

# The offscreen screen says so of every dialog that is shown.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

RATE = 48_000
TERMS = Terms("Anna Smith", "2026-11-22", ("private",))


class FakeRecorder:
    """A microphone that hears a tone; what it records is a real capture file."""

    rate, channels, is_open, device = RATE, 1, True, None

    def open(self, device: str | None, on_lost: Callable[[str], None]) -> None:
        self._on_lost = on_lost

    def drain(self) -> Block:
        return Block(np.full((800, 1), 0.1, np.float32), 0)

    def start(self, path: Path, about: dict[str, str]) -> None:
        self._file = CaptureFile(path, RATE, 1, about)

    def finish(self) -> Future[Captured]:
        self._file.write(np.full((RATE * 5, 1), 0.1, np.float32))
        self._file.finish()
        future: Future[Captured] = Future()
        future.set_result(Captured(self._file.path, 5.0, RATE, 1, 0, 0, True))
        return future

    def close(self, wait: bool = False) -> None:
        pass


class FakeWatch:
    """No device comes or goes."""

    inputs = ()

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def look_now(self) -> None: ...


@pytest.fixture(autouse=True)
def own_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleting looks through a folder for temporary files that is the test's own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))


@pytest.fixture
def page(
    window: MainWindow, anna: Voice, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> TrainPage:
    monkeypatch.setattr(microphone, "make_recorder", FakeRecorder)
    monkeypatch.setattr(microphone, "make_watch", lambda _changed: FakeWatch())
    monkeypatch.setattr(consenting_module, "STATEMENT_TASK", f"{TASKS}:give_statement")
    window._go("train", anna.id)
    made = window.page("train")
    assert isinstance(made, TrainPage)
    qtbot.waitUntil(lambda: made._summary is not None)
    return made


@pytest.fixture
def asked(page: TrainPage) -> StatementDialog:
    """The dialog, filled in, on its second page."""
    page.settings.consent.click()
    dialog = page.consenting.dialog
    assert isinstance(dialog, StatementDialog)
    assert not dialog.next.isEnabled()
    dialog.name_field.setText("  Anna   Smith ")
    assert not dialog.next.isEnabled()
    dialog.uses["private"].setChecked(True)
    dialog.next.click()
    assert dialog.pages.currentIndex() == READ
    return dialog


def texts_of(dialog: GivenConsentDialog) -> str:
    return "\n".join(f"{name}: {text}" for name, text in dialog.facts)


def test_what_is_missing_is_said(qtbot: QtBot, page: TrainPage) -> None:
    page.settings.consent.click()
    dialog = page.consenting.dialog
    assert isinstance(dialog, StatementDialog)
    assert "full name" in dialog.hint.text()
    dialog.name_field.setText("Anna Smith")
    assert "what the voice may be used for" in dialog.hint.text()
    dialog.other_field.setText("reading to my cat")
    assert dialog.hint.text() == ""
    dialog.language_field.setCurrentIndex(1)
    assert "English words alone" in dialog.hint.text()
    dialog.reject()
    assert page.consenting.dialog is None


def test_the_statement_is_recorded_with_space_and_kept(
    qtbot: QtBot, page: TrainPage, asked: StatementDialog, library: Library, anna: Voice
) -> None:
    assert "My name is Anna Smith." in asked.statement.text()
    assert asked.statement.accessibleName() == asked.statement.text()
    assert not asked.give.isEnabled()
    qtbot.waitUntil(lambda: asked.meter.accessibleDescription() != "no microphone")
    qtbot.waitUntil(lambda: page.consenting._folder is not None)
    qtbot.keyClick(asked.statement, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Recording" in asked.status.text())
    assert not asked.give.isEnabled()
    qtbot.keyClick(asked.statement, Qt.Key.Key_Space)
    qtbot.waitUntil(asked.give.isEnabled)
    assert asked.sound is not None
    assert asked.sound.parent == library.root / "voices" / anna.id / "consent"
    asked.give.click()
    assert not asked.give.isEnabled()
    qtbot.waitUntil(lambda: library.consent(anna.id) is not None, timeout=20_000)
    qtbot.waitUntil(page.settings.start.isEnabled)
    assert "Read aloud and recorded" in page.settings._consent_text.text()
    consent = library.consent(anna.id)
    assert consent is not None
    assert consent.file is not None
    folder = consent.file.parent
    qtbot.waitUntil(lambda: [p for p in folder.iterdir() if p.suffix == ".wav"] == [consent.file])


def test_a_refused_statement_says_why_and_can_be_read_again(
    qtbot: QtBot, page: TrainPage, asked: StatementDialog, library: Library, anna: Voice, wav: Any
) -> None:
    asked.sound = wav("refused.wav", 3.0)
    asked.give_pressed.emit()
    qtbot.waitUntil(lambda: "not the statement" in asked.status.text(), timeout=20_000)
    assert asked.record.isEnabled()
    assert library.consent(anna.id) is None
    asked._back.click()
    assert asked.pages.currentIndex() == ASK
    asked.name_field.setText("Berta Smith")
    assert asked.sound is None  # another text: it has to be read anew


def test_no_microphone_is_said_and_a_file_can_be_chosen(
    qtbot: QtBot, asked: StatementDialog, wav: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.show_trouble("No microphone is open; choose one and try again.")
    assert "No microphone" in asked.status.text()
    chosen = wav("mine.wav", 2.0)
    monkeypatch.setattr(
        "studio.gui.dialogs.statement.QFileDialog.getOpenFileName",
        lambda *_: (str(chosen), ""),
    )
    asked.choose.click()
    assert asked.sound == chosen
    assert asked.give.isEnabled()


def test_an_attestation_is_signed_for_imported_takes(
    qtbot: QtBot, page: TrainPage, asked: StatementDialog, library: Library, anna: Voice
) -> None:
    asked.attest.click()
    dialog = page.consenting.dialog
    assert isinstance(dialog, ConsentDialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    dialog.name_field.setText("Anna Smith")
    assert not ok.isEnabled()
    dialog.agree.setChecked(True)
    ok.click()
    qtbot.waitUntil(page.settings.start.isEnabled)
    consent = library.consent(anna.id)
    assert consent is not None
    assert (consent.kind, consent.name) == ("attestation", "Anna Smith")


def test_takes_recorded_here_leave_no_attestation(
    qtbot: QtBot, page: TrainPage, library: Library, anna: Voice, wav: Any
) -> None:
    library.add_take(anna.id, wav(), "Recorded here.", source="recording")
    page.refresh()
    qtbot.waitUntil(lambda: page._summary is not None and not page._summary.imported)
    page.settings.consent.click()
    dialog = page.consenting.dialog
    assert isinstance(dialog, StatementDialog)
    assert dialog.attest.isHidden()


@pytest.fixture
def given(page: TrainPage, library: Library, anna: Voice, wav: Any, qtbot: QtBot) -> TrainPage:
    """A voice whose consent is a recorded statement."""
    checks = {
        "accepted": True, "words_heard": 0.97, "missing": ["twenty"], "similarity": 0.91,
        "same_speaker_from": 0.83, "terms": TERMS.as_dict(),
    }  # fmt: skip
    library.record_consent(
        anna.id, "statement", "Anna Smith", "I agree.", statement=wav("s.wav", 1.0), checks=checks
    )
    page.refresh()
    qtbot.waitUntil(page.settings.start.isEnabled)
    return page


def test_a_consent_is_shown_and_played(
    qtbot: QtBot, given: TrainPage, player: type[SilentPlayer]
) -> None:
    given.settings.consent.click()
    dialog = given.consenting.dialog
    assert isinstance(dialog, GivenConsentDialog)
    shown = texts_of(dialog)
    for words in ("Anna Smith", "my own private use", "97 %", "twenty", "0.91", "Read aloud"):
        assert words in shown
    assert any(label.text() == "I agree." for label in dialog.findChildren(QLabel))
    dialog.play.click()
    qtbot.waitUntil(lambda: player.played == [(24_000, 24_000)])


def test_taking_it_back_locks_and_asks_whether_to_delete(
    qtbot: QtBot,
    given: TrainPage,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions: list[str] = []

    def answer(_parent: object, question: str, *_: str) -> bool:
        questions.append(question)
        return True

    monkeypatch.setattr(consenting_module, "confirm", answer)
    given.settings.consent.click()
    dialog = given.consenting.dialog
    assert isinstance(dialog, GivenConsentDialog)
    dialog.withdraw.click()
    qtbot.waitUntil(lambda: library.voices() == [], timeout=30_000)
    assert questions == ["Take the consent back?", "Delete “Anna” as well?"]


def test_a_consent_that_was_taken_back_is_said(
    qtbot: QtBot, given: TrainPage, library: Library, anna: Voice
) -> None:
    library.withdraw_consent(anna.id)
    given.refresh()
    qtbot.waitUntil(lambda: not given.settings.start.isEnabled())
    assert "withdrawn" in given.settings._consent_text.text()
    given.settings.consent.click()
    dialog = given.consenting.dialog
    assert isinstance(dialog, GivenConsentDialog)
    assert "Taken back" in texts_of(dialog)
    assert dialog.withdraw.isHidden()
    dialog.again.click()
    again = given.consenting.dialog
    assert isinstance(again, StatementDialog)
    assert again.name_field.text() == "Anna Smith"
    assert again.uses["private"].isChecked()


def test_a_changed_statement_locks_and_says_so(
    qtbot: QtBot, given: TrainPage, library: Library, anna: Voice
) -> None:
    consent = library.consent(anna.id)
    assert consent is not None
    assert consent.file is not None
    sound = read_sound(consent.file)
    write_wav(consent.file, sound.samples * np.float32(0.5), sound.rate)
    given.refresh()
    qtbot.waitUntil(lambda: "was changed" in given.settings._consent_text.text())
    assert not given.settings.start.isEnabled()
    given.settings.consent.click()
    dialog = given.consenting.dialog
    assert isinstance(dialog, GivenConsentDialog)
    assert "was changed" in texts_of(dialog)


def test_the_library_page_shows_it_and_deletes_all(
    qtbot: QtBot,
    given: TrainPage,
    window: MainWindow,
    library: Library,
    anna: Voice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(library_page_module, "confirm", lambda *_: True)
    window.show_page("library")
    page = window.page("library")
    assert isinstance(page, LibraryPage)
    qtbot.waitUntil(lambda: page.voices.select(anna.id))
    qtbot.waitUntil(lambda: "Consent by Anna Smith" in page._consent.text())
    page.delete_voice()
    qtbot.waitUntil(lambda: "Nothing of it is left" in window.banner.text.text(), timeout=30_000)
    assert library.voices() == []
    settings = Path(window._settings._file.fileName())
    assert not settings.exists() or anna.id not in settings.read_text()
