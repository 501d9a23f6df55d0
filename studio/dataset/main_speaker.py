"""Which pieces of a recording are spoken by the person whose voice it is to be.

Every piece has embeddings of 1.6 s, one every 0.77 s (`speaker_encoder.embed_partials`). The main
speaker is who the voice's takes sound like, or, where it has none, the largest cluster of pieces
(average linkage on the cosine). A piece that is far from the centroid, nearer to somebody else's,
or far from it in one place, is somebody else's or holds two people.

The limits come from pieces of four recordings mixed together (tests/benchmarks/long_import.py):
own pieces 0.76 … 0.98 from the centroid, strangers 0.4 … 0.83; the two most alike (two women of one
accent) 0.79. A piece of a word or two is farther from everybody, its own speaker included (0.58 …
0.71 below 0.7 s, 0.62 … 0.8 up to 1.2 s; strangers at most 0.65 and 0.71): less is asked of it,
and it makes no speaker of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]
_Cluster = tuple[float, int, NDArray[np.floating]]
"""Weight, number of pieces, weighted sum of their embeddings [256]."""

OWN = 0.72
"""With less than this a piece is somebody else's."""
SURE = 0.82
"""With less than this a person should listen who it is."""
OWN_EVERYWHERE = 0.66
"""With less than this in one place, somebody else speaks there."""
SHORT_SECONDS = 1.6
"""Shorter pieces tell little of who speaks."""
_LESS_A_SECOND = 0.15  # of likeness that is asked for, for every second that a piece is shorter
_LONG_SHARE = 0.2  # of the speech: with less in longer pieces everybody is taken for one speaker
_ONE_VOICE = 0.17  # cosine distance: clusters nearer than this are one speaker
_NEARER = 0.03
_ANSWER = 0.02
_SAME_PERSON = 0.85  # of two centroids; those of the two most alike people had 0.81 to 0.84
_MOST_CLUSTERED = 600  # pieces; a matrix of all pairs grows with the square


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a piece sounds like the main speaker."""

    similarity: float
    """Cosine of the whole piece, 0 to 1."""
    least: float
    """Of its least similar 2.4 seconds."""
    other: float
    """Cosine to the nearest other speaker of the recording; 0 where there is none."""
    answer: float
    """How much more some 2.4 seconds of it sound like somebody else; negative: none do."""
    seconds: float = SHORT_SECONDS
    """How long it is."""

    @property
    def _less(self) -> float:
        """How much less is asked for, because it is short."""
        return _LESS_A_SECOND * max(0.0, SHORT_SECONDS - self.seconds)

    @property
    def own(self) -> bool:
        """Whether it is the main speaker, alone."""
        return (
            self.similarity >= OWN - self._less
            and self.least >= OWN_EVERYWHERE - self._less
            and self.other < self.similarity + _NEARER
            and self.answer < _ANSWER
        )

    @property
    def sure(self) -> bool:
        """Whether that is clear enough to need no ear."""
        return self.own and self.similarity >= SURE and self.other < self.similarity


def likenesses(
    pieces: Sequence[Embeddings],
    known: Embeddings | None = None,
    seconds: Sequence[float] | None = None,
) -> list[Likeness | None]:
    """Compare pieces, each `[n, 256]`, with their main speaker, or with the centroid `known` [256].

    `seconds` says how long each is; without it all count as long enough. None for a piece with
    `n` = 0: too little speech to tell.
    """
    lengths = [SHORT_SECONDS] * len(pieces) if seconds is None else seconds
    told = [(piece, of) for piece, of in zip(pieces, lengths, strict=True) if len(piece)]
    if not told:
        return [None] * len(pieces)
    speakers = _speakers_of(told)
    if known is None:
        main, others = speakers[0], speakers[1:]
    else:
        # The same person before another microphone is nearer to themselves in this recording.
        nearest = max(speakers, key=lambda speaker: float(speaker @ known))
        main = nearest if float(nearest @ known) >= _SAME_PERSON else known
        others = [other for other in speakers if float(other @ known) < _SAME_PERSON]
    return [
        _likeness(piece, of, main, others) if len(piece) else None
        for piece, of in zip(pieces, lengths, strict=True)
    ]


def _likeness(
    piece: Embeddings, seconds: float, main: Embeddings, others: list[Embeddings]
) -> Likeness:
    whole = _unit(piece.mean(axis=0))
    places = [_unit(piece[i : i + 2].mean(axis=0)) for i in range(max(1, len(piece) - 1))]
    near = [float(place @ main) for place in places]
    far = [max((float(place @ other) for other in others), default=0.0) for place in places]
    return Likeness(
        float(whole @ main),
        min(near),
        max((float(whole @ other) for other in others), default=0.0),
        max(theirs - ours for theirs, ours in zip(far, near, strict=True)),
        seconds,
    )


def _speakers_of(told: Sequence[tuple[Embeddings, float]]) -> list[Embeddings]:
    """Centroids [256] of the speakers, by the pieces that are long enough to tell."""
    long = [(piece, seconds) for piece, seconds in told if seconds >= SHORT_SECONDS]
    if sum(of for _, of in long) < _LONG_SHARE * sum(of for _, of in told):
        return [_unit(np.concatenate([piece for piece, _ in told]).mean(axis=0))]
    whole = np.stack([_unit(piece.mean(axis=0)) for piece, _ in long])
    return _speakers(whole, np.array([len(piece) for piece, _ in long], np.float64))


def _speakers(whole: Embeddings, weights: NDArray[np.float64]) -> list[Embeddings]:
    """Centroids [256] of the speakers, who speaks most first."""
    from scipy.cluster.hierarchy import fcluster, linkage

    chosen = np.linspace(0, len(whole) - 1, min(len(whole), _MOST_CLUSTERED)).astype(int)
    if len(chosen) == 1:
        return [whole[0]]
    points = whole[chosen]
    labels = fcluster(linkage(points, "average", metric="cosine"), _ONE_VOICE, "distance")
    found: list[_Cluster] = []
    for label in np.unique(labels):
        own = labels == label
        weight = weights[chosen][own]
        found.append((float(weight.sum()), int(own.sum()), points[own].T @ weight))
    found = _joined(found)
    # A piece that stands alone is rather an odd piece than a person, unless nobody else is there.
    return [_unit(middle) for n, (_, count, middle) in enumerate(found) if n == 0 or count > 1]


def _joined(clusters: list[_Cluster]) -> list[_Cluster]:
    """Join clusters whose centroids are one person, who speaks most first.

    Short pieces of one person lie apart from each other, but not their centroids.
    """
    found: list[_Cluster] = []
    for weight, count, total in sorted(clusters, key=lambda cluster: -cluster[0]):
        for place, (known_weight, known_count, known) in enumerate(found):
            if float(_unit(known) @ _unit(total)) >= _SAME_PERSON:
                found[place] = (known_weight + weight, known_count + count, known + total)
                break
        else:
            found.append((weight, count, total))
    return sorted(found, key=lambda cluster: -cluster[0])


def _unit(vector: NDArray[np.floating]) -> Embeddings:
    return (vector / (np.linalg.norm(vector) + 1e-9)).astype(np.float32)
