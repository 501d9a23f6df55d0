"""Importing a folder or a file: what has a text as takes, and all the rest cut and written down."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.audio.importing import ImportReport
from studio.audio.streams import clock
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.long_recording import LongReport, NewTake, import_recordings
from studio.dataset.recording_plan import Source

_WORDLESS = "Nobody speaks there: music or noise, of which nothing was made."
_MOST_WORDLESS = 20  # such places that are named for one file


class Imported:
    """The result of an import: `ImportReport` and, beside it, the takes made of long recordings."""

    def __init__(self, report: ImportReport | None = None) -> None:
        self._report = report or ImportReport()
        self._takes: list[NewTake] = []

    def long_files(self) -> list[tuple[str, str | None]]:
        """Files that were left for the long way, with the text that a table has for them."""
        report = self._report
        found: list[tuple[str, str | None]] = [(name, None) for name in report.without_text]
        found += report.too_long
        names = {name for name, _ in report.too_long}
        report.set_aside = [entry for entry in report.set_aside if entry[0] not in names]
        report.without_text, report.too_long = [], []
        return found

    def add(self, name: str, found: LongReport) -> None:
        """Take in what became of one long recording."""
        report = self._report
        self._takes += found.takes
        report.seconds += sum(take.seconds for take in found.takes if take.included)
        report.already += [name] * found.already
        report.noted += [(name, sentence) for sentence in found.notes]
        report.noted += [(take.label, take.note) for take in found.takes if _is_noted(take)]
        report.set_aside += [(take.label, take.note) for take in found.takes if not take.included]
        report.set_aside += [
            (f"{name} {clock(start)}–{clock(end)}", _WORDLESS)
            for start, end in found.wordless[:_MOST_WORDLESS]
        ]

    def failed(self, name: str, error: StudioError) -> None:
        """Note a long recording that could not be imported."""
        self._report.set_aside.append((name, str(error)))

    def as_dict(self) -> dict[str, Any]:
        """`ImportReport.as_dict()` with `added` in the order in which a person should look, and

        `takes`: the included takes of long recordings, the doubtful ones first, and `aside`: those
        that are in the library and not included; each as `NewTake` has it.
        """
        included = [take for take in self._takes if take.included]
        included.sort(key=lambda take: (take.kind != "doubtful", take.confidence))
        values = self._report.as_dict()
        values["added"] = [take.id for take in included] + values["added"]
        values["takes"] = [asdict(take) for take in included]
        values["aside"] = [asdict(take) for take in self._takes if not take.included]
        return values

    @property
    def added(self) -> int:
        """How many takes there are that are included."""
        return len(self._report.added) + sum(take.included for take in self._takes)


def import_long(
    library: Library, voice_id: str, root: Path, imported: Imported
) -> Generator[Message, None, None]:
    """Import the recordings that `imported` left for the long way; `root` is their folder, or the
    one recording itself.

    In a folder one bad file stops nothing. StudioError when `root` is a file that cannot be read.
    """
    if root.is_file():
        sources = [Source(root, root.name)]
    else:
        sources = [Source(root / name, name, text) for name, text in imported.long_files()]
    steps, before = import_recordings(library, voice_id, sources), imported.added
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            reports: list[LongReport | StudioError] = end.value
            break
        values = {"added": float(before + step.added)}
        if len(sources) > 1:
            values |= {"file": step.file + 1.0, "files": float(len(sources))}
        yield Progress(step.stage, step.fraction, step.seconds_left, values)
    for source, report in zip(sources, reports, strict=True):
        if isinstance(report, LongReport):
            imported.add(source.name, report)
        elif root.is_file():
            raise report
        else:
            imported.failed(source.name, report)


def _is_noted(take: NewTake) -> bool:
    return take.included and bool(take.note)
