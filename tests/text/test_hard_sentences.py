"""How many of the hard sentences are read as they ought to be; the expectations came first."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from studio.text.phonemes import phonemize

TABLE = Path(__file__).with_name("hard_sentences.tsv")
FLOOR = 0.95


def sentences(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def complaint(row: dict[str, str]) -> str | None:
    """What is wrong with the reading of a sentence; None when it is right."""
    utterance = phonemize(row["text"], row["language"])
    spoken = " ".join(word.spoken for word in utterance.words).casefold().replace("-", " ")
    if spoken != row["spoken"].replace("-", " "):
        return f"{row['id']} {row['text']!r}: wanted {row['spoken']!r}, got {spoken!r}"
    if row["word"]:
        found = [word.phonemes for word in utterance.words if word.text == row["word"]]
        if row["phonemes"] not in found:
            return f"{row['id']} {row['text']!r}: wanted {row['phonemes']!r}, got {found}"
    return None


def test_hard_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    rows = sentences(TABLE)
    complaints = [wrong for row in rows if (wrong := complaint(row))]
    right = len(rows) - len(complaints)
    with capsys.disabled():
        print(f"\nhard sentences: {right} of {len(rows)} right ({right / len(rows):.1%})")
        for wrong in complaints:
            print(f"  {wrong}")
    assert len(rows) >= 200
    assert right / len(rows) >= FLOOR
