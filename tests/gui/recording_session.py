"""Run by test_recording_session.py inside tests/virtual-audio.sh: a session in the real window.

Ten sentences are recorded by the keyboard while the sample voice says them through the sound
server, whose loudspeaker is its microphone; every take is compared with what was played. Other
processes compute all the while. Prints what was measured as JSON.

    tests/virtual-audio.sh python tests/gui/recording_session.py session=10
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio import paths
from studio.audio.files import read_sound, resample, to_mono
from studio.core.entities import Prompt, Take, Voice
from studio.core.library import Library
from studio.gui.app import make_application
from studio.gui.language import Translation
from studio.gui.main_window import MainWindow
from studio.gui.pages.record import RecordPage
from studio.gui.settings import Settings
from studio.gui.theme import Theme
from tests.audio.recording_loopback import LEAD, place_of, playing

RATE = 48_000
CORES = 2
AFTER = 400  # milliseconds between the last word and the key; a busy machine plays a little late
Sound = NDArray[np.float32]


def session(count: int) -> dict[str, Any]:
    """Record so many sentences; what is not good is accepted by hand."""
    spoken = sentences(count)
    with window([text for text, _ in spoken]) as (page, library, voice):
        wait(lambda: page.controller.session is not None, 60)
        page.skip_room()
        with computing(CORES):
            takes = [read_aloud(page, library, voice, sound) for _, sound in spoken]
        wait(lambda: sum(take.included for take in library.takes(voice.id)) == count, 30)
        left = [path.name for path in library.capture_folder(voice.id).glob("*.wav*")]
        told = [(take.text, take.starred) for take in library.takes(voice.id)]
    return {"takes": takes, "left": left, "told": told, "texts": [text for text, _ in spoken]}


def ticks() -> dict[str, Any]:
    """The count-in is heard by the microphone, and never by the take."""
    with window(["One sentence."]) as (page, library, voice):
        page._settings.set("count_in", True)
        page._settings.set("ticks", True)
        heard: list[Sound] = []
        page.controller.heard.connect(lambda heard_now: heard.append(heard_now.samples[:, 0]))
        QTest.keyClick(page.prompter, Qt.Key.Key_Space)
        wait(lambda: page.controller.phase == "recording", 30)
        before = np.concatenate(heard)
        QTest.qWait(1000)
        QTest.keyClick(page.prompter, Qt.Key.Key_Space)
        wait(lambda: len(library.takes(voice.id)) == 1, 30)
        take = read_sound(library.takes(voice.id)[0].path)
    loudest = float(np.abs(take.samples).max())
    return {"before": float(np.abs(before).max()), "take": loudest, "seconds": take.seconds}


def server_dies() -> dict[str, Any]:
    """The sound server is killed in the middle of a take."""
    text, sound = sentences(1)[0]
    with window([text]) as (page, library, voice):
        banner: list[str] = []
        page.said.connect(lambda _tone, sentence, _detail: banner.append(sentence))
        with playing(sound) as play:
            QTest.keyClick(page.prompter, Qt.Key.Key_Space)
            QTest.qWait(2000)
            os.kill(int(os.environ["SOUND_SERVER_PID"]), 9)
            wait(lambda: page.controller.phase == "away", 30)
            play.kill()
        wait(lambda: len(library.takes(voice.id)) == 1, 30)
        take = library.takes(voice.id)[0]
        kept = to_mono(read_sound(take.path).samples)
        QTest.qWait(200)
        offered = page.view.away.isVisible()
    first = place_of(sound[: RATE // 2], kept)
    part = kept[first : first + len(sound)]
    return {
        "banner": banner,
        "offered": offered,
        "seconds": take.seconds,
        "note": take.note,
        "included": take.included,
        "compared": len(part),
        "exact": int(np.count_nonzero(part == sound[: len(part)])),
    }


def read_aloud(page: RecordPage, library: Library, voice: Voice, sound: Sound) -> dict[str, Any]:
    """Record one sentence as a person does, and compare the take with what was said."""
    controller = page.controller
    line = controller.line
    assert line is not None
    frames = page.view.sound.live.painted
    with playing(sound):
        QTest.qWait(round(500 * LEAD / RATE))  # half of the silence before the sound
        QTest.keyClick(page.prompter, Qt.Key.Key_Space)
        began = time.monotonic()
        QTest.qWait(round(1000 * (LEAD / 2 + len(sound)) / RATE) + AFTER)
        drawn = (page.view.sound.live.painted - frames) / (time.monotonic() - began)
        QTest.keyClick(page.prompter, Qt.Key.Key_Space)
        stopped = time.monotonic()
    wait(lambda: controller.phase == "judged" and controller.verdict is not None, 120)
    took = time.monotonic() - stopped
    if controller.phase == "judged" and controller.verdict and controller.verdict.level != "good":
        QTest.keyClick(page.prompter, Qt.Key.Key_Return)
    wait(lambda: (controller.phase == "ready" and controller.line != line) or last(page), 30)
    take = checked(library, voice, line.key)
    assert take is not None
    return {**compared(take, sound), "verdict_after": round(took, 2), "drawn": round(drawn, 1)}


def last(page: RecordPage) -> bool:
    return page.controller.plan.finished


def checked(library: Library, voice: Voice, key: str) -> Take | None:
    """Return the take of a prompt as soon as its check is in the library."""
    takes = [take for take in library.takes(voice.id) if take.prompt_id == key]
    return takes[-1] if takes and "check" in takes[-1].checks else None


def compared(take: Take, sound: Sound) -> dict[str, Any]:
    """Return how much of what was played is in the take, sample by sample."""
    kept = to_mono(read_sound(take.path).samples)
    first = place_of(sound, kept)
    part = kept[first : first + len(sound)]
    check = take.checks["check"]
    return {
        "rate": take.rate,
        "sent": len(sound),
        "received": len(part),
        "exact": int(np.count_nonzero(part == sound[: len(part)])),
        "verdict": check["verdict"],
        "why": check["sentences"],
        "check_seconds": check["seconds"],
    }


def sentences(count: int) -> list[tuple[str, Sound]]:
    """Return texts with their sound at 48 kHz, by the shipped sample voice."""
    folder = paths.resources_dir() / "sample_voice"
    rows = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[:count]
    found = []
    for row in rows:
        name, text = row.split("\t")[:2]
        sound = read_sound(folder / name)
        samples = resample(to_mono(sound.samples), sound.rate, RATE)
        found.append((text, _without_silence(0.5 * samples / np.abs(samples).max())))
    return found


def _without_silence(sound: Sound) -> Sound:
    """Return it from just before the first word to just after the last: a reader adds their own."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    edge = RATE // 20
    return sound[max(0, loud[0] - edge) : loud[-1] + edge].astype(np.float32)


