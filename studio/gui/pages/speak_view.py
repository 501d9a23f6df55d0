"""What is seen of the Speak page: text and voice first, the rest folded away beside it."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from studio.gui import texts
from studio.gui.sentences import said
from studio.gui.speaking.edit_desk import EditDesk
from studio.gui.speaking.marking import Fault
from studio.gui.spoken import Spoken
from studio.gui.widgets.doubtful_words import DoubtfulWords
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.manner_panel import MannerPanel
from studio.gui.widgets.marks_menu import MarksMenu
from studio.gui.widgets.parts import Button, OneLine, button, column, label, name_it, panel, row
from studio.gui.widgets.rendering_list import RenderingList
from studio.gui.widgets.speech_controls import SpeechControls
from studio.gui.widgets.speech_text import SpeechText

_SIDE = 316  # pixels
_ROOMY = 720  # pixels; in less, the words of some buttons would be cut


class SpeakView(QWidget):
    """Widgets and texts; the page connects them."""

    side_chosen = Signal(str)

    def __init__(self, takes: RenderingList, edits: EditDesk) -> None:
        super().__init__()
        self.takes, self.edits = takes, edits
        self.controls = SpeechControls()
        self.manner = MannerPanel()
        self.text = SpeechText()
        self.words = DoubtfulWords()
        self.strip = JobStrip()
        self.score = edits.score
        self._side = ""
        self.speak_button = _plain("speak", role="primary")
        self.stop_button = _plain("stop")
        self.again_button = _plain("play", key="Ctrl+P")
        self.save_button = _plain("save", key="Ctrl+S")
        self.lexicon_button = _plain("edit", key="Ctrl+L")
        self.marks = MarksMenu()
        self.marks.chosen.connect(self.text.write)
        self.fault = label("small", wrap=True)
        self.fault.hide()
        self.about = OneLine()
        self.side_buttons: dict[str, Button] = {
            "controls": button("settings", lambda: self.toggle("controls"), key="Ctrl+K"),
            "takes": button("recordings", lambda: self.toggle("takes"), key="Ctrl+T"),
        }
        for made in self.side_buttons.values():
            made.setCheckable(True)
        self._lay_out()

    def toggle(self, side: str) -> None:
        """Open this beside the text, or close it; said by `side_chosen`."""
        self.open("" if self._side == side else side)
        self.side_chosen.emit(self._side)

    def open(self, side: str) -> None:
        """Show this beside the text; "" = nothing."""
        self._side = side = side if side in self.side_buttons else ""
        for name, made in self.side_buttons.items():
            made.setChecked(name == side)
        self._beside.setVisible(bool(side))
        self._fit()
        self.words.setVisible(not side)
        if side:
            self._stack.setCurrentIndex(list(self.side_buttons).index(side))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, buttons that have an icon go without their words."""
        room = self.width() - (_SIDE if self._side else 0)
        for made in (self.again_button, self.save_button, self.marks, self.lexicon_button):
            made.set_short(room < _ROOMY)
        self.edits.bar.set_short(room < _ROOMY)

    def show_fault(self, fault: Fault | None) -> None:
        """Show what is wrong with a mark, at its place and below the text."""
        self.text.mark_fault(fault)
        self.fault.setVisible(fault is not None)
        if fault is not None:
            no_mark = self.tr("“{0}” is no mark, so it is read as words; see “Marks”.")
            text = said(fault.said) if fault.kind == "wrong" else no_mark.format(fault.said)
            self.fault.setText(f"⚠ {text}")
            self.text.setAccessibleDescription(text)
        else:
            self.text.setAccessibleDescription("")

    def tell_about(self, spoken: Spoken | None) -> None:
        """Say how long it is and how it was made."""
        if spoken is None:
            self.about.set_text("")
            return
        parts = [texts.duration(spoken.seconds)]
        if spoken.rtf:
            made = self.tr("made in {0}")
            parts.append(made.format(texts.duration(spoken.seconds * spoken.rtf)))
        if spoken.by:
            parts.append(texts.word(spoken.by))
        said = " · ".join(parts)
        self.about.set_text(said)
        self.about.setToolTip(said)

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        self.controls.retranslate()
        self.manner.retranslate()
        self.takes.retranslate()
        self.edits.bar.retranslate()
        self.marks.retranslate()
        self.text.setPlaceholderText(self.tr("Type what the voice is to say, in English."))
        name_it(self.text, self.tr("Text to say"), self.tr("Ctrl+Enter speaks"))
        self.speak_button.setText(self.tr("Speak"))
        name_it(self.speak_button, self.tr("Speak"), self.tr("Speak (Ctrl+Enter)"))
        self.stop_button.setText(self.tr("Stop"))
        name_it(self.stop_button, self.tr("Stop"), self.tr("Stop speaking (Esc)"))
        self.again_button.setText(self.tr("Play again"))
        name_it(self.again_button, self.tr("Play again"), self.tr("Play again (Ctrl+P)"))
        self.lexicon_button.setText(self.tr("Lexicon…"))
        about = self.tr("How this voice says words (Ctrl+L); stock voices have no lexicon")
        name_it(self.lexicon_button, self.tr("Lexicon"), about)
        self.save_button.setText(self.tr("Save…"))
        name_it(self.save_button, self.tr("Save"), self.tr("Save as WAV or FLAC (Ctrl+S)"))
        controls = self.side_buttons["controls"]
        controls.setText(self.tr("Controls"))
        tip = self.tr("Speed, pitch, sound, another reading, blends (Ctrl+K)")
        name_it(controls, self.tr("Controls"), tip)
        takes = self.side_buttons["takes"]
        takes.setText(self.tr("Takes"))
        name_it(takes, self.tr("Takes"), self.tr("Everything that was spoken (Ctrl+T)"))
        self.score.show_hint(self.tr("What the voice says is drawn here."))
        name_it(
            self.score,
            self.tr("What was said: waveform, mel spectrogram, pitch, words and phonemes"),
            self.tr(
                "The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home. Ctrl+arrows "
                "choose a word, Ctrl+Shift+arrows a phoneme, Shift+arrows more of them; "
                "Alt+Left and Alt+Right move its end, Alt+Up and Alt+Down its pitch."
            ),
        )

    # Building

    def _lay_out(self) -> None:
        text = row(self.text, self.words)
        text.setStretch(0, 1)
        head = row(self.controls, 1, *self.side_buttons.values())
        buttons = row(self.speak_button, self.stop_button, self.again_button, self.save_button)
        buttons.addWidget(self.about, 1)
        buttons.addWidget(self.marks)
        buttons.addWidget(self.lexicon_button)
        above = QWidget()
        above.setLayout(column(text, self.fault, buttons, self.strip))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(above)
        split.addWidget(self.edits.view)
        split.setSizes([190, 430])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(14)
        self._stack = QStackedWidget()
        self._stack.setObjectName("clear")
        self._stack.addWidget(self.manner)
        self._stack.addWidget(self.takes)
        self._beside = panel(self._stack, margin=10)
        self._beside.setFixedWidth(_SIDE)
        content = row(split, self._beside)
        content.setStretch(0, 1)
        self.setLayout(column(head, content))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        stops = self.tab_stops()
        for one, after in pairwise(stops):
            QWidget.setTabOrder(one, after)

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through, in this order: text and voice first, what is folded away last."""
        controls, bar, manner, takes = self.controls, self.edits.bar, self.manner, self.takes
        rows = [widget for made in manner.rows.values() for widget in (made.slider, made.box)]
        return [
            self.text, self.speak_button, self.stop_button, self.again_button, self.save_button,
            self.marks, self.lexicon_button, self.words.list, self.score, bar.field,
            bar.say_button, bar.keep_button, *bar.buttons.values(), bar.draw_button,
            bar.undo_button, bar.redo_button, controls.voice, controls.language,
            *self.side_buttons.values(), *(fold.head for fold in manner.folds), *rows,
            manner.seed, manner.seed_button, manner.other, manner.share, manner.reset_button,
            takes.list, *takes.buttons.values(),
        ]  # fmt: skip


def _plain(icon_name: str, role: str = "", key: str = "") -> Button:
    """A button that does nothing until the page connects it."""
    return button(icon_name, lambda: None, role=role, key=key)
