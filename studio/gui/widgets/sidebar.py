"""The way between the pages, the voice they work on, and what is running."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QProgressBar, QToolButton, QWidget

from studio.core.entities import Voice
from studio.gui.icons import app_icon, icon
from studio.gui.theme import Theme
from studio.gui.widgets.parts import column, label, name_it, row

WIDTH = 208  # pixels


class Sidebar(QFrame):
    """One button for each page."""

    asked_for = Signal(str)

    def __init__(self, pages: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for name in pages:
            self.buttons[name] = made = self._make_button(name)
            group.addButton(made)
        self._voice_title = label("small")
        self._voice = label("heading", wrap=True)
        self._work = self._make_work()
        layout = column(*self._content())
        layout.setContentsMargins(14, 20, 14, 18)
        layout.setSpacing(4)
        self.setLayout(layout)
        self._paint_icons()
        self._retranslate()

    def select(self, name: str) -> None:
        """Mark the page that is shown."""
        self.buttons[name].setChecked(True)

    def show_voice(self, voice: Voice | None) -> None:
        """Name the voice that the pages work on."""
        self._voice.setText(voice.name if voice else "")
        self._voice_title.setVisible(voice is not None)

    def show_work(self, what: str, fraction: float) -> None:
        """Show what is running and how far it is; "" when nothing is. Below 0: not known."""
        self._work.setVisible(bool(what))
        self._work_text.setText(what)
        self._bar.setRange(0, 0 if fraction < 0 else 1000)
        self._bar.setValue(round(1000 * max(0.0, fraction)))
        self._bar.setAccessibleName(what)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._paint_icons()

    def _content(self) -> list:
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(QSize(34, 34)))
        brand = QLabel("Timbre")
        brand.setObjectName("brand")
        head = row(picture, brand, 1)
        head.setContentsMargins(4, 0, 0, 14)
        voice = column(self._voice_title, self._voice)
        voice.setContentsMargins(12, 0, 8, 8)
        voice.setSpacing(2)
        return [head, *self.buttons.values(), 1, self._work, voice]

    def _make_button(self, name: str) -> QToolButton:
        made = QToolButton()
        made.setCheckable(True)
        made.setAutoRaise(True)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setIconSize(QSize(20, 20))
        made.setFixedWidth(WIDTH - 28)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.clicked.connect(lambda: self.asked_for.emit(name))
        return made

    def _make_work(self) -> QFrame:
        self._work_text = label("small", wrap=True)
        self._bar = QProgressBar(textVisible=False)
        made = QFrame()
        layout = column(self._work_text, self._bar)
        layout.setContentsMargins(12, 0, 8, 10)
        layout.setSpacing(6)
        made.setLayout(layout)
        made.hide()
        return made

    def _paint_icons(self) -> None:
        for name, made in self.buttons.items():
            made.setIcon(icon(name, Theme.colours().text))

    def _retranslate(self) -> None:
        names = {
            "library": self.tr("Voices"),
            "record": self.tr("Record"),
            "recordings": self.tr("Data set"),
            "train": self.tr("Train"),
            "speak": self.tr("Speak"),
            "scripts": self.tr("Scripts"),
        }
        for number, (name, made) in enumerate(self.buttons.items(), start=1):
            made.setText("  " + names[name])
            name_it(made, names[name], f"{names[name]} (Ctrl+{number})")
        self._voice_title.setText(self.tr("Voice"))
