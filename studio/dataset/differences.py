"""Where a take and its text differ, and what speaks for each difference.

The recogniser's decoder writes down what it hears, knowing nothing of the text. Wherever that
differs from the text in sound there are two readings of one place, and both ears are asked which of
them fits the take better: the phonemes (the inverse model's CTC likelihood, which hears no words
and so has no opinion of what people usually say) and the decoder (the likelihood of its line with
the text's words put in). Only the difference of the two readings counts, so a take that is hard to
hear as a whole is not held against the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from studio.dataset.word_match import Match, match_words
from studio.speech.hear import Evidence, listener, said_logit, word_evidence
from studio.speech.scribe import Piece, encode, scribe
from studio.speech.word_errors import word_errors
from studio.text import inventory
from studio.text.lexicon import lexicon_for
from studio.text.morphology import known
from studio.text.phonemes import Utterance, Word, phonemize
from studio.voice.align import best_pronunciation
from studio.voice.inverse_model import BLANK, Posteriors

ALIKE = 0.5  # distance for each sound of a rare word within which it may have been read rightly
CONTEXT = 3  # words on either side that a difference is heard with
RATIO_LIMIT = 60.0  # of a log ratio
MOST_SCORED = 8  # places which the decoder is asked about, the least clear ones
MOST_WORDS = 12  # of a place that the decoder is asked about
LOOP_RATIO = 12.0  # so much likelier without it: it was not said
SHORTEST = 8_000  # samples at 16 kHz: what is shorter gets silence behind it


@dataclass(frozen=True, slots=True)
class Hearing:
    """A take as it was heard once: phonemes, the encoder's pieces, and a line of words of each."""

    heard: Posteriors
    pieces: tuple[Piece, ...]
    lines: tuple[str, ...]


Kind = Literal["changed", "missing", "added", "added at the end"]
"""At the end the decoder cannot say how likely it is that nothing more comes."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What speaks for the text (positive) or for what was heard (negative) at one place."""

    kind: Kind
    phonemes: float  # log-likelihood ratio of the phonemes
    decoder: float  # log-likelihood ratio of the decoder
    logit: float  # of the text's word that was heard worst; 0 where there is none
    distance: float  # how far the two readings are apart
    rare: bool = False  # a name or a word that no lexicon has, and that sounds like what was heard


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where text and take may differ; `match` says which words."""

    match: Match
    measures: Measures


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text and a take side by side. `differences` are doubts, not verdicts."""

    heard: Posteriors
    text: Utterance
    said: Utterance
    matches: tuple[Match, ...]
    differences: tuple[Difference, ...]
    evidence: tuple[Evidence, ...]  # of each word of `said`


def listen(audio: NDArray[np.float32], text: str = "", language: str = "en-us") -> Hearing:
    """Hear a take [n] at 16 kHz: the slow part, about 0.08 s of a core for a second of speech.

    The text only limits how much is written down: more than twice its words is not worth hearing.
    Raises StudioError where weights are missing or the language is unknown.
    """
    if len(audio) < SHORTEST:
        audio = np.concatenate([audio, np.zeros(SHORTEST - len(audio), np.float32)])
    heard, pieces = encode(listener(), audio)
    if not np.any(np.abs(audio) > 1e-5):
        return Hearing(heard, pieces, tuple("" for _ in pieces))
    ear = scribe()
    most = 2 * len(ear.tokens(text)) + 12
    return Hearing(heard, pieces, tuple(ear.write(piece, most) for piece in pieces))


def compare(hearing: Hearing, text: str, language: str = "en-us") -> Comparison:
    """Find every place where `text` and the take may differ, with what speaks for either."""
    lines = hearing.lines
    wanted, heard = phonemize(text, language), hearing.heard
    if len(lines) == 1:  # of a longer take the phonemes say nothing about one of its lines
        lines = (_without_loop(heard, lines[0], language),)
        hearing = Hearing(heard, hearing.pieces, lines)
    said = phonemize(" ".join(lines), language)
    if len(lines) == 1:  # the cost grows with the square of the length
        wanted, said = best_pronunciation(heard, wanted), best_pronunciation(heard, said)
    matches = tuple(match_words(wanted, said))
    doubts = [m for m in matches if m.distance > 0 and not _other_spelling(m, wanted, said)]
    ours = [sounds_of(word) for word in wanted.words]
    theirs = [sounds_of(word) for word in said.words]
    evidence = evidence_of(heard.ctc, theirs)
    if not said.words:
        return Comparison(heard, wanted, said, matches, (), evidence)
    sounding = [_by_phonemes(heard.ctc, evidence, ours, theirs, match) for match in doubts]
    decoder = _decoder_ratios(hearing, wanted, said, doubts, [ratio for ratio, _ in sounding])
    found = tuple(
        Difference(match, _measures(match, wanted, ratio, decoded, logit, language))
        for match, (ratio, logit), decoded in zip(doubts, sounding, decoder, strict=True)
    )
    return Comparison(heard, wanted, said, matches, found, evidence)


