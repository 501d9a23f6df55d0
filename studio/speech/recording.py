"""A spoken text on its way into files: the sound with its mark, the score, and what was heard."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.mel_spec import RATE
from studio.core.errors import StudioError
from studio.speech import export, watermark
from studio.speech.speak import FRAMES_A_SECOND, Spoken, silence
from studio.speech.verify import UNCHECKED, WordCheck

DETAILED_SECONDS = 600.0
"""The result holds symbols and F0 of so much sound; the score beside the sound holds all of it."""


class Recording:
    """Takes utterances one after another; the files appear when the `with` block ends well.

    Raises StudioError at the end when none of the utterances could be spoken.
    """

    def __init__(self, out: Path, origin: export.Origin, head: dict[str, Any]) -> None:
        self.out, self.score = out, export.score_path(out)
        self._origin, self._head = origin, head
        self._files = contextlib.ExitStack()
        self._began = time.perf_counter()
        self._to_make = 0.0
        self._sentences: list[dict[str, Any]] = []
        self._f0: list[NDArray[np.float32]] = []
        self._errors: list[str] = []

    def __enter__(self) -> Recording:
        self._sound = self._files.enter_context(export.writing(self.out, RATE, self._origin))
        self._lines = self._files.enter_context(export.writing_score(self.score, self._head))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._sound.samples == 0:
            failure = StudioError(self._errors[0] if self._errors else "Nothing was spoken.")
            self._files.__exit__(StudioError, failure, None)
            raise failure
        self._files.__exit__(kind, error, trace)

    @property
    def seconds(self) -> float:
        """Of sound, so far."""
        return self._sound.samples / RATE

    def add_sound(self, spoken: Spoken) -> NDArray[np.float32]:
        """Write the utterance's sound, marked; return it as it was written."""
        taken = spoken.before is not None  # from an earlier recording, in which it was marked
        marked = spoken.samples if taken else watermark.mark(spoken.samples, RATE)
        pause = silence(spoken.pause)
        self._sound.write(pause)
        self._sound.write(marked)
        self._to_make += spoken.seconds_to_make
        if self.seconds <= DETAILED_SECONDS:
            self._f0 += [np.zeros(len(pause) * 80 // RATE, np.float32), spoken.f0]
        return marked

    def add_score(self, spoken: Spoken, checks: Sequence[WordCheck] | None) -> None:
        """Write down what was said when, and what of it was heard (None: nobody listened)."""
        sentence = _sentence(spoken, checks)
        self._lines.write(sentence)
        if spoken.error:
            self._errors.append(spoken.error)
        if self.seconds > DETAILED_SECONDS:
            sentence |= {name: [] for name in ("symbols", "lengths_ms", "f0", "energy")}
        self._sentences.append(sentence)

    def result(self) -> dict[str, Any]:
        """What the task returns of it."""
        f0 = np.concatenate(self._f0) if self._f0 else np.zeros(0)
        made = self._to_make
        return {
            "path": str(self.out),
            "score": str(self.score),
            "seconds": round(self.seconds, 3),
            "rtf": round(made / self.seconds, 4),
            "elapsed": round(time.perf_counter() - self._began, 3),
            "sentences": self._sentences,
            "failed": len(self._errors),
            "f0_hz": [round(float(hz), 1) for hz in f0],
            "f0_rate": FRAMES_A_SECOND,
        }


def _sentence(spoken: Spoken, checks: Sequence[WordCheck] | None) -> dict[str, Any]:
    if checks is None:
        checks = [UNCHECKED] * len(spoken.words)
    words = [
        {
            "text": word.text,
            "spoken": word.spoken,
            "phonemes": word.phonemes,
            "span": list(word.span),
            "start": round(word.start, 4),
            "end": round(word.end, 4),
            "heard": check.heard,
            "score": None if check.score is None else round(check.score, 3),
        }
        for word, check in zip(spoken.words, checks, strict=True)
    ]
    return {
        "text": spoken.text,
        "span": list(spoken.span),
        "start": round(spoken.start, 4),
        "end": round(spoken.end, 4),
        "error": spoken.error,
        "symbols": [[symbol, round(a, 4), round(b, 4)] for symbol, a, b in spoken.symbols],
        "words": words,
        "index": spoken.index,
        "phonemes": spoken.utterance.phonemes if spoken.utterance else "",
        "lengths_ms": [round(1000 * seconds, 2) for seconds in spoken.lengths],
        "lead": round(spoken.lead, 5),
        "f0": [round(float(hz), 1) for hz in spoken.f0],
        "energy": [round(float(n), 2) for n in spoken.energy],
        "key": spoken.key,
        "edited": spoken.edited,
    }
