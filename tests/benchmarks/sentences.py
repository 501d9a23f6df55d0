"""The forty sentences that figures are taken from: written for this, in no training text."""

from __future__ import annotations

from pathlib import Path


def held_out() -> list[str]:
    """The sentences, in their order."""
    lines = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()]
