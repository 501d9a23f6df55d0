"""The training task, as a worker runs it: from the takes of a voice to a kept run or a refusal.

consent? the same speaker? -> takes -> prepare (align, mark the start) -> tune -> mark the end
                                                                   -> kept, or not and why
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Generator as Steps
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch

from studio.core import at_work
from studio.core.entities import Run, Voice
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.consent import lock
from studio.dataset.same_speaker import check_same_speaker
from studio.speech.provenance import provenance
from studio.speech.speakers import blended_style
from studio.training import memory, presets
from studio.training.asking import learnt_question
from studio.training.averaging import COUNTS as MEANS
from studio.training.averaging import for_report, try_means
from studio.training.climb import Climb, tuned_of
from studio.training.device import choose_device
from studio.training.forecast import Forecast
from studio.training.gathering import Gathered, held_out_of, prepared
from studio.training.judging import Before, measure_end
from studio.training.lanes import Lane, lanes_for
from studio.training.listening import Listener
from studio.training.own_ways import OwnWays, own_ways
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.training.report import Report, verdict
from studio.training.search import FILE as SEARCH
from studio.training.search import FOLDER as TRIALS
from studio.training.search import Search, read_search
from studio.training.sentences import LEAST as LEAST_JUDGED
from studio.training.stock import nearest_stock
from studio.training.strength import STRENGTHS, try_strengths
from studio.training.strength import for_report as strength_for_report
from studio.training.trials import Bench, planned
from studio.training.tuning import BEST, CHECKPOINT, Course, Outlook, Tuning, course_of
from studio.training.weak_phonemes import weak_sounds
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style
from studio.voice.voice_file import save_voice

WORKING_FILES = (CHECKPOINT, BEST, SEARCH)

Working = Steps[Message, None, Any]


def train(
    library: str | Path,
    voice: str,
    preset: str = "quick",
    device: str = "auto",
    resume: bool = False,
    threads: int | None = None,
    recipe: dict[str, Any] | None = None,
    search: float | None = None,
) -> Steps[Message, None, dict[str, Any]]:
    """Fine-tune a voice of a library; returns its report card (`report.Report.to_dict`).

    ``recipe`` (`recipe.Recipe.to_dict`): how; None = the defaults. ``resume`` goes on with the last
    run that did not end. ``threads``: how many it computes with at once; None = as many as torch
    chooses, in two lanes at least. ``search``: minutes of trying recipes first, whatever the preset
    (`search.py`); None = those of the preset "longer", or none. Raises StudioError when consent is
    missing, withdrawn or given by another speaker than that of the takes, when there is too little
    speech, or when nothing is there to be resumed.
    """
    books = Library(Path(library))
    who = books.voice(voice)
    locked = lock(books, who)
    if locked is not None:
        raise StudioError(locked.sentence)
    yield from check_same_speaker(books, who)
    with at_work.training(books.root / "voices" / who.id, who.name):
        return (
            yield from _begin(
                books, who, preset, device, resume, threads, Recipe.from_dict(recipe or {}), search
            )
        )


def _begin(
    books: Library,
    who: Voice,
    preset: str,
    device: str,
    resume: bool,
    threads: int | None,
    recipe: Recipe,
    search: float | None,
) -> Steps[Message, None, dict[str, Any]]:
    """Write the row of a run, or find that of an interrupted one, and go the whole way."""
    chosen = presets.preset(presets.LONGER.name if search else preset)
    where = choose_device(device)
    run = _interrupted(books, who) if resume else None
    if resume and run is None:
        raise StudioError(f"There is no interrupted training of “{who.name}” to go on with.")
    begun = course_of(run.folder) if run else None
    wanted = Recipe.from_dict(begun.recipe) if begun else recipe
    lengths = [take.seconds for take in books.takes(who.id, included_only=True)]
    recipe, where = memory.placed(wanted, lengths, where, may_move=device == "auto")
    memory.check_room(books.root)
    note = "" if recipe == wanted else memory.NOTE
    if run is None:
        run = books.create_run(who.id, chosen.name, where.type)
    books.update_run(run.id, state="training")
    try:
        report = yield from _forecast(run, where, search, begun, len(lengths)).over(
            _train(books, who, run, where, threads, recipe, search, note)
        )
    except GeneratorExit:
        books.update_run(run.id, state="cancelled")
        raise
    except BaseException:
        books.update_run(run.id, state="failed")
        raise
    return report


def _forecast(
    run: Run,
    where: torch.device,
    to_search: float | None,
    begun: Course | None,
    takes: int,
) -> Forecast:
    """What is left of a run, as long as that cannot be measured."""
    chosen = presets.preset(run.preset)
    minutes = to_search or chosen.minutes_on(where.type)
    held = max(LEAST_JUDGED, held_out_of(takes))
    rungs = chosen.rungs - (len(begun.rungs) if begun else 0)
    tuning = 60 * minutes - (begun.spent if begun else 0.0)
    return Forecast(takes, held, max(0.0, tuning), max(0, rungs))


def _train(
    books: Library,
    who: Voice,
    run: Run,
    device: torch.device,
    threads: int | None,
    recipe: Recipe,
    to_search: float | None,
    note: str,
) -> Steps[Message, None, dict[str, Any]]:
    """The whole way of one run whose row is written; ``note``: on what was decided before."""
    chosen = presets.preset(run.preset)
    minutes = to_search or chosen.minutes_on(device.type)
    search = planned(run, minutes, recipe) if chosen is presets.LONGER else None
    if threads is not None:
        torch.set_num_threads(threads)
    yield Progress("prepare")
    ears = InverseModel.load(device=device).requires_grad_(False)
    takes = yield from prepared(books, who, run, ears)
    heard = frozenset(take.id for take in books.takes(who.id) if take.text_is_heard)
    course = course_of(run.folder) or Course()
    course.recipe = recipe.to_dict()
    if note:
        course.note(note)
    gathered = Gathered.of(takes, heard, course, search, who.language)
    yield Progress("prepare")
    listener = Listener.knowing(ears, gathered.learnt)
    yield Progress("prepare")
    if search is not None:
        course.base = search.base
    course.base = course.base or who.base or nearest_stock(listener.speaker)[0]
    voice = _Voice.begin(course.base, device)
    yield Progress("prepare")
    before = yield from Before.measure(listener, voice, gathered)
    tuning = yield from _tuned(
        who,
        run,
        course,
        voice,
        listener,
        gathered,
        before,
        search,
        60 * minutes,
        lanes_for(threads),
        provenance(books, who.id).source,
    )
    means = yield from try_means(tuning)
    points = yield from try_strengths(tuning, before.start, before.real)
    tuning.take_best()
    question = learnt_question(voice.generator, voice.style, gathered.learnt)
    voice.style = replace(voice.style, question=question)
    end, readings = yield from measure_end(listener, voice, gathered, before)
    ways = own_ways((take.said for take in takes), who.language)
    kept, why = verdict(before.start, end, before.real)
    course, learnt = tuning.course, gathered.learnt
    report = Report(
        kept=kept,
        sentence=why,
        preset=run.preset,
        device=device.type,
        minutes_of_speech=_minutes(learnt),
        minutes_of_training=course.spent / 60,
        start=before.start,
        end=end,
        real=before.real,
        nearest_stock=course.base,
        held_out=tuple(take.text for take in gathered.held),
        set_aside=tuple((t.text, t.note) for t in books.takes(who.id) if t.note and not t.included),
        steps=course.steps,
        chosen_step=course.best_step,
        weak=weak_sounds(
            [take.phonemes for take in learnt],
            readings,
            who.language,
            read={take.text for take in books.takes(who.id, included_only=True)},
        ).to_dict(),
        ways=ways.to_dict(),
        minutes_without_text=_minutes([take for take in learnt if take.name in heard]),
        search=search.to_report() if search else {},
        averaged=for_report(means),
        strength=strength_for_report(points),
        notes=tuple(course.notes),
    ).to_dict()
    _finish(books, who, run, voice, report, ways)
    return report


def _tuned(
    who: Voice,
    run: Run,
    course: Course,
    voice: _Voice,
    listener: Listener,
    gathered: Gathered,
    before: Before,
    search: Search | None,
    seconds: float,
    lanes: Sequence[Lane],
    origin: str,
) -> Steps[Message, None, Tuning]:
    """Tune, after a search if there is to be one; the best of it lies in the run's folder."""

    def climb(folder: Path, course: Course) -> Climb:
        text, climbed = gathered.choosing[0].text, [int(rung["step"]) for rung in course.rungs]
        return Climb(folder, who.name, who.language, course.base, text, climbed, origin)

    tried_after = len(MEANS) + 1 + len(STRENGTHS)
    after = before.judging_seconds + tried_after * before.rung_seconds
    if search is not None and not course.steps:
        search.held_out, search.base = course.held_out, course.base
        bench = Bench(
            search,
            run.folder,
            partial(_Voice.begin, course.base, voice.generator.device),
            climb,
            listener,
            gathered.learnt,
            gathered.choosing,
            gathered.held,
            who.name,
            who.language,
            lanes,
            before.rung_seconds,
        )
        notes, course = course.notes, (yield from bench.run(after))
        course.notes = [*notes, *course.notes]
    tuning = Tuning(
        voice.generator,
        voice.style,
        voice.inverse,
        listener,
        run.folder,
        course,
        who.name,
        who.language,
        lanes,
        climb(run.folder, course),
    )
    yield from tuning.set_up(gathered.learnt, gathered.choosing, lines=gathered.choosing_lines)
    if search is not None:
        seconds = course.spent  # the winner has been tuned
    rungs = presets.preset(run.preset).rungs
    yield from tuning.run(Outlook(seconds, rungs, before.rung_seconds, after))
    return tuning


