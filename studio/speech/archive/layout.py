"""What a voice file holds, under which names, and how large each may be."""

from __future__ import annotations

FORMAT = 1
SUFFIX = ".timbre"
MANIFEST, README, CARD, CONSENT = "timbre.json", "README.md", "card.json", "consent.json"
LEXICON, REPORT = "lexicon.json", "report.json"

_KILOBYTE, _MEGABYTE = 1 << 10, 1 << 20
LARGEST = {
    MANIFEST: 16 * _KILOBYTE,
    README: 64 * _KILOBYTE,
    CARD: 16 * _KILOBYTE,
    CONSENT: 64 * _KILOBYTE,
    LEXICON: 8 * _MEGABYTE,
    REPORT: 64 * _KILOBYTE,
    "voice.json": 16 * _KILOBYTE,
    "generator.safetensors": 256 * _MEGABYTE,  # a whole generator in float32 is 156
    "inverse.safetensors": 32 * _MEGABYTE,
}
"""Bytes of each member, at most; there are no others."""

MAY_BE_MISSING = frozenset({REPORT, "inverse.safetensors"})
MAX_BYTES = sum(LARGEST.values()) + 16 * _KILOBYTE
"""Of the whole file."""

MOST_WORDS = 20_000
"""Of the lexicon."""


class DamagedError(Exception):
    """What is wrong with a voice file, as a part of a sentence."""
