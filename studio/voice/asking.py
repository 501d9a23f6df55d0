"""How a speaker ends questions: pitch from the last stress on, beside what the stack speaks.

The prosody stack ends questions as it ends statements, in every stock voice. How somebody asks is
learnt from their own takes (`studio.training.asking`) as `POINTS` values in cents, which lie evenly
in time between the last stressed vowel and the last frame with a pitch.

Only questions for a yes or a no rise like that. Those for a what or a who, and those that offer a
choice (“tea or coffee?”), mostly fall as statements do, and are left as they are.
"""

from __future__ import annotations

import re
from itertools import pairwise

import torch
from torch import Tensor

from studio.text.inventory import PRIMARY_STRESS, STRESS_MARKS, is_vowel

POINTS = 6
MOST_CENTS = 2400.0  # two octaves: what lies beyond is no ending that anybody has
CURVES_A_FRAME = 2  # values of F0 to one duration frame of 25 ms
UNVOICED_HZ = 55.0  # the stack's F0 falls smoothly towards 0 in what is unvoiced,
EDGE = 0.55  # so what lies as far under the median (an octave) is on its way there
_MARKS = "\"'”’“)( "  # that may stand around the question mark
_SENTENCE_END = re.compile(r"[.!?…]")
_CLAUSE_END = re.compile(r"[,;:—]")
# what, when, where, why, which, who(m), whose, how; with the rest of "what's", "who'd", "how'll".
_ASKING_WORD = re.compile(
    r"h?w(ʌt|ɒt|ɛn|ɛɹ|ɛː|I|ɪʧ)(s|z|d|l|əl|ᵊl|ɹ|əɹ)?|huː?(m|z|d|l)?|hW(z|d|l|ɹ)?"
)
_OR = frozenset({"ɔɹ", "ɔː", "əɹ", "ə"})


def no_question() -> Tensor:
    """What a voice has whose way of asking nobody knows."""
    return torch.zeros(POINTS)


def asks(phonemes: str) -> bool:
    """Whether an utterance ends with a question for a yes or a no, as generator's symbols."""
    text = phonemes.rstrip(_MARKS)
    if not text.endswith("?"):
        return False
    last = _SENTENCE_END.split(text.rstrip("?!… "))[-1]
    clauses = [_words(clause) for clause in _CLAUSE_END.split(last)]
    words = [word for clause in clauses for word in clause]
    opening = [word for clause in clauses for word in clause[:2]]
    offered = any(before and word in _OR for before, word in pairwise(["", *words]))
    return bool(words) and not offered and not any(map(_ASKING_WORD.fullmatch, opening))


def pitched(f0: Tensor) -> Tensor:
    """Which frames of F0 ``[F]`` have a pitch and lie on no edge of one."""
    sounding = f0[f0 >= UNVOICED_HZ]
    if len(sounding) == 0:
        return torch.zeros_like(f0, dtype=torch.bool)
    return f0 >= (EDGE * sounding.median()).clamp(min=UNVOICED_HZ)


def ending(phonemes: str, durations: Tensor, pitch: Tensor) -> tuple[int, int] | None:
    """First frame of F0 of the last stressed vowel, and the one behind the last with a pitch.

    ``durations [T]`` frames of 25 ms with start and end token; ``pitch [F]`` as by `pitched`. (The
    stack lets the last sound run on into the silence: its end says nothing.) None where there is
    no such place.
    """
    vowels = [place for place, symbol in enumerate(phonemes) if is_vowel(symbol)]
    if not vowels:
        return None
    stress = phonemes.rfind(PRIMARY_STRESS, 0, vowels[-1])
    symbol = stress if stress >= 0 else vowels[-1]
    first = int(durations[: symbol + 1].sum()) * CURVES_A_FRAME
    later = torch.nonzero(pitch[first:])
    return (first, first + int(later[-1]) + 1) if len(later) else None


def asked(f0: Tensor, durations: Tensor, phonemes: str, cents: Tensor) -> Tensor:
    """F0 ``[1, F]`` with a question's ending of ``cents [POINTS]`` on it; others as they are.

    ``durations [1, T]`` whole frames.
    """
    if not bool(cents.any()) or not asks(phonemes):
        return f0
    place = ending(phonemes, durations[0], pitched(f0[0]))
    if place is None:
        return f0
    return f0 * torch.exp2(ending_curve(cents.to(f0.device), *place, f0.shape[1]) / 1200)


def ending_curve(cents: Tensor, first: int, end: int, frames: int) -> Tensor:
    """``[frames]`` cents: 0 up to the last stress, then straight lines between the points.

    The last point lies on the frame before ``end``.
    """
    at = torch.arange(frames, device=cents.device)
    place = ((at - first) / max(1, end - 1 - first)).clamp(0, 1) * (POINTS - 1)
    left = place.long().clamp(max=POINTS - 2)
    share = place - left
    curve = cents[left] * (1 - share) + cents[left + 1] * share
    return torch.where(at < first, torch.zeros_like(curve), curve)


def _words(clause: str) -> list[str]:
    plain = "".join(symbol for symbol in clause if symbol not in STRESS_MARKS)
    return [word for word in re.split(r"[^\wːʧʤᵊᵻ]+", plain) if word]
