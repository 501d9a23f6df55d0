"""The lines of a script: the table, what is in view, the chosen line, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QTabBar, QWidget

from studio.core.entities import Project, Rendering, ScriptLine
from studio.core.library import Library
from studio.gui.announcing import announce
from studio.gui.bridge import Bridge
from studio.gui.dialogs.compare_takes import Compared, CompareDialog
from studio.gui.playback import Playback
from studio.gui.script_history import change_of, throw_away
from studio.gui.script_model import ScriptModel
from studio.gui.script_player import BEFORE_SECONDS, ScriptPlayer
from studio.gui.script_undo import ScriptUndo
from studio.gui.script_view import (
    PAGE,
    Overview,
    ScriptView,
    change_line,
    ids_in,
    overview,
    read_lines,
)
from studio.gui.widgets.line_panel import LinePanel
from studio.gui.widgets.parts import column, name_it, row
from studio.gui.widgets.script_filter import ScriptFilter
from studio.gui.widgets.script_table import ScriptTable
from studio.gui.widgets.undo_buttons import UndoButtons

LINES, LISTEN = range(2)
_FOLLOW = 500  # milliseconds between two counts while lines are made


class ScriptLinesView(QWidget):
    """Table and chosen line of one project. What is changed here is saved here."""

    counted = Signal(object)
    """An Overview: how far the project is."""
    refused = Signal(str)
    wants_render = Signal(list)
    """Ids of lines that are to be made once more."""
    wants_word = Signal(object)
    """A ScriptLine whose doubtful word is to be said another way."""

    def __init__(self, library: Library, bridge: Bridge, playback: Playback) -> None:
        super().__init__()
        self._library, self._bridge, self._playback = library, bridge, playback
        self._project: Project | None = None
        self._busy = False
        self._turn = 0  # counts views, so that pages of an earlier one are ignored
        self.player = ScriptPlayer(library, bridge, playback)
        self.model = ScriptModel()
        self.table = ScriptTable(self.model)
        self.panel = LinePanel(library, bridge, self.player)
        self.filter = ScriptFilter()
        self.tabs = QTabBar(drawBase=False, expanding=False)
        self.steps = ScriptUndo(library, bridge)
        self.ways = UndoButtons(self)
        self._soon = QTimer(self, interval=_FOLLOW, singleShot=True)
        self._soon.timeout.connect(self._count)
        self._lay_out()
        self._connect()
        self._retranslate()

    @property
    def view(self) -> ScriptView:
        """Which lines are shown."""
        return replace(self.filter.view, listen=self.tabs.currentIndex() == LISTEN)

    # What is shown

    def show_project(self, project: Project | None) -> None:
        """Show the lines of another project from its beginning, or none."""
        same = project is not None and self._project is not None and project.id == self._project.id
        self._project = project
        self.steps.show_project(project.id if project else "")
        self.ways.allow(self.steps.can_undo, self.steps.can_redo)
        if not same:
            self.player.stop()
            self.filter.reset()
            self.tabs.setCurrentIndex(LINES)
            self._show_rows(0)
            self.panel.show_line(None)
        self.read_again()

    def read_again(self) -> None:
        """Read the lines as they are in the library now."""
        self._ask_overview(self._show, "script overview")

    def follow(self, position: int) -> None:
        """A line was made: show it where it is shown."""
        line_id = self.model.id_at_position(position)
        if line_id and self._project is not None:
            read = partial(self._library.script_line, self._project.id, line_id)
            self._bridge.compute(read, self._put)
        if not self._soon.isActive():
            self._soon.start()

    def set_busy(self, busy: bool) -> None:
        """Lines are being made: none can be retaken meanwhile."""
        self._busy = busy
        self.panel.show_line(self.table.current(), busy)

    def go_to(self, tab: int) -> None:
        """Show all lines, or those to listen to."""
        self.tabs.setCurrentIndex(tab)
        self.table.setFocus()

    # What is done

    def play(self) -> None:
        """Play the current line, or stop; in the queue from before its doubtful word on."""
        self._play(there=self.tabs.currentIndex() == LISTEN)

    def play_there(self) -> None:
        """Play from before the doubtful word of the current line on."""
        self._play(there=True)

    def play_on(self) -> None:
        """Play the lines in view from the current one on, or stop."""
        if self.player.playing:
            self.player.stop()
        elif self._project is not None:
            self.player.play_on(self._project.id, self.view, self.table.currentIndex().row())

    def retake(self) -> None:
        """Make the selected lines once more."""
        if self._project is not None and not self._busy:
            rows = self.table.chosen_rows()
            read = partial(ids_in, self._library, self._project.id, self.view, rows)
            self._bridge.compute(read, self.wants_render.emit, self.refused.emit)

    def accept(self) -> None:
        """The current line is good as it is; on to the next."""
        line = self.table.current()
        if line is None:
            return
        if line.state == "flagged":
            self._change(line.id, partial(self._library.accept_line, line.project_id, line.id))
        if self.tabs.currentIndex() == LINES:
            self.table.select(self.table.currentIndex().row() + 1)

    def flag(self) -> None:
        """The current line is to be listened to again."""
        line = self.table.current()
        if line is not None and line.state == "rendered":
            self._change(line.id, partial(self._library.flag_line, line.project_id, line.id))

    def another_way(self) -> None:
        """Ask how the doubtful word of the current line is to be said."""
        line = self.table.current()
        if line is not None:
            self.wants_word.emit(line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _play(self, there: bool) -> None:
        line = self.table.current()
        if self.player.playing:
            self.player.stop()
        elif line is not None and line.rendering_id is not None:
            start = max(0.0, (line.worst_at or 0.0) - BEFORE_SECONDS) if there else 0.0
            self.player.play_line(line, start)

    def _edit(self, line_id: str, name: str, text: str) -> None:
        if self._project is not None:
            project_id = self._project.id
            edit = partial(change_line, self._library, project_id, line_id, name, text)
            self._change(line_id, edit)

    def _change(self, line_id: str, change: Callable[[], object]) -> None:
        if self._project is not None:
            project_id = self._project.id
            self.steps.do(partial(change_of, self._library, project_id, line_id, change))

    def _changed(self, line_id: str, how: str) -> None:
        """Show what was done, taken back or done again."""
        self.ways.allow(self.steps.can_undo, self.steps.can_redo)
        if how != "done":
            said = (
                self.tr("Line {0}: taken back") if how == "undone" else self.tr("Line {0}: redone")
            )
            announce(self.table, said.format(line_id) if line_id else "")
            place = self.model.row_of(line_id)
            if place >= 0:
                self.table.select(place)
        if self._project is None:
            return
        if not line_id or self.tabs.currentIndex() == LISTEN:
            self.read_again()  # it may be in the queue no more
            return
        read = partial(self._library.script_line, self._project.id, line_id)
        self._bridge.compute(read, self._put)
        self._count()

    # Takes

    def _play_take(self, made: Rendering) -> None:
        if self.player.playing == made.id:
            self.player.stop()
        else:
            self.panel.see(made)
            self.player.play_rendering(made)

    def _choose(self, made: Rendering) -> None:
        self._change(made.line_id, partial(self._library.choose_rendering, made.id))

    def _star(self, made: Rendering) -> None:
        star = partial(self._library.star_rendering, made.id, not made.starred)
        show = lambda _: self.panel.show_line(self.table.current(), self._busy)  # noqa: E731
        self._bridge.write(star, show, self.refused.emit)

    def _delete(self, made: Rendering) -> None:
        self.player.stop()
        self.steps.do(partial(throw_away, self._library, made))

    def compare(self) -> None:
        """Hear the takes of the line against each other, also blind, and use the favourite."""
        takes = self.panel.takes.takes
        about = self.panel.takes.about
        sounds = [
            Compared(made.path, about(number, made), made.id)
            for number, made in zip(range(len(takes), 0, -1), takes, strict=True)
        ]
        if len(sounds) > 1:
            self.dialog = CompareDialog(sounds, self._playback, self)
            self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.dialog.accepted.connect(partial(self._use_favourite, self.dialog, takes))
            self.dialog.open()

    def _use_favourite(self, dialog: CompareDialog, takes: Sequence[Rendering]) -> None:
        for made in takes:
            if made.id == dialog.chosen:
                self._choose(made)

    # Reading

    def _ask_overview(
        self, done: Callable[[Project, ScriptView, Overview], None], newest: str
    ) -> None:
        project, view = self._project, self.view
        if project is not None:
            read = partial(overview, self._library, project.id, view)
            then = partial(done, project, view)
            self._bridge.compute(read, then, self.refused.emit, newest)

    def _show(self, project: Project, view: ScriptView, found: Overview) -> None:
        if project is not self._project or view != self.view:
            return
        self.filter.show_characters(found.characters)
        if found.shown == self.model.rowCount():
            self.model.read_again()
        else:
            current = max(0, self.table.currentIndex().row())
            self._show_rows(found.shown)
            self.table.select(current)
        self._tell(project, view, found)

    def _count(self) -> None:
        """Only say how far it is: rows stay where they are while somebody looks at them."""
        self._ask_overview(self._tell, "script count")

    def _tell(self, project: Project, view: ScriptView, found: Overview) -> None:
        if project is not self._project:
            return
        self.filter.show_count(found.shown, found.lines)
        text = self.tr("Listen here ({0})").format(found.counts["flagged"])
        self.tabs.setTabText(LISTEN, text)
        heard = not found.todo and not found.counts["flagged"]
        if not view.listen:
            nothing = self.tr("No line is in view: change the search or the filter.")
        elif heard:
            nothing = self.tr("Nothing to listen to: every word was heard, or somebody listened.")
        else:
            nothing = self.tr("Nothing to listen to so far.")
        self.panel.say_nothing("" if found.shown else nothing)
        self.counted.emit(found)

    def _show_rows(self, total: int) -> None:
        self._turn += 1
        self.model.show_lines(total)

    def _read_page(self, page: int) -> None:
        if self._project is not None:
            project_id, view = self._project.id, self.view
            first = page * PAGE
            read = partial(read_lines, self._library, project_id, view, first)
            self._bridge.compute(read, partial(self._put_page, self._turn, page), self.refused.emit)

    def _put_page(self, turn: int, page: int, lines: list[ScriptLine]) -> None:
        if turn == self._turn:
            self.model.put_page(page, lines)

    def _put(self, line: ScriptLine) -> None:
        if self._project is not None and line.project_id == self._project.id:
            self.model.put(line)

    def _look(self) -> None:
        """Show another view from its beginning."""
        self._show_rows(0)
        self.read_again()

    def _tab_changed(self, tab: int) -> None:
        self.filter.setVisible(tab == LINES)
        self.player.stop()
        self._look()

    # Building

    def _connect(self) -> None:
        self.model.wanted.connect(self._read_page)
        self.model.edited.connect(self._edit)
        self.filter.chosen.connect(lambda _: self._look())
        self.filter.entered.connect(self.table.setFocus)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.table.chosen.connect(lambda line: self.panel.show_line(line, self._busy))
        self.player.reached.connect(self.table.select)
        self.player.refused.connect(self.refused)
        self.steps.refused.connect(self.refused)
        self.steps.done.connect(self._changed)
        self.ways.undo.connect(self.steps.undo)
        self.ways.redo.connect(self.steps.redo)
        takes = self.panel.takes
        for signal, do in (
            (self.table.pressed_play, self.play),
            (self.table.pressed_play_on, self.play_on),
            (self.table.pressed_there, self.play_there),
            (self.table.pressed_retake, self.retake),
            (self.table.pressed_accept, self.accept),
            (self.table.pressed_flag, self.flag),
            (self.table.pressed_another_way, self.another_way),
            (self.panel.pressed_play, self.play),
            (self.panel.pressed_there, self.play_there),
            (self.panel.pressed_retake, self.retake),
            (self.panel.pressed_accept, self.accept),
            (self.panel.pressed_another_way, self.another_way),
            (takes.wants_play, self._play_take),
            (takes.wants_chosen, self._choose),
            (takes.wants_star, self._star),
            (takes.wants_deleted, self._delete),
            (takes.wants_compared, self.compare),
        ):
            signal.connect(do)

    def _lay_out(self) -> None:
        for _ in (LINES, LISTEN):
            self.tabs.addTab("")
        bar = row(self.tabs, self.filter, 0, self.ways)
        bar.setStretch(1, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.panel)
        split.setSizes([360, 230])
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(10)
        layout = column(bar, split)
        layout.setSpacing(8)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _retranslate(self) -> None:
        self.tabs.setTabText(LINES, self.tr("Lines"))
        self.tabs.setTabText(LISTEN, self.tr("Listen here ({0})").format(0))
        name_it(
            self.tabs,
            self.tr("Which lines"),
            self.tr(
                "All lines, or those with a word that could not be heard back, the worst first"
            ),
        )
        name_it(
            self.table,
            self.tr("Lines of the script"),
            self.tr(
                "Enter plays, Space plays on from here, L listens to the doubtful word, R makes "
                "the line once more, A accepts it, F puts it into “Listen here”, W says a word "
                "another way; F2 edits the text, C the character, D the direction, S the settings; "
                "N and B go on and back"
            ),
        )
        self._count()
