"""Where each symbol of a phoneme string lies in a recording.

The generator gives every symbol a time of its own, also stress marks, spaces and punctuation, and
one pad before and after. The frame reading of the inverse model was trained on how the generator's
teacher spreads time over them, so its Viterbi path gives spans in the teacher's own manner: what
belongs to a stress mark is the onset of its vowel, silence goes to punctuation and spaces.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch

from studio.core.errors import StudioError
from studio.text import inventory
from studio.text.phonemes import Utterance, Word
from studio.voice.inverse_model import (
    BLANK,
    FRAME_CLASSES,
    PAUSE,
    SPACE,
    STRESS,
    SUBFRAME_SECONDS,
    InverseModel,
    Posteriors,
    ctc_loss,
)

GENERATOR_RATE = 40  # duration frames a second: 600 samples at 24 kHz
PAD = ""  # the symbol of the spans before and after the utterance
MAX_SECONDS = 180.0  # longer recordings are to be sliced first

PHONEME_CELLS = 2  # shortest phoneme, in cells of 10 ms
OTHER_CELLS = 1  # shortest mark, space or punctuation


@dataclass(frozen=True)
class Span:
    """One symbol of the phoneme string: from `start` to `end` seconds.

    `confidence` 0 … 1 is the mean probability of what the symbol stands for in its span.
    """

    symbol: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Alignment:
    """A span for each symbol of the phoneme string, in order and without gaps.

    The recording before the first and behind the last span belongs to the generator's pads.
    """

    spans: tuple[Span, ...]
    seconds: float

    @property
    def confidence(self) -> float:
        """Mean confidence over the phonemes: near 1 where the string is what was said."""
        heard = [s.confidence for s in self.spans if inventory.is_phoneme(s.symbol)]
        return float(np.mean(heard)) if heard else 0.0


def symbol_classes(phonemes: str) -> list[int]:
    """The frame class of each symbol, with a pad's before and after: len(phonemes) + 2 numbers."""
    classes = [PAUSE]
    for symbol in phonemes:
        index = inventory.PHONEME_INDEX.get(symbol)
        if index is not None:
            classes.append(index)
        elif symbol in inventory.STRESS_MARKS:
            classes.append(STRESS)
        elif symbol == inventory.LENGTH_MARK:
            classes.append(classes[-1])
        else:
            classes.append(SPACE if symbol not in inventory.PUNCTUATION else PAUSE)
    return [*classes, PAUSE]


def align(
    model: InverseModel, audio_16k: np.ndarray, phonemes: str, heard: Posteriors | None = None
) -> Alignment:
    """Place every symbol of the generator's string `phonemes` in a recording [n] at 16 kHz.

    `heard` is what `model.listen` returned for the same recording, where it is at hand already.
    Raises StudioError where the recording is too long, or too short to hold the phonemes.
    """
    if len(audio_16k) > MAX_SECONDS * 16_000:
        raise StudioError(
            f"A recording of {len(audio_16k) / 16_000:.0f} s is too long to align: "
            f"cut it into pieces of at most {MAX_SECONDS:.0f} s."
        )
    heard = heard or model.listen(audio_16k)
    classes = symbol_classes(phonemes)
    scores = emissions(heard.frames, classes)
    bounds = viterbi(scores, [_shortest(index) for index in classes]) * SUBFRAME_SECONDS
    bounds = np.minimum(bounds, heard.seconds)
    confidences = _confidences(heard.frames, classes, bounds)
    spans = tuple(
        Span(symbol, float(bounds[k]), float(bounds[k + 1]), confidences[k])
        for k, symbol in enumerate(phonemes, start=1)
    )
    return Alignment(spans, heard.seconds)


def _shortest(index: int) -> int:
    return PHONEME_CELLS if index < STRESS else OTHER_CELLS


