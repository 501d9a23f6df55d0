"""The Scripts page: open a script, cast it, render it, listen where it is doubtful, deliver it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QInputDialog, QStackedWidget, QWidget

from studio.core.entities import Casting, Project, ScriptLine, Voice
from studio.core.library import Library
from studio.core.project_store import DEFAULT
from studio.gui.bridge import Bridge
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.casting import CastingDialog
from studio.gui.dialogs.deliver import DeliverDialog
from studio.gui.dialogs.delivered import DeliveredDialog
from studio.gui.dialogs.lexicon import LexiconDialog
from studio.gui.dialogs.paste_script import PasteScriptDialog
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.script_history import change_cast
from studio.gui.script_view import Opened, Overview, bare_word, is_screenplay, open_project
from studio.gui.script_words import changes_text, characters, lines
from studio.gui.script_work import ScriptWork
from studio.gui.sentences import said
from studio.gui.settings import Settings
from studio.gui.voice_files import dropped_voice_file
from studio.gui.widgets.empty import EmptyState
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import button, column, name_it
from studio.gui.widgets.script_actions import ScriptActions
from studio.gui.widgets.script_lines import ScriptLinesView
from studio.paths import resources_dir
from studio.speech.catalogue import SpeakableVoice, speakable
from studio.speech.delivery import DeliveredLine, DeliverySettings, lines_of_project

EXAMPLE = "the_lamp.fountain"
VOICE = "af_heart"
"""Speaks a new script when nobody else has spoken yet."""
_SUFFIXES = ("txt", "text", "md", "markdown", "csv", "tsv", "tab", "srt", "fountain", "spmd")


class ScriptsPage(Page):
    """The lines of one project at a time."""

    working = Signal(str, float)
    """What is running ("" = nothing) and how far it is, 0 to 1 or -1: for the sidebar."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, settings: Settings
    ) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._playback, self._settings = playback, settings
        self._voice: Voice | None = None
        self._project: Project | None = None
        self._found: Overview | None = None
        self._wanted = settings.get("project")
        # The dialogs that were opened last.
        self.casting: CastingDialog | None = None
        self.words: LexiconDialog | None = None
        self.delivery: DeliverDialog | None = None
        self.report: DeliveredDialog | None = None
        self.setAcceptDrops(True)
        self.strip = JobStrip()
        self.work = ScriptWork(library, bridge, self.strip)
        self.actions_ = ScriptActions()
        self.head.addWidget(self.actions_)
        self.lines = ScriptLinesView(library, bridge, playback)
        self.empty = EmptyState("scripts", self._offer_open, "import")
        self.example = button("play", self.open_example)
        self._lay_out()
        self._connect()
        self.retranslate()

    def set_voice(self, voice: Voice | None) -> None:
        self._voice = voice

    def refresh(self) -> None:
        self._bridge.compute(self._library.projects, self._show_projects, self.refuse, "projects")

    @property
    def project(self) -> Project | None:
        """What is shown."""
        return self._project

    # Opening

    def choose_file(self) -> None:
        """Ask for a script and open it."""
        start = self._settings.get("script_folder")
        kinds = " ".join(f"*.{suffix}" for suffix in _SUFFIXES)
        filters = self.tr("Scripts ({0});;All files (*)").format(kinds)
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a script"), start, filters)
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Open a script; one that is open already is read again."""
        self._settings.set("script_folder", str(path.parent))
        self._open(path)

    def open_example(self) -> None:
        """Open the script that comes with the program."""
        self._open(resources_dir() / "scripts" / EXAMPLE, "The lamp")

    def paste(self) -> None:
        """Ask for a text and open it."""
        dialog = PasteScriptDialog(self)
        if dialog.exec():
            self.open_text(dialog.text, dialog.name)

    def open_text(self, text: str, name: str = "") -> None:
        """Open a pasted text."""
        self._open(text, name)

    def read_again(self) -> None:
        """Read the file of the project that is shown once more."""
        if self._project is not None and self._project.source:
            self._open(Path(self._project.source))

    def speak_actions(self, wanted: bool) -> None:
        """Let a narrator speak the actions of the screenplay that is shown, or nobody."""
        if is_screenplay(self._project) and self._project is not None:
            self._open(Path(self._project.source), actions=wanted)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if dropped_voice_file(data) is not None:
            event.ignore()  # the window takes it
        elif any(url.isLocalFile() for url in data.urls()) or data.hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [url for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if local:
            self.open_file(Path(local[0].toLocalFile()))
        else:
            self.open_text(event.mimeData().text())

    def _offer_open(self) -> None:
        self.actions_.offer_open(self.empty.button)

    def _open(self, source: Path | str, name: str = "", actions: bool | None = None) -> None:
        voice = self._settings.get("speak_voice")
        if self._voice is not None and self._voice.run:
            voice = self._voice.id
        read = partial(
            open_project, self._library, source, name=name, voice=voice or VOICE, actions=actions
        )
        self._bridge.write(read, self._opened, self.refuse)

    def _opened(self, opened: Opened) -> None:
        self._wanted = opened.project.id
        if opened.changes is not None:
            sentence = changes_text(opened.changes)
        else:
            sentence = self.tr("{0}: {1}.").format(opened.project.name, lines(opened.lines))
        remarks = [said(remark) for remark in opened.remarks]
        if remarks and is_screenplay(opened.project):
            remarks.append(self.tr("The button beside “Render” lets a narrator speak actions."))
        self.say("info" if remarks else "good", " ".join([sentence, *remarks]))
        self._project = None if opened.changes else self._project
        self.refresh()

    # Projects

    def _show_projects(self, projects: list[Project]) -> None:
        known = {project.id: project for project in projects}
        wanted = known.get(self._wanted) or (projects[0] if projects else None)
        self.actions_.show_projects(projects, wanted.id if wanted else "")
        self._show_project(wanted)

    def choose_project(self, project_id: str) -> None:
        """Show another project."""
        self._wanted = project_id
        self.refresh()

    def _show_project(self, project: Project | None) -> None:
        if project is None or self._project is None or project.id != self._project.id:
            self._found = None
        self._project = project
        self._wanted = project.id if project else ""
        self._settings.set("project", self._wanted)
        self.lines.show_project(project)
        self._update_state()

    def rename(self) -> None:
        """Ask for another name."""
        project = self._project
        if project is None:
            return
        name, ok = QInputDialog.getText(
            self, self.tr("Rename"), self.tr("Name of the script"), text=project.name
        )
        if ok and name.strip():
            change = partial(self._library.update_project, project.id, name=name)
            self._bridge.write(change, lambda _: self.refresh(), self.refuse)

    def delete(self) -> None:
        """Ask, then delete the project that is shown, and what was made of it."""
        project = self._project
        if project is None or self.work.running:
            return
        explanation = self.tr(
            "Its lines, its cast, its words and everything that was made of it go. The file that "
            "it was read from and what was exported stay."
        )
        question = self.tr("Delete “{0}”?").format(project.name)
        if confirm(self, question, explanation, self.tr("Delete")):
            self.lines.player.stop()
            delete = partial(self._library.delete_project, project.id)
            self._bridge.write(delete, lambda _: self.refresh(), self.refuse)

    # Casting

    def cast(self) -> None:
        """Ask who speaks whom."""
        self._bridge.compute(partial(speakable, self._library), self._ask_cast, self.refuse, "cast")

    def _ask_cast(self, voices: list[SpeakableVoice]) -> None:
        found = self._found
        if found is None:
            return
        self.lines.player.stop()
        dialog = CastingDialog(
            self._library, self._bridge, self._playback, found.project, found.characters,
            found.casting, voices, self,
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.cast_so(found.project, dialog.changes))
        self.casting = dialog
        dialog.open()

    def cast_so(self, project: Project, changes: Mapping[str, Casting | None]) -> None:
        """Keep a cast; the lines that it touches are to be made anew."""
        self.lines.steps.do(partial(change_cast, self._library, project.id, changes))

    # Words

    def open_words(self, line: ScriptLine | None = None) -> None:
        """Show how words are said in the script; with a line, its doubtful word is to be given."""
        found = self._found
        if found is None:
            return
        self.lines.player.stop()
        default = found.casting[DEFAULT]
        casting = found.casting.get(line.character, default) if line else default
        voice = casting.voice or VOICE
        dialog = LexiconDialog(
            self._library, self._bridge, self._playback, voice, voice, self, found.project
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if line is not None:
            dialog.write_word(bare_word(line.worst))
        dialog.finished.connect(lambda _: self.lines.read_again())
        self.words = dialog
        dialog.open()

    # Rendering

    def render_lines(self, which: str = "changed") -> None:
        """Render what is "changed", "all" or "flagged"."""
        if self._project is not None:
            self.work.render(self._project, which)

    def retake(self, line_ids: list[str]) -> None:
        """Make lines once more."""
        if self._project is not None and line_ids:
            self.work.render(self._project, "changed", line_ids)

    def _began(self) -> None:
        self.lines.set_busy(True)
        self._update_state()

    def _ended(self) -> None:
        self.lines.set_busy(False)
        self.lines.read_again()
        self.changed.emit()
        self._update_state()

    # Exporting

    def export(self) -> None:
        """Ask how the lines become files."""
        if self._project is not None:
            read = partial(lines_of_project, self._library, self._project.id)
            ask = partial(self._ask_export, self._project)
            self._bridge.compute(read, ask, self.refuse, "delivered lines")

    def _ask_export(self, project: Project, found: tuple[list[DeliveredLine], int]) -> None:
        made, missing = found
        changed = self._found.counts["changed"] if self._found else 0
        start = Path(self._settings.get("save_folder") or Path.home())
        dialog = DeliverDialog(self._bridge, project.name, start, made, missing + changed, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: self.export_to(project, made, dialog.folder, dialog.settings)
        )
        self.delivery = dialog
        dialog.open()

    def export_to(
        self,
        project: Project,
        made: list[DeliveredLine],
        folder: Path,
        settings: DeliverySettings,
    ) -> None:
        """Write files in the background, and show what came of it."""
        self._settings.set("save_folder", str(folder.parent))
        self.work.deliver(project, made, folder, settings)

    def _delivered(self, result: dict[str, Any]) -> None:
        good = result["marked"] and result["passed"] is not False and not result["warnings"]
        text = self.tr("%n file(s) in {0}.", "", len(result["files"])).format(result["folder"])
        if not result["marked"]:
            text = self.tr("The watermark was NOT FOUND in every file; look at the report.")
        self.say("good" if good else "bad" if not result["marked"] else "warn", text)
        self.report = DeliveredDialog(result, self)
        self.report.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report.open()

    # Showing

    def _counted(self, found: Overview) -> None:
        self._found = found
        self._update_state()

    def _update_state(self) -> None:
        found, project = self._found, self._project
        self.stack.setCurrentWidget(self.lines if project else self.empty)
        todo = found.todo if found else 0
        flagged = found.counts["flagged"] if found else 0
        made = found.lines - found.counts["new"] if found else 0
        self.actions_.allow(project, todo, flagged, made, self.work.running)
        narrated = found.narrated if found else None
        self.actions_.show_narrated(is_screenplay(project), narrated, self.work.running)
        self.subtitle.setText(self._about())

    def _about(self) -> str:
        found = self._found
        if self._project is None or found is None:
            return self.tr("Many lines, many voices, spoken and delivered.")
        parts = [lines(found.lines)]
        if len(found.characters) > 1:
            parts.append(characters(len(found.characters)))
        done = found.counts["rendered"] + found.counts["flagged"]
        parts.append(self.tr("{0} made").format(done))
        if found.uncast:
            names = ", ".join(name or self.tr("the narrator") for name in found.uncast[:3])
            parts.append(self.tr("nobody speaks {0}").format(names))
        return " · ".join(parts)

    # Building

    def _connect(self) -> None:
        actions = self.actions_
        for signal, do in (
            (actions.project_chosen, self.choose_project),
            (actions.wants_file, self.choose_file),
            (actions.wants_paste, self.paste),
            (actions.wants_example, self.open_example),
            (actions.wants_cast, self.cast),
            (actions.wants_words, self.open_words),
            (actions.wants_export, self.export),
            (self.work.delivered, self._delivered),
            (actions.wants_render, self.render_lines),
            (actions.wants_reading, self.read_again),
            (actions.wants_actions, self.speak_actions),
            (actions.wants_name, self.rename),
            (actions.wants_deletion, self.delete),
            (self.work.began, self._began),
            (self.work.ended, self._ended),
            (self.work.said, self.said),
            (self.work.working, self.working),
            (self.work.line_made, self.lines.follow),
            (self.lines.counted, self._counted),
            (self.lines.refused, self.refuse),
            (self.lines.wants_render, self.retake),
            (self.lines.wants_word, self.open_words),
        ):
            signal.connect(do)

    def _lay_out(self) -> None:
        self.empty.add(self.example)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.lines)
        content = QWidget()
        layout = column(self.strip, self.stack)
        layout.setStretch(1, 1)
        content.setLayout(layout)
        self.fill(content)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Scripts"))
        self.empty.tell(
            self.tr("No script yet"),
            self.tr(
                "Open a script to have it spoken line by line: plain text, Markdown, a table "
                "(CSV), subtitles (SRT) or a screenplay (Fountain). You can also drop it here."
            ),
            self.tr("Open…"),
        )
        self.example.setText(self.tr("Try a short example"))
        name_it(self.example, self.tr("Try a short example"))
        self._update_state()