def _by_phonemes(
    ctc: np.ndarray,
    evidence: Sequence[Evidence],
    ours: list[list[int]],
    theirs: list[list[int]],
    match: Match,
) -> tuple[float, float]:
    """The phonemes' log ratio of text against heard, and the log odds of the text's worst word.

    Looked at with some words around it: further away both readings are the same.
    """
    low = max(0, match.heard_first - CONTEXT)
    high = min(len(theirs), match.heard_last + CONTEXT)
    start = evidence[low].first if low else 0
    end = evidence[high].first if high < len(theirs) else len(ctc)
    around = ctc[start : max(end, start + 1)]
    before, after = theirs[low : match.heard_first], theirs[match.heard_last : high]
    put = ours[match.first : match.last]
    fits = likelihoods(around, [[*before, *put, *after], theirs[low:high]])
    found = evidence_of(around, [*before, *put, *after])[len(before) : len(before) + len(put)]
    logit = min((said_logit(one) for one in found), default=0.0)
    return float(np.clip(fits[0] - fits[1], -RATIO_LIMIT, RATIO_LIMIT)), logit


@dataclass(frozen=True, slots=True)
class Repeat:
    """Words [first, last) of `Comparison.said` that may have been said a second time at once.

    A decoder writes such words only once, so the phonemes alone speak for it: `ratio` is their log
    ratio of twice against once.
    """

    first: int
    last: int
    ratio: float


def repeats(comparison: Comparison) -> list[Repeat]:
    """For every word, and every two, how likely it is that they were said twice."""
    theirs = [sounds_of(word) for word in comparison.said.words]
    evidence, ctc = comparison.evidence, comparison.heard.ctc
    found: list[Repeat] = []
    for first in range(len(theirs)):
        low, high = max(0, first - CONTEXT), min(len(theirs), first + 1 + CONTEXT)
        start = evidence[low].first if low else 0
        end = evidence[high].first if high < len(theirs) else len(ctc)
        lasts = [last for last in (first + 1, first + 2) if last <= high]
        twice = [theirs[low:last] + theirs[first:high] for last in lasts]
        fits = likelihoods(ctc[start : max(end, start + 1)], [theirs[low:high], *twice])
        found += [
            Repeat(first, last, float(fit - fits[0]))
            for last, fit in zip(lasts, fits[1:], strict=True)
        ]
    return found


def _without_loop(heard: Posteriors, line: str, language: str) -> str:
    """The line without the repetition that a decoder falls into when it misses the end.

    A person may say the same thing twice, so the phonemes have to speak against it.
    """
    words = phonemize(line, language).words
    keys = [_letters(word.text) for word in words]
    ends = [end for end in range(1, len(keys)) if keys[end] in keys[:end]]
    if not ends:
        return line
    sounds = [sounds_of(word) for word in words]
    fits = likelihoods(heard.ctc, [sounds, *(sounds[:end] for end in ends)])
    best = int(np.argmax(fits[1:]))
    return line if fits[best + 1] < fits[0] + LOOP_RATIO else line[: words[ends[best] - 1].span[1]]


def sounds_of(word: Word) -> list[int]:
    """The CTC classes of a word's sounds."""
    return [index for _, index in inventory.sounds(word.phonemes)]


def _measures(
    match: Match, text: Utterance, ratio: float, decoded: float, logit: float, language: str
) -> Measures:
    words = text.words[match.first : match.last]
    sounds = sum(len(sounds_of(word)) for word in words)
    unknown = any(not _is_known(word, language) for word in words)
    rare = unknown and match.distance <= ALIKE * sounds
    return Measures(_kind(match, text), ratio, decoded, logit, match.distance, rare)


def _is_known(word: Word, language: str) -> bool:
    """Whether a lexicon or its rules know how it is said; else it was guessed from its letters."""
    return any(letter.isdigit() for letter in word.text) or all(
        known(part, lexicon_for(language)) is not None for part in word.spoken.split()
    )


def _kind(match: Match, text: Utterance) -> Kind:
    if match.first < match.last:
        return "changed" if match.heard_first < match.heard_last else "missing"
    return "added" if match.first < len(text.words) else "added at the end"


def _other_spelling(match: Match, text: Utterance, said: Utterance) -> bool:
    """Whether both are the same letters ("ivr", "IVR"), or ways to read the same figures."""
    written = _written(text, match.first, match.last)
    other = _written(said, match.heard_first, match.heard_last)
    if _letters(written) == _letters(other) != "":
        return True
    if not any(letter.isdigit() for letter in written + other):
        return False
    return word_errors(written, other, spelling=True).errors == 0


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _written(utterance: Utterance, first: int, last: int) -> str:
    """The words as they stand in the text, with what is between them."""
    if first >= last:
        return ""
    return utterance.text[utterance.words[first].span[0] : utterance.words[last - 1].span[1]]


