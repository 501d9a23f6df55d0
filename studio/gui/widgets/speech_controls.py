"""Who speaks, and in which English."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from studio.core.entities import LANGUAGES
from studio.gui import texts
from studio.gui.widgets.parts import label, name_it, row
from studio.speech.catalogue import SpeakableVoice


class SpeechControls(QWidget):
    """A row of choices."""

    voice_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._voices: Sequence[SpeakableVoice] = ()
        self._labels = [label("muted") for _ in range(2)]
        self.voice = QComboBox()
        self.voice.setMinimumWidth(210)
        self.voice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.voice.setMaxVisibleItems(24)
        self.voice.activated.connect(self._chosen)
        self.language = QComboBox()
        for language in LANGUAGES:
            self.language.addItem(language, language)
        self._lay_out()
        self.retranslate()

    def show_voices(self, voices: Sequence[SpeakableVoice], wanted: str) -> None:
        """Offer these voices, and choose the one that is named if it is among them."""
        now = wanted or self.voice_id
        self._voices = voices
        self.voice.clear()
        for voice in voices:
            self.voice.addItem(self.label_of(voice), voice.id)
        place = self.voice.findData(now)
        self.voice.setCurrentIndex(max(place, 0))
        self._use_its_language()

    @staticmethod
    def label_of(voice: SpeakableVoice) -> str:
        """A voice's name and what it is."""
        parts = [texts.word(voice.kind), texts.word(voice.language), texts.word(voice.sex)]
        return f"{voice.name}  –  {' · '.join(part for part in parts if part)}"

    @property
    def voice_id(self) -> str:
        return self.voice.currentData() or ""

    @property
    def voice_name(self) -> str:
        return next((voice.name for voice in self._voices if voice.id == self.voice_id), "")

    @property
    def voice_kind(self) -> str:
        return next((voice.kind for voice in self._voices if voice.id == self.voice_id), "")

    @property
    def language_code(self) -> str:
        return self.language.currentData()

    def use_language(self, language: str) -> None:
        """Choose how the text is pronounced."""
        self.language.setCurrentIndex(max(0, self.language.findData(language)))

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        names = (self.tr("&Voice"), self.tr("&Language"))
        for made, name in zip(self._labels, names, strict=True):
            made.setText(name)
        name_it(self.voice, self.tr("Voice that speaks"))
        name_it(self.language, self.tr("How the text is pronounced"))
        for place, language in enumerate(LANGUAGES):
            self.language.setItemText(place, texts.word(language))

    def _chosen(self) -> None:
        self._use_its_language()
        self.voice_chosen.emit(self.voice_id)

    def _use_its_language(self) -> None:
        voice = next((voice for voice in self._voices if voice.id == self.voice_id), None)
        if voice is not None:
            self.use_language(voice.language)

    def _lay_out(self) -> None:
        for made, field in zip(self._labels, (self.voice, self.language), strict=True):
            made.setBuddy(field)
        voice, language = self._labels
        self.setLayout(row(voice, self.voice, language, self.language))
