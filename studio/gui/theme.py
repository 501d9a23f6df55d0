"""Colours, light and dark, and the style sheet made from them. One accent colour."""

from dataclasses import asdict, dataclass
from string import Template
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from studio.paths import resources_dir


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one appearance."""

    window: str
    panel: str
    raised: str
    text: str
    muted: str
    border: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    good: str
    warn: str
    bad: str
    dark: bool


LIGHT = Colours(
    window="#f4f5f9", panel="#ffffff", raised="#ebedf4", text="#1b1f2e", muted="#596075",
    border="#d5d9e4", accent="#3554c0", accent_hover="#2a45a3", on_accent="#ffffff",
    selection="#dde5ff", good="#18713f", warn="#8a5200", bad="#b3261e", dark=False,
)  # fmt: skip

DARK = Colours(
    window="#14161d", panel="#1b1e27", raised="#262a36", text="#e9ebf2", muted="#a3aabd",
    border="#353b4a", accent="#8fa8ff", accent_hover="#aabdff", on_accent="#10152b",
    selection="#2c3a6a", good="#63d49b", warn="#ffbc62", bad="#ff8f85", dark=True,
)  # fmt: skip

APPEARANCES = ("system", "light", "dark")


class Theme(QObject):
    """The colours in use. Widgets that paint themselves ask here and listen for `changed`.

    The palette is the application's; whoever makes a window gives its parts the style `sheet`.
    """

    changed = Signal()
    _current: ClassVar[Colours] = LIGHT

    def __init__(self, app: QApplication, appearance: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @classmethod
    def colours(cls) -> Colours:
        """Return the colours in use."""
        return cls._current

    @classmethod
    def sheet(cls) -> str:
        """Return the style sheet in the colours in use."""
        return style_sheet(cls._current)

    @property
    def appearance(self) -> str:
        return self._appearance

    def choose(self, appearance: str) -> None:
        """Change to "light", "dark" or what the system says."""
        self._appearance = appearance
        self._apply()

    def _follow(self) -> None:
        if self._appearance == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self._appearance == "dark" or (
            self._appearance == "system"
            and self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        Theme._current = DARK if dark else LIGHT
        self._app.setPalette(palette(self._current))
        self.changed.emit()


def style_sheet(colours: Colours) -> str:
    """Return the style sheet with the colours filled in."""
    source = (resources_dir() / "styles" / "studio.qss").read_text(encoding="utf-8")
    icons = (resources_dir() / "icons").as_posix()
    scheme = "dark" if colours.dark else "light"
    return Template(source).substitute(asdict(colours), icons=icons, scheme=scheme)


def palette(colours: Colours) -> QPalette:
    """Return the palette; what the style sheet does not name is drawn from it."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.panel,
        role.AlternateBase: colours.window,
        role.Text: colours.text,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Highlight: colours.selection,
        role.HighlightedText: colours.text,
        role.Link: colours.accent,
        role.Accent: colours.accent,
        role.BrightText: colours.on_accent,
        role.Mid: colours.border,
        role.Midlight: colours.raised,
        role.Light: colours.panel,
        role.Dark: colours.border,
        role.Shadow: "#000000",
    }.items():
        made.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.muted))
    return made
