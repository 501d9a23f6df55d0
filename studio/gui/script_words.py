"""What is said of a script's lines in the language of the window."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QIcon

from studio.core.entities import LineState, ScriptChanges, ScriptLine
from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.script_view import Filter
from studio.gui.sentences import said
from studio.gui.theme import Theme

translate = QCoreApplication.translate

ICONS: dict[LineState, str] = {
    "new": "todo",
    "changed": "edit",
    "rendered": "check",
    "flagged": "warning",
    "failed": "error",
}
_STATES: dict[LineState, object] = {
    "new": QT_TRANSLATE_NOOP("ScriptWords", "To make"),
    "changed": QT_TRANSLATE_NOOP("ScriptWords", "Changed"),
    "rendered": QT_TRANSLATE_NOOP("ScriptWords", "Made"),
    "flagged": QT_TRANSLATE_NOOP("ScriptWords", "Listen"),
    "failed": QT_TRANSLATE_NOOP("ScriptWords", "Failed"),
}
_FILTERS: dict[Filter, object] = {
    "all": QT_TRANSLATE_NOOP("ScriptWords", "All lines"),
    "todo": QT_TRANSLATE_NOOP("ScriptWords", "To make"),
    "rendered": QT_TRANSLATE_NOOP("ScriptWords", "Made"),
    "flagged": QT_TRANSLATE_NOOP("ScriptWords", "To listen to"),
    "failed": QT_TRANSLATE_NOOP("ScriptWords", "Failed"),
}


class Counted(QObject):
    """Texts with a plural: the translation tools find those only in a class."""

    def lines(self, count: int) -> str:
        return self.tr("%n line(s)", "", count)

    def characters(self, count: int) -> str:
        return self.tr("%n character(s)", "", count)


def lines(count: int) -> str:
    """Return "1 line", "12 lines"."""
    return Counted().lines(count)


def characters(count: int) -> str:
    """Return "1 character", "3 characters"."""
    return Counted().characters(count)


def state_word(state: LineState) -> str:
    """Return a state in a word."""
    return translate("ScriptWords", str(_STATES[state]))


def filter_word(name: Filter) -> str:
    """Return what a filter shows."""
    return translate("ScriptWords", str(_FILTERS[name]))


def state_icon(state: LineState) -> QIcon:
    """Return the icon of a state; each has a shape of its own."""
    colours = Theme.colours()
    tones: dict[LineState, str] = {
        "rendered": colours.good, "flagged": colours.warn, "failed": colours.bad,
    }  # fmt: skip
    return icon(ICONS[state], tones.get(state, colours.muted))


def everybody() -> str:
    """Return the name of who has none."""
    return translate("ScriptWords", "Narrator")


def heard_text(line: ScriptLine) -> str:
    """Return how well a line was heard: "100 %", or the word to listen to and its second."""
    if line.heard is None or line.rendering_id is None:
        return ""
    if line.worst and line.worst_at is not None:
        return translate("ScriptWords", "“{0}” at {1}").format(
            line.worst, texts.duration(line.worst_at)
        )
    return texts.percent(line.heard, 0)


def about(line: ScriptLine) -> str:
    """Return what there is to say about the state of a line, in a sentence."""
    if line.state == "failed":
        return said(line.note)
    if line.state == "flagged" and line.worst:
        text = translate("ScriptWords", "“{0}” could not be heard at {1}: listen there.")
        return text.format(line.worst, texts.duration(line.worst_at or 0.0))
    sentences: dict[LineState, str] = {
        "new": translate("ScriptWords", "Not made yet."),
        "changed": translate("ScriptWords", "It says something else now than its sound: make it."),
        "rendered": translate("ScriptWords", "Made; every word was heard, or somebody listened."),
        "flagged": translate("ScriptWords", "Marked by hand: listen."),
    }  # fmt: skip
    return sentences[line.state]


def changes_text(changes: ScriptChanges) -> str:
    """Return what reading a script again has changed."""
    text = translate("ScriptWords", "Read again: {0} new, {1} changed, {2} as before, {3} gone.")
    return text.format(changes.new, changes.changed, changes.kept, changes.removed)
