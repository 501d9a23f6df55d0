"""Fine-tuning end to end, for seconds instead of minutes: messages, resume, what is kept."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile
import torch

from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Checkpoint, Done, Failed, Message, Paused, Progress, Sample
from studio.jobs.worker import Worker
from studio.training import parts, presets, sentences, tuning
from studio.training.ladder import read_ladder
from studio.training.lanes import LANES, lanes_for
from studio.training.part import Values
from studio.training.recipe import Recipe
from studio.training.strength import STRENGTHS
from studio.training.tasks import train
from studio.training.tuning import CHECKPOINT, NOTE_RAN_OUT, Course, Outlook, course_of
from studio.voice.voice_file import load_voice

Speaker = Callable[[int], tuple[Voice, list[Take]]]


@pytest.fixture
def in_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick preset of six seconds, with a checkpoint every second, judged by few sentences."""
    monkeypatch.setattr(sentences, "LEAST", 3)
    monkeypatch.setitem(presets.PRESETS, "quick", presets.Preset("quick", 0.1, 0.1, 2))
    monkeypatch.setattr(tuning, "CHECKPOINT_SECONDS", 1.0)


def finish(steps: Iterator[Message]) -> tuple[list[Message], dict[str, Any]]:
    messages = []
    while True:
        try:
            messages.append(next(steps))
        except StopIteration as end:
            return messages, end.value


def test_no_consent_no_training(library: Library) -> None:
    voice = library.create_voice("Somebody")
    with pytest.raises(StudioError, match="consent"):
        next(train(library.root, voice.id))


def test_too_little_speech_is_said_with_what_is_needed(
    library: Library, sample_speaker: Speaker
) -> None:
    voice, _ = sample_speaker(2)
    with pytest.raises(StudioError, match="20 s in 6 takes are the least"):
        finish(train(library.root, voice.id))
    assert library.runs(voice.id)[0].state == "failed"


@pytest.mark.parametrize(("preset", "device"), [("huge", "auto"), ("quick", "tpu")])
def test_unknown_preset_or_device(
    library: Library, sample_speaker: Speaker, preset: str, device: str
) -> None:
    voice, _ = sample_speaker(1)
    with pytest.raises(StudioError, match="choose one of"):
        next(train(library.root, voice.id, preset, device))


def test_a_graphics_card_that_is_not_there(library: Library, sample_speaker: Speaker) -> None:
    if torch.cuda.is_available():
        return
    voice, _ = sample_speaker(1)
    with pytest.raises(StudioError, match="No graphics card"):
        next(train(library.root, voice.id, device="cuda"))


def test_nothing_to_resume(library: Library, sample_speaker: Speaker) -> None:
    voice, _ = sample_speaker(1)
    with pytest.raises(StudioError, match="no interrupted training"):
        next(train(library.root, voice.id, resume=True))


def test_the_time_left_holds_checkpoints_rungs_and_the_judging() -> None:
    outlook = Outlook(300.0, 3, rung_seconds=10.0, after=40.0, checkpoint_seconds=0.0)
    course = Course()
    assert outlook.left(course) == 300 + 3 * 10 + 40
    course.spent, course.rungs = 100.0, [{"score": 0.1}]
    outlook.rung_took(16.0)
    assert outlook.left(course) == 200 + 2 * 16 + 40
    outlook.checkpoint_seconds = 2.0
    checkpoints = 200 / tuning.CHECKPOINT_SECONDS + 2  # one at each rung, too
    assert outlook.left(course) == pytest.approx(200 + 2 * 16 + 40 + checkpoints * 2)
    course.spent, course.rungs = 301.0, [{"score": 0.1}] * 3  # a slow last step
    assert outlook.left(course) == 40
    course.rungs = [{"score": 0.1}] * 5  # resumed from a run with more rungs
    assert outlook.left(course) == 40


def test_what_took_a_night_is_not_expected_again() -> None:
    outlook = Outlook(300.0, 3, rung_seconds=10.0)
    outlook.rung_took(9 * 3600.0)
    outlook.checkpoint_took(9 * 3600.0)
    assert outlook.rung_seconds < 100
    assert outlook.checkpoint_seconds < 10
    outlook.rung_took(12.0)
    outlook.checkpoint_took(0.5)
    assert (outlook.rung_seconds, outlook.checkpoint_seconds) == (12.0, 0.5)


def test_one_thread_drives_one_lane_with_every_part() -> None:
    assert lanes_for(None) == lanes_for(2) == lanes_for(8) == LANES
    (lane,) = lanes_for(1)
    assert lane == {part: share for each in LANES for part, share in each.items()}
    assert len(lane) == 4


