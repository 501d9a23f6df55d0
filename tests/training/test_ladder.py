"""The ladder: which rungs are kept, what is heard of them, and another one speaks when chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from studio.audio.files import read_sound
from studio.core.entities import Run, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message
from studio.speech import watermark
from studio.speech.speakers import Speakers, blended_style
from studio.training.choosing import back_to_program, choose_rung
from studio.training.climb import Climb, tuned_of
from studio.training.ladder import (
    ABOUT,
    FIXED,
    FOLDER,
    Ladder,
    Rung,
    choice_of,
    clear_ladder,
    may_be_chosen,
    read_ladder,
    speaking_step,
    to_drop,
)
from studio.voice.generator import Generator, Manner
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style
from studio.voice.voice_file import load_voice, save_voice

REPORT: dict[str, Any] = {"kept": True, "sentence": "Kept: all of it.", "chosen_step": 20}
REFUSED = {"kept": False, "sentence": "Not kept: words became less clear.", "chosen_step": 20}


def rung(step: int, score: float = 0.5) -> Rung:
    return Rung(step, similarity=0.8 + step / 1000, per=0.1, validation=1.0, score=score)


def end(steps: Iterator[Message]) -> dict[str, Any]:
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


@pytest.fixture
def voice(library: Library) -> Voice:
    made = library.create_voice("Sample", kind="sample", synthetic=True)
    library.record_consent(made.id, "synthetic", "", "made by this project")
    return made


@pytest.fixture
def run(library: Library, voice: Voice) -> Run:
    return library.create_run(voice.id, "quick", "cpu")


def shifted(step: int) -> Style:
    """The style of a rung of these tests: told apart by its timbre."""
    return replace(blended_style({"af_heart": 1.0}), timbre_shift=torch.full((129,), step / 1000))


def climbed(run: Run, steps: tuple[int, ...] = (10, 20, 30)) -> Ladder:
    """A ladder whose rungs are voices of one small tensor each."""
    ladder = Ladder(run.folder, ("One.", "Two?", "Three!"), (rung(0), *map(rung, steps)))
    for step in steps:
        tuned = {"vocoder.head.bias": torch.full((4,), float(step))}
        ladder.weights(step).mkdir(parents=True)
        save_voice(ladder.weights(step), tuned, shifted(step), step=step)
    ladder.save()
    return ladder


def finished(library: Library, run: Run, report: dict[str, Any] = REPORT) -> Run:
    """The run as training leaves it: the best rung speaks, or nothing does."""
    if report["kept"]:
        found = load_voice(read_ladder(run.folder).weights(20))
        save_voice(run.folder, found.tuned, found.style, step=20)
        library.keep_run(run.voice_id, run.id)
    return library.update_run(run.id, state="kept" if report["kept"] else "rejected", report=report)


def test_what_is_written_comes_back(run: Run) -> None:
    ladder = climbed(run)
    assert read_ladder(run.folder) == ladder
    assert ladder.rung(20) == rung(20) and ladder.rung(21) is None
    assert ladder.bytes_of_weights() > 3 * 256 * 510 * 2  # a style each, in halves
    assert read_ladder(run.folder.parent / "another").rungs == ()


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"texts": [1]},
        {"rungs": [{"step": -1, "similarity": 1, "per": 0, "validation": 0, "score": 0}]},
        {"rungs": [{"step": 1, "similarity": 1, "per": 0, "validation": 0}]},
        {"rungs": [{"step": 1, "similarity": 1e999, "per": 0, "validation": 0, "score": 0}]},
    ],
)
def test_a_damaged_list_is_said_and_nothing_is_believed(run: Run, change: dict[str, Any]) -> None:
    climbed(run)
    path = run.folder / FOLDER / ABOUT
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(StudioError, match="is damaged"):
        read_ladder(run.folder)


def test_the_worst_go_first_and_never_the_last() -> None:
    scores = {1: 0.9, 2: 0.2, 3: 0.7, 4: 0.8, 5: 0.6, 6: 0.1}
    rungs = [rung(step, score) for step, score in scores.items()]
    assert to_drop(rungs) == [2, 5]
    assert to_drop(rungs[:4]) == to_drop([]) == []


def test_a_resumed_run_has_only_the_rungs_of_its_checkpoint(run: Run) -> None:
    climbed(run)
    sample = run.folder / "samples" / "step-000030-1.wav"
    sample.parent.mkdir()
    sample.write_bytes(b"")
    climb = Climb(run.folder, "Sample", "en-us", "af_heart", "Another text.", climbed=[10, 20])
    assert [each.step for each in climb.ladder.rungs] == [0, 10, 20]
    assert climb.ladder.texts == ("One.", "Two?", "Three!")  # as it began
    assert not sample.exists() and not climb.ladder.weights(30).exists()
    (run.folder / FOLDER / ABOUT).write_text("{")
    fresh = Climb(run.folder, "Sample", "en-gb", "af_heart", "Another text.").ladder
    assert fresh.texts == ("Another text.", *FIXED["en-gb"]) and fresh.rungs == ()


def test_a_rung_says_three_sentences_and_speaks_so_when_it_is_chosen(
    library: Library, voice: Voice, run: Run, ears: InverseModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FIXED, "en-us", ("Is it you?", "What a day!"))
    generator, style = Generator.load(), blended_style({"af_heart": 1.0})
    origin = "the cloned voice “Sample” (consent of Ann, signed)"
    climb = Climb(run.folder, "Sample", "en-us", "af_heart", "Hello there.", origin=origin)
    heard = list(climb.add(rung(0), generator, style, ears))
    with torch.no_grad():
        generator.vocoder.state_dict()["head.bias"].add_(0.3)
    heard += list(climb.add(rung(20), generator, style, ears))
    list(climb.add(replace(rung(30), score=float("nan")), generator, style, ears))
    ladder = read_ladder(run.folder)
    assert [each.step for each in ladder.to_hear()] == [0, 20] == [r.step for r in ladder.rungs]
    assert [s.text for s in heard] == ["Hello there.", "Is it you?", "What a day!"] * 2
    with soundfile.SoundFile(heard[0].path) as start, soundfile.SoundFile(heard[3].path) as tuned:
        assert start.artist == "Heart (synthetic speech)"
        assert tuned.artist == "Sample (synthetic speech)"
        assert f"with {origin}, in training." in tuned.comment
    marked = read_sound(heard[4].path)
    assert watermark.detect(marked.samples, marked.rate) > watermark.FOUND
    assert not ladder.has_weights(0) and ladder.has_weights(20)

    library.update_run(run.id, state="rejected", report=REFUSED)
    assert end(choose_rung(library.root, voice.id, run.id, 20))["by"] == "person"
    speaker = Speakers(lambda: generator).speaker(library, "Sample")
    kept = load_voice(run.folder).tuned
    for name, tensor in tuned_of(speaker.generator).items():
        assert torch.equal(tensor, kept[name])


def test_another_step_speaks_in_a_process_that_spoke_before(
    library: Library, voice: Voice, run: Run
) -> None:
    base = Generator.load()
    shape = base.vocoder.state_dict()["head.bias"].shape
    ladder = climbed(run)
    for step in (10, 20):  # of the true shape, so that it can be spoken with
        tuned = {"vocoder.head.bias": torch.full(shape, step / 100)}
        save_voice(ladder.weights(step), tuned, shifted(step), step=step)
    finished(library, run)
    speakers = Speakers(lambda: base)

    def say() -> np.ndarray:
        speaker = speakers.speaker(library, voice.id)
        return speaker.generator.speak("həlˈO", speaker.style, Manner(seed=1)).samples

    first = say()
    end(choose_rung(library.root, voice.id, run.id, 10))
    second = say()
    assert first.shape != second.shape or not np.allclose(first, second, atol=1e-4)
    assert float(base.vocoder.state_dict()["head.bias"][0]) == pytest.approx(0.1, abs=1e-3)
    end(back_to_program(library.root, voice.id))
    assert np.array_equal(say(), first)


def test_who_chose_is_kept_and_the_way_back(library: Library, voice: Voice, run: Run) -> None:
    ladder = climbed(run)
    finished(library, run)
    found = end(choose_rung(library.root, voice.id, run.id, 10))
    assert found["sentence"] == (
        "“Sample” speaks with step 10 now, chosen by you; the program had chosen step 20."
    )
    now = library.run(run.id)
    assert now.report is not None and now.report["choice"]["by"] == "person"
    assert (choice_of(now), now.report["chosen_step"], speaking_step(run.folder)) == (10, 20, 10)
    assert sorted(path.name[:9] for path in run.folder.glob("*.safetensors")) == ["generator"]

    assert clear_ladder(ladder, now) > 0  # what the program chose stays: the way back
    assert [ladder.has_weights(step) for step in (10, 20, 30)] == [False, True, False]
    assert end(back_to_program(library.root, voice.id))["step"] == 20
    now = library.run(run.id)
    assert (choice_of(now), speaking_step(run.folder), now.state) == (None, 20, "kept")
    clear_ladder(ladder, now)
    assert ladder.bytes_of_weights() == 0
    assert load_voice(run.folder).step == 20


def test_a_refused_run_speaks_only_knowingly_and_can_be_left_again(
    library: Library, voice: Voice, run: Run
) -> None:
    climbed(run)
    finished(library, run)
    second = library.create_run(voice.id, "quick", "cpu")
    climbed(second)
    finished(library, second, REFUSED)
    assert library.voice(voice.id).run == run.id
    found = end(choose_rung(library.root, voice.id, second.id, 20))
    assert found["by"] == "person"
    assert found["sentence"].endswith(
        "The program had kept nothing of this run: Not kept: words became less clear."
    )
    assert library.voice(voice.id).run == second.id
    assert end(back_to_program(library.root, voice.id))["run"] == run.id
    assert library.voice(voice.id).run == run.id
    assert library.run(second.id).state == "rejected"
    library.delete_run(run.id)
    end(choose_rung(library.root, voice.id, second.id, 30))
    assert "no training again" in end(back_to_program(library.root, voice.id))["sentence"]
    assert library.voice(voice.id).run is None


def test_what_cannot_be_chosen_says_why(library: Library, voice: Voice, run: Run) -> None:
    ladder = climbed(run, (10, 20))
    assert "has not ended" in may_be_chosen(ladder, run, 20)
    finished(library, run)
    for step, why in ((0, "stock voice"), (15, "choose one of 10, 20")):
        with pytest.raises(StudioError, match=why):
            end(choose_rung(library.root, voice.id, run.id, step))
    ladder.clear(keep=[20])
    with pytest.raises(StudioError, match="were not kept"):
        end(choose_rung(library.root, voice.id, run.id, 10))
    old = library.create_run(voice.id, "quick", "cpu")
    with pytest.raises(StudioError, match="older than the ladder"):
        end(choose_rung(library.root, voice.id, old.id, 10))
    stranger = library.create_voice("Stranger", kind="sample", synthetic=True)
    library.record_consent(stranger.id, "synthetic", "", "made")
    with pytest.raises(StudioError, match="another voice"):
        end(choose_rung(library.root, stranger.id, run.id, 20))


def test_without_consent_nothing_is_chosen(library: Library) -> None:
    voice = library.create_voice("Anna")
    run = library.create_run(voice.id, "quick", "cpu")
    climbed(run)
    finished(library, run)
    with pytest.raises(StudioError, match="nobody has consented"):
        end(choose_rung(library.root, voice.id, run.id, 10))
    with pytest.raises(StudioError, match="nobody has consented"):
        end(back_to_program(library.root, voice.id))
    assert speaking_step(run.folder) == 20


def test_a_kill_while_choosing_leaves_the_voice_as_it_was(
    library: Library, voice: Voice, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    climbed(run)
    finished(library, run)

    def killed(path: Path, data: bytes) -> None:
        if path.name == "voice.json":
            raise KeyboardInterrupt
        path.write_bytes(data)

    from studio.voice import voice_file

    with monkeypatch.context() as patch:
        patch.setattr(voice_file, "write_atomically", killed)
        with pytest.raises(KeyboardInterrupt):
            end(choose_rung(library.root, voice.id, run.id, 10))
    assert load_voice(run.folder).step == 20
    assert choice_of(library.run(run.id)) is None
    end(choose_rung(library.root, voice.id, run.id, 30))
    assert load_voice(run.folder).step == 30
    assert len(list(run.folder.glob("*.safetensors"))) == 1  # what was left behind is gone
