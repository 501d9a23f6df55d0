"""The Library page: all voices, how far each is, and what comes next for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QSplitter, QStackedWidget, QWidget

from studio.core.entities import Voice
from studio.core.library import Library
from studio.core.names import name_key
from studio.dataset.deletion import Deleted, delete_voice
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.new_voice import NewVoiceDialog
from studio.gui.farewell import farewell
from studio.gui.pages.page import Page
from studio.gui.settings import Settings
from studio.gui.voice_files import SUFFIX, VoiceFiles
from studio.gui.voice_summary import Shelf, VoiceSummary, shelf
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import button, column, label, name_it, panel, row
from studio.gui.widgets.steps import Steps
from studio.gui.widgets.voice_list import VoiceList
from studio.speech.catalogue import SpeakableVoice

if TYPE_CHECKING:
    from studio.gui.dialogs.import_voice import ImportVoiceDialog
    from studio.speech.archive.reading import VoiceFile


class LibraryPage(Page):
    """Voices on the left; the chosen one with its three steps on the right."""

    def __init__(self, library: Library, bridge: Bridge, settings: Settings) -> None:
        super().__init__()
        self._library, self._bridge, self._settings = library, bridge, settings
        self._shelf = Shelf((), ())
        self._current = ""
        self.new = button("add", self.create_voice, role="primary", key="Ctrl+N")
        self.take_in = button("import", self.choose_file)
        self.head.addWidget(self.take_in)
        self.head.addWidget(self.new)
        self.strip = JobStrip()
        self.files = VoiceFiles(library, bridge, self.strip)
        self.files.said.connect(self.said)
        self.files.found.connect(self._ask_import)
        self.files.imported.connect(self._imported)
        self.files.ended.connect(self._update_export)
        self.dialog: ImportVoiceDialog | None = None
        """The one that was opened last."""
        self.voices = VoiceList()
        self.voices.chosen.connect(self._choose)
        self.voices.opened.connect(self._open)
        self.details = QStackedWidget()
        self.details.addWidget(self._make_empty())
        self.details.addWidget(self._make_own())
        self.details.addWidget(self._make_stock())
        split = QSplitter()
        split.addWidget(self.voices)
        split.addWidget(self.details)
        split.setSizes([320, 560])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(16)
        content = QWidget()
        layout = column(self.strip, split)
        layout.setStretch(1, 1)
        content.setLayout(layout)
        self.fill(content)
        self.retranslate()
        self._update_export()

    def set_voice(self, voice: Voice | None) -> None:
        if voice is not None and voice.id != self._current:
            self._current = voice.id
            self.voices.select(voice.id)

    def refresh(self) -> None:
        self._bridge.compute(partial(shelf, self._library), self._show, self.refuse, "shelf")

    def retranslate(self) -> None:
        self.title.setText(self.tr("Voices"))
        self.subtitle.setText(
            self.tr("Give the studio recordings of a speaker, train, and type what to say.")
        )
        self.new.setText(self.tr("New voice…"))
        name_it(self.new, self.tr("New voice"), self.tr("New voice (Ctrl+N)"))
        self.take_in.setText(self.tr("Import…"))
        about = self.tr("Take in a voice file (.timbre) that somebody gave you, or drop it here")
        name_it(self.take_in, self.tr("Import voice file"), about)
        self.export.setText(self.tr("Export voice file…"))
        about = self.tr("Write the voice into one file (.timbre), with its consent, for others")
        name_it(self.export, self.tr("Export voice file"), about)
        name_it(self.voices, self.tr("Voices"), self.tr("Enter goes on with the chosen voice"))
        self.voices.setToolTip("")
        self._empty_title.setText(self.tr("Start with a voice"))
        self._empty_text.setText(
            self.tr(
                "Create a voice, then record its speaker or import recordings: five minutes "
                "are enough."
            )
        )
        self._empty_new.setText(self.tr("New voice…"))
        self.delete.setText(self.tr("Delete voice…"))
        name_it(self.delete, self.tr("Delete this voice with all of its recordings"))
        self.speak.setText(self.tr("Speak with this voice"))
        name_it(self.speak, self.tr("Speak with this voice"))
        self._stock_text.setText(
            self.tr("A stock voice comes with the program and speaks at once. It is nobody's own.")
        )

    def create_voice(self) -> None:
        """Ask for a new voice and create it."""
        taken = {name_key(summary.voice.name) for summary in self._shelf.own}
        dialog = NewVoiceDialog(taken, self)
        if dialog.exec():
            create = partial(
                self._library.create_voice, dialog.name, kind="own", language=dialog.language
            )
            self._bridge.write(create, self._created, self.refuse)

    def delete_voice(self) -> None:
        """Ask, then delete the chosen voice."""
        summary = self._own(self._current)
        if summary is None:
            return
        explanation = self.tr(
            "Its {0}, everything that was trained, all samples and what caches and settings hold "
            "of it are deleted from this computer. This cannot be undone. What you have saved or "
            "exported elsewhere stays there: delete that yourself."
        ).format(texts.takes(summary.takes))
        question = self.tr("Delete “{0}”?").format(summary.voice.name)
        if confirm(self, question, explanation, self.tr("Delete voice")):
            self.delete.setEnabled(False)
            self.say("info", self.tr("Deleting “{0}”…").format(summary.voice.name))
            delete = partial(delete_voice, self._library, summary.voice.id)
            self._bridge.write(delete, self._deleted, self._not_deleted)

    # Voice files

    def choose_file(self) -> None:
        """Ask for a voice file and show what is in it."""
        filters = self.tr("Voice files ({0})").format(f"*{SUFFIX}")
        start = self._settings.get("import_folder")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import a voice"), start, filters)
        if path:
            self._settings.set("import_folder", str(Path(path).parent))
            self.want_file(Path(path))

    def want_file(self, path: Path) -> None:
        self.files.look_into(path)

    def export_voice(self) -> None:
        """Ask where the chosen voice is to be written."""
        summary = self._own(self._current)
        if summary is None:
            return
        start = Path(self._settings.get("save_folder") or Path.home())
        proposed = str(start / f"{_file_name(summary.voice.name)}{SUFFIX}")
        filters = self.tr("Voice files ({0})").format(f"*{SUFFIX}")
        title = self.tr("Export voice file")
        path, _ = QFileDialog.getSaveFileName(self, title, proposed, filters)
        if path:
            self._settings.set("save_folder", str(Path(path).parent))
            self.files.export(summary.voice, Path(path))
            self._update_export()

    def _ask_import(self, found: VoiceFile) -> None:
        from studio.gui.dialogs.import_voice import ImportVoiceDialog  # not when the window opens

        taken = {name_key(summary.voice.name) for summary in self._shelf.own}
        dialog = ImportVoiceDialog(found, taken, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.files.take_in(found.path, dialog.name))
        dialog.accepted.connect(self._update_export)
        self.dialog = dialog
        dialog.open()

    def _imported(self, voice_id: str) -> None:
        self.asked_for.emit("", voice_id)
        self.changed.emit()

    def _update_export(self) -> None:
        summary = self._own(self._current)
        trained = summary is not None and summary.trained
        self.export.setEnabled(trained and not self.files.running)

    # Building

    def _make_empty(self) -> QWidget:
        self._empty_title = label("big")
        self._empty_text = label("muted", wrap=True)
        self._empty_new = button("add", self.create_voice, role="primary")
        return panel(1, self._empty_title, self._empty_text, row(self._empty_new, 1), 1, margin=40)

    def _make_own(self) -> QWidget:
        self._name = label("title")
        self._about = label("muted", wrap=True)
        self._consent = label("muted", wrap=True)
        self.steps = Steps()
        self.steps.asked_for.connect(lambda page: self.asked_for.emit(page, self._current))
        self.export = button("export", self.export_voice, role="quiet")
        self.delete = button("delete", self.delete_voice, role="quiet")
        line = QFrame()
        line.setFixedHeight(6)
        return panel(
            self._name,
            self._about,
            self._consent,
            line,
            self.steps,
            1,
            row(1, self.export, self.delete),
            margin=24,
        )

    def _make_stock(self) -> QWidget:
        self._stock_name = label("title")
        self._stock_about = label("muted", wrap=True)
        self._stock_text = label(wrap=True)
        self.speak = button("speak", self._speak_now, role="primary")
        text = column(self._stock_name, self._stock_about, self._stock_text)
        return panel(text, row(self.speak, 1), 1, margin=24)

    # Showing

    def _show(self, found: Shelf) -> None:
        self._shelf = found
        self.voices.show_shelf(found, self._current)
        if not found.own and not self._current:
            self.details.setCurrentIndex(0)

    def _choose(self, voice_id: str) -> None:
        self._current = voice_id
        own = self._own(voice_id)
        if own is not None:
            self._show_own(own)
            self.asked_for.emit("", voice_id)
            return
        voice = next(voice for voice in self._shelf.stock if voice.id == voice_id)
        self._show_stock(voice)

    def _show_own(self, summary: VoiceSummary) -> None:
        voice = summary.voice
        self._name.setText(voice.name)
        parts = [texts.word(voice.kind), texts.word(voice.language)]
        if voice.synthetic:
            parts.append(self.tr("made by the program, nobody's voice"))
        parts.append(self.tr("since {0}").format(texts.day(voice.created)))
        self._about.setText(" · ".join(parts))
        self._consent.setText(self._about_consent(summary))
        self.steps.show_summary(summary)
        self.delete.setEnabled(True)
        self._update_export()
        self.details.setCurrentIndex(1)

    def _about_consent(self, summary: VoiceSummary) -> str:
        consent = summary.consent
        if consent is None:
            return self.tr("No consent yet")
        if consent.withdrawn:
            return self.tr("Consent taken back, {0}").format(texts.day(consent.withdrawn))
        if consent.kind == "synthetic":
            return ""
        given = self.tr("Consent by {0}, {1}").format(consent.name, texts.day(consent.date))
        if consent.kind == "statement":
            return given + " · " + self.tr("read aloud")
        return given + " · " + self.tr("signed")

    def _show_stock(self, voice: SpeakableVoice) -> None:
        self._stock_name.setText(voice.name)
        parts = [texts.word(part) for part in (voice.kind, voice.language, voice.sex) if part]
        self._stock_about.setText(" · ".join(parts))
        self.details.setCurrentIndex(2)

    def _own(self, voice_id: str) -> VoiceSummary | None:
        return next((own for own in self._shelf.own if own.voice.id == voice_id), None)

    def _open(self, voice_id: str) -> None:
        own = self._own(voice_id)
        self.asked_for.emit(own.next_step if own else "speak", voice_id)

    def _speak_now(self) -> None:
        self.asked_for.emit("speak", self._current)

    def _created(self, voice: Voice) -> None:
        self.asked_for.emit("", voice.id)
        self.say(
            "good",
            self.tr("“{0}” is created. Record its speaker next, or import recordings.").format(
                voice.name
            ),
        )
        self.changed.emit()

    def _deleted(self, gone: Deleted) -> None:
        self._current = ""
        self.say(*farewell(gone))
        self.changed.emit()

    def _not_deleted(self, sentence: str) -> None:
        self.delete.setEnabled(True)
        self.refuse(sentence)


def _file_name(name: str) -> str:
    """A voice's name as every file system takes it."""
    kept = "".join(letter if letter.isalnum() or letter in " -_'" else "_" for letter in name)
    return kept.strip() or "voice"
