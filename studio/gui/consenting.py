"""What a page does about consent: ask for it, record and check the statement, show it, end it."""

from __future__ import annotations

import uuid
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from studio.core.entities import Consent, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.consent import Lock, attestation_fits, terms_of
from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.dialogs.buttons import confirm
from studio.gui.dialogs.consent import ConsentDialog, GivenConsentDialog
from studio.gui.dialogs.statement import StatementDialog
from studio.gui.playback import Playback
from studio.gui.recording.microphone import Microphone
from studio.gui.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from studio.audio.recorder import Captured

STATEMENT_TASK = "studio.dataset.statement_task:give_statement"
KEY = "statement"  # in the playback


class Consenting(QObject):
    """One voice's consent at a time; the dialogs collect, this does the work."""

    changed = Signal()
    """A consent was given or taken back."""
    said = Signal(str, str)
    """Tone and sentence for the banner."""
    delete_wanted = Signal(str)
    """Id of a voice whose consent was taken back, and which is to be deleted."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._library, self._bridge, self._playback = library, bridge, playback
        self._parent = parent
        self._voice: Voice | None = None
        self._microphone: Microphone | None = None
        self._folder: Path | None = None
        self._drafts: list[Path] = []
        self._job: Job | None = None
        self.dialog: QDialog | None = None
        """The dialog that is open."""

    def begin(
        self, voice: Voice, consent: Consent | None, lock: Lock | None, imported: bool
    ) -> None:
        """Show the consent of a voice, or ask for it. `imported`: no take was recorded here."""
        self._voice = voice
        if voice.synthetic:
            if consent is None:
                self._keep_synthetic(voice)
            return
        if consent is not None:
            self._show(voice, consent, lock, imported)
        else:
            self._ask(voice, None, imported)

    # A consent that is there

    def _show(self, voice: Voice, consent: Consent, lock: Lock | None, imported: bool) -> None:
        dialog = GivenConsentDialog(voice.name, consent, lock, self._parent)
        dialog.play_pressed.connect(partial(self._play, consent.file))
        dialog.withdraw_pressed.connect(partial(self._withdraw, voice, dialog))
        dialog.again_pressed.connect(partial(self._again, voice, consent, imported, dialog))
        self._open(dialog)

    def _again(self, voice: Voice, consent: Consent, imported: bool, shown: QDialog) -> None:
        shown.accept()
        self._ask(voice, consent, imported)

    def _withdraw(self, voice: Voice, shown: QDialog) -> None:
        explanation = self.tr(
            "“{0}” is neither trained nor spoken with any more. Its recordings and what was "
            "trained stay until the voice is deleted; you are asked about that next."
        ).format(voice.name)
        question = self.tr("Take the consent back?")
        if not confirm(shown, question, explanation, self.tr("Take back")):
            return
        shown.accept()
        withdraw = partial(self._library.withdraw_consent, voice.id)
        self._bridge.write(withdraw, partial(self._withdrawn, voice), self._refuse)

    def _withdrawn(self, voice: Voice, _consent: Consent) -> None:
        self.said.emit("info", self.tr("The consent for “{0}” is taken back.").format(voice.name))
        self.changed.emit()
        if confirm(
            self._parent,
            self.tr("Delete “{0}” as well?").format(voice.name),
            self.tr(
                "All of its takes, everything that was trained and all samples are deleted from "
                "this computer. This cannot be undone. Without deleting, they stay here, locked."
            ),
            self.tr("Delete voice"),
        ):
            self.delete_wanted.emit(voice.id)

    # A consent that is to be given

    def _ask(self, voice: Voice, before: Consent | None, imported: bool) -> None:
        terms = None if before is None else terms_of(before)
        dialog = StatementDialog(voice.name, terms, imported, self._parent)
        dialog.record_pressed.connect(partial(self._record, dialog))
        dialog.stop_pressed.connect(self._stop)
        dialog.play_pressed.connect(lambda: self._play(dialog.sound))
        dialog.give_pressed.connect(partial(self._give, voice, dialog))
        dialog.attest_pressed.connect(partial(self._attest, voice, dialog))
        dialog.pages.currentChanged.connect(partial(self._listen, voice, dialog))
        dialog.finished.connect(self._end)
        self._open(dialog)

    def _listen(self, voice: Voice, dialog: StatementDialog, page: int) -> None:
        """Open the microphone while the second page is shown."""
        if not page:
            self._close_microphone()
            return
        self._bridge.write(
            partial(self._library.statement_draft, voice.id), self._set_folder, dialog.show_trouble
        )
        if self._microphone is None:
            self._microphone = Microphone(self._bridge, self)
        microphone = self._microphone
        microphone.heard.connect(dialog.show_heard)
        for trouble in (microphone.refused, microphone.lost, microphone.not_captured):
            trouble.connect(dialog.show_trouble)
        microphone.captured.connect(partial(self._captured, dialog))
        chosen = Settings().get("microphone") if "microphone" in SETTINGS else None
        microphone.open(chosen or None)

    def _set_folder(self, draft: Path) -> None:
        self._folder = draft.parent

    def _record(self, dialog: StatementDialog) -> None:
        self._playback.stop()
        if self._microphone is None or self._folder is None:
            return
        draft = self._folder / f"draft-{uuid.uuid4().hex[:8]}.wav"
        try:
            self._microphone.start(draft, {})
        except StudioError as error:
            dialog.show_trouble(str(error))
            return
        self._drafts.append(draft)
        dialog.show_recording()

    def _stop(self) -> None:
        if self._microphone is not None:
            self._microphone.finish()

    def _captured(self, dialog: StatementDialog, captured: Captured) -> None:
        dialog.show_sound(captured.path, captured.seconds)
        if captured.trouble:
            dialog.show_trouble(captured.trouble)

    def _play(self, path: Path | None) -> None:
        if path is not None:
            self._playback.toggle(path, KEY)

    def _give(self, voice: Voice, dialog: StatementDialog) -> None:
        """Have the statement checked; it is kept there when it holds."""
        self._playback.stop()
        dialog.show_checking()
        handlers = Handlers(
            done=partial(self._given, voice, dialog),
            failed=lambda sentence, _detail: self._not_given(dialog, [sentence]),
            cancelled=lambda: self._not_given(dialog, []),
        )
        self._job = self._bridge.run(
            STATEMENT_TASK,
            handlers,
            warm=True,
            library=self._library.root,
            voice=voice.id,
            statement=dialog.sound,
            terms=dialog.terms.as_dict(),
        )

    def _given(self, voice: Voice, dialog: StatementDialog, result: dict[str, Any]) -> None:
        if not result.get("accepted"):
            self._not_given(dialog, list(result.get("faults", ())))
            return
        name = dialog.terms.name
        if dialog is self.dialog:
            dialog.accept()
        self.said.emit(
            "good",
            self.tr("{0}'s consent is kept with “{1}”.").format(name, voice.name),
        )
        self.changed.emit()

    def _not_given(self, dialog: StatementDialog, faults: list[str]) -> None:
        if dialog is self.dialog:  # otherwise it was closed in the meantime
            dialog.show_faults(faults)

    def _attest(self, voice: Voice, asked: StatementDialog) -> None:
        asked.reject()
        dialog = ConsentDialog(voice.name, self._parent)
        dialog.accepted.connect(lambda: self._sign(voice, dialog.name, dialog.statement))
        self._open(dialog)

    def _sign(self, voice: Voice, name: str, text: str) -> None:
        def keep() -> Consent:
            attestation_fits(self._library, voice)
            return self._library.record_consent(voice.id, "attestation", name, text)

        self._bridge.write(keep, lambda _: self.changed.emit(), self._refuse)

    def _keep_synthetic(self, voice: Voice) -> None:
        text = self.tr("Nobody has this voice: it was made.")
        keep = partial(self._library.record_consent, voice.id, "synthetic", "", text)
        self._bridge.write(keep, lambda _: self.changed.emit(), self._refuse)

    # Opening and closing

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(partial(self._closed, dialog))
        dialog.open()

    def _closed(self, dialog: QDialog, _result: int) -> None:
        self._playback.stop()
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def _end(self, _result: int) -> None:
        """The statement was given, or not: let go of the microphone and of what was recorded."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._close_microphone()
        drafts, self._drafts, self._folder = self._drafts, [], None
        for draft in drafts:
            # On the thread for sound, where the device has been let go by then.
            self._bridge.sound(partial(_forget, draft))

    def _close_microphone(self) -> None:
        if self._microphone is not None:
            self._microphone.shut_down()
            self._microphone.deleteLater()
            self._microphone = None

    def _refuse(self, sentence: str) -> None:
        self.said.emit("bad", sentence)


def _forget(draft: Path) -> None:
    """Delete a statement that was recorded and not given; what was given has been copied."""
    from studio.audio.capture_file import forget

    forget(draft)
