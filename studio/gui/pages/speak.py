"""The Speak page: type, hear, look, save."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from studio.core.entities import Voice
from studio.core.library import Library
from studio.core.manner import CONTROLS
from studio.gui.bridge import Bridge, Handlers
from studio.gui.dialogs.lexicon import LexiconDialog
from studio.gui.manners import Way, keep_way, kept_way
from studio.gui.pages.page import Page
from studio.gui.pages.speak_view import SpeakView
from studio.gui.playback import Playback
from studio.gui.settings import Settings
from studio.gui.sound_picture import SoundPicture, look_at
from studio.gui.speaking.edit_desk import EditDesk
from studio.gui.speaking.marking import fault_in
from studio.gui.speaking.speaking import KEY, Order, Speaking
from studio.gui.speaking.take_desk import TakeDesk
from studio.gui.speaking.takes import Restored
from studio.gui.spoken import Spoken
from studio.speech.catalogue import SpeakableVoice, speakable
from studio.text.ssml import is_ssml

WARM_UP_TASK = "studio.training.device_tasks:usable_devices"  # loads torch while one is typing
_PATIENCE = 250  # milliseconds after a control was moved or a letter typed last


class SpeakPage(Page):
    """Text above; what was said below."""

    def __init__(
        self, library: Library, bridge: Bridge, playback: Playback, settings: Settings
    ) -> None:
        super().__init__()
        self._library, self._bridge = library, bridge
        self._playback, self._settings = playback, settings
        self._voice: Voice | None = None
        self._wanted = settings.get("speak_voice")
        self._voices: list[SpeakableVoice] = []
        self._spoken: Spoken | None = None
        self._stay = False  # what is in view stays so
        self._warm = False
        self.speech = Speaking(library, bridge, playback)
        self.desk = TakeDesk(library, bridge, playback)
        self.edits = EditDesk(library, bridge)
        self.look = look = SpeakView(self.desk.view, self.edits)
        self.controls, self.text, self.words = look.controls, look.text, look.words
        self.view, self.strip = look.score, look.strip
        self.speak_button, self.stop_button = look.speak_button, look.stop_button
        self.save_button, self.lexicon_button = look.save_button, look.lexicon_button
        self._moving = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._moving.timeout.connect(self.try_controls)
        self._typing = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._typing.timeout.connect(self._look_at_marks)
        self.fill(look)
        self._connect()
        look.open(settings.get("speak_side"))
        self.retranslate()

    @property
    def speaking(self) -> bool:
        """Whether something is being spoken."""
        return self.speech.busy

    def set_voice(self, voice: Voice | None) -> None:
        self._voice = voice
        self._wanted = voice.id if voice and voice.run else self._settings.get("speak_voice")

    def want_voice(self, voice_id: str) -> None:
        self._wanted = voice_id
        self._settings.set("speak_voice", voice_id)

    def refresh(self) -> None:
        read = partial(speakable, self._library)
        self._bridge.compute(read, self._show_voices, self.refuse, "speakable")
        self.desk.takes.refresh()
        self._update_state()
        if not self._warm:
            self._warm = True
            self._bridge.run(WARM_UP_TASK, Handlers(), warm=True)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Speak"))
        self.look.retranslate()
        self.words.show_words(self._doubtful())
        self._update_state()

    # What the person asks for

    def speak(self) -> None:
        """Speak the text in the chosen voice; it sounds from the first sentence on."""
        text = self.text.toPlainText()
        order = self.speech.order
        if order is not None and order.kind != "trial":
            return
        if not text.strip():
            self.say("info", self.tr("Type a sentence first."))
            self.text.setFocus()
            return
        self._moving.stop()
        self._forget()
        self.speech.say(self._order(text))

    def try_controls(self) -> None:
        """Let the sentence at the cursor be heard with the controls as they are now."""
        order = self.speech.order
        if order is not None and order.kind != "trial":
            return  # it would be cut off
        place, sentence = self.text.sentence()
        if is_ssml(self.text.toPlainText()):  # half of a document is none
            place, sentence = 0, self.text.toPlainText()
        if sentence and self.controls.voice_id:
            self.speech.say(self._order(sentence, place))

    def stop(self) -> None:
        """Stop speaking and playing."""
        self._moving.stop()
        self.speech.stop()

    def play_again(self) -> None:
        """Play what was said, or stop it."""
        if self._spoken is not None and not self.speaking:
            self._playback.toggle(self._spoken.path, KEY)

    def save(self) -> None:
        """Ask for a name and save what was said."""
        if self._spoken is None:
            return
        folder = self._settings.get("save_folder") or str(Path.home())
        name = Path(folder) / (self.controls.voice_name + ".wav")
        kinds = self.tr("WAV sound (*.wav);;FLAC sound (*.flac)")
        chosen, kind = QFileDialog.getSaveFileName(self, self.tr("Save"), str(name), kinds)
        if chosen:
            target = Path(chosen)
            if not target.suffix:
                target = target.with_suffix(".flac" if "flac" in kind else ".wav")
            self.save_as(target)

    def save_as(self, target: Path) -> None:
        """Save what was said; the kind of file follows from the name."""
        if self._spoken is None:
            return
        self._settings.set("save_folder", str(target.parent))
        saved = partial(self.say, "good", self.tr("Saved as {0}.").format(target))
        self._bridge.compute(
            partial(_save_copy, self._spoken.path, target), lambda _: saved(), self.refuse
        )

    def open_lexicon(self) -> LexiconDialog | None:
        """Show how the chosen voice says words; stock voices have no lexicon of their own."""
        if not self._has_lexicon():
            return None
        dialog = LexiconDialog(
            self._library,
            self._bridge,
            self._playback,
            self.controls.voice_id,
            self.controls.voice_name,
            self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _has_lexicon(self) -> bool:
        return self.controls.voice_kind not in ("", "stock")

    def _order(self, text: str, place: int = -1) -> Order:
        """What the page asks for; `place`: one sentence of the text is to be tried."""
        way, controls = self.look.manner.way, self.controls
        kind, manner = "whole", way.manner
        if place >= 0:  # with the seed that it has in the whole
            kind = "trial"
            seed = min(manner.seed + place, int(CONTROLS["seed"].most))
            manner = replace(manner, seed=seed)
        voice = way.voice(controls.voice_id)
        edits = self.edits.edits_for(voice)
        if place >= 0:
            edits = tuple(replace(one, index=0) for one in edits if one.index == place)
        return Order(voice, text, controls.language_code, manner, edits, kind)

    def _go_on(self, take: Restored) -> None:
        """Go on from a take: everything as it was then."""
        if self.speaking:
            return
        place = self.controls.voice.findData(take.voice)
        if place < 0:
            self.say("warn", self.tr("The voice of this take is no longer there to speak."))
        else:
            self.controls.voice.setCurrentIndex(place)
            self._wanted = take.voice
        self.controls.use_language(take.made.language)
        self.look.manner.show_way(take.way)
        self._forget()
        self.text.setPlainText(take.made.text)
        made = take.made
        manner = take.way.manner
        order = Order(made.voice, made.text, made.language, manner, take.edits)
        self._show(order, take.spoken)

    # What the speaking says

    def _began(self, order: Order) -> None:
        if order.kind != "trial":
            self.strip.begin(self.tr("Loading the voice"))
        self._update_state()

    def _finished(self, order: Order, result: dict[str, Any]) -> None:
        if order.kind == "trial":
            return
        spoken = Spoken.of(result)
        self.desk.takes.keep(order, spoken)
        self._show(order, spoken)
        heard = next((one for one in spoken.sentences if one.index == order.hear_from), None)
        if heard is not None:
            self._playback.play(spoken.path, KEY, start=heard.start, end=heard.end)

    def _refused(self, sentence: str, detail: str) -> None:
        if self.speech.order is not None and self.speech.order.kind == "edit":
            self.edits.failed(self.speech.order)
        self.refuse(sentence, detail)

    def _ended(self) -> None:
        self.strip.end()
        self._update_state()

    # Showing

    def _show(self, order: Order, spoken: Spoken) -> None:
        self._spoken, self._stay = spoken, order.kind == "edit"
        self.edits.take(order, spoken)
        self.text.mark(spoken.doubtful)
        self.words.show_words(self._doubtful())
        self._bridge.compute(partial(look_at, spoken.path), self._show_picture, self.refuse, "said")
        if spoken.errors:
            self.say("warn", spoken.errors[0])
        self._update_state()

    def _forget(self) -> None:
        self._spoken = None
        self.text.mark(())
        self.words.show_words(None)
        self.edits.forget()

    def _show_voices(self, voices: list[SpeakableVoice]) -> None:
        self._voices = voices
        self.controls.show_voices(voices, self._wanted)
        labels = {voice.id: self.controls.label_of(voice) for voice in voices}
        self.look.manner.show_voices(voices, labels)
        self._show_manner(self.controls.voice_id)
        self._update_state()

    def _show_picture(self, picture: SoundPicture) -> None:
        spoken = self._spoken
        if spoken is not None and picture.path == spoken.path:
            self.view.show_spoken(picture, spoken, self._stay)

    def _moved(self, key: str, place: int, seconds: float) -> None:
        """Follow the sound; while it comes sentence by sentence, from the start of its sentence."""
        if key == KEY and self._spoken is not None:
            self.view.show_position(self._spoken.second_of(place, seconds))

    def _playing_ended(self, key: str) -> None:
        if key == KEY:
            self.view.show_position(None)
        self._update_state()

    def _doubtful(self) -> Any:
        return self._spoken.doubtful if self._spoken and self._spoken.checked else None

    def _update_state(self) -> None:
        order = self.speech.order
        made = order is not None and order.kind != "trial"
        done = self._spoken is not None and not made
        self.speak_button.setEnabled(not made and bool(self.controls.voice_id))
        self.stop_button.setEnabled(self.speaking or self._playback.playing == KEY)
        self.look.again_button.setEnabled(done and self._playback.playing != KEY)
        self.save_button.setEnabled(done)
        self.lexicon_button.setEnabled(self._has_lexicon())
        self.edits.lexicon_voice = self.controls.voice_id if self._has_lexicon() else ""
        self.look.tell_about(self._spoken)
        if self._voice is not None and self._voice.run is None:
            said = self.tr("“{0}” is not trained yet; until then a stock voice can speak.")
            self.subtitle.setText(said.format(self._voice.name))
        else:
            self.subtitle.setText(self.tr("Type a text and hear it."))

    def _look_at_marks(self) -> None:
        look = partial(fault_in, self.text.toPlainText())
        self._bridge.compute(look, self.look.show_fault, newest="marks")

    def _connect(self) -> None:
        look, speech = self.look, self.speech
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, context=_HERE).activated.connect(self.speak)
        QShortcut(QKeySequence("Esc"), self, context=_HERE).activated.connect(self.stop)
        for made, do in (
            (self.speak_button, self.speak),
            (self.stop_button, self.stop),
            (look.again_button, self.play_again),
            (self.save_button, self.save),
            (self.lexicon_button, self.open_lexicon),
        ):
            made.clicked.connect(partial(_call, do))
        self.strip.cancel_pressed.connect(self.stop)
        self.text.textChanged.connect(self._typing.start)
        self.words.chosen.connect(self.text.go_to)
        self.view.pressed_play.connect(self.play_again)
        self.controls.voice_chosen.connect(self._voice_chosen)
        look.manner.changed.connect(self._controls_moved)
        look.side_chosen.connect(partial(self._settings.set, "speak_side"))
        self.edits.wanted.connect(speech.say)
        self.edits.kept.connect(self._word_kept)
        self.edits.refused.connect(self.refuse)
        self.desk.restored.connect(self._go_on)
        self.desk.refused.connect(self.refuse)
        speech.began.connect(self._began)
        speech.progressed.connect(self.strip.follow)
        speech.finished.connect(self._finished)
        speech.refused.connect(self._refused)
        speech.ended.connect(self._ended)
        self._playback.started.connect(lambda _key: self._update_state())
        self._playback.moved.connect(self._moved)
        self._playback.ended.connect(self._playing_ended)

    def _word_kept(self, word: str) -> None:
        self.say("good", self.tr("The voice says “{0}” like this from now on.").format(word))

    def _voice_chosen(self, voice_id: str) -> None:
        self._wanted = voice_id
        self._settings.set("speak_voice", voice_id)
        self._show_manner(voice_id)
        self._update_state()

    def _show_manner(self, voice_id: str) -> None:
        self.look.manner.show_way(kept_way(self._settings, voice_id))
        self.look.manner.offer_questions(voice_id)

    def _controls_moved(self) -> None:
        way: Way = self.look.manner.way
        known = {voice.id for voice in self._voices}
        keep_way(self._settings, self.controls.voice_id, way, known)
        self._moving.start()


_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


def _call(do: Any, *_: object) -> None:
    do()


def _save_copy(source: Path, target: Path) -> None:
    from studio.speech.export import save_copy  # loads libsndfile

    save_copy(source, target)
