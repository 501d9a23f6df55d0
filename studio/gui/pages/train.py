"""The Train page: choose, start, watch, listen, read the report card."""

import importlib
import time
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from studio.core.entities import Language, Run, Voice
from studio.core.library import Library
from studio.dataset.deletion import Deleted, delete_voice
from studio.gui import texts
from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.consenting import Consenting
from studio.gui.farewell import farewell
from studio.gui.laddering import Laddering
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.sentences import said
from studio.gui.voice_summary import VoiceSummary, summarise
from studio.gui.widgets.curves import Curves
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import column, panel, row
from studio.gui.widgets.report_card import ReportCard
from studio.gui.widgets.run_table import RunTable
from studio.gui.widgets.sample_list import SampleList
from studio.gui.widgets.train_settings import TrainSettings
from studio.jobs.messages import Checkpoint, Progress, Sample
from studio.training.search import FILE as SEARCH_FILE

TRAIN_TASK = "studio.training.tasks:train"
DEVICES_TASK = "studio.training.device_tasks:usable_devices"
PLOT_MODULE = "studio.gui.widgets.loss_plot"
BEGUN_FILES = ("checkpoint.safetensors", SEARCH_FILE)
RESUMABLE = ("training", "cancelled", "failed")
NICE = 5  # training leaves the processor to whoever uses the computer

PROGRESS, REPORT, LADDER, RUNS = range(4)


@dataclass(frozen=True, slots=True)
class _Running:
    """The training that is going on."""

    job: Job
    voice: Voice
    began: float
    """Monotonic seconds."""


