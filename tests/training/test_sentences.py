from __future__ import annotations

from itertools import islice

from studio.text import inventory
from studio.training.sentences import LEAST, PHONEMES, Line, judged_by, unread


def test_prompts_that_nobody_read_come_in_a_fixed_order() -> None:
    lines = list(islice(unread("en-us", set()), 12))
    assert lines == list(islice(unread("en-us", set()), 12))
    counts = [len(list(inventory.sounds(line.phonemes))) for line in lines]
    assert PHONEMES[0] <= min(counts) <= max(counts) <= PHONEMES[1]
    left = list(islice(unread("en-us", {line.text for line in lines[:6]}), 6))
    assert left == lines[6:]


def test_a_voice_of_few_takes_is_judged_by_other_sentences_as_well() -> None:
    held = [Line("One.", "wˈʌn"), Line("Two.", "tˈu")]
    lines = judged_by(held, "en-us", {line.text for line in held})
    assert lines[:2] == held and len(lines) == LEAST
    assert len({line.text for line in lines}) == LEAST
    many = [Line(f"Line {n}.", "wˈʌn") for n in range(LEAST + 3)]
    assert judged_by(many, "en-us", set()) == many
