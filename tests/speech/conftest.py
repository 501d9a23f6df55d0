"""The shipped generator, loaded once for all tests of this room."""

from __future__ import annotations

import pytest

from studio.speech.speakers import Speakers, speakers


@pytest.fixture
def shipped() -> Speakers:
    """The process's speakers, with no voice's own weights lent to them."""
    ready = speakers()
    ready._give_back()
    return ready