def emissions(frames: np.ndarray, classes: Sequence[int]) -> np.ndarray:
    """How well each cell fits each symbol: [S, len(classes)] log scores from `frames` [S, 45].

    Silence may stand where a space is, and no silence where punctuation is.
    """
    either = np.logaddexp(frames[:, SPACE], frames[:, PAUSE])
    columns = np.concatenate([frames, either[:, None]], axis=1)
    picked = [FRAME_CLASSES if index in (SPACE, PAUSE) else index for index in classes]
    picked[0] = picked[-1] = PAUSE
    return columns[:, picked]


def viterbi(scores: np.ndarray, shortest: Sequence[int]) -> np.ndarray:
    """The best way to cut S cells into K consecutive symbols: K + 1 boundaries, 0 … S.

    `scores` [S, K]; symbol k gets at least `shortest[k]` cells. Raises StudioError when S is less
    than all of them together.
    """
    cells, symbols = scores.shape
    if cells < sum(shortest):
        raise StudioError(
            f"The recording is too short for its text ({cells * SUBFRAME_SECONDS:.1f} s): "
            "check that the text belongs to it."
        )
    # Each symbol is a chain of `shortest` states, of which the last may stay.
    state_symbol = np.repeat(np.arange(symbols), shortest)
    last = np.flatnonzero(np.diff(state_symbol, append=symbols))
    may_stay = np.zeros(len(state_symbol), dtype=bool)
    may_stay[last] = True
    best = np.full(len(state_symbol), -np.inf)
    best[0] = scores[0, 0]
    came_on = np.zeros((cells, len(state_symbol)), dtype=bool)
    expanded = scores[:, state_symbol]
    for cell in range(1, cells):
        stay = np.where(may_stay, best, -np.inf)
        advance = np.concatenate([[-np.inf], best[:-1]])
        came_on[cell] = advance > stay
        best = np.maximum(stay, advance) + expanded[cell]
    bounds = np.zeros(symbols + 1, dtype=np.int64)
    bounds[symbols] = cells
    state = len(state_symbol) - 1
    for cell in range(cells - 1, 0, -1):
        if came_on[cell, state]:
            if state_symbol[state] != state_symbol[state - 1]:
                bounds[state_symbol[state]] = cell
            state -= 1
    return bounds


def _confidences(frames: np.ndarray, classes: Sequence[int], bounds: np.ndarray) -> list[float]:
    """Mean probability of each symbol's class over its cells."""
    probabilities = np.exp(emissions(frames, classes))
    cells = np.round(bounds / SUBFRAME_SECONDS).astype(int)
    means = [
        probabilities[start : max(end, start + 1), k].mean() if start < len(frames) else 0.0
        for k, (start, end) in enumerate(pairwise(cells))
    ]
    return [min(1.0, float(mean)) for mean in means]


def generator_durations(alignment: Alignment, phonemes: str, seconds: float) -> list[int]:
    """Durations in the generator's frames of 25 ms: pad, each symbol of `phonemes`, pad.

    Each is at least 1; their sum is `seconds` (the recording's length) in frames, rounded.
    Boundaries move as little as this allows. Raises StudioError where there are more symbols than
    frames.
    """
    if len(alignment.spans) != len(phonemes):
        raise ValueError("the alignment belongs to another phoneme string")
    total = round(seconds * GENERATOR_RATE)
    count = len(phonemes) + 2
    if total < count:
        raise StudioError(
            f"The recording is too short for its text ({seconds:.1f} s for {count} symbols): "
            "check that the text belongs to it."
        )
    starts = [span.start for span in alignment.spans]
    ends = [alignment.spans[-1].end] if alignment.spans else [seconds / 2]
    times = np.array(starts + ends) * GENERATOR_RATE  # the inner boundaries
    steps = np.arange(1, count)
    # Boundaries at least one frame apart are a non-decreasing sequence once k is taken from the
    # k-th of them; isotonic regression finds the nearest such sequence.
    inner = np.clip(np.round(_isotonic(times - steps)), 0, total - count) + steps
    return np.diff(np.concatenate([[0], inner, [total]])).astype(int).tolist()


