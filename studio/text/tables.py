"""Tables of words written as running text, which reads better than one string per word."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(text.split())
