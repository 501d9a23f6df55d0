"""What a voice is measured by: whose it is, how natural it sounds, and whether it is understood.

None of these numbers is ever a loss. Similarity is the cosine of speaker embeddings; its scale does
not start at 0 (strangers have 0.5 to 0.6) and does not end at 1, so it is always given beside the
*ceiling* that the speaker's own recordings reach among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.core.errors import StudioError
from studio.speech.recogniser import transcribe
from studio.speech.word_errors import WordErrors, word_errors
from studio.training.naturalness import distill_mos
from studio.voice.speaker_encoder import centroid, embed, similarity

__all__ = [
    "Speaker",
    "Verdict",
    "distill_mos",
    "embed",
    "hear_errors",
    "judge",
    "mean_verdict",
    "naturalness",
]

Samples = NDArray[np.float32]
Embedding = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Speaker:
    """A person, as their recordings show them."""

    centroid: Embedding
    """[256], of length 1."""
    ceiling: float
    """Mean similarity of each recording to the centroid of the others."""

    @classmethod
    def of(cls, recordings: Sequence[tuple[Samples, int]]) -> Speaker:
        """Listen to (samples [n], rate) of one person, passing over those with too little speech.

        Raises StudioError when fewer than two are left: a ceiling needs two.
        """
        embeddings = []
        for samples, rate in recordings:
            try:
                embeddings.append(embed(samples, rate))
            except StudioError:
                continue
        return cls.from_embeddings(embeddings)

    @classmethod
    def from_embeddings(cls, embeddings: Sequence[Embedding]) -> Speaker:
        """Like `of`, from embeddings that are known already."""
        if len(embeddings) < 2:
            raise StudioError(
                "To know a speaker at least two recordings of a second or more are needed, "
                f"not {len(embeddings)}: record more sentences."
            )
        total = np.sum(embeddings, axis=0)
        others = [similarity(one, total - one) for one in embeddings]
        return cls(centroid(embeddings), float(np.mean(others)))

    def similarity_to(self, samples: Samples, rate: int) -> float:
        """Return how near the speaker of `samples` [n] is to this one: a cosine, 0 to 1."""
        return similarity(self.centroid, embed(samples, rate))

    def nearest(self, others: dict[str, Embedding]) -> tuple[str, float]:
        """Return the name in `others` that is nearest to this speaker, and its similarity."""
        if not others:
            raise ValueError("there is nobody to compare with")
        return max(
            ((name, similarity(self.centroid, other)) for name, other in others.items()),
            key=lambda pair: pair[1],
        )

    def share_of_the_way(self, reached: float, stranger: float) -> float:
        """Return how far `reached` lies from a `stranger`'s similarity (0) to the ceiling (1).

        May be below 0 or above 1. Without a way to go (the stranger is as near as the speaker's
        own recordings) it is 1 or 0 by whether the ceiling is reached.
        """
        way = self.ceiling - stranger
        return (reached - stranger) / way if way > 1e-6 else float(reached >= self.ceiling)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was measured on one sound, or the mean over several."""

    mos: float
    """DistillMOS, 1 to 5."""
    errors: WordErrors
    """Words of the text that Whisper base did not hear; `errors.rate` is the WER."""
    similarity: float | None = None
    """To the speaker; None where there is nobody to compare with."""


def judge(samples: Samples, rate: int, text: str, speaker: Speaker | None = None) -> Verdict:
    """Measure one sound [n] that should say `text`.

    A sound in which nobody can be recognised (silence, noise, too short) has similarity 0 and a
    naturalness of 1, so that a broken voice is a bad voice and no error.
    """
    errors = hear_errors(samples, rate, text)
    try:
        mos = distill_mos(samples, rate)
        near = None if speaker is None else speaker.similarity_to(samples, rate)
    except StudioError:
        mos, near = 1.0, None if speaker is None else 0.0
    return Verdict(mos, errors, near)


def naturalness(samples: Samples, rate: int) -> float:
    """DistillMOS of one sound [n]; 1, the least, where there is nothing to judge."""
    try:
        return distill_mos(samples, rate)
    except StudioError:  # silence, or next to nothing: a broken voice
        return 1.0


def hear_errors(samples: Samples, rate: int, text: str) -> WordErrors:
    """Return which words of `text` were wrong or missing in what Whisper base hears."""
    return word_errors(text, transcribe(samples, rate))


def mean_verdict(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the mean of at least one verdict; word errors are added up, not averaged."""
    near = [v.similarity for v in verdicts if v.similarity is not None]
    return Verdict(
        float(np.mean([v.mos for v in verdicts])),
        sum((v.errors for v in verdicts), WordErrors()),
        float(np.mean(near)) if near else None,
    )
