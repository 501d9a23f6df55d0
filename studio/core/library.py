"""The person's voices, takes and runs on disk: one SQLite file and folders beside it.

    root/library.sqlite
    root/voices/<voice id>/takes/<take id>.flac|wav
    root/voices/<voice id>/runs/<run id>/
    root/voices/<voice id>/consent/<id>.flac|wav
    root/voices/<voice id>/captures/
    root/voices/<voice id>/lexicon.json
    root/renderings/<rendering id>.wav|json

Bytes are on the disk whole before a row speaks of them, and everything that changes files here is
done while holding SQLite's write lock. So what a killed process left behind can be told from what
another process is doing just now; `studio.core.recovery` puts it in order when a library is opened.
"""

from pathlib import Path

from studio.core import recovery
from studio.core.adoption_store import AdoptionStore
from studio.core.consent_store import ConsentStore
from studio.core.database import Database
from studio.core.errors import explain_os_error
from studio.core.layout import Layout
from studio.core.lexicon_store import LexiconStore
from studio.core.project_store import ProjectStore
from studio.core.rendering_store import RenderingStore
from studio.core.run_store import RunStore
from studio.core.session_store import SessionStore
from studio.core.take_store import TakeStore
from studio.core.voice_store import VoiceStore


class Library(
    AdoptionStore,
    VoiceStore,
    TakeStore,
    SessionStore,
    ConsentStore,
    RunStore,
    LexiconStore,
    ProjectStore,
    RenderingStore,
):
    """A folder with voices. Any thread and several processes may use one at a time.

    Methods raise StudioError for what the person can mend: an unknown or taken name, a file that
    is no sound, a full or read-only disk. A library on a read-only disk can be read.
    """

    def __init__(self, root: Path) -> None:
        """Open the library in `root`, or create it there; mends what a killed process left."""
        self.root = Path(root).expanduser().absolute()
        self._layout = Layout(self.root)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._database = Database(self.root / "library.sqlite")
            if self.read_only:
                return
            self._layout.voices.mkdir(exist_ok=True)
        except OSError as error:
            raise explain_os_error(error, self.root) from error
        with self._database.writing() as rows:
            recovery.mend(rows, self._layout)

    @property
    def read_only(self) -> bool:
        """Whether voices can be used, but nothing can be recorded, trained or changed."""
        return self._database.read_only
