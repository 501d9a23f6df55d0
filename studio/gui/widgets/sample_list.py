"""Sounds made on the way, to listen to: the newest first."""

import re
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from studio.gui.icons import icon
from studio.gui.playback import Playback
from studio.gui.theme import Theme
from studio.gui.widgets.parts import button, column, label, name_it, row

_PATH = Qt.ItemDataRole.UserRole
_NAME = re.compile(r"step-(\d+)(?:-(\d+))?")  # of a sample: at which step, which sentence


class SampleList(QWidget):
    """A list; space, Enter or a double click plays."""

    def __init__(self, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self._title = label("heading")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemDoubleClicked.connect(lambda _item: self.toggle_play())
        self.list.currentRowChanged.connect(self._update)
        self.list.installEventFilter(self)
        self.play = button("play", self.toggle_play)
        self._hint = label("small", wrap=True)
        self.setLayout(column(row(self._title, 1, self.play), self._hint, self.list))
        playback.started.connect(self._mark)
        playback.ended.connect(lambda _key: self._mark(""))
        self.retranslate()

    def clear(self) -> None:
        """Forget every sample."""
        self.list.clear()
        self._update()

    def add(self, path: Path, text: str, step: int | None) -> None:
        """Add a sample above the others; step 0 is the start, None no step at all."""
        said = self.tr("Step {0}").format(step) if step else ""
        if step == 0:
            said = self.tr("Start")
        item = QListWidgetItem(icon("play", Theme.colours().accent), f"{said}  {text}".strip())
        item.setData(_PATH, str(path))
        item.setToolTip(text)
        self.list.insertItem(0, item)
        self.list.setCurrentRow(0)

    def show_folder(self, folder: Path) -> None:
        """Show the samples that an earlier run has left."""
        self.clear()
        for path in sorted(folder.glob("*.wav")):
            found = _NAME.fullmatch(path.stem)
            if found is None:
                self.add(path, path.stem, None)
            else:
                sentence = self.tr("sentence {0}").format(found[2]) if found[2] else ""
                self.add(path, sentence, int(found[1]))

    def toggle_play(self) -> None:
        """Play the chosen sample, or stop it."""
        item = self.list.currentItem()
        if item is not None:
            path = Path(item.data(_PATH))
            self._playback.toggle(path, f"sample {path}")

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        self._title.setText(self.tr("Samples"))
        self._hint.setText(self.tr("Now and then the voice says a sentence it has not learnt."))
        name_it(self.list, self.tr("Samples"), self.tr("Space plays"))
        self._mark(self._playback.playing)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for number in range(self.list.count()):
                self.list.item(number).setIcon(icon("play", Theme.colours().accent))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in keys:
            self.toggle_play()
            return True
        return super().eventFilter(watched, event)

    def _mark(self, key: str) -> None:
        playing = key.startswith("sample ")
        self.play.set_icon("stop" if playing else "play")
        self.play.setText(self.tr("Stop") if playing else self.tr("Play"))
        name_it(self.play, self.tr("Play or stop the chosen sample"))
        self._update()

    def _update(self) -> None:
        self.play.setEnabled(self.list.currentItem() is not None)
        self._hint.setVisible(self.list.count() == 0)
