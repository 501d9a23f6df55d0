"""The Speak page: type, hear, look, save."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTemporaryDir
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QSplitter, QWidget

from studio.core.entities import Voice
from studio.core.library import Library
from studio.gui import texts
from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.dialogs.lexicon import LexiconDialog
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.settings import Settings
from studio.gui.sound_picture import SoundPicture, look_at
from studio.gui.spoken import Spoken
from studio.gui.widgets.doubtful_words import DoubtfulWords
from studio.gui.widgets.job_strip import JobStrip
from studio.gui.widgets.parts import button, column, label, name_it, panel, row
from studio.gui.widgets.sound_view import SoundView
from studio.gui.widgets.speech_controls import SpeechControls
from studio.gui.widgets.speech_text import SpeechText
from studio.jobs.messages import Progress, Sample
from studio.speech.catalogue import SpeakableVoice, speakable

SPEAK_TASK = "studio.speech.tasks:speak"
WARM_UP_TASK = "studio.training.device_tasks:usable_devices"  # loads torch while one is typing
_KEY = "speech"


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
        self._job: Job | None = None
        self._spoken: Spoken | None = None
        self._folder = QTemporaryDir()
        self._count = 0
        self._warm = False
        self.controls = SpeechControls()
        self.text = SpeechText()
        self.words = DoubtfulWords()
        self.strip = JobStrip()
        self.view = SoundView()
        self._make_buttons()
        self._connect()
        self._lay_out()
        self.retranslate()

    @property
    def speaking(self) -> bool:
        """Whether a text is being spoken."""
        return self._job is not None

    def set_voice(self, voice: Voice | None) -> None:
        self._voice = voice
        self._wanted = voice.id if voice and voice.run else self._settings.get("speak_voice")

    def want_voice(self, voice_id: str) -> None:
        self._wanted = voice_id
        self._settings.set("speak_voice", voice_id)

    def refresh(self) -> None:
        read = partial(speakable, self._library)
        self._bridge.compute(read, self._show_voices, self.refuse, "speakable")
        self._update_state()
        if not self._warm:
            self._warm = True
            self._bridge.run(WARM_UP_TASK, Handlers(), warm=True)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Speak"))
        self.controls.retranslate()
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
        self.view.show_hint(self.tr("What the voice says is drawn here."))
        name_it(
            self.view,
            self.tr("What was said: waveform, mel spectrogram, pitch, words and phonemes"),
            self.tr("The wheel zooms, dragging scrolls; keys: plus, minus, arrows, Home"),
        )
        self.words.show_words(self._doubtful())
        self._update_state()

    # What the person asks for

    def speak(self) -> None:
        """Speak the text in the chosen voice; it sounds from the first sentence on."""
        text = self.text.toPlainText()
        if self.speaking:
            return
        if not text.strip():
            self.say("info", self.tr("Type a sentence first."))
            self.text.setFocus()
            return
        self._forget()
        self._count += 1
        handlers = Handlers(
            progress=self._progress,
            sample=self._sample,
            done=self._done,
            failed=self._failed,
            cancelled=self._cancelled,
            ended=self._ended,
        )
        self._playback.begin(_KEY)
        self._job = self._bridge.run(
            SPEAK_TASK,
            handlers,
            warm=True,
            library=self._library.root,
            voice=self.controls.voice_id,
            text=text,
            out=Path(self._folder.path()) / f"{self._count}.wav",
            language=self.controls.language_code,
            speed=self.controls.speed_factor,
        )
        self.strip.begin(self.tr("Loading the voice"))
        self._update_state()

    def stop(self) -> None:
        """Stop speaking and playing."""
        if self._job is not None:
            self._job.cancel()
        self._playback.stop()

    def play_again(self) -> None:
        """Play what was said, or stop it."""
        if self._spoken is not None and not self.speaking:
            self._playback.toggle(self._spoken.path, _KEY)

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
        controls = self.controls
        dialog = LexiconDialog(
            self._library,
            self._bridge,
            self._playback,
            controls.voice_id,
            controls.voice_name,
            self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _has_lexicon(self) -> bool:
        return self.controls.voice_kind not in ("", "stock")

    # What the speaking says

    def _progress(self, progress: Progress) -> None:
        self.strip.follow(progress)

    def _sample(self, sample: Sample) -> None:
        self._playback.add(sample.path)

    def _done(self, result: dict[str, Any]) -> None:
        self._spoken = spoken = Spoken.of(result)
        self._playback.finish()
        self.text.mark(spoken.doubtful)
        self.words.show_words(self._doubtful())
        self._bridge.compute(partial(look_at, spoken.path), self._show_picture, self.refuse, "said")
        if spoken.errors:
            self.say("warn", spoken.errors[0])

    def _failed(self, sentence: str, detail: str) -> None:
        self._playback.stop()
        self.refuse(sentence, detail)

    def _cancelled(self) -> None:
        self._playback.stop()

    def _ended(self) -> None:
        self._job = None
        self.strip.end()
        self._update_state()

    # Showing

    def _forget(self) -> None:
        self._spoken = None
        self.text.mark(())
        self.words.show_words(None)
        self.view.show_sound(None)

    def _show_voices(self, voices: list[SpeakableVoice]) -> None:
        self.controls.show_voices(voices, self._wanted)
        self._update_state()

    def _show_picture(self, picture: SoundPicture) -> None:
        spoken = self._spoken
        if spoken is not None and picture.path == spoken.path:
            self.view.show_sound(picture, spoken.words, spoken.phonemes, spoken.f0_hz)

    def _moved(self, key: str, place: int, seconds: float) -> None:
        """Follow the sound; while it comes sentence by sentence, from the start of its sentence."""
        if key == _KEY and self._spoken is not None:
            starts = self._spoken.starts
            begin = starts[place] if 0 < place < len(starts) else 0.0
            self.view.show_position(begin + seconds)

    def _playing_ended(self, key: str) -> None:
        if key == _KEY:
            self.view.show_position(None)
        self._update_state()

    def _doubtful(self) -> Any:
        return self._spoken.doubtful if self._spoken and self._spoken.checked else None

    def _update_state(self) -> None:
        done = self._spoken is not None and not self.speaking
        self.speak_button.setEnabled(not self.speaking and bool(self.controls.voice_id))
        self.stop_button.setEnabled(self.speaking or self._playback.playing == _KEY)
        self.again_button.setEnabled(done and self._playback.playing != _KEY)
        self.save_button.setEnabled(done)
        self.lexicon_button.setEnabled(self._has_lexicon())
        self.about.setText(self._about())
        if self._voice is not None and self._voice.run is None:
            said = self.tr("“{0}” is not trained yet; until then a stock voice can speak.")
            self.subtitle.setText(said.format(self._voice.name))
        else:
            self.subtitle.setText(self.tr("Type a text and hear it."))

    def _about(self) -> str:
        if self._spoken is None:
            return ""
        parts = [texts.duration(self._spoken.seconds)]
        if self._spoken.rtf:
            said = self.tr("made in {0}")
            parts.append(said.format(texts.duration(self._spoken.seconds * self._spoken.rtf)))
        if self._spoken.by:
            parts.append(texts.word(self._spoken.by))
        return " · ".join(parts)

    # Building

    def _make_buttons(self) -> None:
        self.speak_button = button("speak", self.speak, role="primary")
        self.stop_button = button("stop", self.stop)
        self.again_button = button("play", self.play_again, key="Ctrl+P")
        self.save_button = button("save", self.save, key="Ctrl+S")
        self.lexicon_button = button("edit", self.open_lexicon, key="Ctrl+L")
        self.about = label("small")

    def _connect(self) -> None:
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, context=_HERE).activated.connect(self.speak)
        QShortcut(QKeySequence("Esc"), self, context=_HERE).activated.connect(self.stop)
        self.strip.cancel_pressed.connect(self.stop)
        self.words.chosen.connect(self.text.go_to)
        self.view.pressed_play.connect(self.play_again)
        self.controls.voice_chosen.connect(partial(self._settings.set, "speak_voice"))
        self.controls.voice_chosen.connect(self._keep_wanted)
        self.controls.voice_chosen.connect(lambda _voice: self._update_state())
        self._playback.started.connect(lambda _key: self._update_state())
        self._playback.moved.connect(self._moved)
        self._playback.ended.connect(self._playing_ended)

    def _keep_wanted(self, voice_id: str) -> None:
        self._wanted = voice_id

    def _lay_out(self) -> None:
        text = row(self.text, self.words)
        text.setStretch(0, 1)
        buttons = row(self.speak_button, self.stop_button, self.again_button, self.save_button)
        buttons.addWidget(self.about)
        buttons.addStretch(1)
        buttons.addWidget(self.lexicon_button)
        above = QWidget()
        above.setLayout(column(self.controls, text, buttons, self.strip))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(above)
        split.addWidget(panel(self.view, margin=6))
        split.setSizes([290, 330])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(14)
        self.fill(split)


_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


def _save_copy(source: Path, target: Path) -> None:
    from studio.speech.export import save_copy  # loads libsndfile

    save_copy(source, target)
