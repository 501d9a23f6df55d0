"""The window: pages on the right, the way between them on the left."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QMainWindow, QMessageBox, QStackedWidget, QWidget

from studio import __version__
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.gui.ahead import Ahead
from studio.gui.bridge import Bridge, Handlers
from studio.gui.dialogs.buttons import confirm
from studio.gui.dressing import Dressing
from studio.gui.language import LANGUAGES, Translation
from studio.gui.pages.page import Page
from studio.gui.playback import Playback
from studio.gui.recording.reading import MEND
from studio.gui.settings import Settings
from studio.gui.theme import APPEARANCES, Theme
from studio.gui.voice_files import dropped_voice_file
from studio.gui.widgets.banner import Banner
from studio.gui.widgets.parts import column, row
from studio.gui.widgets.sidebar import Sidebar
from studio.jobs.sample_voice import lacks_sample_voice
from studio.speech.catalogue import is_stock

PAGES = ("library", "record", "recordings", "train", "speak", "scripts")
SAMPLE_TASK = "studio.jobs.sample_voice:add_sample_voice"
_LOOK_AGAIN = 50  # milliseconds
_PATIENCE_SECONDS = 4.0
MINIMUM = (1000, 640)  # pixels; 1024 x 700 with the frame of the window


@runtime_checkable
class Trains(Protocol):
    """What the window has to know of the Train page before that is made."""

    @property
    def busy(self) -> bool: ...

    def cancel(self) -> None: ...


@runtime_checkable
class Records(Protocol):
    """The same of the Record page."""

    @property
    def busy(self) -> bool: ...

    def stop(self) -> None: ...

    def shut_down(self) -> None: ...


def _call(do: Callable[[], object], *_: object) -> None:
    """Call without what the signal carries."""
    do()


class MainWindow(QMainWindow):
    """Shows one page at a time; each is made when it is first shown."""

    def __init__(
        self, library: Library, settings: Settings, theme: Theme, translation: Translation
    ) -> None:
        super().__init__()
        self._library, self._settings = library, settings
        self._theme, self._translation = theme, translation
        self._bridge = Bridge(self)
        self._playback = Playback(self._bridge, self)
        self._voice: Voice | None = None
        self._closing = False
        self._patience = 0.0  # until then a take may be on its way when the window is to close
        self._built: dict[str, Page] = {}
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QWidget] = {}
        self._ahead: Ahead | None = None  # as long as pages are made ahead
        self._awaited = ""
        self.sidebar = Sidebar(PAGES)
        self.sidebar.asked_for.connect(self.open_page)
        self.banner = Banner()
        self._stack = QStackedWidget()
        self._dressing = Dressing(theme, self)
        self._lay_out()
        self._make_menus()
        self._retranslate()
        for part in (self.menuBar(), self.sidebar, self.banner):
            self._dressing.add(part)
        self.setAcceptDrops(True)
        self.setMinimumSize(*MINIMUM)
        self.resize(1180, 780)
        self.restoreGeometry(settings.get("geometry"))
        self._playback.refused.connect(lambda sentence: self.banner.say("warn", sentence))
        self._choose_voice(settings.get("voice"))
        self.show_page("library")

    @property
    def shown(self) -> Page:
        """The page in view."""
        return self._shown

    def page(self, name: str) -> Page:
        """Return a page, made now if nobody has asked for it before."""
        if name not in self._pages:
            self._build(name)
            made = self._built.pop(name)
            made.said.connect(self.banner.say)
            made.changed.connect(self._library_changed)
            made.asked_for.connect(self._go)
            made.set_voice(self._voice)
            self._pages[name] = made
            self._frames[name] = self._dressing.put(made, self._stack)
        return self._pages[name]

    def show_page(self, name: str) -> None:
        """Show a page by its name."""
        page = self.page(name)
        self._dressing.catch_up(self._frames[name])
        self._shown, self._awaited = page, ""
        self._stack.setCurrentWidget(self._frames[name])
        self.sidebar.select(name)
        page.refresh()

    def open_page(self, name: str) -> None:
        """Show a page; one that is still to be made ahead comes when it is, but before others."""
        if name in self._pages or self._ahead is None:
            self.show_page(name)
        else:
            self._awaited = name
            self.sidebar.select(name)
            self._ahead.hurry()

    def load_ahead(self, then: Callable[[], None]) -> None:
        """Make the pages before they are asked for; `then` hears that they are there."""
        self._ahead = Ahead(self._bridge, self._make_ahead(), self)
        self._ahead.loaded.connect(then)
        self._ahead.start()

    def _make_ahead(self) -> Iterator[Callable[[], object]]:
        """Steps that make the pages, of which none holds the window for long."""
        while left := [name for name in PAGES if name not in self._pages]:
            name = self._awaited if self._awaited in left else left[0]
            yield partial(self._build, name)
            yield partial(self.page, name)
            if name == self._awaited:
                yield partial(self.show_page, name)
        self._ahead = None

    def add_sample_voice(self) -> None:
        """Put the sample voice into a library that never had it."""
        if lacks_sample_voice(self._library):
            said = self.tr("Adding the sample voice")
            handlers = Handlers(
                progress=lambda progress: self.sidebar.show_work(said, progress.fraction or 0.0),
                failed=partial(self.banner.say, "bad"),
                ended=self._sample_voice_added,
            )
            self._bridge.run(SAMPLE_TASK, handlers, library_root=self._library.root)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._patience = self._patience or time.monotonic() + _PATIENCE_SECONDS
        if not self._may_close():
            event.ignore()
            return
        self._closing = True
        self._settings.set("geometry", self.saveGeometry())
        self._playback.stop()
        self._stop_recording()
        self._bridge.close()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_voice_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_voice_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.show_page("library")
            self.page("library").want_file(path)

    # Pages

    def _build(self, name: str) -> None:
        """Make a page, which is not one of the window's yet."""
        if name not in self._pages and name not in self._built:
            self._built[name] = self._make_page(name)

    def _make_page(self, name: str) -> Page:
        # Imported when they are first shown, so that the window opens without waiting for them.
        if name == "record":
            from studio.gui.pages.record import RecordPage

            return RecordPage(self._library, self._bridge, self._playback, self._settings)
        if name == "recordings":
            from studio.gui.pages.recordings import RecordingsPage

            return RecordingsPage(self._library, self._bridge, self._playback, self._settings)
        if name == "train":
            from studio.gui.pages.train import TrainPage

            page = TrainPage(self._library, self._bridge, self._playback)
            page.working.connect(self._work_changed)
            page.mending_asked.connect(self._mend)
            return page
        if name == "speak":
            from studio.gui.pages.speak import SpeakPage

            return SpeakPage(self._library, self._bridge, self._playback, self._settings)
        if name == "scripts":
            from studio.gui.pages.scripts import ScriptsPage

            page = ScriptsPage(self._library, self._bridge, self._playback, self._settings)
            page.working.connect(self._work_changed)
            return page
        from studio.gui.pages.library import LibraryPage

        return LibraryPage(self._library, self._bridge, self._settings)

    def _import_voice(self) -> None:
        self.show_page("library")
        self.page("library").choose_file()

    def _go(self, page: str, voice_id: str) -> None:
        if is_stock(voice_id):
            self.page(page).want_voice(voice_id)
        elif voice_id:
            self._choose_voice(voice_id)
        if page:
            self.show_page(page)

    def _mend(self, voice_id: str) -> None:
        """Let the sentences be recorded that mend a voice's weak sounds."""
        self._choose_voice(voice_id)
        self.page("record").want_script(MEND)
        self.show_page("record")

    def _choose_voice(self, voice_id: str) -> None:
        """Make a voice of the library the one that the pages work on."""
        try:
            self._voice = self._library.voice(voice_id) if voice_id else None
        except StudioError:  # deleted meanwhile
            self._voice = None
        if self._voice is not None:
            self._settings.set("voice", self._voice.id)
        self.sidebar.show_voice(self._voice)
        for page in self._pages.values():
            page.set_voice(self._voice)

    def _library_changed(self) -> None:
        self._choose_voice(self._voice.id if self._voice else "")
        self._shown.refresh()

    def _sample_voice_added(self) -> None:
        self.sidebar.show_work("", -1.0)
        self._library_changed()

    def _may_close(self) -> bool:
        """Whether nothing is being trained; otherwise ask, stop it, and close when it has ended."""
        if self._keeps_a_take():
            return False
        train = self._pages.get("train")
        if not isinstance(train, Trains) or not train.busy:
            return True
        if self._closing or confirm(
            self._shown,  # which is styled, as the window is not
            self.tr("A voice is being trained"),
            self.tr(
                "Training stops when the window closes. Nothing of it is lost: it can be resumed "
                "on the Train page."
            ),
            self.tr("Stop and close"),
        ):
            self._closing = True
            self.banner.say("info", self.tr("Stopping the training; the window closes then."))
            train.cancel()
        return False

    def _keeps_a_take(self) -> bool:
        """Whether a take is on its way into the library; it ends, and the window closes then."""
        record = self._pages.get("record")
        if self._closing or not isinstance(record, Records) or not record.busy:
            return False
        record.stop()
        if time.monotonic() > self._patience:
            return False  # it is on the disk, and offered when the page is opened again
        QTimer.singleShot(_LOOK_AGAIN, self, self.close)
        return True

    def _stop_recording(self) -> None:
        """Let go of the microphone. A take that is under way is ended; it is on the disk already,
        and what the library has not taken over is offered when the page is opened again."""
        record = self._pages.get("record")
        if isinstance(record, Records):
            record.shut_down()

    def _work_changed(self, what: str, fraction: float) -> None:
        self.sidebar.show_work(what, fraction)
        if self._closing and not what:
            self.close()

    # Building

    def _lay_out(self) -> None:
        content = QWidget()
        inner = column(self.banner, self._stack)
        inner.setSpacing(0)
        content.setLayout(inner)
        whole = QWidget()
        layout = row(self.sidebar, content)
        layout.setSpacing(0)
        layout.setStretch(1, 1)
        whole.setLayout(layout)
        self.setCentralWidget(whole)

    def _make_menus(self) -> None:
        bar = self.menuBar()
        self._file_menu = bar.addMenu("")
        self._import = self._action(self._import_voice, QKeySequence())
        self._file_menu.addAction(self._import)
        self._file_menu.addSeparator()
        self._quit = self._action(self.close, QKeySequence("Ctrl+Q"))
        self._file_menu.addAction(self._quit)
        self._view_menu = bar.addMenu("")
        self._page_actions = [
            self._action(lambda name=name: self.open_page(name), QKeySequence(f"Ctrl+{number}"))
            for number, name in enumerate(PAGES, start=1)
        ]
        self._view_menu.addActions(self._page_actions)
        self._view_menu.addSeparator()
        self._appearance_menu = self._view_menu.addMenu("")
        self._appearance_actions = self._choices(
            self._appearance_menu, APPEARANCES, self._theme.appearance, self._choose_appearance
        )
        self._language_menu = self._view_menu.addMenu("")
        names = self._choices(
            self._language_menu, tuple(LANGUAGES), self._translation.language, self._choose_language
        )
        for action, name in zip(names, LANGUAGES.values(), strict=True):
            action.setText(name)
        self._help_menu = bar.addMenu("")
        self._about_action = self._action(self._about, QKeySequence())
        self._help_menu.addAction(self._about_action)

    def _action(self, do: Callable[[], object], key: QKeySequence) -> QAction:
        action = QAction(self)
        action.setShortcut(key)
        action.triggered.connect(partial(_call, do))
        return action

    def _choices(
        self, menu: QWidget, values: tuple[str, ...], current: str, choose: Callable[[str], None]
    ) -> list[QAction]:
        """Return one checkable action for each value, of which one is checked."""
        group = QActionGroup(self)
        made = []
        for value in values:
            action = self._action(lambda value=value: choose(value), QKeySequence())
            action.setCheckable(True)
            action.setChecked(value == current)
            group.addAction(action)
            menu.addAction(action)
            made.append(action)
        return made

    def _choose_appearance(self, appearance: str) -> None:
        self._settings.set("appearance", appearance)
        self._theme.choose(appearance)

    def _choose_language(self, language: str) -> None:
        self._settings.set("language", language)
        self._translation.choose(language)

    def _about(self) -> None:
        QMessageBox.about(
            self._shown,
            self.tr("About Timbre"),
            self.tr(
                "Timbre {0}: a studio in which you clone your own voice on your own computer. "
                "Nothing leaves it."
            ).format(__version__),
        )

    def _retranslate(self) -> None:
        self.setWindowTitle("Timbre")
        self._file_menu.setTitle(self.tr("&File"))
        self._import.setText(self.tr("&Import voice file…"))
        self._quit.setText(self.tr("&Quit"))
        self._view_menu.setTitle(self.tr("&View"))
        titles = (
            self.tr("&Voices"),
            self.tr("Re&cord"),
            self.tr("&Data set"),
            self.tr("&Train"),
            self.tr("&Speak"),
            self.tr("Scr&ipts"),
        )
        for action, title in zip(self._page_actions, titles, strict=True):
            action.setText(title)
        self._appearance_menu.setTitle(self.tr("&Appearance"))
        looks = (self.tr("Like the &system"), self.tr("&Light"), self.tr("&Dark"))
        for action, title in zip(self._appearance_actions, looks, strict=True):
            action.setText(title)
        self._language_menu.setTitle(self.tr("La&nguage"))
        self._help_menu.setTitle(self.tr("&Help"))
        self._about_action.setText(self.tr("&About Timbre"))
