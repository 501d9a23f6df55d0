"""Marks and edits on their way into the sound, and that only what has changed is made again."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.audio.files import read_sound
from studio.audio.mel_spec import HOP, RATE
from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.core.shaping import EARLY, NO_SHAPING, Shaping
from studio.speech import tasks
from studio.speech.edits import Edits, place_at
from studio.speech.reading import PAUSES
from studio.speech.speak import Spoken, speak
from studio.speech.speakers import BASE, Speaker
from studio.voice.generator import Speech
from studio.voice.style import Style


@dataclass
class Listening:
    """Says every symbol as 50 ms of a tone, and remembers what it was asked."""

    asked: list[tuple[str, Manner, Shaping]] = field(default_factory=list)

    def speak(
        self, phonemes: str, style: Style, manner: Manner, shaping: Shaping = NO_SHAPING
    ) -> Speech:
        self.asked.append((phonemes, manner, shaping))
        count = 4 * HOP * len(phonemes)
        samples = np.full(count, 0.1, np.float32)
        curve = np.full(count // HOP, 120, np.float32)
        durations = [0.0, *[2.0] * len(phonemes), 0.0]
        return Speech(samples, phonemes, durations, curve, curve, curve[:, None])


def said(text: str, *edits: Edits, **controls: float) -> tuple[list[Spoken], Listening]:
    heard = Listening()
    speaker = Speaker(heard, Style.of_pack(torch.zeros(1, 256)), "Tone", "en-us", BASE, "")  # type: ignore[arg-type]
    manner = Manner(**controls)  # type: ignore[arg-type]
    return list(speak(speaker, text, manner, edits=edits)), heard


def test_pauses_cut_the_sentence_and_last_as_long_as_they_say() -> None:
    text = "[pause 0.25] We wait [pause 1.5] a while. [pause 500 ms] Then go. [pause 2]"
    spoken, heard = said(text, pauses=2.0)
    assert [one.text for one in spoken] == ["We wait", "a while.", "Then go."]
    assert [one.pause for one in spoken] == [0.25, 1.5, 0.5]  # what is given is not scaled
    assert [phonemes[-1] for phonemes, _, _ in heard.asked] == [",", ".", "."]
    assert [text[slice(*word.span)] for one in spoken for word in one.words] == (
        ["We", "wait", "a", "while", "Then", "go"]
    )
    plain, _ = said("One. Two.\n\nThree.", pauses=2.0)
    assert [one.pause for one in plain] == [0, 2 * PAUSES["sentence"], 2 * PAUSES["paragraph"]]


def test_ssml_is_read_like_marks() -> None:
    text = "<speak><p>One two<break time='1s'/>three</p><p><s>Four</s><s>Five</s></p></speak>"
    spoken, heard = said(text)
    assert [one.text for one in spoken] == ["One two", "three", "Four", "Five"]
    assert [one.pause for one in spoken] == [0, 1.0, PAUSES["paragraph"], PAUSES["sentence"]]
    assert [phonemes[-1] for phonemes, _, _ in heard.asked] == [",", ".", ".", "."]
    assert [text[slice(*one.span)] for one in spoken] == ["One two", "three", "Four", "Five"]
    with pytest.raises(StudioError, match="<voice> in line 1"):
        said("<speak><voice>x</voice></speak>")


def test_given_words_are_said_as_they_are_given() -> None:
    (one,), heard = said("The [say J. Nguyen as /ˈɑwɪn/] paid [spell USB] for it.")
    assert [word.text for word in one.words] == ["The", "J. Nguyen", "paid", "USB", "for", "it"]
    assert heard.asked[0][0].startswith("ði ˈɑwɪn pˈAd jˈu ˈɛs bˈi fɔɹ")
    with pytest.raises(StudioError, match="which is no phoneme"):
        said("[say this as /§§/]")


def test_emphasis_is_a_longer_higher_vowel_in_a_louder_word() -> None:
    text = "I can *not* go."
    (one,), heard = said(text)
    phonemes, _, shaping = heard.asked[0]
    word = next(word for word in one.words if word.text == "not")
    at = phonemes.index(word.phonemes)
    vowel = at + word.phonemes.index("ˈ") + 1
    assert set(shaping.effort) == set(range(at, at + len(word.phonemes)))
    assert shaping.stretch[vowel] > shaping.stretch[at] > 1
    assert shaping.pitch[vowel] > shaping.pitch[at] > 0
    _, heard = said("<speak>a <prosody rate='50%' volume='+3dB'>slow word</prosody> here</speak>")
    stretch = heard.asked[0][2].stretch
    assert set(stretch.values()) == {2.0}
    assert len(stretch) == len("slˈO wˈɜɹd")


def test_an_edit_changes_its_sentence_alone_and_is_stale_when_the_text_changes() -> None:
    first = said("We met Nguyen. We left.")[0][0]
    assert first.utterance is not None
    phonemes = first.utterance.phonemes
    at = phonemes.index("mˈɛt")
    edit = Edits(
        0, first.text, words={2: "/wɪn/"}, emphasis={0: 1.0}, lengths_ms={at: 200.0, 14: 100.0},
        pitch=(((at, 150.0), (at + 4, 200.0)),), phonemes=phonemes, manner={"seed": 5, "pitch": 2},
    )  # fmt: skip
    assert Edits.from_dict(json.loads(json.dumps(edit.to_dict()))) == edit
    (one, two), heard = said("We met Nguyen. We left.", edit, seed=9)
    changed, manner, shaping = heard.asked[0]
    assert "wˈɪn" in changed
    moved = changed.index("mˈɛt")
    assert shaping.lengths[moved] == 0.2
    assert shaping.strokes[0][0] == (moved, 150.0)
    assert (manner.seed, manner.pitch) == (5, 2)
    assert (one.edited, two.edited) == (True, False)
    assert heard.asked[1][1:] == (Manner(seed=10), NO_SHAPING)
    (stale, _), _ = said("We met Nguyen! We left.", edit)
    assert not stale.edited


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "x"},
        {"index": 0, "text": "x", "lengths": {"1": 5}},
        {"index": 0, "text": "x", "lengths_ms": {"1": 5}},
        {"index": 0, "text": "x", "pitch": [[[3, 100], [1, 100]]]},
        {"index": 0, "text": "x", "pitch": [[[1, 100], [2, 1e9]]]},
        {"index": 0, "text": "x", "emphasis": {"1": float("nan")}},
        {"index": 0, "text": "x", "manner": {"speed": 9}},
    ],
)
def test_damaged_edits_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(StudioError, match=r"damaged|speed"):
        Edits.from_dict(wrong)


def test_the_place_of_a_time() -> None:
    symbols = [["a", 0.0, 0.1], ["b", 0.1, 0.3]]
    assert place_at(symbols, 0.2 + EARLY) == pytest.approx(1.5)
    assert (place_at(symbols, -1.0), place_at(symbols, 9.0)) == (0.0, 2.0)


def done(task: Generator[Any, None, dict[str, Any]]) -> dict[str, Any]:
    while True:
        try:
            next(task)
        except StopIteration as end:
            return end.value


def test_only_the_edited_sentence_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.voice.generator import Generator as Networks

    text = "Hello there. Good night."

    def made(name: str, **options: Any) -> dict[str, Any]:
        out = tmp_path / name
        return done(tasks.speak(None, "af_heart", text, out, check=False, listen=False, **options))

    first = made("a.wav")
    edits = [Edits(1, "Good night.", emphasis={0: 1.0}).to_dict()]
    whole = made("b.wav", edits=edits)
    counted: list[str] = []
    speak_it = Networks.speak

    def counting(self: Networks, phonemes: str, *rest: Any) -> Speech:
        counted.append(phonemes)
        return speak_it(self, phonemes, *rest)

    monkeypatch.setattr(Networks, "speak", counting)
    again = made("c.wav", edits=edits, earlier=tmp_path / "a.wav")
    assert len(counted) == 1
    assert (tmp_path / "b.wav").read_bytes() == (tmp_path / "c.wav").read_bytes()
    assert again["sentences"] == whole["sentences"]
    assert again["sentences"][0]["key"] == first["sentences"][0]["key"]
    assert [one["edited"] for one in again["sentences"]] == [False, True]
    sentence = again["sentences"][1]
    assert len(sentence["lengths_ms"]) == len(sentence["phonemes"]) == len(sentence["symbols"])
    seconds = sentence["end"] - sentence["start"]
    assert len(sentence["f0"]) == len(sentence["energy"]) == round(seconds * RATE / HOP)
    (tmp_path / "a.score.json").write_text("{}")  # nothing to find: all is made
    made("d.wav", earlier=tmp_path / "a.wav")
    assert len(counted) == 3
    assert np.array_equal(
        read_sound(tmp_path / "d.wav").samples, read_sound(tmp_path / "a.wav").samples
    )


def test_words_of_an_edit_are_what_is_listened_for(tmp_path: Path) -> None:
    from studio.speech.speakers import speakers
    from studio.speech.verify import check

    edit = Edits(0, "We met Nguyen.", words={2: "/wɪn/"})
    (spoken,) = speak(speakers().speaker(None, "af_heart"), "We met Nguyen.", edits=[edit])
    assert all(one.heard for one in check(spoken.samples, spoken, "en-us"))
    expected = replace(spoken, utterance=None)
    assert check(spoken.samples, expected, "en-us")[2].heard is False
