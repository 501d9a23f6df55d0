"""The Record page: read a sentence, hear what was wrong with it, go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QInputDialog,
    QLineEdit,
    QStackedWidget,
)

from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.own_script import OwnScriptDialog
from studio.gui.dialogs.recording_settings import RecordingSettingsDialog
from studio.gui.dialogs.room_check import RoomCheckDialog
from studio.gui.pages.page import Page
from studio.gui.pages.record_view import RecordView
from studio.gui.playback import Playback
from studio.gui.recording.controller import RecordingController
from studio.gui.recording.verdict import Verdict
from studio.gui.sentences import said
from studio.gui.settings import Settings
from studio.gui.widgets.empty import EmptyState
from studio.gui.widgets.parts import button, name_it
from studio.gui.widgets.script_picker import ScriptPicker

if TYPE_CHECKING:
    from studio.audio.capture_file import Recovered


class RecordPage(Page):
    """Reads the state from its controller and passes on what is pressed."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, settings: Settings
    ) -> None:
        super().__init__()
        self._library, self._bridge, self._settings = library, bridge, settings
        self.controller = RecordingController(library, bridge, settings, self)
        self.view = RecordView(self.controller, bridge, playback)
        self.prompter = self.view.prompter
        self._left: tuple[Recovered, ...] = ()
        self.script = ScriptPicker()
        self.own_button = button("add", self.add_script)
        self.settings_button = button("settings", self.choose_settings, role="quiet")
        self._is_made = False
        self.no_voice = EmptyState("library", lambda: self.asked_for.emit("library", ""), "library")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.no_voice)
        self.stack.addWidget(self.view)
        for widget in (self.script, self.own_button, self.settings_button):
            self.head.addWidget(widget)
        self.fill(self.stack)
        self._connect()
        self.retranslate()

    # Page

    def set_voice(self, voice: Voice | None) -> None:
        self._is_made = voice is not None and voice.synthetic
        if self._is_made:
            voice = None  # there is nobody who could read for it
        self._tell_no_voice()
        before = self.controller.voice
        if voice is None or before is None or voice.id != before.id:
            self._offer_left(())
            self.view.ask_for_room = True
        self.controller.set_voice(voice)
        self._listen()

    def want_script(self, script_id: str) -> None:
        self.controller.choose_script(script_id, anew=True)

    def refresh(self) -> None:
        self.controller.read_library()
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._listen()
        self.prompter.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # another page, not a window that was made small
            self.controller.close()

    @property
    def busy(self) -> bool:
        """Whether a take is on its way."""
        return self.controller.busy

    def stop(self) -> None:
        """End a take that is under way; it is kept."""
        self.controller.stop()

    def shut_down(self) -> None:
        """The window closes: let go of the microphone."""
        self.controller.close()

    def _listen(self) -> None:
        controller = self.controller
        if self.isVisible() and controller.voice is not None and controller.phase == "closed":
            controller.open()

    def _show_state(self) -> None:
        controller = self.controller
        shown = self.view if controller.voice is not None else self.no_voice
        self.stack.setCurrentWidget(shown)
        for widget in (self.script, self.own_button, self.settings_button):
            widget.setVisible(shown is self.view)
        self.script.setEnabled(not controller.busy)
        self.script.show_choices(controller.desk.choices, self._settings.get("script"))
        self.subtitle.setText(self._summary())

    def _summary(self) -> str:
        controller = self.controller
        if controller.voice is None:
            return self.tr("Read sentences aloud; each take is checked at once.")
        parts = [controller.voice.name, texts.takes(len(controller.desk.takes))]
        if controller.session is not None:
            rate = texts.number(controller.session.rate / 1000, 1)
            parts.append(self.tr("{0}, {1} kHz").format(controller.session.device, rate))
        return " · ".join(parts)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the focused widget has no use for: it is asked first."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
        )  # fmt: skip
        if not plain or event.isAutoRepeat() or self.stack.currentWidget() is not self.view:
            super().keyPressEvent(event)
            return
        controller = self.controller
        match event.key():
            case Qt.Key.Key_Space:
                self.view.record()
            case Qt.Key.Key_Right | Qt.Key.Key_N:
                controller.next()
            case Qt.Key.Key_Left | Qt.Key.Key_B:
                controller.back()
            case Qt.Key.Key_P:
                self.view.sound.toggle_play()
            case Qt.Key.Key_R:
                self.view.again()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter()
            case Qt.Key.Key_C:
                controller.microphone.clear_clip()
            case _:
                super().keyPressEvent(event)

    def _enter(self) -> None:
        """Press the button that has the focus; otherwise accept the take."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton) and self.isAncestorOf(focused):
            focused.click()
        else:
            self.controller.accept()

    # Dialogs

    def check_room(self) -> None:
        """Check how the room sounds."""
        if not self.controller.microphone.is_open or self.controller.busy:
            return
        dialog = RoomCheckDialog(self.controller.microphone, self._bridge, self)
        if dialog.exec() and dialog.report is not None:
            self.controller.use_room(dialog.report)
        self.view.ask_for_room = False
        self.view.show_state()
        self.prompter.setFocus()

    def skip_room(self) -> None:
        """Record without having checked the room."""
        self.view.ask_for_room = False
        self.view.show_state()
        self.prompter.setFocus()

    def add_script(self) -> None:
        """Ask for a script of the person's own and read it."""
        if self.controller.voice is None:
            return
        dialog = OwnScriptDialog(self._settings.get("script_folder"), self)
        if not dialog.exec() or dialog.script is None:
            return
        self._settings.set("script_folder", dialog.folder)
        voice, script = self.controller.voice, dialog.script
        name = dialog.name or script.name
        self._bridge.write(
            lambda: self._library.add_script(voice.id, name, script.prompts, script.language),
            lambda added: self.controller.choose_script(added.id),
            self.refuse,
        )

    def choose_settings(self) -> None:
        """Ask how recording is to go."""
        dialog = RecordingSettingsDialog(self._settings, self)
        if dialog.exec():
            for name, value in dialog.values.items():
                self._settings.set(name, value)
        self.prompter.setFocus()

    def _text_is_what_was_said(self) -> None:
        take, verdict = self.controller.take, self.controller.verdict
        if take is None:
            return
        said = verdict.read.said if verdict and verdict.read and verdict.read.said else take.text
        text, agreed = QInputDialog.getText(
            self, self.tr("What was said"), self.tr("The text of this take:"),
            QLineEdit.EchoMode.Normal, said,
        )  # fmt: skip
        if agreed and text.strip():
            self.controller.accept(text=" ".join(text.split()))
        self.prompter.setFocus()

    # What a killed program left

    def _offer_left(self, captures: tuple[Recovered, ...]) -> None:
        self._left = captures
        self.view.tell_left_behind(len(captures))

    def _keep_left(self) -> None:
        captures = self._left
        self._offer_left(())
        if self.controller.voice is not None:
            self.controller.left_behind.keep(self.controller.voice, captures)
        self.prompter.setFocus()

    def _drop_left(self) -> None:
        question = self.tr("Delete what was recorded?")
        about = self.tr("Nobody has listened to it yet. This cannot be undone.")
        if confirm(self, question, about, self.tr("Delete")):
            self.controller.left_behind.drop(self._left)
            self._offer_left(())
        self.prompter.setFocus()

    # What others tell

    def _connect(self) -> None:
        controller, view = self.controller, self.view
        controller.changed.connect(self._show_state)
        controller.said.connect(self.say)
        controller.library_changed.connect(self.changed)
        controller.left_behind.found.connect(self._offer_left)
        controller.judged_elsewhere.connect(self._tell_of_earlier)
        controller.kept_broken.connect(self._tell_of_broken)
        self.script.picked.connect(self._choose_script)
        view.devices.choose(self._settings.get("microphone"))
        view.room.first.clicked.connect(self.check_room)
        view.room_button.clicked.connect(self.check_room)
        if view.room.second is not None:
            view.room.second.clicked.connect(self.skip_room)
        view.left.first.clicked.connect(self._keep_left)
        if view.left.second is not None:
            view.left.second.clicked.connect(self._drop_left)
        view.verdict.said_it.connect(self._text_is_what_was_said)

    def _tell_no_voice(self) -> None:
        heading = self.tr("Choose a voice first")
        text = self.tr("Recordings belong to a voice. Create one, or choose one of yours.")
        if self._is_made:
            heading = self.tr("Nobody can read for this voice")
            text = self.tr(
                "It was made by the program, to try everything with. Create a voice of your own, "
                "and record that."
            )
        self.no_voice.tell(heading, text, self.tr("Go to the voices"))

    def _choose_script(self, choice: str) -> None:
        self.controller.choose_script(choice)
        self.prompter.setFocus()

    def _tell_of_earlier(self, take: Take, verdict: Verdict) -> None:
        sentence = self.tr("“{0}” has to be read again. {1}")
        if verdict.level == "warn":
            sentence = self.tr("“{0}” waits for your decision. {1}")
        self.say("warn", sentence.format(take.text, said(verdict.reason)).strip())

    def _tell_of_broken(self, take: Take) -> None:
        kept = self.tr("Kept as a take: {0}.").format(texts.duration(take.seconds))
        self.say("warn", f"{said(take.note)} {kept}")

    def retranslate(self) -> None:
        self.title.setText(self.tr("Record"))
        self.own_button.setText(self.tr("Own script…"))
        name_it(self.own_button, self.tr("Read a script of your own: text, CSV or SRT"))
        self.settings_button.setText(self.tr("How…"))
        name_it(
            self.settings_button,
            self.tr("How recording goes"),
            self.tr("What happens by itself, and the count before a take"),
        )
        self._tell_no_voice()
        self._show_state()
