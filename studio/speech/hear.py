"""What is said in a recording: phonemes, words, and, given a text, which words were not said.

Two ears. *Words* come from the recogniser (Whisper base, `recogniser.py`): a lexicon search over
the phonemes was the alternative, and without a language model it cannot tell "their" from "there"
or cut a stream of phonemes into words as well. *Whether a word of a given text was said* comes from
the inverse model: a recogniser guesses what a person probably meant, so it repairs slips, while the
phonemes show them; and it takes a tenth of the time.

A word of the text is judged by a likelihood ratio: the phonemes of the text, aligned by Viterbi,
against whatever phonemes fit the same frames best.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from studio.audio.files import Sound, resample, to_mono
from studio.core.errors import StudioError
from studio.speech.recogniser import HeardWord, transcribe_words
from studio.text import inventory
from studio.text.phonemes import Utterance, phonemize
from studio.voice.align import best_pronunciation, ctc_peaks
from studio.voice.inverse_model import InverseModel, Posteriors, best_path
from studio.voice.speech_encoder import FRAME_SECONDS, SAMPLE_RATE

# Logistic regression of "this word was said" on three measures of its alignment: fitted on words of
# real recordings, as they stand in the text and swapped for others (tests/benchmarks/
# inverse_model.py --fit); the rates on a speaker never heard are in models/inverse/README.md.
BIAS = 8.20
RATIO_WEIGHT = 0.83  # of the mean log ratio per phoneme
WORST_WEIGHT = 0.59  # of the log-probability of the phoneme heard worst
LENGTH_WEIGHT = 0.80  # of the logarithm of the number of phonemes
EXTRA_PHONEMES = 4  # so many phonemes where the text has none are a word that it lacks
EXTRA_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class HeardPhoneme:
    """A phoneme as it was heard, at the middle of its peak; confidence 0 … 1."""

    symbol: str
    at: float  # seconds
    confidence: float


@dataclass(frozen=True, slots=True)
class WordCheck:
    """A word of the text, and whether the recording holds it between `start` and `end` seconds.

    `score` 0 … 1 is the probability that it was said; `phonemes` are those that were heard in its
    place, and `span` is the word's place in the text.
    """

    text: str
    span: tuple[int, int]
    start: float
    end: float
    score: float
    phonemes: str

    @property
    def heard(self) -> bool:
        """Whether the word was said."""
        return self.score >= 0.5


@dataclass(frozen=True, slots=True)
class Extra:
    """Phonemes heard between two words where the text has nothing; `after` words come before."""

    phonemes: str
    start: float
    end: float
    after: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard. `words` are the recogniser's, empty where only a text was checked."""

    phonemes: tuple[HeardPhoneme, ...]
    words: tuple[HeardWord, ...]
    checks: tuple[WordCheck, ...]
    extras: tuple[Extra, ...]

    @property
    def text(self) -> str:
        """The words as one line."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """With a text, the share of its words that was heard; else the phonemes' mean confidence.

        0 where nothing was heard.
        """
        if self.checks:
            return sum(check.heard for check in self.checks) / len(self.checks)
        heard = [phoneme.confidence for phoneme in self.phonemes]
        return float(np.mean(heard)) if heard else 0.0

    @property
    def missing(self) -> tuple[WordCheck, ...]:
        """The words of the text that were not said, or said as something else."""
        return tuple(check for check in self.checks if not check.heard)


def hear(
    sound: Sound,
    text: str | Utterance | None = None,
    language: str = "en-us",
    *,
    words: bool | None = None,
    lexicon: Mapping[str, str] | None = None,
    model: InverseModel | None = None,
) -> Hearing:
    """Listen to `sound`; with `text`, also find its words in it.

    A text whose pronunciations are known is an `Utterance`. `words` says whether the recogniser
    writes down what it hears; unless said otherwise it does where no text is given. `lexicon` has
    own pronunciations of the text's words; `model` is a listener other than the shipped one.
    Raises StudioError where weights are missing or the language is unknown.
    """
    audio = resample(to_mono(sound.samples), sound.rate, SAMPLE_RATE)
    heard = (model or listener()).listen(audio)
    phonemes = tuple(
        HeardPhoneme(inventory.PHONEMES[index], frame * FRAME_SECONDS, probability)
        for index, frame, probability in best_path(heard.ctc)
    )
    checks, extras = ((), ()) if text is None else check_text(heard, text, language, lexicon)
    written = transcribe_words(audio, SAMPLE_RATE) if words or (words is None and not text) else ()
    return Hearing(phonemes, written, checks, extras)


@functools.lru_cache(maxsize=1)
def listener() -> InverseModel:
    """The shipped inverse model, loaded once in each process and never trained."""
    return InverseModel.load().requires_grad_(False)


def check_text(
    heard: Posteriors,
    text: str | Utterance,
    language: str = "en-us",
    lexicon: Mapping[str, str] | None = None,
) -> tuple[tuple[WordCheck, ...], tuple[Extra, ...]]:
    """Which words of `text` were heard, and what was heard besides."""
    read = phonemize(text, language, lexicon) if isinstance(text, str) else text
    utterance = best_pronunciation(heard, read)
    sounds = [[i for _, i in inventory.sounds(word.phonemes)] for word in utterance.words]
    try:
        judged, active = judge_words(heard.ctc, sounds)
    except StudioError:  # more phonemes than frames
        return tuple(_unheard(utterance, heard.seconds)), ()
    checks = []
    for word, found in zip(utterance.words, judged, strict=True):
        start, end = found.first * FRAME_SECONDS, (found.last + 1) * FRAME_SECONDS
        checks.append(
            WordCheck(word.text, word.span, start, end, said_probability(found), found.heard)
        )
    return tuple(checks), tuple(_extras(heard.ctc, sounds, active))


def judge_words(ctc: np.ndarray, sounds: list[list[int]]) -> tuple[list[Evidence], list[int]]:
    """The evidence for each word, and which words are left when those not said are taken out.

    A word that was not said pulls its neighbours out of place. So the least likely word is taken
    out and the rest is aligned again, until every word that is left was said. Where more than half
    were not, the text is another one, and it stays as it was aligned first.
    """
    judged = word_evidence(ctc, sounds)
    first, active = list(judged), list(range(len(sounds)))
    while active:
        worst = min(active, key=lambda number: said_probability(judged[number]))
        if said_probability(judged[worst]) >= 0.5:
            break
        active.remove(worst)
        if 2 * len(active) < len(sounds):
            return first, list(range(len(sounds)))
        again = word_evidence(ctc, [sounds[number] for number in active])
        for number, evidence in zip(active, again, strict=True):
            judged[number] = evidence
    return judged, active


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a word: mean log ratio and worst log-probability over its phonemes."""

    first: int  # frame
    last: int
    ratio: float
    worst: float
    phonemes: int
    heard: str


