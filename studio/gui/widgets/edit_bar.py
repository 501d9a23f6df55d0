"""Below the score: what can be done with the chosen word, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.gui import texts
from studio.gui.spoken import SaidWord
from studio.gui.widgets.parts import Button, button, column, label, name_it, row

LONGER = 1.15
SEMITONES = 1.0
EMPHASIS = 0.5
_SIGNS = {"shorter": "→←", "longer": "←→", "lower": "↓", "higher": "↑", "less": "−", "more": "+"}


class EditBar(QWidget):
    """Says what the person wants; does nothing itself."""

    say = Signal(str)
    keep = Signal(str)
    """In the voice's lexicon."""
    length = Signal(float)
    """How many times as long."""
    pitch = Signal(float)
    """Semitones."""
    emphasis = Signal(float)
    draw = Signal(bool)
    undo = Signal()
    redo = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.word = label("heading")
        self.heard = label("small")
        self.field = QLineEdit(maxLength=120)
        self.field.returnPressed.connect(self._say)
        self.say_button = button("play", self._say)
        self.keep_button = button("save", lambda: self.keep.emit(self.field.text().strip()))
        self.hint = label("small", wrap=True)
        self.buttons: dict[str, Button] = {
            "shorter": button("", lambda: self.length.emit(1 / LONGER), key="Ctrl+["),
            "longer": button("", lambda: self.length.emit(LONGER), key="Ctrl+]"),
            "lower": button("", lambda: self.pitch.emit(-SEMITONES), key="Ctrl+Down"),
            "higher": button("", lambda: self.pitch.emit(SEMITONES), key="Ctrl+Up"),
            "less": button("", lambda: self.emphasis.emit(-EMPHASIS), key="Ctrl+Shift+E"),
            "more": button("", lambda: self.emphasis.emit(EMPHASIS), key="Ctrl+E"),
        }
        self.draw_button = button("edit", lambda: self.draw.emit(self.draw_button.isChecked()))
        self.draw_button.setShortcut("Ctrl+D")
        self.draw_button.setCheckable(True)
        self.undo_button = button("undo", self.undo.emit)
        self.redo_button = button("redo", self.redo.emit)
        self._of_word = QWidget()
        first = row(self.word, self.heard, self.field, self.say_button, self.keep_button)
        first.setStretch(2, 1)
        first.setSpacing(6)
        self._of_word.setLayout(first)
        ways = (self.draw_button, self.undo_button, self.redo_button)
        for made in (*self.buttons.values(), *ways):
            made.setProperty("keyed", True)  # less wide
        last = row(self.hint, *self.buttons.values(), 1, *ways)
        last.setStretch(0, 3)
        last.setSpacing(6)
        whole = column(self._of_word, last)
        whole.setSpacing(6)
        self.setLayout(whole)
        self.show_word(None, "", False)

    def show_word(self, word: SaidWord | None, ipa: str, has_lexicon: bool) -> None:
        """Show the chosen word and how it is said; None = no word is chosen."""
        self._of_word.setVisible(word is not None)
        self.hint.setVisible(word is None)
        for made in self.buttons.values():
            made.setVisible(word is not None)
        if word is None:
            return
        self.word.setText(word.text)
        heard = self.tr("heard {0}")
        self.heard.setText("" if word.score is None else heard.format(texts.percent(word.score, 0)))
        self.field.setText(f"/{ipa}/")
        self.keep_button.setEnabled(has_lexicon)

    def set_short(self, short: bool) -> None:
        """Signs instead of words on the buttons, where there is little room."""
        for name, made in self.buttons.items():
            made.set_short(short, _SIGNS[name])
        for made in (self.draw_button, self.say_button, self.keep_button):
            made.set_short(short)

    def show_state(self, spoken: bool, can_undo: bool, can_redo: bool) -> None:
        """Show what can be done now."""
        self.setVisible(spoken)
        self.undo_button.setEnabled(can_undo)
        self.redo_button.setEnabled(can_redo)

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        about = self.tr("Phonemes between slashes, or how it sounds in English letters")
        name_it(self.field, self.tr("How the word is said"), about)
        told = {
            "shorter": (self.tr("Shorter"), self.tr("This word shorter (Ctrl+[)")),
            "longer": (self.tr("Longer"), self.tr("This word longer (Ctrl+])")),
            "lower": (self.tr("Lower"), self.tr("This word lower (Ctrl+Down)")),
            "higher": (self.tr("Higher"), self.tr("This word higher (Ctrl+Up)")),
            "less": (self.tr("Weaker"), self.tr("Less emphasis on this word (Ctrl+Shift+E)")),
            "more": (self.tr("Stronger"), self.tr("More emphasis on this word (Ctrl+E)")),
        }
        for name, (text, tip) in told.items():
            self.buttons[name].setText(text)
            name_it(self.buttons[name], text, tip)
        self.say_button.setText(self.tr("Say so"))
        name_it(self.say_button, self.tr("Say so"), self.tr("Say the word like this here (Enter)"))
        self.keep_button.setText(self.tr("Keep"))
        tip = self.tr("Keep it in the voice's lexicon: the word is always said like this then")
        name_it(self.keep_button, self.tr("Keep in the lexicon"), tip)
        self.draw_button.setText(self.tr("Draw"))
        tip = self.tr("Draw the pitch over the spectrogram with the mouse (Ctrl+D)")
        name_it(self.draw_button, self.tr("Draw pitch"), tip)
        undo, redo = self.tr("Undo"), self.tr("Redo")
        keys = QKeySequence.StandardKey
        for made, text, key in (
            (self.undo_button, undo, keys.Undo),
            (self.redo_button, redo, keys.Redo),
        ):
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            name_it(made, text, f"{text} ({shown})")
        self.hint.setText(
            self.tr(
                "Click a word to change it (Ctrl+arrows); drag the edge of a phoneme "
                "(Ctrl+Shift+arrows, then Alt+arrows)."
            )
        )

    def _say(self) -> None:
        self.say.emit(self.field.text().strip())