def _isotonic(values: np.ndarray) -> np.ndarray:
    """The non-decreasing sequence nearest to `values` in squares (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean = (mean * size + other * others) / (size + others)
            size += others
        pools.append((mean, size))
    return np.concatenate([np.full(size, mean) for mean, size in pools])


def ctc_peaks(ctc: np.ndarray, classes: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest CTC path of `classes` (K phonemes) through `ctc` [T, 43].

    Returns the first and last frame [K, 2] in which the path emits each phoneme, and the path's
    log-probability in each frame [T]. Raises StudioError where T frames cannot hold K phonemes.
    """
    states = np.full(2 * len(classes) + 1, BLANK)
    states[1::2] = classes
    # A blank may be skipped between two different phonemes.
    skips = np.zeros(len(states), dtype=bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    scores = ctc[:, states].astype(np.float64)
    best = np.full(len(states), -np.inf)
    best[:2] = scores[0, :2]
    moves = np.zeros((len(ctc), len(states)), dtype=np.int8)
    for frame in range(1, len(ctc)):
        by_one = np.concatenate([[-np.inf], best[:-1]])
        by_two = np.where(skips, np.concatenate([[-np.inf, -np.inf], best])[: len(best)], -np.inf)
        choices = np.stack([best, by_one, by_two])
        moves[frame] = choices.argmax(axis=0)
        best = choices.max(axis=0) + scores[frame]
    state = len(states) - 1 if len(states) == 1 or best[-1] > best[-2] else len(states) - 2
    if not np.isfinite(best[state]):
        raise StudioError(
            "The recording is too short for its text: check that the text belongs to it."
        )
    spans = np.full((len(classes), 2), -1)
    along = np.zeros(len(ctc))
    for frame in range(len(ctc) - 1, -1, -1):
        along[frame] = scores[frame, state]
        if state % 2:
            spans[state // 2, 0] = frame
            spans[state // 2, 1] = max(spans[state // 2, 1], frame)
        state -= int(moves[frame, state])
    return spans, along


def best_pronunciation(heard: Posteriors, utterance: Utterance) -> Utterance:
    """The utterance with, for each word that has several, the pronunciation that was said.

    A pronunciation's probability in the text counts as much as what is heard. Those that differ in
    stress alone sound the same to the model; the text's choice among them stays.
    """
    for number, word in enumerate(utterance.words):
        options = {inventory.plain(p): (p, share) for p, share in reversed(word.alternatives)}
        if len(options) < 2:
            continue
        candidates = [_with_pronunciation(utterance, number, p) for p, _ in options.values()]
        likelihoods = sentence_likelihoods(heard, [c.phonemes for c in candidates])
        shares = [math.log(max(share, 1e-6)) for _, share in options.values()]
        utterance = candidates[int(np.argmax(likelihoods + np.array(shares)))]
    return utterance


def sentence_likelihoods(heard: Posteriors, lines: Sequence[str]) -> np.ndarray:
    """log P(phonemes | recording) of several phoneme strings; −inf for what does not fit."""
    ctc = torch.from_numpy(heard.ctc)[None].expand(len(lines), -1, -1)
    frames = torch.full((len(lines),), len(heard.ctc))
    loss = ctc_loss(ctc, frames, lines).numpy()
    counts = np.array([len(inventory.plain(line)) for line in lines])
    return np.where(loss > 0, -loss * counts, -np.inf)


def _with_pronunciation(utterance: Utterance, number: int, phonemes: str) -> Utterance:
    """The utterance with word `number` pronounced so."""
    start, end = utterance.words[number].place
    longer = len(phonemes) - (end - start)
    words: list[Word] = list(utterance.words[:number])
    words.append(replace(utterance.words[number], phonemes=phonemes, place=(start, end + longer)))
    for word in utterance.words[number + 1 :]:
        words.append(replace(word, place=(word.place[0] + longer, word.place[1] + longer)))
    line = utterance.phonemes[:start] + phonemes + utterance.phonemes[end:]
    return replace(utterance, words=tuple(words), phonemes=line)
