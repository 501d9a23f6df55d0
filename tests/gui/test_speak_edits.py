"""Edits of what was said: their logic with real phonemes, and the score in which they are made."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.core.library import Library
from studio.gui.main_window import MainWindow
from studio.gui.pages.speak import SpeakPage
from studio.gui.speaking import editing
from studio.gui.speaking.editing import History
from studio.gui.spoken import SaidSentence, Spoken
from studio.speech.edits import Edits, edited
from studio.speech.tasks import HANDOVER
from studio.text.phonemes import phonemize
from tests.gui.conftest import SilentPlayer


@pytest.fixture
def spoken() -> Spoken:
    """A sentence whose symbols last 100 ms each, with a pitch of 200 Hz."""
    utterance = phonemize("The red harbour.")
    symbols = [[s, 0.1 * n, 0.1 * (n + 1)] for n, s in enumerate(utterance.phonemes)]
    words = [
        {"text": word.text, "phonemes": word.phonemes, "span": list(word.span), "heard": True,
         "score": 0.9, "start": 0.1 * word.place[0], "end": 0.1 * word.place[1]}
        for word in utterance.words
    ]  # fmt: skip
    seconds = 0.1 * len(symbols)
    sentence = {"text": utterance.text, "start": 0.0, "end": seconds, "symbols": symbols}
    result: dict[str, Any] = {"path": "a.wav", "seconds": seconds, "f0_hz": [200.0] * 400}
    return Spoken.of(result | {"sentences": [sentence | {"words": words}]})


def edited_sentence(edit: Edits) -> tuple[str, Any]:
    """The phonemes and the shaping that the generator gets."""
    utterance, shaping = edited(phonemize("The red harbour."), edit, "en-us")
    return utterance.phonemes, shaping


def test_a_word_gets_longer_higher_and_said_otherwise(spoken: Spoken) -> None:
    sentence = spoken.sentences[0]
    red = sentence.words[1]
    assert sentence.phonemes[slice(*red.symbols)] == red.phonemes == "ɹˈɛd"
    edit = editing.with_word_length(editing.edit_of((), sentence), sentence, red, 1.5)
    assert sum(edit.lengths_ms.values()) == 600.0
    edit = editing.with_word_pitch(edit, sentence, red, spoken.f0_hz, 12.0)
    phonemes, shaping = edited_sentence(edit)
    assert phonemes == sentence.phonemes
    assert set(shaping.lengths) == set(range(*red.symbols))
    ((first, hz), *_, (last, _)) = shaping.strokes[0]
    assert hz == pytest.approx(400.0)
    assert red.symbols[0] - 0.6 <= first < last <= red.symbols[1]
    # Another pronunciation of the word before: what is set of this word moves along.
    edit = editing.with_word(edit, 0, "/ðˈiː/")
    phonemes, moved = edited_sentence(edit)
    more = len(phonemes) - len(sentence.phonemes)
    assert more > 0
    assert set(moved.lengths) == {place + more for place in shaping.lengths}
    assert not editing.with_word(editing.edit_of((), sentence), 0, "")


def test_a_small_change_is_a_frame_at_least(spoken: Spoken) -> None:
    sentence = spoken.sentences[0]
    the = sentence.words[0]
    usual = 100.0 * (the.symbols[1] - the.symbols[0])
    for factor, frame in ((1.01, 25.0), (0.99, -25.0)):
        edit = editing.with_word_length(editing.edit_of((), sentence), sentence, the, factor)
        assert sum(edit.lengths_ms.values()) == usual + frame


def test_a_stroke_over_another_one_takes_its_place(spoken: Spoken) -> None:
    sentence = spoken.sentences[0]
    edit = editing.with_stroke(
        editing.edit_of((), sentence), sentence, [(0.4, 100.0), (0.5, 2000.0)]
    )
    assert [hz for _, hz in edit.pitch[0]] == [100.0, 800.0]
    edit = editing.with_stroke(edit, sentence, [(0.35, 150.0), (0.35, 160.0), (0.6, 150.0)])
    assert len(edit.pitch) == 1
    assert edit.pitch[0][0][1] == 150.0
    assert editing.with_stroke(edit, sentence, [(0.7, 150.0)]) == edit  # a dot is no stroke


def test_undo_and_redo_say_which_sentence_is_another() -> None:
    history = History()
    one, two = Edits(0, "A.", emphasis={0: 1.0}), Edits(3, "B.", emphasis={1: 1.0})
    history.change(one)
    history.change(two)
    history.change(Edits(0, "A."))  # as it was
    assert history.now == (two,)
    assert history.undo() == 0
    assert history.now == (one, two)
    assert history.undo() == 3
    assert history.redo() == 3
    assert history.undo() == 3
    history.change(two)
    assert not history.can_redo
    assert [history.undo(), history.undo(), history.undo()] == [3, 0, -1]


def test_the_playhead_follows_sentences_that_come_one_by_one(spoken: Spoken) -> None:
    first = spoken.sentences[0]
    far = replace(first, index=1, start=first.end + 0.9, end=first.end + 1.9)
    two = replace(spoken, sentences=(first, replace(far, start=first.end + 0.9)))
    assert two.second_of(0, 0.5) == 0.5
    silent = 0.9 - HANDOVER  # before the second sentence in its own file
    assert two.second_of(1, silent + 0.25) == pytest.approx(far.start + 0.25)


# In the window


@pytest.fixture
def page(speak_page: SpeakPage, qtbot: QtBot) -> SpeakPage:
    made = speak_page
    made.text.setPlainText("One two.")
    made.speak()
    qtbot.waitUntil(lambda: made.view.picture is not None and not made.speaking, timeout=30_000)
    return made


def test_only_the_edited_sentence_is_asked_for_and_heard(
    qtbot: QtBot, page: SpeakPage, player: type[SilentPlayer], library: Library
) -> None:
    before = page._spoken
    assert before is not None
    _, _, words, _, _ = page.view._areas()
    place = QPoint(round(page.view.span.x(0.15, page.view.width())), round(words.center().y()))
    qtbot.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=place)
    assert page.edits.bar.word.text() == "two."
    assert page.edits.bar.field.text() == "/ˈa/"
    qtbot.waitUntil(lambda: page._playback.playing == "")
    player.played.clear()
    with qtbot.waitSignal(page.speech.finished, timeout=30_000) as done:
        qtbot.keyClick(page.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert done.args is not None
    order, result = done.args
    assert order.kind == "edit"
    assert result["edits"] == [
        {"index": 0, "text": "One two.", "emphasis": {"1": 0.5}, "phonemes": "ˈa."}
    ]
    assert result["earlier"] == str(before.path)
    qtbot.waitUntil(lambda: player.played == [(12_000, 24_000)])  # the first of two
    qtbot.waitUntil(lambda: len(page.desk.takes.list) == 2)  # an edit is a take as well
    newest = library.renderings(project_id="")[0]
    assert json.loads(newest.score.read_text())["edits"] == result["edits"]
    qtbot.waitUntil(lambda: page.view.picture.path == page._spoken.path)  # type: ignore[union-attr]
    assert page.view.word is not None  # the word stays chosen
    page.view.setFocus()
    with qtbot.waitSignal(page.speech.finished, timeout=30_000) as done:
        qtbot.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert done.args is not None
    assert done.args[1]["edits"] == []
    assert page.edits.bar.redo_button.isEnabled()


def test_the_edge_of_a_phoneme_is_dragged_and_the_pitch_drawn(
    qtbot: QtBot, page: SpeakPage
) -> None:
    view = page.view
    lane = view._areas()[3]
    edge = QPoint(round(view.span.x(0.1, view.width())), round(lane.center().y()))
    to = edge + QPoint(round(view.width() * 0.1 / view.span.seconds), 0)
    with qtbot.waitSignal(view.length_dragged) as dragged:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=edge)
        qtbot.mouseMove(view, to)
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=to)
    assert dragged.args is not None
    sentence, symbol, ms = dragged.args
    assert isinstance(sentence, SaidSentence)
    assert (symbol, ms) == (1, pytest.approx(150.0, abs=8))
    qtbot.waitUntil(lambda: not page.speaking, timeout=30_000)
    page.edits.bar.draw_button.click()
    middle = view._areas()[1].center().toPoint()
    with qtbot.waitSignal(view.pitch_drawn) as drawn:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(40, middle.y()))
        for x in (60, 50, 80):
            qtbot.mouseMove(view, QPoint(x, middle.y()))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(80, middle.y()))
    assert drawn.args is not None
    points = drawn.args[1]
    assert [round(view.span.x(at, view.width())) for at, _ in points] == [40, 60, 80]
    assert all(hz == pytest.approx(166, abs=3) for _, hz in points)
    qtbot.waitUntil(lambda: not page.speaking, timeout=30_000)


def test_keys_choose_phonemes_and_move_their_edge_and_pitch(qtbot: QtBot, page: SpeakPage) -> None:
    view, keys, held = page.view, Qt.Key, Qt.KeyboardModifier
    view.setFocus()
    told: list[str] = []
    view.sounds.told.connect(told.append)

    def press(key: Qt.Key, how: Qt.KeyboardModifier) -> None:
        qtbot.keyClick(view, key, how)

    press(keys.Key_Right, held.AltModifier)
    assert view.sounds.edge is None  # nothing is chosen
    view.choose(0, 0)
    press(keys.Key_Right, held.ControlModifier | held.ShiftModifier)
    assert told == ["a, 50 ms"]  # of the chosen word
    press(keys.Key_Up, held.AltModifier)
    assert told[-1] == "There is no pitch here." and not view.sounds.curve
    press(keys.Key_Right, held.ControlModifier | held.ShiftModifier)
    assert told[-1] == "., 100 ms, 120 Hz"
    with qtbot.waitSignal(page.speech.finished, timeout=30_000) as done:
        press(keys.Key_Right, held.AltModifier)
        press(keys.Key_Right, held.AltModifier)
        assert view.sounds.edge == pytest.approx(view.sounds.span[1] + 0.05)
        view.grab()
    assert told[-1] == "150 ms"
    assert done.args is not None
    assert done.args[1]["edits"][0]["lengths_ms"] == {"2": 150.0}
    qtbot.waitUntil(lambda: view.picture.path == page._spoken.path)  # type: ignore[union-attr]
    assert view.sounds.chosen is not None  # it stays chosen
    with qtbot.waitSignal(page.speech.finished, timeout=30_000) as done:
        press(keys.Key_Up, held.AltModifier)
        view.grab()
    assert done.args is not None
    (stroke,) = done.args[1]["edits"][0]["pitch"]
    assert all(hz == pytest.approx(120 * 2 ** (1 / 12)) for _, hz in stroke)
    view.choose(0, 0)
    assert view.sounds.chosen is None
    press(keys.Key_Right, held.ControlModifier | held.ShiftModifier)
    press(keys.Key_Right, held.ControlModifier | held.ShiftModifier)
    before = view.sounds.span
    press(keys.Key_Left, held.ShiftModifier)
    assert view.sounds.span[0] < before[0] and view.sounds.span[1] == before[1]


def test_a_word_is_kept_in_the_voices_lexicon(
    qtbot: QtBot, page: SpeakPage, library: Library
) -> None:
    voice = library.create_voice("Anna")
    page.edits.lexicon_voice = voice.id
    page.view.choose(0, 0)
    page.edits.bar.field.setText("/wˈʌn/")
    page.edits.bar.keep_button.click()
    qtbot.waitUntil(lambda: bool(library.lexicon(voice.id).entries))
    (entry,) = library.lexicon(voice.id).entries
    assert entry.word == "One"
    assert page.edits.bar.field.text() == "/wˈʌn/"


def test_scores_that_are_damaged_are_one_sentence(
    qtbot: QtBot, page: SpeakPage, window: MainWindow, library: Library
) -> None:
    qtbot.waitUntil(lambda: len(page.desk.takes.list) == 1)
    made = page.desk.takes.list[0]
    Path(made.score).write_text("{}")
    page.desk.use(made)
    qtbot.waitUntil(lambda: "speak the whole text again" in window.banner.text.text())
