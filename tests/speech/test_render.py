"""Rendering scripts: lines are made, heard back, tried again, flagged, and kept one by one."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.files import read_sound, to_mono
from studio.core.entities import Casting, ScriptLine, SourceLine
from studio.core.errors import StudioError
from studio.core.lexicon_store import LexiconEntry
from studio.core.library import Library
from studio.core.messages import Message, Progress, Sample
from studio.speech import verify, watermark
from studio.speech.line_rendering import LineOrder, render_line
from studio.speech.render import render
from studio.speech.verify import WordCheck
from studio.text.cast_files import read_cast, write_cast

LINES = [
    SourceLine("Good morning."),
    SourceLine("Who is there?", character="BO", settings={"pitch": -2}),
    SourceLine("Nobody. It is late.", character="ANN"),
]
ORDER = LineOrder("Good morning. It is late.", "af_heart", {"seed": 3})


def run(task: Generator[Message, None, dict[str, Any]]) -> tuple[list[Message], dict[str, Any]]:
    said: list[Message] = []
    while True:
        try:
            said.append(next(task))
        except StopIteration as end:
            return said, end.value


def states(library: Library, project_id: str) -> list[str]:
    return [line.state for line in library.script_lines(project_id)]


@pytest.fixture
def project_id(library: Library) -> str:
    return library.create_project("Play", LINES, voice="af_heart").id


def hears(monkeypatch: pytest.MonkeyPatch, *lost: str, until: int = 99) -> list[str]:
    """The listener does not hear some words until it has listened so often; every word else."""
    listened: list[str] = []

    def check(_sound: object, spoken: Any, *_rest: object) -> list[WordCheck]:
        listened.append(spoken.text)
        deaf = len(listened) < until
        return [
            WordCheck(False, 0.2) if deaf and word.text.strip(".?") in lost else WordCheck(True, 1)
            for word in spoken.words
        ]

    monkeypatch.setattr(verify, "check", check)
    return listened


def test_a_project_is_rendered_and_only_what_changed_once_more(
    library: Library, project_id: str
) -> None:
    library.cast(project_id, "BO", "am_michael", {"speed": 1.1})
    said, done = run(render(library.root, "play"))
    assert (done["made"], done["same"], done["failed"]) == (3, 0, 0)
    assert states(library, project_id) == ["rendered"] * 3
    samples = [message for message in said if isinstance(message, Sample)]
    assert [sample.step for sample in samples] == [0, 1, 2]
    fractions = [m.fraction for m in said if isinstance(m, Progress) and m.fraction is not None]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    line = library.script_line(project_id, "0002")
    made = library.rendering(line.rendering_id or "")
    assert (made.voice, made.manner["pitch"], made.manner["speed"]) == ("am_michael", -2, 1.1)
    sound = read_sound(made.path)
    assert sound.rate == 24_000 and watermark.detect(to_mono(sound.samples), 24_000) > 0.5
    score = json.loads(made.score.read_text())
    assert [word["text"] for word in score["sentences"][0]["words"]] == ["Who", "is", "there"]
    assert line.heard == 1.0 and line.seconds == pytest.approx(sound.seconds, abs=0.01)

    _, done = run(render(library.root, project_id, "all"))
    assert (done["made"], done["same"]) == (0, 3)
    library.change_line(project_id, "0001", text="Good evening.")
    library.cast(project_id, "BO", "af_heart")
    library.cast(project_id, "BO", "am_michael", {"speed": 1.1})  # back again
    _, done = run(render(library.root, project_id))
    assert (done["made"], done["same"]) == (1, 1)
    again = library.script_line(project_id, "0002")
    assert (again.rendering_id, again.state) == (line.rendering_id, "rendered")


def test_a_stopped_rendering_goes_on(library: Library, project_id: str) -> None:
    task = render(library.root, project_id)
    next(message for message in task if isinstance(message, Sample))
    task.close()
    assert states(library, project_id) == ["rendered", "new", "new"]
    assert run(render(library.root, project_id))[1]["made"] == 2


def test_a_sentence_that_is_not_heard_is_said_again(monkeypatch: pytest.MonkeyPatch) -> None:
    listened = hears(monkeypatch, "late", until=3)
    made = render_line(ORDER)
    assert listened == ["Good morning.", "It is late."] * 2
    assert made.said == 2 and made.heard is not None and made.heard.worst == ""
    score = json.loads(made.score)
    assert list(score["other_readings"]) == ["1"]  # the first sentence is as it was said first
    assert score["other_readings"]["1"]["seed"] != 3
    times = [word["start"] for sentence in score["sentences"] for word in sentence["words"]]
    assert times == sorted(times)
    assert score["sentences"][-1]["end"] == pytest.approx(made.seconds, abs=0.02)


def test_what_remains_is_flagged_at_its_second_and_a_retake_differs(
    library: Library, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listened = hears(monkeypatch, "late", "there")
    _, done = run(render(library.root, project_id, tries=3))
    assert (done["flagged"], len(listened)) == (2, 1 + 3 + 2 * 3)
    queue = library.listen_here(project_id)
    assert {line.id: line.worst for line in queue} == {"0002": "there", "0003": "late"}
    third = next(line for line in queue if line.id == "0003")
    assert third.seconds is not None and third.worst_at is not None
    assert third.seconds / 3 < third.worst_at < third.seconds
    before = chosen(library, third)
    hears(monkeypatch)
    run(render(library.root, project_id, "flagged"))
    assert library.listen_here(project_id) == []
    after = chosen(library, third)
    assert len(after) != len(before) or not np.array_equal(after, before)
    _, done = run(render(library.root, project_id, "all", tries=3))  # the retake stays chosen
    assert (done["made"], done["same"]) == (0, 3)
    assert np.array_equal(chosen(library, third), after)


def chosen(library: Library, line: ScriptLine) -> np.ndarray:
    found = library.script_line(line.project_id, line.id)
    return read_sound(library.rendering(found.rendering_id or "").path).samples


def test_lines_that_cannot_be_made_say_why_and_the_others_are_made(library: Library) -> None:
    lines = [SourceLine("Hello."), SourceLine("Hm.", character="X"), SourceLine("Bye.")]
    project = library.create_project("Play", lines, voice="af_heart")
    library.cast(project.id, "X", "nobody_knows")
    _, done = run(render(library.root, project.id))
    assert states(library, project.id) == ["rendered", "failed", "rendered"]
    assert "no voice" in library.script_line(project.id, "0002").note
    assert [line_id for line_id, _ in done["failures"]] == ["0002"]
    library.cast(project.id, "X", "")
    run(render(library.root, project.id))
    assert "Nobody speaks X" in library.script_line(project.id, "0002").note


def test_words_of_the_project_are_said_as_it_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = LexiconEntry("late", "/lˈut/")
    scores = [
        json.loads(render_line(replace(ORDER, tries=0, entries=entries)).score)
        for entries in ((), (entry,))
    ]
    phonemes = [score["sentences"][1]["words"][-1]["phonemes"] for score in scores]
    assert phonemes[0] != phonemes[1] == "lˈut"


def test_casts_are_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "cast.csv"
    cast = {"": Casting("af_heart"), "ANN": Casting("Ada", {"speed": 0.9})}
    write_cast(path, cast)
    assert read_cast(path) == cast
    for text, words in (
        ("character,voice\nANN,\n", "Line 2: “ANN” has no voice"),
        ("ANN,a\nANN,b\n", "Line 2: “ANN” stands there twice"),
        ("ANN,a,speed=99\n", "Line 1: The speed"),
    ):
        path.write_text(text)
        with pytest.raises(StudioError, match=words):
            read_cast(path)
