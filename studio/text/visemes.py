"""Phoneme → viseme: which mouth shape belongs to a sound, for lip-sync.

The set is the 15 of Oculus LipSync, which game engines and avatars know; source of names, order,
phonemes and example words: Khronos, OpenXR 1.1, `XrFaceTrackingVisemeMETA`, and Meta's viseme
reference of Oculus LipSync:

    sil neutral · PP p b m (put, bat, mat) · FF f v (fat, vat) · TH th (think, that) ·
    DD t d (tip, doll) · kk k g (call, gas) · CH tS dZ S (chair, join, she) · SS s z (sir, zeal) ·
    nn n l (lot, not) · RR r (red) · aa A: (car) · E e (bed) · ih ih (tip) · oh oh (toe) ·
    ou ou (book)

What it does not name is placed by the shape of the mouth (ours): ŋ and h, made behind an open
mouth, with kk; ʒ with ʃ; w, as rounded as u, with ou; j and i, as spread as ɪ, with ih; ə and æ
with E; ʌ with aa; ɜ, an r that lasts, with RR; ɔ with oh. A diphthong is two shapes, one after the
other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.text.inventory import PHONEME_INDEX, PHONEMES, STRESS_MARKS, is_phoneme

SILENCE = "sil"
VISEME_SET = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou",
)  # fmt: skip
SET_NAME = "Oculus LipSync, 15 visemes"

# fmt: off
VISEMES: dict[str, tuple[str, ...]] = {
    # lips, teeth, tongue
    "b": ("PP",), "p": ("PP",), "m": ("PP",), "f": ("FF",), "v": ("FF",),
    "θ": ("TH",), "ð": ("TH",), "t": ("DD",), "d": ("DD",), "T": ("DD",),
    "k": ("kk",), "ɡ": ("kk",), "ŋ": ("kk",), "h": ("kk",),
    "ʧ": ("CH",), "ʤ": ("CH",), "ʃ": ("CH",), "ʒ": ("CH",),
    "s": ("SS",), "z": ("SS",), "n": ("nn",), "l": ("nn",), "ɹ": ("RR",),
    "w": ("ou",), "j": ("ih",),
    # vowels
    "i": ("ih",), "ɪ": ("ih",), "ɛ": ("E",), "æ": ("E",), "ə": ("E",), "ɜ": ("RR",),
    "ɑ": ("aa",), "ʌ": ("aa",), "ɒ": ("oh",), "ɔ": ("oh",), "u": ("ou",), "ʊ": ("ou",),
    # diphthongs
    "A": ("E", "ih"), "I": ("aa", "ih"), "O": ("oh", "ou"), "W": ("aa", "ou"), "Y": ("oh", "ih"),
}
# fmt: on
"""The 42 phonemes of the inventory, each with its one or two shapes."""

_LEAST_PAUSE = 0.15  # seconds; between two sounds closer than this the mouth does not close


def visemes_of(symbol: str) -> tuple[str, ...]:
    """The shapes of a sound symbol, also of those that are folded; () for marks and spaces."""
    index = PHONEME_INDEX.get(symbol)
    return () if index is None else VISEMES[PHONEMES[index]]


def viseme_track(
    symbols: Iterable[tuple[str, float, float]], start: float, end: float
) -> list[tuple[str, float, float]]:
    """Mouth shapes over time: (viseme, start, end) without gaps from `start` to `end` seconds.

    `symbols` with their times as they follow one another; stress marks and punctuation are passed
    over, and so are the short gaps between words. Equal shapes that touch are one; two halves of a
    diphthong share its time.
    """
    track: list[tuple[str, float, float]] = []
    now = start
    for symbol, begin, stop in _sounding(symbols):
        if begin - now >= _LEAST_PAUSE or not track:
            _add(track, SILENCE, now, begin)
        else:  # a space between words: half of it for each
            middle = (now + max(now, begin)) / 2
            _add(track, track[-1][0], now, middle)
            begin = middle
        shapes = visemes_of(symbol)
        length = max(0.0, stop - begin) / len(shapes)
        for number, shape in enumerate(shapes):
            _add(track, shape, begin + number * length, begin + (number + 1) * length)
        now = max(now, stop)
    _add(track, SILENCE, now, end)
    return track


def _sounding(symbols: Iterable[tuple[str, float, float]]) -> Iterator[tuple[str, float, float]]:
    """The sounds alone; the time of a stress mark, the onset of its vowel, goes to the vowel."""
    onset: float | None = None
    for symbol, begin, stop in symbols:
        if symbol in STRESS_MARKS:
            onset = begin if onset is None else onset
        elif is_phoneme(symbol) and stop > begin:
            yield symbol, begin if onset is None else onset, stop
            onset = None


def _add(track: list[tuple[str, float, float]], shape: str, begin: float, end: float) -> None:
    if end - begin <= 1e-6:
        return
    if track and track[-1][0] == shape:
        track[-1] = (shape, track[-1][1], end)
    else:
        track.append((shape, begin, end))
