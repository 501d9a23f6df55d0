"""What was said, being changed: from the score and its bar to the next order, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from studio.core.library import Library
from studio.gui.bridge import Bridge
from studio.gui.lexicon_rows import Book, add_word
from studio.gui.speaking import editing
from studio.gui.speaking.editing import History, State
from studio.gui.speaking.speaking import Order
from studio.gui.spoken import SaidSentence, Spoken
from studio.gui.widgets.edit_bar import EditBar
from studio.gui.widgets.parts import column, panel
from studio.gui.widgets.score_view import ScoreView
from studio.speech.edits import Edits
from studio.text.ipa import to_ipa


class EditDesk(QObject):
    """Keeps the edits of the text that was said last, and asks for what they change."""

    wanted = Signal(object)
    """An Order: one sentence is to be made again."""
    kept = Signal(str)
    """A word that is in the voice's lexicon now."""
    refused = Signal(str)

    def __init__(self, library: Library, bridge: Bridge) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._history = History()
        self._order: Order | None = None
        self._spoken: Spoken | None = None
        self.lexicon_voice = ""
        """The id of the voice in whose lexicon words are kept; "" = it has none."""
        self.score, self.bar = ScoreView(), EditBar()
        self.view = self._lay_out()
        self._connect()
        self._show_state()

    def edits_for(self, voice: str) -> State:
        """The edits that still stand when a voice speaks the text once more."""
        return self._history.now if self._order and self._order.voice == voice else ()

    def take(self, order: Order, spoken: Spoken) -> None:
        """What was said, by this order: edits go on from there."""
        self._order, self._spoken = order, spoken
        if order.edits != self._history.now:
            self._history = History(order.edits)
        self._show_state()

    def forget(self) -> None:
        """Nothing is shown until something is said; the edits stay."""
        self._spoken = None
        self.score.show_nothing()
        self._show_state()

    def failed(self, order: Order) -> None:
        """An edit could not be made: everything is as before it."""
        if order.edits == self._history.now and self._order is not None:
            if order.edits != self._order.edits and self._history.can_undo:
                self._history.undo()
            self._show_state()

    def undo(self) -> None:
        """Take back the last edit."""
        self._again(self._history.undo())

    def redo(self) -> None:
        """Do it once more."""
        self._again(self._history.redo())

    # What is changed

    def say_word(self, say: str) -> None:
        """Say the chosen word like this in its sentence; "" = as usual."""
        chosen = self.score.word
        if chosen is not None:
            sentence, place, _ = chosen
            self._change(editing.with_word(self._edit(sentence), place, say.strip("/ ") and say))

    def keep_word(self, say: str) -> None:
        """Keep in the voice's lexicon how the chosen word is said."""
        chosen = self.score.word
        if chosen is not None and self.lexicon_voice and say:
            word = chosen[2].text
            keep = partial(add_word, Book(self._library, self.lexicon_voice), word, say)
            self._bridge.write(keep, lambda _: self.kept.emit(word), self.refused.emit)

    def change_length(self, factor: float) -> None:
        """Make the chosen word longer or shorter."""
        chosen = self.score.word
        if chosen is not None:
            sentence, _, word = chosen
            edit = self._edit(sentence)
            self._change(editing.with_word_length(edit, sentence, word, factor))

    def change_pitch(self, semitones: float) -> None:
        """Make the chosen word higher or lower."""
        chosen = self.score.word
        if chosen is not None and self._spoken is not None:
            sentence, _, word = chosen
            edit, f0 = self._edit(sentence), self._spoken.f0_hz
            self._change(editing.with_word_pitch(edit, sentence, word, f0, semitones))

    def change_emphasis(self, more: float) -> None:
        """Give the chosen word more emphasis, or less."""
        chosen = self.score.word
        if chosen is not None:
            sentence, place, _ = chosen
            self._change(editing.with_emphasis(self._edit(sentence), place, more))

    def _drag(self, sentence: SaidSentence, symbol: int, ms: float) -> None:
        self._change(editing.with_length(self._edit(sentence), symbol, ms))

    def _draw(self, sentence: SaidSentence, points: Sequence[tuple[float, float]]) -> None:
        self._change(editing.with_stroke(self._edit(sentence), sentence, points))

    def _edit(self, sentence: SaidSentence) -> Edits:
        return editing.edit_of(self._history.now, sentence)

    def _change(self, edit: Edits) -> None:
        before = self._history.now
        self._history.change(edit)
        if self._history.now != before:
            self._again(edit.index)

    def _again(self, index: int) -> None:
        """Ask for the sentence that is another now."""
        spoken = self._spoken
        if self._order is not None and spoken is not None and index >= 0:
            self.wanted.emit(
                replace(
                    self._order,
                    edits=self._history.now,
                    kind="edit",
                    earlier=spoken.path,
                    hear_from=index,
                )
            )
        self._show_state()

    # Showing

    def show_word(self) -> None:
        """Show the chosen word in the bar."""
        chosen = self.score.word
        if chosen is None:
            self.bar.show_word(None, "", False)
            return
        ipa = to_ipa(chosen[2].phonemes)
        self.bar.show_word(chosen[2], ipa, bool(self.lexicon_voice))

    def _show_state(self) -> None:
        history = self._history
        self.bar.show_state(self._spoken is not None, history.can_undo, history.can_redo)

    def _lay_out(self) -> QWidget:
        content = column(self.score, self.bar)
        content.setStretch(0, 1)
        content.setSpacing(6)
        return panel(content, margin=6)

    def _connect(self) -> None:
        bar, score, keys = self.bar, self.score, QKeySequence.StandardKey
        for key, do in ((keys.Undo, self.undo), (keys.Redo, self.redo)):
            shortcut = QShortcut(QKeySequence(key), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        bar.undo.connect(self.undo)
        bar.redo.connect(self.redo)
        bar.say.connect(self.say_word)
        bar.keep.connect(self.keep_word)
        bar.length.connect(self.change_length)
        bar.pitch.connect(self.change_pitch)
        bar.emphasis.connect(self.change_emphasis)
        bar.draw.connect(partial(setattr, score, "drawing"))
        score.word_chosen.connect(self.show_word)
        score.length_dragged.connect(self._drag)
        score.pitch_drawn.connect(self._draw)
