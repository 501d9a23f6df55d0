"""Which sentence is read next. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.core.entities import Prompt, Script, Take


@dataclass(frozen=True, slots=True)
class Line:
    """One prompt of one script, with the id that its takes carry."""

    key: str
    prompt: Prompt


def lines_of(script: Script, own: bool) -> tuple[Line, ...]:
    """Return the lines of a script.

    Ids of shipped prompts differ everywhere. Those of the person's own scripts differ in one
    script only (a film has a line 1 and a play has one), so their takes carry the script's id too.
    """
    prefix = f"{script.id}/" if own else ""
    return tuple(Line(prefix + prompt.id, prompt) for prompt in script.prompts)


class ReadingPlan:
    """The lines of what is read, in their order, and the place where the reader is."""

    def __init__(self, lines: Sequence[Line] = (), done: Iterable[str] = ()) -> None:
        """`done`: keys of the lines that have an accepted take. Begins at the first other one."""
        self._lines = tuple(lines)
        self._done = set(done)
        self._place = 0
        if self._lines and self._lines[0].key in self._done:
            self._place = self._unread_after(len(self._lines) - 1) or 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    @property
    def place(self) -> int:
        """Which line it is, from 0."""
        return self._place

    @property
    def current(self) -> Line | None:
        return self._lines[self._place] if self._lines else None

    @property
    def before(self) -> Line | None:
        return self._lines[self._place - 1] if self._place > 0 else None

    @property
    def after(self) -> Line | None:
        return self._lines[self._place + 1] if self._place + 1 < len(self._lines) else None

    @property
    def read(self) -> int:
        """How many of the lines have an accepted take."""
        return sum(line.key in self._done for line in self._lines)

    @property
    def finished(self) -> bool:
        return bool(self._lines) and self.read == len(self._lines)

    def is_read(self, key: str) -> bool:
        """Whether a line has an accepted take."""
        return key in self._done

    def mark(self, key: str, read: bool = True) -> None:
        """Say that a line has an accepted take, or has none any more."""
        (self._done.add if read else self._done.discard)(key)

    def step(self, by: int) -> bool:
        """Go to the next line (1) or back (-1), whether read or not; False at the ends."""
        wanted = self._place + by
        if not 0 <= wanted < len(self._lines):
            return False
        self._place = wanted
        return True

    def advance(self) -> bool:
        """Go to the next line that has no accepted take; False when there is none left."""
        found = self._unread_after(self._place)
        if found is None:
            return False
        self._place = found
        return True

    def go_to(self, key: str) -> bool:
        """Go to a line by its key; False when it is not here."""
        for place, line in enumerate(self._lines):
            if line.key == key:
                self._place = place
                return True
        return False

    def _unread_after(self, place: int) -> int | None:
        """Return the first unread line after a place, beginning again at the top."""
        count = len(self._lines)
        for step in range(1, count + 1):
            found = (place + step) % count
            if self._lines[found].key not in self._done:
                return found
        return None


def accepted(takes: Iterable[Take]) -> set[str]:
    """Return the keys of the prompts that have an accepted take."""
    return {take.prompt_id for take in takes if take.prompt_id and take.starred and take.included}


def takes_of(takes: Iterable[Take], key: str) -> list[Take]:
    """Return the takes of one prompt, the oldest first."""
    return [take for take in takes if key and take.prompt_id == key]