class TrainPage(Page):
    """Settings on the left; curves and samples, the report card and earlier runs on the right."""

    working = Signal(str, float)
    """What is running ("" = nothing) and how far it is, 0 to 1 or -1: for the sidebar."""
    mending_asked = Signal(str)
    """Id of a voice whose weak sounds are to be recorded."""

    def __init__(self, library: Library, bridge: Bridge, playback: Playback) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._voice: Voice | None = None
        self._summary: VoiceSummary | None = None
        self._running: _Running | None = None
        self._shown_before = False
        self._fraction = -1.0  # how far the training has said to be
        self._saved = False  # whether the run that is going on has a checkpoint
        self.settings = TrainSettings()
        self.settings.start_pressed.connect(self.start)
        self.settings.resume_pressed.connect(lambda: self.start(resume=True))
        self.settings.consent_pressed.connect(self.ask_for_consent)
        self.consenting = Consenting(library, bridge, playback, self)
        self.consenting.said.connect(self.say)
        self.consenting.changed.connect(self._library_changed)
        self.consenting.delete_wanted.connect(self._delete_voice)
        self.strip = JobStrip()
        self.strip.cancel_pressed.connect(self.cancel)
        self.strip.pause_pressed.connect(self.pause)
        self.strip.resume_pressed.connect(self.go_on)
        self.curves = Curves()
        self.samples = SampleList(playback)
        self.report = ReportCard()
        self.report.record_pressed.connect(self.mending_asked)
        self.report.language_pressed.connect(self._use_language)
        self.laddering = Laddering(library, bridge, playback, self)
        self.laddering.said.connect(self.say)
        self.laddering.changed.connect(self._library_changed)
        self.runs = RunTable()
        self.runs.opened.connect(self._open_run)
        self._lay_out()
        self.retranslate()

    @property
    def busy(self) -> bool:
        """Whether a voice is being trained."""
        return self._running is not None

    def set_voice(self, voice: Voice | None) -> None:
        changed = (voice.id if voice else "") != (self._voice.id if self._voice else "")
        self._voice = voice
        if changed:
            self._summary = None
            if not self.busy:
                self._clear()
            self._update_state()

    def refresh(self) -> None:
        if self._voice is not None:
            read = partial(summarise, self._library, self._voice)
            self._bridge.compute(read, self._show, self.refuse, "summary")
        self._update_state()
        if not self._shown_before:
            self._shown_before = True
            self._bridge.load("pyqtgraph", self._draw_curves)
            found = Handlers(done=lambda result: self.settings.show_devices(**result))
            self._bridge.run(DEVICES_TASK, found, nice=NICE, process_threads=1, try_out=True)

    def _draw_curves(self, _pyqtgraph: ModuleType) -> None:
        """Take the plotting package in use, once it is loaded; our own part of it is small."""
        self.curves.draw_with(importlib.import_module(PLOT_MODULE))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Train"))
        self.settings.retranslate()
        self.samples.retranslate()
        self.report.retranslate()
        self.laddering.view.retranslate()
        self.runs.retranslate()
        self.curves.show_hint(self.tr("The losses are drawn here while a voice is being trained."))
        self.curves.setAccessibleName(self.tr("Losses over time"))
        self.curves.setToolTip(
            self.tr(
                "L = L_G + L_I: how far speaking and hearing are from the takes. "
                "Validation is measured on takes that training never sees."
            )
        )
        for tab, name in (
            (PROGRESS, self.tr("Progress")),
            (REPORT, self.tr("Report card")),
            (LADDER, self.tr("Ladder")),
            (RUNS, self.tr("Earlier runs")),
        ):
            self.tabs.setTabText(tab, name)
        self._update_state()

    # What the person asks for

    def start(self, resume: bool = False) -> None:
        """Train the chosen voice; with `resume`, go on with the run that was interrupted."""
        if self._voice is None or self.busy or self._why_not():
            return
        voice = self._voice
        self._clear()
        self._saved = resume
        self.tabs.setCurrentIndex(PROGRESS)
        handlers = Handlers(
            progress=self._progress,
            sample=self._sample,
            checkpoint=self._checkpoint,
            paused=self._paused,
            done=self._done,
            failed=self.refuse,
            cancelled=self._cancelled,
            ended=self._ended,
        )
        job = self._bridge.run(
            TRAIN_TASK,
            handlers,
            nice=NICE,
            process_threads=self.settings.threads,
            threads=self.settings.threads,
            library=self._library.root,
            voice=voice.id,
            preset=self.settings.preset,
            device=self.settings.device.currentData(),
            resume=resume,
            search=None if resume else self.settings.search,
        )
        self._running = _Running(job, voice, time.monotonic())
        self.strip.begin(self.tr("Starting…"), can_pause=True)
        self.working.emit(self.tr("Training {0}").format(voice.name), -1.0)
        self._update_state()

    def cancel(self) -> None:
        """Stop the training; it can be resumed."""
        if self._running is not None:
            self._running.job.cancel()

    def pause(self) -> None:
        """Let the training stand still, with everything kept as it is."""
        if self._running is not None:
            self._running.job.pause()

    def go_on(self) -> None:
        """End the pause."""
        if self._running is not None:
            self._running.job.resume()

    def ask_for_consent(self) -> None:
        """Show the consent, or ask for it."""
        if self._voice is None or self._summary is None:
            return
        found = self._summary
        self.consenting.begin(self._voice, found.consent, found.lock, found.imported)

    def _library_changed(self) -> None:
        self.changed.emit()
        self.refresh()

    def _use_language(self, voice_id: str, language: str) -> None:
        """Pronounce the voice's texts in the English that was heard in its takes."""
        name = texts.word(language)
        done = self.tr("The voice is {0} now: train it again to hear what that brings.")

        def changed(_voice: Voice) -> None:
            self.say("good", done.format(name))
            self._library_changed()

        change = partial(self._library.update_voice, voice_id, language=cast(Language, language))
        self._bridge.write(change, changed, self.refuse)

    def _delete_voice(self, voice_id: str) -> None:
        """The consent was taken back, and the voice is to go with it."""

        def deleted(gone: Deleted) -> None:
            self.say(*farewell(gone))
            self.changed.emit()

        delete = partial(delete_voice, self._library, voice_id)
        self._bridge.write(delete, deleted, self.refuse)

    # What the training says

    def _progress(self, progress: Progress) -> None:
        if self._running is None:
            return
        if progress.values:
            self._saved = True  # steps that were taken are kept when it is stopped
            self.curves.add(time.monotonic() - self._running.began, progress.values)
        if progress.fraction is None and progress.values:
            return  # only figures, on the way
        self.strip.follow(progress)
        self._fraction = -1.0 if progress.fraction is None else progress.fraction
        stage = texts.word(progress.stage)
        self.working.emit(f"{self._running.voice.name}: {stage}", self._fraction)

    def _sample(self, sample: Sample) -> None:
        self.samples.add(sample.path, sample.text, sample.step)
        if self._running is not None and self._trains_this():
            self.laddering.follow(self._running.voice.id, sample.path)

    def _checkpoint(self, _: Checkpoint) -> None:
        self._saved = True

    def _paused(self) -> None:
        self.strip.show_paused()
        if self._running is not None and self.strip.paused:
            paused = self.tr("{0}: paused").format(self._running.voice.name)
            self.working.emit(paused, max(0.0, self._fraction))

    def _done(self, report: dict[str, Any]) -> None:
        self.report.show_report(report, self._running.voice.id if self._running else "")
        self.tabs.setCurrentIndex(REPORT)
        self.say("good" if report.get("kept") else "warn", str(report.get("sentence", "")))

    def _cancelled(self) -> None:
        if self._saved:
            said = self.tr("Training stopped. It can go on from its last checkpoint.")
        else:
            said = self.tr("Training stopped before its first checkpoint; start it anew.")
        self.say("info", said)

    def _ended(self) -> None:
        self._running = None
        self.strip.end()
        self.working.emit("", -1.0)  # a window that waits for this closes now
        self.changed.emit()
        self.refresh()

    # Showing

    def _show(self, summary: VoiceSummary) -> None:
        if self._voice is None or summary.voice.id != self._voice.id:
            return
        self._summary, self._voice = summary, summary.voice
        running = summary.runs[-1].id if self._trains_this() and summary.runs else None
        self.runs.show_runs(summary.runs, summary.voice.run, running)
        self.laddering.show_voice(summary.voice.id, self.busy)
        newest = self._newest_with_report()
        if newest is not None and not self.busy:
            self.report.show_report(newest.report, newest.voice_id)
            if not self.samples.list.count():
                self.samples.show_folder(newest.folder / "samples")
        self._update_state()

    def _newest_with_report(self) -> Run | None:
        runs = self._summary.runs if self._summary else ()
        return next((run for run in reversed(runs) if run.report), None)

    def _open_run(self, run: Run) -> None:
        newest = self._newest_with_report()
        is_newest = newest is not None and run.id == newest.id
        self.report.show_report(run.report, run.voice_id if is_newest else "")
        if not self.busy:
            self.samples.show_folder(run.folder / "samples")
        self.laddering.show_voice(run.voice_id, self.busy, run.id)
        self.tabs.setCurrentIndex(REPORT)

    def _clear(self) -> None:
        self.curves.clear()
        self.samples.clear()
        self.report.show_report(None)
        self.laddering.show_voice("", False)
        self.runs.show_runs((), None, None)

    def _trains_this(self) -> bool:
        return bool(self._running and self._voice and self._running.voice.id == self._voice.id)

    def _update_state(self) -> None:
        voice, summary = self._voice, self._summary
        if voice is None:
            self.subtitle.setText(self.tr("Choose one of your voices first."))
        else:
            parts = [voice.name]
            if summary is not None:
                parts += [texts.takes(summary.included), texts.duration(summary.seconds)]
                parts.append(self.tr("trained") if summary.trained else self.tr("not trained yet"))
            self.subtitle.setText(" · ".join(parts))
        consent = summary.consent if summary else None
        locked = summary is None or summary.lock is not None
        self.settings.show_consent(not locked, self._about_consent(), consent is not None)
        self.settings.show_state(self._why_not(), self._resumable(), self.busy)
        self.settings.consent.setEnabled(summary is not None and not self.busy)

    def _about_consent(self) -> str:
        summary = self._summary
        if summary is None:
            return ""
        if summary.lock is not None:
            return said(summary.lock.sentence)
        consent = summary.consent
        if consent is None or consent.kind == "synthetic":
            return self.tr("Not needed: this voice was made and is nobody's.")
        given = self.tr("Given by {0}, {1}.").format(consent.name, texts.day(consent.date))
        if consent.kind == "statement":
            return given + " " + self.tr("Read aloud and recorded.")
        return given + " " + self.tr("Signed, not recorded.")

    def _why_not(self) -> str:
        """Say why training cannot start; "" when it can."""
        if self._voice is None:
            return self.tr("Choose a voice on the Voices page first.")
        if self._summary is None:
            return self.tr("Reading the recordings…")
        if not self._summary.enough:
            return self.tr(
                "Too little speech: record or import at least 20 seconds, best 5 minutes."
            )
        if self._summary.lock is not None:
            return self.tr("Training is locked until there is consent.")
        if self.busy and not self._trains_this() and self._running is not None:
            return self.tr("“{0}” is being trained; one at a time.").format(
                self._running.voice.name
            )
        return ""

    def _resumable(self) -> bool:
        newest = self._summary.runs[-1] if self._summary and self._summary.runs else None
        if newest is None or self._trains_this() or newest.state not in RESUMABLE:
            return False
        return any((newest.folder / name).exists() for name in BEGUN_FILES)

    # Building

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.settings)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(290)
        watching = QWidget()
        both = column(panel(self.curves, margin=8), self.samples)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        both.setContentsMargins(0, 12, 0, 0)
        watching.setLayout(both)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        card = QScrollArea()
        card.setWidget(panel(self.report))
        card.setWidgetResizable(True)
        for widget in (watching, card, self.laddering.view, self.runs):
            self.tabs.addTab(widget, "")
        right = QWidget()
        right.setLayout(column(self.strip, self.tabs))
        content = QWidget()
        layout = row(scroll, right)
        layout.setSpacing(20)
        layout.setStretch(1, 1)
        content.setLayout(layout)
        self.fill(content)