@pytest.mark.slow
@pytest.mark.usefixtures("in_seconds")
def test_from_takes_to_a_report_with_breaks_on_the_way(
    library: Library, sample_speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The takes hold a wrong text, memory runs out, and then somebody cancels and goes on."""
    monkeypatch.setattr(parts.VocoderPart, "step", _without_memory_once(parts.VocoderPart.step))
    voice, takes = sample_speaker(12)
    library.update_take(takes[3].id, text="Something else entirely, which nobody said at all.")
    steps = train(library.root, voice.id, device="cpu")
    for message in steps:
        if isinstance(message, Checkpoint):
            break
    steps.close()  # as a cancelled worker does
    (run,) = library.runs(voice.id)
    assert run.state == "cancelled"
    before = course_of(run.folder)
    assert before is not None and before.steps > 0
    smaller = Recipe().smaller()
    assert smaller is not None and before.recipe == smaller.to_dict()
    assert "does not fit" in library.take(takes[3].id).note

    messages, report = finish(train(library.root, voice.id, device="cpu", resume=True))
    (run,) = library.runs(voice.id)
    assert run.state == ("kept" if report["kept"] else "rejected")
    assert report["steps"] > before.steps
    assert report["sentence"]
    assert report["notes"] == [NOTE_RAN_OUT]
    assert report["strength"]["taken"] in (1.0, *STRENGTHS)
    assert len(report["held_out"]) == 2
    ((text, reason),) = report["set_aside"]
    assert text.startswith("Something else") and "does not fit" in reason
    assert json.loads((run.folder / "report.json").read_text()) == report == run.report
    assert 0 < report["end"]["similarity"] <= 1 <= report["end"]["distillmos"] <= 5
    reasons = {weak["reason"] for weak in report["weak"]["phonemes"]}
    assert reasons >= {"few"}  # in a minute of speech
    assert len(report["weak"]["prompts"]) == 5
    stages = [m.stage for m in messages if isinstance(m, Progress)]
    assert list(dict.fromkeys(stages)) == ["prepare", "align", "tune", "judge"]
    first, *_, last = [
        m.seconds_left for m in messages if isinstance(m, Progress) and m.seconds_left
    ]
    assert min(first, last) > 0.5  # at the end judging is left, which takes more than nothing
    sample = next(m for m in messages if isinstance(m, Sample))
    with soundfile.SoundFile(sample.path) as sound:
        assert "synthetic" in sound.artist
    assert not (run.folder / CHECKPOINT).exists()
    ladder = read_ladder(run.folder)
    steps = [rung.step for rung in ladder.rungs]
    assert steps[0] == 0 and report["chosen_step"] in steps  # 0 was before the break
    samples = {path.stem for path in (run.folder / "samples").iterdir()}
    assert samples == {f"step-{step:06d}-{n}" for step in steps for n in (1, 2, 3)}
    chosen = load_voice(ladder.weights(report["chosen_step"]))
    assert library.voice(voice.id).run == (run.id if report["kept"] else None)
    if report["kept"]:
        kept = load_voice(run.folder)
        assert kept.step == report["chosen_step"] == chosen.step
        assert all(torch.equal(kept.tuned[name], chosen.tuned[name]) for name in kept.tuned)
        assert all(torch.isfinite(tensor).all() for tensor in kept.tuned.values())


def _without_memory_once(step: Callable[..., Values]) -> Callable[..., Values]:
    """A part's step that fails at its first time, as torch does without memory."""
    asked = 0

    def failing(part: parts.VocoderPart, rate: float) -> Values:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")
        return step(part, rate)

    return failing


@pytest.mark.slow
def test_a_killed_training_goes_on_where_it_was(library: Library, sample_speaker: Speaker) -> None:
    voice, _ = sample_speaker(10)
    with Worker(threads=2) as worker:
        target, last = "tests.training.test_tuning:_train_in_seconds", None
        for message in worker.run(target, library=str(library.root), voice=voice.id):
            last = message
            if isinstance(message, Checkpoint) and worker.pid is not None:
                os.kill(worker.pid, signal.SIGKILL)
        assert isinstance(last, Failed), last
        (run,) = library.runs(voice.id)
        before = course_of(run.folder)
        assert before is not None and before.spent > 0
        again = worker.run(
            target, library=str(library.root), voice=voice.id, resume=True, threads=1
        )
        asked, paused = False, False
        for message in again:
            if isinstance(message, Paused):
                kept = course_of(run.folder)  # it is safe before it stands still
                assert kept is not None and kept.spent > before.spent
                assert _processor_time(worker) < 0.1
                worker.resume()
                paused = True
            last = message
            if isinstance(message, Progress) and message.values.get("L") and not asked:
                asked = True
                worker.pause()
        assert paused
        assert isinstance(last, Done), last
        assert last.result["steps"] > before.steps
        assert len(library.runs(voice.id)) == 1


def _processor_time(worker: Worker) -> float:
    """Seconds that the worker's process computes within a second."""

    def spent() -> float:
        stat = Path(f"/proc/{worker.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    before = spent()
    time.sleep(1.0)
    return spent() - before


def _train_in_seconds(
    library: str, voice: str, resume: bool = False, threads: int | None = None
) -> Generator[Message, None, dict[str, Any]]:
    """`train` with a quick preset of seconds, as a task of its own process."""
    sentences.LEAST = 3
    presets.PRESETS["quick"] = presets.Preset("quick", 0.1, 0.1, 2)
    tuning.CHECKPOINT_SECONDS = 1.0
    return (yield from train(library, voice, "quick", "cpu", resume, threads))
