"""Run by test_session_survives.py inside tests/virtual-audio.sh: four programs at a time record
into one library and are killed; prints as JSON what became of what they had accepted.

    tests/virtual-audio.sh python tests/gui/session_loopback.py 50
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from studio.audio.recorder import Recorder
from studio.core.files import PART_PREFIX
from studio.core.library import Library
from studio.gui.recording import keeping

PROGRAMS = 4


def record_for_ever(root: str, voice: str) -> None:
    """Read prompts and accept each take, as the Record page does it, until killed."""
    library = Library(Path(root))
    voice_id = library.voice(voice).id
    left = keeping.left_behind(library, voice_id)
    for take in keeping.keep_left_behind(library, voice_id, left):
        print("found", take.id, take.prompt_id, ".", flush=True)
    recorder = Recorder()
    recorder.open(None)
    session = keeping.sitting(library, voice_id, "loop", recorder.rate)
    for number in range(1000):
        prompt = f"{time.time_ns()}-{number}"
        reading = keeping.Reading(voice_id, f"Sentence {number}.", prompt, session.id)
        recorder.start(library.capture_folder(voice_id) / f"{prompt}.wav", reading.about())
        print("reading", prompt, ".", flush=True)
        time.sleep(0.2)
        captured = recorder.stop()
        take = keeping.keep_capture(library, captured.path, reading, "not yet accepted")
        keeping.accept(library, take.id, None, False)
        print("accepted", take.id, round(captured.seconds * captured.rate), ".", flush=True)


def killed_after(seconds: float, root: Path, voice: str) -> list[list[str]]:
    """Let a program record, kill it, and return the words of each whole line that it told."""
    with subprocess.Popen(
        [sys.executable, __file__, "record", str(root), voice], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        return [line.split() for line in (first, *child.stdout) if line.endswith(".\n")]


def survive(times: int) -> dict[str, object]:
    """Kill programs at random moments; open the library after each."""
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "library"
        library = Library(root)
        voices = [library.create_voice(f"Voice {number}").name for number in range(PROGRAMS)]

        def kill(turn: tuple[int, float]) -> list[list[str]]:
            told = killed_after(turn[1], root, voices[turn[0] % PROGRAMS])
            Library(root)  # opens, whatever was going on
            return told

        turns = [(number, chance.uniform(0.0, 2.0)) for number in range(times)]
        with ThreadPoolExecutor(PROGRAMS) as pool:
            told = [line for lines in pool.map(kill, turns) for line in lines]
        again = Library(root)
        for name in voices:
            voice = again.voice(name)
            keeping.keep_left_behind(again, voice.id, keeping.left_behind(again, voice.id))
        takes = {take.id: take for name in voices for take in again.takes(name)}
        accepted = {line[1]: int(line[2]) for line in told if line[0] == "accepted"}
        lost = [
            take_id
            for take_id, frames in accepted.items()
            if take_id not in takes
            or round(takes[take_id].seconds * takes[take_id].rate) != frames
            or not (takes[take_id].included and takes[take_id].path.exists())
        ]
        prompts = [take.prompt_id for take in takes.values()]
        stray = [
            path.name
            for path in root.glob("voices/*/captures/*.wav*")
            if not path.name.startswith(PART_PREFIX)
        ]
        return {
            "accepted": len(accepted),
            "lost": lost,
            "found": sum(take.note == keeping.RECOVERED for take in takes.values()),
            "twice": len(prompts) - len(set(prompts)),
            "stray": stray,
        }


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record_for_ever(*sys.argv[2:])
    else:
        print(json.dumps(survive(int(sys.argv[1]))))