def evidence_of(ctc: np.ndarray, sounds: list[list[int]]) -> tuple[Evidence, ...]:
    """The evidence for each word; none of them said where the take is too short for all."""
    nothing = Evidence(0, max(0, len(ctc) - 1), -50.0, -50.0, 1, "")
    if sum(len(word) for word in sounds) == 0 or _frames_needed(sounds) > len(ctc):
        return tuple(nothing for _ in sounds)
    return tuple(word_evidence(ctc, sounds))


def _frames_needed(sounds: list[list[int]]) -> int:
    """CTC wants a frame for each phoneme, and a blank between two that are the same."""
    flat = [index for word in sounds for index in word]
    return len(flat) + sum(a == b for a, b in pairwise(flat))


def likelihoods(ctc: np.ndarray, lines: Sequence[list[list[int]]]) -> NDArray[np.float64]:
    """log P(phonemes | take) of several lines of words; a large negative number for misfits."""
    flat = [[index for word in line for index in word] for line in lines]
    counts = torch.tensor([len(line) for line in flat])
    heard = torch.from_numpy(np.ascontiguousarray(ctc, dtype=np.float32))[:, None]
    loss = F.ctc_loss(
        heard.expand(-1, len(flat), -1),
        torch.tensor([index for line in flat for index in line], dtype=torch.long),
        torch.full((len(flat),), len(ctc)),
        counts,
        blank=BLANK,
        reduction="none",
    )
    return -np.nan_to_num(loss.double().numpy(), posinf=1e4)


def _decoder_ratios(
    hearing: Hearing,
    text: Utterance,
    said: Utterance,
    doubts: Sequence[Match],
    phonemes: Sequence[float],
) -> list[float]:
    """For each place the decoder's log-likelihood ratio of the text against what it wrote.

    Where there are many, the text is another one: the clear places are taken from the phonemes.
    """
    ratios = list(phonemes)
    short = [n for n, match in enumerate(doubts) if match.last - match.first <= MOST_WORDS]
    asked = sorted(short, key=lambda number: abs(phonemes[number]))[:MOST_SCORED]
    starts = np.cumsum([0, *(len(line) + 1 for line in hearing.lines)])
    options: list[list[tuple[int, str]]] = [[] for _ in hearing.pieces]
    for number in asked:
        match = doubts[number]
        begin, end = _place(said, match)
        piece = int(np.searchsorted(starts, begin, side="right")) - 1
        piece = min(max(piece, 0), len(hearing.pieces) - 1)
        line, shift = hearing.lines[piece], int(starts[piece])
        begin, end = max(0, begin - shift), min(len(line), max(0, end - shift))
        put = _written(text, match.first, match.last)
        options[piece] += [(number, way) for way in _put(line, begin, end, put)]
        ratios[number] = -RATIO_LIMIT
    for piece, line, ways in zip(hearing.pieces, hearing.lines, options, strict=True):
        if not ways:
            continue
        scores = scribe().score(piece, [line, *(way for _, way in ways)])
        for (number, _), score in zip(ways, scores[1:], strict=True):
            ratios[number] = max(ratios[number], float(score - scores[0]))
    return [min(RATIO_LIMIT, ratio) for ratio in ratios]


def _place(said: Utterance, match: Match) -> tuple[int, int]:
    """Where in the line that was heard the text's words belong: [begin, end)."""
    if match.heard_first < match.heard_last:
        words = said.words[match.heard_first : match.heard_last]
        return words[0].span[0], words[-1].span[1]
    if match.heard_first:
        end = said.words[match.heard_first - 1].span[1]
        return end, end
    return 0, 0


def _put(line: str, begin: int, end: int, words: str) -> list[str]:
    """The line with `words` in place of [begin, end), in the spellings that the decoder may use."""
    before, after = line[:begin], line[end:]
    if not words:
        rest = (before.rstrip() + " " + after.lstrip(" ,")).strip()
        return [rest[:1].upper() + rest[1:] if not before.strip() else rest]
    cases = dict.fromkeys((words, words[:1].lower() + words[1:], words[:1].upper() + words[1:]))
    ways = []
    for way in cases:
        gap = " " if before and not before[-1].isspace() and begin == end else ""
        behind = " " if after[:1].isalnum() else ""
        ways.append(before + gap + way + behind + after)
        mark = after[:1]
        if begin == end and mark and not mark.isalnum() and not mark.isspace():
            ways.append(before + mark + " " + way + after)  # behind the mark, not before it
    return ways
