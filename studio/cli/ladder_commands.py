"""`timbre ladder`: the checkpoints of a run, and which of them speaks."""

from __future__ import annotations

import argparse
from typing import Any

from studio.cli.exit_codes import OK
from studio.cli.options import open_library, progress_line
from studio.cli.terminal import print_json, print_table
from studio.cli.watching import watch
from studio.core.entities import Run, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.training.ladder import (
    Ladder,
    Rung,
    clear_ladder,
    may_be_chosen,
    program_step,
    read_ladder,
    speaking_step,
)

CHOOSE = "studio.training.choosing:choose_rung"
BACK = "studio.training.choosing:back_to_program"


def ladder(given: argparse.Namespace) -> int:
    """List the rungs of a run, or do with them what was asked for."""
    library = open_library(given)
    voice = library.voice(given.name)
    line = progress_line(given)
    if given.back:
        return _tell(given, watch(BACK, line, library=library.root, voice_id=voice.id))
    run, rungs = _found(library, voice, given.run_id)
    if given.use is not None:
        why_not = may_be_chosen(rungs, run, given.use)
        if why_not:  # said at once, before anything is loaded
            raise StudioError(why_not)
        return _tell(
            given,
            watch(
                CHOOSE,
                line,
                library=library.root,
                voice_id=voice.id,
                run_id=run.id,
                step=given.use,
            ),
        )
    if given.clear:
        freed = clear_ladder(rungs, run)
        words = f"Cleared the ladder of “{voice.name}”: {_megabytes(freed)} are free again."
        return _tell(given, {"voice": voice.name, "run": run.id, "bytes": freed, "sentence": words})
    return _list(given, voice, run, rungs)


def _tell(given: argparse.Namespace, result: dict[str, Any]) -> int:
    if given.json:
        print_json(result)
    else:
        print(result["sentence"])
    return OK


def _found(library: Library, voice: Voice, run_id: str | None) -> tuple[Run, Ladder]:
    """The run asked for, or the newest that has a ladder."""
    for run in reversed(library.runs(voice.id)):
        rungs = read_ladder(run.folder) if run_id in (None, run.id) else None
        if rungs is not None and rungs.rungs:
            return run, rungs
    which = f"Run {run_id} of “{voice.name}”" if run_id else f"“{voice.name}”"
    raise StudioError(f"{which} has no checkpoints to compare: train it, then ask again.")


def _list(given: argparse.Namespace, voice: Voice, run: Run, rungs: Ladder) -> int:
    speaks = speaking_step(run.folder) if voice.run == run.id else None
    size = rungs.bytes_of_weights()
    if given.json:
        steps = [_as_json(rungs, run, rung, speaks) for rung in rungs.rungs]
        print_json(
            {
                "voice": voice.name,
                "run": run.id,
                "kept": bool((run.report or {}).get("kept")),
                "speaks": speaks,
                "chosen_by": "person" if _by_person(run, speaks) else "program",
                "texts": rungs.texts,
                "bytes": size,
                "rungs": steps,
            }
        )
        return OK
    rows = [_row(rungs, run, rung, speaks) for rung in rungs.rungs]
    print_table(rows, ("STEP", "SIMILARITY", "PER", "VALIDATION", "SCORE", "STATE"))
    print(f"\nEach says, in {rungs.run / 'samples'}:")
    for number, text in enumerate(rungs.texts, start=1):
        print(f"  {number}  {text}")
    print(f"\nRun {run.id} of {run.created}. Its checkpoints take {_megabytes(size)}.")
    if run.report is not None and not run.report.get("kept"):
        print(f"The program kept nothing of it: {run.report['sentence']}")
    return OK


def _row(rungs: Ladder, run: Run, rung: Rung, speaks: int | None) -> list[str]:
    figures = [f"{rung.similarity:.3f}", f"{rung.per:.1%}", f"{rung.validation:.3f}"]
    return [str(rung.step), *figures, f"{rung.score:.3f}", _state(rungs, run, rung, speaks)]


def _state(rungs: Ladder, run: Run, rung: Rung, speaks: int | None) -> str:
    if rung.step == 0:
        return "the stock voice it started from"
    words = []
    if rung.step == speaks:
        words.append(f"speaks now{', chosen by you' if _by_person(run, speaks) else ''}")
    if run.report is not None and run.report.get("kept") and rung.step == program_step(run):
        words.append("chosen by the program")
    if not rungs.has_weights(rung.step):
        words.append("weights not kept")
    return "; ".join(words)


def _by_person(run: Run, speaks: int | None) -> bool:
    kept = bool((run.report or {}).get("kept"))
    return speaks is not None and not (kept and speaks == program_step(run))


def _as_json(rungs: Ladder, run: Run, rung: Rung, speaks: int | None) -> dict[str, Any]:
    return {
        "step": rung.step,
        "similarity": rung.similarity,
        "per": rung.per,
        "validation": rung.validation,
        "score": rung.score,
        "speaks": rung.step == speaks,
        "program": bool((run.report or {}).get("kept")) and rung.step == program_step(run),
        "can_be_chosen": not may_be_chosen(rungs, run, rung.step),
        "samples": [str(rungs.sample(rung.step, n)) for n in range(len(rungs.texts))],
    }


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
