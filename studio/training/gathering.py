"""What a run is made of: the takes that it learns from, and the sentences that it is judged by."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from collections.abc import Generator as Steps
from dataclasses import dataclass

from studio.core.entities import Run, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.text.voice_lexicon import Sayings
from studio.training.prepare import SetAside, prepare_takes
from studio.training.prepared import FOLDER, PreparedTake
from studio.training.search import Search
from studio.training.sentences import Said, judged_by
from studio.training.trials import split
from studio.training.tuning import Course
from studio.voice.inverse_model import InverseModel

LEAST_SECONDS = 20.0  # of speech that a voice can be made of at all
HELD_OUT_SHARE, HELD_OUT_MOST, HELD_OUT_LEAST = 0.1, 8, 2
HELD_OUT_SECONDS = (1.5, 9.0)  # too short says little, too long costs time


@dataclass(frozen=True)
class Gathered:
    """The takes of a voice, each in its place."""

    takes: list[PreparedTake]
    heard: frozenset[str]
    """Names of those whose text nobody gave."""
    learnt: list[PreparedTake]
    choosing: list[PreparedTake]
    """Held out, to choose between rungs (and recipes)."""
    held: list[PreparedTake]
    """Held out, to judge the end; without a search they are those that choose."""
    choosing_lines: list[Said]
    lines: list[Said]
    """What the end is judged by: the takes of ``held`` first, then other sentences if need be."""

    @classmethod
    def of(
        cls,
        takes: list[PreparedTake],
        heard: frozenset[str],
        course: Course,
        search: Search | None,
        language: str,
    ) -> Gathered:
        """Give each take its place; the course notes which are held out, or knows it already.

        Raises StudioError when there are too few for a search.
        """
        if search is not None:
            course.held_out = course.held_out or search.held_out
        unseen = hold_out(takes, search is not None, heard)
        course.held_out = course.held_out or [take.name for take in unseen]
        held = [take for take in takes if take.name in course.held_out]
        choosing, held = (held, held) if search is None else split(held, course.held_out)
        learnt = [take for take in takes if take.name not in course.held_out]
        read = {take.text for take in takes}
        lines = judged_by(held, language, read)
        others = lines if search is None else judged_by(choosing, language, read | _texts(lines))
        return cls(takes, heard, learnt, choosing, held, others, lines)


def _texts(lines: Sequence[Said]) -> set[str]:
    return {line.text for line in lines}


def prepared(
    books: Library, who: Voice, run: Run, ears: InverseModel
) -> Steps[Message, None, list[PreparedTake]]:
    """Every take that can be learnt from; the others are named, and set aside in the library.

    Raises StudioError when that is too little speech.
    """
    takes = books.takes(who.id, included_only=True)
    ready: list[PreparedTake] = []
    folder = run.folder.parent / FOLDER
    own = Sayings(books.lexicon(who.id), who.language, "you")
    for number, item in enumerate(prepare_takes(takes, who.language, ears, folder, own), start=1):
        if isinstance(item, SetAside):
            books.update_take(item.take.id, included=False, note=item.reason)
        else:
            ready.append(item)
        yield Progress("align", number / len(takes))
    seconds = sum(take.seconds for take in ready)
    if seconds < LEAST_SECONDS or len(ready) < 3 * HELD_OUT_LEAST:
        raise StudioError(
            f"There are {len(ready)} takes with {seconds:.0f} s of speech to learn from; "
            f"{LEAST_SECONDS:.0f} s in {3 * HELD_OUT_LEAST} takes are the least, "
            "and five minutes make a good voice."
        )
    return ready


def held_out_of(takes: int) -> int:
    """How many of so many takes training never sees."""
    return min(HELD_OUT_MOST, max(HELD_OUT_LEAST, round(takes * HELD_OUT_SHARE)))


def hold_out(
    takes: list[PreparedTake], twice: bool = False, heard: Collection[str] = ()
) -> list[PreparedTake]:
    """Takes that training never sees: chosen by their names, so that every run has the same.

    ``twice``: as many for each of the two halves that a search needs. ``heard``: names of takes
    whose text nobody gave; they measure only where given ones would be missed in training.
    """
    shortest, longest = HELD_OUT_SECONDS
    fitting = [take for take in takes if shortest <= take.seconds <= longest] or takes
    count = held_out_of(len(takes)) * (2 if twice else 1)
    ordered = sorted(fitting, key=lambda take: hashlib.sha256(take.name.encode()).digest())
    given = [take for take in ordered if take.name not in heard]
    if len(given) < len(ordered):
        given = given[: max(HELD_OUT_LEAST, len(given) // 3)]
        ordered = given + [take for take in ordered if take not in given]
    return ordered[:count]
