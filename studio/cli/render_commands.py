"""`timbre render`: a script becomes a project of the library, and its lines become sound."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import open_library, progress_line
from studio.cli.terminal import ProgressLine, duration, print_json
from studio.cli.watching import CancelledByPerson, watch
from studio.core.entities import Project, ScriptLine
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Progress, Sample
from studio.core.project_store import DEFAULT
from studio.speech.delivery import DeliverySettings, lines_of_project
from studio.text.cast_files import read_cast
from studio.text.line_scripts import LineScript, open_script
from studio.text.voice_lexicon import read_csv

RENDER = "studio.speech.render:render"
DELIVER = "studio.speech.delivery_task:deliver"
VOICE = "af_heart"
"""Speaks a new project when nobody else is named."""
KEPT = "The lines that were made are kept; the same command makes those that are missing."
_MOST_LISTED = 20


def render(given: argparse.Namespace) -> int:
    """Read the script, render its lines, deliver them; say what is to be listened to."""
    tell = _JsonLines() if given.progress == "json" else None
    try:
        done = _rendered(given, tell)
    except CancelledByPerson as cancelled:
        if tell:
            tell("cancelled")
        cancelled.args = (KEPT,)
        raise
    except StudioError as error:
        if tell:
            tell("failed", sentence=str(error))
        raise
    if tell:
        tell("done", **done)
    elif given.json:
        print_json(done)
    else:
        _print(done)
    return ANSWER_IS_NO if done["failed"] or done["listen"] else OK


def _rendered(given: argparse.Namespace, tell: _JsonLines | None) -> dict[str, Any]:
    library = open_library(given)
    script = open_script(given.script, name=given.name or "", actions=given.actions)
    settings = _delivery(given)
    project, changes = _project(library, script, given)
    _cast(library, project, given)
    remarks = [*script.remarks, *_lexicon(library, project, given.lexicon)]
    line: ProgressLine = tell.line if tell else progress_line(given)
    for remark in remarks:
        line.note(remark)
    done = watch(
        RENDER,
        line,
        on_sample=tell.on_sample(library, project) if tell else None,
        library=library.root,
        project=project.id,
        which="changed" if given.changed else "all",
        lines=tuple(given.line or ()),
        tries=given.tries,
        processes=given.processes,
        cluster=given.cluster or "",
    )
    done |= {"name": project.name, "script": changes, "remarks": remarks}
    done["listen"] = [_to_listen(library, one) for one in library.listen_here(project.id)]
    if settings is not None:
        lines, done["left_out"] = lines_of_project(library, project.id, current=True)
        done["delivered"] = watch(
            DELIVER, line, library=library.root, lines=lines, out=given.out, settings=settings
        )
    return done


def _project(
    library: Library, script: LineScript, given: argparse.Namespace
) -> tuple[Project, dict[str, int] | None]:
    """The script's project, made or brought up to date; what changed in it."""
    known = {project.name.casefold(): project for project in library.projects()}
    found = known.get(script.name.casefold())
    if found is None:
        voice = given.voice or VOICE
        language = given.language or ""
        made = library.create_project(
            script.name, script.lines, source=script.source, language=language, voice=voice
        )
        return made, None
    if found.source != script.source and not given.name:
        raise StudioError(
            f"There is a project “{found.name}” of another script ({found.source}): give this one "
            "a name of its own with --name, or that name to read this script into it."
        )
    if given.language:
        found = library.update_project(found.id, language=given.language)
    return found, asdict(library.update_script(found.id, script.lines, script.source))


def _cast(library: Library, project: Project, given: argparse.Namespace) -> None:
    cast = read_cast(given.cast) if given.cast is not None else {}
    before = library.casting(project.id)
    for character, casting in cast.items():
        library.cast(project.id, character, casting.voice, casting.manner)
    if given.voice and given.voice != before[DEFAULT].voice and DEFAULT not in cast:
        library.cast(project.id, DEFAULT, given.voice, before[DEFAULT].manner)


def _lexicon(library: Library, project: Project, file: Path | None) -> list[str]:
    """Put the words of a table into the project's lexicon; what could not be read in it."""
    if file is None:
        return []
    found = read_csv(file)
    library.change_project_lexicon(project.id, lambda book: book.with_entries(*found.entries))
    return list(found.problems)


def _delivery(given: argparse.Namespace) -> DeliverySettings | None:
    """How lines become files; None where none are asked for. Checked before anything is made."""
    if given.out is None:
        return None
    asked = {
        name: getattr(given, name)
        for name in ("format", "layout", "loudness", "rate")
        if getattr(given, name) is not None
    }
    return DeliverySettings(**{"layout": "lines", "loudness": "none", "rate": 24_000, **asked})


def _to_listen(library: Library, line: ScriptLine) -> dict[str, Any]:
    """A flagged line: which word is in doubt, in which file, at which second."""
    path = library.rendering(line.rendering_id).path if line.rendering_id else None
    word = {"word": line.worst, "at": line.worst_at, "doubt": line.doubt}
    return {"id": line.id, "character": line.character, "text": line.text, **word, "path": path}


def _print(done: dict[str, Any]) -> None:
    counts = f"{done['made']} lines made ({duration(done['seconds'])}), {done['same']} as before"
    print(f"{done['name']}: {counts}, {done['failed']} failed.")
    for line_id, why in done["failures"][:_MOST_LISTED]:
        print(f"Not made: {line_id} – {why}", file=sys.stderr)
    if done["listen"]:
        print("Listen here, words that could not be heard back:")
    for one in done["listen"][:_MOST_LISTED]:
        print(f"  {one['id']}  {duration(one['at'] or 0)}  “{one['word']}”  {one['path']}")
    if len(done["listen"]) > _MOST_LISTED:
        print(f"  and {len(done['listen']) - _MOST_LISTED} more")
    if "delivered" in done:
        files = done["delivered"]["files"]
        print(f"{len(files)} files in {done['delivered']['folder']}.")
        if done["left_out"]:
            print(f"Left out, as they are not rendered: {done['left_out']} lines.", file=sys.stderr)
        for warning in done["delivered"]["warnings"]:
            print(warning, file=sys.stderr)


class _JsonLines:
    """Progress for programs: one JSON value a line on stdout, each with its "event"."""

    def __init__(self) -> None:
        self.line = _JsonLine(self)

    def __call__(self, event: str, **values: Any) -> None:
        said = {"event": event, **values}
        print(json.dumps(said, ensure_ascii=False, default=str), flush=True)

    def on_sample(self, library: Library, project: Project) -> Callable[[Sample], None]:
        """What tells of each line that is made."""

        def tell(sample: Sample) -> None:
            made = library.rendering(sample.path.stem)
            line = library.script_line(project.id, made.line_id)
            heard = {"heard": line.heard, "worst": line.worst, "worst_at": line.worst_at}
            place = {"id": line.id, "position": line.position, "state": line.state}
            self("line", **place, path=made.path, seconds=made.seconds, **heard)

        return tell


class _JsonLine(ProgressLine):
    """A progress line that says everything as JSON."""

    def __init__(self, tell: _JsonLines) -> None:
        super().__init__(quiet=True)
        self._tell = tell

    def show(self, progress: Progress) -> None:
        """Say where the work is."""
        known = {"fraction": progress.fraction, "seconds_left": progress.seconds_left}
        self._tell("progress", stage=progress.stage, **known, **progress.values)

    def note(self, line: str) -> None:
        """Say something beside."""
        self._tell("note", text=line)
