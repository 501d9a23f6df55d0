"""Which questions ask for a yes or a no."""

from __future__ import annotations

import pytest

from studio.text.phonemes import phonemize
from studio.text.questions import asks


@pytest.mark.parametrize(
    ("text", "rises"),
    [
        ("Would you like to change it now?", True),
        ("“Are you there?”", True),
        ("Seriously. Did you really mean that?", True),
        ("What's that smell? Did you leave the iron on?", True),
        ("Did you put it where I said?", True),
        ("You are late.", False),
        ("You are late!", False),
        ("Where did you put it?", False),
        ("So why is the sky blue?", False),
        ("Did you leave? What's that smell?", False),
        ("Let's begin with a question: why is the sky blue?", False),
        ("Tea or coffee?", False),
        ("?", False),
    ],
)
@pytest.mark.parametrize("language", ["en-us", "en-gb"])
def test_questions_for_yes_or_no_rise(text: str, rises: bool, language: str) -> None:
    assert asks(phonemize(text, language).phonemes) is rises
