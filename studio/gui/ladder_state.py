"""The ladder of a run as the Train page shows it, read from the disk. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.core.entities import Run, Voice
from studio.core.library import Library
from studio.training.ladder import (
    Ladder,
    Rung,
    may_be_chosen,
    program_step,
    read_ladder,
    speaking_step,
)


@dataclass(frozen=True, slots=True)
class LadderState:
    """A run's rungs, and what may be done with them."""

    voice: Voice
    run: Run
    ladder: Ladder
    to_hear: tuple[Rung, ...]
    """Those that can be compared."""
    why_not: dict[int, str]
    """Why a step cannot be chosen; "" = it can."""
    bytes: int
    """What the weights take on the disk."""
    speaking: int | None
    """The step that the voice speaks with; None = another run does, or none."""
    can_go_back: bool
    """Whether something else speaks than what the program chose."""

    @property
    def kept(self) -> bool:
        """Whether the program kept this run."""
        return bool((self.run.report or {}).get("kept"))

    @property
    def program(self) -> int:
        """The step that the program chose of a run it kept, or 0."""
        return program_step(self.run) if self.kept else 0

    @property
    def by_person(self) -> bool:
        """Whether the person chose what speaks."""
        return self.speaking is not None and self.speaking != self.program

    def choosable(self, step: int) -> bool:
        return self.why_not.get(step) == ""


def state_of(library: Library, voice_id: str, run_id: str = "") -> LadderState | None:
    """Read the ladder of a run, or of the newest run that has one; None when there is none.

    Raises StudioError when the ladder is damaged.
    """
    voice, runs = library.voice(voice_id), library.runs(voice_id)
    ladder = run = None
    for run in reversed([each for each in runs if run_id in ("", each.id)]):
        ladder = read_ladder(run.folder)
        if ladder.rungs:
            break
    if run is None or ladder is None or not (ladder.rungs or run_id):
        return None
    speaks = voice.run == run.id
    return LadderState(
        voice,
        run,
        ladder,
        ladder.to_hear(),
        {rung.step: may_be_chosen(ladder, run, rung.step) for rung in ladder.rungs},
        ladder.bytes_of_weights(),
        speaking_step(run.folder) if speaks else None,
        _can_go_back(voice, runs),
    )


def _can_go_back(voice: Voice, runs: Sequence[Run]) -> bool:
    kept = [run for run in runs if (run.report or {}).get("kept")]
    if voice.run != (kept[-1].id if kept else None):
        return True
    return bool(kept) and speaking_step(kept[-1].folder) not in (None, program_step(kept[-1]))
