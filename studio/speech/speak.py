"""Text to speech in a voice, a sentence at a time, so that sound plays while the next is made.

    text -> readings (sentences, phonemes, pauses) -> generator -> trimmed, faded, placed in time

Nothing is collected: a text of any length takes the memory of one sentence.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from studio.audio.mel_spec import HOP, RATE
from studio.core.errors import StudioError
from studio.speech.reading import PAUSES, Reading, readings
from studio.speech.speakers import Speaker
from studio.text.phonemes import Utterance
from studio.voice.generator import Manner, Speech

FRAMES_A_SECOND = RATE / HOP  # 80
FADE = 120  # samples, 5 ms
LEAD, TAIL = 4, 10  # frames kept before the first sound and behind the last: 50 and 125 ms
SILENT_BELOW = 10 ** (-45 / 20)  # of the sentence's loudest frame

NOTHING_TO_SAY = "There is nothing to say: the text holds no word."


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of the text and where it is heard."""

    text: str
    spoken: str
    """As it is read out: "five dollars" for "$5"."""
    phonemes: str
    span: tuple[int, int]
    """In the whole text."""
    start: float
    """Seconds in the whole sound."""
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """One spoken utterance in its place, or why it could not be spoken."""

    index: int
    text: str
    span: tuple[int, int]
    """In the whole text."""
    start: float
    """Seconds in the whole sound at which `samples` begin."""
    pause: float
    """Seconds of silence before them."""
    samples: NDArray[np.float32]
    """`[300 F]` at 24 kHz; empty when it could not be spoken."""
    f0: NDArray[np.float32]
    """`[F]` Hz at 80 a second, 0 unvoiced."""
    symbols: tuple[tuple[str, float, float], ...]
    """Phonemes with start and end in seconds of the whole sound."""
    words: tuple[SpokenWord, ...]
    seconds_to_make: float
    error: str = ""

    @property
    def end(self) -> float:
        """Seconds in the whole sound at which it ends."""
        return self.start + len(self.samples) / RATE


def speak(
    speaker: Speaker,
    text: str,
    manner: Manner | None = None,
    language: str | None = None,
    lexicon: Mapping[str, str] | None = None,
) -> Iterator[Spoken]:
    """Say a text, yielding every utterance as soon as it is made.

    `language` and `lexicon` default to the voice's own. Sounds follow one another with silence of
    `pause` seconds between them, which is for the caller to lay down. What cannot be spoken is
    yielded with its `error`, and the rest goes on. Raises StudioError when there is no word in the
    text.
    """
    manner = (manner or Manner()).checked()
    now, index = 0.0, 0
    language = language or speaker.language
    lexicon = speaker.sayings(language) if lexicon is None else lexicon
    for reading in readings(text, language, lexicon):
        spoken = _spoken(speaker, reading, index, now, replace(manner, seed=manner.seed + index))
        yield spoken
        now, index = spoken.end, index + 1
    if index == 0:
        raise StudioError(NOTHING_TO_SAY)


def silence(seconds: float) -> NDArray[np.float32]:
    """Silence, in whole frames."""
    return np.zeros(round(seconds * FRAMES_A_SECOND) * HOP, np.float32)


def _spoken(speaker: Speaker, reading: Reading, index: int, now: float, manner: Manner) -> Spoken:
    """One utterance, from its phonemes to its place in the whole."""
    began = time.perf_counter()
    if reading.utterance is None:
        return _unspoken(reading, index, now, reading.error)
    try:
        speech = speaker.generator.speak(reading.utterance.phonemes, speaker.style, manner)
    except StudioError as error:
        return _unspoken(reading, index, now, str(error))
    first, last = sounding_frames(speech.samples)
    pause = PAUSES[reading.after] if now > 0 else 0.0
    start = now + pause
    shift = start - first / FRAMES_A_SECOND
    symbols = _symbols(speech, shift, start, start + (last - first) / FRAMES_A_SECOND)
    return Spoken(
        index,
        reading.text,
        (reading.start, reading.start + len(reading.text)),
        start,
        pause,
        faded(speech.samples[first * HOP : last * HOP]),
        # In pauses F0 is whatever the prosody stack thinks of: nothing is heard of it.
        np.where(sounds(speech.samples), speech.f0, np.float32(0))[first:last],
        symbols,
        tuple(_words(reading, reading.utterance, symbols)),
        time.perf_counter() - began,
    )


def _unspoken(reading: Reading, index: int, now: float, error: str) -> Spoken:
    empty = np.zeros(0, np.float32)
    span = (reading.start, reading.start + len(reading.text))
    return Spoken(index, reading.text, span, now, 0.0, empty, empty, (), (), 0.0, error)


def sounding_frames(samples: NDArray[np.float32]) -> tuple[int, int]:
    """First and one behind the last frame of 300 samples to keep of an utterance.

    The generator leaves silence of its own before and behind; the pauses are set here instead.
    """
    sounding = sounds(samples)
    loud = np.flatnonzero(sounding)
    if len(loud) == 0:
        return 0, len(sounding)
    return max(0, int(loud[0]) - LEAD), min(len(sounding), int(loud[-1]) + 1 + TAIL)


def without_edges(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is kept of an utterance of the generator, faded in and out."""
    first, last = sounding_frames(samples)
    return faded(samples[first * HOP : last * HOP])


def sounds(samples: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which frames of 300 samples are not silent beside the loudest of them, `[F]`."""
    frames = len(samples) // HOP
    rms = np.sqrt(np.mean(samples[: frames * HOP].reshape(frames, HOP) ** 2, axis=1))
    return rms > SILENT_BELOW * rms.max(initial=0.0)


def faded(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples with 5 ms of fading in and out, so that nothing clicks where they are joined."""
    faded = samples.copy()
    length = min(FADE, len(faded) // 2)
    if length:
        ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)
        faded[:length] *= ramp
        faded[-length:] *= ramp[::-1]
    return faded


def _symbols(
    speech: Speech, shift: float, start: float, end: float
) -> tuple[tuple[str, float, float], ...]:
    """The symbols' times in the whole sound, within what was kept of the utterance."""

    def kept(seconds: float) -> float:
        return min(max(seconds + shift, start), end)

    return tuple((symbol, kept(a), kept(b)) for symbol, a, b in speech.symbol_times())


def _words(
    reading: Reading, utterance: Utterance, symbols: tuple[tuple[str, float, float], ...]
) -> Iterator[SpokenWord]:
    """The words of an utterance by the times of their symbols."""
    offset = reading.start - utterance.start  # its own spans are places in the sentence
    for word in utterance.words:
        own = symbols[word.place[0] : word.place[1]]
        if own:
            span = (word.span[0] + offset, word.span[1] + offset)
            yield SpokenWord(word.text, word.spoken, word.phonemes, span, own[0][1], own[-1][2])
