"""The import as a task: in a process of its own, from the folder to the library."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from studio.core.library import Library
from studio.jobs.messages import Done, Failed, Progress
from studio.jobs.worker import Worker

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
