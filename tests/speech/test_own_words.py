"""The voice's lexicon when it speaks and when it is heard back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.audio.files import read_sound
from studio.audio.mel_spec import RATE
from studio.core.errors import StudioError
from studio.core.lexicon_store import VoiceLexicon
from studio.core.library import Library
from studio.core.messages import Message
from studio.speech.catalogue import lexicon_of
from studio.speech.speak import speak
from studio.speech.speakers import Speakers
from studio.speech.verify import check
from studio.speech.word_trial import try_word
from studio.text.voice_lexicon import checked_entry

TEXT = "We met Nguyen by the river."
OWN = VoiceLexicon().with_entries(checked_entry("Nguyen", "/wˈɪn/"))


def result(task: Generator[Message, None, dict[str, Any]]) -> dict[str, Any]:
    while True:
        try:
            next(task)
        except StopIteration as end:
            return end.value


def test_a_voice_says_its_own_words_and_is_held_to_them(shipped: Speakers) -> None:
    speaker = replace(shipped.speaker(None, "af_heart"), lexicon=OWN)
    (spoken,) = speak(speaker, TEXT)
    assert [word.phonemes for word in spoken.words][2] == "wˈɪn"
    assert check(spoken.samples, spoken, "en-us")[2].heard
    unknown = replace(spoken, utterance=None)  # its text alone is known
    assert check(spoken.samples, unknown, "en-us", speaker.sayings("en-us"))[2].heard
    assert check(spoken.samples, unknown, "en-us")[2].heard is False  # it expects another sound


def test_the_lexicon_of_a_voice(library: Library) -> None:
    voice = library.create_voice("Ada")
    library.change_lexicon(voice.id, lambda _: OWN)
    assert lexicon_of(library, "ADA") == lexicon_of(library, voice.id) == OWN
    for other in ("af_heart", "heart", "af_heart:2+bm_george"):
        assert lexicon_of(library, other) == VoiceLexicon()
    assert lexicon_of(None, "Ada") == VoiceLexicon()


def test_a_word_is_tried_before_it_is_kept(tmp_path: Path) -> None:
    tried = result(try_word(None, "af_heart", "Nguyen", "win", tmp_path / "tried.wav"))
    assert (tried["phonemes"], tried["heard"]) == ("wˈɪn", True)
    assert "ɪn" in tried["heard_as"]
    sound = read_sound(Path(tried["path"]))
    assert 1 < sound.seconds < 6
    assert np.abs(sound.samples).max() > 0.01
    assert sound.rate == RATE
    usual = result(try_word(None, "af_heart", "Nguyen", "", tmp_path / "usual.wav"))
    assert usual["phonemes"] != tried["phonemes"]
    with pytest.raises(StudioError, match="cannot be read out"):
        result(try_word(None, "af_heart", "Nguyen", "😀", tmp_path / "no.wav"))
