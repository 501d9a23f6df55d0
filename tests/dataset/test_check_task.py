"""A take is checked where it lies in the library, and what was found is kept with it."""

import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.files import Sound, write_wav
from studio.audio.room import room_report
from studio.core.entities import Take
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.check_task import check_take, warm_up

Spoken = tuple[np.ndarray, int, str]


def result(task: Generator[Any, None, dict[str, Any]]) -> dict[str, Any]:
    """Run a task to its end."""
    while True:
        try:
            next(task)
        except StopIteration as end:
            return end.value


def keep(
    library: Library, voice: str, spoken: Spoken, text: str, folder: Path, session: str = ""
) -> Take:
    samples, rate, _ = spoken
    quiet = np.random.default_rng(1).normal(0, 1e-4, rate // 3).astype(np.float32)
    write_wav(folder / "take.wav", np.concatenate([quiet, samples, quiet]), rate)
    return library.add_take(
        voice, folder / "take.wav", text, source="recording", session_id=session
    )


def test_what_was_found_is_kept_with_the_take(
    library: Library, sample_take: Callable[[int], Spoken], tmp_path: Path
):
    voice = library.create_voice("Ada")
    spoken = sample_take(2)
    take = keep(library, voice.id, spoken, spoken[2].replace("eight", "nine"), tmp_path)
    found = result(check_take(library.root, take.id))
    assert found["take_id"] == take.id
    assert found["verdict"] == "refuse"
    assert found["misreading"]["said_text"] == spoken[2]
    kept = library.take(take.id).checks["check"]
    assert kept["misreading"] == found["misreading"]
    assert kept["fingerprint"] == found["fingerprint"]


def test_the_room_of_its_session_and_the_other_takes_are_known(
    library: Library, sample_take: Callable[[int], Spoken], tmp_path: Path
):
    samples, rate, _ = sample_take(0)
    silence = np.random.default_rng(0).normal(0, 1e-4, 3 * rate).astype(np.float32)
    room = room_report(Sound(silence, rate), Sound(samples, rate))
    voice = library.create_voice("Ada")
    session = library.create_session(voice.id, device="", rate=rate, room=room.as_dict())
    takes = [
        keep(library, voice.id, sample_take(n), sample_take(n)[2], tmp_path, session=session.id)
        for n in range(4)
    ]
    for take in takes:
        assert result(check_take(library.root, take.id))["verdict"] == "good"
    assert all("fingerprint" in library.take(take.id).checks["check"] for take in takes)
    louder = (10 * sample_take(4)[0], *sample_take(4)[1:])
    odd = keep(library, voice.id, louder, louder[2], tmp_path, session=session.id)
    found = result(check_take(library.root, odd.id, keep=False))
    assert "level" in [drifted["kind"] for drifted in found["drift"]]
    assert library.take(odd.id).checks == {}


def test_a_session_whose_room_cannot_be_read_is_no_hindrance(
    library: Library, sample_take: Callable[[int], Spoken], tmp_path: Path
):
    voice = library.create_voice("Ada")
    session = library.create_session(voice.id, device="", rate=24_000, room={"noise_dbfs": "?"})
    take = keep(library, voice.id, sample_take(1), sample_take(1)[2], tmp_path, session=session.id)
    assert result(check_take(library.root, take.id))["verdict"] == "good"


def test_a_take_that_is_gone_is_told(library: Library):
    with pytest.raises(StudioError, match="no longer in the library"):
        result(check_take(library.root, "nowhere"))


def test_warming_up_loads_what_a_check_needs():
    from studio.speech.hear import listener
    from studio.speech.scribe import scribe

    assert result(warm_up()) == {"ready": True}
    assert listener.cache_info().currsize == 1
    assert scribe.cache_info().currsize >= 1


def test_importing_the_task_does_not_load_torch():
    code = "import sys, studio.dataset.check_task; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