@contextlib.contextmanager
def window(texts: list[str]) -> Iterator[tuple[RecordPage, Library, Voice]]:
    """The whole window with its Record page on a script of these texts; the microphone is open."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        library = Library(Path(folder) / "library")
        voice = library.create_voice("Sample")
        prompts = [Prompt(str(number), text) for number, text in enumerate(texts)]
        settings = Settings()
        settings.set("script", library.add_script(voice.id, "Session", prompts).id)
        app = make_application()
        made = MainWindow(library, settings, Theme(app, "light"), Translation(app, "en"))
        made.show()
        made._go("record", voice.id)
        page = made.page("record")
        assert isinstance(page, RecordPage)
        controller = page.controller
        wait(lambda: controller.phase == "ready" and controller.line is not None, 60)
        try:
            yield page, library, voice
        finally:
            made.close()


@contextlib.contextmanager
def computing(count: int) -> Iterator[None]:
    """Other processes use so many cores."""
    spin = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(spin) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def wait(until: Callable[[], bool], seconds: float) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        QTest.qWait(20)


def main(scenarios: list[str]) -> None:
    """Run `name` or `name=number` one after the other."""
    results = {}
    for scenario in scenarios:
        name, _, value = scenario.partition("=")
        results[name] = globals()[name](*([int(value)] if value else []))
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1:])
