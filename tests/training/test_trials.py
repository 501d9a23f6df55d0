"""A search with real models, for seconds instead of hours; and what is measured of a trial."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from studio.audio.mel_spec import RATE
from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Checkpoint, Message, Progress
from studio.training import presets, tuning
from studio.training.listening import Listener
from studio.training.prepare import prepare_take
from studio.training.search import FILE, FOLDER, read_search
from studio.training.tasks import train
from studio.training.trials import scores, split, take_over
from studio.training.tuning import CHECKPOINT
from studio.voice.inverse_model import InverseModel

Speaker = Callable[[int], tuple[Voice, list[Take]]]


def test_a_score_falls_with_words_with_the_speaker_and_with_the_sound(
    sample_speaker: Speaker, ears: InverseModel
) -> None:
    _, takes = sample_speaker(3)
    ready = [prepare_take(take, "en-us", ears) for take in takes]
    listener = Listener.knowing(ears, ready[1:])
    sound, said = ready[0].sound.numpy(), ready[0].phonemes
    noise = np.random.default_rng(1).standard_normal(len(sound)).astype(np.float32)
    rough = sound + 0.02 * noise
    own, of_other_words, of_noise, of_silence = scores(
        listener,
        [sound, sound, rough, np.zeros(RATE, np.float32)],
        [said, ready[1].phonemes, said, said],
    )
    assert own > 0.75
    assert of_other_words < own - 0.2
    assert of_noise < own - 0.03
    assert of_silence < 0


def test_too_few_takes_for_two_halves_are_said(sample_speaker: Speaker, ears: InverseModel) -> None:
    _, takes = sample_speaker(4)
    ready = [prepare_take(take, "en-us", ears) for take in takes]
    names = [take.name for take in ready]
    choosing, judging = split(ready, names)
    assert [take.name for take in choosing + judging] == [names[i] for i in (0, 2, 1, 3)]
    with pytest.raises(StudioError, match="too few takes"):
        split(ready[:3], names[:3])


def test_the_winner_moves_whole_or_goes_on_moving(tmp_path: Path) -> None:
    trial, run = tmp_path / "run" / FOLDER / "03-1", tmp_path / "run"
    for name in ("samples/a.wav", "ladder/step-1/voice.json", "best.safetensors", CHECKPOINT):
        (trial / name).parent.mkdir(parents=True, exist_ok=True)
        (trial / name).write_text(name)
    (run / "samples").mkdir()
    (trial / "samples/a.wav").replace(run / "samples/a.wav")  # it was killed behind this one
    take_over(trial, run)
    for name in ("samples/a.wav", "ladder/step-1/voice.json", "best.safetensors", CHECKPOINT):
        assert (run / name).read_text() == name
    take_over(trial, run)  # nothing is left, and nothing is lost
    assert (run / CHECKPOINT).exists()


@pytest.mark.slow
@pytest.mark.longest
def test_a_search_with_a_break_comes_to_a_report(
    library: Library, sample_speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "CHECKPOINT_SECONDS", 1.0)
    voice, takes = sample_speaker(9)
    messages: list[Message] = []
    steps = train(library.root, voice.id, device="cpu", search=0.15)
    for message in steps:
        messages.append(message)
        if isinstance(message, Checkpoint) and "/01-0/" in message.path.as_posix():
            break
    steps.close()
    (run,) = library.runs(voice.id)
    assert (run.preset, run.state) == (presets.LONGER.name, "cancelled")
    begun = read_search(run.folder)
    assert begun is not None and begun.done == 1
    first = begun.trials[0].outcomes

    steps = train(library.root, voice.id, device="cpu", resume=True)
    while True:
        try:
            messages.append(next(steps))
        except StopIteration as end:
            report = end.value
            break
    stages = [m.stage for m in messages if isinstance(m, Progress)]
    assert list(dict.fromkeys(stages)) == ["prepare", "align", "try", "tune", "judge"]
    search = report["search"]
    assert search["trials"][0]["score"] == first[-1].score  # it was not tuned again
    assert search["trials"][1]["changes"]
    assert search["winner"] in (0, 1)
    assert search["minutes"] == pytest.approx(0.15)
    held_out = set(begun.held_out)
    assert len(held_out) == 4
    judging = {take.text for take in takes if take.id in begun.held_out[1::2]}
    assert set(report["held_out"]) == judging
    assert report["steps"] > 0
    (run,) = library.runs(voice.id)
    assert run.state == ("kept" if report["kept"] else "rejected")
    assert not (run.folder / FILE).exists()
    assert not (run.folder / FOLDER).exists()
    assert any((run.folder / "samples").iterdir())
