"""Speaking: what is said is heard, times fit the sound, long texts stay small."""

from __future__ import annotations

import collections
import itertools
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from studio.audio.mel_spec import HOP, RATE
from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.core.shaping import EARLY, NO_SHAPING, Shaping
from studio.speech.reading import PAUSES
from studio.speech.speak import faded, silence, sounding_frames, speak
from studio.speech.speakers import BASE, Speaker, Speakers
from studio.voice.generator import Speech
from studio.voice.style import Style


@dataclass
class ToneGenerator:
    """A generator that says every symbol as 50 ms of a tone: quick, and its times are known."""

    refuses: str = "\0"

    def speak(
        self, phonemes: str, style: Style, manner: Manner, shaping: Shaping = NO_SHAPING
    ) -> Speech:
        if self.refuses in phonemes:
            raise StudioError("This cannot be said.")
        durations = [10.0, *[2.0] * len(phonemes), 10.0]
        count = int(sum(durations)) * 2 * HOP
        samples = np.sin(np.arange(count) * 0.1).astype(np.float32) * 0.1
        samples[: 20 * HOP] = samples[-20 * HOP :] = 0.0
        curve = np.full(count // HOP, 120, np.float32)
        return Speech(
            samples, phonemes, durations, curve, curve, np.zeros((len(curve), 1), np.float32)
        )


def tones(refuses: str = "\0") -> Speaker:
    style = Style.of_pack(torch.zeros(1, 256))
    return Speaker(ToneGenerator(refuses), style, "Tone", "en-us", BASE, "a tone")  # type: ignore[arg-type]


def test_real_speech_is_understood(shipped: Speakers) -> None:
    from studio.speech.recogniser import transcribe
    from studio.speech.word_errors import word_errors

    text = "The weather was warm. We walked slowly to the old harbour."
    said = list(speak(shipped.speaker(None, "af_heart"), text))
    assert len(said) == 2
    sound = np.concatenate([part for s in said for part in (silence(s.pause), s.samples)])
    assert word_errors(text, transcribe(sound, RATE)).rate < 0.3
    assert np.abs(sound).max() <= 1.0
    again = list(speak(shipped.speaker(None, "af_heart"), text))
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(said, again, strict=True))


def test_times_follow_the_sound() -> None:
    text = "Hello there. This is it.\n\nNew one."
    said = list(speak(tones(), text))
    assert [s.pause for s in said] == [0.0, PAUSES["sentence"], PAUSES["paragraph"]]
    now = 0.0
    for s in said:
        now += s.pause
        assert s.start == pytest.approx(now)
        assert len(s.samples) == len(s.f0) * HOP
        assert not s.f0[:4].any()  # the silence before the first symbol has no pitch
        assert (s.f0[8:20] == 120).all()
        now += len(s.samples) / RATE
        assert s.end == pytest.approx(now)
        times = [time for _, a, b in s.symbols for time in (a, b)]
        assert times == sorted(times)
        assert s.start <= times[0]
        assert times[-1] <= s.end + 1e-9
        for word in s.words:
            assert text[word.span[0] : word.span[1]] == word.text
            assert s.start <= word.start < word.end <= s.end
    # 250 ms of silence in front, of which 50 are kept; then 50 ms for each symbol, heard EARLY.
    hello, there = said[0].words
    assert hello.start == pytest.approx(0.05 - EARLY)
    assert there.start == pytest.approx(0.05 - EARLY + 0.05 * (len(hello.phonemes) + 1))


def test_one_sentence_that_fails_does_not_lose_the_others() -> None:
    said = list(speak(tones(refuses="fˈIv"), "One. Five. Three."))
    assert [s.error for s in said] == ["", "This cannot be said.", ""]
    assert said[1].samples.size == 0
    assert said[2].start == pytest.approx(said[0].end + PAUSES["sentence"])


@pytest.mark.parametrize("text", ["", "  ", "👍 🎉", "…"])
def test_nothing_to_say(text: str) -> None:
    with pytest.raises(StudioError, match="nothing to say"):
        list(speak(tones(), text))


def test_a_long_text_takes_the_memory_of_one_sentence() -> None:
    text = "This is one of very many sentences, and it goes on. " * 2000
    assert len(text) > 100_000
    sentences = speak(tones(), text)
    assert len(list(itertools.islice(sentences, 20))) == 20
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    last = collections.deque(itertools.islice(sentences, 150), maxlen=1)[0]
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert last.index == 169
    assert grown < 1_000_000  # 150 sentences are 40 MB of sound


def test_silence_around_is_trimmed_and_edges_fade() -> None:
    sound = np.zeros(100 * HOP, np.float32)
    sound[30 * HOP : 60 * HOP] = 0.5
    first, last = sounding_frames(sound)
    assert (first, last) == (26, 70)
    soft = faded(np.ones(2400, np.float32))
    assert soft[0] == 0.0
    assert soft[-1] < 0.01
    assert (soft[120:-120] == 1.0).all()
    assert sounding_frames(np.zeros(10 * HOP, np.float32)) == (0, 10)
    assert len(faded(np.zeros(0, np.float32))) == 0
