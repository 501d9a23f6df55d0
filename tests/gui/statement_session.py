"""Run by test_statement_session.py inside tests/virtual-audio.sh: a consent in the real window.

The sample voice's speaker, treated as a person with eight takes, reads the statement through the
sound server, whose loudspeaker is its microphone; then only its first half. Prints what came of it
as JSON.

    tests/virtual-audio.sh python tests/gui/statement_session.py
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.audio.files import read_sound, resample, write_flac
from studio.core.entities import Voice
from studio.core.library import Library
from studio.dataset import consent as consent_room
from studio.gui.app import make_application
from studio.gui.dialogs import statement as dialog_module
from studio.gui.dialogs.statement import StatementDialog
from studio.gui.language import Translation
from studio.gui.main_window import MainWindow
from studio.gui.pages.train import TrainPage
from studio.gui.settings import Settings
from studio.gui.theme import Theme
from studio.paths import resources_dir
from tests.audio.recording_loopback import playing
from tests.dataset.data.make_statement import TERMS
from tests.gui.recording_session import RATE, wait

STATEMENT = Path(__file__).parents[1] / "dataset" / "data" / "statement.ogg"


class _ThatDay(datetime.date):
    """The day on which the statement was read."""

    @classmethod
    def today(cls) -> _ThatDay:
        return cls.fromisoformat(TERMS.date)


def takes_of_sample(library: Library, voice: Voice, folder: Path) -> None:
    sample = resources_dir() / "sample_voice"
    for line in (sample / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[:8]:
        name, text = line.split("\t")[:2]
        sound = read_sound(sample / name)
        write_flac(folder / "take.flac", sound.samples, sound.rate)
        library.add_take(voice.id, folder / "take.flac", text, source="recording")


def read_aloud(dialog: StatementDialog, sound: NDArray[np.float32]) -> None:
    """Record by the keyboard while the loudspeaker reads."""
    with playing(sound):
        QTest.keyClick(dialog.statement, Qt.Key.Key_Space)
        QTest.qWait(round(1000 * len(sound) / RATE) + 2500)
        QTest.keyClick(dialog.statement, Qt.Key.Key_Space)
    wait(dialog.give.isEnabled, 30)


def main() -> None:
    consent_room.datetime.date = dialog_module.datetime.date = _ThatDay  # type: ignore[misc]
    read = read_sound(STATEMENT)
    sound = (0.6 * resample(read.samples, read.rate, RATE)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        library = Library(Path(folder) / "library")
        voice = library.create_voice("Sam")
        takes_of_sample(library, voice, Path(folder))
        app = make_application()
        window = MainWindow(library, Settings(), Theme(app, "light"), Translation(app, "en"))
        window.show()
        window._go("train", voice.id)
        page = window.page("train")
        assert isinstance(page, TrainPage)
        wait(lambda: page._summary is not None, 30)
        result = give(page, library, voice, sound)
        window.close()
    print(json.dumps(result))


def give(
    page: TrainPage, library: Library, voice: Voice, sound: NDArray[np.float32]
) -> dict[str, Any]:
    """Fill in, read half, be refused, read all, be accepted."""
    page.settings.consent.click()
    dialog = page.consenting.dialog
    assert isinstance(dialog, StatementDialog)
    dialog.name_field.setText(TERMS.name)
    dialog.uses["private"].setChecked(True)
    dialog.next.click()
    consenting = page.consenting
    wait(lambda: consenting._microphone is not None and consenting._microphone.is_open, 60)
    wait(lambda: consenting._folder is not None, 10)
    read_aloud(dialog, sound[: len(sound) // 2])
    dialog.give.click()
    wait(dialog.record.isEnabled, 180)
    refused = dialog.status.text()
    read_aloud(dialog, sound)
    dialog.give.click()
    wait(lambda: library.consent(voice.id) is not None, 180)
    wait(lambda: consenting.dialog is None, 30)
    consent = library.consent(voice.id)
    assert consent is not None
    assert consent.file is not None
    QTest.qWait(500)
    return {
        "refused": refused,
        "checks": consent.checks,
        "locked": consent_room.lock(library, voice) is not None,
        "left": [path.name for path in consent.file.parent.glob("draft*")],
        "seconds": read_sound(consent.file).seconds,
        "sent": len(sound) / RATE,
    }


if __name__ == "__main__":
    sys.exit(main())
