"""The consent statement: who, when and for what is filled in, then it is read aloud."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from studio.core.entities import ScriptLanguage
from studio.core.errors import StudioError
from studio.dataset.consent import (
    LANGUAGES,
    MAX_NAME,
    MAX_OTHER,
    Terms,
    checked,
    parts,
    uses,
)
from studio.gui import texts
from studio.gui.recording.microphone import Heard
from studio.gui.sentences import said
from studio.gui.widgets.key_button import key_button
from studio.gui.widgets.level_meter import LevelMeter
from studio.gui.widgets.parts import GAP, MARGIN, button, column, label, name_it, panel, row

ASK, READ = range(2)
_LANGUAGE_NAMES = {"en": "English", "zh": "中文"}  # each in itself


class StatementDialog(QDialog):
    """Collects what the statement says, and the sound in which it is read.

    Whoever opens it records, plays and checks; `show_…` tells the dialog how that goes.
    """

    record_pressed = Signal()
    stop_pressed = Signal()
    play_pressed = Signal()
    give_pressed = Signal()
    """`terms` and `sound` are ready to be checked."""
    attest_pressed = Signal()
    """The person would rather sign for imported recordings."""

    def __init__(
        self,
        voice_name: str,
        terms: Terms | None = None,
        may_attest: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.sound: Path | None = None
        """The statement as it was recorded or chosen."""
        self._terms: Terms | None = None
        self._recording = self._checking = False
        self._seconds = 0.0
        self._voice_name = voice_name
        self.setWindowTitle(self.tr("Consent for “{0}”").format(voice_name))
        self.setMinimumSize(680, 560)
        self._make_ask(may_attest)
        self._make_read()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._ask)
        self.pages.addWidget(self._read)
        self.setLayout(column(self.pages))
        self._fill_in(terms)
        self._check()

    @property
    def terms(self) -> Terms:
        """What was filled in; ready as soon as the second page is shown."""
        assert self._terms is not None
        return self._terms

    # Told from outside

    def show_heard(self, heard: Heard) -> None:
        """The microphone brought something."""
        self.meter.show_reading(heard.reading)
        if self._recording:
            self._seconds += heard.seconds
            self._tell(self.tr("● Recording, {0}").format(texts.duration(self._seconds)))

    def show_recording(self) -> None:
        """A recording is under way."""
        self._recording, self._seconds, self.sound = True, 0.0, None
        self._update_buttons()

    def show_sound(self, path: Path, seconds: float) -> None:
        """There is a recording now."""
        self._recording, self.sound = False, path
        self._say(
            self.tr("Recorded: {0}. Listen to it, or give the consent.").format(
                texts.duration(seconds)
            )
        )
        self._update_buttons()

    def show_trouble(self, sentence: str) -> None:
        """Something did not work: no microphone, a recording that broke off."""
        self._recording = False
        self._say(said(sentence))
        self._update_buttons()

    def show_checking(self) -> None:
        """The statement is being listened to."""
        self._checking = True
        self._say(self.tr("Listening to the statement…"))
        self._update_buttons()

    def show_faults(self, faults: list[str]) -> None:
        """The statement was not accepted, and why."""
        self._checking = False
        self._say("\n".join(said(fault) for fault in faults))
        self._update_buttons()
        self.record.setFocus()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space records and stops, wherever the focus is; a field or a box never gets here."""
        if self.pages.currentIndex() == READ and event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._toggle()
            return
        if self.pages.currentIndex() == READ and event.key() == Qt.Key.Key_P:
            if self.play.isEnabled():
                self.play_pressed.emit()
            return
        super().keyPressEvent(event)

    # The first page

    def _make_ask(self, may_attest: bool) -> None:
        about = label("muted", wrap=True)
        about.setText(
            self.tr(
                "A voice is somebody's. Its speaker says who they are and what a copy of it may be "
                "used for, and reads that aloud. The recording stays with the voice, on this "
                "computer."
            )
        )
        self.name_field = QLineEdit(maxLength=MAX_NAME)
        self.name_field.setPlaceholderText(self.tr("first and last name"))
        name_it(self.name_field, self.tr("Full name of the speaker"))
        self.language_field = QComboBox()
        for language in LANGUAGES:
            self.language_field.addItem(_LANGUAGE_NAMES[language], language)
        name_it(self.language_field, self.tr("Language in which the statement is read"))
        self.other_field = QLineEdit(maxLength=MAX_OTHER)
        self.other_field.setPlaceholderText(self.tr("in your own words, as it is to be read"))
        name_it(self.other_field, self.tr("Another use, in your own words"))
        self.hint = label("small", wrap=True)
        self.next = button("next", self._go_on, role="primary")
        self.next.setText(self.tr("Go on to reading"))
        self.next.setDefault(True)
        cancel = button("", self.reject)
        cancel.setText(self.tr("Cancel"))
        self.attest = button("edit", self.attest_pressed.emit, role="quiet")
        self.attest.setText(self.tr("Sign for imported recordings…"))
        name_it(
            self.attest,
            self.tr("Sign for imported recordings"),
            self.tr("When the speaker cannot read the statement here"),
        )
        self.attest.setVisible(may_attest)
        form = QFormLayout()
        form.setVerticalSpacing(GAP)
        form.addRow(about)
        form.addRow(self.tr("&Speaker"), self.name_field)
        form.addRow(self.tr("&Language"), self.language_field)
        form.addRow(self.tr("May be used for"), self._make_uses())
        form.addRow(self.tr("&And for"), self.other_field)
        form.addRow(self.hint)
        self._ask = QWidget()
        layout = column(form, 1, row(self.attest, 1, cancel, self.next))
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._ask.setLayout(layout)
        self.name_field.textChanged.connect(self._check)
        self.other_field.textChanged.connect(self._check)
        self.language_field.currentIndexChanged.connect(self._check)

    def _make_uses(self) -> QWidget:
        names = use_names()
        self.uses: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for place, use in enumerate(uses("en")):
            self.uses[use] = box = QCheckBox(names.get(use, use))
            box.toggled.connect(self._check)
            grid.addWidget(box, place // 2, place % 2)
        holder = QWidget()
        holder.setLayout(grid)
        return holder

    def _fill_in(self, terms: Terms | None) -> None:
        if terms is None:
            return
        self.name_field.setText(terms.name)
        self.other_field.setText(terms.other)
        self.language_field.setCurrentIndex(LANGUAGES.index(terms.language))
        for use in terms.uses:
            self.uses[use].setChecked(True)

    def _check(self) -> None:
        """Say what is still missing; the sentences are those of the room that checks."""
        filled = Terms(
            self.name_field.text(),
            datetime.date.today().isoformat(),
            tuple(use for use, box in self.uses.items() if box.isChecked()),
            self.other_field.text(),
            cast(ScriptLanguage, self.language_field.currentData()),
        )
        try:
            terms, why = checked(filled), ""
        except StudioError as error:
            terms, why = None, said(str(error))
        if not why and filled.language == "zh":
            why = self.tr(
                "The studio hears English words alone: of a Chinese statement only the speaker and "
                "the length are checked, and the consent says so."
            )
        if terms is None or self._terms is None or terms != replace(self._terms, date=terms.date):
            self.sound = None  # another text: it has to be read anew
        self._terms = terms
        self.hint.setText(why)
        self.next.setEnabled(terms is not None)

    def _go_on(self) -> None:
        if self._terms is None:
            return
        text = "\n".join(part.text for part in parts(self._terms))  # a sentence a line
        self.statement.setText(text)
        self.statement.setAccessibleName(text)
        self.pages.setCurrentIndex(READ)
        if self.sound is None:
            self._tell(self.tr("Press Space and read this aloud. Space again ends it."))
        self._update_buttons()
        self.statement.setFocus()

    # The second page

    def _make_read(self) -> None:
        about = label("muted", wrap=True)
        about.setText(
            self.tr("The speaker of the takes reads this aloud, best into their microphone.")
        )
        self.statement = label(wrap=True)
        self.statement.setStyleSheet("font-size: 18px;")  # read from where the microphone is
        self.statement.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.statement.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        scroll = QScrollArea()
        scroll.setWidget(panel(self.statement, margin=20))
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.meter = LevelMeter()
        self.status = label(wrap=True)
        self.record = key_button("record", self._toggle, role="primary")
        self.play = key_button("play", self.play_pressed.emit)
        self.play.tell(self.tr("Play"), self.tr("Hear the recorded statement"), "P")
        self.choose = button("import", self._choose_file)
        self.choose.setText(self.tr("Choose a file…"))
        name_it(self.choose, self.tr("Choose a file in which the statement was read before"))
        back = button("back", self._go_back)
        back.setText(self.tr("Back"))
        cancel = button("", self.reject)
        cancel.setText(self.tr("Cancel"))
        self.give = button("check", self.give_pressed.emit, role="primary")
        self.give.setText(self.tr("Give the consent"))
        self._back, self._cancel = back, cancel
        self._read = QWidget()
        layout = column(
            about,
            scroll,
            self.meter,
            row(self.record, self.play, self.choose, 1),
            self.status,
            row(back, 1, cancel, self.give),
        )
        layout.setStretch(1, 1)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._read.setLayout(layout)

    def _toggle(self) -> None:
        if self._recording:
            self.stop_pressed.emit()
        elif self.record.isEnabled():
            self.record_pressed.emit()

    def _choose_file(self) -> None:
        kinds = self.tr("Sound files") + " (*.wav *.flac *.ogg *.opus *.mp3 *.aiff)"
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("The recorded statement"), "", kinds)
        if chosen:
            self.sound = Path(chosen)
            self._say(self.tr("Chosen: {0}").format(self.sound.name))
            self._update_buttons()

    def _go_back(self) -> None:
        self.pages.setCurrentIndex(ASK)
        self.name_field.setFocus()

    def _update_buttons(self) -> None:
        free = not (self._recording or self._checking)
        if self._recording:
            self.record.set_icon("stop")
            self.record.tell(self.tr("Stop"), self.tr("End the recording"), self.tr("Space"))
        else:
            self.record.set_icon("record")
            text = self.tr("Record") if self.sound is None else self.tr("Read it again")
            self.record.tell(text, self.tr("Record the statement"), self.tr("Space"))
        self.record.setEnabled(not self._checking)
        self.choose.setEnabled(free)
        self._back.setEnabled(free)
        self.play.setEnabled(free and self.sound is not None)
        self.give.setEnabled(free and self.sound is not None)

    def _tell(self, text: str) -> None:
        self.status.setText(text)

    def _say(self, text: str) -> None:
        """Show a sentence and let a screen reader speak it."""
        self._tell(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def use_names() -> dict[str, str]:
    """The uses to choose from, in the language of the window."""
    translate = QCoreApplication.translate
    return {
        "private": translate("Uses", "my own private use"),
        "assist": translate("Uses", "speaking for me when I cannot speak"),
        "stories": translate("Uses", "stories, films and games"),
        "teaching": translate("Uses", "teaching and explaining"),
        "messages": translate("Uses", "announcements and messages"),
        "research": translate("Uses", "research"),
    }
