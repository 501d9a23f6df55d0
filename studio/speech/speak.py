"""Text to speech in a voice, a sentence at a time, so that sound plays while the next is made.

    text -> readings (sentences, phonemes, pauses) -> edits -> generator -> trimmed, faded, in time

A sentence depends on nothing but itself, so one that was made before is taken as it lies there:
`Spoken.key` names everything that its sound comes from.

Nothing is collected: a text of any length takes the memory of one sentence.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.audio.mel_spec import HOP, RATE
from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.core.shaping import EARLY, Shaping
from studio.speech.earlier import Earlier, Kept, key_of
from studio.speech.edits import Edits, by_sentence, edited
from studio.speech.reading import PAUSES, Reading, readings
from studio.speech.speakers import Speaker
from studio.text.phonemes import Utterance
from studio.voice.generator import Speech
from studio.voice.precision import one_thread

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
    utterance: Utterance | None = None
    """Its words and phonemes, as they were said."""
    lengths: tuple[float, ...] = ()
    """Seconds of each symbol, silence included that is not kept."""
    lead: float = 0.0
    """Seconds from the first sample to the first symbol; below 0 when that is cut."""
    energy: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """`[F]`, N at 80 a second."""
    key: str = ""
    """Names everything that the samples come from; "" when that is not known."""
    edited: bool = False
    """Whether an edit of the person was applied."""
    before: Kept | None = None
    """The same sentence in an earlier recording, from which it was taken."""

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
    edits: Iterable[Edits] = (),
    earlier: Earlier | None = None,
) -> Iterator[Spoken]:
    """Say a text, yielding every utterance as soon as it is made.

    `language` and `lexicon` default to the voice's own. `edits` are applied to the sentences that
    they name; sentences that are in an `earlier` recording just so are taken from it. Sounds follow
    one another with silence of `pause` seconds between them, which is for the caller to lay down.
    What cannot be spoken is yielded with its `error`, and the rest goes on. Raises StudioError when
    there is no word in the text, or when its marks cannot be read.
    """
    manner = (manner or Manner()).checked()
    now, index = 0.0, 0
    language = language or speaker.language
    lexicon = speaker.sayings(language) if lexicon is None else lexicon
    changes = by_sentence(edits)
    for reading in readings(text, language, lexicon):
        edit = changes.get((index, reading.text)) or Edits(index, reading.text)
        order = _Order(speaker, reading, index, now, manner, edit, language)
        spoken = _spoken(order, earlier)
        yield spoken
        now, index = spoken.end, index + 1
    if index == 0:
        raise StudioError(NOTHING_TO_SAY)


@dataclass(frozen=True, slots=True)
class _Order:
    """One utterance that is to be said."""

    speaker: Speaker
    reading: Reading
    index: int
    now: float
    """Seconds of sound before it."""
    manner: Manner
    edit: Edits
    language: str

    @property
    def pause(self) -> float:
        """Seconds of silence before it, whole frames."""
        if self.reading.pause is not None:
            seconds = self.reading.pause
        else:
            seconds = PAUSES[self.reading.after] * self.manner.pauses if self.now > 0 else 0.0
        return round(seconds * FRAMES_A_SECOND) / FRAMES_A_SECOND

    @property
    def span(self) -> tuple[int, int]:
        """In the text as it was typed."""
        return self.reading.start, self.reading.end

    def settled(self, utterance: Utterance) -> tuple[Utterance, Shaping, Manner]:
        """The utterance as it is to be said. Raises StudioError where an edit cannot be."""
        utterance, shaping = edited(utterance, self.edit, self.language)
        return utterance, self.reading.shaping.also(shaping), self.edit.manner_of(self.manner)


def silence(seconds: float) -> NDArray[np.float32]:
    """Silence, in whole frames."""
    return np.zeros(round(seconds * FRAMES_A_SECOND) * HOP, np.float32)


def _spoken(order: _Order, earlier: Earlier | None) -> Spoken:
    """One utterance, from its phonemes to its place in the whole."""
    began = time.perf_counter()
    if order.reading.utterance is None:
        return _unspoken(order, order.reading.error)
    try:
        utterance, shaping, manner = order.settled(order.reading.utterance)
        key = key_of(order.speaker.identity, utterance.phonemes, shaping, manner)
        kept = earlier.find(key) if earlier and key else None
        if kept is None:
            with one_thread():
                speech = order.speaker.generator.speak(
                    utterance.phonemes, order.speaker.style, manner, shaping
                )
            kept = _trimmed(speech)
        elif not kept.fits(utterance.phonemes):
            raise StudioError("The earlier recording is damaged: speak the whole text again.")
    except StudioError as error:
        return _unspoken(order, str(error))
    start = order.now + order.pause
    symbols = kept.symbols(utterance.phonemes, start)
    return Spoken(
        order.index,
        order.reading.text,
        order.span,
        start,
        order.pause,
        kept.samples,
        kept.f0,
        symbols,
        tuple(_words(utterance, symbols)),
        time.perf_counter() - began,
        utterance=utterance,
        lengths=kept.lengths,
        lead=kept.lead,
        energy=kept.energy,
        key=key,
        edited=bool(order.edit),
        before=kept if kept.checks is not None else None,
    )


def _trimmed(speech: Speech) -> Kept:
    """What is kept of an utterance of the generator."""
    first, last = sounding_frames(speech.samples)
    times = speech.symbol_times()
    return Kept(
        faded(speech.samples[first * HOP : last * HOP]),
        # In pauses F0 is whatever the prosody stack thinks of: nothing is heard of it.
        np.where(sounds(speech.samples), speech.f0, np.float32(0))[first:last],
        speech.energy[first:last],
        tuple(end - start for _, start, end in times),
        times[0][1] - EARLY - first / FRAMES_A_SECOND,
    )


def _unspoken(order: _Order, error: str) -> Spoken:
    empty = np.zeros(0, np.float32)
    return Spoken(
        order.index,
        order.reading.text,
        order.span,
        order.now,
        0.0,
        empty,
        empty,
        (),
        (),
        0.0,
        error,
    )


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


def _words(
    utterance: Utterance, symbols: tuple[tuple[str, float, float], ...]
) -> Iterator[SpokenWord]:
    """The words of an utterance by the times of their symbols."""
    for word in utterance.words:
        own = symbols[word.place[0] : word.place[1]]
        if own:
            yield SpokenWord(
                word.text, word.spoken, word.phonemes, word.span, own[0][1], own[-1][2]
            )
