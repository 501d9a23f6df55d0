"""What is said of a take in the language of the window."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QIcon

from studio.core.entities import Take
from studio.gui.icons import icon
from studio.gui.recording.checking import verdict_of
from studio.gui.recording.finding_texts import read_sentences, sentence_of
from studio.gui.take_list import Filter, Status
from studio.gui.theme import Theme

translate = QCoreApplication.translate

STATUS_ICONS: dict[Status, str] = {
    "good": "check",
    "warn": "warning",
    "refuse": "error",
    "aside": "warning",
    "": "todo",
}

_STATUS: dict[Status, object] = {
    "good": QT_TRANSLATE_NOOP("TakeWords", "Good"),
    "warn": QT_TRANSLATE_NOOP("TakeWords", "Doubtful"),
    "refuse": QT_TRANSLATE_NOOP("TakeWords", "Refused"),
    "aside": QT_TRANSLATE_NOOP("TakeWords", "Set aside"),
    "": QT_TRANSLATE_NOOP("TakeWords", "Not checked"),
}
_SOURCES: dict[str, object] = {
    "import": QT_TRANSLATE_NOOP("TakeWords", "Import"),
    "recording": QT_TRANSLATE_NOOP("TakeWords", "Recording"),
}
_FILTERS: dict[Filter, object] = {
    "all": QT_TRANSLATE_NOOP("TakeWords", "All takes ({0})"),
    "doubtful": QT_TRANSLATE_NOOP("TakeWords", "Doubtful ({0})"),
    "refused": QT_TRANSLATE_NOOP("TakeWords", "Refused ({0})"),
    "unused": QT_TRANSLATE_NOOP("TakeWords", "Not used ({0})"),
    "unchecked": QT_TRANSLATE_NOOP("TakeWords", "Not checked ({0})"),
    "heard": QT_TRANSLATE_NOOP("TakeWords", "Text heard, not given ({0})"),
    "starred": QT_TRANSLATE_NOOP("TakeWords", "Starred ({0})"),
    "mended": QT_TRANSLATE_NOOP("TakeWords", "Cleaned up ({0})"),
}


def status_word(status: Status) -> str:
    """Return a verdict in a word."""
    return translate("TakeWords", str(_STATUS[status]))


def status_icon(status: Status) -> QIcon:
    """Return the icon of a verdict; each has a shape of its own."""
    return icon(STATUS_ICONS[status], status_colour(status))


def status_tone(status: Status) -> str:
    """Return the name of the colour of a verdict, which never stands alone."""
    return {"good": "good", "warn": "warn", "aside": "warn", "refuse": "bad"}.get(status, "muted")


def status_colour(status: Status) -> str:
    """Return the colour itself."""
    return getattr(Theme.colours(), status_tone(status))


def source_word(source: str) -> str:
    """Return where a take comes from."""
    return translate("TakeWords", str(_SOURCES[source])) if source in _SOURCES else source


def filter_word(name: Filter, count: int) -> str:
    """Return what a filter shows, and how many takes that are."""
    return translate("TakeWords", str(_FILTERS[name])).format(count)


def about_text(take: Take) -> str:
    """Say that nobody gave the text of a take; "" where somebody did."""
    if not take.text_is_heard:
        return ""
    return translate("TakeWords", "Text heard, not given: mend it, or accept it if it is right.")


def sentences(take: Take) -> list[str]:
    """Return what the check says about a take, each with what to do."""
    verdict = verdict_of(take)
    if verdict is None:
        return []
    found = read_sentences(verdict.read) if verdict.read is not None else []
    return found + [sentence_of(finding) for finding in verdict.findings if finding.sentence]
