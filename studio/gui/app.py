"""Opens the window. Nothing on the way imports torch."""

import argparse
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from studio import __version__
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.gui.garbage import Garbage
from studio.gui.icons import app_icon
from studio.gui.language import Translation
from studio.gui.main_window import MainWindow
from studio.gui.sentences import said
from studio.gui.settings import Settings
from studio.gui.theme import Theme
from studio.paths import user_library_dir

_SMALLEST_FONT = 10.0  # points


def main(arguments: list[str] | None = None) -> int:
    """Open the window on the person's library and run until it is closed."""
    options = _options(sys.argv[1:] if arguments is None else arguments)
    if _has_no_screen():
        print(
            "Timbre: there is no display to open a window on; use the command line: timbre --help"
        )
        return 1
    app = make_application()
    settings = Settings()
    theme = Theme(app, settings.get("appearance"))
    translation = Translation(app, settings.get("language"))
    try:
        library = Library(options.library)
    except StudioError as error:
        _refuse(said(str(error)))
        return 1
    window = MainWindow(library, settings, theme, translation)
    window.show()
    window.load_ahead(Garbage(window).keep)
    begin(window, library)
    _let_ctrl_c_close(app, window)
    return app.exec()


def _refuse(sentence: str) -> None:
    """Say why no window opens."""
    box = QMessageBox()
    box.setStyleSheet(Theme.sheet())
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle("Timbre")
    box.setText(sentence)
    box.exec()


def begin(window: MainWindow, library: Library) -> None:
    """Do what comes once the window is there: the sample voice, or what cannot be done today."""
    if not library.read_only:
        QTimer.singleShot(0, window.add_sample_voice)
        return
    sentence = QCoreApplication.translate(
        "App",
        "This library is on a read-only disk: you can listen and speak, but not record, train or "
        "change anything.",
    )
    window.banner.say("warn", sentence)


def make_application() -> QApplication:
    """Return the application, with its names, icon and font."""
    QCoreApplication.setApplicationName("Timbre")
    QCoreApplication.setApplicationVersion(__version__)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationDisplayName("Timbre")
    app.setDesktopFileName("timbre")
    app.setWindowIcon(app_icon())
    font = app.font()
    if 0 < font.pointSizeF() < _SMALLEST_FONT:
        font.setPointSizeF(_SMALLEST_FONT)
        app.setFont(font)
    return app


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m studio", description="Open Timbre's window.")
    parser.add_argument(
        "--library", type=Path, default=user_library_dir(), help="folder with the voices"
    )
    return parser.parse_args(arguments)


def _has_no_screen() -> bool:
    """Whether Qt would abort the process for want of a display."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _let_ctrl_c_close(app: QApplication, window: MainWindow) -> None:
    """Close the window on Ctrl-C in the terminal, as its button does."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python sees a signal only when it runs, and Qt's loop may sleep for long.
    timer = QTimer(app, interval=300)
    timer.timeout.connect(lambda: None)
    timer.start()
