"""Choosing another checkpoint than the program did, and going back to what it chose. Tasks.

The run's report keeps who chose: without "choice" it is the program; with it the person did, and
`report["chosen_step"]` still says what the program had chosen.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.core import at_work
from studio.core.entities import Run, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.consent import lock
from studio.training.ladder import (
    choice_of,
    may_be_chosen,
    program_step,
    read_ladder,
    speaking_step,
)
from studio.voice.voice_file import load_voice, save_voice

Task = Generator[Message, None, dict[str, Any]]


def choose_rung(library: str | Path, voice_id: str, run_id: str, step: int) -> Task:
    """Let a rung of a finished run speak for its voice, also of one that was not kept.

    Returns voice, run, step, by ("person" or "program") and sentence. Raises StudioError when
    consent is missing, the voice is being trained, or the rung cannot be chosen.
    """
    books, voice = _unlocked(library, voice_id)
    yield Progress("load")
    with at_work.training(books.root / "voices" / voice.id, voice.name):
        run = _run_of(books, voice, run_id)
        why_not = may_be_chosen(read_ladder(run.folder), run, step)
        if why_not:
            raise StudioError(why_not)
        assert run.report is not None
        by_program = bool(run.report.get("kept")) and step == program_step(run)
        _put_in_place(run, step)
        _write_down(books, run, None if by_program else step)
        books.keep_run(voice.id, run.id)
    return {
        "voice": voice.name,
        "run": run.id,
        "step": step,
        "by": "program" if by_program else "person",
        "sentence": _sentence(voice, run, step, by_program),
    }


def back_to_program(library: str | Path, voice_id: str) -> Task:
    """Let the voice speak with what the program chose: the best rung of the last run it kept.

    Returns voice, run (None: it kept none), step (0 then), by and sentence. Raises StudioError when
    consent is missing, the voice is being trained, or those weights are gone.
    """
    books, voice = _unlocked(library, voice_id)
    yield Progress("load")
    with at_work.training(books.root / "voices" / voice.id, voice.name):
        runs = [run for run in books.runs(voice.id) if run.report is not None]
        kept = [run for run in runs if (run.report or {}).get("kept")]
        run = kept[-1] if kept else None
        if run is not None:
            if speaking_step(run.folder) != program_step(run):
                _put_in_place(run, program_step(run))
            _write_down(books, run, None)
        books.keep_run(voice.id, run.id if run else None)
        for other in runs:
            if not (other.report or {}).get("kept") and choice_of(other) is not None:
                _write_down(books, other, None)
                books.update_run(other.id, state="rejected")
    step = program_step(run) if run else 0
    sentence = (
        f"“{voice.name}” speaks with step {step} again, which the program chose."
        if run
        else f"“{voice.name}” speaks with no training again: the program had kept none."
    )
    return {
        "voice": voice.name,
        "run": run.id if run else None,
        "step": step,
        "by": "program",
        "sentence": sentence,
    }


def _unlocked(library: str | Path, voice_id: str) -> tuple[Library, Voice]:
    books = Library(Path(library))
    voice = books.voice(voice_id)
    locked = lock(books, voice)
    if locked is not None:
        raise StudioError(locked.sentence)
    return books, voice


def _run_of(books: Library, voice: Voice, run_id: str) -> Run:
    run = books.run(run_id)
    if run.voice_id != voice.id:
        raise StudioError(f"This run belongs to another voice than “{voice.name}”; choose its own.")
    return run


def _put_in_place(run: Run, step: int) -> None:
    """Make a rung's weights those of its run; what was there speaks until they are whole."""
    folder = read_ladder(run.folder).weights(step)
    if not folder.is_dir():
        raise StudioError(
            f"The weights of step {step} are no longer there: train the voice again to have them."
        )
    found = load_voice(folder)
    style = found.style
    with contextlib.suppress(StudioError):  # how the speaker asks was learnt once, at the end
        style = replace(style, question=load_voice(run.folder).style.question)
    save_voice(run.folder, found.tuned, style, step=step, inverse=found.inverse)


def _write_down(books: Library, run: Run, step: int | None) -> None:
    """Say in the run's report that the person chose a step; None = the program's choice."""
    report = {key: value for key, value in (run.report or {}).items() if key != "choice"}
    if step is not None:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        report["choice"] = {"step": step, "by": "person", "date": moment}
    books.update_run(run.id, report=report)


def _sentence(voice: Voice, run: Run, step: int, by_program: bool) -> str:
    report = run.report or {}
    if by_program:
        return f"“{voice.name}” speaks with step {step} now, which the program chose as well."
    if report.get("kept"):
        return (
            f"“{voice.name}” speaks with step {step} now, chosen by you; the program had chosen "
            f"step {program_step(run)}."
        )
    return (
        f"“{voice.name}” speaks with step {step} now, chosen by you. The program had kept nothing "
        f"of this run: {report.get('sentence', '')}"
    )
