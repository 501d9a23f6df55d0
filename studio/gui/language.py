"""The language of the window: the system's, or the one chosen in the menu."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from studio.paths import resources_dir

LANGUAGES: dict[str, str] = {"en": "English", "zh_CN": "简体中文"}
"""By the name of the translation file; each named in itself."""


class Translation:
    """The translators that are installed in the application."""

    def __init__(self, app: QCoreApplication, language: str = "") -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self.language = ""
        self.choose(language)

    def choose(self, language: str) -> None:
        """Change the language; "" is the system's. Every widget gets a LanguageChange event."""
        self.language = language if language in LANGUAGES else system_language()
        self.remove()
        QLocale.setDefault(QLocale(self.language))
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self._install(f"qtbase_{self.language}", qt_folder)
        self._install(f"timbre_{self.language}", str(resources_dir() / "i18n"))

    def remove(self) -> None:
        """Take the translators out of the application again."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []

    def _install(self, name: str, folder: str) -> None:
        translator = QTranslator(self._app)
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            self._installed.append(translator)


def system_language() -> str:
    """Return which of our languages fits the system's best; English when none does."""
    for name in QLocale.system().uiLanguages():
        if name.startswith("zh") and not any(part in name for part in ("TW", "HK", "Hant")):
            return "zh_CN"
        if name.startswith("en"):
            return "en"
    return "en"
