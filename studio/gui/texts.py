"""Numbers and short words as people read them, in the language of the window."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDateTime, QLocale, QObject, Qt

translate = QCoreApplication.translate


_WORDS: dict[str, object] = {
    "en-us": QT_TRANSLATE_NOOP("Texts", "English (US)"),
    "en-gb": QT_TRANSLATE_NOOP("Texts", "English (UK)"),
    "stock": QT_TRANSLATE_NOOP("Texts", "stock voice"),
    "sample": QT_TRANSLATE_NOOP("Texts", "sample voice"),
    "own": QT_TRANSLATE_NOOP("Texts", "own voice"),
    "imported": QT_TRANSLATE_NOOP("Texts", "imported voice"),
    "training": QT_TRANSLATE_NOOP("Texts", "interrupted"),
    "kept": QT_TRANSLATE_NOOP("Texts", "kept"),
    "rejected": QT_TRANSLATE_NOOP("Texts", "not kept"),
    "cancelled": QT_TRANSLATE_NOOP("Texts", "cancelled"),
    "failed": QT_TRANSLATE_NOOP("Texts", "failed"),
    "prepare": QT_TRANSLATE_NOOP("Texts", "Preparing the takes"),
    "align": QT_TRANSLATE_NOOP("Texts", "Aligning phonemes"),
    "tune": QT_TRANSLATE_NOOP("Texts", "Fine-tuning"),
    "judge": QT_TRANSLATE_NOOP("Texts", "Judging the result"),
    "load": QT_TRANSLATE_NOOP("Texts", "Loading the voice"),
    "speak": QT_TRANSLATE_NOOP("Texts", "Speaking"),
    "hear": QT_TRANSLATE_NOOP("Texts", "Listening back"),
    "listen": QT_TRANSLATE_NOOP("Texts", "Listening back"),
    "import": QT_TRANSLATE_NOOP("Texts", "Importing"),
    "read": QT_TRANSLATE_NOOP("Texts", "Reading the files"),
    "try": QT_TRANSLATE_NOOP("Texts", "Trying recipes"),
    "quick": QT_TRANSLATE_NOOP("Texts", "Quick"),
    "studio": QT_TRANSLATE_NOOP("Texts", "Studio"),
    "longer": QT_TRANSLATE_NOOP("Texts", "Try for longer"),
    "auto": QT_TRANSLATE_NOOP("Texts", "Automatic"),
    "cpu": QT_TRANSLATE_NOOP("Texts", "Processor"),
    "cuda": QT_TRANSLATE_NOOP("Texts", "Graphics card"),
    "mps": QT_TRANSLATE_NOOP("Texts", "Apple graphics (Metal)"),
    "base models": QT_TRANSLATE_NOOP("Texts", "base models"),
    "fine-tuned weights": QT_TRANSLATE_NOOP("Texts", "fine-tuned weights"),
    "render": QT_TRANSLATE_NOOP("Texts", "Rendering"),
    "deliver": QT_TRANSLATE_NOOP("Texts", "Writing the files"),
    "cut": QT_TRANSLATE_NOOP("Texts", "Cutting at the pauses"),
    "transcribe": QT_TRANSLATE_NOOP("Texts", "Writing down what is said"),
    "measure": QT_TRANSLATE_NOOP("Texts", "Measuring the takes"),
    "export": QT_TRANSLATE_NOOP("Texts", "Writing the files"),
    "check": QT_TRANSLATE_NOOP("Texts", "Checking the takes"),
    "female": QT_TRANSLATE_NOOP("Texts", "female"),
    "male": QT_TRANSLATE_NOOP("Texts", "male"),
}


class Counted(QObject):
    """Texts with a plural: the translation tools find those only in a class."""

    def takes(self, count: int) -> str:
        return self.tr("%n take(s)", "", count)

    def minutes_left(self, count: int) -> str:
        return self.tr("about %n minute(s) left", "", count)


def word(key: str) -> str:
    """Return the word for a value that the lower rooms use; the value itself when there is none."""
    return translate("Texts", str(_WORDS[key])) if key in _WORDS else key


def duration(seconds: float) -> str:
    """Return a length of time: "8.4 s", "4 min 05 s", "1 h 12 min"."""
    if seconds == 0:
        return translate("Texts", "{0} s").format("0")
    if seconds < 60:
        return translate("Texts", "{0} s").format(number(seconds, 1))
    whole = round(seconds)
    if whole < 3600:
        return translate("Texts", "{0} min {1} s").format(whole // 60, f"{whole % 60:02d}")
    return translate("Texts", "{0} h {1} min").format(whole // 3600, f"{whole % 3600 // 60:02d}")


def time_left(seconds: float) -> str:
    """Return roughly how long something still takes."""
    if seconds < 50:
        return translate("Texts", "less than a minute left")
    if seconds < 3300:
        return Counted().minutes_left(max(1, round(seconds / 60)))
    return translate("Texts", "about {0} left").format(duration(round(seconds / 60) * 60))


def takes(count: int) -> str:
    """Return "1 take", "12 takes"."""
    return Counted().takes(count)


def number(value: float, digits: int) -> str:
    """Return a number with so many digits after the point, as the language writes it."""
    return QLocale().toString(float(value), "f", digits)


def percent(fraction: float, digits: int = 1) -> str:
    """Return 0.043 as "4.3 %"."""
    return translate("Texts", "{0} %").format(number(100 * fraction, digits))


def day(iso: str) -> str:
    """Return a moment (ISO 8601) as a short local date and time."""
    moment = QDateTime.fromString(iso, Qt.DateFormat.ISODate).toLocalTime()
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment.isValid() else iso
