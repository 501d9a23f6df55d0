"""What the Record page knows without a window: plan, verdict, pauses, live columns, count-in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from studio.audio.meter import MeterReading
from studio.core.entities import Prompt, Script
from studio.core.library import Library
from studio.dataset.enough import enough
from studio.gui.recording.count_in import BEAT_SECONDS, BEATS, ticks
from studio.gui.recording.live_sound import BANDS, LivePicture
from studio.gui.recording.pauses import EndOfSpeech
from studio.gui.recording.plan import Line, ReadingPlan, lines_of
from studio.gui.recording.reading import BEST, MEND, prepare_desk
from studio.gui.recording.verdict import ReadText, Verdict
from studio.gui.widgets.coverage_ring import CoverageRing
from studio.gui.widgets.level_meter import LevelMeter
from studio.gui.widgets.live_view import wave_pixels
from studio.text.coverage import next_prompt
from tests.gui.recording_tasks import misreading
from tests.gui.tasks import REPORT

Sound = NDArray[np.float32]


def lines(count: int) -> list[Line]:
    return [Line(f"l-{n}", Prompt(f"l-{n}", f"Sentence {n}.")) for n in range(count)]


def test_the_plan_goes_from_unread_to_unread() -> None:
    plan = ReadingPlan(lines(5), {"l-0", "l-2"})
    assert plan.place == 1
    plan.mark("l-1")
    assert plan.advance()
    assert plan.place == 3
    assert plan.before == plan.lines[2]
    assert plan.after == plan.lines[4]
    assert plan.step(-1)
    assert plan.place == 2  # by hand also what was read
    plan.go_to("l-4")
    assert not plan.step(1)
    plan.mark("l-4")
    assert plan.advance()
    assert plan.place == 3  # begins again at the top
    plan.mark("l-3")
    assert not plan.advance()
    assert plan.finished


def test_an_empty_plan_has_nothing_to_read() -> None:
    plan = ReadingPlan()
    assert plan.current is plan.before is plan.after is None
    assert not plan.step(1)
    assert not plan.advance()
    assert not plan.finished


def test_ids_of_own_scripts_cannot_meet() -> None:
    prompts = (Prompt("1", "One."),)
    film, play = (Script(name, name, "en", prompts) for name in ("film", "play"))
    assert lines_of(film, own=True)[0].key != lines_of(play, own=True)[0].key
    assert lines_of(film, own=False)[0].key == "1"


def test_a_misread_sentence_is_shown_word_by_word() -> None:
    text = "The cat sat down."
    read = ReadText.of(misreading(text), text)
    assert [(piece.text, piece.status) for piece in read.pieces] == [
        ("The ", "read"),
        ("cat", "changed"),
        (" ", "read"),
        ("very", "added"),
        (" sat ", "read"),
        ("down.", "missing"),
    ]
    assert read.changed[0].heard == "cut"
    assert read.added == ("very",)
    without = "".join(piece.text for piece in read.pieces if piece.status != "added")
    assert without.split() == text.split()


def test_words_that_were_read_as_others_together_are_one() -> None:
    text = "Go out now."
    words = [
        {"text": "Go", "span": [0, 2], "status": "changed", "heard": "get about"},
        {"text": "out", "span": [3, 6], "status": "changed", "heard": "get about"},
        {"text": "now", "span": [7, 10], "status": "read", "heard": ""},
    ]
    read = ReadText.of({"words": words, "misread": True, "said_text": None}, text)
    assert [piece.text for piece in read.changed] == ["Go out"]
    assert read.said is None


def test_a_verdict_names_the_worst_first() -> None:
    faults = [
        {"kind": "noisy", "severity": "warn", "sentence": "Noisy.", "at": None, "trim": None},
        {"kind": "too_loud", "severity": "refuse", "sentence": "Loud.", "at": 1.0, "trim": None},
        {"kind": "long_silence", "severity": "warn", "sentence": "Long.", "trim": [0.0, 1.0]},
    ]
    verdict = Verdict.of({"verdict": "refuse", "faults": faults, "drift": []}, "Text.")
    assert verdict.reason == "Loud."
    assert verdict.trimmable
    assert not verdict.misread


@pytest.mark.parametrize("noise", [-70.0, None])
def test_a_take_ends_after_speech_and_silence(noise: float | None) -> None:
    ear = EndOfSpeech(noise)
    assert not any(ear.hear(-75.0, 0.1) for _ in range(50))  # nobody has spoken yet
    assert not any(ear.hear(-25.0, 0.1) for _ in range(20))
    assert not any(ear.hear(-75.0, 0.1) for _ in range(8))  # a pause inside the sentence
    assert not any(ear.hear(-25.0, 0.1) for _ in range(5))
    assert [ear.hear(-75.0, 0.1) for _ in range(12)].index(True) in (10, 11)


def test_a_loud_room_does_not_count_as_speech() -> None:
    ear = EndOfSpeech(-40.0)
    assert not any(ear.hear(-38.0, 0.1) for _ in range(60))
    assert not ear.speaking


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_live_columns_do_not_depend_on_the_blocks(rate: int, tone: Callable[..., Sound]) -> None:
    sound = tone(1000.0, 1.5, rate, -12.0)
    whole = LivePicture(rate).feed(sound)
    assert whole.count == 120
    picture, parts = LivePicture(rate), []
    for block in np.array_split(sound, 83):
        parts.append(picture.feed(block[:, None]))
    mel = np.concatenate([part.mel for part in parts], axis=1)
    assert mel.shape == (BANDS, 120)
    assert np.abs(mel[:, 10:].astype(int) - whole.mel[:, 10:].astype(int)).max() <= 1
    assert whole.highs[20] == pytest.approx(10 ** (-12 / 20), rel=0.02)
    brightest = BANDS - 1 - int(mel[:, 60].argmax())
    assert 18 <= brightest <= 30  # 1 kHz on Slaney's scale up to 12 kHz, 80 bands


def test_the_last_beat_of_the_count_is_silent() -> None:
    sound = ticks()
    assert len(sound) / 48_000 < (BEATS - 2) * BEAT_SECONDS + 0.1
    silent = BEATS * BEAT_SECONDS - len(sound) / 48_000
    assert silent > 1.4  # more than pre-roll and latency together
    assert 20 * np.log10(np.abs(sound).max()) < -31


def test_what_was_passed_over_is_not_counted_as_read(library: Library) -> None:
    voice = library.create_voice("Anna")
    first = prepare_desk(library, voice, BEST)
    assert prepare_desk(library, voice, BEST, first.lines, here=first.lines[0].key) == first
    here = first.lines[3]  # nobody has read the three before it
    again = prepare_desk(library, voice, BEST, first.lines, here=here.key)
    assert again.lines[:4] == first.lines[:4]  # one can go back to them
    assert sorted(line.key for line in again.lines) == sorted(line.key for line in first.lines)
    prompts = [line.prompt for line in first.lines]
    passed = [line.key for line in first.lines[:3]]
    chosen = next_prompt(prompts, [here.key], passed)
    assert chosen == again.lines[4].prompt
    assert again.lines[4] != first.lines[4]


def test_the_best_order_covers_more_than_the_scripts_own(library: Library) -> None:
    voice = library.create_voice("Anna")
    best = prepare_desk(library, voice, BEST, at_most=12)
    assert len(best.lines) == 12
    assert best.total > 600
    assert len({line.key for line in best.lines}) == 12
    assert best.coverage == 0.0
    narration = prepare_desk(library, voice, "narration")
    assert narration.total == len(narration.lines)
    again = prepare_desk(library, voice, "narration", narration.lines)
    assert again.lines is narration.lines


def test_accepted_takes_count_and_imported_ones_are_worked_out(
    library: Library, wav: Callable[..., Path]
) -> None:
    voice = library.create_voice("Anna")
    first = prepare_desk(library, voice, BEST, at_most=1).lines[0]
    take = library.add_take(
        voice.id, wav(), first.prompt.text, source="recording", included=False, prompt_id=first.key
    )
    assert prepare_desk(library, voice, BEST, at_most=1).coverage == 0.0
    library.choose_take(take.id)
    library.add_take(voice.id, wav(), "Something that no script has in it.")
    desk = prepare_desk(library, voice, BEST, at_most=2)
    assert desk.coverage > 0.0
    assert desk.unknown == ("Something that no script has in it.",)
    assert desk.lines[0].key == first.key


def test_what_the_last_report_card_asks_for_can_be_read(library: Library) -> None:
    voice = library.create_voice("Anna")
    without = prepare_desk(library, voice, MEND, at_most=1)
    assert MEND not in [choice.id for choice in without.choices]
    assert len(without.lines) == 1  # of the best order
    for count in (5, 2):  # the last one counts
        run = library.create_run(voice.id, "quick", "cpu")
        asked = [*REPORT["weak"]["prompts"][:count], {"id": "gone", "text": "No script has this."}]
        weak = {"phonemes": [], "prompts": asked}
        library.update_run(run.id, state="kept", report=REPORT | {"weak": weak})
    library.create_run(voice.id, "quick", "cpu")  # has no report yet
    desk = prepare_desk(library, voice, MEND, without.lines, at_most=1)
    assert desk.choices[0].id == MEND
    assert desk.total == desk.choices[0].prompts == 2
    wanted = [prompt["text"] for prompt in asked[:2]]
    assert [line.prompt.text for line in desk.lines] == wanted
    assert prepare_desk(library, voice, BEST, at_most=1).total == without.total


def test_enough_is_believed_only_when_it_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "enough.json"
    assert enough(path) is None
    row = {"minutes": 5, "share_of_ceiling": 0.97, "per": 0.1}
    path.write_text(json.dumps({"minutes": 5, "why": "Because.", "measured": [row]}))
    found = enough(path)
    assert found is not None
    assert (found.minutes, found.measured[0].per) == (5.0, 0.1)
    for wrong in ({"minutes": 0}, {"measured": []}, {"minutes": "many"}):
        told = {"minutes": 5, "why": "Because.", "measured": [row]} | wrong
        path.write_text(json.dumps(told))
        assert enough(path) is None


def test_a_waveform_is_drawn_as_high_as_it_is_loud() -> None:
    lows = np.array([-1.0, -0.5, 0.0, -0.1], np.float32)
    highs = np.array([1.0, 0.5, 0.0, 0.1], np.float32)
    pixels = wave_pixels(lows, highs)
    drawn = (pixels == 2).sum(axis=0)
    assert drawn[0] > 1.7 * drawn[1] > 1.7 * drawn[3]
    assert drawn[2] == 1  # silence is a line
    assert (pixels == 3).any(axis=0).tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("peak", "said"),
    [(-60.0, "quiet"), (-30.0, "a little low"), (-12.0, "good level"), (-4.0, "a little high")],
)
def test_the_meter_says_what_its_zones_mean(qtbot: QtBot, peak: float, said: str) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.show_reading(MeterReading(peak, peak, peak - 12, False))
    assert meter.verdict() == said
    assert meter.accessibleDescription() == said
    meter.show_reading(MeterReading(peak, peak, peak - 12, True))
    assert meter.verdict() == "too loud"


def test_the_ring_fills_up_to_what_is_enough(qtbot: QtBot) -> None:
    ring = CoverageRing()
    qtbot.addWidget(ring)
    ring.show_state(150.0, 0.4, None)
    assert ring.enough_share is None
    assert "40" in ring.accessibleDescription()
    ring.show_state(150.0, 0.4, 5.0, "Because it was measured.")
    assert ring.enough_share == pytest.approx(0.5)
    assert "Because it was measured." in ring.toolTip()
    ring.show_state(999.0, 0.4, 5.0)
    assert ring.enough_share == 1.0
