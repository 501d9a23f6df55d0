"""Run by test_killed_session.py: a session that goes on until somebody kills it.

    python tests/gui/killed_session.py LIBRARY SEED

The session is the window's own (controller, library, capture files, check in a process of its own);
only the device is fake and the check a quick one. Says on its standard output, a JSON object a
line, what a person has been told: which take was accepted, and the hash of what was said in it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import cast

import numpy as np
from PySide6.QtCore import QTimer

from studio.core.entities import Prompt, Take
from studio.core.library import Library
from studio.gui.app import make_application
from studio.gui.bridge import Bridge
from studio.gui.recording import checking, microphone
from studio.gui.recording.controller import RecordingController
from studio.gui.settings import Settings
from tests.gui.fake_microphone import World

RATE = 48_000
TASKS = "tests.gui.recording_tasks"


class Session:
    """Reads sentence after sentence, as fast as the window lets it."""

    def __init__(self, library: Library, seed: int) -> None:
        self._library = library
        self._random = np.random.default_rng(seed)
        self._said: list[np.ndarray] = []
        self._told: set[str] = set()
        self._read: set[str] = set()  # ids of the prompts that were begun here
        self._world = World()
        microphone.make_recorder = self._world.recorders  # type: ignore[assignment]
        microphone.make_watch = self._world.watch  # type: ignore[assignment]
        checking.CHECK_TASK = f"{TASKS}:check_take"
        checking.WARM_UP_TASK = f"{TASKS}:warm_up"
        voice = library.voices()[0] if library.voices() else library.create_voice("Anna")
        settings = Settings()
        lines = [Prompt(f"{seed}-{number}", f"Sentence {number}.") for number in range(500)]
        settings.set("script", library.add_script(voice.id, f"Script {seed}", lines).id)
        settings.set("auto_advance", True)
        self._bridge = Bridge()
        self.controller = RecordingController(library, self._bridge, settings)
        self.controller._advance.setInterval(0)
        self.controller.set_voice(voice)
        self.controller.left_behind.found.connect(self._left)
        self.controller.read_library()
        self.controller.open()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._work)
        self._timer.start()

    def _left(self, captures: object) -> None:
        assert self.controller.voice is not None
        found = cast(tuple, captures)
        self.controller.left_behind.keep(self.controller.voice, found)
        say(left=[one.seconds for one in found])

    def _work(self) -> None:
        controller = self.controller
        self._tell()
        if controller.phase == "ready" and controller.line is not None and controller.session:
            self._said = []
            self._read.add(controller.line.prompt.id)
            controller.toggle()
            say(began=True)
        elif controller.phase == "recording":
            block = self._random.uniform(-0.3, 0.3, 480).astype(np.float32)
            self._world.say(block)
            self._said.append(block)
            if len(self._said) > 20:
                controller.toggle()

    def _tell(self) -> None:
        """Say which takes the window shows as accepted."""
        for take in self.controller.desk.takes:
            if take.included and take.id not in self._told:
                self._told.add(take.id)
                mine = take.prompt_id.endswith(tuple(f"/{p}" for p in self._read))
                say(accepted=take.id, sha256=digest(take), fresh=mine)


def digest(take: Take) -> str:
    """Return the hash of a take's file."""
    return hashlib.sha256(take.path.read_bytes()).hexdigest()


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main(folder: Path, seed: int) -> None:
    """Run until killed."""
    app = make_application()
    session = Session(Library(folder), seed)
    assert session.controller is not None
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
