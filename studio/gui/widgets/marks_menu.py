"""What can be written into a text to say how it is read, to be put in with one choice."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from studio.gui.widgets.parts import Button, name_it

_MARKS = ("[pause 0.5]", "*{}*", "[spell {}]", "[say {} as /…/]", "<speak>{}</speak>")
"""{} stands for what is selected."""
_TAGS = (
    '<break time="500ms"/>',
    '<emphasis level="strong">{}</emphasis>',
    '<prosody rate="80%" pitch="+2st" volume="-3dB">{}</prosody>',
    '<say-as interpret-as="characters">{}</say-as>',
    '<phoneme alphabet="ipa" ph="…">{}</phoneme>',
    '<sub alias="…">{}</sub>',
    "<p>{}</p>",
    "<s>{}</s>",
)


class MarksMenu(Button):
    """A button with a menu; every entry shows what it writes."""

    chosen = Signal(str)
    """A mark with {} for what is selected."""

    def __init__(self) -> None:
        super().__init__("info")
        self._menu = QMenu(self)
        self.marks = [self._action(mark, self._menu) for mark in _MARKS]
        self._menu.addSeparator()
        self._more = self._menu.addMenu("")
        self.tags = [self._action(tag, self._more) for tag in _TAGS]
        for action in self.tags:
            action.setText(str(action.data()).replace("{}", "…"))
        self.setMenu(self._menu)
        self.setShortcut("Ctrl+M")

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        self.setText(self.tr("Marks"))
        tip = self.tr("What can be written into the text to say how it is read (Ctrl+M)")
        name_it(self, self.tr("Marks"), tip)
        told = (
            self.tr("A pause of half a second"),
            self.tr("Emphasis"),
            self.tr("Letter by letter"),
            self.tr("In phonemes (IPA)"),
            self.tr("The text as SSML"),
        )
        for action, text in zip(self.marks, told, strict=True):
            shown = str(action.data()).replace("{}", "…")
            action.setText(f"{text}\t{shown}")
        self._more.setTitle(self.tr("Tags within <speak>"))

    def _action(self, mark: str, menu: QMenu) -> QAction:
        action = menu.addAction("")
        action.setData(mark)
        action.triggered.connect(lambda _checked: self.chosen.emit(mark))
        return action
