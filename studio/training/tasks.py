"""The training task, as a worker runs it: from the takes of a voice to a kept run or a refusal.

consent? the same speaker? -> takes -> prepare (align, mark the start) -> tune -> mark the end
                                                                   -> kept, or not and why
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import time
from collections.abc import Collection, Sequence
from collections.abc import Generator as Steps
from dataclasses import dataclass
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
from studio.speech.speakers import blended_style
from studio.text.voice_lexicon import Sayings
from studio.training import memory, presets
from studio.training.averaging import COUNTS as MEANS
from studio.training.averaging import for_report, try_means
from studio.training.climb import Climb, tuned_of
from studio.training.device import choose_device
from studio.training.forecast import Forecast
from studio.training.ladder import SENTENCES as LADDER_SENTENCES
from studio.training.lanes import lanes_for
from studio.training.listening import Listener, Reading, speak_all
from studio.training.own_ways import OwnWays, own_ways
from studio.training.prepare import SetAside, prepare_takes
from studio.training.prepared import PreparedTake
from studio.training.recipe import Recipe
from studio.training.report import Marks, Report, mark, verdict
from studio.training.search import FILE as SEARCH
from studio.training.search import FOLDER as TRIALS
from studio.training.search import read_search
from studio.training.stock import nearest_stock
from studio.training.strength import STRENGTHS, try_strengths
from studio.training.strength import for_report as strength_for_report
from studio.training.trials import Bench, planned, split
from studio.training.tuning import (
    BEST,
    CHECKPOINT,
    LISTENED,
    Course,
    Outlook,
    Tuning,
    course_of,
)
from studio.training.weak_phonemes import Heard, weak_sounds
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style
from studio.voice.voice_file import save_voice

LEAST_SECONDS = 20.0  # of speech that a voice can be made of at all
HELD_OUT_SHARE, HELD_OUT_MOST, HELD_OUT_LEAST = 0.1, 8, 2
HELD_OUT_SECONDS = (1.5, 9.0)  # too short says little, too long costs time
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
    held = _held_out_of(takes)
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
    minutes = chosen.minutes_on(device.type)
    search = planned(run, to_search or minutes, recipe) if chosen is presets.LONGER else None
    if threads is not None:
        torch.set_num_threads(threads)
    yield Progress("prepare")
    ears = InverseModel.load(device=device).requires_grad_(False)
    takes = yield from _prepared(books, who, run, ears)
    heard = {take.id for take in books.takes(who.id) if take.text_is_heard}
    course = course_of(run.folder) or Course()
    course.recipe = recipe.to_dict()
    if note:
        course.note(note)
    if search is not None:
        course.held_out, course.base = course.held_out or search.held_out, search.base
    unseen = hold_out(takes, search is not None, heard)
    course.held_out = course.held_out or [take.name for take in unseen]
    held = [take for take in takes if take.name in course.held_out]
    choosing, held = (held, held) if search is None else split(held, course.held_out)
    learnt = [take for take in takes if take.name not in course.held_out]
    yield Progress("prepare")
    listener = Listener.knowing(ears, learnt)
    yield Progress("prepare")
    course.base = course.base or who.base or nearest_stock(listener.speaker)[0]
    voice = _Voice.begin(course.base, device)
    yield Progress("prepare")
    before = yield from _Before.measure(listener, voice, held)

    def climb(folder: Path, course: Course) -> Climb:
        text, climbed = choosing[0].text, [int(rung["step"]) for rung in course.rungs]
        return Climb(folder, who.name, who.language, course.base, text, climbed)

    tried_after = len(MEANS) + 1 + len(STRENGTHS)
    after = before.judging_seconds + tried_after * before.rung_seconds
    if search is not None and not course.steps:
        search.held_out, search.base = course.held_out, course.base
        bench = Bench(
            search,
            run.folder,
            partial(_Voice.begin, course.base, device),
            climb,
            listener,
            learnt,
            choosing,
            held,
            who.name,
            who.language,
            lanes_for(threads),
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
        lanes_for(threads),
        climb(run.folder, course),
    )
    yield from tuning.set_up(learnt, choosing)
    seconds = minutes * 60 if search is None else course.spent  # the winner has been tuned
    yield from tuning.run(Outlook(seconds, chosen.rungs, before.rung_seconds, after))
    means = yield from try_means(tuning)
    points = yield from try_strengths(tuning, before.start, before.real)

    yield Progress("judge", 0.0, before.judging_seconds)
    tuning.take_best()
    ended = speak_all(voice.generator, voice.style, [take.phonemes for take in held])
    yield Progress("judge", 0.3)
    heard_end = listener.hear(ended)
    real, start = before.real, before.start
    end = mark(listener, ended, held, heard_end, real.similarity)
    readings = [
        Heard.of(take.phonemes, clone, own)
        for take, clone, own in zip(held, heard_end, before.heard_real, strict=True)
    ]
    ways = own_ways((take.said for take in takes), who.language)
    kept, why = verdict(start, end, real)
    report = Report(
        kept=kept,
        sentence=why,
        preset=run.preset,
        device=device.type,
        minutes_of_speech=sum(take.seconds for take in learnt) / 60,
        minutes_of_training=course.spent / 60,
        start=start,
        end=end,
        real=real,
        nearest_stock=course.base,
        held_out=tuple(take.text for take in held),
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
        minutes_without_text=sum(take.seconds for take in learnt if take.name in heard) / 60,
        search=search.to_report() if search else {},
        averaged=for_report(means),
        strength=strength_for_report(points),
        notes=tuple(course.notes),
    ).to_dict()
    _finish(books, who, run, voice, report, ways)
    return report


@dataclass(frozen=True)
class _Before:
    """What is measured before the tuning, with how long that took: it is done again after it."""

    real: Marks
    start: Marks
    heard_real: list[Reading]
    rung_seconds: float
    """What a rung will take, about."""
    judging_seconds: float
    """What judging the end will take."""

    @classmethod
    def measure(
        cls, listener: Listener, voice: _Voice, held: Sequence[PreparedTake]
    ) -> Steps[Message, None, _Before]:
        """Measure the real takes first, so that no loading of models is counted as judging."""
        takes = [take.sound.numpy() for take in held]
        heard_real = listener.hear(takes)
        real = mark(listener, takes, held, heard_real, None)
        yield Progress("prepare")
        began = time.monotonic()
        started = speak_all(voice.generator, voice.style, [take.phonemes for take in held])
        heard = listener.hear(started)
        spoken = time.monotonic()
        start = mark(listener, started, held, heard, real.similarity)
        whole = time.monotonic() - began
        yield Progress("prepare")
        each = (spoken - began) / len(held)
        rung = each * (min(LISTENED, len(held)) + LADDER_SENTENCES)
        return cls(real, start, heard_real, rung, whole)


def _prepared(
    books: Library, who: Voice, run: Run, ears: InverseModel
) -> Steps[Message, None, list[PreparedTake]]:
    """Every take that can be learnt from; the others are named, and set aside in the library."""
    takes = books.takes(who.id, included_only=True)
    ready: list[PreparedTake] = []
    folder = run.folder.parent / "prepared"
    own = Sayings(books.lexicon(who.id), who.language, "you")
    prepared = prepare_takes(takes, who.language, ears, folder, own)
    for number, item in enumerate(prepared, start=1):
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


def _held_out_of(takes: int) -> int:
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
    count = _held_out_of(len(takes)) * (2 if twice else 1)
    ordered = sorted(fitting, key=lambda take: hashlib.sha256(take.name.encode()).digest())
    given = [take for take in ordered if take.name not in heard]
    if len(given) < len(ordered):
        given = given[: max(HELD_OUT_LEAST, len(given) // 3)]
        ordered = given + [take for take in ordered if take not in given]
    return ordered[:count]


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
