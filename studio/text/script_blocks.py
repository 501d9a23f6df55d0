"""What the readers of scripts have in common: a piece of text with its place and its speaker."""

from __future__ import annotations

from dataclasses import dataclass

from studio.core.entities import Gap


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or a speech: what is said without a longer pause."""

    text: str
    row: int
    """The line of the file on which it begins, from 1."""
    gap: Gap = "paragraph"
    character: str = ""
    direction: str = ""