def _minutes(takes: Iterable[PreparedTake]) -> float:
    """Of speech."""
    return sum(take.seconds for take in takes) / 60


@dataclass
class _Voice:
    """The models that a run changes."""

    generator: Generator
    style: Style
    inverse: InverseModel

    @classmethod
    def begin(cls, base: str, device: torch.device) -> _Voice:
        """The shipped models, and a stock voice to start from."""
        inverse = InverseModel.load(device=device)
        inverse.encoder.requires_grad_(False)
        return cls(Generator.load(device), blended_style({base: 1.0}).to(device), inverse)


def _interrupted(books: Library, who: Voice) -> Run | None:
    """The last run of a voice that did not end but can go on."""
    for run in reversed(books.runs(who.id)):
        begun = course_of(run.folder) or read_search(run.folder)
        if run.state in ("training", "cancelled", "failed") and begun:
            return run
    return None


def _finish(
    books: Library, who: Voice, run: Run, voice: _Voice, report: dict[str, Any], ways: OwnWays
) -> None:
    """Write what is kept, then say so in the library, then clear away what was only for the way."""
    write_atomically(run.folder / "report.json", json.dumps(report, indent=2).encode())
    if report["kept"]:
        save_voice(
            run.folder,
            tuned_of(voice.generator),
            voice.style,
            step=report["chosen_step"],
            inverse=voice.inverse.head_state(),
        )
        books.update_run(run.id, state="kept", report=report)
        books.keep_run(who.id, run.id)
        with contextlib.suppress(StudioError):  # a trained voice is worth more than its lexicon
            books.change_lexicon(who.id, lambda lexicon: lexicon.with_heard(ways.entries()))
    else:
        books.update_run(run.id, state="rejected", report=report)
    for name in WORKING_FILES:
        (run.folder / name).unlink(missing_ok=True)
    shutil.rmtree(run.folder / TRIALS, ignore_errors=True)
