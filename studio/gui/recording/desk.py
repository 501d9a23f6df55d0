"""What lies on the reader's desk: the script, where they are in it, and the takes so far."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.recording import reading
from studio.gui.recording.plan import Line, ReadingPlan, accepted, takes_of
from studio.gui.settings import Settings

FIRST_LINES = 12  # enough to begin with while the others are put in order


class ReadingDesk(QObject):
    """Reads scripts, takes and coverage of one voice; stays at the same sentence meanwhile."""

    read_anew = Signal()
    refused = Signal(str)

    def __init__(
        self, library: Library, bridge: Bridge, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._bridge, self._settings = library, bridge, settings
        self._worked_out: set[str] = set()
        self.set_voice(None)

    def set_voice(self, voice: Voice | None) -> None:
        """Clear the desk for another voice."""
        self.voice = voice
        self.plan = ReadingPlan()
        self.total = 0
        """How many lines there are to read: more than the plan's while they are put in order."""
        self.choices: tuple[reading.Choice, ...] = ()
        self.takes: list[Take] = []
        self.coverage: float | None = None

    @property
    def line(self) -> Line | None:
        """The sentence to read."""
        return self.plan.current

    @property
    def prompt_takes(self) -> list[Take]:
        """All takes of the sentence, the oldest first."""
        return takes_of(self.takes, self.line.key) if self.line else []

    @property
    def accepted_seconds(self) -> float:
        return sum(take.seconds for take in self.takes if take.included)

    def choose(self, choice: str, anew: bool = False) -> bool:
        """Take another script (its id, `reading.BEST` or `MEND`); False when it lies here already.

        `anew`: begin at its first unread sentence even then.
        """
        if choice == self._settings.get("script") and not anew:
            return False
        self._settings.set("script", choice)
        self.plan = ReadingPlan()
        self.read()
        return True

    def read(self) -> None:
        """Read everything anew; `read_anew` comes when it is here."""
        if self.voice is None:
            return
        voice, choice, lines = self.voice, self._settings.get("script"), self.plan.lines
        prepare = partial(reading.prepare_desk, self._library, voice, choice)
        if lines and len(lines) == self.total:
            prepare = partial(prepare, lines, here=self.line.key if self.line else "")
        elif not lines:  # so that the first sentence is soon there
            prepare = partial(prepare, at_most=FIRST_LINES)
        self._bridge.compute(prepare, partial(self._read, voice.id), self.refused.emit, "desk")

    def _read(self, voice_id: str, desk: reading.Desk) -> None:
        if self.voice is None or self.voice.id != voice_id:
            return
        here = self.line.key if self.line else ""
        self.choices, self.takes, self.coverage = desk.choices, list(desk.takes), desk.coverage
        self.total = desk.total
        self.plan = ReadingPlan(desk.lines, accepted(desk.takes))
        if here:
            self.plan.go_to(here)
        self.read_anew.emit()
        if len(desk.lines) < desk.total:
            self.read()
        else:
            self._work_out(desk.unknown)

    def _work_out(self, unknown: tuple[str, ...]) -> None:
        """Have the phonemes of texts worked out that no script has, once each."""
        new = tuple(text for text in unknown if text not in self._worked_out)
        if new and self.voice is not None:
            self._worked_out.update(new)
            work = partial(reading.work_out, new, self.voice.language)
            self._bridge.compute(work, lambda _none: self.read(), self.refused.emit)
