"""What is said in a piece of a recording, and how far that can be believed.

The recogniser's decoder writes it down, with punctuation (`speech.scribe`, on the encoder that the
inverse model has anyway); then the inverse model hears whether those words are in the sound. A
decoder that went wrong (Whisper likes to say things again) is caught by that, and the recogniser
whole, which is slower and steadier, gets its turn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from studio.audio.files import Samples
from studio.speech.hear import Extra, WordCheck, check_text, listener
from studio.speech.recogniser import transcribe
from studio.speech.scribe import Piece, encode, scribe
from studio.text.phonemes import phonemize
from studio.training.prepare import phoneme_error_rate
from studio.voice.align import best_pronunciation
from studio.voice.inverse_model import Posteriors, best_path

RATE = 16_000
"""Hz; of the sound that is heard here."""
BELIEVED = 0.8
"""With less confidence than this a person should look."""
DIFFERENT = 0.27
"""PER above which what is heard is not these words (of right ones 0.1 on average for a clear
voice, 0.2 for a dull one with an accent)."""
UNLIKELY = 0.77
"""Mean probability of its tokens below which the decoder guessed. This and `DIFFERENT` are chosen
on 130 clips of three people (tests/benchmarks/untexted.py): of two clear speakers 84 and 90 % are
sure with 1.5 and 1.8 % wrong words, of the dull one 54 % with 1.1 %."""
_SECOND_EAR = 0.7  # with less the slower recogniser is asked as well
_NO_SPEECH, _FEW_PHONEMES = 0.5, 3  # below these nobody need listen twice
_CLEAR = 0.9  # mean confidence of the phonemes in clear speech (0.87 to 0.96 of real recordings)
_TOKENS_A_SECOND = 8  # nobody speaks faster; it ends a decoder that runs in circles
_REPEATED = re.compile(r"^(.{4,}?)(?:[\s,.;!?-]+\1)+[\s,.;!?]*$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A text with what speaks for it."""

    text: str
    """"" where no words were heard."""
    by: str
    """"recogniser", or "srt" or "txt" where it is from the text beside the recording."""
    confidence: float
    """0 to 1: by the word that is heard worst, all words, and how clear the phonemes are."""
    unheard: tuple[WordCheck, ...]
    """Words of the text that the inverse model does not hear."""
    extras: tuple[Extra, ...]
    """Phonemes that it hears and the text does not have."""
    clearness: float
    """Mean confidence of the phonemes heard, 0 to 1."""
    phonemes: int
    """How many were heard."""
    per: float = 0.0
    """Phonemes of the text against those that were heard."""
    likelihood: float = 1.0
    """Of the text by the decoder: geometric mean over its tokens, 0 to 1; 1 where not asked."""

    @property
    def sure(self) -> bool:
        """Whether the text can be taken for what is said without an ear.

        Two judges who hear in different ways have to agree: the decoder that wrote it, and the
        phonemes of the inverse model.
        """
        clear = self.confidence >= BELIEVED and self.per <= DIFFERENT
        return bool(self.text) and clear and self.likelihood >= UNLIKELY

    @property
    def belief(self) -> float:
        """0 to 1, how far it is believed, for the weight of a take in training."""
        return self.confidence * self.likelihood * (1.0 - min(1.0, self.per))


class Heard:
    """A piece of sound, listened to once; texts can then be compared with it."""

    def __init__(self, sound: Samples, language: str) -> None:
        """`sound`: [n] at 16 kHz."""
        self._sound = sound
        self._language = language
        self._posteriors: Posteriors
        self._pieces: tuple[Piece, ...]
        self._posteriors, self._pieces = encode(listener(), sound)
        found = [probability for _, _, probability in best_path(self._posteriors.ctc)]
        self.phonemes = len(found)
        self.clearness = float(np.mean(found)) if found else 0.0

    def written(self) -> str:
        """What the recogniser's decoder writes; "" where it hears nothing."""
        most = round(len(self._sound) / RATE * _TOKENS_A_SECOND) + 12
        lines = [scribe("en").write(piece, most) for piece in self._pieces]
        return " ".join(line for line in lines if line).strip()

    def written_slowly(self) -> str:
        """What the whole recogniser writes."""
        return transcribe(self._sound, RATE, "en")

    def judge(self, text: str, by: str = "recogniser") -> Transcript:
        """Say how far `text` can be believed."""
        checks: tuple[WordCheck, ...] = ()
        extras: tuple[Extra, ...] = ()
        if any(letter.isalnum() for letter in text):
            checks, extras = check_text(self._posteriors, text, self._language)
        return Transcript(
            text if checks else "",
            by,
            self._confidence(checks, extras),
            tuple(check for check in checks if not check.heard),
            extras,
            self.clearness,
            self.phonemes,
            self._error_rate(text) if checks else 1.0,
        )

    def likelihood(self, text: str) -> float:
        """How likely the decoder finds a text: the geometric mean over its tokens, 0 to 1.

        1 for a piece so long that the decoder hears it in parts.
        """
        if len(self._pieces) != 1 or not text:
            return 1.0
        writer = scribe("en")
        (score,) = writer.score(self._pieces[0], [text])
        return math.exp(score / max(1, len(writer.tokens(text))))

    def _error_rate(self, text: str) -> float:
        said = best_pronunciation(self._posteriors, phonemize(text, self._language))
        return phoneme_error_rate(said.phonemes, best_path(self._posteriors.ctc))

    def _confidence(self, checks: tuple[WordCheck, ...], extras: tuple[Extra, ...]) -> float:
        if not checks:
            return 0.0
        scores = [check.score for check in checks]
        words = 0.5 * min(scores) + 0.5 * float(np.mean(scores))
        clear = min(1.0, self.clearness / _CLEAR)
        return words * clear * 0.7 ** len(extras)


def transcribed(heard: Heard) -> Transcript:
    """The most believable of what the recogniser writes."""
    best = _best(heard, without_repeats(heard.written()))
    speech = heard.clearness >= _NO_SPEECH and heard.phonemes >= _FEW_PHONEMES
    if best.confidence < _SECOND_EAR and speech:
        second = _best(heard, without_repeats(heard.written_slowly()))
        best = max(best, second, key=lambda found: found.confidence)
    return replace(best, likelihood=heard.likelihood(best.text))


def without_repeats(text: str) -> list[str]:
    """The text, and, where it is one sentence said several times over, that sentence once."""
    found = _REPEATED.match(text.strip())
    return [text] if found is None else [text, found.group(1).strip(" ,") + "."]


def _best(heard: Heard, texts: Iterable[str]) -> Transcript:
    return max((heard.judge(text) for text in texts), key=lambda found: found.confidence)
