"""Many takes checked one after another, with the real ears, on the shipped sample voice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.audio.files import write_wav
from studio.core.entities import Voice
from studio.core.library import Library
from studio.core.messages import Progress
from studio.dataset.check_all import check_takes

Spoken = tuple[NDArray[np.float32], int, str]


@pytest.fixture
def voice(library: Library, tmp_path: Path, sample_take: Callable[[int], Spoken]) -> Voice:
    """Five takes: as they are, of another text, with two seconds of silence before, the same cut
    away by the clean-up, and a file that is damaged.
    """
    made = library.create_voice("Sample")
    samples, rate, text = sample_take(0)
    late = np.concatenate([np.zeros(2 * rate, np.float32), samples])
    other = "Nothing of the kind was ever said by anybody."
    for sound, said in ((samples, text), (samples, other), (late, text), (late, text)):
        write_wav(tmp_path / "t.wav", sound, rate)
        library.add_take(made.id, tmp_path / "t.wav", said)
    library.update_take(library.takes(made.id)[3].id, cleanup={"trim": True})
    damaged = library.add_take(made.id, tmp_path / "t.wav", text)
    damaged.path.write_bytes(b"no sound")
    library.update_take(library.takes(made.id)[1].id, checks={"accepted": True})
    return made


def run(library: Library, voice: Voice, ids: list[str] | None) -> tuple[dict[str, Any], int]:
    steps, seen = check_takes(library, voice.id, ids), 0
    while True:
        try:
            seen += isinstance(next(steps), Progress)
        except StopIteration as end:
            return end.value, seen


def test_each_take_gets_its_verdict(library: Library, voice: Voice) -> None:
    told, seen = run(library, voice, None)
    assert seen == told["checked"] == 5
    takes = library.takes(voice.id)
    checks = [take.checks["check"] for take in takes]
    assert checks[0]["verdict"] == "good"
    assert checks[1]["verdict"] == "refuse"
    assert checks[1]["misreading"]["misread"]
    assert not takes[1].checks["accepted"]  # whoever accepted it before decides anew
    assert "long_silence" in [fault["kind"] for fault in checks[2]["faults"]]
    assert "long_silence" not in [fault["kind"] for fault in checks[3]["faults"]]
    assert checks[3]["fingerprint"]  # of the recording, for the takes that come after it
    assert checks[4]["verdict"] == "refuse"
    assert "not a sound file" in checks[4]["faults"][0]["sentence"]


def test_only_what_is_asked_for_and_what_was_found_stays(library: Library, voice: Voice) -> None:
    ids = [take.id for take in library.takes(voice.id)]
    library.delete_take(ids[2])
    steps = check_takes(library, voice.id, ids[:4])
    next(steps)
    steps.close()  # stopped after the first
    assert [bool(take.checks.get("check")) for take in library.takes(voice.id)] == [
        True, False, False, False,
    ]  # fmt: skip
    told, _ = run(library, voice, [ids[0], ids[2]])
    assert (told["checked"], told["gone"]) == (1, 1)
    told, _ = run(library, voice, None)
    assert told["checked"] == 3  # the one that was checked is left alone
