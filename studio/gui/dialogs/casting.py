"""Who speaks whom: for each character a voice and how it speaks, heard before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.core.entities import Casting, Project
from studio.core.library import Library
from studio.core.manner import Manner
from studio.core.project_store import DEFAULT
from studio.gui.auditions import Audition, Auditions, first_lines
from studio.gui.bridge import Bridge
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.icons import icon
from studio.gui.manners import Way, blend_of
from studio.gui.playback import Playback
from studio.gui.script_words import everybody
from studio.gui.script_words import lines as lines_text
from studio.gui.sentences import said
from studio.gui.theme import Theme
from studio.gui.widgets.manner_panel import MannerPanel
from studio.gui.widgets.parts import GAP, MARGIN, button, column, label, name_it, row
from studio.gui.widgets.speech_controls import SpeechControls
from studio.speech.catalogue import SpeakableVoice

AS_EVERYBODY = "\n"  # no voice is called so
_LIST = 280  # pixels


class CastingDialog(QDialog):
    """Collects a cast; `changes` holds what is to be kept."""

    def __init__(
        self,
        library: Library,
        bridge: Bridge,
        playback: Playback,
        project: Project,
        characters: Mapping[str, int],
        casting: Mapping[str, Casting],
        voices: Sequence[SpeakableVoice],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._before: dict[str, Casting | None] = dict(casting)
        self._cast = dict(self._before)
        self._voices = {voice.id: voice for voice in voices}
        self._texts: dict[str, str] = {}
        self._counts = characters
        self._names = [DEFAULT, *(name for name in characters if name != DEFAULT)]
        self._showing = False
        self._uncast = False  # whether that is said
        self.setWindowTitle(self.tr("Who speaks whom in “{0}”").format(project.name))
        self.resize(820, 600)
        self.auditions = Auditions(library, bridge, playback)
        self.list = QListWidget()
        self.list.setSpacing(3)
        self.voice = QComboBox(maxVisibleItems=24)
        self.manner = MannerPanel()
        self.remarks = label("small", wrap=True)
        self.hear = button("play", self.hear_one, key="Ctrl+P")
        self.hear_all = button("play", self.hear_them, key="Ctrl+Shift+P")
        self.buttons = ok_and_cancel(self, self.tr("Cast them so"))
        self._lay_out()
        self._fill(voices)
        self._connect()
        read = partial(first_lines, library, project.id, self._names)
        bridge.compute(read, self._texts.update, newest="first lines")
        self.list.setCurrentRow(0)
        self._update_state()

    @property
    def changes(self) -> dict[str, Casting | None]:
        """What differs from before, by character; None = as everybody who is not cast."""
        return {
            name: casting
            for name, casting in self._cast.items()
            if casting != self._before.get(name)
        }

    def casting_of(self, character: str) -> Casting:
        """Who speaks a character as it is chosen now."""
        default = self._cast.get(DEFAULT) or Casting("")
        return self._cast.get(character) or default

    def choose(self, character: str, voice: str, manner: Mapping[str, float] | None = None) -> None:
        """Let a voice speak a character."""
        self.list.setCurrentRow(self._names.index(character))
        first, other, share = blend_of(voice)
        self.voice.setCurrentIndex(max(0, self.voice.findData(first)))
        self.manner.show_way(Way(Manner.from_dict(dict(manner or {})), other, share))
        self.manner.offer_questions(first)
        self._keep()

    def hear_one(self) -> None:
        """Say the first line of the current character, or stop."""
        self._hear([self._names[self.list.currentRow()]])

    def hear_them(self) -> None:
        """Say everybody's first line, or stop."""
        self._hear([name for name in self._names if name in self._counts])

    def done(self, result: int) -> None:
        self.auditions.stop()
        super().done(result)

    def _hear(self, names: Sequence[str]) -> None:
        if self.auditions.running:
            self.auditions.stop()
            self._update_state()
            return
        cast = [
            Audition(name, self._texts[name], self.casting_of(name))
            for name in names
            if name in self._texts and self.casting_of(name).voice
        ]
        self.remarks.setText(self.tr("Making it…") if cast else self.tr("Nobody speaks here yet."))
        self.auditions.hear(cast)
        self._update_state()

    # What is chosen

    def _show(self, place: int) -> None:
        """Show how a character is cast."""
        if not 0 <= place < len(self._names):
            return
        name = self._names[place]
        casting = self._cast.get(name)
        self._showing = True
        at = self.voice.findData(AS_EVERYBODY)
        if name == DEFAULT and at >= 0:
            self.voice.removeItem(at)
        elif name != DEFAULT and at < 0:
            self.voice.insertItem(0, self.tr("as everybody else"), AS_EVERYBODY)
        first, other, share = blend_of(casting.voice if casting else "")
        self.voice.setCurrentIndex(self.voice.findData(AS_EVERYBODY if casting is None else first))
        manner = Manner.from_dict(dict(casting.manner)) if casting else Manner()
        self.manner.show_way(Way(manner, other, share))
        self.manner.offer_questions(first)
        self.manner.setEnabled(casting is not None)
        self._showing = False
        self._update_state()

    def _keep(self) -> None:
        """Take over what is chosen for the current character."""
        if self._showing:
            return
        name = self._names[self.list.currentRow()]
        voice = self.voice.currentData()
        self.manner.offer_questions(voice or "")
        if voice is None or voice == AS_EVERYBODY:
            if name != DEFAULT:
                self._cast[name] = None
        else:
            way = self.manner.way
            self._cast[name] = Casting(way.voice(voice), way.manner.changes())
        self.manner.setEnabled(self._cast.get(name) is not None)
        self._name_rows()
        self._update_state()

    def _name_rows(self) -> None:
        colours = Theme.colours()
        for place, name in enumerate(self._names):
            item = self.list.item(place)
            own = self._cast.get(name)
            casting = self.casting_of(name)
            voice = self._voice_text(casting.voice)
            if own is None and name != DEFAULT:
                voice = self.tr("as everybody else: {0}").format(voice)
            item.setText(f"{self._title(name)}\n{voice}")
            missing = not casting.voice and name in self._counts
            item.setIcon(icon("warning", colours.warn) if missing else QIcon())

    def _title(self, name: str) -> str:
        count = self._counts.get(name, 0)
        who = (name or everybody()) if count else self.tr("Everybody else")
        if name == DEFAULT and count and len(self._counts) > 1:
            who = self.tr("{0} and everybody else").format(everybody())
        return f"{who} · {lines_text(count)}" if count else who

    def _voice_text(self, voice: str) -> str:
        if not voice:
            return self.tr("nobody yet")
        first, other, share = blend_of(voice)
        known = self._voices.get(first)
        name = known.name if known else first
        if not other:
            return name
        second = self._voices.get(other)
        return self.tr("{0} with {1} % {2}").format(
            name, round(100 * share), second.name if second else other
        )

    def _update_state(self) -> None:
        uncast = [name for name in self._counts if not self.casting_of(name).voice]
        if uncast:
            names = ", ".join(name or everybody() for name in uncast[:4])
            self.remarks.setText(self.tr("Nobody speaks {0}: choose a voice.").format(names))
        elif self._uncast:
            self.remarks.clear()
        self._uncast = bool(uncast)
        running = self.auditions.running
        for made in (self.hear, self.hear_all):
            made.set_icon("stop" if running else "play")

    # Building

    def _fill(self, voices: Sequence[SpeakableVoice]) -> None:
        labels = {voice.id: SpeechControls.label_of(voice) for voice in voices}
        for voice in voices:
            self.voice.addItem(labels[voice.id], voice.id)
        self.manner.show_voices(voices, labels)
        self.manner.retranslate()
        for _ in self._names:
            self.list.addItem(QListWidgetItem())
        self._name_rows()
        name_it(self.list, self.tr("Characters"))
        name_it(self.voice, self.tr("Voice that speaks"))
        self.hear.setText(self.tr("Hear"))
        name_it(self.hear, self.tr("Hear"), self.tr("Say the character's first line (Ctrl+P)"))
        self.hear_all.setText(self.tr("Hear them all"))
        about = self.tr("Say everybody's first line, one after another (Ctrl+Shift+P)")
        name_it(self.hear_all, self.tr("Hear them all"), about)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._show)
        self.voice.activated.connect(lambda _: self._keep())
        self.manner.changed.connect(self._keep)
        self.auditions.began.connect(self._heard)
        self.auditions.failed.connect(self._failed)
        self.auditions.ended.connect(self._quiet)

    def _heard(self, character: str) -> None:
        self.remarks.setText(f"{character or everybody()}: {self._texts.get(character, '')}")

    def _failed(self, sentence: str) -> None:
        self.remarks.setText(said(sentence))

    def _quiet(self) -> None:
        self.remarks.clear()
        self._update_state()

    def _lay_out(self) -> None:
        self.list.setFixedWidth(_LIST)
        chosen = row(self.voice, self.hear)
        chosen.setStretch(0, 1)
        right = column(chosen, self.manner)
        right.setStretch(1, 1)
        both = row(self.list, right)
        both.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        layout.addLayout(both, 1)
        layout.addWidget(self.remarks)
        layout.addLayout(row(self.hear_all, 1, self.buttons))
