"""The room's tasks as a worker runs them, with the shipped models."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.files import read_sound
from studio.core.errors import StudioError
from studio.core.messages import Message, Progress, Sample
from studio.paths import resources_dir
from studio.speech import tasks, watermark
from studio.speech.export import read_tags


def run(task: Generator[Message, None, dict[str, Any]]) -> tuple[list[Message], dict[str, Any]]:
    """What a task says on the way, and its result."""
    said: list[Message] = []
    while True:
        try:
            said.append(next(task))
        except StopIteration as end:
            return said, end.value


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cache = tmp_path / "cache"
    monkeypatch.setattr(tasks, "cache_dir", lambda: cache)
    return cache


TEXT = "Good morning. The boat leaves at nine."


def test_speaking_gives_sound_score_picture_and_sentences_on_the_way(
    tmp_path: Path, own_cache: Path
) -> None:
    out = tmp_path / "out" / "hello.flac"
    manner = {"seed": 3}
    said, done = run(
        tasks.speak(None, "af_heart", TEXT, out, manner=manner, picture=tmp_path / "a.png")
    )
    samples = [m for m in said if isinstance(m, Sample)]
    assert [m.text for m in samples] == ["Good morning.", "The boat leaves at nine."]
    lengths = [read_sound(m.path).seconds for m in samples]
    assert all(seconds > 0.5 for seconds in lengths)
    # One after another they take as long as the whole, a player's handover between them.
    assert sum(lengths) + tasks.HANDOVER == pytest.approx(done["seconds"], abs=0.01)
    assert all("Generated speech" in read_tags(m.path)["comment"] for m in samples)
    fractions = [m.fraction or 0.0 for m in said if isinstance(m, Progress) and m.stage == "speak"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0

    sound = read_sound(out)
    assert sound.seconds == pytest.approx(done["seconds"], abs=0.01)
    assert len(done["f0_hz"]) == pytest.approx(80 * done["seconds"], abs=1)
    voiced = [hz for hz in done["f0_hz"] if hz]
    assert 120 < np.median(voiced) < 320
    words = [word for sentence in done["sentences"] for word in sentence["words"]]
    assert " ".join(word["text"] for word in words) == "Good morning The boat leaves at nine"
    assert sum(word["heard"] for word in words) >= 5
    assert (tmp_path / "a.png").read_bytes()[1:4] == b"PNG"
    score = json.loads(Path(done["score"]).read_text(encoding="utf-8"))
    assert score["sentences"] == done["sentences"]
    assert "the stock voice Heart" in read_tags(out)["comment"]
    assert watermark.detect(sound.samples, sound.rate) > watermark.FOUND


def test_nobody_listens_when_not_asked_to(tmp_path: Path, own_cache: Path) -> None:
    said, done = run(
        tasks.speak(None, "am_puck", "Hello.", tmp_path / "a.wav", check=False, listen=False)
    )
    assert not any(isinstance(message, Sample) for message in said)
    assert done["sentences"][0]["words"][0]["heard"] is None
    assert not own_cache.exists()


def test_texts_and_voices_that_cannot_be_spoken_leave_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "a.wav"
    for voice, text, sentence in (
        ("af_heart", "👍", "nothing to say"),
        ("nobody", "Hello.", "There is no voice"),
    ):
        with pytest.raises(StudioError, match=sentence):
            run(tasks.speak(None, voice, text, out))
    with pytest.raises(StudioError, match="must end in"):
        run(tasks.speak(None, "af_heart", "Hello.", tmp_path / "a.doc"))
    assert list(tmp_path.iterdir()) == []


def test_leaving_early_leaves_no_half_file(tmp_path: Path) -> None:
    task = tasks.speak(None, "af_heart", TEXT, tmp_path / "a.wav", check=False)
    for message in task:
        if isinstance(message, Sample):
            break
    task.close()
    assert not [path for path in tmp_path.iterdir() if path.name != "cache"]


def test_hearing_names_the_words_that_are_missing() -> None:
    path = resources_dir() / "sample_voice" / "04.ogg"
    text = "Please leave your elephants by the kitchen door."
    _, heard = run(tasks.hear(path, text))
    assert "kitchen door" in heard["text"].lower()
    assert "elephants" in heard["missing"]
    assert len(heard["missing"]) <= 3
    times = [(start, end) for _, start, end, _ in heard["phonemes"]]
    assert all(0 <= start < end <= heard["seconds"] + 0.1 for start, end in times)
    assert all(a[1] <= b[0] + 1e-3 for a, b in itertools.pairwise(times))
    json.dumps(heard)


def test_what_is_no_sound_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("no sound")
    with pytest.raises(StudioError, match="not a sound file"):
        run(tasks.hear(tmp_path / "a.wav"))


def test_the_same_text_settings_and_seed_are_the_same_samples_in_another_process(
    tmp_path: Path,
) -> None:
    order = {"manner": {"seed": 7, "formants": 1.0, "pitch_range": 1.2}, "check": False}
    text = "Good *morning*."
    script = (
        "import json, sys\n"
        "from studio.speech import tasks\n"
        "order = json.loads(sys.argv[1])\n"
        "list(tasks.speak(None, 'af_heart', sys.argv[2], sys.argv[3], listen=False, **order))\n"
    )
    for name in ("a.wav", "b.wav"):
        run(tasks.speak(None, "af_heart", text, tmp_path / name, listen=False, **order))
    threads = "3" if os.environ.get("OMP_NUM_THREADS") != "3" else "2"
    subprocess.run(
        [sys.executable, "-c", script, json.dumps(order), text, tmp_path / "c.wav"],
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": threads},
        cwd=Path(__file__).parents[2],
    )
    one, two, other = ((tmp_path / name).read_bytes() for name in ("a.wav", "b.wav", "c.wav"))
    assert one == two == other
    run(tasks.speak(None, "af_heart", text, tmp_path / "d.wav", check=False, listen=False))
    assert (tmp_path / "d.wav").read_bytes() != one
