"""The long work on a script: render its lines, deliver them. One job at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.core.entities import Project
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.page_job import PageJob
from studio.gui.script_words import lines as lines_text
from studio.gui.sentences import said as said_below
from studio.gui.widgets.job_strip import JobStrip
from studio.jobs.messages import Progress, Sample
from studio.speech.delivery import DeliveredLine, DeliverySettings

RENDER_TASK = "studio.speech.render:render"
DELIVER_TASK = "studio.speech.delivery_task:deliver"

Result = dict[str, Any]


class ScriptWork(QObject):
    """Runs the jobs of the page and says how each ended."""

    began = Signal()
    ended = Signal()
    working = Signal(str, float)
    """What is running ("" = nothing) and how far it is, 0 to 1 or -1: for the sidebar."""
    line_made = Signal(int)
    """Place of a line in the script."""
    said = Signal(str, str, str)
    """Tone, sentence, detail: for the banner."""
    delivered = Signal(dict)
    """What `deliver` returned."""

    def __init__(self, library: Library, bridge: Bridge, strip: JobStrip) -> None:
        super().__init__()
        self._library = library
        self._job = PageJob(bridge, strip)
        self._job.began.connect(self.began)
        self._job.ended.connect(self._ended)
        self._name = ""
        strip.pause_pressed.connect(self._job.pause)
        strip.resume_pressed.connect(self._job.resume)

    @property
    def running(self) -> bool:
        return self._job.running

    def cancel(self) -> None:
        """Ask the job to stop; what it has done so far stays."""
        self._job.cancel()

    def render(self, project: Project, which: str, lines: Sequence[str] = ()) -> None:
        """Render what is "changed", "all" or "flagged" of a project, or some lines once more."""
        what = self.tr("Rendering {0}").format(lines_text(len(lines)) if lines else project.name)
        self._run(
            project.name,
            RENDER_TASK,
            what,
            self._rendered,
            self.tr("Stopped; what is made is kept, and “Render” goes on from there."),
            project=project.id,
            which=which,
            lines=tuple(lines),
        )

    def deliver(
        self,
        project: Project,
        lines: Sequence[DeliveredLine],
        folder: Path,
        settings: DeliverySettings,
    ) -> None:
        """Write lines as files into a folder."""
        self._run(
            project.name,
            DELIVER_TASK,
            self.tr("Exporting to {0}").format(folder.name),
            self.delivered.emit,
            self.tr("Export stopped; the files that are written are whole."),
            lines=list(lines),
            out=folder,
            settings=settings,
        )

    def _run(
        self,
        name: str,
        target: str,
        what: str,
        done: Callable[[Result], None],
        stopped: str,
        **kwargs: Any,
    ) -> None:
        if self._job.running:
            sentence = self.tr("Wait until what is running has ended, or cancel it.")
            self.said.emit("info", sentence, "")
            return
        self._name = name
        self.working.emit(what, -1.0)
        self._job.run(
            target,
            what,
            done,
            lambda sentence, detail: self.said.emit("bad", sentence, detail),
            lambda: self.said.emit("info", stopped, ""),
            can_pause=True,
            progress=self._progress,
            sample=self._sample,
            library=self._library.root,
            **kwargs,
        )

    def _progress(self, progress: Progress) -> None:
        fraction = -1.0 if progress.fraction is None else progress.fraction
        self.working.emit(f"{self._name}: {texts.word(progress.stage)}", fraction)

    def _sample(self, sample: Sample) -> None:
        self.line_made.emit(sample.step)

    def _ended(self) -> None:
        self.working.emit("", -1.0)
        self.ended.emit()

    def _rendered(self, result: Result) -> None:
        made, flagged, failed = (int(result[name]) for name in ("made", "flagged", "failed"))
        text = self.tr("{0} made ({1}).")
        parts = [text.format(lines_text(made), texts.duration(float(result["seconds"])))]
        if not made and not failed:
            parts = [self.tr("Nothing had to be made: every line is as it was.")]
        if flagged:
            text = self.tr("Listen to {0}: a word of each could not be heard back.")
            parts.append(text.format(lines_text(flagged)))
        failures = [f"{line}: {said_below(why)}" for line, why in result["failures"]]
        if failed:
            text = self.tr("{0} failed: {1}")
            parts.append(text.format(lines_text(failed), said_below(result["failures"][0][1])))
        tone = "bad" if failed else "warn" if flagged else "good"
        self.said.emit(tone, " ".join(parts), "\n".join(failures))
