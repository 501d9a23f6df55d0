"""A window on a library of the test, with a player that makes no noise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from studio.audio.files import write_wav
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.gui.app import make_application
from studio.gui.bridge import Bridge
from studio.gui.language import Translation
from studio.gui.main_window import MainWindow
from studio.gui.pages.speak import SpeakPage
from studio.gui.settings import Settings
from studio.gui.speaking import speaking
from studio.gui.theme import Theme
from tests.gui.fake_microphone import World

TASKS = "tests.gui.tasks"
RECORDING_TASKS = "tests.gui.recording_tasks"


class SilentPlayer:
    """Takes sounds as the real player does; a test says when they have been played."""

    played: list[tuple[int, int]] = []  # noqa: RUF012  # samples and rate, emptied by the fixture
    broken = ""
    """Why it cannot play; "" = it can."""

    def __init__(self) -> None:
        self.playing = False
        self.position = 0.0

    def play(self, samples: NDArray[np.float32], rate: int) -> None:
        if self.broken:
            raise StudioError(self.broken)
        self.played.append((len(samples), rate))
        self.playing, self.position = len(samples) > rate // 2, 0.1  # short ones are over at once

    def stop(self) -> None:
        self.playing = False


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> type[SilentPlayer]:
    """The player of the window; only the sound device is faked."""
    import studio.audio.player

    SilentPlayer.played, SilentPlayer.broken = [], ""
    monkeypatch.setattr(studio.audio.player, "Player", SilentPlayer)
    return SilentPlayer


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


@pytest.fixture
def window(
    qtbot: QtBot,
    library: Library,
    player: type[SilentPlayer],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    """The whole window on an empty library; torch is not loaded to look for a graphics card."""
    from studio.gui.pages import speak, train

    monkeypatch.setattr(train, "DEVICES_TASK", f"{TASKS}:devices")
    monkeypatch.setattr(speak, "WARM_UP_TASK", f"{TASKS}:devices")
    app = make_application()
    theme, translation = Theme(app, "light"), Translation(app, "en")
    made = MainWindow(library, Settings(), theme, translation)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made._closing = True
    train_page = made._pages.get("train")
    if train_page is not None and getattr(train_page, "busy", False):
        train_page.cancel()  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: not train_page.busy, timeout=15_000)  # type: ignore[attr-defined]
    made.close()
    made.deleteLater()
    theme.deleteLater()
    translation.remove()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def speak_page(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SpeakPage:
    """The Speak page with its voices; what it says are the tones of a test's task."""
    monkeypatch.setattr(speaking, "SPEAK_TASK", f"{TASKS}:speak")
    window.show_page("speak")
    made = window.page("speak")
    assert isinstance(made, SpeakPage)
    qtbot.waitUntil(lambda: bool(made.controls.voice_id))
    return made


@pytest.fixture
def wav(tmp_path: Path, vowel: Callable[..., NDArray[np.float32]]) -> Callable[..., Path]:
    """`wav(name, seconds)`: a sound file near to a voice."""

    def make(name: str = "a.wav", seconds: float = 2.0) -> Path:
        path = tmp_path / name
        write_wav(path, vowel(seconds=seconds), 24_000)
        return path

    return make


@pytest.fixture
def anna(library: Library, wav: Callable[..., Path]) -> Voice:
    """A voice with twelve takes of two seconds."""
    voice = library.create_voice("Anna")
    sound = wav()
    for number in range(12):
        library.add_take(voice.id, sound, f"This is sentence number {number}.")
    return voice


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Microphones that a test speaks into; only the device and the check of a take are faked."""
    from studio.gui.recording import checking, microphone

    made = World()
    monkeypatch.setattr(microphone, "make_recorder", made.recorders)
    monkeypatch.setattr(microphone, "make_watch", made.watch)
    monkeypatch.setattr(checking, "CHECK_TASK", f"{RECORDING_TASKS}:check_take")
    monkeypatch.setattr(checking, "WARM_UP_TASK", f"{RECORDING_TASKS}:warm_up")
    return made
