"""What the window computes without a window: spans of time, envelopes, results, texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.audio.files import write_wav
from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.dialogs.import_report import ImportReport
from studio.gui.settings import SETTINGS, Settings
from studio.gui.sound_picture import ENVELOPE_RATE, look_at
from studio.gui.spoken import Spoken
from studio.gui.theme import DARK, LIGHT, Colours, style_sheet
from studio.gui.voice_summary import shelf, summarise
from studio.gui.widgets import job_strip
from studio.gui.widgets.report_card import MEASURES
from studio.gui.widgets.time_span import LONGEST, SHORTEST, TimeSpan, tick_distance
from tests.gui import tasks


def test_a_span_zooms_around_a_place_and_stays_inside() -> None:
    span = TimeSpan.whole(10.0)
    near = span.zoomed(2.0, 4.0)
    assert near.seconds == pytest.approx(5.0)
    assert near.x(4.0, 100) == pytest.approx(span.x(4.0, 100))
    assert near.moved(100).end == pytest.approx(10.0)
    assert near.moved(-100).start == 0.0
    assert span.zoomed(1e6, 5.0).seconds == pytest.approx(SHORTEST)
    assert TimeSpan.whole(600.0).seconds == LONGEST


def test_a_span_follows_what_is_played() -> None:
    span = TimeSpan.whole(100.0)
    assert span.showing(10.0) == span
    assert span.showing(40.0).start < 40.0 < span.showing(40.0).end


def test_ticks_are_round_and_far_enough_apart() -> None:
    assert tick_distance(10.0, 800) == 1.0
    assert tick_distance(1.0, 800) == 0.1
    assert tick_distance(120.0, 300) == 60.0


def test_a_sound_is_seen_as_it_is(tmp_path: Path) -> None:
    samples = np.concatenate([np.zeros(12_000), tasks.tone(0.5)]).astype(np.float32)
    write_wav(tmp_path / "a.wav", samples, 24_000)
    picture = look_at(tmp_path / "a.wav")
    assert picture.seconds == pytest.approx(1.0)
    assert len(picture.lows) == ENVELOPE_RATE
    assert np.abs(picture.highs[:190]).max() == 0.0
    assert picture.highs[250:].max() == pytest.approx(0.2, abs=0.01)
    assert picture.lows[250:].min() == pytest.approx(-0.2, abs=0.01)
    bands, frames = picture.mel.shape
    assert (bands, frames) == (100, 80)
    assert picture.mel[:, :35].max() == 0
    # 220 Hz lies among the lowest bands, and those are the last rows.
    assert int(picture.mel[:, 60].argmax()) > 90


def test_a_voice_says_what_comes_next(library: Library, anna: Voice) -> None:
    empty = library.create_voice("Ben")
    assert summarise(library, empty).next_step == "recordings"
    ready = summarise(library, anna)
    assert (ready.takes, ready.next_step, ready.trained) == (12, "train", False)
    assert ready.seconds == pytest.approx(24.0)
    run = library.create_run(anna.id, "quick", "cpu")
    library.keep_run(anna.id, run.id)
    assert summarise(library, library.voice(anna.id)).next_step == "speak"


def test_the_shelf_holds_own_voices_then_the_sample_then_stock(library: Library) -> None:
    library.create_voice("Alpha", kind="sample", synthetic=True)
    library.create_voice("Zoe")
    found = shelf(library)
    assert [own.voice.name for own in found.own] == ["Zoe", "Alpha"]
    assert len(found.stock) >= 8


def test_what_was_spoken_is_read() -> None:
    text = "Hello brave world"
    result = {
        "path": "/x.wav",
        "seconds": 1.0,
        "rtf": 0.1,
        "by": "base models",
        "f0_hz": [0.0, 100.0],
        "sentences": [tasks._sentence(text, 0.0, True), {"error": "Too long.", "start": 1.0}],
    }
    spoken = Spoken.of(result)
    assert [mark.text for mark in spoken.words] == ["Hello", "brave", "world"]
    assert [(word.text, word.start, word.end) for word in spoken.doubtful] == [("brave", 6, 11)]
    assert [(mark.text, mark.start, mark.end) for mark in spoken.phonemes] == [("ˈa", 0.0, 0.1)]
    assert spoken.errors == ("Too long.",)
    assert [one.start for one in spoken.sentences] == [0.0]
    assert spoken.checked


def test_an_import_report_names_every_file() -> None:
    report = ImportReport.of(
        {
            "added": ["1", "2"],
            "seconds": 75.0,
            "already": ["c.wav"],
            "set_aside": [("d.wav", "d.wav is silent.")],
            "noted": [("e.wav", "Too loud at 3.2 s.")],
            "missing": ["f.wav"],
            "without_text": ["g.wav"],
        }
    )
    assert [file for file, _ in report.refused] == ["d.wav", "f.wav", "g.wav"]
    assert all(why for _, why in report.refused)
    assert "3" in report.sentence()


def test_measures_are_written_as_people_read_them() -> None:
    written = {measure.key: measure.text(tasks.MARKS[measure.key]) for measure in MEASURES}
    assert written["similarity"] == "0.780"
    assert written["wer"] == "5.0 %"
    assert written["distillmos"] == "4.10"
    assert MEASURES[0].text(None) == "–"


def test_lengths_of_time() -> None:
    assert texts.duration(0) == "0 s"
    assert texts.duration(8.44) == "8.4 s"
    assert texts.duration(245) == "4 min 05 s"
    assert texts.duration(4321) == "1 h 12 min"
    assert texts.word("no such value") == "no such value"


def test_settings_are_checked(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.get("appearance") == "system"
    settings.set("appearance", "dark")
    assert Settings().get("appearance") == "dark"
    with pytest.raises(KeyError):
        settings.get("no such setting")
    with pytest.raises(TypeError):
        settings.set("voice", 7)
    assert all(isinstance(setting.default, setting.kind) for setting in SETTINGS.values())


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_stands_out_from_its_ground(colours: Colours) -> None:
    """WCAG AA: 4.5 to 1 for text."""
    pairs = [
        (colours.text, colours.window),
        (colours.text, colours.panel),
        (colours.text, colours.selection),
        (colours.muted, colours.window),
        (colours.muted, colours.panel),
        (colours.on_accent, colours.accent),
        (colours.on_accent, colours.accent_hover),
        (colours.bad, colours.panel),
        (colours.warn, colours.panel),
        (colours.good, colours.panel),
    ]
    for ink, ground in pairs:
        light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_style_sheet_is_filled_in(colours: Colours) -> None:
    assert "$" not in style_sheet(colours).split("*/", 1)[1]


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_time_left_is_guessed_where_nobody_says_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(job_strip.time, "monotonic", lambda: now[0])
    strip = job_strip.JobStrip()
    qtbot.addWidget(strip)
    assert strip._guess("align", 0.1) is None
    now[0] += 20.0
    assert strip._guess("align", 0.2) == pytest.approx(160.0)
    assert strip._guess("tune", 0.2) is None
