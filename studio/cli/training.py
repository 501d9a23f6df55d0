"""`timbre train` and `timbre report`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import open_library, progress_line
from studio.cli.report_text import report_text
from studio.cli.terminal import ProgressLine, print_json
from studio.cli.watching import CancelledByPerson, watch
from studio.core.entities import Run, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Sample
from studio.jobs.cores import threads_beside, usable_cores
from studio.training.search import FILE as SEARCH_FILE

TRAIN = "studio.training.tasks:train"
PREPARE = "studio.training.preparing:prepare"


def train(given: argparse.Namespace) -> int:
    """Fine-tune a voice and print its report card."""
    library = open_library(given)
    voice = library.voice(given.name)
    report = train_voice(
        library,
        voice,
        given.preset,
        given.device,
        given.resume,
        progress_line(given),
        given.leave_cores,
        given.search,
    )
    if given.json:
        print_json(report)
    else:
        print(report_text(voice.name, report))
    return OK if report["kept"] else ANSWER_IS_NO


def train_voice(
    library: Library,
    voice: Voice,
    preset: str,
    device: str,
    resume: bool,
    line: ProgressLine,
    leave_cores: int = 0,
    search: float | None = None,
) -> dict[str, Any]:
    """Run the training and return its report. Raises StudioError when it may not or cannot run.

    ``leave_cores``: how many of the cores it does not work with. ``search``: minutes of trying
    recipes, None = as the preset says.
    """
    threads = threads_beside(leave_cores, usable_cores())
    if library.consent(voice.id) is None:
        raise StudioError(
            f"Training is locked until somebody consents that “{voice.name}” is cloned: "
            f'timbre consent "{voice.name}" --by "FULL NAME"'
        )

    def heard(sample: Sample) -> None:
        line.note(f"A sample to listen to: {sample.path}")

    try:
        return watch(
            TRAIN,
            line,
            on_sample=heard,
            process_threads=threads,
            threads=threads,
            library=library.root,
            voice=voice.id,
            preset=preset,
            device=device,
            resume=resume,
            search=search,
        )
    except CancelledByPerson:
        if can_resume(library, voice):
            line.note(f'Go on later with: timbre train "{voice.name}" --resume')
        raise


def prepare(given: argparse.Namespace) -> int:
    """Prepare a voice's takes and say which cannot be learnt from."""
    library = open_library(given)
    voice = library.voice(given.name)
    where = {"library": library.root, "voice": voice.id, "cluster": given.cluster or ""}
    done = watch(PREPARE, progress_line(given), **where)
    if given.json:
        print_json(done)
        return OK
    for take, why in done["unusable"]:
        print(f"Not to be learnt from: {take} – {why}", file=sys.stderr)
    print(f"{done['voice']}: {done['prepared']} takes prepared, {done['same']} as before.")
    return OK


def can_resume(library: Library, voice: Voice) -> bool:
    """Whether the last run did not end and has a checkpoint or a search to go on from."""
    runs = library.runs(voice.id)
    return bool(runs) and (
        runs[-1].state in ("training", "cancelled", "failed")
        and any((runs[-1].folder / n).is_file() for n in ("checkpoint.safetensors", SEARCH_FILE))
    )


def report(given: argparse.Namespace) -> int:
    """Print the report card of a run: the last one that has one, or the one asked for."""
    library = open_library(given)
    voice = library.voice(given.name)
    run = _chosen(library, voice, given.run_id)
    if given.json:
        print_json(
            {
                "voice": voice.name,
                "run": run.id,
                "state": run.state,
                "speaks": run.id == voice.run,
                "created": run.created,
                "report": run.report,
            }
        )
        return OK
    assert run.report is not None
    print(report_text(voice.name, run.report))
    print(f"Run {run.id} of {run.created}; {_role(library, voice, run)}.")
    return OK


def _chosen(library: Library, voice: Voice, run_id: str | None) -> Run:
    runs = [run for run in library.runs(voice.id) if run.report is not None]
    if run_id is not None:
        runs = [run for run in runs if run.id == run_id]
    if not runs:
        which = f"no finished run {run_id}" if run_id else "not been trained to the end yet"
        raise StudioError(f"“{voice.name}” has {which}: there is no report card to show.")
    return runs[-1]


def _role(library: Library, voice: Voice, run: Run) -> str:
    if run.id == voice.run:
        return "the voice speaks with it"
    return "another run speaks" if voice.run else "no run speaks yet"
