"""Has takes checked in the warm process, one after another, and hands over the verdicts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from studio.core.entities import Take
from studio.core.library import Library
from studio.gui.bridge import Bridge, Handlers
from studio.gui.recording.verdict import Finding, Verdict

CHECK_TASK = "studio.dataset.check_task:check_take"
WARM_UP_TASK = "studio.dataset.check_task:warm_up"

NOT_CHECKED = "not_checked"
"""The kind of the finding that a take could not be checked."""

OnVerdict = Callable[[Take, Verdict], None]


class TakeChecker:
    """Asks for checks; every asked-for check ends with exactly one verdict."""

    def __init__(self, library: Library, bridge: Bridge, told: OnVerdict) -> None:
        self._library, self._bridge, self._told = library, bridge, told
        self._warm = False

    def warm_up(self, language: str) -> None:
        """Load what checking needs, so that the first verdict comes as soon as the others."""
        if not self._warm:
            self._warm = True
            self._bridge.run(WARM_UP_TASK, Handlers(), warm=True, language=language)

    def check(self, take: Take) -> None:
        """Check a take; `told` hears what was found."""
        handlers = Handlers(
            done=partial(self._done, take),
            failed=lambda sentence, _detail: self._failed(take, sentence),
            cancelled=lambda: self._failed(take, ""),
        )
        self._bridge.run(
            CHECK_TASK, handlers, warm=True, library_root=self._library.root, take_id=take.id
        )

    def _done(self, take: Take, found: dict[str, Any]) -> None:
        self._told(take, Verdict.of(found, take.text))

    def _failed(self, take: Take, sentence: str) -> None:
        self._told(take, Verdict("warn", (Finding(NOT_CHECKED, "warn", sentence),), None))


def verdict_of(take: Take) -> Verdict | None:
    """Return what was found when the take was checked; None when it was not."""
    found = take.checks.get("check")
    if not isinstance(found, dict):
        return None
    try:
        return Verdict.of(found, take.text)
    except (KeyError, TypeError, ValueError, IndexError):  # of another version of the program
        return None