def word_evidence(ctc: np.ndarray, sounds: list[list[int]]) -> list[Evidence]:
    """The evidence for each word (its phonemes' classes), all of them aligned to `ctc` [T, 43].

    Raises StudioError where the frames cannot hold the phonemes.
    """
    peaks, along = ctc_peaks(ctc, [index for word in sounds for index in word])
    free = ctc.max(axis=1)
    found, at = [], 0
    before = -1  # last frame of the word before
    for word in sounds:
        if not word:  # a word that says nothing, such as an emoji
            found.append(Evidence(before + 1, before + 1, 0.0, 0.0, 0, ""))
            continue
        spans = peaks[at : at + len(word)]
        at += len(word)
        after = int(peaks[at][0]) if at < len(peaks) else len(ctc)
        first = max(before + 1, int(spans[0][0]) - 2)
        last = min(after - 1, int(spans[-1][1]) + 2)
        ratio = float((along[first : last + 1] - free[first : last + 1]).sum()) / len(word)
        worst = min(
            float(ctc[start : end + 1, index].max())
            for (start, end), index in zip(spans, word, strict=True)
        )
        said = "".join(inventory.PHONEMES[i] for i, _, _ in best_path(ctc[first : last + 1]))
        found.append(Evidence(first, last, ratio, worst, len(word), said))
        before = int(spans[-1][1])
    return found


def said_probability(evidence: Evidence) -> float:
    """The probability 0 … 1 that a word was said."""
    return 1.0 / (1.0 + math.exp(-said_logit(evidence)))


def said_logit(evidence: Evidence) -> float:
    """The log odds that a word was said, within ±50; of a word without sounds, 50."""
    if evidence.phonemes == 0:
        return 50.0
    logit = (
        BIAS
        + RATIO_WEIGHT * evidence.ratio
        + WORST_WEIGHT * evidence.worst
        + LENGTH_WEIGHT * math.log(evidence.phonemes)
    )
    return max(-50.0, min(50.0, logit))


def _extras(ctc: np.ndarray, sounds: list[list[int]], active: list[int]) -> list[Extra]:
    """Runs of confident phonemes before, between and behind the words that were said.

    Where a word was said as another, the text is wrong in one place, not in two: what was heard
    there is no extra.
    """
    peaks, _ = ctc_peaks(ctc, [index for number in active for index in sounds[number]])
    found, at = [], 0
    for after in range(len(sounds) + 1):
        at += len(sounds[after - 1]) if after and after - 1 in active else 0
        if (after and after - 1 not in active) or (after < len(sounds) and after not in active):
            continue
        start = int(peaks[at - 1][1]) + 1 if at else 0
        end = int(peaks[at][0]) if at < len(peaks) else len(ctc)
        run = best_path(ctc[start:end]) if end > start else []
        if len(run) >= EXTRA_PHONEMES and np.mean([p for *_, p in run]) >= EXTRA_CONFIDENCE:
            symbols = "".join(inventory.PHONEMES[i] for i, _, _ in run)
            times = ((start + run[0][1]) * FRAME_SECONDS, (start + run[-1][1] + 1) * FRAME_SECONDS)
            found.append(Extra(symbols, *times, after))
    return found


def _unheard(utterance: Utterance, seconds: float) -> list[WordCheck]:
    """Every word as not said: the recording is too short to hold the text."""
    return [WordCheck(w.text, w.span, 0.0, seconds, 0.0, "") for w in utterance.words]
