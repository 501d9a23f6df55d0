"""The import as a task: in a process of its own, from the folder to the library."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from studio.core.library import Library
from studio.jobs.messages import Cancelled, Done, Failed, Progress
from studio.jobs.worker import Worker
from tests.dataset.long_sounds import RATE, recording, said

TASK = "studio.jobs.importing:import_takes"


def test_takes_arrive_with_progress(
    library: Library, tmp_path: Path, vowel: Callable[..., np.ndarray]
) -> None:
    voice = library.create_voice("Ann")
    folder = tmp_path / "recordings"
    folder.mkdir()
    for number in range(3):
        soundfile.write(folder / f"{number}.wav", vowel(100.0 + number, 0.5), 24_000)
        (folder / f"{number}.txt").write_text(f"Text {number}.")
    arguments = {"library_root": library.root, "voice_id": voice.id}
    with Worker() as worker:
        *steps, last = worker.run(TASK, **arguments, path=folder)
        failed = list(worker.run(TASK, **arguments, path=tmp_path / "nowhere"))[-1]
    assert isinstance(last, Done)
    takes = library.takes(voice.id)
    assert last.result["added"] == [take.id for take in takes]
    assert [take.text for take in takes] == ["Text 0.", "Text 1.", "Text 2."]
    assert last.result["set_aside"] == []
    progress = [step for step in steps if isinstance(step, Progress)]
    assert len(progress) == len(steps)
    assert [step.fraction for step in progress] == [0.0, 0.0, 1 / 3, 2 / 3, 1.0]
    assert progress[-1].values == {"added": 3.0}
    assert isinstance(failed, Failed)
    assert "does not exist" in failed.sentence


def test_a_file_without_a_text_is_cut_and_written_down(library: Library, tmp_path: Path) -> None:
    """In a folder beside one that has a text; the doubtful first; stopped in the middle, it goes
    on; and without transcribing it is only named."""
    voice = library.create_voice("Ann")
    folder = tmp_path / "recordings"
    folder.mkdir()
    sound, _ = recording("oooo")
    soundfile.write(folder / "long.ogg", sound, RATE)
    soundfile.write(folder / "short.wav", said(20)[0], RATE)
    (folder / "short.txt").write_text(said(20)[1], encoding="utf-8")
    arguments = {"library_root": library.root, "voice_id": voice.id, "path": folder}
    with Worker() as worker:
        named = list(worker.run(TASK, **arguments, transcribe=False))[-1]
        for message in (steps := worker.run(TASK, **arguments)):
            if isinstance(message, Progress) and message.stage == "transcribe":
                worker.cancel()
                break
        stopped = list(steps)[-1]
        kept = len(library.takes(voice.id))
        *messages, done = worker.run(TASK, **arguments)
    assert isinstance(named, Done)
    assert named.result["without_text"] == ["long.ogg"]
    assert isinstance(stopped, Cancelled)
    assert 1 <= kept < 5
    assert isinstance(done, Done)
    result = done.result
    assert result["without_text"] == []
    assert len(result["already"]) == kept
    takes = library.takes(voice.id)
    assert len(takes) == 5
    assert {take.checks.get("source") for take in takes} == {None, "long.ogg"}
    assert [take["id"] for take in result["takes"]] == result["added"]
    assert sorted(result["added"]) == sorted(take.id for take in takes[kept:])
    confidences = [(take["kind"] != "doubtful", take["confidence"]) for take in result["takes"]]
    assert confidences == sorted(confidences)
    assert result["aside"] == []
    assert result["seconds"] > 2.0
    stages = [message.stage for message in messages if isinstance(message, Progress)]
    assert list(dict.fromkeys(stages)) == ["import", "cut", "transcribe"]


def test_a_recording_that_is_too_long_for_a_take_is_cut(library: Library, tmp_path: Path) -> None:
    """A file of more than a minute with a text of its own: the pieces have its words."""
    voice = library.create_voice("Ann")
    folder = tmp_path / "recordings"
    folder.mkdir()
    sound, parts = recording("oooo")
    soundfile.write(folder / "day.flac", np.concatenate([sound, np.zeros(60 * RATE)]), RATE)
    texts = [part.text for part in parts]
    (folder / "day.txt").write_text("\n".join(texts), encoding="utf-8")
    with Worker() as worker:
        arguments = {"library_root": library.root, "voice_id": voice.id}
        done = list(worker.run(TASK, **arguments, path=folder))[-1]
        broken = folder / "broken.mp3"
        broken.write_bytes(b"ID3" + bytes(2000))
        failed = list(worker.run(TASK, **arguments, path=broken))[-1]
        again = list(worker.run(TASK, **arguments, path=folder))[-1]
    assert isinstance(done, Done)
    assert [take.text for take in library.takes(voice.id)] == texts
    assert done.result["set_aside"] == []
    assert isinstance(failed, Failed)
    assert "broken.mp3 is no sound file" in failed.sentence
    assert isinstance(again, Done)
    assert (again.result["added"], len(again.result["already"])) == ([], 4)
    assert [name for name, _ in again.result["set_aside"]] == ["broken.mp3"]
